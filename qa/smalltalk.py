"""Greetings, thanks, "what can you do", "which documents do you have": a short answer, no search. Pure."""

from __future__ import annotations

import re
import unicodedata

from index.schema import Document
from index.store import ArticleIndex
from qa.naming import date_en, region_name
from qa.schema import Intent, Query

_POLITE_ZH = r"(?:你好|您好|哈[喽啰]|嗨|喂|早上好|上午好|中午好|下午好|晚上好|早安|早|大家好|hello|hi)"
_YOU_ZH = r"(?:你们?|您|这里|这个(?:系统|助手|网站)|系统|库里|这|本系统|条文)?"
_PAPERS_ZH = r"(?:政策|法规|规范性)?(?:文件|文档|资料|政策|材料|法规)"
_PAPERS_EN = r"(?:policy |policies and )?(?:documents?|files?|texts?|policies|sources?)"
# The whole of what was typed, in small letters, without punctuation at its ends.
INTENTS: tuple[tuple[Intent, re.Pattern[str]], ...] = (
    (
        "documents",
        re.compile(
            rf"{_YOU_ZH}(?:现在|目前|都|总共|一共|里面?)*(?:有|收录了?|收了|包含|保存了?|能查|可以查|查得到)(?:的|了)?"
            rf"(?:哪些|什么|多少[份个篇]?|几[份个篇]){_PAPERS_ZH}|"
            rf"{_YOU_ZH}(?:收录|现有)的?{_PAPERS_ZH}(?:有哪些|有什么|清单|列表|目录)|"
            rf"(?:列出|列一下|看看|显示|查看)?(?:所有|全部|收录的?|现有的?)*{_PAPERS_ZH}(?:清单|列表|目录|都?有哪些)|"
            rf"(?:列出|列一下|看看|显示|查看)(?:所有|全部|收录的?|现有的?)+{_PAPERS_ZH}|"
            rf"(?:which|what|how many) {_PAPERS_EN} (?:do you (?:have|hold|know|cover)|"
            rf"are (?:there|held|available|here|included|covered)|can i (?:search|ask about)|have you got)(?: here)?|"
            rf"(?:please |can you )?(?:list|show)(?: me)? (?:all )?(?:the |your |of the )*(?:available )?{_PAPERS_EN}|"
            rf"what(?:'s| is) in (?:here|the (?:corpus|library|index|database))|list of {_PAPERS_EN}"
        ),
    ),
    (
        "help",
        re.compile(
            r"(?:请问)?(?:你|您|你们|这|这个系统|这个助手|这里)(?:都|到底|究竟)*(?:能|会|可以|能够)(?:帮我|为我)?"
            r"(?:做|干|回答|查|问)?(?:些|点)?(?:什么|啥|哪些(?:事|问题)?)(?:问题|事情?|呀|呢)?|"
            r"(?:请问)?(?:你|您)(?:是|叫)(?:谁|什么(?:名字)?|啥|干什么的|做什么的)|介绍一下(?:你自己|自己)|自我介绍一下|"
            r"(?:你|这个系统|这里)?(?:有什么|有哪些)功能|(?:这个|这|系统|你)?(?:怎么|如何|怎样)(?:使用|用|提问)|(?:使用)?帮助|"
            r"我(?:能|可以)(?:问|查)(?:你)?(?:些|点)?(?:什么|啥|哪些问题)(?:问题)?|"
            r"what can (?:you|i) (?:do|ask|help with|help me with)(?: here| you)?|"
            r"who are you|what are you|help(?: me)?|"
            r"how do(?:es)? (?:i|this|it) (?:use (?:this|you|it)|work|ask)|what is this|what do you do|"
            r"how can you help(?: me)?|what(?:'s| is) your name|introduce yourself"
        ),
    ),
    (
        "thanks",
        re.compile(
            r"(?:好的?|嗯|ok|非常|十分|太|真是|那)*(?:谢谢|多谢|感谢|谢啦|谢了|辛苦了?|麻烦你?了|3q|thx)"
            r"(?:你|您|你们|啦|了|哦|哈|呀|啊|大家|的帮助)*|(?:好的|明白了?|知道了|懂了|收到)(?:谢谢)?|"
            r"(?:(?:ok(?:ay)?|great|good|perfect) )?(?:thanks?|thank you|thx|cheers|much appreciated)"
            r"(?: (?:a lot|you|very much|so much|again|for your help|for the help|indeed))*"
        ),
    ),
    (
        "farewell",
        re.compile(r"再见|拜拜|回头见|下次见|再会|(?:good ?)?bye(?: bye)?|see you(?: later)?|good night|晚安"),
    ),
    (
        "greeting",
        re.compile(
            rf"{_POLITE_ZH}(?:啊|呀|哦|{_POLITE_ZH})*(?:在吗)?|(?:你|您)?在(?:吗|不在)|有人(?:在)?吗|"
            r"(?:hi|hello|hey|greetings|good (?:morning|afternoon|evening|day)|howdy)(?: (?:there|all|everyone))?|"
            r"how are you(?: doing)?(?: today)?|最近(?:好吗|怎么样)|你好吗"
        ),
    ),
)
GREETED = re.compile(
    rf"^(?:{_POLITE_ZH}[呀啊]?|good (?:morning|afternoon|evening)|hey)(?: there)?\s*[,，.。!！、~～ ]+\s*"
    r"(?=.*[\w\u4e00-\u9fff])",
    re.IGNORECASE,
)
ENDS = " \t.,!?~;:。，！？～；：、…"
SAID_ZH: dict[Intent, str] = {
    "greeting": "您好！我根据收录的{count}份文件回答问题，每句话都附上出处。比如可以问：谁列席党委常委会会议？",
    "thanks": "不客气，还有问题请接着问。",
    "farewell": "再见，欢迎随时再来提问。",
    "help": "我在收录的{count}份文件（{regions}）里查找并引用原文，不作推测；文件没有写的，会直说没有。"
    "可以问某地怎么规定（温州对代表活动经费有什么要求？），可以直接问条款（合肥意见第9条讲什么？），"
    "可以比较几地（比较温州和广州的述职制度），也可以接着追问（那合肥呢？）。",
    "documents": "目前收录{count}份文件：",
}
SAID_EN: dict[Intent, str] = {
    "greeting": "Hello! I answer from the {count} documents held here and show the source of every sentence. "
    "You could ask: who attends the Party standing committee meeting?",
    "thanks": "You are welcome. Ask on whenever you like.",
    "farewell": "Goodbye. You are welcome back with any question.",
    "help": "I search the {count} documents held here ({regions}) and quote their own words; what they do not say, "
    "I do not guess. Ask what a place requires (What does Wenzhou say about deputies' funds?), ask for an article "
    "(article 9 of the Hefei opinion), compare places (differences between Wenzhou and Guangzhou), or follow up "
    "(And in Hefei?).",
    "documents": "{count} documents are held:",
}


