import logging
import os
import re
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index import store
from index.assemble import assemble
from index.build import Changes, build, diff, is_current
from index.corpus import load_corpus
from index.errors import CorpusError, IndexCorrupt, IndexMissing
from index.passages import article_passage, sentence_passage
from index.sentences import split_sentences
from index.settings import ROOT, IndexSettings
from index.store import ArticleIndex, current_folder, load_index
from tests.fakes import ARTICLE_IDS, DIM, JIA, YI, FakeEncoder


class Corpus:
    """The small corpus, its index, and what a build of it embeds."""

    def __init__(self, corpus: Path, index_dir: Path) -> None:
        self.folder, self.index_dir = corpus, index_dir
        self.settings = IndexSettings(corpus_dir=corpus, index_dir=index_dir, embedding_model="fake")
        self.embedded: list[str] = []

    def build(self) -> tuple[ArticleIndex, Changes]:
        encoder = FakeEncoder()
        try:
            return build(self.settings, lambda _: encoder)
        finally:
            self.embedded = encoder.passages

    def load(self) -> ArticleIndex:
        return load_index(self.index_dir, "fake")

    def change(self, name: str, old: str, new: str) -> None:
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def held(self) -> list[str]:
        """The names of everything in the index folder."""
        return sorted(path.name for path in self.index_dir.iterdir())


@pytest.fixture
def corpus(small_corpus, tmp_path):
    """Built once."""
    corpus = Corpus(small_corpus, tmp_path / "index")
    corpus.build()
    return corpus


def passages(index: ArticleIndex, *article_ids: str) -> list[str]:
    """What is embedded for these articles and their sentences."""
    of_articles = [article_passage(index.article(i)) for i in article_ids]
    of_sentences = [
        sentence_passage(index.article(i), index.sentences[row]) for i in article_ids for row in index.sentence_rows[i]
    ]
    return of_articles + of_sentences


def whole(corpus: Corpus) -> list[str]:
    """The names in the index folder when nothing but one build is there."""
    return sorted([store.CURRENT, current_folder(corpus.index_dir).name])


# --- what a build does


def test_the_first_build_embeds_everything_once(corpus):
    assert sorted(corpus.embedded) == sorted(passages(corpus.load(), *ARTICLE_IDS))


def test_a_second_build_does_no_work(corpus):
    before = whole(corpus)
    _, changes = build(corpus.settings, lambda _: pytest.fail("a model was loaded"))
    assert changes == Changes((), (), (), ARTICLE_IDS)
    assert corpus.held() == before


def test_one_changed_article_embeds_that_article_and_its_sentences(corpus):
    corpus.change("jia.md", "会议每季度召开一次", "会议每月召开两次")
    index, changes = corpus.build()
    assert changes.changed == ("jia:1",)
    assert not (changes.added or changes.removed)
    assert sorted(corpus.embedded) == sorted(passages(index, "jia:1"))


def test_an_added_article_embeds_only_that(corpus):
    (corpus.folder / "jia.md").write_text(JIA + "\n第三条　本规则自公布之日起施行。\n", encoding="utf-8")
    index, changes = corpus.build()
    assert changes.added == ("jia:3",)
    assert sorted(corpus.embedded) == sorted(passages(index, "jia:3"))


def test_a_removed_document_takes_its_articles_along(corpus):
    (corpus.folder / "yi.md").unlink()
    index, changes = corpus.build()
    assert changes == Changes((), (), ("yi:1.1", "yi:1.2", "yi:2.1"), ("jia:0", "jia:1", "jia:2"))
    assert corpus.embedded == []
    assert {article.doc_id for article in index.articles} == {"jia"}
    assert {sentence.article_id for sentence in index.sentences} == {"jia:0", "jia:1", "jia:2"}


@pytest.mark.parametrize(
    ("name", "old", "new", "besides"),
    [
        ("jia.md", "issuer: 中共甲市委", "issuer: 甲市人大", "jia"),
        ("yi.md", "status: unknown", "status: repealed", "yi"),
        ("jia.md", "title_en: Rules", "title_en: Orders", "jia"),
        ("glossary.tsv", "chair", "chairperson", "glossary.tsv"),
        ("synonyms.tsv", "头头", "领导", "synonyms.tsv"),
    ],
)
def test_what_no_vector_holds_is_renewed_without_embedding(corpus, name, old, new, besides):
    before = current_folder(corpus.index_dir)
    corpus.change(name, old, new)
    index, changes = build(corpus.settings, lambda _: OnlyADimension())
    assert changes == Changes((), (), (), ARTICLE_IDS, (besides,))
    assert str(changes) == f"0 added, 0 changed, 0 removed, 6 unchanged; also changed: {besides}"
    assert current_folder(corpus.index_dir) != before
    assert is_current(index, load_corpus(corpus.folder), corpus.settings)
    assert is_current(corpus.load(), load_corpus(corpus.folder), corpus.settings)


