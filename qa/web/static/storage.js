// Conversations in this browser's own storage: one entry a conversation, nothing on the server.
// A conversation: { id, title, named, updated, turns: [record] }; a record is what the server wrote into data-record.

const PREFIX = `tiaowen-${document.documentElement.dataset.page ?? "chat"}:`;
const ACTIVE = `${PREFIX}active`;

let closed = false; // some browsers shut storage for framed pages

function guarded(action, otherwise) {
  try {
    return action();
  } catch {
    closed = true;
    return otherwise;
  }
}

export const isClosed = () => closed;

export function all() {
  const keys = guarded(() => Object.keys(localStorage).filter((key) => key.startsWith(`${PREFIX}c-`)), []);
  return keys.map((key) => read(key.slice(PREFIX.length))).filter(Boolean).sort((a, b) => b.updated - a.updated);
}

export function read(id) {
  const text = guarded(() => localStorage.getItem(PREFIX + id), null);
  try {
    const kept = JSON.parse(text);
    return kept && typeof kept.title === "string" && Array.isArray(kept.turns) ? { ...kept, id } : null;
  } catch {
    return null; // not ours, or damaged
  }
}

// Returns "" or what became of it: "full" when the oldest had to go, "closed" when nothing can be kept.
export function write(conversation) {
  let said = "";
  for (;;) {
    try {
      localStorage.setItem(PREFIX + conversation.id, JSON.stringify(conversation));
      return said;
    } catch {
      const oldest = all().filter((kept) => kept.id !== conversation.id).at(-1);
      if (!oldest) return (closed = true), "closed";
      forget(oldest.id);
      said = "full";
    }
  }
}

export const forget = (id) => guarded(() => localStorage.removeItem(PREFIX + id));

// The conversation that is open: of this tab on the chat page, of the site in a frame, which has no address of its own.
const place = () => (document.documentElement.dataset.page === "embed" ? localStorage : sessionStorage);
export const active = () => guarded(() => place().getItem(ACTIVE), null);
export const setActive = (id) => guarded(() => (id ? place().setItem(ACTIVE, id) : place().removeItem(ACTIVE)));

export const newId = () => `c-${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
