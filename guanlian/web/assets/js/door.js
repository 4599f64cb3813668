/* The door of a session: reads tickets, ticks the roll, counts; without a network too (docs/decisions/0012).
 *
 * Everything that is taken goes the same way: shown at once from the list that the phone keeps, put into the queue with
 * a key of the phone's own making, sent when there is a network; the server's answer then corrects what is shown.
 */

import { Camera } from "./door/camera.js";
import { Panel } from "./door/panel.js";
import { apply, awaited, clock, codeOf, uncounted, verdict } from "./door/rule.js";
import * as store from "./door/store.js";
import { fetchList, newKey, SignedOut, Wire } from "./door/wire.js";

const SAME = 4000; // milliseconds: a ticket held before the camera is one reading
const REFRESH = 60000; // milliseconds: those who registered meanwhile
const ASK = 5000; // milliseconds to wait for the server about a ticket that the list lacks

const at = (id) => document.getElementById(id);
const config = JSON.parse(at("door-config").textContent);
const panel = new Panel(config.words);
let list = { door: config.door, tickets: [], count: 0, skew: null };
let shown = null; // the code whose answer stands on the screen
let last = { text: "", seen: 0 };
const asking = new Map(); // key → what to do with the server's answer

const wire = new Wire(config, {
  state: (state, waiting) => panel.network(state, waiting, config.signIn),
  answers: heard,
});

/** The server's answers: the list follows; what differs from what was shown is said. */
async function heard(told, items) {
  const sent = new Map(items.map((item) => [item.key, item]));
  const here = items[0].door === config.door;
  for (const answer of told.items) {
    const item = sent.get(answer.key);
    if (here && answer.code && ["in", "walk_in", "already"].includes(answer.answer)) {
      apply(list, { code: answer.code, at: answer.at, device: known(answer.code)?.device ?? wire.device });
    }
    if (asking.has(answer.key)) {
      asking.get(answer.key)(answer);
      asking.delete(answer.key);
    } else if (answer.answer === "already" && answer.elsewhere) twice(answer, item);
    else if (answer.answer === "refused" || (["unknown", "other"].includes(answer.answer) && !item?.let_in))
      panel.notice(panel.say("not_taken", { name: nameOf(answer.code || item?.code), note: answer.note }));
  }
  if (!here) return;
  for (const change of told.changed ?? []) {
    const held = known(change.code);
    const mine = held?.at && held.device === wire.device && change.at && change.device !== wire.device;
    if (mine && change.at < held.at) panel.notice(panel.say("now_first", { name: held.name, when: clock(change.at) }));
    apply(list, change);
  }
  if (told.count !== undefined) list.count = told.count;
  await keep();
}

function twice(answer, item) {
  if (shown === answer.code && item?.shown)
    panel.answer("already", answer.name, panel.say("already_elsewhere", { when: clock(answer.at) }));
  else panel.notice(panel.say("now_first", { name: answer.name, when: clock(answer.at) }));
}

const nameOf = (code) => known(code)?.name ?? code ?? "";

async function keep() {
  if (list.until && wire.state !== "signed_out") await store.keepList(list);
  await draw();
}

async function draw() {
  panel.roll(list, at("door-q").value, { tick, undo });
  panel.count(list.count + uncounted(await store.queued(), config.door));
}

/** One ticket was scanned or typed. */
async function read(text, way = "scanned") {
  const code = codeOf(text);
  shown = code;
  if (!code) return panel.answer("other", panel.say("not_a_code"), text.slice(0, 40));
  const found = verdict(list, code);
  if (found.mark === "already") {
    const elsewhere = found.ticket.device && found.ticket.device !== wire.device;
    const words = panel.say(elsewhere ? "already_elsewhere" : "already", { when: clock(found.ticket.at) });
    return panel.answer("already", found.ticket.name, words);
  }
  if (found.mark === "unknown") return ask(code, way);
  await take(found.ticket, way);
  welcome(found.mark, found.ticket);
}

function welcome(mark, ticket) {
  const others = awaited(list, ticket);
  const line = [panel.say(mark)];
  const acts = [];
  if (others.length) {
    line.push(panel.say("party", { n: others.length, name: others.map((each) => each.name).join("、") }));
    acts.push([panel.say("together", { n: others.length }), () => together(ticket, others)]);
  }
  panel.answer(mark, ticket.name, line.join(" · "), acts);
}