class OnlyADimension(FakeEncoder):
    def encode(self, *_):
        pytest.fail("something was embedded")


def test_a_changed_english_title_is_found_by_its_words(corpus):
    corpus.change("jia.md", "title_en: Rules of meetings", "title_en: Zebra ordinance")
    index, _ = corpus.build()
    rows = index.rows_of_documents(store.ARTICLE_GLOSSES, [])
    found = index.search_words(store.ARTICLE_GLOSSES, ["zebra"], 9, rows)
    assert {index.articles[row].doc_id for row, _ in found} == {"jia"}


def test_an_update_equals_a_build_from_nothing(corpus):
    corpus.change("jia.md", "会议每季度召开一次", "会议每月召开两次")
    corpus.change("yi.md", "（二）学习由书记主持。\n\n", "")
    updated, _ = corpus.build()
    fresh = assemble(load_corpus(corpus.folder), None, FakeEncoder(), progress=False)
    for name in store.RECORDS:
        assert getattr(updated, name) == getattr(fresh, name)
    for field in store.VECTOR_FIELDS:
        kept, made = (index.vectors[field].reconstruct_n(0, index.vectors[field].ntotal) for index in (updated, fresh))
        assert np.array_equal(kept, made)
    assert np.array_equal(updated.tokens.vectors, fresh.tokens.vectors)
    assert np.array_equal(updated.tokens.mean, fresh.tokens.mean)


def test_an_article_that_moved_keeps_its_vectors(corpus):
    corpus.change("jia.md", "甲发〔2020〕1号\n\n第", "甲发〔2020〕1号\n\n本规则共二条。\n\n第")
    index, changes = corpus.build()
    assert changes.changed == ("jia:0",)
    assert sorted(corpus.embedded) == sorted(passages(index, "jia:0"))
    article = index.article("jia:2")
    assert index.document("jia").text[article.start : article.end] == article.text


def test_another_model_embeds_everything_again(corpus):
    class Other(FakeEncoder):
        name = "other"

    other = Other()
    settings = corpus.settings.model_copy(update={"embedding_model": "other"})
    index, changes = build(settings, lambda _: other)
    assert changes.added == ARTICLE_IDS
    assert sorted(other.passages) == sorted(passages(index, *ARTICLE_IDS))


@pytest.mark.parametrize(("field", "value"), [("precision", "fp32"), ("dim", 2 * DIM)])
def test_vectors_of_another_precision_or_dim_are_never_mixed_in(corpus, monkeypatch, field, value):
    class Other(FakeEncoder):
        def encode(self, *arguments):
            made = super().encode(*arguments)
            wide = [np.pad(each, ((0, 0), (0, self.dim - DIM))) for each in (made.vectors, *made.tokens)]
            return replace(made, vectors=wide[0], tokens=tuple(wide[1:]))

    other = Other()
    setattr(other, field, value)
    corpus.change("jia.md", "会议每季度召开一次", "会议每月召开两次")
    index, changes = build(corpus.settings, lambda _: other)
    assert changes.changed == ("jia:1",)
    assert sorted(other.passages) == sorted(passages(index, *ARTICLE_IDS))
    assert index.manifest["model"][field] == value


def test_sentences_that_are_cut_otherwise_are_embedded_again(corpus, monkeypatch):
    """As after a release that cuts them better: the articles are the same, one sentence ends elsewhere."""

    def cut(article):
        for sentence in split_sentences(article):
            shorter = sentence.text.removesuffix("一次。")
            yield replace(sentence, text=shorter, end=sentence.start + len(shorter))

    monkeypatch.setattr("index.corpus.split_sentences", cut)
    index, changes = corpus.build()
    assert changes == Changes((), (), (), ARTICLE_IDS)
    assert corpus.embedded == ["会议每季度召开", "党组每月学习"]
    assert {sentence.text for sentence in index.sentences} > set(corpus.embedded)


def test_changes_read_as_one_line():
    changes = Changes(("a:1", "a:2"), ("b:1",), (), ("c:1",))
    assert str(changes) == "2 added, 1 changed, 0 removed, 1 unchanged"


def test_without_an_index_everything_is_added(corpus):
    assert diff(load_corpus(corpus.folder), None) == Changes(ARTICLE_IDS, (), (), ())


