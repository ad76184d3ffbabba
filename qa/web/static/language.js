// Which of the two languages people see: ?lang=, then what was chosen before, then the browser's own.

const KEY = "tiaowen-language";
const root = document.documentElement;

function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage is closed to a framed page in some browsers
  }
}

function show(language) {
  root.dataset.lang = language;
  root.lang = language;
}

export const language = () => root.dataset.lang;

export function chooseLanguage() {
  const browser = navigator.language.toLowerCase().startsWith("en") ? "en" : "zh";
  const wanted = [new URLSearchParams(location.search).get("lang"), remembered(), browser];
  show(wanted.find((candidate) => candidate === "zh" || candidate === "en"));
}

export function switchLanguage() {
  show(language() === "zh" ? "en" : "zh");
  try {
    localStorage.setItem(KEY, language());
  } catch {
    // not remembered; shown all the same
  }
}
