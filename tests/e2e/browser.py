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
NEWEST = "place => Number([...place.querySelectorAll('.turn')].at(-1)?.dataset.turn ?? -1)"


def ask(page, question: str) -> None:
    """Type a question, send it with Enter and wait until it is answered."""
    before = page.locator("#transcript").evaluate(NEWEST)
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.wait_for_function(f"n => ({NEWEST})(document.querySelector('#transcript')) > n", arg=before)
    page.wait_for_selector("#current .turn:is([data-state=done], [data-state=failed])", timeout=ANSWER_MS)


def in_view(locator) -> bool:
    """Whether at least the middle of the element can be seen where it stands."""
    return locator.evaluate(
        """element => {
          const box = element.getClientRects()[0];
          const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
          return top !== null && (element.contains(top) || top.contains(element));
        }"""
    )
