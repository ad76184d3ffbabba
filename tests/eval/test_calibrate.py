import json
from dataclasses import replace
from math import comb

import numpy as np
import pytest

from eval import calibrate as module
from eval.__main__ import main
from eval.calibrate import CONFIDENT, MAX_FALSE_REFUSAL, Sample, calibrate, fit, refusals_allowed, samples
from eval.cases import Case
from eval.errors import EvalInputError
from qa import confidence, reader_weights
from qa.confidence import SIGNALS, ConfidenceModel, load_models
from qa.engine import Tiaowen
from tests.eval.fakes import write_gold

COSINE = list(SIGNALS).index("cosine")

KNOWN_ZH = (
    "主任列席会议吗", "会议每季度召开吗", "代表视察吗", "党组学习吗", "学习由书记主持吗", "经费列入预算吗",
    "主任列席吗", "书记主持学习吗",
)  # fmt: skip
KNOWN_EN = (
    "does the director attend meetings", "is the meeting convened", "do representatives inspect",
    "does the party learn", "does the secretary host", "is the fund in the budget", "does the chair attend",
    "who attends",
)  # fmt: skip
STRANGE_ZH = ("猫", "火箭发射", "股票", "电影院", "苹果手机", "菜谱", "足球", "飞机票")
STRANGE_EN = ("cats", "rocket", "stock exchange", "cinema", "apple phone", "recipe", "football", "plane ticket")


def case(question, lang, answerable, split="dev", **changes):
    return Case(f"{split}-{question}", question, lang, "fact", answerable, split=split, **changes)


DEV = tuple(
    case(question, lang, answerable)
    for lang, answerable, questions in (
        ("zh", True, KNOWN_ZH),
        ("zh", False, STRANGE_ZH),
        ("en", True, KNOWN_EN),
        ("en", False, STRANGE_EN),
    )
    for question in questions
)
UNREADABLE = tuple(  # whoever reads one of these stops with a QuestionError
    case(question, lang, answerable, split)
    for question, lang, answerable, split in (
        ("？", "zh", True, "test"),
        ("?", "en", False, "test"),
        ("！", "zh", True, ""),
    )
)


@pytest.fixture(autouse=True)
def one_repeat(monkeypatch):
    """Cross-validation runs once: enough to see that it runs."""
    monkeypatch.setattr(module, "REPEATS", 1)


@pytest.fixture(autouse=True)
def strange_words_reach_the_model(monkeypatch):
    """The rules would settle every strange question of so small a corpus."""
    monkeypatch.setattr(confidence, "MIN_COVERAGE", -1.0)
    monkeypatch.setattr(confidence, "MAX_NEW_WORDS", 2.0)


@pytest.fixture
def engine(small_index, fake_encoder):
    """The engine over the small index; its own models are never asked."""
    return Tiaowen(small_index, fake_encoder, {})


def sample(answerable, cosine, language="zh"):
    signals = np.full(len(SIGNALS), 0.5)
    signals[COSINE] = cosine
    return Sample(language, answerable, signals)


def spread(count, answerable, low, high):
    return [sample(answerable, cosine) for cosine in np.linspace(low, high, count)]


# --- samples


def test_a_sample_holds_the_signals_in_their_order(engine):
    (found,) = samples(engine, [case("主任列席党委常委会会议。", "zh", True)])
    assert (found.language, found.answerable, found.signals.shape) == ("zh", True, (len(SIGNALS),))
    assert found.signals[COSINE] == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize(
    "question", ["北京谁列席？", "甲市第九条", "甲市第一条", "代表法规定了什么？", "主任工资多少钱？"]
)
def test_what_is_decided_without_the_model_is_no_sample(engine, question):
    assert samples(engine, [case(question, "zh", False)]) == []


def test_a_follow_up_is_read_with_its_history(engine):
    follow_up = case("那乙市呢？", "zh", True, history=("甲市谁主持学习？",))
    whole = case("谁主持学习？ 乙市", "zh", True)
    one, other = samples(engine, [follow_up, whole])
    assert one.signals == pytest.approx(other.signals)


def test_the_language_is_that_of_the_question_as_the_engine_sees_it(engine):
    assert [s.language for s in samples(engine, [case("who attends", "zh", True)])] == ["en"]


# --- fit


def test_a_signal_that_tells_the_classes_apart_is_weighed_and_a_constant_is_not():
    fitted = fit("zh", spread(20, True, 0.7, 0.9) + spread(20, False, 0.1, 0.3))
    assert fitted["weights"]["cosine"] > 1
    assert {name for name, weight in fitted["weights"].items() if weight} == {"cosine"}
    assert list(fitted["weights"]) == list(SIGNALS)


def test_the_weights_hold_for_signals_as_they_are_measured():
    fitted = fit("zh", spread(20, True, 0.7, 0.9) + spread(20, False, 0.1, 0.3))
    model = ConfidenceModel(fitted["intercept"], fitted["weights"], fitted["threshold"])
    logits = {c: fitted["intercept"] + c * fitted["weights"]["cosine"] for c in (0.1, 0.5, 0.9)}
    assert logits[0.5] == pytest.approx(0.0, abs=0.01)  # half way between the classes
    assert logits[0.1] < 0 < logits[0.9]
    assert 0 < model.threshold < 1


