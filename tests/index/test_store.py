import json
import shutil

import numpy as np
import pytest

from index import store
from index.assemble import assemble
from index.build import build
from index.corpus import load_corpus
from index.errors import IndexCorrupt, IndexMismatch, IndexMissing, UnknownDocument
from index.manifest import BUILD_COMMAND, FORMAT, MANIFEST, read_manifest, write_manifest
from index.settings import IndexSettings
from index.store import ArticleIndex, current_folder, load_index
from tests.fakes import ARTICLE_IDS, FakeEncoder

FIELDS = (*store.VECTOR_FIELDS, *store.WORD_FIELDS)


@pytest.fixture
def settings(small_corpus, tmp_path):
    return IndexSettings(corpus_dir=small_corpus, index_dir=tmp_path / "index", embedding_model="fake")


@pytest.fixture
def folder(settings):
    """The folder of a build of the small corpus, free to damage."""
    build(settings, lambda _: FakeEncoder())
    return current_folder(settings.index_dir)


def vector(text):
    return FakeEncoder().encode([text], "query").vectors[0]


def every_row(index, field):
    return index.rows_of_documents(field, [])


def row_of(index, text):
    return next(row for row, sentence in enumerate(index.sentences) if sentence.text == text)


# --- what it holds


def test_articles_and_documents_are_found_by_id(small_index):
    assert [small_index.article(i).id for i in ARTICLE_IDS] == list(ARTICLE_IDS)
    assert small_index.document("yi").title == "乙市学习办法"


def test_an_unknown_article_names_the_list(small_index):
    with pytest.raises(UnknownDocument, match=r"No article 'jia:9' in the index\. List them: python -m index articles"):
        small_index.article("jia:9")


def test_an_unknown_document_names_those_held(small_index):
    with pytest.raises(UnknownDocument, match=r"No document 'bing' in the index\. Held: jia yi"):
        small_index.document("bing")


def test_sentences_belong_to_their_articles_in_reading_order(small_index):
    texts = [small_index.sentences[row].text for row in small_index.sentence_rows["jia:1"]]
    assert texts == ["主任列席党委常委会会议。", "会议每季度召开一次。"]
    owners = [small_index.articles[row].id for row in small_index.article_row_of_sentence]
    assert owners == [sentence.article_id for sentence in small_index.sentences]


def test_the_segmenter_knows_the_glossary(small_index):
    assert {term.chinese for term in small_index.terms} == {"列席", "主任"}
    assert small_index.segmenter.words("主任列席") == ["主任", "列席"]


# --- filters


@pytest.mark.parametrize("field", FIELDS)
def test_no_filter_is_every_row(small_index, field):
    size = len(small_index.sentences if field in store.SENTENCE_FIELDS else small_index.articles)
    assert every_row(small_index, field).tolist() == list(range(size))


@pytest.mark.parametrize("field", FIELDS)
def test_a_filter_is_the_rows_of_its_documents(small_index, field):
    rows = {i: set(small_index.rows_of_documents(field, [i]).tolist()) for i in ("jia", "yi")}
    assert rows["jia"] and rows["yi"]
    assert not rows["jia"] & rows["yi"]
    assert rows["jia"] | rows["yi"] == set(every_row(small_index, field).tolist())
    assert set(small_index.rows_of_documents(field, ["yi", "jia"]).tolist()) == rows["jia"] | rows["yi"]


@pytest.mark.parametrize("field", FIELDS)
def test_a_filter_that_matches_nothing_finds_nothing(small_index, field):
    rows = small_index.rows_of_documents(field, ["none"])
    assert rows.tolist() == []
    if field in store.VECTOR_FIELDS:
        assert small_index.search_vectors(field, vector("会议"), 5, rows) == []
    else:
        assert small_index.search_words(field, ["会议", "attend"], 5, rows) == []


@pytest.mark.parametrize("field", store.VECTOR_FIELDS)
def test_vectors_outside_the_filter_are_not_found(small_index, field):
    rows = small_index.rows_of_documents(field, ["yi"])
    found = small_index.search_vectors(field, vector("主任列席会议"), 100, rows)
    assert {row for row, _ in found} == set(rows.tolist())


