"""Every reader: the same contract on OpenVINO and on torch, with the weights that ship."""

import numpy as np
import pytest

from index.bundled import bundled_folder
from index.errors import ModelError
from qa.reader import OpenVinoReader, TorchReader, load_reader
from qa.settings import Settings

TELLS = "人大常委会主任或主持工作的副主任应列席同级党委常委会议。"
BESIDE = "要定期召开人大工作会议，研究解决人大工作中的重大问题。"
QUESTION = "谁列席党委常委会会议？"


@pytest.fixture(scope="module", params=["openvino", "torch"])
def reader(request):
    settings = Settings(embedding_runtime=request.param)
    if request.param == "torch":
        return TorchReader(bundled_folder(settings.cache_dir, progress=False))
    return load_reader(settings, progress=False)


def test_a_passage_that_answers_has_better_odds_than_one_that_does_not(reader):
    tells, beside = reader.read(QUESTION, [TELLS, BESIDE])
    assert tells > 0 > beside


def test_a_passage_reads_the_same_alone_and_among_others(reader):
    alone = reader.read(QUESTION, [TELLS])
    among = reader.read(QUESTION, [BESIDE * 5, TELLS])
    assert alone.shape == (1,) and alone.dtype == np.float32
    assert among[1] == pytest.approx(alone[0], abs=0.5)


def test_a_long_question_and_a_long_passage_are_cut(reader):
    assert np.isfinite(reader.read(QUESTION * 60, [TELLS * 60])).all()


def test_both_runtimes_read_alike():
    settings = Settings()
    fast, full = load_reader(settings, progress=False), TorchReader(bundled_folder(settings.cache_dir, progress=False))
    assert isinstance(fast, OpenVinoReader)
    passages = [TELLS, BESIDE, "会议经费列入财政预算。", "每年至少听取一次汇报。"]
    assert fast.read(QUESTION, passages) == pytest.approx(full.read(QUESTION, passages), abs=1.0)


def test_where_openvino_does_not_serve_torch_does(monkeypatch, caplog):
    monkeypatch.setattr("qa.reader.OpenVinoReader", lambda *_: 1 / 0)
    assert isinstance(load_reader(Settings(), progress=False), TorchReader)
    assert "the reader runs on torch" in caplog.text


def test_a_hub_model_that_is_not_on_this_machine_names_the_command():
    with pytest.raises(ModelError) as refused:
        TorchReader("nobody/no-such-model")
    line = str(refused.value)
    assert line.startswith("The reader's model nobody/no-such-model does not load: ")
    assert line.endswith('To fetch it from the hub once, run: HF_HUB_OFFLINE=0 python -m qa ask "你好"')
    assert "\n" not in line


def test_a_damaged_model_names_what_makes_it_again(tmp_path):
    (tmp_path / "config.json").write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match=f"the next start makes it again: rm -r '{tmp_path}'$"):
        TorchReader(str(tmp_path))


def test_weights_that_cannot_be_read_are_no_matter_of_the_runtime(monkeypatch):
    def broken(*_):
        raise ModelError("The reader's weights cannot be read. Restore the file")

    monkeypatch.setattr("qa.reader.reader_weights.digest", broken)
    with pytest.raises(ModelError, match="Restore the file"):
        load_reader(Settings(), progress=False)