async function together(ticket, others) {
  for (const each of others) if (!each.at) await take(each, "scanned");
  panel.answer("in", ticket.name, panel.say("party_in", { n: others.length + 1 }));
}

async function take(ticket, way) {
  const moment = Date.now();
  apply(list, { code: ticket.code, at: moment + (list.skew ?? 0), device: wire.device });
  await keep();
  await put({ verb: "came", code: ticket.code, way, shown: true, at: moment });
}

async function put(item) {
  const key = newKey();
  const offline = item.way === "scanned" && !navigator.onLine;
  await wire.put({ key, at: Date.now(), skew: list.skew, ...item, ...(offline ? { way: "offline" } : {}) });
  await draw();
  return key;
}

/** A ticket that the list lacks: the server may know it; without a network the person is let in all the same. */
async function ask(code, way) {
  if (!navigator.onLine || wire.state === "offline") return unsure(code);
  panel.answer("checking", panel.say("checking"), code);
  const key = newKey();
  const answer = new Promise((done) => asking.set(key, done));
  await wire.put({ key, at: Date.now(), skew: list.skew, verb: "came", code, way });
  const told = await Promise.race([answer, new Promise((done) => setTimeout(done, ASK))]);
  if (shown !== code) return;
  if (!told) return unsure(code);
  if (told.answer === "in" || told.answer === "walk_in") {
    await refresh();
    const ticket = known(code);
    return ticket ? welcome(told.answer, ticket) : panel.answer(told.answer, told.name, panel.say(told.answer));
  }
  if (told.answer === "already") {
    const words = told.elsewhere ? "already_elsewhere" : "already";
    return panel.answer("already", told.name, panel.say(words, { when: clock(told.at) }));
  }
  const letIn = [panel.say("let_in"), () => letThrough(code)];
  if (told.answer === "unknown") panel.answer("unknown", panel.say("unknown"), panel.say("unknown_line"), [letIn]);
  else if (told.answer === "other") panel.answer("other", panel.say("other"), told.note, [letIn]);
  else panel.answer("other", panel.say("refused"), told.note);
}

function unsure(code) {
  const letIn = [panel.say("let_in"), () => letThrough(code)];
  panel.answer("unknown", panel.say("offline_unknown"), panel.say("offline_unknown_line"), [letIn]);
}

async function letThrough(code) {
  await put({ verb: "came", code, way: "scanned", let_in: true });
  panel.answer("walk_in", panel.say("let_in_done"), code);
}

const known = (code) => list.tickets.find((each) => each.code === code);
const tick = (code) => known(code) && take(known(code), "listed").then(() => panel.signal("in"));

function undo(code) {
  const ticket = known(code);
  if (!ticket) return;
  const dialog = at("door-undo");
  at("door-undo-who").textContent = ticket.name;
  at("door-undo-why").value = "";
  dialog.returnValue = "";
  dialog.onclose = async () => {
    if (dialog.returnValue !== "undo") return;
    const why = at("door-undo-why").value.trim() || dialog.querySelector("[name=reason]:checked").value;
    apply(list, { code, at: 0, device: "" });
    await keep();
    await put({ verb: "undone", code, way: "listed", why });
  };
  dialog.showModal();
}

const count = (people) => put({ verb: "count", people });

async function refresh() {
  try {
    const fresh = await fetchList(config, list);
    // What this phone took and the server hasn't got yet stands above what the server says.
    for (const item of (await store.queued()).filter((each) => each.door === config.door)) {
      if (item.verb === "came" && !item.let_in)
        apply(fresh, { code: item.code, at: item.at + (item.skew ?? fresh.skew), device: wire.device });
      if (item.verb === "undone") apply(fresh, { code: item.code, at: 0, device: "" });
    }
    list = fresh;
    wire.since = fresh.since;
    await keep();
    await wire.send();
  } catch (gone) {
    await wire.report(gone instanceof SignedOut ? "signed_out" : "offline");
  }
}