def intent_of(text: str) -> Intent:
    """What is wanted: `question` unless the whole text is small talk."""
    said = unicodedata.normalize("NFKC", text).lower().strip(ENDS)
    said = re.sub(r"[,，!！、 ]+(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])[,，!！、 ]+", "", said)
    said = re.sub(r"[,!.]+ ?", " ", said).strip()
    bare = re.sub(r"[呀啊呢吗吧嘛]$", "", said)
    for intent, pattern in INTENTS:
        if pattern.fullmatch(said) or pattern.fullmatch(bare):
            return intent
    return "question"


def without_greeting(text: str) -> str:
    """你好，谁列席？ -> 谁列席？"""
    return GREETED.sub("", text)


def reply(query: Query, index: ArticleIndex) -> str:
    """The answer to small talk, in the language it came in. The documents are those that the filter leaves."""
    english = query.language == "en"
    documents = [d for d in index.documents if not query.doc_ids or d.id in query.doc_ids]
    regions = dict.fromkeys(region_name(d, query.language) for d in documents if d.region)
    said = (SAID_EN if english else SAID_ZH)[query.intent]
    said = said.format(count=len(documents), regions=(", " if english else "、").join(regions))
    if query.intent != "documents":
        return said
    lines = (_listed_en(document) if english else _listed_zh(document) for document in documents)
    return "\n".join([said, *(f"{n}. {line}" for n, line in enumerate(lines, 1))])


def _listed_zh(document: Document) -> str:
    region = f"{document.region} · " if document.region else ""
    return f"{region}《{document.title}》（{document.date or '日期未注明'}）"


def _listed_en(document: Document) -> str:
    region = f"{region_name(document, 'en')}: " if document.region else ""
    return f"{region}{document.title_en or document.title} ({date_en(document) or 'no date given'})"
