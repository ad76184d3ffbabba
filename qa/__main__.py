"""`python -m qa ask "…"` and `python -m qa chat`."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic_core import from_json

from index.cli import Parser, run
from index.errors import QuestionError
from qa.schema import Answer
from qa.settings import ANSWERERS, load_settings

BATCH_FORM = '{"question": "…", "history": ["…"]}'


def main(argv: list[str] | None = None) -> int:
    """0 done, 2 bad input (one line on stderr)."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    return run(lambda: _run(argv))


def _run(argv: list[str] | None) -> int:
    options = _parser().parse_args(argv)
    return options.run(options)


def _parser() -> Parser:
    parser = Parser(prog="python -m qa", description="Ask the documents.")
    commands = parser.add_subparsers(required=True)
    ask = commands.add_parser("ask", help="one answer, or one a line of a file")
    ask.add_argument("question", nargs="?", help="the question, in Chinese or English")
    ask.add_argument("--json", action="store_true", help="print the answer as JSON")
    ask.add_argument("--batch", metavar="FILE", help=f"one case a line: {BATCH_FORM}")
    ask.add_argument(
        "--history", action="append", default=[], metavar="QUESTION", help="an earlier question; not with --batch"
    )
    ask.set_defaults(run=_ask)
    chat = commands.add_parser("chat", help="several turns in the terminal")
    chat.set_defaults(run=_chat)
    for command in (ask, chat):
        command.add_argument("--doc", action="append", default=[], metavar="ID", help="only this document")
        command.add_argument("--region", action="append", default=[], metavar="NAME", help="only this region")
        command.add_argument("--answerer", metavar="NAME", help="who words the answer: " + ", ".join(ANSWERERS))
        command.add_argument("--index", metavar="DIR", help="folder of the index")
    return parser


def _load(options: argparse.Namespace):
    from qa.engine import Tiaowen  # after the arguments were read: it takes seconds

    return Tiaowen.load(load_settings(index_dir=options.index, answerer=options.answerer))


def _ask(options: argparse.Namespace) -> int:
    if (options.question is None) == (options.batch is None):
        raise QuestionError(
            'Give one question, or --batch FILE. For example: python -m qa ask "谁列席党委常委会会议？"'
        )
    asked = {"doc_ids": options.doc, "regions": options.region}
    if options.batch is not None and options.history:
        raise QuestionError(
            '--history goes with one question. With --batch, write each case\'s own into the file: "history": ["…"]'
        )
    if options.batch is None:
        _print(_load(options).ask(options.question, history=options.history, **asked), options.json)
        return 0
    cases = list(_batch(Path(options.batch)))
    tiaowen = _load(options)
    for case in cases:
        _print(tiaowen.ask(case["question"], history=case.get("history") or (), **asked), options.json)
    return 0


def _batch(path: Path) -> Iterator[dict[str, Any]]:
    """The cases of a JSON lines file. Raises QuestionError naming the line."""
    from qa.question import clean  # after the arguments were read: it takes a second

    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise QuestionError(f"{path} is not UTF-8 (byte {error.start}). Save it as UTF-8") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            case = from_json(line)
        except ValueError as error:
            raise QuestionError(f"{path}, line {number}: not JSON ({error}). Write: {BATCH_FORM}") from error
        history = case.get("history") or [] if isinstance(case, dict) else None
        good = isinstance(history, list) and all(isinstance(earlier, str) for earlier in history)
        if not good or not isinstance(case.get("question"), str):
            raise QuestionError(f"{path}, line {number}: no question in it. Write: {BATCH_FORM}")
        try:
            clean(case["question"])
        except QuestionError as error:
            raise QuestionError(f"{path}, line {number}: {error}") from error
        yield case


def _chat(options: argparse.Namespace) -> int:
    tiaowen = _load(options)
    history: list[str] = []
    while True:
        try:
            question = input("\n? ")
        except EOFError:
            return 0
        if not question.strip():
            continue
        try:
            _print(tiaowen.ask(question, history=history, doc_ids=options.doc, regions=options.region), False)
        except QuestionError as error:
            print(error, file=sys.stderr)
        else:
            history.append(question)


def _print(answer: Answer, as_json: bool) -> None:
    if not as_json and answer.note:
        print(answer.note)
    print(json.dumps(answer.to_dict(), ensure_ascii=False) if as_json else answer.text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
