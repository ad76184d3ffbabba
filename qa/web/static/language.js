// Which of the two languages people see: ?lang=, then what was chosen before, then the browser's own.

import { remember, remembered } from "./remember.js";

const KEY = "tiaowen-language";
const root = document.documentElement;

function show(language) {
  root.dataset.lang = language;
  root.lang = language;
}

export const language = () => root.dataset.lang;

// What no pair of spans can say twice: placeholders and options.
export function showHints(within = document) {
  for (const field of within.querySelectorAll("input[data-zh]")) field.placeholder = field.dataset[language()];
  for (const option of within.querySelectorAll("option[data-zh]")) option.textContent = option.dataset[language()];
}

export function chooseLanguage() {
  const browser = navigator.language.toLowerCase().startsWith("en") ? "en" : "zh";
  const wanted = [new URLSearchParams(location.search).get("lang"), remembered(KEY), browser];
  show(wanted.find((candidate) => candidate === "zh" || candidate === "en"));
}

export function switchLanguage() {
  show(language() === "zh" ? "en" : "zh");
  remember(KEY, language());
}
