/* Talking to the server: what was taken goes into the queue first, and leaves it when the server has answered. */

import { measured, surer } from "./rule.js";
import * as store from "./store.js";

const MOST = 100; // items in one message
const PATIENCE = 8000; // milliseconds
const RETRY = [3000, 10000, 30000, 60000]; // milliseconds between tries

/** The server can't be asked because nobody is signed in any more. */
export class SignedOut extends Error {}

export function deviceId() {
  try {
    const known = localStorage.getItem("guanlian:door-device");
    if (known) return known;
    const made = newKey().slice(0, 12);
    localStorage.setItem("guanlian:door-device", made);
    return made;
  } catch {
    return "private";
  }
}

export const newKey = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2, 12)}`;

async function ask(url, options = {}) {
  const reply = await fetch(url, {
    ...options,
    credentials: "same-origin",
    headers: { Accept: "application/json", ...options.headers },
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (reply.redirected || (reply.ok && !reply.headers.get("Content-Type")?.includes("json"))) throw new SignedOut();
  return reply;
}

/** The session's list, with how much this device's clock was wrong as it came. `before`: the list held till now. */
export async function fetchList(config, before) {
  const asked = Date.now();
  const reply = await ask(config.list);
  if (!reply.ok) throw new Error(`list: ${reply.status}`);
  const list = await reply.json();
  const { skew, unsure } = surer(before, measured(asked, list.arrived, list.now, Date.now()));
  return { ...list, door: config.door, skew, unsure, since: list.arrived };
}

export class Wire {
  constructor(config, tell) {
    this.config = config;
    this.tell = tell; // told of {state, waiting} and of each answer
    this.device = deviceId();
    this.token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    this.tries = 0;
    addEventListener("online", () => this.send());
    addEventListener("offline", () => this.report("offline"));
  }

  async put(item) {
    await store.enqueue({ ...item, door: this.config.door, session: this.config.session, sync: this.config.sync });
    this.send();
  }

  /** Tell how sending stands; where nobody is signed in any more, forget the list before saying so. */
  async report(state) {
    this.state = state;
    if (state === "signed_out") await store.forget({ everything: true });
    this.tell.state(state, (await store.queued()).length);
  }

  /** Send what waits, oldest first; one sending at a time, and again for what came meanwhile. */
  async send() {
    if (this.sending) return (this.again = true);
    this.sending = true;
    clearTimeout(this.timer);
    try {
      do {
        this.again = false;
        await this.sendAll();
      } while (this.again);
      this.tries = 0;
      await this.report("online");
    } catch (gone) {
      await this.report(gone instanceof SignedOut ? "signed_out" : "offline");
      this.timer = setTimeout(() => this.send(), RETRY[Math.min(this.tries++, RETRY.length - 1)]);
    } finally {
      this.sending = false;
    }
  }

  async sendAll() {
    const doors = new Map();
    for (const item of await store.queued()) doors.set(item.door, [...(doors.get(item.door) ?? []), item]);
    if (doors.size) await this.report("sending");
    for (const items of doors.values()) {
      items.sort((one, other) => one.at - other.at);
      for (let first = 0; first < items.length; first += MOST) await this.sendSome(items.slice(first, first + MOST));
    }
  }

  async sendSome(items) {
    const reply = await this.post(items[0].sync, {
      session: items[0].session,
      device: this.device,
      now: Date.now(),
      since: this.since,
      items: items.map(({ door, session, sync, shown, ...item }) => item),
    });
    const told = reply.status === 404 ? {} : await reply.json();
    if ([404, 409, 422].includes(reply.status)) {
      const note = told.refused ?? String(reply.status);
      told.items = items.map((item) => ({ key: item.key, answer: "refused", note }));
    }
    await store.dequeue(told.items.map((item) => item.key));
    if (items[0].door === this.config.door) this.since = told.now;
    await this.tell.answers(told, items);
  }

  async post(url, message) {
    const send = () =>
      ask(url, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.token },
        body: JSON.stringify(message),
      });
    let reply = await send();
    if (reply.status === 403) {
      // The page is older than its token (kept without a network, or signed in anew): a fresh one, once.
      const fresh = await ask(this.config.token);
      if (!fresh.ok) throw new SignedOut();
      this.token = (await fresh.json()).token;
      reply = await send();
      if (reply.status === 403) throw new SignedOut();
    }
    if (reply.status >= 500 || reply.status === 429) throw new Error(`sync: ${reply.status}`);
    return reply;
  }
}
