"""Every word the interface says, in Chinese and English; people see one of the two. The words stand in texts.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path

SECTIONS = tomllib.loads(Path(__file__).with_name("texts.toml").read_text(encoding="utf-8"))
TEXTS: dict[str, tuple[str, str]] = {
    key: (zh, en) for section in SECTIONS.values() for key, (zh, en) in section.items()
}

# What the browser's own scripts need.
SCRIPT_KEYS = (
    "ask stop question placeholder working answered stopped not_found failed unreachable unopened copied not_copied "
    "link_copied editing link_same link_changed link_context scope_all scope_of thanks not_sent new rename delete "
    "delete_sure delete_all_sure history_empty history_full history_closed export_markdown export_word print more "
    "today earlier loading no_document cancel"
).split()


def script_texts() -> dict[str, dict[str, str]]:
    """{language: {key: text}} for the browser."""
    return {language: {key: TEXTS[key][i] for key in SCRIPT_KEYS} for i, language in enumerate(("zh", "en"))}
