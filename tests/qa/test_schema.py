import json
from dataclasses import FrozenInstanceError, replace

import pytest

from index.settings import ROOT
from qa.schema import Answer, Citation, Correction, Missing, Query, Quote, ShortAnswer, Statement

QUERY = Query(
    question="那合肥呢？",
    text="谁列席？ 合肥",
    language="zh",
    doc_ids=("hefei",),
    regions=("合肥市",),
    addresses=("hefei:5.19",),
    unheld=("北京",),
    missing=(Missing("第30条", ("hefei",)),),
    compared=("hefei", "wenzhou"),
    left_out=("guangzhou",),
    unheld_years=(2019,),
    corrections=(Correction("列习", "列席"),),
    is_follow_up=True,
)
ANSWER = Answer(
    question="那合肥呢？",
    language="zh",
    status="answered",
    confidence=2 / 3,
    answerer="extractive",
    text="“主任应列席。” [1]",
    statements=(Statement("主任应列席。", (1,)),),
    citations=(Citation(1, "hefei:5.19", "hefei", "合肥意见", "19、", (Quote(3, 9, "主任应列席。"),)),),
    retrieved=("hefei:5.19", "hefei:5.21"),
    query=QUERY,
    timings_ms={"analyse": 0.123, "total": 10.96},
    silent=("wenzhou",),
    short=(ShortAnswer(1, 3, 5, "主任"),),
)


def test_an_answer_is_the_public_json():
    assert ANSWER.to_dict() == {
        "question": "那合肥呢？",
        "language": "zh",
        "status": "answered",
        "confidence": 0.6667,
        "answerer": "extractive",
        "text": "“主任应列席。” [1]",
        "statements": [{"text": "主任应列席。", "citations": [1], "supported": True}],
        "citations": [
            {
                "n": 1,
                "article_id": "hefei:5.19",
                "doc_id": "hefei",
                "doc_title": "合肥意见",
                "label": "19、",
                "quotes": [{"start": 3, "end": 9, "text": "主任应列席。"}],
            }
        ],
        "short_answers": [{"citation": 1, "start": 3, "end": 5, "text": "主任"}],
        "assertive": True,
        "retrieved": ["hefei:5.19", "hefei:5.21"],
        "query": {
            "text": "谁列席？ 合肥",
            "doc_ids": ["hefei"],
            "regions": ["合肥市"],
            "addresses": ["hefei:5.19"],
            "intent": "question",
            "is_follow_up": True,
            "corrections": [{"typed": "列习", "meant": "列席"}],
            "compared": ["hefei", "wenzhou"],
            "unheld": ["北京", "2019"],
            "left_out": ["guangzhou"],
            "missing": ["第30条"],
        },
        "proof": {"statements": 0, "proved": 0, "removed": 0, "invented_citations": 0},
        "note": "",
        "silent": ["wenzhou"],
        "timings_ms": {"analyse": 0.1, "total": 11.0},
    }


def test_it_survives_json():
    assert json.loads(json.dumps(ANSWER.to_dict(), ensure_ascii=False)) == ANSWER.to_dict()


def test_every_field_is_described():
    api, questions = ((ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8") for page in ("api", "questions"))
    shown = ANSWER.to_dict()
    assert [name for name in (*shown, *shown["proof"]) if f"`{name}`" not in api] == []
    assert [name for name in shown["query"] if f"`{name}`" not in questions] == []


def test_a_refusal_has_empty_lists():
    refused = replace(ANSWER, status="not_found", statements=(), citations=()).to_dict()
    assert (refused["statements"], refused["citations"]) == ([], [])


def test_an_answer_is_frozen():
    with pytest.raises(FrozenInstanceError):
        ANSWER.text = "是"


@pytest.mark.parametrize(
    ("changes", "is_unheld"),
    [
        ({}, False),
        ({"unheld": ("北京",)}, True),
        ({"unheld_years": (2019,)}, True),
        ({"left_out": ("guangzhou",)}, True),
        ({"missing": (Missing("第30条", ("hefei",)),)}, True),
        ({"missing": (Missing("第30条", ("hefei",)),), "addresses": ("hefei:5.19",)}, False),
        ({"unheld": ("北京",), "compared": ("hefei",)}, False),  # what is held is compared, the rest is said
        ({"left_out": ("guangzhou",), "compared": ("hefei",)}, False),
        ({"unheld_years": (2019,), "compared": ("hefei", "wenzhou")}, True),
    ],
)
def test_what_is_known_not_to_be_held(changes, is_unheld):
    assert replace(Query("问", "问", "zh"), **changes).is_unheld is is_unheld
