"""Gold cases: one JSON object a line, checked before the first question is asked."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal

from pydantic import StrictBool, TypeAdapter, ValidationError
from pydantic_core import from_json

from eval.errors import EvalInputError

FORMS = {
    "id": "a string that no other line has",
    "question": "a string",
    "lang": '"zh" or "en"',
    "type": "a string",
    "answerable": "true or false",
    "articles": "a list of article ids",
    "evidence": "a list of verbatim passages",
    "facts": "a list of facts, each a list of accepted strings",
    "answer": "a string",
    "history": "a list of earlier questions, oldest first",
    "split": "a string, dev or test",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One question with what a right answer to it holds. A case without `answerable` is answerable."""

    id: str
    question: str
    lang: Literal["zh", "en"]
    type: str
    answerable: StrictBool = True
    articles: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    facts: tuple[tuple[str, ...], ...] = ()
    answer: str = ""
    history: tuple[str, ...] = ()
    split: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The JSON form, as in the gold file."""
        return asdict(self)


FIELDS = tuple(field.name for field in fields(Case))
COMMENT_FIELD = "note"  # for the people who keep the gold file
_CASE = TypeAdapter(Case)


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold file as read; `ignored` counts, per field name, the cases with a field that nothing scores."""

    path: Path
    cases: tuple[Case, ...]
    ignored: Mapping[str, int]


def gold_digest(path: Path) -> str:
    """What tells one gold file from another: SHA-256 of its bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def comparable(text: str) -> str:
    """`text` as facts and passages are compared: NFKC, without white space and punctuation (Unicode class P)."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if not c.isspace() and not unicodedata.category(c).startswith("P"))


def gold_article_ids(case: Case, texts: Mapping[str, str]) -> tuple[str, ...]:
    """The articles that answer `case`; `texts` maps article id to `comparable` text.

    With `evidence` instead of `articles`: every article that contains one of the passages.
    """
    if case.articles:
        return tuple(dict.fromkeys(case.articles))
    passages = [comparable(passage) for passage in case.evidence]
    return tuple(article_id for article_id, text in texts.items() if any(passage in text for passage in passages))


def missing_gold(case: Case, texts: Mapping[str, str]) -> tuple[str, ...]:
    """Gold article ids and passages of `case` that no article of the index answers to."""
    if case.articles:
        return tuple(article_id for article_id in case.articles if article_id not in texts)
    return tuple(p for p in case.evidence if not any(comparable(p) in text for text in texts.values()))


def load_cases(path: Path) -> Gold:
    """Every case of a gold file, in its order. Blank lines are skipped.

    Raises EvalInputError naming the file, the line (from 1) and the mend.
    """
    cases: dict[str, Case] = {}
    first_line: dict[str, int] = {}
    ignored: dict[str, int] = {}
    for number, record in read_records(path):
        case = _case(record, f"{path} line {number}")
        if case.id in cases:
            raise EvalInputError(
                f'{path} line {number}: id "{case.id}" is that of line {first_line[case.id]}; give one of them a new id'
            )
        cases[case.id], first_line[case.id] = case, number
        for name in record.keys() - {*FIELDS, COMMENT_FIELD}:
            ignored[name] = ignored.get(name, 0) + 1
    if not cases:
        raise EvalInputError(f"{path} holds no case; write one JSON object a line")
    return Gold(path, tuple(cases.values()), dict(sorted(ignored.items())))


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """(line number from 1, text) of every line of a UTF-8 file that is not blank; raises EvalInputError."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise EvalInputError(f"{path} cannot be read ({error.strerror}); name a file that exists") from error
    for number, line in enumerate(raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise EvalInputError(f"{path} line {number} is not UTF-8; save the file as UTF-8") from error
        if text.strip():
            yield number, text


def read_records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line number from 1, object without its nulls) of a JSON Lines file; raises EvalInputError."""
    for number, line in read_lines(path):
        try:
            record = from_json(line)
        except ValueError as error:
            raise EvalInputError(f"{path} line {number} is not JSON ({error}); write one object a line") from error
        if not isinstance(record, dict):
            raise EvalInputError(f"{path} line {number} is no JSON object; write one object a line: {{…}}")
        yield number, {name: value for name, value in record.items() if value is not None}


def _case(record: Mapping[str, Any], where: str) -> Case:
    try:
        case = _CASE.validate_python({name: record[name] for name in FIELDS if name in record})
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        got = "it is missing" if first["type"] == "missing" else f"not {first['input']!r:.60}"
        raise EvalInputError(f"{where}: field {name} must be {FORMS[name]}; {got}") from error
    for name, strings in _required_text(case):
        if not all(strings) or (name == "facts" and not strings):
            raise EvalInputError(f"{where}: field {name} must be {FORMS[name]}; an empty one says nothing")
    return case


def _required_text(case: Case) -> Iterator[tuple[str, list[str]]]:
    """(field, its strings) that may not be empty; an empty fact or passage would be found in every text."""
    for name in ("id", "question", "type"):
        yield name, [getattr(case, name).strip()]
    for name in ("articles", "history"):
        yield name, [value.strip() for value in getattr(case, name)]
    yield "evidence", [comparable(passage) for passage in case.evidence]
    for fact in case.facts:
        yield "facts", [comparable(string) for string in fact]
