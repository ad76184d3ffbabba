// Copying an answer with its sources, or the link that asks it again.

import { texts } from "./texts.js";

async function write(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea"); // plain http on an intranet: no clipboard API
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

function plain(element) {
  const bare = element.cloneNode(true);
  const language = document.documentElement.dataset.lang;
  for (const hidden of bare.querySelectorAll(`.sr, .ui:not([lang="${language}"])`)) hidden.remove();
  return bare.textContent.replaceAll("\u00a0", " ").replace(/\s+/g, " ").trim();
}

async function said(button, text, label) {
  await write(text);
  const before = [...button.childNodes];
  button.textContent = label;
  setTimeout(() => button.replaceChildren(...before), 1500);
}

export const linkOf = (turn) => new URL(turn.querySelector(".copy-link").getAttribute("href"), document.baseURI).href;

export function copyAnswer(button) {
  const turn = button.closest(".turn");
  const lines = [...turn.querySelectorAll(".answer > p:not(.verdict)")].map(plain);
  const sources = [...turn.querySelectorAll(".sources > .source > summary")].map(plain);
  return said(button, [plain(turn.querySelector(".asked-text")), "", ...lines, "", ...sources, "", linkOf(turn)].join("\n"), texts().copied);
}

export const copyLink = (link) => said(link, linkOf(link.closest(".turn")), texts().link_copied);
