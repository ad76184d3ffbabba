"""What a question is asked of: some documents, some regions, only what is in force. A value, and what it leaves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.errors import QuestionError
from index.schema import Document
from qa.web.texts import TEXTS

IN_FORCE = "in force"


@dataclass(frozen=True, slots=True)
class Scope:
    """Empty means everything; documents and regions both given mean the documents that are in both."""

    doc_ids: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    in_force: bool = False

    def __bool__(self) -> bool:
        return bool(self.doc_ids or self.regions or self.in_force)


EVERYTHING = Scope()


def filters(scope: Scope, documents: Iterable[Document]) -> dict[str, Sequence[str]]:
    """The engine's keyword arguments. Raises QuestionError where nothing in the scope is in force.

    `in force` is what the document's metadata says; one that says nothing does not count as in force.
    """
    if not scope.in_force:
        return {"doc_ids": scope.doc_ids, "regions": scope.regions}
    valid = tuple(
        document.id
        for document in documents
        if document.status == IN_FORCE and (not scope.doc_ids or document.id in scope.doc_ids)
    )
    if not valid:
        raise QuestionError(" ".join(TEXTS["scope_none"]))
    return {"doc_ids": valid, "regions": scope.regions}


def described(scope: Scope, documents: Iterable[Document]) -> list[str]:
    """The scope in the documents' own words: titles and regions."""
    titles = {document.id: document.title for document in documents}
    return [*scope.regions, *(f"《{titles.get(doc_id, doc_id)}》" for doc_id in scope.doc_ids)]
