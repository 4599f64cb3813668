/* What the door can say by itself, from its list. The server has the last word, by the same rule. */

const ALIKE = { O: "0", I: "1", L: "1" };
const SIGNS = "[0-9A-HJKMNP-TV-Z]{10}";
const EXACT = new RegExp(`BM-(${SIGNS})(?![0-9A-Z])`);
const WHOLE = new RegExp(`^${SIGNS}`);

/** The ticket's code in what was scanned or typed, as the server reads it (programme/tickets.py); null where there is none. */
export function codeOf(text) {
  const upper = text.normalize("NFKC").toUpperCase();
  const exact = EXACT.exec(upper);
  if (exact) return `BM-${exact[1]}`;
  const signs = upper.replace(/[^0-9A-Z]/g, "");
  const found = [];
  for (const each of signs.matchAll(/BM/g)) {
    const rest = signs.slice(each.index + 2).replace(/[OIL]/g, (sign) => ALIKE[sign]);
    if (WHOLE.test(rest)) found.push(rest);
  }
  const code = found.find((rest) => rest.length === 10) ?? found[0];
  return code ? `BM-${code.slice(0, 10)}` : null;
}

/** What the list says to a code: in, walk_in, already, or unknown where the list has no such ticket. */
export function verdict(list, code) {
  const ticket = list.tickets.find((each) => each.code === code);
  if (!ticket) return { mark: "unknown" };
  if (ticket.at) return { mark: "already", ticket };
  return { mark: ticket.place ? "in" : "walk_in", ticket };
}

/** Those of the same group who have a place and are still awaited. */
export const awaited = (list, ticket) =>
  list.tickets.filter((each) => each.party === ticket.party && each.code !== ticket.code && each.place && !each.at);

/** Those of the list whose name holds `words`, or whose telephone ends with them. */
export function matching(list, words) {
  const asked = words.trim().toLowerCase();
  if (!asked) return list.tickets;
  return list.tickets.filter((each) => each.name.toLowerCase().includes(asked) || each.last === asked);
}

/** What waits at the door `door` to be added to the count by hand. */
export const uncounted = (items, door) =>
  items.reduce((sum, item) => sum + (item.door === door && item.verb === "count" ? item.people : 0), 0);

/** One change that the server or this device knows of, put into the list. */
export function apply(list, { code, at, device }) {
  const ticket = list.tickets.find((each) => each.code === code);
  if (ticket) Object.assign(ticket, { at, device });
}

/** How far this device's clock is from the server's, in milliseconds, and how far that may be wrong to either side: from
 * the moments when it asked, the server heard it, the server answered, and the answer came. */
export const measured = (asked, heard, answered, got) => ({
  skew: Math.round((heard - asked + answered - got) / 2),
  unsure: Math.max(got - asked - (answered - heard), 0) / 2,
});

/** The surer of two measures; the fresh one where they can't both be true: the clock was set meanwhile. */
export const surer = (before, fresh) =>
  typeof before.unsure === "number" &&
  before.unsure < fresh.unsure &&
  Math.abs(before.skew - fresh.skew) <= before.unsure + fresh.unsure
    ? before
    : fresh;

export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_whole, name) => values[name] ?? "");

export function clock(milliseconds) {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", hour: "numeric", minute: "2-digit" });
  return parts.format(new Date(milliseconds)).replace(/^0/, "");
}
