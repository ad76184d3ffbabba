"""The Gradio page: one conversation beside its sources. `/` shows it whole, `/embed` without chrome."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from qa.web.conversation import Engine, Turns, converse, stopped, unanswered, under_way
from qa.web.render import render, render_turns, render_welcome
from qa.web.texts import TEXTS

SANS = ("system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")
MONO = ("ui-monospace", "monospace")
ANSWERS_AT_ONCE = 4
READER = '<div class="reader"></div>'  # filled by static/documents.js
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def theme() -> gr.themes.Base:
    """Gradio's plainest theme with the machine's own fonts; static/theme.css does the rest."""
    return gr.themes.Base(font=SANS, font_mono=MONO)


@dataclass(frozen=True)
class Parts:
    """The components that events read or change; the rest of the page stands still."""

    language: gr.Button
    clear: gr.Button
    past: gr.HTML
    current: gr.HTML
    box: gr.Textbox
    ask: gr.Button
    stop: gr.Button
    turns: gr.State


def build_chat(engine: Engine) -> gr.Blocks:
    """The page, its events wired to `engine`."""
    with gr.Blocks(title="条文 Tiaowen", analytics_enabled=False, fill_width=True) as blocks:
        parts = _lay_out(engine)
        _wire(parts, Answering(engine))
        labels = {
            "fn": None,
            "outputs": [parts.language, parts.clear, parts.box, parts.ask, parts.stop],
            "api_visibility": "private",
        }
        blocks.load(js="() => window.tiaowen.labels()", **labels)
        parts.language.click(js="() => window.tiaowen.switchLanguage()", **labels)
    return blocks.queue(api_open=False, default_concurrency_limit=ANSWERS_AT_ONCE)


def _lay_out(engine: Engine) -> Parts:
    with gr.Row(elem_id="masthead"):
        _html(render("masthead.html"), "brand")
        language, clear = _button("switch_language", "language"), _button("clear", "clear")
    with gr.Row(elem_id="workspace"):
        with gr.Column(elem_id="conversation"):
            with gr.Column(elem_id="transcript"):
                past, current = _html(render_welcome(engine), "past"), _html("", "current")
            with gr.Row(elem_id="composer"):
                box = _question_box()
                ask, stop = _button("ask", "ask"), _button("stop", "stop")
        _html(render("pane.html"), "sources")
    _html(READER, "documents")
    return Parts(language, clear, past, current, box, ask, stop, gr.State(()))


def _html(value: str, name: str) -> gr.HTML:
    """A place for HTML that `qa.web.render` made. The template stays fixed, so values are never evaluated."""
    return gr.HTML(value, elem_id=name, apply_default_css=False, js_on_load=None)


def _button(text: str, name: str) -> gr.Button:
    return gr.Button(TEXTS[text][0], elem_id=name)


def _question_box() -> gr.Textbox:
    return gr.Textbox(
        label=TEXTS["question"][0],
        placeholder=TEXTS["placeholder"][0],
        show_label=False,
        container=False,
        lines=1,
        max_lines=6,
        autofocus=True,
        elem_id="question",
    )


def _wire(parts: Parts, answering: Answering) -> None:
    """Asking, stopping and clearing."""
    box, turns, past, current = parts.box, parts.turns, parts.past, parts.current
    asking = gr.on(
        [box.submit, parts.ask.click],
        answering.ask,
        inputs=[box, turns],
        outputs=[past, current, box, turns],
        trigger_mode="once",
        **QUIET,
    )
    asking.then(answering.end, [box, turns], [current, box], **QUIET)
    parts.stop.click(answering.stop, turns, [current, turns], cancels=asking, queue=False, **QUIET)
    parts.clear.click(answering.clear, None, [past, current, box, turns], cancels=asking, queue=False, **QUIET)


@dataclass(frozen=True)
class Answering:
    """What the page's events do. The conversation lives in the session's state, never in the browser's HTML."""

    engine: Engine

    def ask(self, question: str, held: Turns) -> Iterator[tuple[Any, ...]]:
        """Past turns and an empty box once; then the growing turn. `end` shows it complete: the page then takes
        the next question, which Gradio drops while this event runs."""
        for i, grown in enumerate(converse(self.engine, question, held)):
            before = render_turns(grown[:-1], self.engine) if i == 0 else gr.skip()
            newest = self._newest(grown) if under_way(grown) else gr.skip()
            yield before, newest, "" if i == 0 else gr.skip(), grown

    def end(self, typed: str, held: Turns) -> tuple[str, Any]:
        """The turn complete; a question that failed goes back into the box, unless something else was typed."""
        return self._newest(held), gr.skip() if typed else unanswered(held) or gr.skip()

    def stop(self, held: Turns) -> tuple[str, Turns]:
        """The turn as far as it came."""
        held = stopped(held)
        return self._newest(held), held

    def clear(self) -> tuple[str, str, str, Turns]:
        """An empty conversation."""
        return render_welcome(self.engine), "", "", ()

    def _newest(self, turns: Turns) -> str:
        return render_turns(turns[-1:], self.engine, first=len(turns) - 1)
