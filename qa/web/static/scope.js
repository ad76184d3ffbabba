// The scope picker: which documents and regions a question is asked of, and whether only what is in force.

import { fill, texts } from "./texts.js";

const picker = () => document.querySelector("#asking .scope");
const boxes = (name) => [...picker().querySelectorAll(`input[name="${name}"]`)];
const chosen = (name) => boxes(name).filter((box) => box.checked).map((box) => box.value);

export function readScope() {
  if (!picker()) return {};
  return { doc_ids: chosen("doc"), regions: chosen("region"), in_force: chosen("in_force").length > 0 };
}

export function setScope(scope) {
  for (const box of boxes("doc")) box.checked = (scope.doc_ids ?? []).includes(box.value);
  for (const box of boxes("region")) box.checked = (scope.regions ?? []).includes(box.value);
  for (const box of boxes("in_force")) box.checked = Boolean(scope.in_force);
  showScope();
}

// As qa/web/scope.py: within a group any, between groups all.
function within(label, scope) {
  return (
    (!scope.doc_ids.length || scope.doc_ids.includes(label.querySelector("input").value)) &&
    (!scope.regions.length || scope.regions.includes(label.dataset.region)) &&
    (!scope.in_force || label.dataset.status === "in force")
  );
}

export function showScope() {
  const scope = readScope();
  const labels = [...picker().querySelectorAll(".scope-documents label")];
  const left = labels.filter((label) => within(label, scope)).length;
  const narrowed = scope.doc_ids.length || scope.regions.length || scope.in_force;
  const t = texts();
  picker().querySelector(".scope-said").textContent = narrowed ? fill(t.scope_of, { n: left, all: labels.length }) : t.scope_all;
  picker().classList.toggle("narrowed", Boolean(narrowed));
  picker().querySelector(".scope-empty").hidden = left > 0;
}

export function startScope() {
  const params = new URLSearchParams(location.search);
  picker().hidden = params.has("doc_ids") || params.has("region"); // the page that embeds this one has chosen
  picker().addEventListener("change", showScope);
  picker().querySelector(".scope-reset").addEventListener("click", () => setScope({}));
  picker().querySelector(".scope-find input")?.addEventListener("input", (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    for (const label of picker().querySelectorAll("fieldset label")) {
      label.hidden = !label.textContent.toLowerCase().includes(wanted) && !label.querySelector("input").checked;
    }
  });
  document.addEventListener("click", (event) => picker().contains(event.target) || picker().removeAttribute("open"));
  picker().addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !picker().open) return;
    event.preventDefault();
    event.stopPropagation();
    picker().open = false;
    picker().querySelector("summary").focus();
  });
  showScope();
}
