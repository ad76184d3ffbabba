// The sources of an answer: in the pane beside the conversation where there is room, else folded under it.
// Every turn carries its own sources as HTML from the server; the pane shows a copy of one turn's.

const wide = matchMedia("(min-width: 900px)");
const root = document.documentElement;

const usesPane = () => wide.matches && root.dataset.page === "chat";
const pane = () => document.querySelector(".pane");
const sourcesOf = (turn) => turn.querySelector(".sources");
const bare = (text) => text.replace(/[\s“”"]+|\[\d+\]/g, "");

let shown = { turn: null, html: "" };

function fillPane(turn) {
  const html = sourcesOf(turn)?.innerHTML ?? "";
  if (shown.turn === turn.dataset.turn && shown.html === html) return;
  const list = pane().querySelector(".pane-list");
  list.replaceChildren(...[...(sourcesOf(turn)?.children ?? [])].map((source) => source.cloneNode(true)));
  for (const source of list.children) source.open = true;
  pane().querySelector(".pane-question").textContent = turn.querySelector(".asked-text")?.textContent ?? "";
  pane().classList.toggle("filled", list.children.length > 0);
  shown = { turn: turn.dataset.turn, html };
}

function emptyPane() {
  pane().querySelector(".pane-list").replaceChildren();
  pane().querySelector(".pane-question").textContent = "";
  pane().classList.remove("filled");
  shown = { turn: null, html: "" };
}

function flash(source) {
  source.classList.remove("flash");
  void source.offsetWidth; // restart the animation
  source.classList.add("flash");
}

// The highlighted words that the line with the mark quotes, or null where it does not say.
export function quotedBy(source, cite) {
  const line = bare(cite?.closest("p")?.textContent ?? "");
  const fits = (words) => line && (words.includes(line) || line.includes(words));
  return [...source.querySelectorAll("mark")].find((mark) => fits(bare(mark.textContent))) ?? null;
}

const markFor = (source, cite) => quotedBy(source, cite) ?? source.querySelector("mark");

export function openSource(turn, n, cite = null) {
  if (usesPane()) fillPane(turn);
  const place = usesPane() ? pane() : sourcesOf(turn);
  const source = place.querySelector(`.source[data-n="${n}"]`);
  if (!source) return;
  source.open = true;
  source.scrollIntoView({ block: "start", behavior: "instant" }); // its title at the top, if the words then show
  markFor(source, cite)?.scrollIntoView({ block: "nearest", behavior: "instant" });
  flash(source);
  source.querySelector("summary").focus({ preventScroll: true });
}

export function showSources(turn) {
  if (usesPane()) fillPane(turn);
  else openSource(turn, sourcesOf(turn).querySelector(".source").dataset.n);
}

export function backToAnswer(turn, n) {
  const mark = turn.querySelector(`.cite[data-n="${n}"]`);
  mark.scrollIntoView({ block: "center", behavior: "instant" });
  mark.focus({ preventScroll: true });
}

// The pane follows the newest answer as it grows; with no conversation left it is empty.
export function followNewest(turns) {
  if (!pane()) return;
  const newest = turns.at(-1);
  if (!newest) emptyPane();
  else if (sourcesOf(newest)) fillPane(newest);
  else if (newest.dataset.state !== "failed" && shown.turn !== newest.dataset.turn) emptyPane();
}
