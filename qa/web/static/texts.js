// What the interface says, in the language people see; the words come from the server with the page.

import { language } from "./language.js";

const all = JSON.parse(document.getElementById("tiaowen-texts").textContent);

export const texts = () => all[language()];

export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

// For those who do not see the page: one line, spoken when it changes.
export function announce(text) {
  const place = document.getElementById("announce");
  if (place && place.textContent !== text) place.textContent = text;
}
