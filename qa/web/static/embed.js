// The embedded page and the page that frames it: both speak to one exact origin, the other's window, and nobody else.
// To the host: ready, close, token-wanted. From the host: open, token.

const told = JSON.parse(document.getElementById("tiaowen-embed").textContent);
const params = new URLSearchParams(location.search);
const framed = parent !== window;
const TOKEN_MS = 10_000;
const MAX_GREETING = 300;

const WORDS = {
  zh: "登录凭证缺失或已过期，问题没有发出。请刷新所在网页后再问。",
  en: "The sign-in of this page is missing or has expired; the question was not sent. Reload the page and ask again.",
};

function originOf(address) {
  try {
    return new URL(address).origin;
  } catch {
    return null;
  }
}

// The framing page's origin as the browser, the widget or the referrer names it; only ever one that may frame us.
const allowed = [location.origin, ...told.origins];
const named = [location.ancestorOrigins?.[0], params.get("host"), originOf(document.referrer)];
const host = framed ? named.find((origin) => allowed.includes(origin)) : undefined;

const tell = (type) => host && parent.postMessage({ type: `tiaowen:${type}` }, host);

// ---- token

let token = "";
const waiting = new Set();

function arrived() {
  for (const go of waiting) go();
  waiting.clear();
}

async function wanted() {
  if (!host) return;
  tell("token-wanted");
  await new Promise((resolve) => {
    waiting.add(resolve);
    setTimeout(resolve, TOKEN_MS);
  });
}

// Questions go under /embed/; where the server asks for a token they wait for one, and once more when it has expired.
function carryToken() {
  const plain = window.fetch.bind(window);
  const ours = new URL("embed/", document.baseURI).href;
  const send = (resource, options) => {
    const headers = new Headers(options.headers);
    if (token) headers.set("X-Tiaowen-Token", token);
    return plain(resource, { ...options, headers });
  };
  window.fetch = async (resource, options = {}) => {
    if (options.method !== "POST" || !new URL(resource, document.baseURI).href.startsWith(ours)) return plain(resource, options);
    if (!token) await wanted();
    let response = await send(resource, options);
    if (response.status === 401) {
      token = "";
      await wanted();
      if (token) response = await send(resource, options);
    }
    say(response.status === 401 ? WORDS[document.documentElement.dataset.lang] : "");
    return response;
  };
}

function say(text) {
  const notice = document.querySelector("#embed-notice");
  notice.textContent = text;
  document.documentElement.dataset.refused = String(text !== "");
}

// ---- messages and keys

const questionBox = () => document.querySelector("#question textarea");

addEventListener("message", ({ origin, source, data }) => {
  if (!host || source !== parent || origin !== host) return;
  if (data?.type === "tiaowen:open") questionBox().focus();
  if (data?.type === "tiaowen:token" && typeof data.token === "string") {
    token = data.token;
    arrived();
  }
});

// Esc closes; but first it ends a composition, stops an answer, or does what a part of the page took it for.
const answering = () => document.querySelector("#current :is([data-state=waiting], [data-state=growing])");
let busy = false;
addEventListener("keydown", (event) => (busy = Boolean(answering())), true);
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing && !event.defaultPrevented && !busy) tell("close");
});

// ---- greeting: text of the host page, shown only inside one that may frame us

function greet() {
  const transcript = document.querySelector("#transcript");
  if (!transcript || !questionBox() || !document.querySelector("#asking .scope")) return false;
  const text = (framed && params.get("greeting")?.trim().slice(0, MAX_GREETING)) || "";
  if (text) {
    const greeting = document.createElement("p");
    greeting.className = "greeting";
    greeting.textContent = text;
    transcript.prepend(greeting);
  }
  tell("ready");
  return true;
}

function whenDrawn(done) {
  if (done()) return;
  const drawing = new MutationObserver(() => done() && drawing.disconnect());
  drawing.observe(document.documentElement, { childList: true, subtree: true });
}

if (told.token) carryToken();
document.body.append(Object.assign(document.createElement("div"), { id: "embed-notice", role: "alert" }));
whenDrawn(greet);
