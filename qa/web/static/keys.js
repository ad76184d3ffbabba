// The keyboard: Esc stops an answer or ends editing, ↑ in an empty box takes the last question up again.
// Enter asks and Shift+Enter starts a new line: Gradio's box does that; an empty question goes nowhere.

import { edit, isEditing, stopEditing, underWay, fillBox } from "./conversations.js";

const box = () => document.querySelector("#question textarea");

export function startKeys() {
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.isComposing) return;
      if (event.key === "Escape" && underWay()) {
        event.preventDefault();
        document.querySelector("#stop").click();
      } else if (event.key === "Escape" && isEditing()) {
        event.preventDefault();
        stopEditing();
        fillBox("");
      } else if (event.target === box()) inBox(event);
    },
    true,
  );
  document.addEventListener(
    "click",
    (event) => {
      if (!event.target.closest?.("#ask") || box().value.trim()) return;
      event.stopPropagation();
      box().focus();
    },
    true,
  );
}

function inBox(event) {
  if (event.key === "ArrowUp" && !box().value) {
    event.preventDefault();
    edit();
  }
  if (event.key === "Enter" && !event.shiftKey && !box().value.trim()) {
    event.preventDefault();
    event.stopPropagation();
  }
}
