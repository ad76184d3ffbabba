"""`python -m eval.bench.lawbench`: "what does article N of law X say" (LawBench 1-1, Fei et al. 2023), by address.

`archive 2023`: over the laws, regulations and interpretations of the archive as they stood when the questions were
made, read and split by the product; nothing is embedded, so this is what question analysis alone finds.
`archive today`:
the versions since with them; the product answers from the one in force, the reference is often the one before.
`statutes`: over the 55,404 statute articles, by the whole retriever.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable

from tqdm import tqdm

from eval.bench.cache import CachedEncoder, kept_index
from eval.bench.corpora import law_corpus, stard_corpus
from eval.bench.ranking import Asked, Ranked, by_part, order, rank_all, scores
from eval.bench.results import Goal, Result, benchmark
from eval.bench.shared_data import read_json
from eval.cases import comparable
from index import store
from index.address import find_addresses, matches
from index.corpus import Corpus
from index.gloss import cedict
from index.lexical import Bm25, Segmenter
from index.places import places_of
from index.schema import Article
from index.store import ArticleIndex
from index.titles import core_name
from index.tokens import TokenVectors
from qa.question import analyse

QUESTIONS = "lawbench/1-1_article_lookup.json"
ADDRESS = "address"
MADE = "2023-08-31"  # LawBench was published in September 2023
GOALS = (Goal("archive 2023", "hit@1", 0.98), Goal("statutes", "hit@1", 0.98))
PUBLISHED = (
    "BM25 alone: hit@1 .32. A gold article of the archive is one whose law, number and text are the reference's."
)
_REFERENCE = re.compile(r"^(.*?)(第[^第]+条(?:之.)?)$")


def addresses_only(corpus: Corpus, until: str = "9999") -> ArticleIndex:
    """An index of the documents dated up to `until` that knows their articles and words, and embeds none of them."""
    documents = tuple(document for document in corpus.documents if document.date <= until)
    held = {document.id for document in documents}
    articles = tuple(article for article in corpus.articles if article.doc_id in held)
    segmenter = Segmenter()
    words = {
        store.ARTICLE_WORDS: Bm25.build([segmenter.words(article.text) for article in articles]),
        store.ARTICLE_GLOSSES: Bm25.build([()]),  # English words are not what is asked with
    }
    none = TokenVectors.of([], 1)
    return ArticleIndex(documents, articles, (), (), (), places_of(cedict()), (), {}, words, none, {})


def archive_questions(index: ArticleIndex, part: str) -> list[Asked]:
    """Each question with the articles of the archive that have its law, number and text; any text where none has it."""
    named: dict[str, list[str]] = {}
    for document in index.documents:
        named.setdefault(core_name(document.title), []).append(document.id)
    asked = []
    for number, row in enumerate(read_json(QUESTIONS)):
        law, printed = _REFERENCE.match(row["gold"]).groups()
        articles = [a for doc_id in named.get(core_name(law), ()) for a in index.articles_of_document[doc_id]]
        same = [article for article in articles if matches(find_addresses(printed)[0], article)]
        gold = [article.id for article in same if _says(article, row["answer"])] or [article.id for article in same]
        asked.append(Asked(f"{part}-{number}", row["query"], tuple(gold) or (f"absent:{row['gold']}",), (part,)))
    return asked


def _says(article: Article, answer: str) -> bool:
    wanted = comparable(answer.removeprefix("答案:"))
    return wanted in comparable(article.text)


def by_address(asked: Iterable[Asked], index: ArticleIndex) -> list[Ranked]:
    """Every question through question analysis alone."""
    ranked = []
    for one in tqdm(list(asked), desc="asking", unit="question", file=sys.stderr, disable=None):
        query = analyse(one.question, index)
        ranked.append(Ranked(one, query, {ADDRESS: query.addresses}))
    return ranked


def measure(encoder: CachedEncoder, limit: int | None) -> Result:
    laws = law_corpus()
    parts = {}
    for part, until in (("archive 2023", MADE), ("archive today", "9999")):
        archive = addresses_only(laws, until)
        by_addresses = by_address(archive_questions(archive, part)[:limit], archive)
        parts[part] = scores(by_addresses, lambda row: order(row, {ADDRESS: 1.0}))
    corpus, ids = stard_corpus()
    asked = [
        Asked(f"statutes-{number}", row["query"], (ids[row["gold"]],), ("statutes",))
        for number, row in enumerate(read_json(QUESTIONS)[:limit])
    ]
    whole = rank_all(asked, kept_index(corpus, encoder, "stard"), encoder)
    return Result("lawbench", "Exact address", parts | by_part(whole), {}, GOALS, (PUBLISHED,))


if __name__ == "__main__":
    sys.exit(benchmark("lawbench", __doc__, measure))
