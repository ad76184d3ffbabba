import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from index import build
from index.__main__ import main
from index.manifest import BUILD_COMMAND
from index.settings import ROOT
from index.store import CURRENT, current_folder
from tests.fakes import ARTICLE_IDS, JIA
from tests.index.tiny_model import HIDDEN


@pytest.fixture
def run(tiny_model, small_corpus, tmp_path, monkeypatch, capfd):
    """`python -m index …` over the small corpus and the tiny model: (exit status, stdout, stderr)."""
    monkeypatch.setenv("TIAOWEN_EMBEDDING_MODEL", str(tiny_model))
    monkeypatch.setenv("TIAOWEN_CORPUS_DIR", str(small_corpus))
    monkeypatch.setenv("TIAOWEN_INDEX_DIR", str(tmp_path / "index"))

    def run(*arguments):
        status = main(list(arguments))
        return status, *capfd.readouterr()

    return run


@pytest.fixture
def index_dir(tmp_path):
    return tmp_path / "index"


@pytest.fixture
def built(run):
    assert run("build")[0] == 0
    return run


def lines(*ids, mark="+"):
    return "".join(f"{mark} {i}\n" for i in ids)


# --- build, update, diff


@pytest.mark.parametrize("command", ["build", "update"])
def test_a_build_prints_what_it_did(run, command, index_dir):
    status, out, err = run(command)
    assert (status, out) == (0, lines(*ARTICLE_IDS))
    assert err.splitlines()[-1] == (f"{index_dir}: 2 documents, 6 articles, 6 added, 0 changed, 0 removed, 0 unchanged")
    assert "DEBUG" not in err


def test_a_second_build_prints_nothing_on_stdout(built, index_dir):
    assert built("build") == (
        0,
        "",
        f"{index_dir}: 2 documents, 6 articles, 0 added, 0 changed, 0 removed, 6 unchanged\n",
    )


def test_build_and_diff_say_the_same(built, small_corpus):
    (small_corpus / "jia.md").write_text(
        JIA.replace("每季度", "每月").replace("第二条　代表每年视察两次。", "第三条　附则。"), encoding="utf-8"
    )
    expected = lines("jia:3") + lines("jia:1", mark="~") + lines("jia:2", mark="-")
    status, out, err = built("diff")
    assert (status, out, err) == (1, expected, "1 added, 1 changed, 1 removed, 4 unchanged\n")
    assert built("build")[:2] == (0, expected)
    assert built("diff") == (0, "", "0 added, 0 changed, 0 removed, 6 unchanged\n")


def test_diff_sees_what_no_article_holds(built, small_corpus):
    (small_corpus / "jia.md").write_text(JIA.replace("status: in force", "status: repealed"), encoding="utf-8")
    (small_corpus / "glossary.tsv").unlink()
    status, out, _ = built("diff")
    assert (status, out) == (1, lines("jia", "glossary.tsv", mark="~"))
    assert built("build")[:2] == (0, lines("jia", "glossary.tsv", mark="~"))
    assert built("diff")[0] == 0


def test_diff_without_an_index_adds_everything_and_builds_nothing(run, index_dir):
    status, out, _ = run("diff")
    assert (status, out) == (1, lines(*ARTICLE_IDS))
    assert not index_dir.exists()


def test_folders_are_options_too(run, small_corpus, tmp_path, monkeypatch):
    monkeypatch.setenv("TIAOWEN_CORPUS_DIR", "/none")
    monkeypatch.setenv("TIAOWEN_INDEX_DIR", "/none")
    assert run("build", "--corpus", str(small_corpus), "--index", str(tmp_path / "other"))[0] == 0
    assert (tmp_path / "other" / CURRENT).exists()


# --- status, articles


