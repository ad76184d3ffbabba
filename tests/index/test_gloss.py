import importlib.util

import pytest

from index.errors import CorpusError
from index.gloss import Glosser, Term, cedict, english_stems, read_glossary, terms_in

DICTIONARY = {
    "会议": ("meeting", "conference", "CL:場|场[chang3]"),
    "列席": ("to attend a meeting as a nonvoting delegate",),
}
ATTEND = Term("列席", ("attend without a vote", "attend"))
CHAIR = Term("主任", ("director", "chair"), "a note")
COMMITTEE = Term("常委会", ("standing committee",))
PARTY = Term("党委常委会", ("Party standing committee",))


def write(tmp_path, text):
    path = tmp_path / "glossary.tsv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_glossary_line_is_a_term_its_english_and_a_note(tmp_path):
    path = write(
        tmp_path, "term\tenglish\tnote\n主任\tdirector; chair\ta note\n\n列席\tattend without a vote; attend\n"
    )
    assert read_glossary(path) == (CHAIR, ATTEND)


def test_there_need_be_no_glossary(tmp_path):
    assert read_glossary(tmp_path / "glossary.tsv") == ()


def test_a_line_without_english_is_named(tmp_path):
    with pytest.raises(CorpusError, match=r"glossary\.tsv, line 3: a side is empty\. Write: term<TAB>english"):
        read_glossary(write(tmp_path, "term\tenglish\n主任\tdirector\n列席\t \n"))


def test_cedict_is_the_installed_copy():
    assert "meeting" in cedict()["会议"]


def test_a_missing_dictionary_names_the_command(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(CorpusError, match=r"Run: pip install -r requirements\.txt"):
        cedict.__wrapped__()


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("Who attends the meetings?", ["attend", "meet"]),
        ("3.5% of GDP", ["3.5%", "gdp"]),
        ("the people's congress", ["peopl", "congress"]),
        ("The People’s Congress", ["peopl", "congress"]),
        ("What’s on today?", []),
        ("the of and", []),
        ("谁列席会议", []),
        ("", []),
    ],
)
def test_stems_of_content_words(text, stems):
    assert english_stems(text) == stems


def test_glosses_of_a_word_come_once_and_without_measure_words():
    assert Glosser([], DICTIONARY).stems(["会议"], "会议") == ["meet", "confer"]


def test_a_word_outside_the_dictionary_has_no_gloss():
    assert Glosser([], DICTIONARY).stems(["会同"], "会同") == []


def test_the_glossary_goes_before_the_dictionary_and_counts_every_time():
    assert Glosser([ATTEND], DICTIONARY).stems(["列席", "列席"], "列席与列席") == ["attend", "without", "vote"] * 2


def test_english_words_in_a_document_are_stemmed_as_questions_are():
    asked = english_stems("meetings on G20 rules in 2024")
    assert Glosser([], {}).stems(["meetings", "on", "g20", "rules", "in", "2024"], "") == asked


def test_the_longest_term_wins_in_reading_order():
    text = "主任列席党委常委会"
    assert terms_in(text, [COMMITTEE, ATTEND, PARTY, CHAIR]) == [CHAIR, ATTEND, PARTY]


def test_a_shorter_term_counts_where_it_stands_alone():
    assert terms_in("党委常委会和常委会", [COMMITTEE, PARTY]) == [PARTY, COMMITTEE]


def test_no_term_is_found_in_an_empty_text():
    assert terms_in("", [COMMITTEE]) == []