@pytest.mark.parametrize(("field", "word"), [(store.ARTICLE_WORDS, "会议"), (store.SENTENCE_GLOSSES, "attend")])
def test_words_outside_the_filter_are_not_found(small_index, field, word):
    assert small_index.search_words(field, [word], 100, every_row(small_index, field))
    assert small_index.search_words(field, [word], 100, small_index.rows_of_documents(field, ["yi"])) == []


# --- search


def test_the_nearest_sentence_is_the_same_sentence(small_index):
    text = "学习由书记主持。"
    (best,) = small_index.search_vectors(
        store.SENTENCE_VECTORS, vector(text), 1, every_row(small_index, store.SENTENCE_VECTORS)
    )
    assert best == (row_of(small_index, text), pytest.approx(1))


def test_scores_are_cosines(small_index):
    """代表每年视察两次。 has 9 different characters, three of 每年次 are in 每年一次: 3 / sqrt(4 * 9)."""
    rows = np.array([row_of(small_index, "代表每年视察两次。")])
    ((_, score),) = small_index.search_vectors(store.SENTENCE_VECTORS, vector("每年一次"), 1, rows)
    assert score == pytest.approx(3 / (4 * 9) ** 0.5)


def test_vectors_come_best_first_and_no_more_than_asked(small_index):
    rows = every_row(small_index, store.SENTENCE_VECTORS)
    found = small_index.search_vectors(store.SENTENCE_VECTORS, vector("会议"), 100, rows)
    assert len(found) == len(rows)
    assert found == sorted(found, key=lambda hit: (-hit[1], hit[0]))
    assert small_index.search_vectors(store.SENTENCE_VECTORS, vector("会议"), 3, rows) == found[:3]


def test_equal_vectors_come_by_row(small_index):
    """Nothing of the question is in any sentence: every cosine is 0."""
    rows = every_row(small_index, store.SENTENCE_VECTORS)
    found = small_index.search_vectors(store.SENTENCE_VECTORS, vector("\x7f"), 100, rows)
    assert found == [(row, 0.0) for row in rows]


def test_words_come_best_first_without_those_that_share_none(small_index):
    rows = every_row(small_index, store.SENTENCE_WORDS)
    found = small_index.search_words(store.SENTENCE_WORDS, ["学习"], 100, rows)
    texts = {small_index.sentences[row].text for row, _ in found}
    assert texts == {"党组每月学习一次。", "每次学习半天。", "学习由书记主持。"}
    assert found == sorted(found, key=lambda hit: (-hit[1], hit[0]))
    assert small_index.search_words(store.SENTENCE_WORDS, ["学习"], 1, rows) == found[:1]


def test_an_english_question_finds_the_chinese_sentence(small_index):
    rows = every_row(small_index, store.SENTENCE_GLOSSES)
    row, _ = small_index.search_words(store.SENTENCE_GLOSSES, ["director", "attend"], 1, rows)[0]
    assert small_index.sentences[row].text == "主任列席党委常委会会议。"


@pytest.mark.parametrize("field", store.WORD_FIELDS)
def test_no_words_find_nothing(small_index, field):
    assert small_index.search_words(field, [], 5, every_row(small_index, field)) == []


# --- on disk


def test_saved_and_loaded_are_the_same(small_corpus, tmp_path):
    made = assemble(load_corpus(small_corpus), None, FakeEncoder(), progress=False)
    (tmp_path / "saved").mkdir()
    made.save(tmp_path / "saved")
    write_manifest(tmp_path / "saved", made.manifest)
    loaded = ArticleIndex.load(tmp_path / "saved", "fake")
    for name in store.RECORDS:
        assert getattr(loaded, name) == getattr(made, name)
    for field in store.VECTOR_FIELDS:
        rows = every_row(made, field)
        hits = [index.search_vectors(field, vector("主任列席会议"), 9, rows) for index in (loaded, made)]
        assert hits[0] == hits[1]
    for field in store.WORD_FIELDS:
        rows = every_row(made, field)
        hits = [index.search_words(field, ["学习", "attend"], 9, rows) for index in (loaded, made)]
        assert hits[0] == hits[1]
    assert np.array_equal(loaded.tokens.vectors, made.tokens.vectors)


