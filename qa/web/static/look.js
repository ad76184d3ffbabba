// Light, dark, or as the system has it; the choice is remembered.

import { remember, remembered } from "./remember.js";

const KEY = "tiaowen-look";
const LOOKS = ["auto", "light", "dark"];
const root = document.documentElement;

const look = () => root.dataset.look ?? "auto";

export function chooseLook() {
  const wanted = remembered(KEY);
  root.dataset.look = LOOKS.includes(wanted) ? wanted : "auto";
}

export function nextLook() {
  root.dataset.look = LOOKS[(LOOKS.indexOf(look()) + 1) % LOOKS.length];
  remember(KEY, look());
}
