"""The scores in plain words, for the report's readers: Chinese first, English on request."""

from __future__ import annotations

from dataclasses import dataclass

from eval.metrics import CUTOFFS, METRICS


@dataclass(frozen=True, slots=True)
class Words:
    """A score's name and one sentence on what it says, in Chinese and English."""

    zh: str
    zh_sentence: str
    en: str
    en_sentence: str


RECALL = {
    f"recall@{k}": Words(
        f"前 {k} 条召回率",
        f"应当找到的条文中，有多少排在检索结果的前 {k} 条。",
        f"Recall in the first {k}",
        f"Of the articles that should be found, the share among the first {k} results.",
    )
    for k in CUTOFFS
}
HIT = {
    f"hit@{k}": Words(
        f"前 {k} 条命中率",
        f"有多少问题，前 {k} 条里至少有一条正确条文。",
        f"Hit in the first {k}",
        f"The share of questions with at least one right article among the first {k} results.",
    )
    for k in CUTOFFS
}
OTHERS = {
    "mrr@10": Words(
        "首条正确的位次",
        "第一条正确条文排得多靠前：排第 1 得 1，排第 2 得 1/2，十名以外得 0。",
        "First right article",
        "How high the first right article stands: 1 at the top, 1/2 in second place, 0 below the tenth.",
    ),
    "ndcg@10": Words(
        "排序质量",
        "前十条中正确条文是否都排在前面；1 为最佳次序。",
        "Quality of the order",
        "Whether the right articles stand at the top of the first ten; 1 is the best possible order.",
    ),
    "fact_recall": Words(
        "要点齐全度",
        "答案应说到的要点，说到了多少；拒答得 0。",
        "Facts said",
        "Of the facts an answer must hold, the share it does; a refusal holds none.",
    ),
    "citation_precision": Words(
        "引用准确率",
        "答案引用的条文中，有多少是正确条文。",
        "Citations that are right",
        "Of the articles an answer cites, the share that are right.",
    ),
    "citation_recall": Words(
        "引用齐全度",
        "应当引用的条文，引用了多少。",
        "Right articles cited",
        "Of the right articles, the share the answer cites.",
    ),
    "char_f1": Words(
        "用字重合度",
        "答案与参考答案用字的重合程度，不计次序。",
        "Shared characters",
        "How far the answer uses the reference answer's characters, in any order.",
    ),
    "rouge_l": Words(
        "语序重合度",
        "答案与参考答案依次相同的字有多少。",
        "Shared wording",
        "How far the answer follows the reference answer, character by character in order.",
    ),
    "quote_exact": Words(
        "引文逐字一致",
        "引文与条文原文一字不差的比例；必须是 100%。",
        "Quotes verbatim",
        "The share of quotes that equal the article's text to the letter; must be 100%.",
    ),
    "refusal_recall": Words(
        "应拒则拒",
        "语料里没有答案的问题，有多少如实说没有找到。",
        "Rightly refused",
        "Of the questions the corpus does not answer, the share that is refused.",
    ),
    "false_refusal": Words(
        "误拒率（越低越好）",
        "本可回答的问题，有多少被误说没有找到。",
        "Wrongly refused (lower is better)",
        "Of the questions the corpus answers, the share that is refused all the same.",
    ),
    "auroc": Words(
        "把握度可信度",
        "任取一个可回答与一个不可回答的问题，前者把握度更高的机会；50% 等于瞎猜。",
        "Trust in the confidence",
        "The chance that an answerable question gets a higher confidence than an unanswerable one; 50% is guessing.",
    ),
}
WORDS = {name: {**RECALL, **HIT, **OTHERS}[name] for name in METRICS}
LATENCY = {
    "p50": Words("一般耗时", "半数问题在这个时间内答完。", "Usual time", "Half the questions take no longer."),
    "p95": Words("较慢耗时", "95% 的问题在这个时间内答完。", "Slow time", "95% of the questions take no longer."),
}
