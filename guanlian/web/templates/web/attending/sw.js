/* Serves the door without a network: the page as it was last seen, and its files. Nothing else passes through here. */
const CACHE = "guanlian-door";
const PATIENCE = 4000; // milliseconds: a network slower than this is none, while people wait at the door

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (new URL(request.url).pathname.startsWith("/static/")) event.respondWith(file(request));
});

async function page(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request, { ignoreVary: true });
  const asked = fetch(request).then(async (reply) => {
    if (reply.ok && !reply.redirected) await cache.put(request, reply.clone());
    return reply;
  });
  if (!kept) return asked;
  const late = new Promise((done) => setTimeout(done, PATIENCE, kept));
  return Promise.race([asked.then((reply) => (reply.status >= 500 ? kept : reply)), late]).catch(() => kept);
}

async function file(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request, { ignoreVary: true });
  if (kept) return kept;
  const reply = await fetch(request);
  if (reply.ok) await cache.put(request, reply.clone());
  return reply;
}
