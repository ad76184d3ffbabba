"""Chinese provinces and prefecture-level cities in both languages, so that a question about a place that no
document covers can be told from one that names none. The cities come from CC-CEDICT."""

from __future__ import annotations

import re
from dataclasses import dataclass

PROVINCES = (  # and capitals whose dictionary entry does not name their rank
    "北京 Beijing|天津 Tianjin|上海 Shanghai|重庆 Chongqing|河北 Hebei|山西 Shanxi|辽宁 Liaoning|吉林 Jilin|"
    "黑龙江 Heilongjiang|江苏 Jiangsu|浙江 Zhejiang|安徽 Anhui|福建 Fujian|江西 Jiangxi|山东 Shandong|河南 Henan|"
    "湖北 Hubei|湖南 Hunan|广东 Guangdong|海南 Hainan|四川 Sichuan|贵州 Guizhou|云南 Yunnan|陕西 Shaanxi|甘肃 Gansu|"
    "青海 Qinghai|台湾 Taiwan|内蒙古 Inner Mongolia|广西 Guangxi|西藏 Tibet|宁夏 Ningxia|新疆 Xinjiang|"
    "香港 Hong Kong|澳门 Macau|武汉 Wuhan|拉萨 Lhasa|乌鲁木齐 Urumqi|银川 Yinchuan"
)
PROVINCE_ENGLISH = dict(pair.split(" ", 1) for pair in PROVINCES.split("|"))
_PROVINCE_NAMES = "|".join(PROVINCE_ENGLISH.values())
CITY = re.compile(
    r"^(?P<name>[A-Z][a-z]+(?:['’][a-z]+)?),? (?:or \w+ )?"
    r"(?:(?:prefecture|sub-?provincial|subprefecture)[- ]?(?:level )?city|sub-?provincial|capital of (?:"
    + _PROVINCE_NAMES
    + "))"
)
SUFFIX = re.compile(r"(?:特别行政区|自治区|自治州|省|市|县|区|镇|地区)$")


@dataclass(frozen=True, slots=True)
class Place:
    """A place as people write it in either language: `温州`, `Wenzhou`."""

    chinese: str
    english: str


def short_name(place: str) -> str:
    """温州市 -> 温州; a name that the cut would leave with one character stays whole."""
    cut = SUFFIX.sub("", place)
    return cut if len(cut) >= 2 else place


def english_name(name: str) -> str:
    """A pattern for an English name, beside Chinese characters too (在Shanghai有), never inside a longer word."""
    return rf"(?<![a-zA-Z]){re.escape(name)}(?![a-zA-Z])"


def places_of(dictionary: dict[str, tuple[str, ...]]) -> tuple[Place, ...]:
    """Provinces, and the cities among the words of a CC-CEDICT dictionary {word: senses}, sorted."""
    found = {Place(*pair) for pair in PROVINCE_ENGLISH.items()}
    for word, senses in dictionary.items():
        if word.endswith("市") and len(word) >= 3:
            found |= {Place(word[:-1], match["name"].replace("’", "'")) for s in senses if (match := CITY.match(s))}
    return tuple(sorted(found, key=lambda place: (place.chinese, place.english)))
