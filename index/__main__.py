"""`python -m index build|update|status|articles|diff`."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from dataclasses import asdict

from index import build
from index.cli import Parser, run
from index.corpus import load_corpus
from index.errors import IndexMissing
from index.settings import IndexSettings, load_index_settings
from index.store import load_index


def main(argv: list[str] | None = None) -> int:
    """0 done, 1 `diff` found differences, 2 bad input (one line on stderr)."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    return run(lambda: _run(argv), stopped="Stopped; the index is as it was")


def _run(argv: list[str] | None) -> int:
    options = _parser().parse_args(argv)
    return options.run(load_index_settings(corpus_dir=options.corpus, index_dir=options.index), options)


def _parser() -> Parser:
    parser = Parser(prog="python -m index", description="Build and inspect the index of the corpus.")
    commands = parser.add_subparsers(required=True)
    for name, action, text in (
        ("build", _build, "bring the index up to the corpus: only what changed is embedded again"),
        ("update", _build, "the same as build"),
        ("status", _status, "what the index holds and what made it"),
        ("articles", _articles, "list the articles"),
        ("diff", _diff, "what a build would change (exit status 1 when something would)"),
    ):
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("--corpus", metavar="DIR", help="folder with the documents")
        command.add_argument("--index", metavar="DIR", help="folder of the index")
        command.set_defaults(run=action)
        if name == "articles":
            command.add_argument("--doc", metavar="ID", help="only this document")
        if name in ("articles", "status"):
            command.add_argument("--json", action="store_true", help="one JSON object a line")
    return parser


def _build(settings: IndexSettings, options: argparse.Namespace) -> int:
    index, changes = build.build(settings, progress=True)
    _print_changes(changes)
    counts = index.manifest["counts"]
    print(
        f"{settings.index_dir}: {counts['documents']} documents, {counts['articles']} articles, {changes}",
        file=sys.stderr,
    )
    return 0


def _diff(settings: IndexSettings, options: argparse.Namespace) -> int:
    try:
        old = load_index(settings.index_dir, settings.embedding_model)
    except IndexMissing:
        old = None
    corpus = load_corpus(settings.corpus_dir)
    changes = build.diff(corpus, old)
    _print_changes(changes)
    print(changes, file=sys.stderr)
    return int(old is None or not build.is_current(old, corpus, settings))


def _print_changes(changes: build.Changes) -> None:
    for mark, ids in (("+", changes.added), ("~", (*changes.changed, *changes.besides)), ("-", changes.removed)):
        for name in ids:
            print(f"{mark} {name}")


def _status(settings: IndexSettings, options: argparse.Namespace) -> int:
    index = load_index(settings.index_dir, settings.embedding_model)
    manifest = {key: value for key, value in index.manifest.items() if key != "files"}
    if options.json:
        print(json.dumps(manifest, ensure_ascii=False))
        return 0
    counts = manifest["counts"]
    print(f"index      {settings.index_dir} (format {manifest['format']}, built {manifest['built_at']})")
    print(f"model      {manifest['model']['name']} ({manifest['model']['dim']}-d)")
    print(f"holds      {counts['documents']} documents, {counts['articles']} articles, {counts['sentences']} sentences")
    for document in index.documents:
        own = sum(article.doc_id == document.id for article in index.articles)
        print(f"  {document.id:<12} {own:>3}  {document.title}")
    return 0


def _articles(settings: IndexSettings, options: argparse.Namespace) -> int:
    index = load_index(settings.index_dir, settings.embedding_model)
    if options.doc:
        index.document(options.doc)
    for article in index.articles:
        if options.doc in (None, article.doc_id):
            print(_article_line(asdict(article), options.json))
    return 0


def _article_line(article: dict, as_json: bool) -> str:
    if as_json:
        keys = ("id", "doc_id", "label", "headings", "title", "text")
        return json.dumps({key: article[key] for key in keys}, ensure_ascii=False)
    first = article["text"].replace("\n", " ")[:60]
    return f"{article['id']:<18} {article['label']}\t{first}"


if __name__ == "__main__":
    sys.exit(main())