def test_the_token_vectors_are_the_sentences(small_index):
    for row, sentence in enumerate(small_index.sentences):
        own = FakeEncoder().encode([sentence.text], "passage").tokens[0]
        if not sentence.article_id.endswith(":0"):
            assert np.array_equal(small_index.tokens.sentence(row), own)


def test_the_same_corpus_makes_the_same_files(folder, tmp_path):
    corpus = folder.parent.parent / "corpus"
    settings = IndexSettings(corpus_dir=corpus, index_dir=tmp_path / "again", embedding_model="fake")
    build(settings, lambda _: FakeEncoder())
    again = current_folder(settings.index_dir)
    assert read_manifest(folder)["files"] == read_manifest(again)["files"]


def files_of_a_build():
    records = [f"{name}.jsonl" for name in store.RECORDS]
    vectors = [f"{field}.faiss" for field in store.VECTOR_FIELDS]
    tokens = [f"token_{name}.npy" for name in ("vectors", "starts", "mean")]
    words = [f"{field}/{name}" for field in store.WORD_FIELDS for name in ("vocab.index.json", "data.csc.index.npy")]
    return records + vectors + tokens + words


@pytest.mark.parametrize("name", files_of_a_build())
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(IndexCorrupt) as raised:
        ArticleIndex.load(folder, "fake")
    assert str(raised.value) == f"Index file {folder / name} is missing. {BUILD_COMMAND}"


