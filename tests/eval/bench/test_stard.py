import json

import pytest

from eval.bench.stard import questions

IDS = {"甲法第一条": "jia:1", "甲法第二条": "jia:2", "乙法第一条": "yi:1"}
ROWS = [
    ("train", ["甲法第一条"]),
    ("train", ["甲法第二条", "没有的法第一条"]),  # an article of it is not held
    ("dev", ["甲法第一条", "甲法第二条"]),
    ("dev", ["甲法第一条", "乙法第一条"]),
    ("dev", ["没有的法第一条"]),
]


@pytest.fixture
def queries(tmp_path, monkeypatch):
    monkeypatch.setenv("SHARED_DATA", str(tmp_path))
    rows = [{"query_id": i, "query": f"问{i}", "gold": gold, "stard_split": s} for i, (s, gold) in enumerate(ROWS)]
    (tmp_path / "stard").mkdir()
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (tmp_path / "stard" / "queries.jsonl").write_text(text, encoding="utf-8")


def test_a_question_is_seen_when_every_gold_article_answers_a_train_question(queries):
    asked = [(one.id, one.gold, one.parts) for one in questions("dev", IDS)]
    assert asked == [
        ("stard-2", ("jia:1", "jia:2"), ("dev", "dev seen")),
        ("stard-3", ("jia:1", "yi:1"), ("dev", "dev unseen")),
    ]


def test_a_question_on_an_article_that_is_not_held_is_left_out(queries):
    assert [one.id for one in questions("train", IDS)] == ["stard-0"]
