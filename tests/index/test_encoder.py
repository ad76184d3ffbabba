import json
import shutil
import subprocess
import sys

import numpy as np
import pytest

from index.bundled import E5_PROMPTS
from index.encoder import load_encoder
from index.errors import ModelError
from index.settings import BUNDLED_MODEL, ROOT, IndexSettings
from tests.index.tiny_model import BOS, EOS, HIDDEN, PIECES, UNK

TEXTS = ["谁列席会议？", "who attends the meeting", "第一条　主任"]


def load(folder):
    return load_encoder(IndexSettings(embedding_model=str(folder)), progress=False)


def change(path, **values):
    """Set values of a JSON file; returns what it held."""
    held = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(held | values), encoding="utf-8")
    return held


@pytest.fixture
def tiny_copy(tiny_model, tmp_path):
    return shutil.copytree(tiny_model, tmp_path / "model")


def test_the_default_model_is_named_by_its_setting(encoder):
    assert encoder.name == BUNDLED_MODEL == IndexSettings.model_fields["embedding_model"].default
    assert encoder.dim == 384


@pytest.mark.parametrize(("kind", "prompt"), [("query", "query: "), ("passage", "passage: ")])
def test_the_models_own_prompt_is_applied(torch_encoder, kind, prompt):
    made = torch_encoder.encode(TEXTS, kind).vectors
    raw = torch_encoder._model.encode([prompt + text for text in TEXTS], prompt="")
    assert (made * raw).sum(axis=1) == pytest.approx([1] * len(TEXTS), abs=1e-5)


def test_a_query_is_not_a_passage(encoder):
    query, passage = (encoder.encode(TEXTS, kind).vectors for kind in ("query", "passage"))
    assert (query * passage).sum(axis=1).max() < 0.99


def test_vectors_are_unit_length_and_float32(encoder):
    vectors = encoder.encode(TEXTS, "query").vectors
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), encoder.dim)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1] * len(TEXTS), abs=1e-6)


@pytest.mark.parametrize("kind", ["query", "passage"])
def test_tokens_are_the_texts_own(encoder, kind):
    made = encoder.encode(TEXTS, kind)
    assert ["".join(encoder.pieces(ids)) for ids in made.token_ids] == [
        "谁列席会议?",
        "whoattendsthemeeting",
        "第一条主任",
    ]
    for tokens, ids in zip(made.tokens, made.token_ids, strict=True):
        assert tokens.shape == (len(ids), encoder.dim)
        assert (tokens.dtype, ids.dtype) == (np.float16, np.int32)


def test_a_token_vector_is_the_hidden_state_at_its_token(torch_encoder):
    """The mean of all states, prompt and special tokens included, is the vector before it is made unit length."""
    row = torch_encoder._model.encode_query(["会议"], output_value=None)[0]
    states, ids = row["token_embeddings"].cpu().numpy(), row["input_ids"].tolist()
    made = torch_encoder.encode(["会议"], "query")
    at = [ids.index(i) for i in made.token_ids[0].tolist()]
    assert made.tokens[0] == pytest.approx(states[at], abs=2e-3)  # float16 of values below 4
    mean = states.mean(axis=0)
    assert made.vectors[0] == pytest.approx(mean / np.linalg.norm(mean), abs=1e-5)


def test_company_does_not_change_a_text(encoder):
    alone, together = encoder.encode([TEXTS[0]], "passage"), encoder.encode(["长" * 90, *TEXTS], "passage")
    assert together.vectors[1] == pytest.approx(alone.vectors[0], abs=1e-4)
    assert together.token_ids[1].tolist() == alone.token_ids[0].tolist()


def test_a_text_beyond_the_window_is_cut_there(torch_encoder):
    made = torch_encoder.encode(["会" * 2000], "passage")
    prompt_and_special = len(torch_encoder._model.tokenizer("passage:")["input_ids"])
    assert len(made.tokens[0]) == 512 - prompt_and_special


