"""`python -m qa.web.keys add|list|revoke`: the keys that open the API."""

from __future__ import annotations

import argparse
import sys

from index.cli import Parser, run
from qa.settings import RATE_FORM, load_settings
from qa.web.store.database import Database
from qa.web.store.keys import SCOPES, Keys


def main(argv: list[str] | None = None) -> int:
    """0 done, 2 bad input (one line on stderr)."""
    return run(lambda: _run(argv))


def _run(argv: list[str] | None) -> int:
    options = _parser().parse_args(argv)
    return options.run(Keys(Database(load_settings().data_dir)), options)


def _parser() -> Parser:
    parser = Parser(prog="python -m qa.web.keys", description="The keys that open the API.")
    commands = parser.add_subparsers(required=True)
    add = commands.add_parser("add", help="make a key and print it, once")
    add.add_argument("name", help="whose key it is")
    add.add_argument("--scope", action="append", choices=SCOPES, help="what it opens; may be repeated; default: all")
    add.add_argument("--rate", default="120/minute", help=RATE_FORM)
    add.set_defaults(run=_add)
    commands.add_parser("list", help="every key, without its secret").set_defaults(run=_list)
    revoke = commands.add_parser("revoke", help="a key opens nothing any more")
    revoke.add_argument("name", help="its name or id")
    revoke.set_defaults(run=_revoke)
    return parser


def _add(keys: Keys, options: argparse.Namespace) -> int:
    print(keys.add(options.name, tuple(dict.fromkeys(options.scope or SCOPES)), options.rate))
    print("Keep it: it is not shown again.", file=sys.stderr)
    return 0


def _list(keys: Keys, options: argparse.Namespace) -> int:
    for key in keys.all():
        state = f"revoked {key.revoked_at}" if key.revoked_at else "good"
        print(key.id, key.name, ",".join(key.scopes), key.rate, f"made {key.made_at}", state, sep="\t")
    return 0


def _revoke(keys: Keys, options: argparse.Namespace) -> int:
    keys.revoke(options.name)
    print(f"{options.name} opens nothing any more")
    return 0


if __name__ == "__main__":
    sys.exit(main())
