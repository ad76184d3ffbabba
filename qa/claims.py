"""What a statement claims that can be checked to the letter, beside its numbers: how often, negation, modality, quotes,
names. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence


def normal(text: str) -> str:
    """NFKC without white space: what is compared."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


# --- how often

PERIODS = {"year": "年", "quarter": "季", "month": "月", "week": "周|星期", "day": "日|天", "term": "届|任期"}
_PERIOD_EN = re.compile(r"\b(?:every|each|a|per|once|twice) (year|quarter|month|week|day|term)\b", re.I)
_ADVERBS = {"annual": "year", "yearly": "year", "quarterly": "quarter", "monthly": "month", "weekly": "week"}


def periods_en(text: str) -> list[str]:
    """How often, keys of PERIODS: every year, quarterly."""
    words = re.findall("[a-z]+", text.lower())
    found = [period.lower() for period in _PERIOD_EN.findall(text)]
    return found + [period for adverb, period in _ADVERBS.items() if any(word.startswith(adverb) for word in words)]


# --- negation and modality

PROHIBITED, NEGATED, PERMITTED, OBLIGED = "prohibited", "negated", "permitted", "obliged"
_LEXICAL_NEGATION = re.compile(
    "不断|不仅|不但|不只|不光|不同|不少|不论|不管|无论|不良|不正之风|不足|不满|不定期|不时|不限于|不久|无疑|非常|无职务|未来|不得不|"
    "毫不|不折不扣|不懈|无所谓|不称职|不可缺|不可分|不可或缺|无私|不法|不当|不力|不便|不解|非党|非公|不干|干不干|好不好|能不能|是不是|"
    "有没有|是否|不一样|不等|不竭|不动摇|不走过场|无序|不适|不宜|未成年|非法"
)
NEGATIVE_WORD = re.compile(  # of those, what English says with not or no
    "不满|不少于|不足|不限于|不称职|不可缺|不可分|不一样|不便|不宜"
)
_MODAL_ZH = {
    PROHIBITED: re.compile("不得|不准|禁止|严禁|不许|不可|不能|不应|不允许|不予|杜绝|防止|避免"),
    NEGATED: re.compile("不|未|没有|没|并非|无(?!论|疑)|勿|而非"),
    PERMITTED: re.compile("可以|可(?![能靠行见持观是信操比])|允许|准许|有权"),
    OBLIGED: re.compile(
        "应当|应该|应(?![用对急邀])|必须|必需|须(?!知)|务必|(?<![重主首摘简纪])要(?![求点素闻件领么旨职紧])|需要|需(?!求)|坚持|确保"
    ),
}
_MODAL_EN = {
    PROHIBITED: re.compile(
        r"\b(?:must|shall|may|can|should) ?not\b|\bcannot\b|\bcan't\b|\bprohibit\w*|\bforbid\w*|\bforbidden\b|"
        r"\bnot (?:be )?(?:allowed|permitted)\b|\bban(?:s|ned)?\b|\b(?:avoid|prevent)\w*",
        re.I,
    ),
    NEGATED: re.compile(
        r"\bnot\b(?! only\b)|n't\b|\bno\b|\bnever\b|\bwithout\b|\bnone\b|\bneither\b|\bnor\b|\bunless\b", re.I
    ),
    PERMITTED: re.compile(r"\bmay\b(?! \d)|\b(?:are|is|be) (?:allowed|permitted|entitled)\b|\boptional(?:ly)?\b", re.I),
    OBLIGED: re.compile(
        r"\bmust\b|\bshall\b|\bshould\b|\brequired?\b|\b(?:has|have) to\b|\bobliged\b|\bmandatory\b", re.I
    ),
}


def modals(text: str, english: bool = False) -> frozenset[str]:
    """Which of prohibited, negated, permitted and obliged a text says; a prohibition is not also the rest."""
    patterns, found = _MODAL_EN if english else _MODAL_ZH, set()
    rest = text if english else _LEXICAL_NEGATION.sub("□", text)
    for kind in (PROHIBITED, NEGATED, PERMITTED, OBLIGED):
        if patterns[kind].search(rest):
            found.add(kind)
            rest = patterns[kind].sub("□", rest)
    return frozenset(found)


def negatives(text: str) -> int:
    """How often a Chinese text negates or prohibits."""
    rest, prohibited = _MODAL_ZH[PROHIBITED].subn("□", _LEXICAL_NEGATION.sub("□", text))
    return prohibited + len(_MODAL_ZH[NEGATED].findall(rest))


# --- quoted strings and markup

QUOTED = re.compile(r"“([^”]{2,})”|「([^」]{2,})」|《([^》]{2,})》|\"([^\"]{2,})\"")
MARKUP = re.compile(r"<[^>]*>|https?:|www\.|!?\[[^\]]*\]\(|javascript:|&(?:lt|gt|amp|#\d+);", re.I)


def quoted(text: str) -> list[str]:
    """What stands between quotation marks or 《》."""
    return [next(group for group in found if group) for found in QUOTED.findall(text)]


# --- names

ROLE = (
    "副书记|书记|副主任|主任|副主席|主席|秘书长|市长|县长|镇长|省长|区长|院长|检察长|常委|委员长|委员|代表团|代表|"
    "党委|党组|党支部|人民政府|政府|人民法院|法院|人民检察院|检察院|监察委|纪委|政协|人大常委会|人大|常委会|组织部|宣传部|"
    "财政局|财政部门|财政|审计机关|审计|主席团|专门委员会|专委会|工作委员会|办公室|选举单位|选民|选区|公安|司法行政|司法|民主党派|工会|"
    "共青团|妇联|街道|乡镇|工人|农民|知识分子|妇女|群众|公民|企业|学校"
)
_ROLE = re.compile(ROLE)


def names_zh(text: str, places: Sequence[str] = ()) -> list[tuple[str, tuple[int, int]]]:
    """Bodies, offices and places that a normal Chinese text names, with their spans."""
    found = [(m[0], m.span()) for m in _ROLE.finditer(text)]
    for place in places:
        found += [(place, m.span()) for m in re.finditer(re.escape(place), text)]
    return sorted(found, key=lambda one: one[1])
