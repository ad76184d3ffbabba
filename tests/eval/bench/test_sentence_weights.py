import numpy as np
import pytest

from eval.bench import sentence_weights, weights
from eval.bench.sentence_weights import Choice, choices, first, fit, held_out
from eval.cases import Case
from qa.reranker import SENTENCE_WEIGHTS
from qa.retriever import Retriever

# the first signal tells which sentence answers, the second says the contrary, the third nothing
TOLD = [
    Choice(np.array([[1.0, 0.0, 0.5], [0.0, 1.0, 0.5]]), np.array([True, False])),
    Choice(np.array([[0.2, 0.9, 0.5], [0.8, 0.1, 0.5]]), np.array([False, True])),
] * 8


def test_what_tells_gains_weight_and_no_weight_is_below_zero():
    fitted = fit(TOLD, np.array([0.0, 1.0, 0.0]))
    assert fitted[0] > 1
    assert fitted[1:] == pytest.approx([0, 0], abs=1e-3)
    assert first(fitted, TOLD) == 1 > first(np.array([0.0, 1.0, 0.0]), TOLD)


def test_a_fold_is_judged_by_the_others():
    contrary = [Choice(c.signals, ~c.answers) if i % 8 == 0 else c for i, c in enumerate(TOLD)]
    assert held_out(contrary, np.zeros(3)) == pytest.approx(7 / 8)


def case(question, article="jia:1", fact="季度", lang="zh"):
    return Case(question, question, lang, "fact", articles=(article,), facts=((fact,),))


@pytest.fixture
def retriever(small_index, fake_encoder):
    return Retriever(small_index, fake_encoder)


def test_what_answers_is_a_sentence_of_a_gold_article_that_holds_a_fact(retriever):
    (choice,) = choices(retriever, [case("会议多久召开一次？")], "zh")
    assert choice.answers.sum() == 1
    assert choice.signals.shape == (len(choice.answers), len(SENTENCE_WEIGHTS["zh"]))


@pytest.mark.parametrize(
    "left_out",
    [
        case("会议多久召开一次？", article="yi:1.1"),  # gold holds no such sentence
        case("会议多久召开一次？", fact="五年"),
        case("How often does the meeting convene?", lang="en"),
        case("甲市会议规则第一条规定了什么？"),  # an address is no matter of weights
        case("你好"),
    ],
    ids=lambda one: f"{one.id} {one.articles[0]}",
)
def test_questions_that_say_nothing_of_the_weights_are_left_out(retriever, left_out):
    assert choices(retriever, [left_out], "zh") == []


@pytest.mark.parametrize("module", [weights, sentence_weights])
def test_an_option_that_is_not_known_is_refused(module, capsys):
    with pytest.raises(SystemExit, match="2"):
        module.main(["--lang", "zh"])
    assert "--lang" in capsys.readouterr().err
