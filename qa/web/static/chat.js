// The chat page in the browser. Gradio does the asking; everything else is in the modules beside this one.

import { copyAnswer, copyLink } from "./clipboard.js";
import * as conversations from "./conversations.js";
import { followLink, startDocuments } from "./documents.js";
import { startFeedback } from "./feedback.js";
import { startHover } from "./hover.js";
import { startKeys } from "./keys.js";
import { chooseLanguage, showHints, switchLanguage } from "./language.js";
import { followLinkHere, remark } from "./links.js";
import { chooseLook, nextLook } from "./look.js";
import { startPrint } from "./print.js";
import { showScope, startScope } from "./scope.js";
import { drawSidebar, startFresh, startSidebar } from "./sidebar.js";
import { backToAnswer, followNewest, openSource, showSources } from "./sources.js";
import * as storage from "./storage.js";
import { suggest } from "./suggestions.js";
import { texts } from "./texts.js";

const root = document.documentElement;
const update = (values) => ({ __type__: "update", ...values });

// What Gradio's own components say: question box, ask, stop (the order chat.py lists them in).
function labels() {
  const t = texts();
  return [update({ label: t.question, placeholder: t.placeholder }), update({ value: t.ask }), update({ value: t.stop })];
}

window.tiaowen = { labels, asking: conversations.asking };

function showWords() {
  showScope();
  drawSidebar();
  showHints();
}

const CLICKS = [
  ["#language", () => (switchLanguage(), document.querySelector("#relabel")?.click(), showWords(), suggest())],
  ["#look", nextLook],
  [".embed-new", startFresh],
  [".stop-editing", () => (conversations.stopEditing(), conversations.fillBox(""))],
  [".skip", () => document.querySelector("#question textarea").focus()],
  [".show-sources", (target) => showSources(target.closest(".turn"))],
  [".back", (target) => backToAnswer(target.closest(".turn"), target.closest(".source").dataset.n)],
  [".copy", copyAnswer],
  [".copy-link", copyLink],
  [".example", (target) => conversations.ask(target.dataset.question ?? target.textContent)],
  [".cite", (target) => openSource(target.closest(".turn"), target.dataset.n, target)],
];
const LINKS = "a.article-link, a.anchor";

// A modified click opens the document's own page in another tab or window, as everywhere.
const elsewhere = (event) => event.metaKey || event.ctrlKey || event.shiftKey;

document.addEventListener("click", (event) => {
  const target = event.target.closest?.("button, a");
  if (!target || (target.matches("a") && elsewhere(event))) return;
  const [, act] = CLICKS.find(([selector]) => target.matches(selector)) ?? [];
  if (act) {
    event.preventDefault();
    act(target);
  } else if (target.matches(LINKS)) {
    if (root.dataset.page === "chat") {
      event.preventDefault();
      followLink(target);
    } else target.target = "_blank";
  }
});

// Gradio draws the page after this script: wait for the conversation, then watch it.
let seen = "";
function watch() {
  conversations.dropLate();
  const turns = conversations.turns();
  root.toggleAttribute("data-talking", turns.length > 0);
  followNewest(turns);
  const newest = conversations.newest();
  const state = newest ? `${newest.dataset.turn} ${newest.dataset.state} ${newest.dataset.record?.length}` : "";
  if (state === seen) return;
  const moved = state.split(" ")[0] !== seen.split(" ")[0];
  seen = state;
  if (!newest) return;
  conversations.say(newest);
  if (moved) newest.scrollIntoView({ block: "start" });
  if (newest.dataset.record) {
    conversations.keep();
    remark(newest);
    conversations.suggestNext(newest);
  }
}

function start() {
  const transcript = document.querySelector("#transcript");
  const drawn = ["#past .turns", "#documents .reader", "#side", "#asking .scope", "#question textarea", "#ask"];
  if (!transcript || !drawn.every((selector) => document.querySelector(selector))) return false;
  new MutationObserver(watch).observe(transcript, {
    childList: true,
    subtree: true,
    characterData: true,
    attributes: true,
    attributeFilter: ["data-record", "data-state", "data-turn"],
  });
  startScope();
  startSidebar();
  startDocuments();
  for (const begin of [startHover, startFeedback, startKeys, startPrint]) begin();
  showWords();
  suggest();
  const before = storage.active();
  if (!followLinkHere() && before) conversations.open(before);
  root.toggleAttribute("data-ready", true);
  return true;
}

chooseLanguage();
chooseLook();
if (!start()) {
  const waiting = new MutationObserver(() => start() && waiting.disconnect());
  waiting.observe(document.body ?? root, { childList: true, subtree: true });
}
