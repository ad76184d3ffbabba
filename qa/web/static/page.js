// The documents pages: language, and nothing else.

import { chooseLanguage, switchLanguage } from "./language.js";

chooseLanguage();
document.querySelector("button.language").addEventListener("click", switchLanguage);
