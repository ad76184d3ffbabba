// The conversation on the page: earlier turns above, the newest below where Gradio draws it; kept as it grows.

import * as storage from "./storage.js";
import { readScope } from "./scope.js";
import { announce, fill, texts } from "./texts.js";

const MAX_HISTORY = 50; // as qa/web/record.py
const MAX_TURNS = 200; // as qa/web/record.py
const SLICE_BYTES = 500_000; // about half of what qa/settings.py lets a body have
const TITLE_CHARS = 60;
const NUMBER = "data-turn";

const past = () => document.querySelector("#past .turns");
const current = () => document.querySelector("#current");
export const newest = () => document.querySelector("#current .turn");
export const turns = () => [...document.querySelectorAll("#past .turn, #current .turn")];

let id = null;
let known = null; // when the open conversation was written, as far as this page read or wrote it
let expected = true; // whether what Gradio draws belongs to the conversation that is open
let replacing = null; // the turn whose question is being edited
let opening = 0; // counts what takes the place of a conversation that is still being drawn
let watcher = () => {};
export const onChange = (listener) => (watcher = listener);
export const activeId = () => id;

const unopened = () => document.querySelector("#asking .unopened");
const recordOf = (turn) => (turn.dataset.record ? JSON.parse(turn.dataset.record) : null);
const records = () => turns().map(recordOf).filter((record) => record && record.state !== "failed");
const questionOf = (turn) => turn.querySelector(".asked-text")?.textContent ?? "";
const answered = (turn) => turn.querySelector(".answer") !== null;
export const underWay = () => document.querySelector("#current :is([data-state=waiting], [data-state=growing])") !== null;

function renumber() {
  turns().forEach((turn, i) => turn.setAttribute(NUMBER, i));
}

// What goes along with a question. The turns so far move up; one that failed, or is being edited, leaves.
export function asking(question) {
  expected = true;
  opening += 1;
  unopened().hidden = true;
  const leaving = replacing;
  stopEditing();
  for (const turn of turns()) {
    if (turn === leaving || turn.dataset.state === "failed") turn.remove();
    else if (turn.closest("#current")) past().append(turn.cloneNode(true));
  }
  for (const turn of current().querySelectorAll(".turn")) turn.remove();
  renumber();
  const history = [...past().querySelectorAll(".turn")].filter(answered).map(questionOf);
  const context = {
    number: past().children.length,
    history: linked ?? history.slice(-MAX_HISTORY),
    scope: linkedScope ?? readScope(),
  };
  linked = linkedScope = null;
  return [question, JSON.stringify(context)];
}

// A link brings its own history and scope for the one question it asks.
let linked = null;
let linkedScope = null;
export function askLinked(history, scope) {
  [linked, linkedScope] = [history.slice(-MAX_HISTORY), scope];
}

// A turn that was given up may still arrive after its conversation was left.
export function dropLate() {
  if (!expected) for (const turn of current().querySelectorAll(".turn")) turn.remove();
}

// By characters; half of one, which nothing can send, is left out.
export const cut = (text, chars) => [...text.replace(/\p{Surrogate}/gu, "")].slice(0, chars).join("");

export function keep() {
  const kept = records();
  if (!kept.length) return;
  const before = id && storage.read(id);
  if (!id || (before && before.updated !== known)) id = storage.newId(); // what another page wrote since stays
  const title = before?.named ? before.title : cut(kept[0].question.trim(), TITLE_CHARS);
  const updated = Date.now();
  const said = storage.write({ id, title, named: before?.named ?? false, updated, turns: kept });
  if (said !== "closed") known = updated;
  storage.setActive(id);
  watcher(said);
}

export function fresh() {
  if (underWay()) document.querySelector("#stop").click();
  expected = false;
  opening += 1;
  unopened().hidden = true;
  stopEditing();
  id = null;
  storage.setActive(null);
  past().replaceChildren();
  for (const turn of current().querySelectorAll(".turn")) turn.remove();
  watcher("");
}

// Drawn by the server from the records: escaped there, its sources held against the documents of today.
export async function open(wanted) {
  const kept = storage.read(wanted);
  fresh();
  if (!kept) return;
  storage.setActive(wanted); // before it is drawn: where that fails or takes long, the next visit finds it
  const mine = opening;
  const drawn = [];
  let first = 0;
  for (const turns of slices(kept.turns)) {
    const html = await post("chat/turns", { title: "", turns, first });
    if (mine !== opening) return; // another was opened, or a question asked
    if (html === null) {
      unopened().hidden = false;
      return announce(texts().unopened);
    }
    drawn.push(...new DOMParser().parseFromString(html, "text/html").querySelectorAll(".turn"));
    first += turns.length;
  }
  past().replaceChildren(...drawn.map((turn) => document.adoptNode(turn)));
  id = wanted;
  known = kept.updated;
  watcher("");
  past().lastElementChild?.scrollIntoView({ block: "start" });
}

// The turns in as many lists as it takes for each to be one that the server reads.
export function slices(kept) {
  const lists = [];
  let bytes = Infinity;
  for (const turn of kept) {
    const own = new Blob([JSON.stringify(turn)]).size;
    if (bytes + own > SLICE_BYTES || lists.at(-1).length === MAX_TURNS) {
      lists.push([]);
      bytes = 0;
    }
    lists.at(-1).push(turn);
    bytes += own;
  }
  return lists;
}

export async function post(path, body) {
  const under = document.documentElement.dataset.page === "embed" ? "embed/" : ""; // as its questions: with the token
  const response = await fetch(under + path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  }).catch(() => null);
  return response?.ok ? response.text() : null;
}

export async function suggestNext(turn) {
  const place = turn.querySelector(".follow-ups");
  const record = recordOf(turn);
  if (!place || place.dataset.asked || record?.state !== "done") return;
  place.dataset.asked = "yes";
  const html = await post("chat/follow-ups", { turn: record });
  if (html === null || !place.isConnected) return;
  const page = new DOMParser().parseFromString(html, "text/html");
  place.replaceChildren(...[...page.body.childNodes].map((node) => document.adoptNode(node)));
}

export function say(turn) {
  const t = texts();
  const state = turn.dataset.state;
  if (state === "waiting") announce(t.working);
  else if (state === "stopped") announce(t.stopped);
  else if (state === "failed") announce(t.failed);
  else if (state === "done" && turn.querySelector(".refused")) announce(t.not_found);
  else if (state === "done") announce(fill(t.answered, { n: turn.querySelectorAll(".sources > .source").length }));
}

// ---- editing the last question

export function edit() {
  const last = turns().at(-1);
  if (!last || underWay()) return;
  replacing = last;
  last.classList.add("replacing");
  document.querySelector("#asking .editing").hidden = false;
  fillBox(questionOf(last));
}

export function stopEditing() {
  replacing?.classList.remove("replacing");
  replacing = null;
  document.querySelector("#asking .editing").hidden = true;
}

export const isEditing = () => replacing !== null;

export function fillBox(text) {
  const box = document.querySelector("#question textarea");
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
  box.setSelectionRange(text.length, text.length);
}

export function ask(question) {
  fillBox(question);
  setTimeout(() => document.querySelector("#ask").click());
}
