import json
import math
from dataclasses import replace

import numpy as np
import pytest

from index import store
from index.errors import ModelError
from index.settings import BUNDLED_MODEL
from qa import reader_weights
from qa.confidence import (
    MAX_NEW_WORDS,
    MIN_COVERAGE,
    MISSING_EXACT,
    MODEL_FILE,
    SIGNALS,
    ConfidenceModel,
    digest,
    is_settled,
    load_models,
    misfit,
    signals,
)
from qa.question import analyse
from qa.retriever import Retriever


@pytest.fixture
def seen(small_index, fake_encoder):
    """A question to its signals."""

    def seen(question, **options):
        retriever = Retriever(small_index, fake_encoder)
        query = analyse(question, small_index, **options)
        encoded = retriever.encode(query)
        return signals(query, encoded, retriever.retrieve(query, encoded), small_index)

    return seen


NONE = dict.fromkeys((*SIGNALS, MISSING_EXACT), 0.0)
OPEN = NONE | {"coverage": 1.0}  # no rule settles it


def model(**weights):
    return ConfidenceModel(intercept=-1.0, weights=weights, threshold=0.5)


# --- the model


def test_a_probability_is_the_logistic_of_the_weighted_sum():
    probability = model(cosine=2.0, margin=-3.0).probability(OPEN | {"cosine": 0.9, "margin": 0.1, "whole": 7.0})
    assert probability == pytest.approx(1 / (1 + math.exp(-(-1.0 + 2.0 * 0.9 - 3.0 * 0.1))))


@pytest.mark.parametrize(("weight", "probability"), [(1e6, 1.0), (-1e6, 0.0)])
def test_a_signal_far_out_overflows_nothing(weight, probability):
    assert model(cosine=weight).probability(OPEN | {"cosine": 1.0}) == pytest.approx(probability)


def test_what_admits_no_other_answer_and_is_not_there_is_not_answered():
    assert model(cosine=1e6).probability(OPEN | {"cosine": 1.0, MISSING_EXACT: 1.0}) == 0.0


@pytest.mark.parametrize(
    ("words", "settled"),
    [
        ({"coverage": MIN_COVERAGE}, False),
        ({"coverage": MIN_COVERAGE - 0.01}, True),
        ({"coverage": 0.2, "new_words": MAX_NEW_WORDS}, False),
        ({"coverage": 0.2, "new_words": MAX_NEW_WORDS + 0.01}, True),
    ],
)
def test_a_question_of_strange_words_is_settled_without_the_model(words, settled):
    assert is_settled(NONE | words) is settled
    assert (model(cosine=1e6).probability(NONE | {"cosine": 1.0} | words) == 0.0) is settled


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_fitted_weight_contradicts_its_signal(language):
    fitted = load_models()[language]
    assert fitted.weights
    assert all(weight * SIGNALS[name] >= 0 for name, weight in fitted.weights.items())
    assert 0 < fitted.threshold < 1


def test_models_are_read_from_the_file(tmp_path):
    path = tmp_path / "confidence.json"
    fitted = {"intercept": -1.0, "weights": {"cosine": 2.0}, "threshold": 0.5, "fitted_on": {}}
    path.write_text(json.dumps({"note": "", "models": {"zh": fitted}}), encoding="utf-8")
    assert load_models(path) == {"zh": model(cosine=2.0)}


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"models": {"zh": {"weights": {}}}}',
        '{"models": {"zh": {"intercept": 0, "weights": {"x": 1}, "threshold": 0}}}',
    ],
)
def test_a_file_that_does_not_fit_is_one_clear_line(tmp_path, text):
    path = tmp_path / "confidence.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match=r"confidence\.json .*python -m eval calibrate"):
        load_models(path)


def test_the_file_says_that_it_is_fitted_on_the_dev_part():
    assert "dev part" in json.loads(MODEL_FILE.read_text(encoding="utf-8"))["note"]


# --- the signals


def test_every_signal_has_a_value(seen):
    assert set(seen("主任列席吗？")) == set(NONE)
    assert set(seen("Does the chair attend?")) == set(NONE)


def test_cosine_is_that_of_the_best_sentence(seen):
    assert seen("主任列席党委常委会会议。")["cosine"] == pytest.approx(1.0, abs=1e-3)
    # 经费列入预算。 holds 经费 among its 7 characters; the question has 2
    assert seen("经费")["cosine"] == pytest.approx(2 / (math.sqrt(2) * math.sqrt(7)), abs=1e-3)


def test_the_nearest_article_may_be_of_any_document(seen, small_index, fake_encoder):
    found = seen("主任列席")["article"]
    vector = fake_encoder.encode(["主任列席"], "query").vectors[0]
    rows = np.arange(len(small_index.articles))
    assert found == small_index.search_vectors(store.ARTICLE_VECTORS, vector, 1, rows)[0][1]


def test_least_falls_with_one_thing_too_many(seen):
    assert seen("主任列席")["least"] == pytest.approx(1)
    assert seen("主任列席火箭")["least"] < seen("主任列席火箭")["whole"] < 1


