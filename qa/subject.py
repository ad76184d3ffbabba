"""What a question asks about, inside the documents that it names. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.places import short_name
from index.schema import Document


def without_names(text: str, documents: Iterable[Document]) -> str:
    """合肥市委的意见 -> 市委的意见; 北留镇人大 -> 人大. Searched inside those documents, their own names tell nothing
    apart: they only draw the lines that print them. The text as it was where nothing else would be left."""
    left = text
    for document in documents:
        for name in sorted({document.region, short_name(document.region)} - {""}, key=len, reverse=True):
            left = re.sub(rf"在?{re.escape(name)}(?!委)的?", "", left)
    left = left.strip("，, 、")
    return left if any(c.isalnum() for c in left) else text
