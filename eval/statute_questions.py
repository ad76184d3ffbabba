"""Questions made of statutes by form, each with the words that answer it: how many, who, to whom, what is meant. Pure.

应当自收到申请之日起十五日内作出决定 says how many days; asked so, as people ask (天, 要, 得), it teaches what an answer
looks like, and the same article without those words what only looks like one.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from eval.reading_lessons import (
    STATUTES,
    Characters,
    Lesson,
    long_enough,
    shortened,
    window,
    without_clause,
    without_sentence,
)

MIN_ARTICLE_CHARS, MAX_ARTICLE_CHARS = 40, 600
MIN_LAW_ARTICLES = 6  # so that another article of the law may be like this one
MIN_MISS_CHARS = 16
LIKE_CHARS, LIKE_LEVEL_CHARS = 300, 80  # of an article, compared; and what keeps short ones from being most alike
CONGRESSES = re.compile("人大|人民代表大会|代表|常务委员会|机关|编制|监督|选举")
CONGRESS_SHARE = 0.5  # of the articles: those on what the documents asked of are about
WITHOUT_SENTENCE, WITHOUT_WORDS, WITHOUT_CLAUSE = 0.3, 0.55, 0.7  # up to where a draw takes this near miss
QUESTION_CHARS = (7, 48)
BEFORE_CHARS, AFTER_CHARS = 26, 18

_N = r"(?:[0-9０-９]+(?:\.[0-9]+)?|[一二三四五六七八九十百千万两]+)"
_UNIT = r"(个工作日|工作日|日|天|个月|年|周岁|万元|元|倍|人|名|次|小时|平方米|米|个|％|%|份|票)"  # longest first
_BODY = (
    r"[^，。；：、（）“”《》\s]{0,14}?(?:机关|部门|委员会|政府|法院|检察院|机构|单位|主席团|常委会|主任会议|协会|企业|"
    r"监护人|负责人|所有权人|申请人|当事人|代表|人员|公司|组织|学校|团体)"
)
AMOUNT = re.compile(
    rf"(?<![第条款项〔\d一二三四五六七八九十])(百分之{_N}|{_N}{_UNIT})(?:以上|以下|以内|之内|内)?(?!以上[^，。；]{{0,8}}{_N})"
)
WHO = re.compile(rf"(?:^|(?<=[，。；：\n]))({_BODY})((?:应当|负责|主管|可以|有权|必须|应|不得)[^，。；]{{4,30}})")
BY_WHOM = re.compile(rf"由({_BODY})((?!的)[^，。；、]{{2,16}})")
TO_WHOM = re.compile(
    rf"(?<=[^，。；])向({_BODY}[^，。；、]{{0,4}}?)(申请|报告|备案|提出|缴纳|报送|申报|举报|投诉|提交|登记|说明)"
)
APPROVED = re.compile(rf"经({_BODY})(批准|同意|审核|审查|许可|决定|通过)")
MEANT = re.compile(r"(?:所称|本法所称|本条例所称)([^，。；]{2,14})，(?:是|系)指([^。；]{6,})")
FORBIDDEN = re.compile(r"((?:不得|禁止|严禁)[^，。；、的]{3,16})")
ANYONE = frozenset({"单位", "代表", "人员", "组织"})  # no answer to who
TIMES = frozenset("年 日 天 个月 小时 个工作日 工作日 周岁".split())
SUMS = frozenset({"元", "万元"})
MEANINGS = ("什么是{}", "{}是指什么", "{}是什么意思", "{}怎么界定", "哪些算{}")
# What a statute says, and how people say it; some of these are drawn for a question.
PLAINER = (
    ("应当", "要"), ("应当", "得"), ("应当", ""), ("应当", "必须"), ("之日起", "起"), ("进行", ""), ("日", "天"),
    ("可以", "能"), ("并", ""), ("依法", ""), ("有关", ""), ("规定的", ""), ("及时", ""), ("或者", "或"), ("的", ""),
    ("本条例", ""), ("本法", ""), ("本市", ""), ("以及", "和"), ("人民代表大会常务委员会", "人大常委会"),
    ("人民代表大会", "人大"),
)  # fmt: skip
PLAINER_DRAWN = 9
_ITEM = re.compile(r"^（?[一二三四五六七八九十]+[）、]")
Made = tuple[str, Characters]  # (a question, the characters of the text that answer it)


def questions(text: str, draw: random.Random) -> list[Made]:
    """Every question that a form makes of the text, form by form."""
    forms = (_how_many, _who, _by_whom, _to_whom, _approved_by_whom, _what_is_meant, _whether_one_may)
    made = [one for form in forms for one in form(text, draw)]
    least, most = QUESTION_CHARS
    return [(question, span) for question, span in made if least <= len(question) <= most]


def _how_many(text: str, draw: random.Random) -> Iterator[Made]:
    for match in AMOUNT.finditer(text):
        asking = _asking(match[2], draw)
        yield _before(text, match.start(), draw) + asking + _after(text, match.end(1)), match.span(1)


def _asking(unit: str | None, draw: random.Random) -> str:
    if not unit:
        return "多少比例" if draw.random() < 0.3 else "百分之多少"
    if unit in TIMES:
        long = ("多大年纪", "多少岁") if unit == "周岁" else ("多久", "多长时间")
        return draw.choice([f"多少{unit}", f"几{unit}", *long])
    if unit in SUMS:
        return draw.choice(["多少钱", f"多少{unit}", "多少"])
    return draw.choice([f"几{unit}", f"多少{unit}"])


def _who(text: str, draw: random.Random) -> Iterator[Made]:
    for match in WHO.finditer(text):
        if match[1] in ANYONE:
            continue
        asking = draw.choice(["谁", "谁", "哪个部门", "哪个机关", "什么机构"])
        as_duty = re.sub("^(应当|应|必须)", "", match[2]) + "是谁的事"
        yield asking + match[2] if draw.random() < 0.6 else as_duty, match.span(1)


def _by_whom(text: str, draw: random.Random) -> Iterator[Made]:
    for match in BY_WHOM.finditer(text):
        before = _before(text, match.start(), draw)
        yield f"{before}由{draw.choice(['谁', '哪个部门', '哪一级'])}{match[2]}", match.span(1)


def _to_whom(text: str, draw: random.Random) -> Iterator[Made]:
    for match in TO_WHOM.finditer(text):
        before, after = _before(text, match.start(), draw), _after(text, match.end())
        yield f"{before}向{draw.choice(['谁', '哪个部门', '哪里'])}{match[2]}{after}", match.span(1)


def _approved_by_whom(text: str, draw: random.Random) -> Iterator[Made]:
    for match in APPROVED.finditer(text):
        before, after = _before(text, match.start(), draw), _after(text, match.end())
        yield f"{before}{after}要经{draw.choice(['谁', '哪个部门'])}{match[2]}", match.span(1)


def _what_is_meant(text: str, draw: random.Random) -> Iterator[Made]:
    for match in MEANT.finditer(text):
        yield draw.choice(MEANINGS).format(match[1]), match.span(2)


def _whether_one_may(text: str, draw: random.Random) -> Iterator[Made]:
    for match in FORBIDDEN.finditer(text):
        done = re.sub("^(不得|禁止|严禁)", "", match[1])
        before = _before(text, match.start(), draw)
        yield before + draw.choice(["能不能", "可不可以", "能否", "是否可以"]) + done, match.span(1)


def _before(text: str, end: int, draw: random.Random) -> str:
    """The clause up to here, at times with the one before it; always where it is short."""
    *earlier, clause = re.split(r"[，。；：]", text[:end])
    if earlier and (len(clause) < 4 or draw.random() < 0.4):
        clause = earlier[-1] + ("，" if draw.random() < 0.5 else "") + clause
    return _ITEM.sub("", clause)[-BEFORE_CHARS:]


def _after(text: str, start: int) -> str:
    """The rest of the clause."""
    return re.split(r"[，。；：、]", text[start:])[0][:AFTER_CHARS]


def plainer(question: str, draw: random.Random) -> str:
    """The question with some of a statute's words put as people put them, or left out."""
    for printed, said in draw.sample(PLAINER, PLAINER_DRAWN):
        question = question.replace(printed, said)
    return question


def statute_lessons(articles: Sequence[Mapping[str, Any]], count: int, draw: random.Random) -> list[Lesson]:
    """The lessons of so many articles that a question can be made of, half of them on congresses and offices.

    articles: objects with `id` (`<law>#<article>`) and `text`, as laws/articles.jsonl.gz holds them.
    """
    laws: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for article in articles:
        laws[_law(article)].append(article)
    every = [a for a in articles if len(a["text"]) > MIN_ARTICLE_CHARS and len(laws[_law(a)]) >= MIN_LAW_ARTICLES]
    congresses = [article for article in every if CONGRESSES.search(article["text"])]
    draw.shuffle(every)
    draw.shuffle(congresses)
    lessons: list[Lesson] = []
    used = 0
    for article in congresses[: int(count * CONGRESS_SHARE)] + every[:count]:
        if used == count:
            break
        made = article_lessons(article, laws[_law(article)], draw)
        used += bool(made)
        lessons += made
    return long_enough(lessons)


def _law(article: Mapping[str, Any]) -> str:
    return article["id"].split("#")[0]


def article_lessons(article: Mapping[str, Any], law: Sequence[Mapping[str, Any]], draw: random.Random) -> list[Lesson]:
    """One question of an article, with a passage of it and with a near miss; [] where no form makes one."""
    text = article["text"][:MAX_ARTICLE_CHARS]
    made = questions(text, draw)
    if not made:
        return []
    question, span = draw.choice(made)
    question = plainer(question, draw) + draw.choice(["？", "", "？"])
    read, start = window(text, draw, span[0])
    own = (span[0] - start, min(span[1] - start, len(read)))
    if own[0] >= own[1]:
        return []  # of a very long sentence, cut before the answer
    lessons = [Lesson(question, read, True, own, STATUTES, _law(article))]
    missed = _near_miss((text, span), (read, own), question, [a for a in law if a is not article], draw)
    if len(missed) >= MIN_MISS_CHARS:
        lessons.append(Lesson(question, missed, False, None, STATUTES, _law(article)))
    return lessons


def _near_miss(
    whole: tuple[str, Characters],
    read: tuple[str, Characters],
    question: str,
    others: Sequence[Mapping[str, Any]],
    draw: random.Random,
) -> str:
    """The article or the passage read, each with the span that answers, less that; or the article of the law that is
    most like the question."""
    drawn = draw.random()
    if drawn < WITHOUT_SENTENCE:
        return shortened(without_sentence(*whole), draw, whole[1][0])
    if drawn < WITHOUT_WORDS:
        passage, (start, end) = read
        return passage[:start] + passage[end:]
    if drawn < WITHOUT_CLAUSE:
        return without_clause(*read)
    return shortened(_most_like(question, [other["text"] for other in others]), draw)


def _most_like(question: str, texts: Sequence[str]) -> str:
    """The text most of whose pairs of characters the question has too."""
    asked = {question[i : i + 2] for i in range(len(question) - 1)}

    def likeness(text: str) -> float:
        chars = min(len(text), LIKE_CHARS)
        return sum(text[i : i + 2] in asked for i in range(chars)) / (LIKE_LEVEL_CHARS + chars)

    return max(texts, key=likeness)
