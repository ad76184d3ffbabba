"""Plain text and Markdown, with or without YAML front matter -> Document."""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import fields
from pathlib import Path
from typing import ClassVar

import frontmatter
import yaml

from index.errors import CorpusError
from index.schema import STATUSES, Document

log = logging.getLogger(__name__)

MARKDOWN = (".md", ".markdown")
_FIELDS = {field.name for field in fields(Document)} - {"text", "path"}
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u00ad\u200b-\u200f\u2060\ufeff]")  # C0 controls, zero-width marks
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HEADING = re.compile(r"^\s*#{1,6}\s+")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")


class _PrintedLoader(yaml.SafeLoader):
    """Safe YAML in which a value stays as printed: no dates, numbers or booleans are made of it."""

    yaml_implicit_resolvers: ClassVar = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag.endswith((":null", ":merge"))]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def read_text(path: Path) -> Document:
    """The document in a UTF-8 .md or .txt file. Raises CorpusError: unreadable, not UTF-8, broken front matter.

    Without front matter the id comes from the file's name and the title from the `# ` heading or first line.
    """
    meta, body = _front_matter(_decode(path), path)
    is_markdown = path.suffix.lower() in MARKDOWN
    text = plain_text(body, is_markdown)
    title = re.search(r"^#\s+(.+)$", body, re.MULTILINE) if is_markdown else None
    default = {"id": slug(path.stem), "title": plain_text(title[1]) if title else text.split("\n", 1)[0]}
    return Document(**default | _known(meta, path), text=text, path=path.name)


def plain_text(body: str, markdown: bool = True) -> str:
    """The lines of a text that hold something, without markup, control characters and white space around them."""
    body = _INVISIBLE.sub("", body.replace("\r\n", "\n").replace("\r", "\n"))
    if markdown:
        body = _BOLD.sub(r"\1", _COMMENT.sub("", body))
    lines = (_HEADING.sub("", line) if markdown else line for line in body.split("\n"))
    return "\n".join(line for line in (line.strip() for line in lines) if line)


def slug(stem: str) -> str:
    """A document id for a file name: ascii letters, digits, - and _; a stable hash where those cannot tell it."""
    if stem.isascii() and (plain := re.sub(r"[^a-z0-9_]+", "-", stem.lower()).strip("-_")):
        return plain
    return f"doc-{hashlib.sha256(stem.encode()).hexdigest()[:8]}"


def _decode(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CorpusError(
            f"{path} is not UTF-8 (byte {error.start}). Convert it: "
            f"iconv -f GB18030 -t UTF-8 '{path}' > converted && mv converted '{path}'"
        ) from error
    except OSError as error:
        raise CorpusError(f"{path} cannot be read ({error.strerror}). Check its permissions.") from error


def _front_matter(raw: str, path: Path) -> tuple[dict[str, object], str]:
    handler = _Handler()
    if not handler.detect(raw.strip()):
        return {}, raw
    try:
        post = frontmatter.loads(raw, handler=handler)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        reason = getattr(error, "problem", None) or "cannot be parsed"
        raise CorpusError(
            f"{path}{where}: the YAML front matter is broken ({reason}). Put values that hold ': ' in quotes."
        ) from error
    except RecursionError as error:
        raise CorpusError(f"{path}: the YAML front matter is nested too deeply. Write `name: value` lines.") from error
    return post.metadata, post.content


def _known(meta: dict[str, object], path: Path) -> dict[str, str]:
    """The front matter's values by Document field; empty ones keep the field's default."""
    if unknown := sorted(str(key) for key in meta if key not in _FIELDS):
        log.warning("%s: unknown front matter ignored: %s", path.name, ", ".join(unknown))
    known = {key: str(value).strip() for key, value in meta.items() if key in _FIELDS and value is not None}
    if known.get("status", "unknown") not in STATUSES:
        log.warning("%s: status %r is not one of %s; taken as unknown", path.name, known.pop("status"), STATUSES)
    return {key: value for key, value in known.items() if value}


class _Handler(frontmatter.YAMLHandler):
    def load(self, fm: str, **kwargs: object) -> dict[str, object]:
        values = yaml.load(fm, Loader=_PrintedLoader) or {}
        if not isinstance(values, dict):
            raise yaml.MarkedYAMLError(problem="it is not made of `name: value` lines")
        return values