def test_status_is_for_people(built, tiny_model, index_dir):
    status, out, err = built("status")
    assert (status, err) == (0, "")
    assert f"index      {index_dir} (format " in out
    assert f"model      {tiny_model} ({HIDDEN}-d)" in out
    assert "holds      2 documents, 6 articles, 8 sentences" in out
    assert "  jia            3  甲市会议规则" in out


def test_status_is_one_json_object_too(built):
    status, out, _ = built("status", "--json")
    manifest = json.loads(out)
    assert (status, out.count("\n")) == (0, 1)
    assert manifest["counts"] == {"documents": 2, "articles": 6, "sentences": 8, "tokens": manifest["counts"]["tokens"]}


def test_articles_are_listed(built):
    status, out, _ = built("articles")
    assert status == 0
    assert [line.split()[0] for line in out.splitlines()] == list(ARTICLE_IDS)
    assert "第一条\t第一条　主任列席党委常委会会议。" in out


def test_articles_as_json_are_the_contracts(built):
    status, out, _ = built("articles", "--json", "--doc", "yi")
    rows = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert rows[1] == {
        "id": "yi:1.2",
        "doc_id": "yi",
        "label": "一、（二）",
        "headings": ["一、学习制度"],
        "title": "乙市学习办法",
        "text": "（二）学习由书记主持。",
    }
    assert [row["id"] for row in rows] == ["yi:1.1", "yi:1.2", "yi:2.1"]


def test_an_unknown_document_is_bad_input(built):
    assert built("articles", "--doc", "bing") == (2, "", "No document 'bing' in the index. Held: jia yi\n")


# --- bad input: exit status 2, one line, nothing lost


@pytest.mark.parametrize("command", ["status", "articles"])
def test_without_an_index_the_command_is_named(run, index_dir, command):
    assert run(command) == (2, "", f"No index in {index_dir}. {BUILD_COMMAND}\n")


@pytest.mark.parametrize("command", ["status", "articles", "diff"])
def test_a_damaged_index_is_one_line(built, index_dir, command):
    (current_folder(index_dir) / "articles.jsonl").write_text("", encoding="utf-8")
    status, out, err = built(command)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.endswith(f"{BUILD_COMMAND}\n")


def test_an_index_of_another_model_is_one_line(built, monkeypatch):
    monkeypatch.setenv("TIAOWEN_EMBEDDING_MODEL", "bge-m3")
    status, out, err = built("status")
    assert (status, out) == (2, "")
    assert err.endswith(f"({HIDDEN}-d); settings say bge-m3. {BUILD_COMMAND}\n")


def empty(corpus):
    for path in corpus.iterdir():
        path.unlink()


def gone(corpus):
    empty(corpus)
    corpus.rmdir()


def a_file(corpus):
    gone(corpus)
    corpus.touch()


def not_utf8(corpus):
    (corpus / "jia.md").write_bytes(JIA.encode("gb18030"))


def binary(corpus):
    (corpus / "jia.md").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))


def broken_head(corpus):
    (corpus / "jia.md").write_text("---\ntitle: a: b: c\n---\n第一条 甲。\n", encoding="utf-8")


def blank(corpus):
    (corpus / "jia.md").write_text("", encoding="utf-8")


def glossary_not_utf8(corpus):
    (corpus / "glossary.tsv").write_bytes("term\tenglish\n条文\tarticle\n".encode("gb18030"))


def glossary_without_english(corpus):
    (corpus / "glossary.tsv").write_text("term\tenglish\n条文\n", encoding="utf-8")


def glossary_is_a_folder(corpus):
    (corpus / "glossary.tsv").unlink()
    (corpus / "glossary.tsv").mkdir()


