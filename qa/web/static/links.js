// Permanent links: ?q=…&h=…&doc=…&place=…&in_force=1&i=… asks the question again of the documents held now.

import { ask, askLinked } from "./conversations.js";
import { setScope } from "./scope.js";
import { texts } from "./texts.js";

let pending = null; // what is to be said over the answer of the link's question

export function followLinkHere() {
  const params = new URLSearchParams(location.search);
  const question = params.get("q")?.trim();
  if (!question) return false;
  const scope = { doc_ids: params.getAll("doc"), regions: params.getAll("place"), in_force: params.get("in_force") === "1" };
  pending = { history: params.getAll("h"), index: params.get("i") };
  for (const name of ["q", "h", "doc", "place", "in_force", "i"]) params.delete(name);
  const rest = params.toString();
  history.replaceState(null, "", `${location.pathname}${rest ? `?${rest}` : ""}${location.hash}`);
  setScope(scope);
  askLinked(pending.history, scope);
  ask(question);
  return true;
}

// Says whether the documents are still those the link was made of, once its question is answered.
export function remark(turn) {
  if (!pending || !turn.dataset.record) return;
  const { index } = JSON.parse(turn.dataset.record);
  const t = texts();
  const line = document.createElement("p");
  line.className = "notice linked";
  line.textContent = pending.index && pending.index !== index ? t.link_changed : t.link_same;
  if (pending.history.length) {
    const before = document.createElement("span");
    before.textContent = ` ${t.link_context}${pending.history.join(" / ")}`;
    line.append(before);
  }
  pending = null;
  turn.querySelector(".reply").prepend(line);
}
