"""True statements and false ones, made from the corpus with a seed: what `eval.bench.proof` puts to the proof.

A true statement restates one or two clauses of an article in other words that mean the same: numerals in the other
script, the document's region in front, clauses left out, 应当 as 应该. A false one is a true one with one number,
place, name or negation swapped.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.numerals import format_chinese
from index.places import short_name
from index.schema import Sentence
from index.store import ArticleIndex

MIN_CHARS, MAX_CHARS = 12, 90
KINDS = ("number", "city", "name", "negation")
SAME_WORD = (
    *(("应当", "应该"), ("必须", "务必"), ("不得", "不准"), ("开展", "进行"), ("有关", "相关"), ("制订", "制定")),
    ("加强", "强化"),
)
NAMES = (
    ("主任", "书记"), ("副主任", "副书记"), ("党委", "政府"), ("政府", "党委"), ("法院", "检察院"), ("检察院", "法院"),
    ("常委会", "主席团"), ("选民", "村民"), ("书记", "主任"), ("党组", "党委"), ("代表", "委员"), ("人大", "政协"),
)  # fmt: skip
NEGATIONS = (
    *(("不得", "可以"), ("可以", "不得"), ("应当", "不得"), ("必须", "不必"), ("不是", "是"), ("要", "不得")),
    *(("应", "可不"), ("不", ""), ("未", "已")),
)
CITIES = ("温州", "广州", "合肥", "攀枝花", "杭州", "深圳", "成都", "南京", "武汉", "长沙")
ARABIC = re.compile(r"(?<![\d.])\d{1,4}(?![\d.%‰年月日])")
HAN_COUNT = re.compile(
    r"(?<=[每于少开次第])[二两三四五六七八九十]{1,2}(?=[次个名年月天届件])|(?<=每)[两三](?=年|月)|一(?=[次年季])"
)
NUMERAL = re.compile(r"\d+|(?<![统进唯同])[一二两三四五六七八九十]{1,3}(?=[次名年月天届件日位个]|分之)")
WHOLE_WORD = re.compile(  # in which a character of a swapped word means something else
    "要(?:求|点|素|闻|件)|重要|主要|需要|不(?:断|仅|但|同|少|论|良|正|满|定|时|懈)|供应|响应|适应|相应|反应|对应|"
    "应(?:用|急|邀|对)|未来|代表法|代表性"
)


@dataclass(frozen=True, slots=True)
class Made:
    """A statement about an article; `swapped` names what was made false, "" where it is true."""

    text: str
    article_id: str
    swapped: str = ""
    change: str = ""


def make_statements(index: ArticleIndex, each: int, seed: int) -> tuple[Made, ...]:
    """`each` true and `each` false statements, the four kinds of swap as even as the corpus allows; same seed, same
    statements."""
    chance = random.Random(seed)
    pool = [s for s in index.sentences if len(s.text) >= MIN_CHARS and not s.article_id.startswith("beiliu:0")]
    chance.shuffle(pool)
    true = [made for s in pool if (made := _restated(s, index, chance))]
    by_kind = {kind: [f for made in true if (f := _swap(made, kind, chance))] for kind in KINDS}
    false: list[Made] = []
    while len(false) < each and any(by_kind.values()):
        false += [by_kind[kind].pop() for kind in KINDS if by_kind[kind] and len(false) < each]
    return (*true[:each], *false[:each])


def _restated(sentence: Sentence, index: ArticleIndex, chance: random.Random) -> Made | None:
    text = " ".join(sentence.text.split()).strip("”“")
    parts = re.findall(r"[^，；。！？]+[，；。！？]?", text)
    first = chance.randrange(len(parts)) if len(text) > MAX_CHARS else 0
    kept = ""
    for part in parts[first:]:
        if len(kept) + len(part) > MAX_CHARS:
            break
        kept += part
    kept = kept.rstrip("，；。：！？")
    if len(kept) < MIN_CHARS or kept.count("“") != kept.count("”") or kept.count("（") != kept.count("）"):
        return None
    for one, other in SAME_WORD:
        if one in kept and chance.random() < 0.5 and "《" not in kept:
            kept = kept.replace(one, other, 1)
    if chance.random() < 0.7:
        kept = _other_script(kept)
    region = short_name(index.document(index.article(sentence.article_id).doc_id).region)
    said = f"{region}规定，{kept}。" if chance.random() < 0.5 and region else f"{kept}。"
    return Made(said, sentence.article_id)


def _other_script(text: str) -> str:
    """Arabic numerals as Chinese ones; where there is none, Chinese counts as arabic ones."""
    spelled = ARABIC.sub(lambda m: format_chinese(int(m[0])), text)
    if spelled != text:
        return spelled
    digits = {c: str(n) for n, c in enumerate("零一二三四五六七八九十")} | {"两": "2"}
    return HAN_COUNT.sub(lambda m: digits.get(m[0], m[0]), text)


def _swap(made: Made, kind: str, chance: random.Random) -> Made | None:
    swap: dict[str, Callable[[str], Iterator[tuple[int, int, str]]]] = {
        "number": _numbers,
        "city": _cities,
        "name": lambda text: _words(text, NAMES),
        "negation": lambda text: _words(text, NEGATIONS),
    }
    options = list(swap[kind](made.text))
    if not options:
        return None
    start, end, instead = chance.choice(options)
    false = made.text[:start] + instead + made.text[end:]
    return Made(false, made.article_id, kind, f"{made.text[start:end]} -> {instead or '(left out)'}")


def _numbers(text: str) -> Iterator[tuple[int, int, str]]:
    for m in NUMERAL.finditer(text):
        if m[0].isdigit():
            yield m.start(), m.end(), str(int(m[0]) + 3)
        else:
            yield m.start(), m.end(), "七" if m[0] != "七" else "四"


def _cities(text: str) -> Iterator[tuple[int, int, str]]:
    for city in CITIES:
        for m in re.finditer(city, text):
            yield m.start(), m.end(), CITIES[(CITIES.index(city) + 1 + len(text) % 8) % len(CITIES)]


def _words(text: str, pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[int, int, str]]:
    whole = [m.span() for m in WHOLE_WORD.finditer(text)]
    for word, instead in pairs:
        for m in re.finditer(re.escape(word), text):
            if not any(a < m.end() and m.start() < b for a, b in whole):
                yield m.start(), m.end(), instead
