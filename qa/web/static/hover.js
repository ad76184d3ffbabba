// What a mark or a term says, on hover or focus: the quote behind [n], the English of a dotted word.

import { quotedBy } from "./sources.js";

const MARGIN = 12;
let tip = null;
let owner = null;

function quotesOf(cite) {
  const source = cite.closest(".turn")?.querySelector(`.source[data-n="${cite.dataset.n}"]`);
  if (!source) return null;
  const quoted = quotedBy(source, cite);
  const marks = quoted ? [quoted] : [...source.querySelectorAll("mark")];
  const lines = marks.map((mark) => `“${mark.textContent.trim()}”`);
  return { head: `${source.querySelector(".title").textContent} ${source.querySelector(".label").textContent}`, lines };
}

function contents(target) {
  if (target.matches(".cite")) return quotesOf(target);
  return document.documentElement.dataset.lang === "en" ? { head: "", lines: [target.dataset.gloss] } : null;
}

function line(name, className, text, lang) {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text;
  if (lang) element.lang = lang;
  return element;
}

function show(target) {
  const said = contents(target);
  hide();
  if (!said) return;
  const isQuote = target.matches(".cite");
  tip = line("div", isQuote ? "tip quote" : "tip", "");
  tip.id = "tip";
  tip.setAttribute("role", "tooltip");
  if (said.head) tip.append(line("p", "tip-head", said.head, "zh"));
  tip.append(...said.lines.map((text) => line("p", "", text, isQuote ? "zh" : "en")));
  document.body.append(tip);
  target.setAttribute("aria-describedby", "tip");
  owner = target;
  place();
}

function place() {
  const at = owner.getClientRects()[0] ?? owner.getBoundingClientRect();
  const below = at.bottom + tip.offsetHeight + MARGIN < innerHeight;
  tip.style.top = `${below ? at.bottom + 8 : Math.max(MARGIN, at.top - tip.offsetHeight - 8)}px`;
  tip.style.left = `${Math.max(MARGIN, Math.min(at.left, innerWidth - tip.offsetWidth - MARGIN))}px`;
}

// A page that moves under a resting pointer, as when an answer ends, takes the tip along.
function follow() {
  if (!tip) return;
  const at = owner.getBoundingClientRect();
  if (owner.isConnected && at.bottom > 0 && at.top < innerHeight) place();
  else hide();
}

function hide() {
  owner?.removeAttribute("aria-describedby");
  tip?.remove();
  [tip, owner] = [null, null];
}

export function startHover() {
  const target = (event) => event.target.closest?.(".cite, .term");
  document.addEventListener("pointerover", (event) => {
    const over = target(event);
    if (over && over !== owner && event.pointerType !== "touch") show(over);
    else if (!over && !event.target.closest?.(".tip")) hide();
  });
  document.addEventListener("focusin", (event) => {
    const over = target(event);
    if (over?.matches(":focus-visible")) show(over);
  });
  document.addEventListener("focusout", (event) => event.target === owner && hide());
  document.addEventListener("scroll", follow, true);
  document.addEventListener("click", (event) => {
    const word = event.target.closest?.(".term"); // a finger taps; it cannot hover
    if (word) show(word);
    else hide();
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
}
