/* The small behaviours of every page. Each page works without them; they only make it smoother. */
import htmx from "htmx.org";

import { keepDrafts } from "./draft.js";
import { enhance } from "./enhance.js";

window.htmx = htmx;
document.documentElement.classList.remove("no-script");

/** Charts are fetched when the first of them comes near the screen: their tables stand there from the start. */
function mountCharts(root) {
  const places = root.querySelectorAll("[data-chart]");
  if (!places.length) return;
  const watch = new IntersectionObserver(
    (seen) => {
      if (!seen.some((each) => each.isIntersecting)) return;
      watch.disconnect();
      import("./charts.js").then((charts) => charts.mount(root));
    },
    { rootMargin: "200px" },
  );
  for (const place of places) watch.observe(place);
}

/** The replay of a draw is fetched with its page, so that it works when the network is gone. */
function mountDraw(root) {
  for (const place of root.querySelectorAll("[data-draw]")) import("./draw.js").then((draw) => draw.mount(place));
}

function arrive(root) {
  enhance(root);
  keepDrafts(root);
  mountCharts(root);
  mountDraw(root);
}

arrive(document);
document.body.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) arrive(event.detail.elt.parentElement ?? document);
});

/** Signing out, and time, wipe what a door kept of other people on this phone. */
const wipe = (what) => import("./door/store.js").then((store) => store.forget(what));
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.action?.endsWith("/sign-in/out/") || !("caches" in window) || form.dataset.wiped) return;
  event.preventDefault();
  form.dataset.wiped = "yes";
  wipe({ everything: true }).finally(() => form.submit());
});
try {
  const until = Number(localStorage.getItem("guanlian:door-until"));
  if (until && until < Date.now()) wipe({});
} catch {
  // A browser that keeps nothing has nothing to wipe.
}

const offline = document.getElementById("offline");
const tellConnection = () => offline && (offline.hidden = navigator.onLine);
addEventListener("online", tellConnection);
addEventListener("offline", tellConnection);
tellConnection();
