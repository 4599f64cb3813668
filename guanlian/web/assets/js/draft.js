/* Drafts: what a person types into a form with `data-draft` is not lost.
 *
 * Kept in this browser only, under the form's name and the person's id, until the server has taken the form or the
 * person drops it. A form sent while the network is gone waits here and is sent again when it returns; the hidden
 * field named by `data-draft-key` carries one idempotency key through every try, so that the server can tell a
 * repetition. All words come from the template (data-draft-found, -restore, -drop, -waiting), so they are translated.
 */

const PREFIX = "guanlian:draft:";
const KEPT_FOR = 14 * 24 * 60 * 60 * 1000; // milliseconds: an older draft is forgotten
const SKIPPED = new Set(["csrfmiddlewaretoken"]);
const seen = new WeakSet();

/** Where the draft of this form and person is kept. */
export function slotOf(form) {
  return `${PREFIX}${form.dataset.draftOwner || "0"}:${form.dataset.draft}`;
}

/** The form's fields as pairs; files and passwords are never kept. */
export function pairsOf(form) {
  const kept = [];
  for (const element of form.elements) {
    if (!element.name || element.disabled || SKIPPED.has(element.name)) continue;
    if (["file", "password", "submit", "button", "reset"].includes(element.type)) continue;
    if (["checkbox", "radio"].includes(element.type) && !element.checked) continue;
    if (element.type === "select-multiple") {
      for (const option of element.selectedOptions) kept.push([element.name, option.value]);
    } else kept.push([element.name, element.value]);
  }
  return kept;
}

/** Put kept pairs back into the form. */
export function fill(form, pairs) {
  const values = new Map();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  for (const element of form.elements) {
    if (!element.name || SKIPPED.has(element.name)) continue;
    if (["file", "password", "submit", "button", "reset"].includes(element.type)) continue;
    const mine = values.get(element.name) ?? [];
    if (["checkbox", "radio"].includes(element.type)) element.checked = mine.includes(element.value);
    else if (element.type === "select-multiple")
      for (const option of element.options) option.selected = mine.includes(option.value);
    else if (mine.length) element.value = mine.shift();
  }
  form.dispatchEvent(new Event("draft:restored", { bubbles: true }));
}

/** The kept draft, or null: none, too old, or unreadable. */
export function read(slot, now = Date.now(), store = localStorage) {
  try {
    const draft = JSON.parse(store.getItem(slot));
    if (!draft || !Array.isArray(draft.pairs)) return null;
    if (now - draft.at <= KEPT_FOR) return draft;
    store.removeItem(slot);
  } catch {
    // A full or forbidden store only means that nothing is kept.
  }
  return null;
}

/** Keep a draft; false where the browser keeps nothing. */
export function write(slot, draft, store = localStorage) {
  try {
    store.setItem(slot, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

function drop(slot) {
  try {
    localStorage.removeItem(slot);
  } catch {
    // Nothing was kept.
  }
}

function note(form, { words, waiting = false, buttons = [] }) {
  form.querySelector(":scope > .draft-note")?.remove();
  const box = document.createElement("div");
  box.className = waiting ? "draft-note waiting" : "draft-note";
  box.setAttribute("role", "status");
  const said = document.createElement("span");
  said.textContent = words;
  const row = document.createElement("span");
  row.className = "row";
  for (const [label, act] of buttons) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn";
    button.textContent = label;
    button.addEventListener("click", () => {
      box.remove();
      act();
    });
    row.append(button);
  }
  box.append(said, row);
  form.prepend(box);
}

/** One key for one intended submission, made once and kept with the draft. */
function ensureKey(form) {
  const field = form.elements.namedItem(form.dataset.draftKey || "idempotency_key");
  if (field && !field.value) field.value = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
}

function offerRestore(form, slot) {
  const draft = read(slot);
  if (!draft) return;
  if (draft.waiting) {
    fill(form, draft.pairs);
    note(form, { words: form.dataset.draftWaiting ?? "", waiting: true });
    return;
  }
  if (JSON.stringify(draft.pairs) === JSON.stringify(pairsOf(form))) return;
  note(form, {
    words: form.dataset.draftFound ?? "",
    buttons: [
      [form.dataset.draftRestore ?? "✓", () => fill(form, draft.pairs)],
      [form.dataset.draftDrop ?? "✕", () => drop(slot)],
    ],
  });
}

function send(form) {
  if (form.requestSubmit) form.requestSubmit();
  else form.submit();
}

function keep(form) {
  const slot = slotOf(form);
  let timer;
  const save = (waiting = false) => write(slot, { at: Date.now(), waiting, pairs: pairsOf(form) });

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, 400);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    ensureKey(form);
    if (navigator.onLine) {
      // Kept until the next page says that it was taken: the connection may break on the way.
      save();
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    save(true);
    note(form, { words: form.dataset.draftWaiting ?? "", waiting: true });
  }, true);
  addEventListener("pagehide", () => {
    if (timer) save(read(slot)?.waiting ?? false);
  });
  addEventListener("online", () => {
    const draft = read(slot);
    if (!draft?.waiting || !form.isConnected) return;
    write(slot, { ...draft, waiting: false });
    send(form);
  });
  const waitingBefore = read(slot)?.waiting;
  offerRestore(form, slot);
  if (waitingBefore && navigator.onLine) {
    write(slot, { ...read(slot), waiting: false });
    send(form);
  }
}

/** Watch every form of `root` that asks for it; drop drafts which this page says were taken ([data-draft-taken]). */
export function keepDrafts(root) {
  for (const taken of root.querySelectorAll("[data-draft-taken]"))
    drop(`${PREFIX}${taken.dataset.draftOwner || "0"}:${taken.dataset.draftTaken}`);
  for (const form of root.querySelectorAll("form[data-draft]")) {
    if (seen.has(form)) continue;
    seen.add(form);
    keep(form);
  }
}