/** Panels as tabs; without script they stand below each other. */
function tabs() {
  const links = [...at("door-nav").querySelectorAll("a")];
  const open = (id) => {
    for (const each of document.querySelectorAll("[data-panel]")) each.hidden = each.id !== id;
    for (const link of links) {
      if (link.hash === `#${id}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    document.querySelector(".door-close")?.toggleAttribute("hidden", id === "scan");
  };
  for (const link of links)
    link.addEventListener("click", (event) => {
      event.preventDefault();
      open(link.hash.slice(1));
      history.replaceState(null, "", link.hash);
      scrollTo(0, 0);
    });
  const asked = location.hash.slice(1);
  const first = config.tickets ? "scan" : "count";
  open(links.some((link) => link.hash === `#${asked}`) ? asked : first);
}

function cameraButtons() {
  const open = at("door-open");
  open.hidden = !navigator.mediaDevices?.getUserMedia;
  const camera = new Camera(at("door-video"), (text) => {
    const now = Date.now();
    const same = text === last.text && now - last.seen < SAME;
    last = { text, seen: now };
    if (!same) read(text);
  });
  const start = async () => {
    try {
      at("door-camera").hidden = false;
      await camera.start();
      open.textContent = panel.say("camera_off");
      open.classList.remove("go");
      at("door-torch").hidden = !camera.lamp;
      panel.answer("ready", "", panel.say("ready"));
    } catch {
      at("door-camera").hidden = true;
      panel.answer("other", "", panel.say("no_camera"));
    }
  };
  open.addEventListener("click", () => {
    if (!camera.on) return start();
    camera.stop();
    at("door-camera").hidden = true;
    open.textContent = panel.say("camera_on");
    open.classList.add("go");
  });
  let lit = false;
  const torch = at("door-torch");
  torch.textContent = panel.say("torch_off");
  torch.addEventListener("click", async () => {
    await camera.light((lit = !lit));
    torch.textContent = panel.say(lit ? "torch_on" : "torch_off");
  });
  navigator.permissions?.query({ name: "camera" }).then(
    (permission) => permission.state === "granted" && !at("scan").hidden && start(),
    () => {},
  );
}

function soundButton() {
  const sound = at("door-sound");
  const tell = () => (sound.textContent = panel.say(panel.sound ? "sound_on" : "sound_off"));
  sound.hidden = false;
  sound.addEventListener("click", () => {
    panel.sound = !panel.sound;
    tell();
    panel.signal("in");
  });
  tell();
}

function forms() {
  const on = (id, name, act) => at(id)?.addEventListener(name, act);
  on("door-type", "submit", (event) => {
    event.preventDefault();
    const field = at("door-code");
    read(field.value);
    field.value = "";
  });
  on("door-find", "submit", (event) => event.preventDefault());
  on("door-q", "input", draw);
  on("door-steps", "submit", (event) => {
    event.preventDefault();
    count(Number(event.submitter.value));
  });
  on("door-pad", "submit", (event) => {
    event.preventDefault();
    const people = Number.parseInt(at("door-people").value, 10);
    if (people) count(people);
    at("door-people").value = "";
  });
  on("door-close", "submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    await wire.send();
    const waiting = (await store.queued()).filter((each) => each.door === config.door).length;
    const first = at("door-close-first");
    first.hidden = !waiting && navigator.onLine;
    first.textContent = panel.say("close_first", { n: waiting });
    if (first.hidden) form.submit();
  });
}

/** Keep the page and its files for the time without a network. */
async function keepPage() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(config.worker, { scope: config.scope });
  const cache = await caches.open(store.CACHE);
  const files = [...document.querySelectorAll("link[rel=stylesheet], link[rel=modulepreload], link[rel=prefetch], script[src]")];
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
  const own = [...files.map((each) => each.href || each.src), ...loaded].filter((address) =>
    new URL(address, location).pathname.startsWith("/static/"),
  );
  await Promise.allSettled([...new Set(own)].map((address) => cache.add(address)));
  await cache.add(location.pathname + location.search);
  document.documentElement.dataset.kept = "yes";
}

/** Doors of other days keep no worker. */
async function tidy() {
  for (const each of (await navigator.serviceWorker?.getRegistrations()) ?? []) {
    const mine = new URL(each.scope).pathname;
    if (/\/console\/programme\/.+\/door\/$/.test(mine) && mine !== config.scope) await each.unregister();
  }
}

async function begin() {
  forms();
  tabs();
  soundButton();
  await store.forget({ user: config.user });
  const kept = await store.listOf(config.door);
  if (kept) list = kept;
  await draw();
  await refresh();
  if (!list.until) panel.notice(panel.say("no_list"));
  cameraButtons();
  setInterval(() => !document.hidden && refresh(), REFRESH);
  addEventListener("online", refresh);
  if (navigator.onLine) await Promise.allSettled([keepPage(), tidy()]);
}

begin();
