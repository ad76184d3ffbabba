// Tiaowen widget: <script src="https://host/widget.js" data-title="…" defer></script>; docs/widget.md has the rest.
// A bubble that opens the chat in an iframe, loaded on first opening; or, with data-target="#id", the chat in a place of
// the page. No dependency, one element with a shadow root; constructed styles, so a strict style-src does not matter.
(() => {
  const script = document.currentScript;
  if (!script?.src) return console.error("Tiaowen: load widget.js with a <script src> that is no module");
  const service = new URL(".", script.src);
  const given = script.dataset;
  const lang = (given.lang || document.documentElement.lang || navigator.language).toLowerCase().startsWith("en") ? "en" : "zh";
  const words = {
    zh: { title: "文件问答", open: "打开", close: "关闭" },
    en: { title: "Ask the documents", open: "Open", close: "Close" },
  }[lang];
  const title = (given.title || "").trim() || words.title;
  const [, row = "bottom", side = "right"] = /^(?:(top|bottom)-?)?(left|right)?$/.exec(given.position || "") || [];

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial; --color: #b5362a; --on: #fbf8f1; --paper: #fbf8f1; }
    * { box-sizing: border-box; }
    button { padding: 0; border: 0; cursor: pointer; color: var(--on); background: var(--color); }
    button:hover { filter: brightness(.9); }
    button:focus-visible { outline: 3px solid #fff; box-shadow: 0 0 0 6px #23211c; }
    svg { width: 26px; height: 26px; display: block; margin: auto; }
    .bubble { position: fixed; ${row}: 20px; ${side}: 20px; z-index: 2147483646; width: 56px; height: 56px;
      border-radius: 50%; box-shadow: 0 4px 16px rgb(0 0 0 / .28); }
    .panel { position: fixed; ${row}: 88px; ${side}: 20px; z-index: 2147483647; display: flex; flex-direction: column;
      width: min(400px, 100vw - 40px); height: min(640px, 100vh - 108px); border-radius: 10px; overflow: hidden;
      background: var(--paper); box-shadow: 0 10px 40px rgb(0 0 0 / .3); }
    .panel[hidden] { display: none; }
    .bar { flex: none; display: flex; align-items: center; gap: 8px; min-height: 44px; padding: 0 4px 0 16px;
      background: var(--color); color: var(--on);
      font: 600 16px/1.4 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
    .bar span { flex: 1; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
    .bar button { flex: none; width: 44px; height: 44px; }
    .bar button:focus-visible { outline-offset: -4px; outline-color: currentColor; box-shadow: none; }
    .bar svg { width: 20px; height: 20px; }
    iframe { flex: 1; width: 100%; min-height: 0; border: 0; display: block; background: var(--paper); }
    :host(.inline) { display: block; height: 100%; }
    :host(.inline) iframe { height: 100%; min-height: 480px; }
    @media (max-width: 480px) {
      .panel { inset: 0; width: auto; height: auto; border-radius: 0; }
      .bubble { ${row}: 12px; ${side}: 12px; }
    }
    @media (prefers-color-scheme: dark) { :host { --paper: #1a1916; } }
    @media print { .bubble, .panel { display: none; } }
  `);

  const make = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
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
  const CROSS = "M6 6l12 12M18 6L6 18";
  const SPEECH = "M4 5h16v11H10l-4 4v-4H4zM8 9h8M8 12h5";

  // ---- the frame, and what is said between it and this page: one exact origin, one window, either way

  let frame = null;
  let ready = false;
  const tell = (message) => ready && frame.contentWindow?.postMessage(message, service.origin);

  const load = (loading) => {
    const page = new URL("embed", service);
    const told = { lang, host: origin, doc_ids: given.docIds, region: given.region, greeting: given.greeting };
    for (const [key, value] of Object.entries(told)) if (value) page.searchParams.set(key, value);
    frame = make("iframe", { title, loading, src: page.href, allow: "clipboard-write", referrerpolicy: "origin" });
    return frame;
  };

  // The token travels by message, never in an address. data-token-url is asked anew whenever one is wanted.
  const sendToken = async () => {
    let token = given.token || "";
    if (given.tokenUrl) {
      const url = new URL(given.tokenUrl, document.baseURI);
      if (url.origin !== origin) return console.error("Tiaowen: data-token-url must be of this page's origin");
      const response = await fetch(url, { cache: "no-store" }).catch(() => null);
      token = response?.ok ? (await response.text()).trim() : "";
    }
    tell({ type: "tiaowen:token", token });
  };

  const listen = (onClose) =>
    addEventListener("message", ({ origin, source, data }) => {
      if (!frame || origin !== service.origin || source !== frame.contentWindow) return;
      if (data?.type === "tiaowen:ready") {
        ready = true;
        if (focusing) tell({ type: "tiaowen:open" });
      } else if (data?.type === "tiaowen:token-wanted") {
        ready = true;
        sendToken();
      } else if (data?.type === "tiaowen:close") onClose();
    });

  // ---- the two ways to show it

  let focusing = false;
  const colour = (host) => {
    if (!given.color || !CSS.supports("color", given.color)) return;
    host.style.setProperty("--color", given.color);
    const probe = make("span", {});
    host.shadowRoot.append(probe);
    probe.style.setProperty("color", given.color);
    const [red, green, blue] = (getComputedStyle(probe).color.match(/^rgba?\((.*)\)/)?.[1] ?? "0,0,0").split(",").map(Number);
    probe.remove();
    if (0.299 * red + 0.587 * green + 0.114 * blue > 150) host.style.setProperty("--on", "#23211c");
  };
  const attach = (parent, ...parts) => {
    const host = document.createElement("tiaowen-widget");
    const shadow = host.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet];
    shadow.append(...parts);
    parent.append(host);
    colour(host);
    return host;
  };

  const inline = (place) => {
    attach(place, load("lazy")).className = "inline";
    listen(() => {});
  };

  const bubble = () => {
    const button = make("button", { type: "button", class: "bubble", "aria-haspopup": "dialog", "aria-controls": "panel" });
    const cross = make("button", { type: "button", "aria-label": words.close, title: words.close }, drawing(CROSS));
    const bar = make("div", { class: "bar" }, make("span", { id: "title" }, title), cross);
    const panel = make("div", { role: "dialog", id: "panel", class: "panel", "aria-labelledby": "title" }, bar);
    const show = (open, focus) => {
      panel.hidden = !open;
      focusing = open && focus;
      if (open && !frame) panel.append(load("eager"));
      button.setAttribute("aria-expanded", String(open));
      button.setAttribute("aria-label", `${open ? words.close : words.open}: ${title}`);
      button.replaceChildren(drawing(open ? CROSS : SPEECH));
      if (!focusing) return;
      frame.focus();
      tell({ type: "tiaowen:open" });
    };
    const close = () => {
      if (panel.hidden) return;
      const elsewhere = document.activeElement; // a person typing in the page keeps the place
      show(false);
      if (!elsewhere || elsewhere === document.body || elsewhere === host) button.focus();
    };
    button.addEventListener("click", () => (panel.hidden ? show(true, true) : close()));
    cross.addEventListener("click", close);
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing && !event.defaultPrevented) close();
    });
    listen(close);
    const host = attach(document.body, panel, button);
    show("open" in given && given.open !== "false", false); // opened by the page, not by a person: focus stays
  };

  const start = () => {
    const place = given.target && document.getElementById(given.target.replace(/^#/, ""));
    if (given.target && !place) console.warn(`Tiaowen: no element ${given.target}; showing the bubble instead`);
    if (place) inline(place);
    else bubble();
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
