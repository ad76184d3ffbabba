// The documents tab. The address says what is shown: # the chat, #documents the list, #documents?q=… what a search
// found, #compare?a=…&b=…&topic=… two side by side, #wenzhou a document, #wenzhou:1.2?q=… one of its articles with the
// words marked. The text comes from the server's own pages.

import { showHints } from "./language.js";
import { texts } from "./texts.js";

const root = document.documentElement;
const PAGES = ["documents", "compare"];
const place = () => document.querySelector("#documents .reader");
let shown = "";
let asked = 0; // counts what was asked for: only the newest is shown

function wanted() {
  const [name, query = ""] = location.hash.slice(1).split("?");
  return { target: decodeURIComponent(name), query };
}

function pathOf({ target, query }) {
  const path = PAGES.includes(target) ? target : `documents/${encodeURIComponent(target.split(":")[0])}`;
  return query ? `${path}?${query}` : path;
}

function notice(text, className = "working") {
  const line = document.createElement("p");
  line.className = className;
  line.textContent = text;
  place().replaceChildren(line);
}

async function load(path) {
  if (path === shown) return true;
  shown = "";
  const mine = ++asked;
  notice(texts().loading);
  const response = await fetch(path).catch(() => null);
  const html = response?.ok ? await response.text().catch(() => null) : null;
  if (mine !== asked) return false;
  if (html === null) {
    notice(response && !response.ok ? texts().no_document : texts().unreachable, "notice");
    return false;
  }
  const page = new DOMParser().parseFromString(html, "text/html");
  place().replaceChildren(document.adoptNode(page.querySelector("main")));
  showHints(place());
  shown = path;
  return true;
}

async function show() {
  const now = wanted();
  root.dataset.view = now.target ? "documents" : "chat";
  for (const link of document.querySelectorAll("[data-view-link]")) {
    if (link.dataset.viewLink === root.dataset.view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (!now.target || !(await load(pathOf(now))) || now.target !== wanted().target) return;
  const article = document.getElementById(now.target);
  for (const other of place().querySelectorAll(".target")) other.classList.remove("target");
  if (article?.classList.contains("document-article")) {
    article.classList.add("target");
    article.scrollIntoView({ block: "start", behavior: "instant" });
    article.focus({ preventScroll: true });
  } else place().closest("#documents").scrollTo(0, 0);
}

// A search or a comparison answers on this page.
function submit(event) {
  const form = event.target;
  if (!form.matches("form.search, form.compare-form")) return;
  event.preventDefault();
  const name = form.getAttribute("action").split("/").pop();
  location.hash = `${name}?${new URLSearchParams(new FormData(form))}`;
}

export function startDocuments() {
  addEventListener("hashchange", show);
  place().addEventListener("submit", submit);
  show();
}

// Links to /documents/… and /compare stay on this page.
export function followLink(link) {
  const url = new URL(link.href);
  const name = url.hash.slice(1) || url.pathname.split("/").pop();
  location.hash = name + url.search;
}
