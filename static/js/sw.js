/* Keeps two pages for when the line is gone: /offline/, and the numbers of the country that a help page showed last. Both
   are fetched without credentials, so nothing of a person is ever in them. Every other request goes to the network as if
   this file were not here. */
const KEPT = "offline-2", NUMBERS = "numbers-1"; // the second goes with quick exit
const PAGE = "/offline/", HELP = "/help/", COPY = "/help/kept/";

async function fetched(address) {
  const page = await fetch(address, { credentials: "omit", cache: "no-cache" });
  if (!page.ok || page.redirected) return null;
  // The page itself names its stylesheets, scripts and pictures, under the names of the running release.
  const html = await page.clone().text();
  return { page, parts: [...html.matchAll(/(?:href|src)="(\/static\/[^"#]+)/g)].map((match) => match[1]) };
}

async function fill(cache, parts) {
  await Promise.all([...new Set(parts)].map(async (part) => {
    const got = await fetch(part, { credentials: "omit" });
    if (got.ok) await cache.put(part, got);
  }));
}

async function numbersKept() {
  const kept = await (await caches.open(NUMBERS)).keys();
  return kept.find((request) => new URL(request.url).pathname === COPY);
}

async function keepNumbers(address) {
  const found = await fetched(address);
  if (!found) return;
  const cache = await caches.open(NUMBERS);
  await fill(cache, found.parts);
  await cache.put(address, found.page);
  const { pathname, search } = new URL(address, location.origin);
  const now = new Set([pathname + search, ...found.parts]);
  for (const request of await cache.keys()) {
    const url = new URL(request.url);
    if (!now.has(url.pathname + url.search)) await cache.delete(request);
  }
}

async function keep() {
  const found = await fetched(PAGE);
  if (found) {
    const cache = await caches.open(KEPT);
    await fill(cache, found.parts);
    await cache.put(PAGE, found.page);
    for (const request of await cache.keys()) {
      const path = new URL(request.url).pathname;
      if (path !== PAGE && !found.parts.includes(path)) await cache.delete(request);
    }
  }
  const numbers = await numbersKept();
  if (numbers) await keepNumbers(numbers.url);
}

async function instead(path) {
  const numbers = path.startsWith(HELP) && (await numbersKept());
  return (numbers && (await caches.match(numbers))) || (await caches.match(PAGE)) || Response.error();
}

self.addEventListener("install", (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== KEPT && name !== NUMBERS) await caches.delete(name);
    await self.clients.claim();
  })());
});

// A page says which country's numbers to keep; nothing else about it is heard.
self.addEventListener("message", (event) => {
  const { country } = event.data ?? {};
  if (/^[A-Z]{2}$/.test(country ?? "")) event.waitUntil(keepNumbers(`${COPY}?country=${country}`).catch(() => {}));
});

let looked = 0;

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => instead(url.pathname)));
    if (Date.now() - looked > 3600e3) {             // once an hour at most: what is kept follows a new release
      looked = Date.now();
      event.waitUntil(keep().catch(() => {}));
    }
  } else if (url.pathname.startsWith("/static/")) {
    event.respondWith(fetch(request).catch(async () => (await caches.match(request, { ignoreSearch: true })) || Response.error()));
  }
});
