"""The Gradio page: conversations, one conversation, its sources. `/` shows it whole, `/embed` without chrome.

Gradio asks and streams; what was said before stands in the page and in the browser's own storage
(static/conversations.js), which sends the earlier questions along with each new one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from index.errors import QuestionError
from qa.web.conversation import Engine, Turn, answering, stopped, under_way
from qa.web.embedding import within
from qa.web.record import asked_of
from qa.web.render import render
from qa.web.texts import TEXTS
from qa.web.transcript import render_turns, render_welcome

SANS = ("system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")
MONO = ("ui-monospace", "monospace")
ANSWERS_AT_ONCE = 4
READER = '<div class="reader"></div>'  # filled by static/documents.js
PAST = '<div class="turns"></div>'  # filled by static/conversations.js
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def theme() -> gr.themes.Base:
    """Gradio's plainest theme with the machine's own fonts; static/theme.css does the rest."""
    return gr.themes.Base(font=SANS, font_mono=MONO)


@dataclass(frozen=True)
class Parts:
    """The components that events read or change; the rest of the page stands still."""

    current: gr.HTML
    box: gr.Textbox
    ask: gr.Button
    stop: gr.Button
    context: gr.Textbox
    turn: gr.State


@dataclass(frozen=True, slots=True)
class Newest:
    """The turn that is on the page's hands, and its number there."""

    turn: Turn | None = None
    number: int = 0


def build_chat(engine: Engine, linked: bool = True) -> gr.Blocks:
    """The page, its events wired to `engine`; `linked` as `render_turns` has it."""
    with gr.Blocks(title="条文 Tiaowen", analytics_enabled=False, fill_width=True) as blocks:
        parts = _lay_out(engine)
        _wire(parts, Answering(engine, linked))
        labels = {"fn": None, "outputs": [parts.box, parts.ask, parts.stop], "api_visibility": "private"}
        blocks.load(js="() => window.tiaowen.labels()", **labels)
        relabel = gr.Button(elem_id="relabel", visible="hidden")
        relabel.click(js="() => window.tiaowen.labels()", **labels)
    return blocks.queue(api_open=False, default_concurrency_limit=ANSWERS_AT_ONCE)


def _lay_out(engine: Engine) -> Parts:
    with gr.Row(elem_id="masthead"):
        _html(render("masthead.html"), "brand")
    with gr.Row(elem_id="workspace"):
        _html(render("sidebar.html"), "sidebar")
        with gr.Column(elem_id="conversation"):
            with gr.Column(elem_id="transcript"):
                _html(render_welcome(engine), "welcome")
                _html(PAST, "past")
                current = _html("", "current")
            with gr.Column(elem_id="composer"):
                _html(_composer(engine), "asking")
                with gr.Row(elem_id="ask-row"):
                    box = _question_box()
                    ask, stop = _button("ask"), _button("stop")
        _html(render("pane.html"), "sources")
    _html(READER, "documents")
    context = gr.Textbox(visible=False)
    return Parts(current, box, ask, stop, context, gr.State(Newest()))


def _composer(engine: Engine) -> str:
    regions = dict.fromkeys((document.region, document.region_en) for document in engine.documents if document.region)
    return render("composer.html", documents=engine.documents, regions=list(regions))


def _html(value: str, name: str) -> gr.HTML:
    """A place for HTML that `qa.web.render` made. The template stays fixed, so values are never evaluated."""
    return gr.HTML(value, elem_id=name, apply_default_css=False, js_on_load=None)


def _button(name: str) -> gr.Button:
    return gr.Button(TEXTS[name][0], elem_id=name)


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


def _wire(parts: Parts, events: Answering) -> None:
    """Asking and stopping. What the browser adds to a question comes from static/chat.js."""
    box, current, turn = parts.box, parts.current, parts.turn
    asking = gr.on(
        [box.submit, parts.ask.click],
        events.ask,
        inputs=[box, parts.context],
        outputs=[current, box, turn],
        js="(question) => window.tiaowen.asking(question)",
        trigger_mode="once",
        **QUIET,
    )
    asking.then(events.end, [box, turn], [current, box], queue=False, **QUIET)
    parts.stop.click(events.stop, turn, [current, turn], cancels=asking, queue=False, **QUIET)


@dataclass(frozen=True)
class Answering:
    """What the page's events do."""

    engine: Engine
    linked: bool = True

    def ask(self, question: str, context: str, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """The growing turn, the box emptied once. `end` shows it complete: the page then takes the next question,
        which Gradio drops while this event runs."""
        try:
            asked = asked_of(context)
        except QuestionError as error:
            yield gr.skip(), "", Newest(Turn(question, error=str(error), state="failed"))
            return
        scope = within(asked.scope, request.query_params)  # what a page that embeds narrows it to
        for i, turn in enumerate(answering(self.engine, question, asked.history, scope)):
            newest = Newest(turn, asked.number)
            yield self._shown(newest) if under_way(turn) else gr.skip(), "" if i == 0 else gr.skip(), newest

    def end(self, typed: str, newest: Newest) -> tuple[str, Any]:
        """The turn complete; a question that failed goes back into the box, unless something else was typed."""
        failed = newest.turn is not None and newest.turn.state == "failed"
        return self._shown(newest), newest.turn.question if failed and not typed else gr.skip()

    def stop(self, newest: Newest) -> tuple[str, Newest]:
        """The turn as far as it came."""
        newest = Newest(stopped(newest.turn), newest.number)
        return self._shown(newest), newest

    def _shown(self, newest: Newest) -> str:
        return render_turns([newest.turn] if newest.turn else [], self.engine, newest.number, self.linked)
