// The chat page in the browser: language, examples, copying, citations. Gradio does the asking.

import { followLink, startDocuments } from "./documents.js";
import { chooseLanguage, language, switchLanguage } from "./language.js";
import { backToAnswer, followNewest, openSource, showSources } from "./sources.js";

const root = document.documentElement;
const allTexts = JSON.parse(document.getElementById("tiaowen-texts").textContent);
const texts = () => allTexts[language()];
const update = (values) => ({ __type__: "update", ...values });

// What Gradio's own components say: language, clear, question box, ask, stop (the order chat.py lists them in).
function labels() {
  const t = texts();
  return [
    update({ value: t.switch_language }),
    update({ value: t.clear }),
    update({ label: t.question, placeholder: t.placeholder }),
    update({ value: t.ask }),
    update({ value: t.stop }),
  ];
}

window.tiaowen = {
  labels,
  switchLanguage() {
    switchLanguage();
    return labels();
  },
};

function ask(question) {
  const box = document.querySelector("#question textarea");
  box.value = question;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  setTimeout(() => document.querySelector("#ask").click());
}

async function copy(button) {
  const lines = [...button.closest(".turn").querySelectorAll(".answer > p:not(.verdict)")];
  const sources = [...button.closest(".turn").querySelectorAll(".source > summary")];
  const plain = (element) => {
    const bare = element.cloneNode(true);
    for (const hidden of bare.querySelectorAll(".sr")) hidden.remove();
    return bare.textContent.replaceAll("\u00a0", " ").trim();
  };
  await writeClipboard([...lines.map(plain), "", ...sources.map(plain)].join("\n").trim());
  const label = [...button.childNodes];
  button.textContent = texts().copied;
  setTimeout(() => button.replaceChildren(...label), 1500);
}

async function writeClipboard(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea"); // plain http on an intranet: no clipboard API
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

// A modified click opens the document's own page in another tab or window, as everywhere.
const elsewhere = (event) => event.metaKey || event.ctrlKey || event.shiftKey;

document.addEventListener("click", (event) => {
  const target = event.target.closest("button, a");
  const turn = target?.closest(".turn");
  if (!target) return;
  if (target.matches(".cite") && !elsewhere(event)) {
    event.preventDefault();
    openSource(turn, target.dataset.n);
  }
  else if (target.matches(".show-sources")) showSources(turn);
  else if (target.matches(".back")) backToAnswer(turn, target.closest(".source").dataset.n);
  else if (target.matches(".copy")) copy(target);
  else if (target.matches(".example")) ask(target.textContent);
  else if (target.matches("a.article-link, a.anchor") && !elsewhere(event)) {
    if (root.dataset.page === "chat") {
      event.preventDefault();
      followLink(target);
    } else target.target = "_blank";
  }
});

// Gradio draws the page after this script: wait for the conversation, then watch it.
let newest = "";
function watch(transcript) {
  const turns = [...transcript.querySelectorAll(".turn")];
  followNewest(turns);
  const number = turns.at(-1)?.dataset.turn ?? "";
  if (number !== newest) turns.at(-1)?.scrollIntoView({ block: "start" });
  newest = number;
}

function start() {
  const transcript = document.querySelector("#transcript");
  if (!transcript || !document.querySelector("#documents .reader")) return false;
  new MutationObserver(() => watch(transcript)).observe(transcript, { childList: true, subtree: true, characterData: true });
  startDocuments(texts);
  return true;
}

chooseLanguage();
if (!start()) {
  const waiting = new MutationObserver(() => start() && waiting.disconnect());
  waiting.observe(document.body ?? root, { childList: true, subtree: true });
}
