"""`python -m eval.bench.summary FOLDER [--write]`: the tables of docs/benchmarks.md from a results folder.

`--write` puts them into the page, between its two markers.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from eval.__main__ import DEFAULT_FLOORS, DEFAULT_GOLD
from eval.bench.page import PAGE, publish
from eval.cases import Case, gold_digest, load_cases
from eval.compare import GOLD, load_results
from eval.errors import EvalInputError
from eval.floors import load_floors
from eval.metrics import LATENCY_PERCENTILES, Scored, summarise
from eval.tables import number
from index.cli import DONE, Parser, run

PART = "figures"
PARTS = (("test", "zh"), ("test", "en"), ("test", ""), ("dev", "zh"), ("dev", "en"), ("dev", ""))
METRICS = (
    *("recall@1", "recall@5", "mrr@10", "fact_recall", "citation_precision", "citation_recall"),
    *("quote_exact", "refusal_recall", "false_refusal", "auroc"),
)
Measured = Sequence[tuple[Case, Scored]]


def summary(measured: Measured) -> str:
    """The targets, reached or not, every figure by split and language, and the refusals by kind, in Markdown."""
    return "\n".join([*_targets(measured), "", *_figures(measured), "", *_refusals(measured), ""])


def _targets(measured: Measured) -> Iterator[str]:
    yield from ("| must reach | reached | | cases |", "|---|---|---|---|")
    for floor in load_floors(DEFAULT_FLOORS):
        scores = summarise([scored for case, scored in measured if floor.covers(case)])
        value, cases = scores[floor.metric], scores["n"][floor.metric]
        yield f"| {floor} | {number(value)} | {'yes' if floor.holds(value) else '**no**'} | {cases} |"


def _figures(measured: Measured) -> Iterator[str]:
    yield "| score | " + " | ".join(f"{split} {lang or 'all'}" for split, lang in PARTS) + " |"
    yield "|---|" + "---:|" * len(PARTS)
    chosen = [[s for c, s in measured if c.split == split and lang in ("", c.lang)] for split, lang in PARTS]
    of_parts = [summarise(scored) for scored in chosen]
    yield "| cases | " + " | ".join(str(scores["cases"]) for scores in of_parts) + " |"
    for metric in METRICS:
        yield f"| {metric} | " + " | ".join(number(scores[metric]) for scores in of_parts) + " |"
    for name in LATENCY_PERCENTILES:
        yield f"| latency_ms {name} | " + " | ".join(number(s["latency_ms"][name], 0) for s in of_parts) + " |"


def _refusals(measured: Measured) -> Iterator[str]:
    """Each kind of question that the documents do not answer; its AUROC is against all those that they do."""
    yield from ("| not answered by the documents | cases | refused | auroc |", "|---|---:|---:|---:|")
    for split in dict.fromkeys(split for split, _ in PARTS):
        own = [(case, scored) for case, scored in measured if case.split == split]
        for kind in sorted({case.type for case, _ in own if not case.answerable}):
            scores = summarise([scored for case, scored in own if case.answerable or case.type == kind])
            cells = (str(scores["n"]["refusal_recall"]), number(scores["refusal_recall"]), number(scores["auroc"]))
            yield f"| {split}: {kind} | " + " | ".join(cells) + " |"


def main(argv: Sequence[str] | None = None) -> int:
    """0 done, 2 bad input (one line on stderr)."""
    parser = Parser(prog="python -m eval.bench.summary", description=__doc__)
    parser.add_argument("folder", type=Path, help="results folder of python -m eval")
    parser.add_argument("--write", action="store_true", help=f"write the tables into {PAGE.name}")
    options = parser.parse_args(argv)
    return run(lambda: _summarise(options.folder, options.write))


def _summarise(folder: Path, write: bool) -> int:
    cases, results = load_cases(DEFAULT_GOLD).cases, load_results(folder)
    again = f"run: python -m eval --out {folder}"
    if results.run_with.get(GOLD) != gold_digest(DEFAULT_GOLD):
        raise EvalInputError(f"{folder} was not scored over {DEFAULT_GOLD.name} as it is now; {again}")
    if lacking := [case.id for case in cases if case.id not in results.rows]:
        raise EvalInputError(f"{folder} lacks {len(lacking)} of the {len(cases)} cases of {DEFAULT_GOLD.name}; {again}")
    publish(PART, summary([(case, results.rows[case.id].scored) for case in cases]), write)
    return DONE


if __name__ == "__main__":
    sys.exit(main())
