// The documents pages on their own: language, look, and what a word of a quote means.

import { startHover } from "./hover.js";
import { chooseLanguage, showHints, switchLanguage } from "./language.js";
import { chooseLook, nextLook } from "./look.js";

chooseLanguage();
chooseLook();
showHints();
startHover();
document.querySelector("#language").addEventListener("click", () => (switchLanguage(), showHints()));
document.querySelector("#look").addEventListener("click", nextLook);
if (!location.hash) document.querySelector(".document mark")?.scrollIntoView({ block: "center", behavior: "instant" });
