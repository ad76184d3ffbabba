"""Reading Markdown and plain text: what is kept, what is dropped, and what a person is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from index.errors import CorpusError
from index.readers import corpus_files, read_corpus, read_document
from index.schema import Document

FRONT = "---\nid: {id}\ntitle: 意见\n---\n\n# 意见\n\n正文。\n"


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_front_matter_becomes_the_documents_fields_as_printed(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "hefei.md",
        "---\nid: hefei\ntitle: 中共合肥市委关于加强和改进人大工作的意见\ntitle_en: Opinions\nissuer: 中共合肥市委\n"
        "region: 合肥市\nregion_en: Hefei\nprovince: 安徽省\ndocument_number: null\ndate: 2024-06-21\nkind: 意见\n"
        "status: in force\nsource: 007\n---\n\n# 中共合肥市委\n\n## 一、方向\n\n1、坚持。\n",
    )
    assert read_document(path) == Document(
        id="hefei",
        title="中共合肥市委关于加强和改进人大工作的意见",
        text="中共合肥市委\n一、方向\n1、坚持。",
        title_en="Opinions",
        issuer="中共合肥市委",
        region="合肥市",
        region_en="Hefei",
        province="安徽省",
        document_number="",
        date="2024-06-21",
        kind="意见",
        status="in force",
        source="007",
        path="hefei.md",
    )


def test_markup_and_invisible_characters_are_dropped(tmp_path: Path) -> None:
    lines = [
        "\ufeff# 题目",
        "",
        "<!-- INFO END -->",
        "　　**第一条**　公民\x00享有\u200b权利。　 ",
        "\x0c",
        "###### 六级\tA",
        "#号",
    ]
    document = read_document(write(tmp_path, "a.md", "\r\n".join(lines)))
    assert document.text == "题目\n第一条　公民享有权利。\n六级\tA\n#号"
    assert document.title == "题目"


def test_plain_text_is_taken_as_it_stands(tmp_path: Path) -> None:
    document = read_document(write(tmp_path, "notice.txt", "关于放假的通知\n# 1 **号**\n"))
    assert (document.id, document.title, document.text) == ("notice", "关于放假的通知", "关于放假的通知\n# 1 **号**")


@pytest.mark.parametrize(
    ("name", "id"), [("Notice 2024 (final).md", "notice-2024-final"), ("wen_zhou.md", "wen_zhou"), ("a--b.txt", "a-b")]
)
def test_an_id_comes_from_the_file_name(tmp_path: Path, name: str, id: str) -> None:
    assert read_document(write(tmp_path, name, "正文。")).id == id


def test_a_chinese_file_name_gives_a_stable_id(tmp_path: Path) -> None:
    first = read_document(write(tmp_path, "温州意见.md", "正文。")).id
    assert re.fullmatch(r"doc-[0-9a-f]{8}", first)
    assert first == read_document(write(tmp_path, "温州意见.txt", "别的。")).id
    assert first != read_document(write(tmp_path, "合肥意见.md", "正文。")).id


def test_unknown_front_matter_is_told_and_ignored(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    text = "---\nid: a\ntitle: 题\nauthor: 某\nstatus: 有效\ntext: 假\n---\n正文。"
    document = read_document(write(tmp_path, "a.md", text))
    assert (document.text, document.status) == ("正文。", "unknown")
    assert "author, text" in caplog.text
    assert "有效" in caplog.text


def test_the_corpus_is_every_document_by_name(tmp_path: Path) -> None:
    for name in ("b.md", "a.txt", "README.md", "_draft.md", ".hidden.md", "picture.png"):
        write(tmp_path, name, FRONT.format(id=name[0]) if name[0] in "ab" else "x")
    (tmp_path / "sub.md").mkdir()
    assert [document.id for document in read_corpus(tmp_path)] == ["a", "b"]
    assert [path.name for path in corpus_files(tmp_path)] == ["a.txt", "b.md"]


def test_what_no_reader_takes_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    for name in ("a.txt", "意见.docx", "old.pdf", "README.md", "_draft.pdf", "glossary.tsv", "synonyms.tsv"):
        write(tmp_path, name, "正文。")
    assert [path.name for path in corpus_files(tmp_path)] == ["a.txt"]
    assert [record.getMessage() for record in caplog.records] == [
        f"{tmp_path}: left out, no reader for: old.pdf, 意见.docx. Convert to one of: .md, .markdown, .txt"
    ]


def error_of(folder: Path) -> str:
    with pytest.raises(CorpusError) as caught:
        read_corpus(folder)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_a_folder_that_cannot_be_used(tmp_path: Path) -> None:
    assert "does not exist" in error_of(tmp_path / "none")
    assert "--corpus" in error_of(tmp_path / "none")
    assert "is a file" in error_of(write(tmp_path, "a.md", "正文。"))
    (tmp_path / "empty").mkdir()
    assert "holds no documents" in error_of(tmp_path / "empty")


def test_a_folder_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert "Permission denied" in error_of(tmp_path)


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    write(tmp_path, "old.md", "ok：".encode() + "意见".encode("gb18030"))
    message = error_of(tmp_path)
    assert "old.md" in message
    assert f"byte {len('ok：'.encode())}" in message
    assert "iconv -f GB18030 -t UTF-8" in message


def test_broken_front_matter(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "---\nid: a\ntitle: 意见: 第一\n---\n正文。")
    message = error_of(tmp_path)
    assert "a.md, line 3" in message
    assert "quotes" in message


def test_front_matter_that_is_no_table(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "---\n- 一\n- 二\n---\n正文。")
    assert "front matter" in error_of(tmp_path)


def test_front_matter_without_a_bottom(tmp_path: Path) -> None:
    write(tmp_path, "a.md", f"---\ntitle: {'[' * 20000}\n---\n正文。")
    assert "a.md: the YAML front matter is nested too deeply" in error_of(tmp_path)


def test_one_id_twice(tmp_path: Path) -> None:
    write(tmp_path, "a.md", FRONT.format(id="same"))
    write(tmp_path, "b.md", FRONT.format(id="same"))
    message = error_of(tmp_path)
    assert "a.md and b.md" in message
    assert "'same'" in message


@pytest.mark.parametrize("id", ["Wenzhou", "温州", "a:b", "-a", "a b", "../a"])
def test_an_id_that_is_not_usable(tmp_path: Path, id: str) -> None:
    write(tmp_path, "a.md", FRONT.format(id=f'"{id}"'))
    assert id in error_of(tmp_path)


def test_a_document_without_text(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "---\nid: a\ntitle: 题\n---\n\n")
    assert "holds no text" in error_of(tmp_path)


def test_a_rule_in_the_text_is_no_front_matter(tmp_path: Path) -> None:
    assert read_document(write(tmp_path, "a.md", "上文。\n\n---\n\n下文: 1。")).text == "上文。\n---\n下文: 1。"


@pytest.mark.parametrize("between", ["title: 会议", "第二条　会议: 每季度一次。", "- 一\n- 二"])
def test_what_stands_above_two_rules_is_kept(tmp_path: Path, between: str) -> None:
    lines = ("# 会议管理办法", "第一条　为了规范会议。", "---", between, "---", "第三条　会议由主任主持。")
    document = read_document(write(tmp_path, "a.md", "\n".join(lines)))
    assert document.title == "会议管理办法"
    assert document.text == "\n".join(lines).removeprefix("# ")


def test_front_matter_may_have_empty_lines_above_it(tmp_path: Path) -> None:
    document = read_document(write(tmp_path, "a.md", "\n\n---\ntitle: 题\n---\n上文。\n---\n下文。"))
    assert (document.title, document.text) == ("题", "上文。\n---\n下文。")


def test_no_reader_for_a_suffix(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"no reader for '\.xyz'"):
        read_document(write(tmp_path, "a.xyz", "正文。"))
