"""The one sentence that says the documents do not say, why where it is known, and which documents are held. Pure."""

from __future__ import annotations

from index.address import article_range
from index.schema import Document
from index.store import ArticleIndex
from qa.naming import city_documents, date_en, region_name
from qa.schema import Missing, Query

NAMED = 5  # documents that a refusal names


def refusal_text(query: Query, index: ArticleIndex) -> str:
    """In the language of the question."""
    named, count = index.documents[:NAMED], len(index.documents)
    if query.language == "en":
        held = "; ".join(document.title_en or document.title for document in named)
        more = f"; and {count - NAMED} more" if count > NAMED else ""
        return f"{_reason_en(query, index)}; the documents held are: {held}{more}."
    held = "、".join(f"《{document.title}》" for document in named) + (f"等{count}份" if count > NAMED else "")
    return f"{_reason_zh(query, index)}；目前收录的文件有：{held}。"


def _reason_zh(query: Query, index: ArticleIndex) -> str:
    if query.unheld:
        cities = "、".join(f"{d.region}《{d.title}》" for d in _of_their_cities(query, index))
        return f"所收录的文件中没有“{'、'.join(query.unheld)}”的规定" + (
            f"（所属的市收录有：{cities}）" if cities else ""
        )
    if query.left_out:
        titles = "、".join(f"《{index.document(doc_id).title}》" for doc_id in query.left_out)
        return f"{titles}已收录，但不在本次所选的范围内，取消筛选即可查询"
    if query.unheld_years:
        dates = "、".join(f"{d.region}{d.date}" for d in index.documents if d.date)
        years = "、".join(f"{year}年" for year in query.unheld_years)
        return f"所收录的文件中没有{years}的文件" + (f"（注明日期的有：{dates}）" if dates else "")
    if query.missing:
        missing = query.missing[0]
        return f"所收录的文件中没有“{missing.printed}”{_there_zh(missing, index)}"
    return "所收录的文件没有回答这个问题"


def _reason_en(query: Query, index: ArticleIndex) -> str:
    if query.unheld:
        cities = "; ".join(f"{region_name(d, 'en')}: {d.title_en or d.title}" for d in _of_their_cities(query, index))
        said = f"None of the documents held covers {', '.join(query.unheld)}"
        return said + (f" (held of the city it belongs to: {cities})" if cities else "")
    if query.left_out:
        titles = "; ".join(d.title_en or d.title for d in map(index.document, query.left_out))
        return f"“{titles}” is held but left out by the filter that was chosen: ask again without it"
    if query.unheld_years:
        dates = "; ".join(f"{region_name(d, 'en')} {date_en(d)}" for d in index.documents if d.date)
        years = ", ".join(map(str, query.unheld_years))
        return f"None of the documents held is of {years}" + (f" (those with a date: {dates})" if dates else "")
    if query.missing:
        missing = query.missing[0]
        return f"There is no “{missing.printed}” in the documents held{_there_en(missing, index)}"
    return "The documents held do not answer this question"


def _of_their_cities(query: Query, index: ArticleIndex) -> list[Document]:
    """What is held of the cities that the counties asked about belong to."""
    return list(dict.fromkeys(d for name in query.unheld for d in city_documents(name, index)))


def _there_zh(missing: Missing, index: ArticleIndex) -> str:
    if not missing.label:
        return _ranges(missing.doc_ids, index, "（现有{}）")
    part = {"paragraph": "款", "item": "项"}[missing.part]
    return f"（{missing.label}共{missing.count}{part}）" if missing.count else f"（{missing.label}没有分{part}）"


def _there_en(missing: Missing, index: ArticleIndex) -> str:
    if not missing.label:
        return _ranges(missing.doc_ids, index, " (there is {})")
    return f" ({missing.label} has {missing.count or 'no'} {missing.part}{'' if missing.count == 1 else 's'})"


def _ranges(doc_ids: tuple[str, ...], index: ArticleIndex, form: str) -> str:
    """What the one document asked about does number; nothing where several were meant."""
    if len(doc_ids) != 1:
        return ""
    return form.format(article_range([article for article in index.articles if article.doc_id == doc_ids[0]]))
