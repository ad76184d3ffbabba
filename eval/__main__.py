"""`python -m eval`: score a gold file; `compare A B`: two scored runs side by side; `calibrate`: fit the confidence;
`trust DIR`: say in words what it is worth."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from eval.cases import Case, Gold, gold_digest, load_cases
from eval.compare import case_table, compare, difference_table, failures, load_results, notes, settings_table
from eval.errors import EvalInputError
from eval.floors import Check, Floor, check, load_floors, parse_bound
from eval.report import render
from eval.run import REPORT_FILE, Row, ask_all, prepare_folder, summarise_rows, write_results
from eval.tables import score_table, show
from index.cli import DONE, NO, Parser, positive, run
from qa.settings import load_settings

HERE = Path(__file__).resolve().parent
DEFAULT_GOLD, DEFAULT_FLOORS, DEFAULT_OUT = HERE / "gold.jsonl", HERE / "floors.toml", Path(".eval")
NAMED_AT_MOST = 5  # cases named in one note


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit status: 0 done, 1 a check failed, 2 bad input."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    return run(lambda: _run(arguments))


def _run(arguments: list[str]) -> int:
    if arguments[:1] == ["compare"]:
        return _compare(_compare_parser().parse_args(arguments[1:]))
    if arguments[:1] == ["calibrate"]:
        return _calibrate(_calibrate_parser().parse_args(arguments[1:]))
    if arguments[:1] == ["trust"]:
        return _trust(_trust_parser().parse_args(arguments[1:]))
    return _score(_score_parser().parse_args(arguments))


def _score_parser() -> Parser:
    parser = Parser(
        prog="python -m eval",
        description="Ask every question of a gold file and score the answers.",
        epilog="python -m eval compare A B sets two results folders side by side; python -m eval calibrate fits the "
        "confidence; python -m eval trust DIR says in words what it is worth.",
    )
    parser.add_argument("--gold", type=Path, default=DEFAULT_GOLD, help="gold file, one JSON object a line")
    parser.add_argument("--index", type=Path, help="index folder")
    parser.add_argument("--out", type=Path, help="results folder (default: .eval/<timestamp>)")
    parser.add_argument("--limit", type=positive, help="only the first so many cases")
    parser.add_argument("--split", choices=("dev", "test", "all"), default="all", help="only cases of this split")
    parser.add_argument("--check", action="store_true", help="exit 1 when a score breaks a bound of the floors file")
    parser.add_argument("--floors", type=Path, default=DEFAULT_FLOORS, help="floors file (TOML), used by --check")
    for option, bound in (("--min", "below"), ("--max", "above")):
        parser.add_argument(
            option,
            nargs="+",
            action="extend",
            default=[],
            metavar="NAME=VALUE",
            help=f"exit 1 if NAME is {bound} VALUE",
        )
    return parser


def _compare_parser() -> Parser:
    parser = Parser(prog="python -m eval compare", description="Two results folders, with paired bootstrap intervals.")
    parser.add_argument("a", type=Path, help="results folder of the earlier run")
    parser.add_argument("b", type=Path, help="results folder of the later run")
    parser.add_argument("--check", action="store_true", help="exit 1 when B does not hold against A")
    return parser


def _calibrate_parser() -> Parser:
    parser = Parser(
        prog="python -m eval calibrate", description="Fit the confidence model on the dev part of a gold file."
    )
    parser.add_argument("--gold", type=Path, default=DEFAULT_GOLD, help="gold file, one JSON object a line")
    parser.add_argument("--index", type=Path, help="index folder")
    return parser


def _calibrate(options: argparse.Namespace) -> int:
    gold = load_cases(options.gold)
    settings = load_settings(index_dir=options.index)

    from eval.calibrate import calibrate  # loads torch and scikit-learn: after the gold file was read
    from qa.engine import Tiaowen

    unfitted = Tiaowen.load(settings, models={})  # whatever state the file to be written is in
    print(json.dumps(calibrate(unfitted, gold.cases), ensure_ascii=False, indent=1))
    return DONE


def _trust_parser() -> Parser:
    parser = Parser(
        prog="python -m eval trust", description="From which confidence on an answer is called well supported, or so."
    )
    parser.add_argument("results", type=Path, help="results folder of: python -m eval --split dev --out DIR")
    return parser


def _trust(options: argparse.Namespace) -> int:
    from eval.trust import write_trust  # loads scikit-learn

    print(json.dumps(write_trust(options.results), ensure_ascii=False, indent=1))
    return DONE


def _score(options: argparse.Namespace) -> int:
    gold = load_cases(options.gold)
    floors = _floors(options)
    cases = _select(gold, options.split, options.limit)
    settings = load_settings(index_dir=options.index)

    from qa import confidence, reader_weights
    from qa.engine import Tiaowen  # loads torch: after everything that can be refused without it

    engine = Tiaowen.load(settings)
    digests = {
        "gold_sha256": gold_digest(gold.path),
        "reader": reader_weights.digest(),
        "confidence": confidence.digest(engine.models),
    }
    out = prepare_folder(options.out or DEFAULT_OUT / f"{datetime.now():%Y%m%d-%H%M%S}")
    started = time.perf_counter()
    rows = ask_all(engine, cases)
    checks = check(floors, rows)
    scores = {
        **summarise_rows(rows),
        "checks": [{"floor": str(c.floor), "value": c.value, "n": c.cases, "passed": c.passed} for c in checks],
        "run": _provenance(gold, options) | digests | {"seconds": round(time.perf_counter() - started, 3)},
        "manifest": dict(engine.manifest),
        "settings": settings.model_dump(mode="json"),
    }
    write_results(out, scores, rows, render(scores, rows, engine.articles, checks))
    show(score_table(scores))
    for note in (*_notes(gold, rows), f"report: {out / REPORT_FILE}"):
        _say(note)
    return _verdict(checks, rows) if floors else DONE


def _floors(options: argparse.Namespace) -> tuple[Floor, ...]:
    bounds = [parse_bound(text, f"--{name}") for name in ("min", "max") for text in getattr(options, name)]
    return (*(load_floors(options.floors) if options.check else ()), *bounds)


def _select(gold: Gold, split: str, limit: int | None) -> tuple[Case, ...]:
    cases = tuple(case for case in gold.cases if split in ("all", case.split))[:limit]
    if not cases:
        raise EvalInputError(f'{gold.path} has no case with "split": "{split}"; choose another --split')
    return cases


def _provenance(gold: Gold, options: argparse.Namespace) -> dict[str, Any]:
    finished = datetime.now().astimezone().isoformat(timespec="seconds")
    return {
        "gold": str(gold.path),
        "split": options.split,
        "limit": options.limit,
        "finished": finished,
    }


def _notes(gold: Gold, rows: Sequence[Row]) -> list[str]:
    ignored = [f'field "{name}" of {count} cases is not scored' for name, count in gold.ignored.items()]
    return ignored + ([_missing(rows)] if _missing(rows) else [])


def _missing(rows: Sequence[Row]) -> str:
    """One line on the cases whose gold the index does not hold; empty when it holds all."""
    ids = [row.case.id for row in rows if row.missing_gold]
    named = ", ".join(ids[:NAMED_AT_MOST]) + (", …" if len(ids) > NAMED_AT_MOST else "")
    return f"the index lacks gold articles or evidence of {len(ids)} cases: {named}" if ids else ""


def _verdict(checks: Sequence[Check], rows: Sequence[Row]) -> int:
    """Red when a bound is broken, or when gold the index lacks would let scores pass unmeasured."""
    broken = [str(one) for one in checks if not one.passed] + ([_missing(rows)] if _missing(rows) else [])
    for line in broken:
        _say(f"FAILED {line}")
    return NO if broken else DONE


def _compare(options: argparse.Namespace) -> int:
    a, b = load_results(options.a), load_results(options.b)
    differences = compare(a, b)
    for note in notes(a, b):
        _say(note)
    for table in (difference_table(differences), settings_table(a, b), case_table(a, b)):
        if table.row_count:
            show(table)
    failed = failures(a, b, differences) if options.check else ()
    for line in failed:
        _say(f"FAILED {line}")
    return NO if failed else DONE


def _say(line: str) -> None:
    print(line, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