@pytest.mark.parametrize(
    "spoil",
    [
        empty, gone, a_file, not_utf8, binary, broken_head, blank,
        glossary_not_utf8, glossary_without_english, glossary_is_a_folder,
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", ["build", "diff"])
def test_a_corpus_that_cannot_be_used_is_one_line_and_the_index_stays(built, small_corpus, index_dir, spoil, command):
    serving = sorted(index_dir.iterdir())
    spoil(small_corpus)
    status, out, err = built(command)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert str(small_corpus) in err
    assert "Traceback" not in err
    assert sorted(index_dir.iterdir()) == serving
    assert built("status")[0] == 0


@pytest.mark.parametrize(("name", "read"), [("jia.md", "read_bytes"), ("glossary.tsv", "read_text"), (".", "iterdir")])
def test_a_corpus_that_may_not_be_read_is_one_line(built, small_corpus, monkeypatch, name, read):
    allowed = getattr(Path, read)

    def refuse(path, *arguments, **options):
        if path == small_corpus / name:
            raise PermissionError(13, "Permission denied", str(path))
        return allowed(path, *arguments, **options)

    monkeypatch.setattr(Path, read, refuse)
    status, out, err = built("build")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert str(small_corpus / name) in err
    assert "Permission denied" in err


def test_an_index_folder_that_is_a_file_is_one_line(run, index_dir):
    index_dir.touch()
    assert run("build") == (2, "", f"{index_dir}: File exists. Check the path and its permissions\n")


def test_an_unknown_model_is_one_line_and_the_index_stays(built, index_dir, monkeypatch):
    serving = sorted(index_dir.iterdir())
    monkeypatch.setenv("TIAOWEN_EMBEDDING_MODEL", "./none")
    status, out, err = built("build")
    assert (status, out) == (2, "")
    assert err.splitlines()[-1].startswith("No sentence-transformers model in ./none")
    assert sorted(index_dir.iterdir()) == serving


def test_an_unusable_setting_is_one_line(run, monkeypatch):
    monkeypatch.setenv("TIAOWEN_EMBEDDING_MODEL", "")
    status, out, err = run("status")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("Setting TIAOWEN_EMBEDDING_MODEL: ")


def test_a_setting_that_does_not_exist_is_one_line(run, index_dir, monkeypatch):
    monkeypatch.setenv("TIAOWEN_CORPUS", "/none")
    status, out, err = run("build")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("Unknown setting TIAOWEN_CORPUS. Known settings: ")
    assert not index_dir.exists()


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (OSError("offline:\nnothing cached"), "offline: nothing cached"),
        (OSError(), "OSError"),
        (PermissionError(13, "Permission denied"), "A file or folder: Permission denied. Check the path and its perm"),
    ],
)
def test_what_the_system_refuses_is_one_line(run, monkeypatch, error, line):
    def refuse(*_, **__):
        raise error

    monkeypatch.setattr(build, "build", refuse)
    status, out, err = run("build")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(line)


@pytest.mark.parametrize(
    "arguments", [[], ["nothing"], ["build", "--doc", "jia"], ["articles", "--doc"], ["build", "--ind", "/none"]]
)
def test_unknown_arguments_are_bad_input(run, arguments, capfd):
    with pytest.raises(SystemExit) as raised:
        run(*arguments)
    assert raised.value.code == 2
    (line,) = capfd.readouterr().err.splitlines()
    assert line.endswith("--help") and "see: python -m index" in line


def test_an_interrupted_build_says_that_nothing_is_lost(run, monkeypatch):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(build, "build", stop)
    assert run("build") == (2, "", "Stopped; the index is as it was\n")


# --- in a process of its own


def shell(command, **environment):
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=ROOT,
        env={**os.environ, "PYTHON": sys.executable, **environment},
        capture_output=True,
    )


def test_output_is_utf8_whatever_the_locale(built):
    ran = shell('"$PYTHON" -m index articles --json', PYTHONIOENCODING="ascii")
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert json.loads(ran.stdout.decode("utf-8").splitlines()[1])["label"] == "第一条"


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_has_enough_is_no_error(built, unbuffered):
    ran = shell('"$PYTHON" -m index articles | true', PYTHONUNBUFFERED=unbuffered)
    assert (ran.returncode, ran.stderr) == (0, b"")
