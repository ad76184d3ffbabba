// Tiaowen widget: <script src="https://host/widget.js" data-title="…" data-lang="zh|en" defer></script>
// A bubble that opens the chat in an iframe, loaded on first opening. No dependency, nothing on the host
// page but one element with a shadow root; styles are constructed, so a strict style-src does not matter.
(() => {
  const script = document.currentScript;
  const service = new URL(".", script.src);
  const lang = (script.dataset.lang || navigator.language).toLowerCase().startsWith("en") ? "en" : "zh";
  const words = {
    zh: { title: "文件问答", open: "打开文件问答", close: "关闭文件问答" },
    en: { title: "Ask the documents", open: "Open the document chat", close: "Close the document chat" },
  }[lang];
  const title = script.dataset.title || words.title;

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial; }
    button { position: fixed; right: 20px; bottom: 20px; z-index: 2147483646; width: 56px; height: 56px; padding: 0;
      border: 0; border-radius: 50%; background: #b5362a; color: #fbf8f1; cursor: pointer;
      box-shadow: 0 4px 16px rgb(0 0 0 / .28); }
    button:hover { background: #98291f; }
    button:focus-visible { outline: 3px solid #23211c; outline-offset: 3px; }
    svg { width: 26px; height: 26px; display: block; margin: auto; }
    div { position: fixed; right: 20px; bottom: 88px; z-index: 2147483647; width: min(400px, calc(100vw - 40px));
      height: min(620px, calc(100vh - 108px)); border-radius: 10px; overflow: hidden; background: #fbf8f1;
      box-shadow: 0 10px 40px rgb(0 0 0 / .3); border: 1px solid rgb(0 0 0 / .15); }
    div[hidden] { display: none; }
    iframe { width: 100%; height: 100%; border: 0; display: block; }
    @media (max-width: 480px) {
      div { right: 8px; left: 8px; bottom: 80px; width: auto; height: calc(100vh - 92px); }
      button { right: 12px; bottom: 12px; }
    }
    @media (prefers-color-scheme: dark) { div { background: #1b1a17; } }
  `);

  const make = (name, attributes) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const drawing = (path) => {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    const line = document.createElementNS(space, "path");
    for (const [key, value] of [["viewBox", "0 0 24 24"], ["aria-hidden", "true"]]) svg.setAttribute(key, value);
    for (const [key, value] of [["d", path], ["fill", "none"], ["stroke", "currentColor"], ["stroke-width", "2"],
      ["stroke-linecap", "round"], ["stroke-linejoin", "round"]]) line.setAttribute(key, value);
    svg.append(line);
    return svg;
  };

  const bubble = make("button", { type: "button", "aria-expanded": "false", "aria-haspopup": "dialog" });
  const panel = make("div", { role: "dialog", "aria-label": title, hidden: "" });
  let frame = null;

  const load = () => {
    const page = new URL("embed", service);
    page.searchParams.set("lang", lang);
    page.searchParams.set("host", location.origin);
    frame = make("iframe", { title, src: page.href, allow: "clipboard-write" });
    panel.append(frame);
  };
  const show = (open) => {
    if (open && !frame) load();
    panel.hidden = !open;
    bubble.setAttribute("aria-expanded", String(open));
    bubble.setAttribute("aria-label", open ? words.close : `${words.open}: ${title}`);
    bubble.replaceChildren(drawing(open ? "M6 6l12 12M18 6L6 18" : "M4 5h16v11H10l-4 4v-4H4zM8 9h8M8 12h5"));
    if (open) frame.focus();
  };
  const close = () => {
    if (panel.hidden) return;
    show(false);
    bubble.focus();
  };

  bubble.addEventListener("click", () => show(panel.hidden));
  addEventListener("keydown", (event) => event.key === "Escape" && close());
  addEventListener("message", (event) => {
    const ours = event.origin === service.origin && event.source === frame?.contentWindow;
    if (ours && event.data === "tiaowen:close") close();
  });

  const start = () => {
    const host = document.createElement("tiaowen-widget");
    const shadow = host.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet];
    shadow.append(panel, bubble);
    show(false);
    document.body.append(host);
  };
  if (document.body) start();
  else addEventListener("DOMContentLoaded", start);
})();