def test_classes_weigh_the_same_however_many_cases_they_have():
    few = fit("zh", spread(10, True, 0.7, 0.9) + spread(10, False, 0.1, 0.3))
    many = fit("zh", spread(10, True, 0.7, 0.9) * 5 + spread(10, False, 0.1, 0.3))
    middle = [-fitted["intercept"] / fitted["weights"]["cosine"] for fitted in (few, many)]
    assert middle == pytest.approx([0.5, 0.5], abs=0.06)


def test_the_figures_are_those_of_the_cases():
    fitted = fit("zh", spread(20, True, 0.7, 0.9) + spread(12, False, 0.1, 0.3))
    assert fitted["fitted_on"] == {"answerable": 20, "unanswerable": 12}
    assert fitted["cross_validated"] == {"auroc": 1.0, "refusal_recall": 1.0, "false_refusal": 0.0}


def test_classes_that_cannot_be_told_apart_refuse_nearly_nothing():
    same = spread(100, True, 0.1, 0.9) + spread(100, False, 0.1, 0.9)
    fitted = fit("zh", same)
    assert fitted["cross_validated"]["auroc"] < 0.6
    assert fitted["cross_validated"]["false_refusal"] <= MAX_FALSE_REFUSAL
    assert fitted["cross_validated"]["refusal_recall"] < 0.2


def test_a_language_is_fitted_on_its_own_cases():
    zh = spread(20, True, 0.7, 0.9) + spread(20, False, 0.1, 0.3)
    en = [sample(not s.answerable, s.signals[COSINE], "en") for s in zh]
    assert fit("zh", zh + en) == fit("zh", zh)
    assert "cosine" not in fit("en", zh + en)["weights"]  # it would speak against its meaning


def test_the_same_cases_fit_the_same_model():
    overlapping = spread(30, True, 0.3, 0.9) + spread(30, False, 0.1, 0.6)
    assert fit("zh", overlapping) == fit("zh", overlapping)


@pytest.mark.parametrize("answerable", [10, 45, 80, 107, 300])
def test_so_many_refusals_are_allowed_as_the_true_share_is_surely_within_bounds(answerable):
    def chance(refused):
        """That so few or fewer are refused although the true share is MAX_FALSE_REFUSAL."""
        p = MAX_FALSE_REFUSAL
        return sum(comb(answerable, k) * p**k * (1 - p) ** (answerable - k) for k in range(refused + 1))

    allowed = refusals_allowed(answerable)
    assert allowed == 0 or chance(allowed) <= 1 - CONFIDENT
    assert chance(allowed + 1) > 1 - CONFIDENT


# --- calibrate


@pytest.fixture
def calibrated(engine, tmp_path):
    """Cases to (what was returned, the file)."""

    def calibrated(cases):
        path = tmp_path / "confidence.json"
        return calibrate(engine, cases, path), path

    return calibrated


def test_the_file_is_what_was_returned_and_what_the_engine_loads(calibrated):
    fitted, path = calibrated(DEV)
    text = path.read_text(encoding="utf-8")
    assert json.loads(text) == fitted
    assert text.endswith("}\n")
    assert list(fitted) == ["note", "embedding_model", "reader", "models"]
    assert "never edit by hand" in fitted["note"]
    assert (fitted["embedding_model"], fitted["reader"]) == ("fake", reader_weights.digest())
    assert list(fitted["models"]) == ["zh", "en"]
    for model in fitted["models"].values():
        assert list(model) == ["intercept", "weights", "threshold", "sure", "fitted_on", "cross_validated"]
        assert model["fitted_on"] == {"answerable": 8, "unanswerable": 8}
    loaded = load_models(path)
    assert loaded["zh"] == ConfidenceModel(
        *(fitted["models"]["zh"][key] for key in ("intercept", "weights", "threshold", "sure"))
    )


def test_only_the_dev_part_is_read(calibrated):
    alone, _ = calibrated(DEV)
    among, _ = calibrated(UNREADABLE + DEV + UNREADABLE)
    assert among == alone


def test_a_case_of_the_dev_part_is_read(calibrated):
    swapped = {KNOWN_ZH[0]: False, STRANGE_ZH[0]: True}
    other = [replace(one, answerable=swapped.get(one.question, one.answerable)) for one in DEV]
    assert calibrated(other)[0]["models"]["zh"] != calibrated(DEV)[0]["models"]["zh"]


def test_the_fitted_model_answers_what_it_was_fitted_to(calibrated, small_index, fake_encoder):
    _, path = calibrated(DEV)
    engine = Tiaowen(small_index, fake_encoder, load_models(path))
    assert engine.ask("主任列席会议吗").status == "answered"
    assert engine.ask("火箭发射").confidence < engine.ask("主任列席会议吗").confidence


def test_the_command_prints_what_it_writes(engine, tmp_path, monkeypatch, capsys):
    path = tmp_path / "confidence.json"
    monkeypatch.setattr(Tiaowen, "load", lambda settings, models: engine)
    monkeypatch.setattr(module.calibrate, "__defaults__", (path,))
    gold = write_gold(tmp_path / "gold.jsonl", DEV + UNREADABLE)
    assert main(["calibrate", "--gold", str(gold)]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("answerable", [[], [True], [True] * 9, [True] * 3 + [False] * 3])
def test_too_few_cases_to_fit_on_are_one_line(answerable):
    found = [sample(one, 0.5) for one in answerable]
    with pytest.raises(EvalInputError, match=rf"^Too few dev cases in zh .*\({sum(answerable)} answerable, "):
        module.fit("zh", found)