@pytest.mark.parametrize("text", ["", " ", "\x00", "<pad>", "</s>", "𠀀𠀁", "<script>"])
def test_every_text_has_a_token_and_a_vector(encoder, text):
    made = encoder.encode([text], "passage")
    assert len(made.tokens[0]) >= 1
    assert np.isfinite(made.vectors).all()


def test_another_model_is_one_setting(tiny_model):
    encoder = load(tiny_model)
    made = encoder.encode(["会议", "会"], "query")
    assert (encoder.name, encoder.dim) == (str(tiny_model), HIDDEN)
    assert [encoder.pieces(ids) for ids in made.token_ids] == [["", "会", "议"], ["", "会"]]


def test_a_model_without_prompts_gets_none(tiny_copy):
    was = change(tiny_copy / "config_sentence_transformers.json", prompts={})
    assert was["prompts"] == E5_PROMPTS
    encoder = load(tiny_copy)
    query, passage = (encoder.encode(["会议"], kind) for kind in ("query", "passage"))
    assert np.array_equal(query.vectors, passage.vectors)
    assert encoder.pieces(query.token_ids[0]) == ["", "会", "议"]


def test_a_text_of_nothing_but_unknown_characters_keeps_them(tiny_copy):
    """Without prompt and without the word mark that this tokenizer puts first, as in BERT's, only `<unk>` is left."""
    change(tiny_copy / "tokenizer.json", pre_tokenizer=None)
    change(tiny_copy / "config_sentence_transformers.json", prompts={})
    made = load(tiny_copy).encode(["会人议", "人"], "passage")
    assert [ids.tolist() for ids in made.token_ids] == [[PIECES.index("会"), PIECES.index("议")], [BOS, UNK, EOS]]


@pytest.mark.parametrize("name", ["./none", "/none/such", "~/none-such"])
def test_a_folder_without_a_model_is_named(name):
    with pytest.raises(ModelError) as refused:
        load(name)
    assert str(refused.value) == (
        f"No sentence-transformers model in {name} (modules.json is missing). Set TIAOWEN_EMBEDDING_MODEL"
    )


def test_a_hub_name_that_is_not_on_this_machine_names_the_command():
    with pytest.raises(ModelError) as refused:
        load("nobody/no-such-model")
    line = str(refused.value)
    assert line.startswith("Embedding model nobody/no-such-model does not load: ")
    assert line.endswith("To fetch a model from the hub once, run: HF_HUB_OFFLINE=0 python -m index build")
    assert "\n" not in line


@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json", "config.json", "modules.json"])
@pytest.mark.parametrize("damage", [lambda raw: raw[: len(raw) // 2], lambda raw: b""], ids=["half", "empty"])
def test_a_damaged_model_is_one_line(tiny_copy, file, damage):
    path = tiny_copy / file
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ModelError) as refused:
        load(tiny_copy)
    line = str(refused.value)
    assert line.startswith(f"Embedding model {tiny_copy} does not load: ")
    assert line.endswith(f"Save the model in {tiny_copy} again, or set TIAOWEN_EMBEDDING_MODEL to another")
    assert "\n" not in line


def test_a_damaged_default_model_names_what_makes_it_again(tiny_wheel, tmp_path):
    settings = IndexSettings(cache_dir=tmp_path / "cache", embedding_model=BUNDLED_MODEL, embedding_runtime="torch")
    load_encoder(settings, progress=False)
    (folder,) = settings.cache_dir.iterdir()
    (folder / "model.safetensors").write_bytes(b"")
    with pytest.raises(ModelError, match=rf"Make it again: rm -r '{folder}' && python -m index build$"):
        load_encoder(settings, progress=False)


def test_commands_that_embed_nothing_import_no_torch():
    code = "import sys, index.__main__; print('torch' in sys.modules, 'sentence_transformers' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout == "False False\n"
