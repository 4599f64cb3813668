/* Replays a draw in the browser, on the page's own data or a pasted list. Nothing is sent; it works without a network. */

const SIDE = 8;

async function digest(bytes) {
  const made = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...made].map((each) => each.toString(16).padStart(2, "0")).join("");
}

const ofText = (text) => digest(new TextEncoder().encode(text));

function ofHex(hex) {
  const pairs = hex.match(/[0-9a-f]{2}/gi) ?? [];
  return digest(Uint8Array.from(pairs, (pair) => parseInt(pair, 16)));
}

/** The list as it was hashed: one line each, ended by a newline, whatever an editor has made of the line ends. */
function tidy(text) {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/).filter((line) => line.trim() !== "");
  return lines.map((line) => `${line}\n`).join("");
}

/** The groups in the order of their lots: [{group, people, way, lot}], and the key of all lots. */
export async function ordered(seed, list) {
  const key = await ofText(`${seed}\n${list}`);
  const rows = list.split("\n").filter(Boolean).map((line) => line.split(","));
  const drawn = await Promise.all(
    rows.map(async ([group, people, tickets, way]) => {
      const numbers = Array.from({ length: Math.max(Number(tickets) || 0, 1) }, (_, n) => n + 1);
      const lots = await Promise.all(numbers.map((n) => ofText(`${key}:${group}:${n}`)));
      return { group, people: Number(people), way, lot: lots.sort()[0] };
    }),
  );
  drawn.sort((one, other) => (one.lot < other.lot || (one.lot === other.lot && one.group < other.group) ? -1 : 1));
  return { key, drawn };
}

/** Who gets places: each that still fits when its turn comes. */
export function placed(drawn, places, online) {
  const winners = new Set();
  for (const each of drawn) {
    if (!(each.people <= places) || (each.way !== "hall" && !(each.people <= online))) continue;
    winners.add(each.group);
    places -= each.people;
    if (each.way !== "hall") online -= each.people;
  }
  return winners;
}

function drawSeal(fingerprint) {
  const cut = [...fingerprint]
    .map((digit, n) => (parseInt(digit, 16) >= SIDE ? `M${2 + (n % SIDE)} ${2 + Math.floor(n / SIDE)}h1v1h-1z` : ""))
    .join("");
  const holder = document.createElement("template");
  holder.innerHTML = `<svg class="draw-seal" viewBox="0 0 12 12" aria-hidden="true"><rect width="12" height="12" rx="1"/><path d="${cut}"/></svg>`;
  return holder.content.firstChild;
}

function digits(place, text) {
  place.replaceChildren(
    ...(text.match(/.{1,8}/g) ?? []).map((part) => Object.assign(document.createElement("span"), { textContent: part })),
  );
}

const pause = () =>
  matchMedia("(prefers-reduced-motion: reduce)").matches ? null : new Promise((done) => setTimeout(done, 260));

export function mount(root) {
  const find = (name) => root.querySelector(`[data-${name}]`);
  const published = JSON.parse(root.querySelector("#draw-data").textContent);
  const [button, end, steps] = [find("replay"), find("end"), find("steps")];
  const [seed, list] = [find("seed"), find("list")];

  async function settle(name, same) {
    await pause();
    const step = root.querySelector(`[data-step="${name}"]`);
    step.dataset.state = same ? "same" : "other";
    step.querySelector(".verdict").textContent = same ? end.dataset.stepSame : end.dataset.stepOther;
    return same;
  }

  async function replay(theSeed, theList) {
    steps.hidden = false;
    for (const step of steps.children) {
      delete step.dataset.state;
      step.querySelector(".verdict").textContent = "";
    }
    delete end.dataset.state;
    end.textContent = end.dataset.working;
    const fingerprint = await ofHex(theSeed);
    find("seal").querySelector("svg")?.remove();
    find("seal").prepend(drawSeal(fingerprint));
    const answers = [await settle("seed", fingerprint === published.commitment)];
    const { key, drawn } = await ordered(theSeed, theList);
    digits(find("key"), key);
    answers.push(await settle("list", key === published.key));
    find("lots").replaceChildren(
      ...drawn.slice(0, 3).map(({ lot, group }) =>
        Object.assign(document.createElement("li"), { textContent: `${lot.slice(0, 6)}… ${group}` }),
      ),
    );
    const same = drawn.length === published.order.length && drawn.every((each, n) => each.group === published.order[n][0]);
    answers.push(await settle("order", same));
    const winners = placed(drawn, published.places, published.places_online);
    const given = published.order.filter(([, won]) => won).map(([group]) => group);
    answers.push(await settle("places", winners.size === given.length && given.every((group) => winners.has(group))));
    const whole = answers.every(Boolean);
    end.dataset.state = whole ? "same" : "other";
    end.textContent = whole ? end.dataset.same : end.dataset.other;
  }

  if (!globalThis.crypto?.subtle) {
    end.textContent = end.dataset.unable;
    return;
  }
  button.hidden = false;
  button.addEventListener("click", () => replay(published.seed, published.list));
  find("replay-typed").addEventListener("click", () => replay(seed.value.trim().toLowerCase(), tidy(list.value)));
  find("restore").addEventListener("click", () => {
    seed.value = published.seed;
    list.value = published.list;
  });
}
