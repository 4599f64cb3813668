/* What the door shows: the answer, the roll, the count, the state of the network. Texts come with the page. */

import { clock, fill, matching } from "./rule.js";

const at = (id) => document.getElementById(id);

function button(label, act, kind = "") {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `btn ${kind}`.trim();
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

export class Panel {
  constructor(words) {
    this.words = words;
    this.sound = false;
  }

  say(name, values = {}) {
    return fill(this.words[name] ?? "", values);
  }

  /** The answer to one ticket: unmistakable by shape, word and colour. `acts`: [label, what it does]. */
  answer(mark, head, line, acts = []) {
    const box = at("door-answer");
    box.dataset.mark = mark;
    box.querySelector(".door-head").textContent = head;
    box.querySelector(".door-line").textContent = line;
    box.querySelector(".door-acts").replaceChildren(...acts.map(([label, act]) => button(label, act, "tall")));
    this.signal(mark);
  }

  /** To be felt and, if wished, heard without looking. */
  signal(mark) {
    const good = mark === "in" || mark === "walk_in";
    if (mark === "checking" || mark === "ready") return;
    navigator.vibrate?.(good ? 60 : [120, 80, 120]);
    if (!this.sound) return;
    this.audio ??= new AudioContext();
    const tone = this.audio.createOscillator();
    const volume = this.audio.createGain();
    tone.frequency.value = good ? 880 : 330;
    volume.gain.setValueAtTime(0.2, this.audio.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.001, this.audio.currentTime + (good ? 0.15 : 0.5));
    tone.connect(volume).connect(this.audio.destination);
    tone.start();
    tone.stop(this.audio.currentTime + 0.5);
  }

  network(state, waiting, signIn) {
    const box = at("door-net");
    box.dataset.state = state;
    const words = { online: "online", sending: "sending", signed_out: "sign_in" }[state];
    const text = this.say(words ?? (waiting ? "offline" : "offline_none"), { n: waiting });
    if (state === "signed_out") {
      const link = document.createElement("a");
      link.href = signIn;
      link.textContent = text;
      box.replaceChildren(link);
    } else box.textContent = text;
    const note = at("door-waiting");
    note.hidden = state !== "offline";
    note.textContent = this.say("waiting_note");
  }

  /** Something that staff should know though they look elsewhere; goes when it was read. */
  notice(text) {
    const line = document.createElement("li");
    line.append(document.createTextNode(text), button("✕", () => line.remove(), "quiet"));
    line.lastChild.setAttribute("aria-label", text);
    at("door-notices").prepend(line);
    while (at("door-notices").children.length > 4) at("door-notices").lastChild.remove();
  }

  /** The roll. Rows that say the same stay the same nodes: a finger may be on one of them while an answer arrives. */
  roll(list, query, acts) {
    this.rows ??= new Map();
    const rows = matching(list, query).map((ticket) => {
      const says = [ticket.at, ticket.place, ticket.name, ticket.last].join("|");
      const known = this.rows.get(ticket.code);
      if (known?.says === says) return known.row;
      const row = this.row(ticket, () => (ticket.at ? acts.undo : acts.tick)(ticket.code));
      this.rows.set(ticket.code, { row, says });
      return row;
    });
    if (!rows.length) {
      const none = document.createElement("li");
      none.className = "none";
      none.textContent = this.say("nobody");
      rows.push(none);
    }
    const place = at("door-roll");
    const same = rows.length === place.children.length && rows.every((row, n) => row === place.children[n]);
    if (!same) place.replaceChildren(...rows);
    at("door-came").textContent = list.tickets.filter((each) => each.at).length;
    at("door-expected").textContent = list.tickets.filter((each) => each.place).length;
  }

  row(ticket, act) {
    const row = document.createElement("li");
    row.dataset.code = ticket.code;
    row.className = ticket.at ? "came" : "";
    const who = document.createElement("span");
    who.className = "who";
    const name = document.createElement("strong");
    name.textContent = ticket.name;
    const small = document.createElement("span");
    small.className = "small";
    const state = ticket.at ? this.say("ticked", { when: clock(ticket.at) }) : ticket.place ? "" : this.say("no_place");
    small.textContent = [state, ticket.last].filter(Boolean).join(" ");
    who.append(name, small);
    const label = this.say(ticket.at ? "undo" : "tick");
    const press = button(label, act, ticket.at ? "quiet" : "");
    press.setAttribute("aria-label", `${label} ${ticket.name}`);
    row.append(who, press);
    return row;
  }

  count(number) {
    at("door-count").textContent = Math.max(number, 0);
  }
}
