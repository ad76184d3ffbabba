"""What to ask next: of other documents, of the articles beside; only what the engine answers."""

from __future__ import annotations

from dataclasses import replace

from qa.schema import Explanation, Hit
from qa.web.conversation import answering
from qa.web.followups import follow_ups
from qa.web.scope import EVERYTHING, Scope
from tests.web.fakes import FakeEngine


def asked(tiaowen, question: str, scope: Scope = EVERYTHING):
    return list(answering(tiaowen, question, (), scope))[-1]


def test_the_same_of_other_documents_and_the_articles_beside_each_answered(tiaowen):
    turn = asked(tiaowen, "温州对人大代表的活动经费有什么规定？")
    cited = {citation.article_id for citation in turn.answer.citations}
    found = follow_ups(tiaowen, turn)
    elsewhere = [next_.question for next_ in found if not next_.about]
    beside = [next_ for next_ in found if next_.about]
    assert elsewhere and beside
    for question in elsewhere:
        answer = tiaowen.ask(question, history=[turn.question])
        assert answer.status == "answered"
        assert {citation.doc_id for citation in answer.citations}.isdisjoint({"wenzhou"})
    for next_ in beside:
        (address,) = tiaowen.ask(next_.question, history=[turn.question]).query.addresses
        assert address not in cited
        assert next_.about.rstrip("…") in tiaowen.article(address).text


def test_an_article_that_was_addressed_is_no_topic_for_other_documents(tiaowen):
    found = follow_ups(tiaowen, asked(tiaowen, "温州第十四条规定了什么？"))
    assert [next_.question for next_ in found] == ["温州四、（十五）规定了什么？", "温州四、（十三）规定了什么？"]


def test_in_english_too(tiaowen):
    turn = asked(tiaowen, "What does Guangzhou say about supervising the budget?")
    found = follow_ups(tiaowen, turn)
    assert found and all(next_.question.startswith("What ") for next_ in found)


def test_a_scope_keeps_other_documents_out(tiaowen):
    turn = asked(tiaowen, "人大代表的活动经费有什么规定？", Scope(("wenzhou",)))
    assert turn.answer.status == "answered"
    assert all(next_.about and next_.question.startswith("温州") for next_ in follow_ups(tiaowen, turn))


def test_a_refusal_and_a_failure_suggest_nothing():
    for question in ("none", "boom"):
        assert follow_ups(FakeEngine(), list(answering(FakeEngine(), question))[-1]) == ()


def test_articles_that_are_no_longer_held_are_passed_over():
    engine = FakeEngine()
    turn = list(answering(engine, "谁列席？"))[-1]
    (citation,) = turn.answer.citations
    gone = replace(citation, article_id="rules:99")
    why = Explanation((Hit("gone:1", 1.0), Hit("evil:1", 0.5)))
    beside = follow_ups(engine, replace(turn, answer=replace(turn.answer, citations=(gone, citation), explanation=why)))
    assert beside == follow_ups(engine, turn)
    assert follow_ups(engine, replace(turn, answer=replace(turn.answer, citations=(gone,), explanation=why))) == ()
