import pytest

from index.errors import CorpusError
from index.settings import ROOT
from index.synonyms import SYNONYMS_FILE, Synonym, expand, read_synonyms

HEADER = "said\tprinted\tnote\n"
CHIEF = Synonym(("一把手", "头头"), ("书记", "主任"))


def write(tmp_path, raw):
    path = tmp_path / SYNONYMS_FILE
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    return path


def test_a_line_is_what_people_say_and_what_documents_print(tmp_path):
    assert read_synonyms(write(tmp_path, HEADER + "一把手; 头头\t书记; 主任\ta note\n")) == (CHIEF,)


@pytest.mark.parametrize(
    "line", ["一把手;头头;\t书记;主任", "  一把手 ; 头头\t 书记 ; 主任 ", "\n一把手;头头\t书记;主任\r\n"]
)
def test_white_space_and_empty_terms_do_not_count(tmp_path, line):
    assert read_synonyms(write(tmp_path, HEADER + line)) == (CHIEF,)


def test_a_byte_order_mark_does_not_count(tmp_path):
    assert read_synonyms(write(tmp_path, b"\xef\xbb\xbf" + (HEADER + "一把手; 头头\t书记; 主任").encode())) == (CHIEF,)


def test_quotation_marks_are_printed_like_other_characters(tmp_path):
    assert read_synonyms(write(tmp_path, HEADER + '"一把手\t书记"\n')) == (Synonym(('"一把手',), ('书记"',)),)


def test_a_very_long_line_is_read(tmp_path):
    long = "长" * 200_000
    assert read_synonyms(write(tmp_path, f"{HEADER}一把手\t{long}\n")) == (Synonym(("一把手",), (long,)),)


def test_there_need_be_no_table(tmp_path):
    assert read_synonyms(tmp_path / SYNONYMS_FILE) == ()


@pytest.mark.parametrize("line", ["一把手", "一把手\t", "\t书记", "；\t ; "])
def test_a_line_that_lacks_a_side_is_named(tmp_path, line):
    with pytest.raises(CorpusError, match=r"synonyms\.tsv, line 2: a side is empty\. Write: said; said<TAB>printed"):
        read_synonyms(write(tmp_path, HEADER + line))


def test_a_table_that_is_not_utf8_names_the_byte(tmp_path):
    # GB18030's 一 is D2 BB, by chance a whole character in UTF-8 too: the third byte cannot be read
    with pytest.raises(CorpusError, match=rf"is not UTF-8 \(byte {len(HEADER.encode()) + 2}\)\. Save it as UTF-8"):
        read_synonyms(write(tmp_path, HEADER.encode() + "一把手\t书记".encode("gb18030")))


def test_the_corpus_table_reads():
    assert len(read_synonyms(ROOT / "corpus" / SYNONYMS_FILE)) > 50


def test_what_is_said_brings_what_is_printed():
    assert expand("一把手列席会议吗", [CHIEF]) == "书记 主任"


def test_words_that_the_question_has_are_not_added():
    assert expand("头头是书记吗", [CHIEF]) == "主任"


def test_a_word_is_added_once():
    assert expand("一把手和老大", [CHIEF, Synonym(("老大",), ("书记", "组长"))]) == "书记 主任 组长"


def test_nothing_said_adds_nothing():
    assert expand("代表视察", [CHIEF]) == ""
