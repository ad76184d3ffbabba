// The documents tab. The address says what is shown: # the chat, #documents the list, #wenzhou a document,
// #wenzhou:1.2 one of its articles. The text comes from the server's own documents pages.

const root = document.documentElement;
const place = () => document.querySelector("#documents .reader");
let shown = "";

const wanted = () => decodeURIComponent(location.hash.slice(1));
const pathOf = (target) => (target === "documents" ? "documents" : `documents/${encodeURIComponent(target.split(":")[0])}`);

function notice(text) {
  const line = document.createElement("p");
  line.className = "working";
  line.textContent = text;
  place().replaceChildren(line);
}

async function load(path, texts) {
  if (path === shown) return true;
  shown = "";
  notice(texts.loading);
  const response = await fetch(path).catch(() => null);
  if (!response?.ok) {
    notice(texts.no_document);
    return false;
  }
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  place().replaceChildren(document.adoptNode(page.querySelector("main")));
  shown = path;
  return true;
}

async function show(texts) {
  const target = wanted();
  root.dataset.view = target ? "documents" : "chat";
  for (const link of document.querySelectorAll("[data-view-link]")) {
    if (link.dataset.viewLink === root.dataset.view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (!target || !(await load(pathOf(target), texts)) || target !== wanted()) return;
  const article = document.getElementById(target);
  for (const other of place().querySelectorAll(".target")) other.classList.remove("target");
  if (article) {
    article.classList.add("target");
    article.scrollIntoView({ block: "start", behavior: "instant" });
    article.focus({ preventScroll: true });
  } else place().closest("#documents").scrollTo(0, 0);
}

export function startDocuments(texts) {
  addEventListener("hashchange", () => show(texts()));
  show(texts());
}

// Links to /documents/… stay on this page.
export function followLink(link) {
  const url = new URL(link.href);
  location.hash = url.hash || `#${url.pathname.split("/").pop()}`;
}
