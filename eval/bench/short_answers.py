"""`python -m eval.bench.short_answers [--write]`: the extractive short answer on CMRC 2018 dev.

Cui et al., A Span-Extraction Dataset for Chinese Machine Reading Comprehension (EMNLP 2019): a question, the paragraph
that answers it, three reference spans. Nothing is trained on it, and no model reads it: the sentence that shares most
of the question's pairs of characters, and in it what qa.short finds; where it finds nothing, the nearest clause. EM and
F1 are those of the official script, which compares character by character (runs of Latin letters and figures are one
token) and takes the longest common run, marks left out. One thing differs: such a run is split at white space, not by
NLTK.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.bench.page import PAGE, publish
from eval.bench.shared_data import run_where_held, shared_file
from index.cli import DONE, Parser
from index.schema import Article
from index.sentences import split_sentences
from qa.saying import shared
from qa.short import clause_of, short_span

DEV = "reading/cmrc2018_dev.json"
TOKEN = re.compile(r"[\u4e00-\u9fa5]|[^\s\u4e00-\u9fa5]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the paragraph that answers it, and its references."""

    question: str
    paragraph: str
    references: tuple[str, ...]


def read_cmrc(path: Path) -> Iterator[Asked]:
    """The questions of a file in SQuAD's form."""
    for entry in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in entry["paragraphs"]:
            for asked in paragraph["qas"]:
                references = tuple(answer["text"] for answer in asked["answers"])
                yield Asked(asked["question"], paragraph["context"], references)


def answer(question: str, paragraph: str) -> tuple[str, bool]:
    """(the short answer, whether qa.short found one: else it is a clause)."""
    whole = Article("cmrc:1", "cmrc", "", (), "", paragraph, 0, len(paragraph))
    sentences = split_sentences(whole)
    if not sentences:
        return "", False
    best = max(sentences, key=lambda s: (shared(question, s.text), -len(s.text), -s.start)).text
    found = short_span(question, best)
    span = found or clause_of(question, best)
    return best[span.start : span.end], found is not None


def tokens(text: str) -> list[str]:
    """Tokens of the official metric: lower case, marks left out."""
    marked = "".join(" " if unicodedata.category(c)[0] in "PS" else c for c in text.lower())
    return TOKEN.findall(marked)


def exact(predicted: str, references: Sequence[str]) -> float:
    return float(any(tokens(predicted) == tokens(reference) for reference in references))


def f1(predicted: str, references: Sequence[str]) -> float:
    """The best over the references of F1 by the longest common run of tokens."""
    return max(_f1(tokens(predicted), tokens(reference)) for reference in references)


def _f1(one: Sequence[str], other: Sequence[str]) -> float:
    common = _longest_run(one, other)
    return 2 * common / (len(one) + len(other)) if common else 0.0


def _longest_run(one: Sequence[str], other: Sequence[str]) -> int:
    lengths, best = [0] * (len(other) + 1), 0
    for a in one:
        lengths = [0, *(lengths[i] + 1 if a == b else 0 for i, b in enumerate(other))]
        best = max(best, *lengths)
    return best


def score(asked: Sequence[Asked]) -> dict[str, float]:
    """{figure: value} over the questions, shares in [0, 1]."""
    rows = [(*answer(one.question, one.paragraph), one) for one in asked]
    scored = [(exact(said, one.references), f1(said, one.references), short) for said, short, one in rows]
    of_short = [row for row in scored if row[2]]
    return {
        "questions": len(scored),
        "em": sum(em for em, _, _ in scored) / len(scored),
        "f1": sum(f for _, f, _ in scored) / len(scored),
        "short": len(of_short) / len(scored),
        "em_short": sum(em for em, _, _ in of_short) / max(len(of_short), 1),
        "f1_short": sum(f for _, f, _ in of_short) / max(len(of_short), 1),
    }


def table(scores: dict[str, float]) -> str:
    """The figures in Markdown."""
    return "\n".join(
        [
            "| CMRC 2018 dev | questions | EM | F1 |",
            "|---|---:|---:|---:|",
            f"| all: the short answer, or else the nearest clause | {scores['questions']} | {scores['em']:.1%} | "
            f"{scores['f1']:.1%} |",
            f"| where a short answer was found | {scores['short'] * scores['questions']:.0f} | "
            f"{scores['em_short']:.1%} | {scores['f1_short']:.1%} |",
            "",
        ]
    )


def main(argv: Sequence[str] | None = None) -> int:
    """0 done, 2 bad input (one line on stderr)."""
    parser = Parser(prog="python -m eval.bench.short_answers", description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"write the table into {PAGE.name}")
    options = parser.parse_args(argv)
    return run_where_held(lambda: _measure(options.write))


def _measure(write: bool) -> int:
    publish("short answers", table(score(list(read_cmrc(shared_file(DEV))))), write)
    return DONE


if __name__ == "__main__":
    sys.exit(main())
