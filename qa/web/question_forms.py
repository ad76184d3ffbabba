"""Questions made from what sentences say: who, how many, how often, who receives, what must …; by form, for any corpus.

In English they are put together from the glossary's own terms, so that every word of a question stands in the document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from index.gloss import Term, terms_in

N = r"(?:[0-9０-９]+(?:[－~\-][0-9０-９]+)?|[一二三四五六七八九十两]+)"
CLAUSE = r"[^，。；：、（）“”]"
SITS_IN = re.compile(r"列席([^，。；]{2,14})")
SEVERAL = r"(?:[0-9０-９]+(?:[－~\-][0-9０-９]+)?|[二三四五六七八九十两]+)"  # 一个 seldom counts
COUNTED = re.compile(rf"(?<![第一]){SEVERAL}(?:个|名|家|所)([^，。；、]{{2,12}})")
NUMBERED = re.compile(rf"({CLAUSE}{{2,12}}?){SEVERAL}(?:个|名|家|所)(?=[，。；、])")
PERIOD = re.compile(rf"每(?:一|{N}个?)?(?:年|届|半年|季度|个?月)([^。；]{{2,40}})")
GATHERING = re.compile(r"(?:(?<![委工])会|会议|培训|检查|考试|讲座|评议|述职|轮训|调研)$")
RECEIVED = re.compile(r"(?:给予|发给|享受)([^，。；]{2,12})")
GIVEN = re.compile(r"(?:补贴|补助|津贴|待遇|奖励|报酬)$")
FUNDED = re.compile(r"([^，。；]{2,16})(?:要|应当?|均|都|全部)*(?:按[^，。；]{0,6})?(?:列入|纳入|拨付|给予足额保证)")
FUNDS = re.compile(r"(?:经费|费用|资金|费)$")
DUTY = re.compile(rf"^({CLAUSE}{{2,16}}?)(?:要|应当?|必须|须)(?!求)([^。；]{{6,}})")
BODY = re.compile(r"(?:会|委|组|团|府|院|代表|主任|主席|机关|机构|单位|部门|人员|站|处)$")
DONE = {
    "支持": "supported", "保证": "guaranteed", "保障": "guaranteed", "加强": "strengthened", "完善": "improved",
    "改进": "improved", "提高": "improved", "健全": "improved", "规范": "regulated", "建立": "set up",
    "推行": "introduced",
}  # fmt: skip
ACT = re.compile(rf"({'|'.join(DONE)})({CLAUSE}{{2,20}})(?=[，。；、])")
OFTEN = re.compile(
    rf"^({CLAUSE}{{2,16}}?)每(?:年|届|半年|季度?|个?月)(?:要|应当?|都)?(?:至少|定期)?({CLAUSE}{{2,20}})[。；，]?"
)
TIMES = re.compile(r"[一二两三四五六1-6][至到－-]?[一二两三四五六1-6]?次(?!的)")
ATTENDS = re.compile(rf"^{CLAUSE}{{2,40}}列席({CLAUSE}{{2,12}}会议?)[。；]?$")
HOLDS = re.compile(
    rf"(?:^|(?<=，))({CLAUSE}{{2,16}}?(?:设立?|配备|共?有|安排){CLAUSE}{{0,8}}?){SEVERAL}([个名家所]{CLAUSE}{{0,12}})"
)
ANOTHER = re.compile(rf"[和及与]{SEVERAL}[个名家所].*")
SHARE = re.compile(rf"^({CLAUSE}{{4,18}}的比例)(?:要|应当?|须|不)")
FUND = re.compile(rf"(?:^|(?<=，))({CLAUSE}{{2,14}}?(?:经费|费用))(?:要|应当?)?(?:按规定)?(?:列入|纳入)")
GETS = re.compile(rf"(?:给予|发给)({CLAUSE}{{2,8}}?(?:补贴|补助|津贴))")
EXERCISED = re.compile(  # what may stand between such a verb and its object
    r"[^的]{0,14}行使|(?:和|及其|进一步|健全|完善|改进|保证|保障|落实|推行|依法|履行|开展|对|的)*"
)
MASS = re.compile(  # no article, no plural
    r"(?:[^aeiou]ing|[ts]ion|ance|(?<!confer)ence|ment|staff|work|press|media|space|law)$"
)
DOING = re.compile(  # a glossary gives some terms as verbs: those name nothing
    r"^(?:perform|supervise|improve|exercise|carry|appraise|appoint|elect|attend|invite|study|deliberate|solicit|decide|"
    r"issue|suggest|select|report|keep|stand|inquire|address|administer|question|observe|use|govern|uphold|build)\b|"
    r"\b(?:run|is|are|supervises)\b",
    re.IGNORECASE,
)


def chinese_forms(sentence: str, place: str) -> list[str]:
    """Questions of one sentence, in its own words; `place` is 合肥, or what else names the document."""
    made = []
    if (often := OFTEN.match(sentence)) and TIMES.search(often[2]):
        made.append(f"{often[1]}多久{TIMES.sub('一次', often[2]).split('并')[0]}？")
    if attends := ATTENDS.match(sentence):
        made.append(f"谁列席{attends[1]}？")
    if holds := HOLDS.search(sentence):
        made.append(f"{place}{holds[1]}多少{ANOTHER.sub('', holds[2])}？")
    if share := SHARE.match(sentence):
        made.append(f"{place}{share[1]}是多少？")
    if fund := FUND.search(sentence):
        made.append(f"{place}{fund[1]}怎样保障？")
    if gets := GETS.search(sentence):
        made.append(f"{place}给予谁{gets[1]}？")
    return made


def english_forms(sentence: str, terms: Sequence[Term], place: str) -> list[tuple[str, str]]:
    """(form, question) of one sentence, the most telling form first; `place` is a name in English, or ""."""
    things = [term for term in terms_in(sentence, terms) if not DOING.search(term.english[0])]
    made = [(form, make(sentence, things)) for form, make in FORMS.items()]
    where = f" in {place}" if place else ""
    return [(form, f"{question}{where}?") for form, question in made if question]


def _who_attends(sentence: str, terms: Sequence[Term]) -> str:
    match = SITS_IN.search(sentence)
    term = _first(match[1] if match else "", terms, re.compile(r"会$|会议$|党组$|党委$"))
    if not term or re.search(r"meeting|session|plenum|conference", term):
        return f"Who attends the {term}" if term else ""
    return f"Who attends meetings of the {term}" if " of " in term else f"Who attends the {term} meeting"


def _how_many(sentence: str, terms: Sequence[Term]) -> str:
    after, before = COUNTED.search(sentence), NUMBERED.search(sentence)
    held = terms_in(after[1], terms) if after else []
    term = held[0] if after and held and after[1].startswith(held[0].chinese) else None
    if term is None and before:
        term = next((t for t in terms_in(before[1], terms) if before[1].endswith(t.chinese)), None)
    return f"How many {_plural(term.english[0])} are there" if term and not MASS.search(term.english[0]) else ""


def _how_often(sentence: str, terms: Sequence[Term]) -> str:
    match = PERIOD.search(sentence)
    term = _first(match[1] if match else "", terms, GATHERING)
    return f"How often is there {_a(term)}" if term else ""


def _who_receives(sentence: str, terms: Sequence[Term]) -> str:
    match = RECEIVED.search(sentence)
    term = _first(match[1] if match else "", terms, GIVEN)
    return f"Who receives {term}" if term else ""


def _how_funded(sentence: str, terms: Sequence[Term]) -> str:
    match = FUNDED.search(sentence)
    term = _first(match[1] if match else "", terms, FUNDS)
    return f"How {_is(term)} {term} provided for" if term else ""


def _what_must(sentence: str, terms: Sequence[Term]) -> str:
    match = DUTY.match(sentence)
    body = _first(match[1] if match else "", terms, BODY)
    held = terms_in(match[2], terms) if match and body else []
    about = [term.english[0] for term in held if len(term.chinese) > 3 and not BODY.search(term.chinese)]
    return f"What must {_the(body)} do about {_the(about[-1])}" if about else ""


def _how_done(sentence: str, terms: Sequence[Term]) -> str:
    for verb, rest in ACT.findall(sentence):
        for term in terms_in(rest, terms):
            if rest.endswith(term.chinese) and EXERCISED.fullmatch(rest.removesuffix(term.chinese)):
                return f"How {_is(term.english[0])} {_the(term.english[0])} {DONE[verb]}"
    return ""


FORMS: dict[str, Callable[[str, Sequence[Term]], str]] = {
    "who attends": _who_attends,
    "how many": _how_many,
    "how often": _how_often,
    "who receives": _who_receives,
    "how funded": _how_funded,
    "how done": _how_done,
    "what must": _what_must,
}


def _first(text: str, terms: Sequence[Term], ending: re.Pattern[str]) -> str:
    """The English of the first term in the text that ends so; "" where there is none."""
    return next((term.english[0] for term in terms_in(text, terms) if ending.search(term.chinese)), "")


def _head(english: str) -> str:
    """The noun that the rest is of: power of supervision."""
    return re.split(r" (?:of|on|to|for|in|by|at|and)\b", english)[0]


def _is(english: str) -> str:
    return "are" if re.search(r"[^s]s$", _head(english)) else "is"


def _the(english: str) -> str:
    head = _head(english)
    plain = (head.endswith("s") and not head.endswith("ss")) or MASS.search(head)
    return english if plain else f"the {english}"


def _a(english: str) -> str:
    head = _head(english)
    if head.endswith("s") or (MASS.search(head) and not head.endswith(("meeting", "briefing"))):
        return english
    return f"{'an' if english[0].lower() in 'aeio' else 'a'} {english}"


def _plural(english: str) -> str:
    head = _head(english)
    if head.endswith("s") and not head.endswith("ss"):
        return english
    many = head[:-1] + "ies" if re.search(r"[^aeiou]y$", head) else head + ("es" if head.endswith(("s", "ch")) else "s")
    return many + english[len(head) :]
