"""docs/benchmarks.md: the part between two markers is replaced, the rest is a person's."""

from __future__ import annotations

from pathlib import Path

from eval.errors import EvalInputError

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"


def publish(name: str, text: str, write: bool) -> None:
    """Print a part of the page, and with `write` put it there."""
    print(text, end="")
    if write:
        write_part(name, text)


def write_part(name: str, text: str, page: Path = PAGE) -> None:
    """Put `text` between `<!-- name -->` and `<!-- end of name -->`. Raises EvalInputError where they are missing."""
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"
    before, _, rest = page.read_text(encoding="utf-8").partition(begin)
    _, ended, after = rest.partition(end)
    if not ended:
        raise EvalInputError(f"{page} has no part {name!r}; write its two markers: {begin.strip()} {end.strip()}")
    page.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")