# --- one build folder, whatever happened before


def test_builds_after_each_other_leave_one(corpus):
    for count in ("两", "三", "四"):
        corpus.change("jia.md", "第二条　", f"第二条　每{count}年，")
        corpus.build()
        assert corpus.held() == whole(corpus)


@pytest.mark.parametrize("changed", [True, False])
def test_what_killed_builds_left_is_removed(corpus, changed):
    stale = f"{store.BUILD_PREFIX}stale"
    (corpus.index_dir / stale / "words").mkdir(parents=True)
    (corpus.index_dir / stale / "words" / "file").touch()
    (corpus.index_dir / f"CURRENT.{stale}").touch()
    if changed:
        corpus.change("jia.md", "每年视察两次", "每年视察三次")
    corpus.build()
    assert corpus.held() == whole(corpus)


@pytest.mark.parametrize("changed", [True, False])
def test_what_others_keep_beside_the_index_is_left_alone(corpus, changed):
    (corpus.index_dir / "notes.txt").touch()
    (corpus.index_dir / "build-release").mkdir()
    (corpus.index_dir / "build-release" / "manifest.json").touch()
    if changed:
        corpus.change("jia.md", "每年视察两次", "每年视察三次")
    corpus.build()
    assert corpus.held() == sorted([*whole(corpus), "build-release", "notes.txt"])
    assert (corpus.index_dir / "build-release" / "manifest.json").exists()


@pytest.mark.parametrize("changed", [True, False])
def test_an_index_of_a_former_release_is_read_and_replaced(corpus, changed):
    former = corpus.index_dir / f"{store.FORMER_PREFIX}lpevh79w"
    current_folder(corpus.index_dir).rename(former)
    (corpus.index_dir / store.CURRENT).write_text(former.name, encoding="utf-8")
    assert len(corpus.load().articles) == len(ARTICLE_IDS)
    if changed:
        corpus.change("jia.md", "每年视察两次", "每年视察三次")
    _, changes = corpus.build()
    assert changes.changed == (("jia:2",) if changed else ())
    assert corpus.held() == whole(corpus)
    assert former.exists() is not changed


def test_two_builds_at_once_are_one_after_the_other(small_corpus, tmp_path, caplog):
    corpus = Corpus(small_corpus, tmp_path / "index")
    encoders = [FakeEncoder(), FakeEncoder()]
    started, waiting = threading.Event(), threading.Event()

    class Waiting(logging.Handler):
        def emit(self, record):
            waiting.set()

    def first(_):
        started.set()
        assert waiting.wait(30)
        return encoders[0]

    handler = Waiting()
    logging.getLogger("index.folders").addHandler(handler)
    try:
        thread = threading.Thread(target=build, args=(corpus.settings, first))
        thread.start()
        assert started.wait(30)
        _, changes = build(corpus.settings, lambda _: encoders[1])
        thread.join()
    finally:
        logging.getLogger("index.folders").removeHandler(handler)
    assert changes == Changes((), (), (), ARTICLE_IDS)
    assert encoders[0].passages
    assert encoders[1].passages == []
    assert corpus.held() == whole(corpus)


# --- a build that fails


def broken(_):
    raise RuntimeError("no model")


class Broken(FakeEncoder):
    def encode(self, texts, kind, progress=False):
        raise RuntimeError("out of memory")


@pytest.mark.parametrize("encoder_of", [broken, lambda _: Broken()], ids=["load", "encode"])
def test_a_failed_build_leaves_the_old_index(corpus, encoder_of):
    before = whole(corpus)
    corpus.change("jia.md", "每年视察两次", "每年视察三次")
    with pytest.raises(RuntimeError):
        build(corpus.settings, encoder_of)
    assert corpus.held() == before
    assert corpus.load().article("jia:2").text == "第二条　代表每年视察两次。"


