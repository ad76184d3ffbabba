// The list of conversations beside the page: open, rename, delete, take along.

import * as conversations from "./conversations.js";
import * as storage from "./storage.js";
import { texts } from "./texts.js";

const root = document.documentElement;
const side = () => document.querySelector("#side");
const DAY_MS = 86_400_000;

function make(name, className, text) {
  const element = document.createElement(name);
  element.className = className;
  if (text !== undefined) element.textContent = text;
  if (name === "button") element.type = "button";
  return element;
}

export function drawSidebar(said = "") {
  const t = texts();
  const list = side().querySelector(".history");
  const kept = storage.all();
  list.replaceChildren();
  if (!kept.length) list.append(make("p", "faded", storage.isClosed() ? t.history_closed : t.history_empty));
  for (const [name, group] of grouped(kept, t)) {
    const items = make("ul", "");
    items.append(...group.map(entry));
    list.append(make("h3", "", name), items);
  }
  side().querySelector("#forget").hidden = !kept.length;
  side().querySelector(".history-said").textContent = { full: t.history_full, closed: t.history_closed }[said] ?? "";
}

function grouped(kept, t) {
  const today = new Date().setHours(0, 0, 0, 0);
  const groups = new Map();
  for (const conversation of kept) {
    const age = Math.ceil((today - conversation.updated) / DAY_MS);
    const name = age <= 0 ? t.today : t.earlier;
    groups.set(name, [...(groups.get(name) ?? []), conversation]);
  }
  return groups;
}

function entry(conversation) {
  const item = make("li", "conversation");
  item.dataset.id = conversation.id;
  const open = make("button", "open", conversation.title);
  open.title = conversation.title;
  if (conversation.id === conversations.activeId()) open.setAttribute("aria-current", "true");
  open.addEventListener("click", () => {
    conversations.open(conversation.id);
    showSidebar(false);
    location.hash = "";
  });
  item.append(open, menu(conversation, item));
  return item;
}

function menu(conversation, item) {
  const t = texts();
  const details = make("details", "menu");
  const summary = make("summary", "", "⋯");
  summary.setAttribute("aria-label", `${t.more}: ${conversation.title}`);
  const choices = make("div", "choices");
  const choice = (label, action) => {
    const button = make("button", "", label);
    button.addEventListener("click", () => {
      details.open = false;
      action();
    });
    choices.append(button);
  };
  choice(t.rename, () => rename(conversation, item));
  choice(t.export_markdown, () => takeAlong(conversation, "md"));
  choice(t.export_word, () => takeAlong(conversation, "docx"));
  choice(t.delete, () => sure(item, t.delete_sure, () => remove(conversation.id)));
  details.append(summary, choices);
  details.addEventListener("toggle", () => {
    for (const other of side().querySelectorAll("details.menu[open]")) if (details.open && other !== details) other.open = false;
  });
  return details;
}

function rename(conversation, item) {
  const box = make("input", "rename");
  box.value = conversation.title;
  box.maxLength = 100;
  box.setAttribute("aria-label", texts().rename);
  const done = (keepIt) => {
    const title = box.value.trim();
    if (keepIt && title) storage.write({ ...storage.read(conversation.id), title, named: true });
    drawSidebar();
    side().querySelector(`[data-id="${conversation.id}"] .open`)?.focus();
  };
  box.addEventListener("keydown", (event) => {
    event.stopPropagation();
    const ends = event.key === "Escape" || (event.key === "Enter" && !event.isComposing);
    if (!ends) return;
    event.preventDefault(); // else Enter presses the button that gets the focus next
    done(event.key === "Enter");
  });
  box.addEventListener("blur", () => item.contains(box) && done(true));
  item.replaceChildren(box);
  box.focus();
  box.select();
}

function sure(place, question, action) {
  const t = texts();
  const row = make("p", "sure");
  row.setAttribute("role", "alertdialog");
  row.setAttribute("aria-label", question);
  const yes = make("button", "danger", t.delete);
  const no = make("button", "", t.cancel);
  yes.addEventListener("click", action);
  no.addEventListener("click", () => drawSidebar());
  row.append(make("span", "", question), yes, no);
  place.replaceChildren(row);
  no.focus();
}

function remove(id) {
  storage.forget(id);
  if (id === conversations.activeId()) conversations.fresh();
  drawSidebar();
}

function removeAll() {
  for (const { id } of storage.all()) storage.forget(id);
  conversations.fresh();
  drawSidebar();
}

// One file; of a conversation that is too long for one, several.
async function takeAlong(conversation, format) {
  const { title, turns } = storage.read(conversation.id);
  const name = title.replace(/[\\/:*?"<>|]+/g, " ").trim() || "tiaowen";
  const parts = conversations.slices(turns);
  for (const [i, part] of parts.entries()) {
    const response = await fetch(`chat/export.${format}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ title: conversations.cut(title, 200), turns: part, language: root.dataset.lang }),
    }).catch(() => null);
    if (!response?.ok) return void (side().querySelector(".history-said").textContent = texts().unreachable);
    save(await response.blob(), `${name}${parts.length > 1 ? ` ${i + 1}` : ""}.${format}`);
  }
}

function save(blob, name) {
  const link = make("a", "");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export function showSidebar(open) {
  root.dataset.side = open ? "open" : "";
  document.querySelector("#menu").setAttribute("aria-expanded", String(open));
  if (open) side().querySelector("#new").focus();
}

export function startSidebar() {
  conversations.onChange(drawSidebar);
  document.querySelector("#menu").addEventListener("click", () => showSidebar(root.dataset.side !== "open"));
  side().querySelector("#new").addEventListener("click", startFresh);
  side().querySelector("#forget").addEventListener("click", () =>
    sure(side().querySelector(".history"), texts().delete_all_sure, removeAll),
  );
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || root.dataset.side !== "open") return;
    showSidebar(false);
    document.querySelector("#menu").focus();
  });
  document.addEventListener("click", (event) => {
    if (root.dataset.side === "open" && !event.target.closest("#sidebar, #menu") && event.target.isConnected) showSidebar(false);
    for (const menu of side().querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  addEventListener("storage", () => drawSidebar()); // another tab wrote
  drawSidebar();
}

export function startFresh() {
  conversations.fresh();
  showSidebar(false);
  location.hash = "";
  conversations.fillBox("");
}
