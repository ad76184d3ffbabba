// /embed/setup: the form as a snippet, and the snippet at work in a page of its own. The browser writes the markup.

const form = document.querySelector("#setup");
const snippet = document.querySelector("#snippet");
const preview = document.querySelector("#preview");
const here = new URL(".", document.baseURI).href;
const DEFAULT_COLOR = "#b5362a";
const paper = document.implementation.createHTMLDocument("");

form.elements.service.value = here.replace(/\/$/, "");

function given() {
  const values = new FormData(form);
  const text = (name) => (values.get(name) ?? "").trim();
  return {
    kind: text("kind"),
    service: `${text("service").replace(/\/+$/, "") || here.replace(/\/$/, "")}/`,
    target: text("target"),
    told: {
      title: text("title"),
      lang: text("lang"),
      position: text("position"),
      color: text("color") === DEFAULT_COLOR ? "" : text("color"),
      target: text("target"),
      "doc-ids": values.getAll("doc").join(","),
      region: text("region"),
      greeting: text("greeting"),
      "token-url": text("token-url"),
      open: values.has("open"),
    },
  };
}

const KEPT = {
  bubble: ["title", "lang", "position", "color", "doc-ids", "region", "greeting", "token-url", "open"],
  inline: ["title", "lang", "target", "doc-ids", "region", "greeting", "token-url"],
};

function make(name, attributes) {
  const element = paper.createElement(name);
  for (const [key, value] of attributes) element.setAttribute(key, value);
  return element.outerHTML.replaceAll('=""', "");
}

function markup({ kind, service, told, target }) {
  if (kind === "iframe") {
    const page = new URL(`${service}embed`);
    const params = { lang: told.lang, doc_ids: told["doc-ids"], region: told.region, greeting: told.greeting };
    for (const [key, value] of Object.entries(params)) if (value) page.searchParams.set(key, value);
    const size = [["width", "100%"], ["height", "640"], ["allow", "clipboard-write"]];
    return make("iframe", [["src", page.href], ["title", told.title || "文件问答"], ...size]);
  }
  const attributes = KEPT[kind].filter((name) => told[name]).map((name) => [`data-${name}`, told[name] === true ? "" : told[name]]);
  const script = make("script", [["src", `${service}widget.js`], ...attributes, ["defer", ""]]);
  return kind === "inline" ? `${make("div", [["id", target.replace(/^#/, "")]])}\n${script}` : script;
}

function show() {
  const values = given();
  for (const field of form.querySelectorAll("[data-kinds]")) field.hidden = !field.dataset.kinds.split(" ").includes(values.kind);
  try {
    snippet.textContent = markup(values);
  } catch {
    snippet.textContent = ""; // the address is half typed
    return;
  }
  const body = markup({ ...values, service: here });
  preview.srcdoc = `<!doctype html><html lang="zh"><meta charset="utf-8"><link rel="stylesheet" href="ui/setup.css">
    <body class="portal"><h1>某市政务内网</h1><p>通知公告</p>${body}`;
}

let soon = 0;
form.addEventListener("input", () => {
  clearTimeout(soon);
  soon = setTimeout(show, 300);
});
form.addEventListener("submit", (event) => event.preventDefault());
document.querySelector("#copy-snippet").addEventListener("click", async () => {
  await navigator.clipboard.writeText(snippet.textContent); // loopback is a secure context
  document.querySelector("#copied").textContent = "✓";
  setTimeout(() => (document.querySelector("#copied").textContent = ""), 1500);
});
show();
