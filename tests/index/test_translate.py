"""English questions to Chinese words: glossary first, then the dictionary turned round."""

from index.gloss import Term
from index.translate import Translation, translate, translations_of

ATTEND = Term("列席", ("attend",))
COMMITTEE = Term("常委会", ("standing committee",))
PARTY = Term("党委常委会", ("Party standing committee",))
CHAIR = Term("主任", ("director", "chair"))


def test_glossary_terms_are_found_by_their_stems_the_longest_first():
    terms = [COMMITTEE, ATTEND, PARTY, CHAIR]
    assert translate("Who attends the Party standing committee?", terms) == ["列席", "党委常委会"]
    assert translate("the chairs of standing committees", terms) == ["主任", "常委会"]


def test_a_term_comes_once_and_nothing_from_nothing():
    assert translate("director, chair, director", [CHAIR]) == ["主任"]
    assert translate("", [CHAIR]) == []
    assert translate("director", []) == []


def test_words_the_glossary_lacks_come_from_the_dictionary_where_they_stand():
    translations = [Translation("wage", ("工资",)), Translation("chair", ("椅子",))]
    assert translate("the wages of a chair who attends", [ATTEND, CHAIR], translations) == ["工资", "主任", "列席"]


def test_the_dictionary_is_turned_round_over_the_words_the_corpus_prints():
    dictionary = {"工资": ("wages", "pay"), "待遇": ("treatment", "pay", "salary"), "薪水": ("salary",)}
    found = translations_of({"工资": 1, "待遇": 1}, dictionary)
    # 薪水 is not printed; a later sense weighs 0.8, a first one 1, so 工资 before 待遇 by code point at 0.8 = 0.8
    assert [(t.stem, t.chinese) for t in found] == [
        ("pay", ("工资", "待遇")),
        ("salari", ("待遇",)),
        ("treatment", ("待遇",)),
        ("wage", ("工资",)),
    ]


def test_a_word_whose_sense_says_much_else_is_not_fit():
    assert translations_of({"工资": 1}, {"工资": ("monthly pay of a worker",)}) == ()  # 1 / 3 stems < 0.45