@pytest.mark.parametrize("name", files_of_a_build())
def test_a_flipped_byte_is_named(folder, name):
    raw = bytearray((folder / name).read_bytes())
    raw[len(raw) // 2] ^= 1
    (folder / name).write_bytes(raw)
    with pytest.raises(IndexCorrupt) as raised:
        ArticleIndex.load(folder, "fake")
    assert str(raised.value).startswith(f"Index file {folder / name} is damaged ")
    assert str(raised.value).endswith(BUILD_COMMAND)


def test_every_file_of_a_build_is_checked(folder):
    """None is left that a flipped byte could hide in."""
    manifest = read_manifest(folder)
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert files - set(manifest["files"]) == {MANIFEST}
    assert set(files_of_a_build()) <= files


def change_manifest(folder, **values):
    (folder / MANIFEST).write_text(json.dumps(read_manifest(folder) | values), encoding="utf-8")


def test_another_format_names_the_command(folder):
    change_manifest(folder, format=FORMAT + 1)
    with pytest.raises(IndexMismatch) as raised:
        ArticleIndex.load(folder, "fake")
    assert str(raised.value) == f"Index in {folder} has format {FORMAT + 1}, this release {FORMAT}. {BUILD_COMMAND}"


def test_another_model_names_both_and_the_command(folder):
    with pytest.raises(IndexMismatch) as raised:
        ArticleIndex.load(folder, "bge-m3")
    assert str(raised.value) == f"Index was built with fake (256-d); settings say bge-m3. {BUILD_COMMAND}"


def test_a_manifest_without_the_models_name_is_no_match(folder):
    change_manifest(folder, model={})
    with pytest.raises(IndexMismatch, match=BUILD_COMMAND):
        ArticleIndex.load(folder, "fake")


def test_counts_that_are_not_the_manifests_are_corrupt(folder):
    counts = read_manifest(folder)["counts"]
    change_manifest(folder, counts=counts | {"sentences": 99})
    with pytest.raises(IndexCorrupt, match=rf"'sentences': 8, .*'sentences': 99.*{BUILD_COMMAND}$"):
        ArticleIndex.load(folder, "fake")


@pytest.mark.parametrize(
    ("into", "out_of"),
    [
        ("article_vectors.faiss", "sentence_vectors.faiss"),
        ("article_glosses", "sentence_glosses"),
        ("sentence_words", "article_words"),
    ],
)
def test_fields_that_do_not_fit_one_another_are_corrupt(folder, into, out_of, monkeypatch):
    if (folder / out_of).is_dir():
        shutil.copytree(folder / out_of, folder / into, dirs_exist_ok=True)
    else:
        shutil.copyfile(folder / out_of, folder / into)
    monkeypatch.setattr(store, "check_files", lambda *_: None)
    with pytest.raises(IndexCorrupt, match=BUILD_COMMAND):
        ArticleIndex.load(folder, "fake")


@pytest.mark.parametrize("name", ["documents.jsonl", "article_vectors.faiss", "token_starts.npy"])
def test_what_a_writer_wrote_wrongly_is_corrupt(folder, name, monkeypatch):
    (folder / name).write_bytes(b'{"nothing": "known"}\n')
    monkeypatch.setattr(store, "check_files", lambda *_: None)
    with pytest.raises(IndexCorrupt, match=rf"cannot be read .*{BUILD_COMMAND}$"):
        ArticleIndex.load(folder, "fake")


# --- CURRENT


def test_no_index_is_one_line(tmp_path):
    with pytest.raises(IndexMissing) as raised:
        load_index(tmp_path / "none", "fake")
    assert str(raised.value) == f"No index in {tmp_path / 'none'}. {BUILD_COMMAND}"


@pytest.mark.parametrize(
    "pointer", ["tiaowen-build-gone", "", ".", "..", "../corpus", "/", "a/b", "\x00", "build-gone\n"]
)
def test_a_pointer_to_nowhere_is_a_missing_index(folder, pointer):
    index_dir = folder.parent
    (index_dir / store.CURRENT).write_text(pointer, encoding="utf-8")
    with pytest.raises(IndexMissing, match=rf"points at .*, which is not there\. {BUILD_COMMAND}$"):
        load_index(index_dir, "fake")


def test_a_pointer_out_of_the_folder_is_a_missing_index(folder):
    (folder.parent / store.CURRENT).write_text(f"{folder.name}/../{folder.name}", encoding="utf-8")
    with pytest.raises(IndexMissing, match=BUILD_COMMAND):
        load_index(folder.parent, "fake")


def test_a_pointer_that_is_not_text_is_a_missing_index(folder):
    (folder.parent / store.CURRENT).write_bytes(b"\xff\xfe")
    with pytest.raises(IndexMissing, match=BUILD_COMMAND):
        load_index(folder.parent, "fake")


def test_a_folder_without_a_manifest_is_a_missing_index(folder):
    (folder / MANIFEST).unlink()
    with pytest.raises(IndexMissing, match=rf"manifest\.json is missing\)\. {BUILD_COMMAND}$"):
        load_index(folder.parent, "fake")


def test_a_build_that_swaps_in_while_the_old_one_is_read_is_read_instead(settings, folder, monkeypatch):
    checks = []

    def swap_then_check(at, manifest, check=store.check_files):
        checks.append(at)
        if len(checks) == 1:
            (settings.corpus_dir / "yi.md").unlink()
            monkeypatch.setattr(store, "check_files", check)
            build(settings, lambda _: FakeEncoder())
        check(at, manifest)

    monkeypatch.setattr(store, "check_files", swap_then_check)
    assert [document.id for document in load_index(settings.index_dir, "fake").documents] == ["jia"]
    assert checks == [folder]


@pytest.mark.parametrize("k", [1, 2, 3, 100])
def test_the_first_k_by_words_are_the_first_k_of_all(small_index, k):
    rows = every_row(small_index, store.SENTENCE_WORDS)[::-1]
    words = small_index.segmenter.words("会议主任学习")
    everything = small_index.search_words(store.SENTENCE_WORDS, words, len(rows), rows)
    assert len(everything) > 2
    assert small_index.search_words(store.SENTENCE_WORDS, words, k, rows) == everything[:k]
