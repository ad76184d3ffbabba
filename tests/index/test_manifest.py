import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from index.errors import IndexCorrupt, IndexMissing
from index.manifest import (
    BUILD_COMMAND,
    FORMAT,
    MANIFEST,
    check_files,
    corpus_hash,
    make_manifest,
    read_manifest,
    write_manifest,
)
from index.schema import Article

ONE = Article("doc:1", "doc", "第一条", (), "规则", "第一条 甲。", 0, 7)
TWO = Article("doc:2", "doc", "第二条", (), "规则", "第二条 乙。", 8, 15)
MODEL = {"name": "fake", "dim": 4}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "words").mkdir()
    (tmp_path / "a.txt").write_text("甲", encoding="utf-8")
    (tmp_path / "words" / "b.txt").write_text("乙", encoding="utf-8")
    write_manifest(tmp_path, make_manifest(MODEL, (ONE, TWO), {"articles": 2}))
    return tmp_path


def test_a_manifest_says_what_made_the_index_and_what_it_holds():
    manifest = make_manifest(MODEL, (ONE, TWO), {"articles": 2})
    assert manifest["format"] == FORMAT
    assert manifest["model"] == MODEL
    assert manifest["counts"] == {"articles": 2}
    assert manifest["corpus_hash"] == corpus_hash((ONE, TWO))
    assert manifest["libraries"].keys() == {"faiss-cpu", "bm25s", "jieba", "sentence-transformers", "torch", "openvino"}
    assert datetime.now(UTC) - datetime.fromisoformat(manifest["built_at"]) < timedelta(minutes=1)


@pytest.mark.parametrize(
    "other",
    [
        (ONE,),
        (TWO, ONE),
        (ONE, replace(TWO, id="doc:3")),
        (ONE, replace(TWO, text="第二条 丙。")),
        (ONE, replace(TWO, label="第三条")),
        (ONE, replace(TWO, headings=("总则",))),
        (ONE, replace(TWO, title="办法")),
    ],
)
def test_the_hash_is_of_every_article_in_order(other):
    assert corpus_hash((ONE, TWO)) == corpus_hash([ONE, TWO])
    assert corpus_hash(other) != corpus_hash((ONE, TWO))


def test_text_that_moves_between_fields_changes_the_hash():
    whole, cut = replace(ONE, title="规则甲", headings=()), replace(ONE, title="规则", headings=("甲",))
    assert whole.content_hash != cut.content_hash


def test_where_an_article_stands_does_not_change_its_hash():
    assert replace(ONE, start=5, end=12).content_hash == ONE.content_hash


def test_every_file_is_listed_with_its_checksum(folder):
    assert read_manifest(folder)["files"] == {
        "a.txt": hashlib.sha256("甲".encode()).hexdigest(),
        "words/b.txt": hashlib.sha256("乙".encode()).hexdigest(),
    }
    check_files(folder, read_manifest(folder))


def test_a_missing_manifest_is_a_missing_index(tmp_path):
    with pytest.raises(IndexMissing) as raised:
        read_manifest(tmp_path)
    assert str(raised.value) == f"No index in {tmp_path} (manifest.json is missing). {BUILD_COMMAND}"


@pytest.mark.parametrize("raw", [b"", b"{", b'{"format": 3', b"\xff\xfe", b"\x00" * 64])
def test_a_truncated_or_scrambled_manifest_is_corrupt(folder, raw):
    (folder / MANIFEST).write_bytes(raw)
    with pytest.raises(IndexCorrupt, match=rf"manifest\.json cannot be read .* {BUILD_COMMAND}$"):
        read_manifest(folder)


def test_a_manifest_cut_anywhere_is_corrupt(folder):
    raw = (folder / MANIFEST).read_bytes()
    for size in range(0, len(raw) - 1, 7):
        (folder / MANIFEST).write_bytes(raw[:size])
        with pytest.raises(IndexCorrupt):
            read_manifest(folder)


@pytest.mark.parametrize("name", ["format", "model", "counts", "files", "corpus_hash"])
@pytest.mark.parametrize("value", [None, [], 1.5])
def test_a_manifest_that_lacks_something_names_it(folder, name, value):
    manifest = read_manifest(folder)
    (folder / MANIFEST).write_text(json.dumps(manifest | {name: value}), encoding="utf-8")
    with pytest.raises(IndexCorrupt, match=rf"manifest\.json lacks {name}\. {BUILD_COMMAND}$"):
        read_manifest(folder)


@pytest.mark.parametrize("text", ["[]", "null", '"manifest"'])
def test_a_manifest_that_is_no_object_lacks_everything(folder, text):
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(IndexCorrupt, match="lacks format, model, corpus_hash, counts, files"):
        read_manifest(folder)


def test_a_missing_file_is_named(folder):
    (folder / "words" / "b.txt").unlink()
    with pytest.raises(IndexCorrupt, match=rf"words/b\.txt is missing\. {BUILD_COMMAND}$"):
        check_files(folder, read_manifest(folder))


def test_a_folder_in_a_files_place_is_named(folder):
    (folder / "a.txt").unlink()
    (folder / "a.txt").mkdir()
    with pytest.raises(IndexCorrupt, match=rf"a\.txt cannot be read \(Is a directory\)\. {BUILD_COMMAND}$"):
        check_files(folder, read_manifest(folder))


def test_a_changed_file_is_named(folder):
    (folder / "a.txt").write_text("申", encoding="utf-8")
    with pytest.raises(IndexCorrupt, match=rf"a\.txt is damaged .* {BUILD_COMMAND}$"):
        check_files(folder, read_manifest(folder))
