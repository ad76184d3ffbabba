"""What kind of thing a question asks for, and which sentences hold one. Pure.

The expected answer type narrows where an answer can stand (Li & Roth, COLING 2002): a sum, a share, a count, a date …
"""

from __future__ import annotations

import re

_N = r"(?:[0-9０-９]+|[一二三四五六七八九十百千半两]+)"

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)

# kind: (what asks for it, what holds it)
KINDS = {
    "money": (
        r"多少钱|多少(?:万|亿)?元|(?<!哪)几(?:元|块)|金额|花了?多少|奖金|报酬|(?:工资|补贴|补助|经费|费用|价).{0,8}多少|"
        r"\bhow much\b|\bsalary\b|\bcosts?\b|\bprice\b|\bfee\b|\byuan\b|\bwage\b",
        r"[0-9０-９]\s*(?:元|万元|亿元)",
    ),
    "phone": (r"电话.{0,6}(?:多少|是|号)|\bphone number\b", r"[0-9０-９]{7,}"),
    "web address": (r"网址|哪个网站|\bwebsite\b|\burl\b", r"www|http|\.cn|\.com"),
    "age": (r"多少岁|几岁|年龄.{0,8}多少|\bhow old\b|\bat what age\b", r"岁"),
    "name": (
        r"(?:长|记|任|席|人|者)是谁[？?]?$|是哪位[？?]?$|(?:[长记任人者]|主席|代表).{0,4}叫什么名字|姓名是|"
        r"\bwho (?:was|is) the\b",
        rf"(?:书记|主任|市长|县长|镇长|主席|同志)[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?![\u4e00-\u9fff])",
    ),
    "mark": (r"多少分|几分|\bpass mark\b", r"[0-9０-９]分(?!之)"),
    "share": (
        r"比例|占比|占.{0,4}多|百分之几|比重|满意率|几成|\bshare\b|\bpercent|\bproportion\b",
        r"[%％]|分之|以上|以下|半数|过半",
    ),
    "count": (
        r"多少(?:个|名|人|位|项|家|件|张|篇|字)|(?<!第)几(?:个|名|人|位|项|家|件|类|种)(?!月)|数量|人数|名额|"
        r"\bhow many\b(?! times\b)|\bnumber of\b|\bquorum\b",
        rf"{_N}(?:多|余)?(?:个|名|人|位|项|家|件|类|种)",
    ),
    "frequency": (
        r"多久.{0,10}一次|隔多久|几(?:次|回)|几个月(?:开)?一|多少次|频率|次数|\bhow often\b|\bhow many times\b",
        rf"每(?:{_N})?(?:年|届|月|季)|{_N}次|定期|任期内|年终",
    ),
    "duration": (
        r"多久(?!.{0,10}一次)|多长时间|期限|几(?:个月|天|日)|多少天|"
        r"\bhow long\b|\bdeadline\b|\bhow many (?:days|months|years)\b",
        rf"{_N}(?:个)?(?:年|月|天|日|工作日|届)|任期|每届|时间内|定期",
    ),
    "date": (
        r"什么时候|何时|哪(?:一)?年|几月|哪(?:一)?天|日期|\bwhen\b|\b(?:what|which) (?:date|year|day|month)\b|\bdate\b",
        rf"[0-9０-９]{{4}}年|{_N}月{_N}日|之[前后]|[时前后](?=[，。])|第一年|今年|年终|目前|及时|第一时间|同时",
    ),
    "list": (
        r"哪些|哪几|哪[两二三四五六]|几(?:招|方面|条|点|步|大)|分别|包括什么|什么(?:好处|做法|措施|要求|形式|内容|效果)|"
        r"步骤|流程|\bwhich\b(?! (?:date|year|day|month)\b)|"
        r"\bwhat (?:are|kinds|forms|steps|measures|benefits|good|effects|results)\b|\blist\b",
        r"[一二三四五六]是|(?:[^，。；]{2,}、){2,}|第[一二三四五]，|以及",
    ),
}
EXACT = ("money", "phone", "web address", "age", "name", "mark")  # no sentence answers without holding one
MEASURES = ("share", "count", "frequency", "duration", "date")  # nearly none does
_ASKS = {kind: re.compile(asks, re.IGNORECASE) for kind, (asks, _) in KINDS.items()}
_HOLDS = {kind: re.compile(held) for kind, (_, held) in KINDS.items()}


def expected(question: str) -> tuple[str, ...]:
    """The kinds of thing that the question asks for, keys of KINDS."""
    return tuple(kind for kind, pattern in _ASKS.items() if pattern.search(question))


def holds(kinds: tuple[str, ...], sentence: str) -> int:
    """How many of the kinds the sentence holds."""
    return sum(bool(_HOLDS[kind].search(sentence)) for kind in kinds)
