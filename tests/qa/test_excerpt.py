import pytest

from qa.excerpt import excerpt

LONG = "加强学习，深入调研，代表要列席会议，认真听取意见，改进作风，提高水平，狠抓落实，务求实效。"


def test_an_excerpt_keeps_the_clauses_that_bear_on_the_question_and_the_next():
    span = excerpt("代表怎么列席会议？", LONG)
    assert LONG[span.start : span.end] == "代表要列席会议，认真听取意见，"


@pytest.mark.parametrize("question", ["要列席哪些会议？", "天气？"])
def test_a_list_or_what_nothing_speaks_of_stays_whole(question):
    span = excerpt(question, LONG)
    assert (span.start, span.end) == (0, len(LONG))
