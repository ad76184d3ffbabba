// What people think of an answer: useful, not useful, or a source that does not say what it is cited for.

import { announce, texts } from "./texts.js";

const FEEDBACK = "api/v1/feedback";

// An answer is useful or not, said once; that a source is wrong can be said beside it, of each source.
const stillOpen = (turn) => turn.querySelectorAll(".rate:not(:disabled)");

function open(turn, button) {
  const form = turn.querySelector("form.feedback");
  const again = form.dataset.verdict === button.dataset.verdict && !form.hidden;
  for (const other of stillOpen(turn)) other.setAttribute("aria-pressed", String(other === button && !again));
  form.hidden = again;
  form.dataset.verdict = button.dataset.verdict;
  const which = form.querySelector(".which");
  if (which) which.hidden = button.dataset.verdict !== "wrong_article";
  if (again) return;
  turn.querySelector(".feedback-said").textContent = "";
  (which && !which.hidden ? which.querySelector("input:checked") : form.querySelector("textarea")).focus();
  form.scrollIntoView({ block: "nearest" });
}

function close(turn) {
  turn.querySelector("form.feedback").hidden = true;
  for (const button of stillOpen(turn)) button.setAttribute("aria-pressed", "false");
}

async function send(form) {
  const turn = form.closest(".turn");
  const { question, answer } = JSON.parse(turn.dataset.record);
  const verdict = form.dataset.verdict;
  const article = verdict === "wrong_article" ? form.querySelector(".which input:checked").value : null;
  const body = { question, status: answer.status, verdict, comment: form.querySelector("textarea").value.trim() };
  if (article) body.article_id = article;
  const response = await fetch(FEEDBACK, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  }).catch(() => null);
  const said = response?.ok ? texts().thanks : texts().not_sent;
  turn.querySelector(".feedback-said").textContent = said;
  announce(said);
  if (!response?.ok) return;
  form.hidden = true;
  form.querySelector("textarea").value = "";
  if (article) close(turn); // another source may be wrong too
  else for (const button of stillOpen(turn)) button.disabled = button.dataset.verdict !== "wrong_article";
}

export function startFeedback() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".rate, .feedback .cancel");
    if (!button) return;
    const turn = button.closest(".turn");
    if (button.matches(".rate")) open(turn, button);
    else close(turn);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form.feedback")) return;
    event.preventDefault();
    send(event.target);
  });
}