@pytest.mark.parametrize("step", ["write_manifest", "flush", "_swap_in"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["full", "stop"])
def test_a_build_that_cannot_be_written_leaves_the_old_index(corpus, monkeypatch, step, error):
    before = whole(corpus)
    corpus.change("jia.md", "每年视察两次", "每年视察三次")

    def fail(*_):
        raise error

    with monkeypatch.context() as patch, pytest.raises(type(error)):
        patch.setattr(f"index.build.{step}", fail)
        corpus.build()
    assert corpus.held() == before
    assert corpus.load().article("jia:2").text == "第二条　代表每年视察两次。"


def test_a_failure_after_the_swap_keeps_what_serves(corpus, monkeypatch):
    def fail(path):
        if path == corpus.index_dir:
            raise OSError(5, "Input/output error")

    corpus.change("jia.md", "每年视察两次", "每年视察三次")
    monkeypatch.setattr("index.build.sync", fail)
    with pytest.raises(OSError, match="Input/output error"):
        corpus.build()
    assert corpus.load().article("jia:2").text == "第二条　代表每年视察三次。"


def test_what_was_written_is_read_back_before_it_serves(corpus, monkeypatch):
    def damage(folder):
        (folder / "articles.jsonl").write_text("", encoding="utf-8")

    before = whole(corpus)
    corpus.change("jia.md", "每年视察两次", "每年视察三次")
    monkeypatch.setattr("index.build.flush", damage)
    with pytest.raises(IndexCorrupt, match=r"articles\.jsonl is damaged"):
        corpus.build()
    assert corpus.held() == before


KILLED = """
import sys, time
from pathlib import Path
from index import build, store
from index.settings import IndexSettings
from tests.fakes import FakeEncoder

def hang(*_):
    print("hanging", flush=True)
    time.sleep(600)

stage, corpus, index = sys.argv[1:]
if stage == "encode":
    FakeEncoder.encode = hang
elif stage == "save":
    store.TokenVectors.save = hang
else:
    setattr(build, stage, hang)
settings = IndexSettings(corpus_dir=corpus, index_dir=index, embedding_model="fake")
build.build(settings, lambda _: FakeEncoder())
"""


@pytest.mark.parametrize("stage", ["encode", "save", "flush", "sync"])
def test_a_killed_build_leaves_the_old_index_and_the_next_cleans_up(corpus, stage):
    serving = current_folder(corpus.index_dir)
    corpus.change("jia.md", "每年视察两次", "每年视察三次")
    command = [sys.executable, "-c", KILLED, stage, str(corpus.folder), str(corpus.index_dir)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"hanging\n"
        os.kill(process.pid, signal.SIGKILL)
    assert len(list(corpus.index_dir.glob(f"{store.BUILD_PREFIX}*"))) == 2
    assert current_folder(corpus.index_dir) == serving
    assert corpus.load().article("jia:2").text == "第二条　代表每年视察两次。"
    _, changes = corpus.build()
    assert changes.changed == ("jia:2",)
    assert corpus.held() == whole(corpus)


@pytest.mark.parametrize("damage", ["manifest.json", "sentences.jsonl", "token_vectors.npy"])
def test_a_damaged_index_is_built_from_nothing_and_says_so(corpus, damage, caplog):
    (current_folder(corpus.index_dir) / damage).write_bytes(b"?")
    _, changes = corpus.build()
    assert changes.added == ARTICLE_IDS
    assert re.match(rf"building from scratch: .*{damage}", caplog.messages[0])
    assert corpus.load().articles
    assert corpus.held() == whole(corpus)


# --- a corpus that cannot be used


@pytest.mark.parametrize(
    "text", ["", "\n\n", "---\nid: jia\n---\n", "……\n——\n"], ids=["empty", "blank", "head", "marks"]
)
def test_a_corpus_without_a_sentence_is_refused(corpus, text):
    before = whole(corpus)
    (corpus.folder / "yi.md").unlink()
    (corpus.folder / "jia.md").write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"holds no (text|sentence)"):
        corpus.build()
    assert corpus.held() == before
    assert len(corpus.load().articles) == len(ARTICLE_IDS)


def test_a_bad_corpus_makes_no_index_folder(tmp_path):
    settings = IndexSettings(corpus_dir=tmp_path / "none", index_dir=tmp_path / "index", embedding_model="fake")
    with pytest.raises(CorpusError):
        build(settings, broken)
    assert not settings.index_dir.exists()
    with pytest.raises(IndexMissing):
        load_index(settings.index_dir, "fake")


def test_two_documents_of_one_id_are_refused(corpus):
    (corpus.folder / "zai.md").write_text(YI, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"yi\.md and zai\.md both have the id 'yi'"):
        corpus.build()


# --- files


def test_no_file_needs_pickle(corpus):
    folder = current_folder(corpus.index_dir)
    for path in (path for path in folder.rglob("*") if path.is_file()):
        if path.suffix == ".npy":
            np.load(path, allow_pickle=False)
        else:
            assert path.suffix in (".json", ".jsonl", ".faiss"), path
        assert not path.read_bytes().startswith(b"\x80"), path


def test_other_users_of_the_machine_may_read_the_index(corpus):
    assert current_folder(corpus.index_dir).stat().st_mode & 0o777 == 0o755
