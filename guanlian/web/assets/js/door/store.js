/* What the door keeps on the phone: each session's list (forgotten soon), and what waits to be sent (kept until it is). */

const NAME = "guanlian-door";
export const CACHE = "guanlian-door"; // the service worker's
const MARK = "guanlian:door-until"; // when the last list is to be forgotten, for pages that are no doors

let opened;

function open() {
  opened ??= new Promise((done, fail) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("lists", { keyPath: "door" });
      asked.result.createObjectStore("queue", { keyPath: "key" });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  return opened;
}

async function within(store, mode, act) {
  const base = await open();
  return new Promise((done, fail) => {
    const transaction = base.transaction(store, mode);
    const asked = act(transaction.objectStore(store));
    transaction.oncomplete = () => done(asked?.result);
    transaction.onerror = transaction.onabort = () => fail(transaction.error);
  });
}

export const listOf = (door) => within("lists", "readonly", (store) => store.get(door));
export const queued = () => within("queue", "readonly", (store) => store.getAll());
export const enqueue = (item) => within("queue", "readwrite", (store) => store.put(item));
export const dequeue = (keys) =>
  within("queue", "readwrite", (store) => {
    for (const key of keys) store.delete(key);
  });

export async function keepList(list) {
  await within("lists", "readwrite", (store) => store.put(list));
  try {
    localStorage.setItem(MARK, String(list.until));
  } catch {
    // Then only a door's own page forgets it.
  }
}

/** Forget lists whose time is over or that another person loaded; `everything`: all of them, and the pages kept. */
export async function forget({ user, now = Date.now(), everything = false }) {
  const lists = (await within("lists", "readonly", (store) => store.getAll())) ?? [];
  const over = lists.filter((list) => everything || list.until < now || (user !== undefined && list.user !== user));
  if (over.length)
    await within("lists", "readwrite", (store) => {
      for (const list of over) store.delete(list.door);
    });
  if (everything || (over.length && over.length === lists.length)) {
    await caches?.delete(CACHE);
    try {
      localStorage.removeItem(MARK);
    } catch {
      // Nothing was kept.
    }
  }
}