@pytest.mark.parametrize(("question", "named"), [("甲市谁列席？", 1.0), ("谁列席？", 0.0)])
def test_a_document_that_is_named(seen, question, named):
    assert seen(question)["named"] == named


def test_maxsim_and_whole_are_full_where_a_sentence_holds_every_character(seen):
    found = seen("主任列席会议")
    assert (found["maxsim"], found["whole"]) == (pytest.approx(1.0, abs=1e-3), pytest.approx(1.0, abs=1e-3))


def test_an_article_can_hold_what_no_sentence_does(seen):
    found = seen("主任季度")  # 主任 in the first sentence of jia:1, 季度 in the second
    assert found["whole"] == pytest.approx(1.0, abs=1e-3)
    assert found["maxsim"] < 0.8


def test_margin_is_the_lead_over_the_mean(seen):
    assert 0 < seen("主任列席会议")["margin"] < 1.1


def test_coverage_is_the_idf_weighted_share_of_the_words(seen, small_index):
    idf = small_index.words[store.SENTENCE_WORDS].idf
    assert seen("主任列席")["coverage"] == pytest.approx(1.0)
    held, new = idf("主任"), idf("火箭")
    assert seen("主任火箭")["coverage"] == pytest.approx(held / (held + new))
    assert seen("主任火箭")["new_words"] == pytest.approx(new / (held + new))
    assert seen("主任列席")["new_words"] == 0


@pytest.mark.parametrize("signal", ["coverage", "new_words"])
def test_words_that_only_ask_count_neither_way(seen, signal):
    assert seen("主任列席火箭哪年哪月？")[signal] == seen("主任列席火箭？")[signal]


def test_english_coverage_counts_the_stems_of_the_glosses(seen, small_index):
    idf = small_index.words[store.SENTENCE_GLOSSES].idf
    assert seen("Does the director attend?")["coverage"] == pytest.approx(1.0)
    held, new = idf("director"), idf("rocket")
    assert seen("the director's rockets")["new_words"] < 1
    assert seen("director rockets")["coverage"] == pytest.approx(held / (held + new))


def test_a_question_without_words_is_all_new(seen):
    assert (seen("Кто")["coverage"], seen("Кто")["new_words"]) == (0.0, 1.0)


def test_agreement_is_full_where_every_field_puts_the_article_first(seen):
    assert seen("主任列席党委常委会会议。")["agreement"] == pytest.approx(1.0)
    assert seen("会议学习经费")["agreement"] < 1


@pytest.mark.parametrize(
    ("question", "measure", "exact"),
    [
        ("主任列席党委常委会会议的比例是多少？", 1.0, 0.0),  # no near sentence holds a share
        ("主任列席党委常委会会议，工资多少钱？", 0.0, 1.0),  # nor a sum
        ("会议每季度召开几次？", 0.0, 0.0),  # 每季度召开一次
        ("主任列席党委常委会会议吗？", 0.0, 0.0),  # neither asked for
    ],
)
def test_a_kind_of_thing_asked_for_and_not_near(seen, question, measure, exact):
    found = seen(question)
    assert (found["missing_measure"], found[MISSING_EXACT]) == (measure, exact)


def test_elsewhere_is_the_lead_of_a_document_that_was_not_asked(seen):
    assert seen("主任列席会议吗？", doc_ids=["yi"])["elsewhere"] > 0.3
    assert seen("主任列席会议吗？", doc_ids=["jia"])["elsewhere"] == 0.0
    assert seen("主任列席会议吗？")["elsewhere"] == 0.0
    assert seen("主任列席会议吗？", doc_ids=["jia", "yi"])["elsewhere"] == 0.0


def test_nothing_found_is_all_zeros(small_index, fake_encoder):
    query = analyse("主任列席吗？", small_index)
    encoded = Retriever(small_index, fake_encoder).encode(query)
    assert signals(query, encoded, [], small_index) == NONE


def test_signals_are_finite(seen):
    for question in ("主任", "a", "？1", "Кто", "xyz"):
        assert np.isfinite(list(seen(question).values())).all()


# --- what it was fitted for


def test_the_file_that_is_shipped_was_fitted_for_the_model_and_the_reader_that_are():
    assert misfit(BUNDLED_MODEL, reader_weights.digest()) == ""


@pytest.mark.parametrize(("model", "reader"), [("bge-m3", "abc"), ("e5", "xyz")])
def test_another_model_or_reader_is_told_with_the_command_that_mends_it(tmp_path, model, reader):
    file = tmp_path / "confidence.json"
    file.write_text(json.dumps({"embedding_model": "e5", "reader": "abc"}))
    assert misfit("e5", "abc", file) == ""
    assert misfit(model, reader, file).endswith("python -m eval calibrate")


def test_a_digest_tells_one_fit_from_another():
    fitted = {"zh": model(cosine=1.0, maxsim=2.0)}
    assert digest(fitted) == digest({"zh": model(maxsim=2.0, cosine=1.0)})
    others = ({"zh": model(cosine=1.0)}, {"en": fitted["zh"]}, {"zh": replace(fitted["zh"], threshold=0.6)})
    assert len({digest(one) for one in (fitted, *others)}) == 4
