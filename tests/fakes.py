"""An encoder and a corpus that a person can predict by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.encoder import Encoded, Kind

DIM = 256

JIA = """---
id: jia
title: 甲市会议规则
title_en: Rules of meetings of Jia City
issuer: 中共甲市委
region: 甲市
region_en: Jia
document_number: 甲发〔2020〕1号
date: 2020年1月2日
kind: 规则
status: in force
---

# 甲市会议规则

甲发〔2020〕1号

第一条　主任列席党委常委会会议。会议每季度召开一次。

第二条　代表每年视察两次。
"""

YI = """---
id: yi
title: 乙市学习办法
title_en: Study measures of Yi City
issuer: 中共乙市委
region: 乙市
region_en: Yi
date: 2021年3月4日
kind: 办法
status: unknown
---

# 乙市学习办法

一、学习制度

（一）党组每月学习一次。每次学习半天。

（二）学习由书记主持。

二、经费保障

（一）经费列入预算。
"""

GLOSSARY = "term\tenglish\tnote\n列席\tattend without a vote; attend\t\n主任\tdirector; chair\t\n"
SYNONYMS = "said\tprinted\tnote\n一把手; 头头\t书记; 主任\t\n"

ARTICLE_IDS = ("jia:0", "jia:1", "jia:2", "yi:1.1", "yi:1.2", "yi:2.1")


class FakeEncoder:
    """Every character but white space is a token: its id is its code point, its vector the axis `id % DIM`.

    A text's vector is the sum of its tokens' vectors, made unit length, so a cosine is counted by hand:
    `ab` and `ac` share one of two characters, 1 / (sqrt(2) * sqrt(2)). Queries and passages are the same.
    """

    name = "fake"
    dim = DIM
    precision = "exact"

    def __init__(self) -> None:
        self.passages: list[str] = []  # every passage it was asked to encode, in order

    def encode(self, texts: Sequence[str], kind: Kind, progress: bool = False) -> Encoded:
        if kind == "passage":
            self.passages += texts
        ids = [np.array([ord(c) for c in text if not c.isspace()], dtype=np.int32) for text in texts]
        tokens = tuple(np.eye(DIM, dtype=np.float16)[own % DIM] for own in ids)
        sums = np.stack([own.sum(axis=0, dtype=np.float32) for own in tokens])
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        return Encoded(sums / np.maximum(lengths, 1e-12), tokens, tuple(ids))

    def pieces(self, token_ids: np.ndarray) -> list[str]:
        return [chr(i).lower() for i in token_ids]


def write_small_corpus(folder: Path) -> Path:
    """Two documents with the articles ARTICLE_IDS, a glossary and synonyms."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("jia.md", JIA), ("yi.md", YI), ("glossary.tsv", GLOSSARY), ("synonyms.tsv", SYNONYMS)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder
