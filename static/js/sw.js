/* Keeps one page for when the line is gone: /offline/ and what it is drawn with. Both are fetched without credentials, so
   nothing of a person is ever in it. Every other request goes to the network as if this file were not here. */
const KEPT = "offline-1";
const PAGE = "/offline/";

async function keep() {
  const page = await fetch(PAGE, { credentials: "omit", cache: "no-cache" });
  if (!page.ok) return;
  const html = await page.clone().text();
  // The page itself names its stylesheets, scripts and pictures, under the names of the running release.
  const parts = new Set([...html.matchAll(/(?:href|src)="(\/static\/[^"#]+)/g)].map((match) => match[1]));
  const cache = await caches.open(KEPT);
  await Promise.all([...parts].map(async (part) => {
    const got = await fetch(part, { credentials: "omit" });
    if (got.ok) await cache.put(part, got);
  }));
  await cache.put(PAGE, page);
  for (const request of await cache.keys()) {
    const path = new URL(request.url).pathname;
    if (path !== PAGE && !parts.has(path)) await cache.delete(request);
  }
}

self.addEventListener("install", (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== KEPT) await caches.delete(name);
    await self.clients.claim();
  })());
});

let looked = 0;

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(async () => (await caches.match(PAGE)) || Response.error()));
    if (Date.now() - looked > 3600e3) {             // once an hour at most: the kept page follows a new release
      looked = Date.now();
      event.waitUntil(keep().catch(() => {}));
    }
  } else if (url.pathname.startsWith("/static/")) {
    event.respondWith(fetch(request).catch(async () => (await caches.match(request, { ignoreSearch: true })) || Response.error()));
  }
});
