// A page that keeps itself up to date. The line brings only the hint that something moved: then the page is asked for
// again, with the person's own rights, and its parts are put in place. Without this script a reload does the same.
import { Line } from "./line.js";
import { swap } from "./swap.js";

const BEAT = 120000; // hints may be lost, and some networks let no socket through
const REST_AFTER = 60000;
const TOLD_FOR = 6000;
const HERE = ["pointermove", "pointerdown", "keydown", "wheel", "touchmove"];
const page = document.querySelector("[data-live]");
const status = document.getElementById("news");
const address = page.dataset.from || location.pathname + location.search;
const followed = new Set();
const through = new Map(); // by topic, up to where this page has heard; hints that were lost show in the heads
let timer = 0;
let resting = 0;
let telling = 0;
let asking = false;
let due = false;
const parts = new Map(); // by id, the newest copy of each part that is not in its place yet

const line = new Line({ frame: heard, state: changed });

function heard(frame) {
  const missed = moved(frame.topic, frame.through ?? frame.seq);
  if (frame.type === "event" || (missed && ["head", "skip"].includes(frame.type))) look();
  if (frame.type !== "items") return;
  // The first answer comes with the page itself; later ones mean that hints may have been missed.
  if (missed || followed.has(frame.topic) || performance.now() > BEAT) look();
  followed.add(frame.topic);
}

// Only a page that says how far it is (data-through) knows what it missed; the others count from where they begin.
function moved(topic, seq) {
  const known = through.get(topic);
  if (!seq || known === undefined || seq <= known) return false;
  through.set(topic, seq);
  return true;
}

let tellState = () => {};

// What becomes of the line, for a page that says so.
export function onState(handler) {
  tellState = handler;
}

function changed(what) {
  tellState(what);
  if (what === "removed") location.replace(address);
  if (what === "signed-out") status.textContent = status.dataset.out;
}

export function look() {
  due = true;
  // Many pages hear the same hint: not all of them ask in the same moment.
  if (!timer && !asking && !document.hidden) timer = setTimeout(ask, 50 + Math.random() * 350);
}

async function ask() {
  timer = 0;
  due = false;
  asking = true;
  const fresh = await fetched("version" in page.dataset ? "beside" : "page");
  const moved = fresh?.querySelector("[data-version]")?.dataset.version ?? page.dataset.version;
  // What costs a line in the audit to open is asked for only when it is not what the page shows.
  const whole = moved !== page.dataset.version && (await fetched("page"));
  asking = false;
  if (whole) page.dataset.version = moved;
  for (const copy of [fresh, whole]) keep(copy);
  put();
  if (due) look();
}

function keep(copy) {
  for (const part of copy ? copy.querySelectorAll("[data-part]") : []) parts.set(part.id, part);
}

// A copy that came as the answer to something that was sent from this page.
export function take(copy) {
  keep(copy);
  put();
}

function put() {
  if (swap(page, parts)) tell();
}

async function fetched(what) {
  const answer = await fetch(address, { headers: { "X-Live": what }, credentials: "same-origin" }).catch(() => null);
  if (answer?.status === 404) location.replace(address);
  if (!answer?.ok || answer.redirected) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function tell() {
  status.textContent = "";
  setTimeout(() => (status.textContent = status.dataset.said), 50);
  clearTimeout(telling);
  telling = setTimeout(() => (status.textContent = ""), TOLD_FOR);
  // A page that brings itself up to date was not read by anybody yet. Somebody who moves has it before their eyes.
  if (page.dataset.read === "yes") for (const sign of HERE) addEventListener(sign, isHere, { passive: true });
}

function isHere() {
  for (const sign of HERE) removeEventListener(sign, isHere);
  fetch(address, { credentials: "same-origin" }).catch(() => null);
}

// Who was in a form has left it: what had to wait may not have to any more.
page.addEventListener("focusout", () => parts.size && setTimeout(put));
document.addEventListener("visibilitychange", () => {
  clearTimeout(resting);
  if (document.hidden) resting = setTimeout(() => line.rest(), REST_AFTER);
  else if (due) look();
});
setInterval(look, BEAT * (0.75 + Math.random() / 2));

const begun = (page.dataset.through ?? "").split(" ");
page.dataset.live.split(" ").forEach((topic, index) => {
  if (begun[index]) through.set(topic, Number(begun[index]));
  line.follow(topic, () => through.get(topic) ?? 0);
});
line.connect();
