"""The Gradio page: one conversation beside its sources. `/` shows it whole, `/embed` without chrome."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from qa.web.conversation import Engine, Turns, converse, stopped, unanswered
from qa.web.render import render, render_turns, render_welcome
from qa.web.texts import TEXTS

SANS = ("system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")
MONO = ("ui-monospace", "monospace")
ANSWERS_AT_ONCE = 4
READER = '<div class="reader"></div>'  # filled by static/documents.js


def theme() -> gr.themes.Base:
    """Gradio's plainest theme with the machine's own fonts; static/theme.css does the rest."""
    return gr.themes.Base(font=SANS, font_mono=MONO)


def html(value: str, name: str) -> gr.HTML:
    """A place for HTML that `qa.web.render` made. The template stays fixed, so values are never evaluated."""
    return gr.HTML(value, elem_id=name, apply_default_css=False, js_on_load=None)


def build_chat(engine: Engine) -> gr.Blocks:
    """The page, its events wired to `engine`."""
    with gr.Blocks(title="条文 Tiaowen", analytics_enabled=False, fill_width=True) as blocks:
        with gr.Row(elem_id="masthead"):
            html(render("masthead.html"), "brand")
            language = gr.Button(TEXTS["switch_language"][0], elem_id="language")
            clear = gr.Button(TEXTS["clear"][0], elem_id="clear")
        with gr.Row(elem_id="workspace"):
            with gr.Column(elem_id="conversation"):
                with gr.Column(elem_id="transcript"):
                    past = html(render_welcome(engine), "past")
                    current = html("", "current")
                with gr.Row(elem_id="composer"):
                    box = gr.Textbox(
                        label=TEXTS["question"][0],
                        placeholder=TEXTS["placeholder"][0],
                        show_label=False,
                        container=False,
                        lines=1,
                        max_lines=6,
                        autofocus=True,
                        elem_id="question",
                    )
                    ask = gr.Button(TEXTS["ask"][0], elem_id="ask", variant="primary")
                    stop = gr.Button(TEXTS["stop"][0], elem_id="stop")
            html(render("pane.html"), "sources")
        html(READER, "documents")
        turns = gr.State(())
        _wire(engine, turns, past, current, box, ask, stop, clear)
        labels = [language, clear, box, ask, stop]
        quiet: dict[str, Any] = {"fn": None, "outputs": labels, "api_visibility": "private"}
        blocks.load(js="() => window.tiaowen.labels()", **quiet)
        language.click(js="() => window.tiaowen.switchLanguage()", **quiet)
    return blocks.queue(api_open=False, default_concurrency_limit=ANSWERS_AT_ONCE)


def _wire(
    engine: Engine,
    turns: gr.State,
    past: gr.HTML,
    current: gr.HTML,
    box: gr.Textbox,
    ask: gr.Button,
    stop: gr.Button,
    clear: gr.Button,
) -> None:
    """Asking, stopping and clearing."""

    def on_ask(question: str, held: Turns) -> Iterator[tuple[Any, ...]]:
        """Past turns and an empty box once; then the growing turn."""
        for i, grown in enumerate(converse(engine, question, held)):
            before = render_turns(grown[:-1], engine) if i == 0 else gr.skip()
            newest = render_turns(grown[-1:], engine, first=len(grown) - 1)
            yield before, newest, "" if i == 0 else gr.skip(), grown

    def on_end(typed: str, held: Turns) -> Any:
        """A question that failed goes back into the box, unless something else was typed meanwhile."""
        return gr.skip() if typed else unanswered(held) or gr.skip()

    def on_stop(held: Turns) -> tuple[str, Turns]:
        held = stopped(held)
        return render_turns(held[-1:], engine, first=len(held) - 1), held

    def on_clear() -> tuple[str, str, str, Turns]:
        return render_welcome(engine), "", "", ()

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    asking = gr.on(
        [box.submit, ask.click], on_ask, [box, turns], [past, current, box, turns], trigger_mode="once", **quiet
    )
    asking.then(on_end, [box, turns], box, **quiet)
    stop.click(on_stop, turns, [current, turns], cancels=asking, queue=False, **quiet)
    clear.click(on_clear, None, [past, current, box, turns], cancels=asking, queue=False, **quiet)
