// Questions to start with: the server's own, each of which it has answered. It makes them while it starts, so a page
// that is there first asks again.

import { language } from "./language.js";

const ENOUGH = 4;
const AGAIN_MS = 4_000;
const TRIES = 15;

function item(question) {
  const place = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "example";
  button.textContent = question;
  place.append(button);
  return place;
}

export async function suggest(tries = TRIES) {
  const wanted = language();
  const list = document.querySelector(`.examples[lang="${wanted}"]`);
  if (!list || list.children.length >= ENOUGH) return;
  const response = await fetch(`api/v1/suggestions?lang=${wanted}`).catch(() => null);
  const found = response?.ok ? await response.json() : [];
  if (found.length > list.children.length) list.replaceChildren(...found.slice(0, ENOUGH).map(({ question }) => item(question)));
  if (list.children.length < ENOUGH && tries > 0) setTimeout(() => suggest(tries - 1), AGAIN_MS);
}
