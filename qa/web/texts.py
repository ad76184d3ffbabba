"""Every word the interface says, in Chinese and English; people see one of the two."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "name": ("条文", "Tiaowen"),
    "tagline": ("文件问答，条条有据", "Answers from policy documents, with the article"),
    "nav_chat": ("问答", "Ask"),
    "nav_documents": ("文件", "Documents"),
    "switch_language": ("English", "中文"),
    "ask": ("提问", "Ask"),
    "stop": ("停止", "Stop"),
    "clear": ("清空", "Clear"),
    "question": ("问题", "Question"),
    "placeholder": ("就所藏文件提问…", "Ask about the documents…"),
    "welcome_title": ("问文件，看原文", "Ask the documents, read the words"),
    "welcome": (
        "用中文或英文提问。每句回答都标出所据条文，点开即见原文；文件里没有的，会直说没有。",
        "Ask in Chinese or English. Every line of an answer names the article it rests on; open it to read the "
        "original. What the documents do not say, the answer says they do not.",
    ),
    "held": ("所藏文件", "Documents held"),
    "examples": ("可以这样问", "For example"),
    "you_asked": ("您的问题：", "You asked: "),
    "working": ("正在查阅条文…", "Reading the articles…"),
    "stopped": ("已停止。", "Stopped."),
    "not_found": ("文件中未见", "Not in the documents"),
    "nearest": ("最接近的条文", "Nearest articles"),
    "failed": ("这一问没有答成", "This question was not answered"),
    "unexpected": (
        "服务出了意外，问题已记录。请稍后再试。",
        "Something went wrong on the server and was logged. Please try again in a moment.",
    ),
    "copy": ("复制", "Copy"),
    "copied": ("已复制", "Copied"),
    "sources": ("来源", "Sources"),
    "source": ("来源", "Source"),
    "sources_empty": (
        "回答中的每个 [n] 都指向一条原文，点一下，就在这里展开。",
        "Every [n] in an answer points at an article. Choose one and it opens here.",
    ),
    "read_whole": ("在全文中阅读", "Read in the whole document"),
    "back_to_answer": ("回到回答", "Back to the answer"),
    "documents_title": ("文件", "Documents"),
    "all_documents": ("全部文件", "All documents"),
    "to_chat": ("返回问答", "Back to the chat"),
    "issuer": ("发文机关", "Issuer"),
    "region": ("地区", "Region"),
    "document_number": ("文号", "Number"),
    "date": ("日期", "Date"),
    "kind": ("类别", "Kind"),
    "status": ("效力", "Status"),
    "articles": ("条", "articles"),
    "loading": ("正在打开…", "Opening…"),
    "no_such_page": ("没有这个页面。", "There is no such page."),
    "no_document": ("所藏文件中没有这一篇。", "No such document is held."),
}

# Example questions by interface language, shown in the empty conversation.
EXAMPLES: dict[str, tuple[str, ...]] = {
    "zh": (
        "谁列席党委常委会会议？",
        "党委常委会多久听取一次人大常委会党组的汇报？",
        "人大代表如何向选民述职？",
        "温州对人大代表的活动经费有什么规定？",
    ),
    "en": (
        "Who attends the party standing committee meeting?",
        "How often does the Party committee hear reports from the People's Congress?",
        "How do deputies report on their work to voters?",
        "What does Guangzhou say about supervising the budget?",
    ),
}

# What the browser's own scripts need.
SCRIPT_KEYS = (
    "switch_language",
    "ask",
    "stop",
    "clear",
    "question",
    "placeholder",
    "copied",
    "loading",
    "no_document",
)


def script_texts() -> dict[str, dict[str, str]]:
    """{language: {key: text}} for the browser."""
    return {language: {key: TEXTS[key][i] for key in SCRIPT_KEYS} for i, language in enumerate(("zh", "en"))}
