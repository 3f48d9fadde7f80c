/* Keeps pages for when the line is gone: /offline/, the exercises, and the numbers of the country that a help page showed
   last, in the words of each help page. All are fetched without credentials, so nothing of a person is ever in them. Every
   other request goes to the network as if this file were not here. */
const KEPT = "offline-2", NUMBERS = "numbers-1"; // the second goes with quick exit
const PAGE = "/offline/", EXERCISES = "/exercises/", HELP = "/help/", COPY = "/help/kept/", HOUR = 3600e3;

async function fetched(address) {
  const page = await fetch(address, { credentials: "omit", cache: "no-cache" });
  if (!page.ok || page.redirected) return null;
  // The page itself names its stylesheets, scripts and pictures, under the names of the running release.
  const html = await page.clone().text();
  return { page, html, parts: [...html.matchAll(/(?:href|src)="(\/static\/[^"#]+)/g)].map((match) => match[1]) };
}

async function fill(cache, parts) {
  await Promise.all([...new Set(parts)].map(async (part) => {
    const got = await fetch(part, { credentials: "omit" });
    if (got.ok) await cache.put(part, got);
  }));
}

const copyOf = (country, key) => `${COPY}?country=${country}${key ? `&for=${key}` : ""}`;

async function countryKept() {
  const kept = await (await caches.open(NUMBERS)).keys();
  const addresses = kept.map((request) => new URL(request.url));
  return addresses.find((url) => url.pathname === COPY)?.searchParams.get("country");
}

const others = (html) => /data-others="([a-z ]*)"/.exec(html)?.[1].split(" ") ?? [];

// The last copy is put in last: where it is fresh, all are there, and nothing is asked for within the hour.
async function allFresh(cache, country) {
  const first = await cache.match(copyOf(country));
  const last = first && await cache.match(copyOf(country, others(await first.text()).at(-1)));
  return Boolean(last) && Date.now() - Date.parse(last.headers.get("date")) < HOUR;
}

async function keepNumbers(country) {
  const cache = await caches.open(NUMBERS);
  if (await allFresh(cache, country)) return;
  const now = new Set();
  let keys = [""];
  for (let at = 0; at < keys.length; at += 1) {
    const address = copyOf(country, keys[at]);
    const found = await fetched(address);
    if (!found && !at) return;
    if (!found) continue;
    if (!at) keys = ["", ...others(found.html)];
    await fill(cache, found.parts.filter((part) => !now.has(part)));
    await cache.put(address, found.page);
    [address, ...found.parts].forEach((one) => now.add(one));
  }
  for (const request of await cache.keys()) {
    const url = new URL(request.url);
    if (!now.has(url.pathname + url.search)) await cache.delete(request);
  }
}

async function keep() {
  const now = new Set();
  for (const address of [PAGE, EXERCISES]) {
    // Without the exercises the rest is kept all the same.
    const found = await (address === PAGE ? fetched(address) : fetched(address).catch(() => null));
    if (!found) continue;
    const cache = await caches.open(KEPT);
    await fill(cache, found.parts);
    await cache.put(address, found.page);
    [address, ...found.parts].forEach((one) => now.add(one));
  }
  // What an older release named goes, once everything of this one is there.
  if (now.has(PAGE) && now.has(EXERCISES)) {
    const cache = await caches.open(KEPT);
    for (const request of await cache.keys()) if (!now.has(new URL(request.url).pathname)) await cache.delete(request);
  }
  const country = await countryKept();
  if (country) await keepNumbers(country);
}

async function instead(path) {
  const country = path.startsWith(HELP) && (await countryKept());
  const key = /^\/help\/(?:for\/)?([a-z]+)\/$/.exec(path)?.[1];
  const first = path === EXERCISES ? [EXERCISES] : country ? [copyOf(country, key), copyOf(country)] : [];
  const addresses = [...first, PAGE];
  for (const address of addresses) {
    const kept = await caches.match(address);
    if (kept) return kept;
  }
  return Response.error();
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
  const { country, leave } = event.data ?? {};
  // Who leaves by quick exit, or signs out, is told nothing more in this browser: its push service forgets the address.
  if (leave === true) event.waitUntil(self.registration.pushManager?.getSubscription().then((made) => made?.unsubscribe()).catch(() => {}) ?? Promise.resolve());
  if (/^[A-Z]{2}$/.test(country ?? "")) event.waitUntil(keepNumbers(country).catch(() => {}));
});

let looked = 0;

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => instead(url.pathname)));
    if (Date.now() - looked > HOUR) {             // once an hour at most: what is kept follows a new release
      looked = Date.now();
      event.waitUntil(keep().catch(() => {}));
    }
  } else if (url.pathname.startsWith("/static/")) {
    event.respondWith(fetch(request).catch(async () => (await caches.match(request, { ignoreSearch: true })) || Response.error()));
  }
});

// One neutral line, whatever it is about, and one at a time.
self.addEventListener("push", (event) => {
  let say = location.host;
  try { say = String(event.data.json().say).slice(0, 80) || say; } catch { /* the line is missing, the notice is not */ }
  event.waitUntil(self.registration.showNotification(say, { tag: "update" }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil((async () => {
    const open = (await self.clients.matchAll({ type: "window" })).find((one) => new URL(one.url).pathname === "/home/");
    return open ? open.focus() : self.clients.openWindow("/home/");
  })());
});
