import logging
import subprocess
import sys

import numpy as np
import pytest

from index import int8
from index.encoder import SentenceTransformerEncoder, load_encoder
from index.fast_encoder import OpenVinoEncoder
from index.settings import ROOT, IndexSettings
from index.token_batches import batches, graph_inputs

TEXTS = [
    "谁列席党委常委会会议？",
    "Who attends the party standing committee meeting?",
    "人大常委会主任不是同级党委班子成员的，列席同级党委常委会会议。",
    "第一条　为了规范招标投标活动，保护国家利益、社会公共利益和招标投标活动当事人的合法权益，制定本法。",
    "各级党委要把人大工作纳入党委总体工作布局，统一部署、统筹安排。" * 14,
    "会",
]


def test_the_default_runs_on_openvino(encoder):
    assert isinstance(encoder, OpenVinoEncoder)
    assert encoder.precision == "int8"


@pytest.mark.parametrize("kind", ["query", "passage"])
def test_int8_holds_to_fp32(kind, encoder, torch_encoder):
    fast, full = encoder.encode(TEXTS, kind), torch_encoder.encode(TEXTS, kind)
    cosines = (fast.vectors * full.vectors).sum(axis=1)
    assert cosines.mean() >= 0.997, dict(zip(TEXTS, cosines, strict=True))
    for own, other in zip(fast.token_ids, full.token_ids, strict=True):
        assert own.tolist() == other.tolist()
    assert [own.shape for own in fast.tokens] == [own.shape for own in full.tokens]


def test_pieces_are_printed_alike(encoder, torch_encoder):
    ids = np.concatenate(encoder.encode(TEXTS[:2], "query").token_ids)
    assert encoder.pieces(ids) == torch_encoder.pieces(ids)


def test_a_text_longer_than_the_model_takes_is_cut(encoder):
    made = encoder.encode(["党委" * 2000], "passage")
    assert len(made.tokens[0]) < 512
    assert np.linalg.norm(made.vectors[0]) == pytest.approx(1, abs=1e-5)


def test_an_empty_text_still_has_a_vector(encoder):
    made = encoder.encode([""], "passage")
    assert made.tokens[0].shape == (1, encoder.dim)


def test_no_texts_make_no_vectors(encoder):
    assert encoder.encode([], "passage").vectors.shape == (0, encoder.dim)


def test_order_and_batching_change_nothing_but_rounding(encoder):
    together = encoder.encode(TEXTS, "passage").vectors
    alone = np.concatenate([encoder.encode([text], "passage").vectors for text in TEXTS])
    assert (together * alone).sum(axis=1).min() > 0.999


def test_batches_are_bounded_by_padded_tokens():
    # longest first: 5 | 4 4 would be 8 <= 8 | 1
    assert list(batches([4, 1, 5, 4], max_tokens=8)) == [[2], [0, 3], [1]]


def test_a_text_over_the_bound_goes_alone():
    assert list(batches([9, 9], max_tokens=8)) == [[0], [1]]


def test_padding_is_masked():
    pieces = np.arange(6, dtype=np.float16).reshape(3, 2)
    inputs = graph_inputs([[2, 1], [0]], pieces)
    assert inputs["inputs_embeds"].tolist() == [[[4, 5], [2, 3]], [[0, 1], [0, 0]]]
    assert inputs["attention_mask"].tolist() == [[1, 1], [1, 0]]


def test_torch_stands_in_where_openvino_does_not_serve(monkeypatch, caplog):
    def broken(*_):
        raise RuntimeError("no such instruction\nmore")

    monkeypatch.setattr(int8, "int8_folder", broken)
    with caplog.at_level(logging.WARNING):
        made = load_encoder(IndexSettings(), progress=False)
    assert isinstance(made, SentenceTransformerEncoder)
    assert [record.message for record in caplog.records] == [
        "OpenVINO does not serve here (no such instruction); the default model runs on torch, slower"
    ]


def test_answering_imports_no_torch():
    code = "import sys; from index.encoder import load_encoder; from index.settings import IndexSettings; "
    code += "load_encoder(IndexSettings()).encode(['会'], 'query'); "
    code += "print([name for name in ('torch', 'transformers', 'openvino_telemetry') if sys.modules.get(name)])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
