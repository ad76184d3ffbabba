// Copying an answer with its sources, or the link that asks it again.

import { texts } from "./texts.js";

const saying = new WeakSet(); // buttons that show what became of their press

// Plain http on an intranet has no clipboard API, and a frame without allow="clipboard-write" may not use it.
async function write(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return writeByHand(text);
  }
}

function writeByHand(text) {
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  const written = document.execCommand("copy");
  area.remove();
  return written;
}

function plain(element) {
  const bare = element.cloneNode(true);
  const language = document.documentElement.dataset.lang;
  for (const hidden of bare.querySelectorAll(`.sr, .ui:not([lang="${language}"])`)) hidden.remove();
  return bare.textContent.replaceAll("\u00a0", " ").replace(/\s+/g, " ").trim();
}

async function said(button, text, label) {
  if (saying.has(button)) return;
  saying.add(button);
  const written = await write(text);
  const before = [...button.childNodes];
  button.textContent = written ? label : texts().not_copied;
  setTimeout(() => {
    button.replaceChildren(...before);
    saying.delete(button);
  }, 1500);
}

const linkOf = (turn) => new URL(turn.querySelector(".copy-link").getAttribute("href"), document.baseURI).href;

export function copyAnswer(button) {
  const turn = button.closest(".turn");
  const lines = [...turn.querySelectorAll(".answer > p:not(.verdict)")].map(plain);
  const sources = [...turn.querySelectorAll(".sources > .source > summary")].map(plain);
  const link = turn.querySelector(".copy-link") ? ["", linkOf(turn)] : [];
  return said(button, [plain(turn.querySelector(".asked-text")), "", ...lines, "", ...sources, ...link].join("\n"), texts().copied);
}

export const copyLink = (link) => said(link, linkOf(link.closest(".turn")), texts().link_copied);
