// Light, dark, or as the system has it; the choice is remembered.

const KEY = "tiaowen-look";
const LOOKS = ["auto", "light", "dark"];
const root = document.documentElement;

function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage is closed to a framed page in some browsers
  }
}

const look = () => root.dataset.look ?? "auto";

export function chooseLook() {
  const wanted = remembered();
  root.dataset.look = LOOKS.includes(wanted) ? wanted : "auto";
}

export function nextLook() {
  root.dataset.look = LOOKS[(LOOKS.indexOf(look()) + 1) % LOOKS.length];
  try {
    localStorage.setItem(KEY, look());
  } catch {
    // not remembered; shown all the same
  }
}
