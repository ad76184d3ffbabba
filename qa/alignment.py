"""Which words of an article a Chinese clause restates: the sentence, and the stretch of it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher

MIN_BLOCK = 2  # characters in a row that count as the same words
MIN_SHARED = 3
NEAR_BEST = 0.05
MARKS = ",;。:!?"
MIN_CLAUSE_CHARS = 4
_EDGES = re.compile(rf"[{MARKS}]")


@dataclass(frozen=True, slots=True)
class Aligned:
    """A clause beside the sentence that restates most of it.

    stretch: that sentence from the clause mark before the first shared words to the one after the last; restated: those
    of its clauses that share three characters in a row or the most; coverage: the share of the clause's characters that
    stand in the sentence, in order, in [0, 1].
    """

    clause: str
    sentence: str
    stretch: str
    restated: str
    coverage: float

    def replaced(self) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
        """Spans of the clause and of the stretch where one says something else than the other."""
        matcher = SequenceMatcher(None, self.clause, self.stretch, autojunk=False)
        for tag, a, b, c, d in matcher.get_opcodes():
            if tag == "replace":
                yield (a, b), (c, d)


def clauses(text: str) -> list[str]:
    """A normal text cut at its clause marks; what is too short to stand alone stays with what follows."""
    found, held = [], ""
    for piece in re.split(rf"(?<=[{MARKS}])", text):
        held += piece
        if len(held.strip(MARKS)) >= MIN_CLAUSE_CHARS:
            found.append(held)
            held = ""
    if held.strip(MARKS):
        found = [*found[:-1], found[-1] + held] if found else [held]
    return found


def align(clause: str, sentences: Sequence[str]) -> list[Aligned]:
    """The clause beside every sentence that restates it best or nearly so, best first."""
    bare = clause.strip(MARKS)
    found = sorted((_beside(bare, sentence) for sentence in sentences), key=lambda one: -one.coverage)
    return [one for one in found if one.coverage >= found[0].coverage - NEAR_BEST]


def _beside(clause: str, sentence: str) -> Aligned:
    matcher = SequenceMatcher(None, sentence, clause, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size >= MIN_BLOCK]
    if not blocks or not clause:
        return Aligned(clause, sentence, sentence, sentence, 0.0)
    start, end = blocks[0].a, blocks[-1].a + blocks[-1].size
    before = [m.end() for m in _EDGES.finditer(sentence, 0, start)]
    after = _EDGES.search(sentence, end)
    stretch = sentence[before[-1] if before else 0 : after.start() if after else len(sentence)]
    return Aligned(
        clause, sentence, stretch, _restated(sentence, blocks), sum(block.size for block in blocks) / len(clause)
    )


def _restated(sentence: str, blocks: Sequence[Match]) -> str:
    shared: dict[tuple[int, int], int] = {}
    start = 0
    for end in [*(m.end() for m in _EDGES.finditer(sentence)), len(sentence)]:
        shared[start, end] = max((min(b.a + b.size, end) - max(b.a, start) for b in blocks), default=0)
        start = end
    enough = min(MIN_SHARED, max(shared.values()))
    return "".join(sentence[a:b] for (a, b), longest in shared.items() if longest >= enough)
