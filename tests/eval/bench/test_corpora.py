import gzip
import json
import tarfile

import pytest

from eval.bench.corpora import law_corpus, paragraph_corpus, stard_corpus
from eval.bench.lawbench import addresses_only, archive_questions, by_address
from eval.bench.shared_data import DataMissing, shared_file
from index.address import find_addresses, matches
from tests import shared_data

LAW_2018 = "# 中华人民共和国公司法\n\n<!-- INFO END -->\n\n## 第一章 总则\n\n第一条 旧的。\n\n第二条 甲。\n"
LAW_2023 = "# 中华人民共和国公司法\n\n<!-- INFO END -->\n\n## 第一章 总则\n\n第一条 新的。\n\n第二条 乙。\n"
UNITS = [
    {"id": "甲法第一条", "law": "甲法", "art": "第一条", "path": ["第一章 总则"], "text": "为了甲。制定本法。"},
    {"id": "甲法第一条之一", "law": "甲法", "art": "第一条之一", "path": ["第一章 总则"], "text": "又。"},
    {"id": "乙法第一条", "law": "乙法", "art": "第一条", "path": [], "text": "为了乙。"},
]


@pytest.fixture
def shared(tmp_path, monkeypatch):
    monkeypatch.setenv("SHARED_DATA", str(tmp_path))
    (tmp_path / "stard").mkdir()
    lines = "".join(json.dumps(unit, ensure_ascii=False) + "\n" for unit in UNITS)
    (tmp_path / "stard" / "corpus.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    laws = tmp_path / "unpacked" / "民法商法"
    laws.mkdir(parents=True)
    for name, text in (("公司法(2018-10-26)", LAW_2018), ("公司法(2023-12-29)", LAW_2023), ("_index", "# 目录\n")):
        (laws / f"{name}.md").write_text(text, encoding="utf-8")
    (tmp_path / "laws").mkdir()
    with tarfile.open(tmp_path / "laws" / "laws.tar.gz", "w:gz") as archive:
        archive.add(laws, arcname="民法商法")
    asked = [{"query": "民法商法公司法第一条的内容是什么？", "gold": "公司法第一条", "answer": "答案:旧的。"}]
    (tmp_path / "lawbench").mkdir()
    text = json.dumps(asked, ensure_ascii=False)
    (tmp_path / "lawbench" / "1-1_article_lookup.json").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_statute_unit_is_an_article_that_its_address_finds(shared):
    corpus, ids = stard_corpus()
    assert [document.title for document in corpus.documents] == ["甲法", "乙法"]
    by_id = {article.id: article for article in corpus.articles}
    article = by_id[ids["甲法第一条之一"]]
    assert (article.text, article.headings) == ("第一条之一　又。", ("第一章 总则",))
    assert matches(find_addresses("第一条之一")[0], article)
    for one in corpus.articles:
        document = next(document for document in corpus.documents if document.id == one.doc_id)
        assert document.text[one.start : one.end] == one.text
    assert [s.text for s in corpus.sentences] == ["为了甲。", "制定本法。", "又。", "为了乙。"]


def test_the_first_units_for_a_trial(shared):
    assert len(stard_corpus(limit=2)[0].articles) == 2


def test_a_paragraph_is_a_document():
    corpus = paragraph_corpus(["甲乙。丙丁。"])
    assert [(a.id, a.title, a.text) for a in corpus.articles] == [("p0:1", "", "甲乙。丙丁。")]
    assert len(corpus.sentences) == 2


@pytest.mark.parametrize(("until", "right"), [("2023-08-31", True), ("9999", False)])
def test_an_address_means_the_version_in_force(shared, until, right):
    index = addresses_only(law_corpus(), until)
    (row,) = by_address(archive_questions(index, "archive"), index)
    assert (row.query.addresses == row.asked.gold) is right
    assert index.document(row.query.addresses[0].split(":")[0]).date == ("2018-10-26" if right else "2023-12-29")


def test_absent_data_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("SHARED_DATA", str(tmp_path))
    with pytest.raises(DataMissing, match=r"skipped: no stard/queries\.jsonl\. Set SHARED_DATA"):
        shared_file("stard/queries.jsonl")


@pytest.mark.parametrize("named", [".", "data", "data/stard"])
def test_the_named_folder_may_hold_the_data_or_be_it_or_lie_in_it(tmp_path, monkeypatch, named):
    queries = tmp_path / "data" / "queries.jsonl"
    (tmp_path / "data" / "stard").mkdir(parents=True)
    queries.write_text("", encoding="utf-8")
    monkeypatch.setenv("SHARED_DATA", str(tmp_path / named))
    assert shared_file("queries.jsonl").samefile(queries)
    assert shared_data.shared_file("queries.jsonl").samefile(queries)  # the tests look where the benchmarks do


def test_a_test_without_its_data_is_skipped(tmp_path, monkeypatch):
    monkeypatch.setenv("SHARED_DATA", str(tmp_path))
    with pytest.raises(pytest.skip.Exception, match="Set SHARED_DATA"):
        shared_data.shared_file("stard/queries.jsonl")
