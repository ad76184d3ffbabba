"""Asks every case, scores the answers, writes the results folder."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from tqdm import tqdm

from eval.cases import Case, comparable, gold_article_ids, missing_gold
from eval.errors import EvalInputError
from eval.failures import Failure, find_failures
from eval.metrics import Scored, score_case, summarise
from index.errors import TiaowenError
from index.schema import Article
from qa.schema import Answer

SCORES_FILE, ROWS_FILE, REPORT_FILE = "scores.json", "rows.jsonl", "report.html"
GROUPED_BY = ("lang", "type", "split")


class Engine(Protocol):
    """What is evaluated: `qa.engine.Tiaowen`, or a fake a person can predict."""

    @property
    def articles(self) -> tuple[Article, ...]: ...

    @property
    def manifest(self) -> Mapping[str, Any]: ...

    def ask(self, question: str, *, history: Sequence[str] = ()) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Row:
    """One case, what was answered, what it scored and what went wrong.

    `missing_gold` holds gold article ids and passages that the index does not have.
    """

    case: Case
    answer: Answer
    gold: tuple[str, ...]
    missing_gold: tuple[str, ...]
    scored: Scored
    failures: tuple[Failure, ...]

    def to_dict(self) -> dict[str, Any]:
        """One line of rows.jsonl; confidence and latency (ms) unrounded."""
        return {
            "id": self.case.id,
            "case": self.case.to_dict(),
            "answer": self.answer.to_dict(),
            "gold_articles": list(self.gold),
            "missing_gold": list(self.missing_gold),
            "metrics": dict(self.scored.values),
            "confidence": self.scored.confidence,
            "latency_ms": self.scored.latency_ms,
            "failed": [failure.metric for failure in self.failures],
            "wrong": [failure.en for failure in self.failures],
        }


def ask_all(engine: Engine, cases: Sequence[Case]) -> tuple[Row, ...]:
    """One row a case, in order; a progress bar on stderr where a person watches.

    Raises EvalInputError naming the case whose question cannot be asked.
    """
    verbatim = {article.id: article.text for article in engine.articles}
    compared = {article_id: comparable(text) for article_id, text in verbatim.items()}
    rows = []
    for case in tqdm(cases, desc="Asking", unit="question", file=sys.stderr, disable=None):
        try:
            answer = engine.ask(case.question, history=case.history)
        except TiaowenError as error:
            raise EvalInputError(f'case "{case.id}": {error}') from error
        gold = gold_article_ids(case, compared) if case.answerable else ()
        missing = missing_gold(case, compared) if case.answerable else ()
        scored = score_case(case, answer, gold, verbatim)
        rows.append(Row(case, answer, gold, missing, scored, find_failures(case, answer, gold, scored.values)))
    return tuple(rows)


def summarise_rows(rows: Sequence[Row]) -> dict[str, Any]:
    """`all`, and `by` each value of lang, type and split; cases without a value are in no group."""
    return {
        "all": summarise([row.scored for row in rows]),
        "by": {field: _by(rows, lambda row, field=field: getattr(row.case, field)) for field in GROUPED_BY},
    }


def _by(rows: Iterable[Row], key: Callable[[Row], str]) -> dict[str, Any]:
    groups: dict[str, list[Scored]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row.scored)
    return {name: summarise(group) for name, group in sorted(groups.items()) if name}


def prepare_folder(out: Path) -> Path:
    """Make the results folder, so that a bad name is found before the first question; raises EvalInputError."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EvalInputError(f"{out} cannot be made a folder ({error.strerror}); choose another --out") from error
    return out


def write_results(out: Path, scores: Mapping[str, Any], rows: Iterable[Row], report: str) -> None:
    """scores.json, rows.jsonl and report.html into `out`; files of an earlier run there are replaced."""
    texts = {
        SCORES_FILE: json.dumps(scores, ensure_ascii=False, indent=2) + "\n",
        ROWS_FILE: "".join(json.dumps(row.to_dict(), ensure_ascii=False) + "\n" for row in rows),
        REPORT_FILE: report,
    }
    for name, text in texts.items():
        (out / name).write_text(text, encoding="utf-8")
