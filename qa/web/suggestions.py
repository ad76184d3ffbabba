"""Questions to start with, made from the articles and kept only when the engine answers them from that very article.

Asked when the index is built (suggested.py); of an index that was not asked yet, in the background while the server
starts. What is shown was answered by this index and this code.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from index.errors import TiaowenError
from index.gloss import Term, terms_in
from index.places import short_name
from index.schema import Article, Document
from index.sentences import split_sentences
from qa.schema import Language
from qa.web.conversation import Engine
from qa.web.question_forms import CLAUSE, FORMS, chinese_forms, english_forms

log = logging.getLogger(__name__)

SHOWN = 8  # a language
TRIES_EACH = 4  # candidates asked for every suggestion wanted: a large corpus costs no more than a small one
MAX_DOCUMENTS = 32  # nor more to read: these, and this many articles of each
MAX_ARTICLES = 60
MAX_TOPIC_CHARS = 24
MIN_TERM_CHARS = 3

ADVERBS = re.compile(r"^(?:进一步|切实|积极|努力|认真|充分|继续|着力|大力|不断|高度|要)+")
ACTS = re.compile(  # what an article that opens with its subject sets out to do
    r"^(?:加强|加快|支持|保证|保障|完善|健全|建立|规范|提高|提升|改进|改善|发挥|密切|坚持|强化|推进|推动|落实|督办|注重|"
    r"重视|优化|深化|促进|扩大|拓宽|规定|实行|严格|明确|确保|鼓励|开展|做好|维护|培育|发展|创新|整合|简化|减免|补贴)"
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question in one language, and the article it was made from and answered with."""

    question: str
    language: Language
    article_id: str
    doc_id: str


class Suggestions:
    """The suggestions of one engine: those given, or what `prepare` finds, one after the other."""

    def __init__(self, engine: Engine, found: Iterable[Suggestion] = ()) -> None:
        self._engine = engine
        self._found = tuple(found)

    def of(self, language: Language) -> tuple[Suggestion, ...]:
        """Those found so far, at most SHOWN."""
        return tuple(suggestion for suggestion in self._found if suggestion.language == language)

    def all(self) -> tuple[Suggestion, ...]:
        """Those of every language."""
        return self._found

    def prepare(self, languages: Sequence[Language] = ("zh", "en")) -> None:
        """Ask candidates, the languages in turn, until there are SHOWN or the tries are spent."""
        made = [self._candidates(language) for language in languages]
        for suggestion in filter(None, chain.from_iterable(zip_longest(*made))):
            if len(self.of(suggestion.language)) < SHOWN and answers(self._engine, suggestion):
                self._found = (*self._found, suggestion)

    def start(self, then: Callable[[tuple[Suggestion, ...]], None]) -> threading.Thread:
        """`prepare` in a thread of its own, and what to do with what it found; what goes wrong there costs
        suggestions, not the server."""
        thread = threading.Thread(target=self._prepare_quietly, args=(then,), name="suggestions", daemon=True)
        thread.start()
        return thread

    def _prepare_quietly(self, then: Callable[[tuple[Suggestion, ...]], None]) -> None:
        try:
            self.prepare()
            then(self.all())
        except Exception:
            log.exception("Suggestions could not be made")

    def _candidates(self, language: Language) -> list[Suggestion]:
        engine = self._engine
        return candidates(language, engine.documents, engine.articles, engine.terms)[: SHOWN * TRIES_EACH]


def answers(engine: Engine, suggestion: Suggestion) -> bool:
    """Whether the engine is sure of its answer, and cites the article it was made from."""
    try:
        answer = engine.ask(suggestion.question, answerer="extractive")
    except TiaowenError:
        return False
    return answer.assertive and suggestion.article_id in {citation.article_id for citation in answer.citations}


def candidates(
    language: Language, documents: Sequence[Document], articles: Sequence[Article], terms: Sequence[Term]
) -> list[Suggestion]:
    """Questions that the articles may answer: one of each document in turn, the most telling first, none twice."""
    held: dict[str, list[Article]] = {document.id: [] for document in documents[:MAX_DOCUMENTS]}
    for article in articles:
        own = held.get(article.doc_id, [])
        if len(own) < MAX_ARTICLES and not is_preamble(article):
            own.append(article)
    by_document = []
    for turn, document in enumerate(documents[:MAX_DOCUMENTS]):
        own = held[document.id]
        made = chinese(document, own) if language == "zh" else english(document, own, terms, turn)
        by_document.append([Suggestion(question, language, article_id, document.id) for question, article_id in made])
    turns = filter(None, chain.from_iterable(zip_longest(*by_document)))
    return list({suggestion.question: suggestion for suggestion in reversed(list(turns))}.values())[::-1]


def is_preamble(article: Article) -> bool:
    """Whether it is what stands before the first numbered article: bases and greetings, nothing to ask about."""
    return article.id.endswith(":0")


def chinese(document: Document, articles: Sequence[Article]) -> list[tuple[str, str]]:
    """(question, article id): who, how many, how often … (question_forms.py), then what is said about the subject of an
    article; last what an article 第X条 says."""
    named = short_name(document.region) or f"《{document.title}》"
    facts, subjects, addressed = [], [], []
    for article in articles:
        sentences = [sentence.text for sentence in split_sentences(article)]
        facts += [(question, article.id) for text in sentences for question in chinese_forms(text, named)]
        if sentences and (topic := _topic(sentences[0])):
            subjects.append((f"{named}对{topic}有什么规定？", article.id))
        if article.label.startswith("第"):
            addressed.append((f"《{document.title}》{article.label}说了什么？", article.id))
    return [*facts, *subjects, *addressed]


def _topic(first_sentence: str) -> str:
    """What an article is about, where it opens by saying so; "" where it does not."""
    subject = ADVERBS.sub("", first_sentence.rstrip("。；"))
    plain = len(subject) <= MAX_TOPIC_CHARS and re.fullmatch(rf"{CLAUSE}{{6,}}", subject)
    return subject if plain and ACTS.match(subject) else ""


def english(
    document: Document, articles: Sequence[Article], terms: Sequence[Term], turn: int = 0
) -> list[tuple[str, str]]:
    """(question, article id): the forms of question_forms.py in turn, another one first for each `turn`; last what is
    said about the glossary term of each opening that is rarest in the document."""
    made: dict[str, list[tuple[str, str]]] = {form: [] for form in FORMS}
    for article in articles:
        for sentence in split_sentences(article):
            for form, question in english_forms(sentence.text, terms, document.region_en or ""):
                made[form].append((question, article.id))
    *telling, plain = made.values()
    first = turn % len(telling)
    turns = filter(None, chain.from_iterable(zip_longest(*telling[first:], *telling[:first])))
    return [*turns, *plain, *_about_terms(document, articles, terms)]


def _about_terms(document: Document, articles: Sequence[Article], terms: Sequence[Term]) -> list[tuple[str, str]]:
    text = "\n".join(article.text for article in articles)
    says = f"does {document.region_en}" if document.region_en else "do the documents"
    asked: dict[str, tuple[str, str]] = {}
    for article in articles:
        opening = next((sentence.text for sentence in split_sentences(article)), "")
        new = [t for t in terms_in(opening, terms) if len(t.chinese) >= MIN_TERM_CHARS and t.english[0] not in asked]
        if new:
            term = min(new, key=lambda t: (text.count(t.chinese), -len(t.chinese), t.chinese)).english[0]
            asked[term] = (f"What {says} say about “{term}”?", article.id)
    return list(asked.values())
