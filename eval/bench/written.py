"""`python -m eval.bench.written FILE [--limit N] [--write]`: what a chat model's answers to the test part come to.

The answerer is the one that the settings name (TIAOWEN_ANSWERER, TIAOWEN_LLM_*). Each case is added to FILE as soon as
it is answered, so a run that was stopped goes on where it was; a case that has changed since is asked again. Cases come
in an order that their ids settle, so that the first few are a sample of all. `--write` puts the totals into
docs/benchmarks.md.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

from eval.__main__ import DEFAULT_GOLD
from eval.bench.page import PAGE, write_part
from eval.cases import Case, load_cases, read_records
from eval.errors import EvalInputError
from eval.metrics import missing_facts
from eval.tables import number
from index.cli import DONE, Parser, positive, run
from qa.schema import Answer
from qa.settings import Settings, load_settings

SPLIT = "test"
ROW_FIELDS = {"model", "case", "lang", "answerable", "outcome", "proof", "facts", "seconds"}  # what is read of a row
NOT_ASKED = "not asked"
COUNTED = ("statements", "proved", "removed", "invented_citations")
OUTCOMES = {
    "written": "answered in the model's words",
    "refused": "refused by the model",
    "nothing left": "refused because no statement was proved",
    "stood in": "the extractive answer stood in (failed, late, other language)",
    NOT_ASKED: "refused before the model was asked",
}


def outcome(answer: Answer) -> str:
    """Which of OUTCOMES an answer is."""
    if answer.note:
        return "stood in"
    if answer.status == "answered":
        return "written"
    if answer.answerer == "extractive":
        return NOT_ASKED
    return "nothing left" if answer.proof.removed else "refused"


def model_of(settings: Settings) -> str:
    """Who words the answers, as the page says it."""
    return f"{settings.answerer}, {Path(settings.llm_model).name}"


def case_digest(case: Case) -> str:
    """What tells a case from what it was before somebody changed it."""
    return hashlib.sha256(json.dumps(case.to_dict(), sort_keys=True).encode()).hexdigest()


def row_of(case: Case, answer: Answer, model: str) -> dict[str, Any]:
    """One line of the file."""
    missing = case.facts if answer.status == "not_found" else missing_facts(case, answer)
    return {
        "id": case.id,
        "model": model,
        "case": case_digest(case),
        "lang": case.lang,
        "answerable": case.answerable,
        "outcome": outcome(answer),
        "proof": asdict(answer.proof),
        "facts": [len(case.facts) - len(missing), len(case.facts)],
        "text": answer.text,
        "seconds": round(answer.timings_ms.get("write", 0.0) / 1000, 1),
    }


def table(rows: Sequence[Mapping[str, Any]], cases: int) -> str:
    """The totals, by language, in Markdown."""
    parts = {"zh": [r for r in rows if r["lang"] == "zh"], "en": [r for r in rows if r["lang"] == "en"], "all": rows}
    lines = [f"{len(rows)} of the {cases} cases of the test part.", "", "| | " + " | ".join(parts) + " |"]
    lines.append("|---|" + "---:|" * len(parts))
    for answerable, word in ((True, "answerable"), (False, "unanswerable")):
        for name, said in OUTCOMES.items():
            own = [sum(r["outcome"] == name and r["answerable"] == answerable for r in p) for p in parts.values()]
            lines.append(f"| {word}: {said} | " + " | ".join(map(str, own)) + " |")
    for name in COUNTED:
        own = [sum(row["proof"][name] for row in part) for part in parts.values()]
        lines.append(f"| {name.replace('_', ' ')} | " + " | ".join(map(str, own)) + " |")
    own = [[sum(row["facts"][i] for row in part) for i in (0, 1)] for part in parts.values()]
    lines.append("| gold facts found | " + " | ".join(f"{found} of {asked}" for found, asked in own) + " |")
    waited = [[row["seconds"] for row in part if row["outcome"] != NOT_ASKED] for part in parts.values()]
    own = [number(median(seconds) if seconds else None, 1) for seconds in waited]
    lines.append("| seconds that the model took, median | " + " | ".join(own) + " |")
    return "\n".join([*lines, ""])


def main(argv: Sequence[str] | None = None) -> int:
    """0 done, 2 bad input (one line on stderr)."""
    parser = Parser(prog="python -m eval.bench.written", description="Written answers over the test part.")
    parser.add_argument("file", type=Path, help="results so far, one case a line; made where there is none")
    parser.add_argument("--limit", type=positive, help="only the first so many cases")
    parser.add_argument("--write", action="store_true", help=f"write the totals into {PAGE.name}")
    options = parser.parse_args(argv)
    return run(lambda: _measure(options.file, options.limit, options.write))


def _measure(path: Path, limit: int | None, write: bool) -> int:
    settings = load_settings()
    if settings.answerer == "extractive":
        raise EvalInputError("There is no chat model to measure. Set TIAOWEN_ANSWERER and TIAOWEN_LLM_MODEL")
    cases = sorted((c for c in load_cases(DEFAULT_GOLD).cases if c.split == SPLIT), key=_by_id)
    model, wanted = model_of(settings), {case_digest(case): case for case in cases[:limit]}
    found = _rows(path, model)
    rows = {digest: row for digest, row in found.items() if digest in wanted}
    if others := len(found) - len(rows):
        print(f"{others} rows of {path} are of no case that is asked now and are not counted", file=sys.stderr)
    left = [case for digest, case in wanted.items() if digest not in rows]
    if left:
        with path.open("a", encoding="utf-8") as file:
            for row in _asked(settings, left):
                rows[row["case"]] = row
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
                file.flush()
    text = table(list(rows.values()), len(cases))
    print(text, end="")
    if write:
        write_part("written", f"By {model}.\n\n{text}")
    return DONE


def _by_id(case: Case) -> str:
    return hashlib.sha256(case.id.encode()).hexdigest()


def _rows(path: Path, model: str) -> dict[str, dict[str, Any]]:
    """{digest of the case: row} of the file. Raises EvalInputError for rows of something or somebody else."""
    rows = {}
    for line, row in read_records(path) if path.exists() else ():
        if not row.keys() >= ROW_FIELDS:
            raise EvalInputError(f"{path} line {line} is no row of this benchmark; name a file of its own")
        if row["model"] != model:
            raise EvalInputError(f"{path} line {line} is by {row['model']}, not by {model}; name a file of its own")
        rows[row["case"]] = row
    return rows


def _asked(settings: Settings, cases: Sequence[Case]) -> Iterator[dict[str, Any]]:
    from qa.engine import Tiaowen  # loads the models: after everything that can be refused without them

    engine = Tiaowen.load(settings)
    for case in cases:
        yield row_of(case, engine.ask(case.question, history=case.history), model_of(settings))


if __name__ == "__main__":
    sys.exit(main())
