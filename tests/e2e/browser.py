"""Where Chromium is and how it is started."""

from __future__ import annotations

import os
import shutil

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ANSWER_MS = 60_000
SEEN = "() => document.querySelector('#current .turn')?.setAttribute('data-seen', '')"
ANSWERED = "#current .turn:not([data-seen]):is([data-state=done], [data-state=failed])"


def ask(page, question: str) -> None:
    """Type a question, send it with Enter and wait until it is answered."""
    page.evaluate(SEEN)
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.wait_for_selector(ANSWERED, timeout=ANSWER_MS)


def open_page(page, address: str) -> None:
    """The chat page, ready to be asked."""
    page.goto(address)
    page.wait_for_selector("html[data-ready]", state="attached", timeout=ANSWER_MS)


def in_view(locator) -> bool:
    """Whether at least the middle of the element can be seen where it stands."""
    return locator.evaluate(
        """element => {
          const box = element.getClientRects()[0];
          const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
          return top !== null && (element.contains(top) || top.contains(element));
        }"""
    )
