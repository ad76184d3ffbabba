"""report.html: every score in plain words, then every case, failures first. One file, no request leaves it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from eval.floors import Check
from eval.reliability import calibration_error, reliability
from eval.run import GROUPED_BY, Row
from eval.words import LATENCY, WORDS
from index.schema import Article

TEMPLATES = Path(__file__).resolve().parent / "templates"
LANGUAGES = {"zh": "中文", "en": "English"}


def percent(value: float | None) -> str:
    """A share as people read it; a dash where there is no value. Never rounds up to 100.0%."""
    if value is None:
        return "–"
    return f"{min(value * 100, 99.9) if value < 1 else 100.0:.1f}%"


def milliseconds(value: float | None) -> str:
    """A time in ms as people read it; a dash where there is none."""
    return "–" if value is None else f"{value:,.0f} ms"


def worst_first(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Rows with the most failures first; else in the gold file's order."""
    return tuple(sorted(rows, key=lambda row: -len(row.failures)))


def render(
    scores: Mapping[str, Any], rows: Sequence[Row], articles: Sequence[Article], checks: Sequence[Check] = ()
) -> str:
    """The report's HTML. Text of questions, answers and articles is escaped."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"percent": percent, "milliseconds": milliseconds}
    plots = {name: reliability([row.scored for row in rows if row.case.lang == name]) for name in scores["by"]["lang"]}
    return environment.get_template("report.html").render(
        scores=scores,
        rows=worst_first(rows),
        failing=sum(bool(row.failures) for row in rows),
        articles={article.id: article for article in articles},
        checks=checks,
        reliability=plots,
        errors={name: calibration_error(plot) for name, plot in plots.items()},
        words=WORDS,
        latency=LATENCY,
        filters={field: list(scores["by"][field]) for field in GROUPED_BY},
        field_names={"lang": ("语言", "Language"), "type": ("类型", "Type"), "split": ("分组", "Split")},
        languages=LANGUAGES,
    )
