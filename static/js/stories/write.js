/* A story is saved as one types; without this script its buttons do the same. What did not arrive yet waits in this
   tab's own storage, which sending, signing out and quick exit clear. */
const form = document.getElementById("story");
const shown = document.getElementById("kept");
const aloud = document.getElementById("kept-aloud");
const changed = document.getElementById("changed");
const fields = form.elements;
const KEY = form.dataset.key;
const NOT_WORDS = ["csrfmiddlewaretoken", "page", "turn"];
const PAUSE = 900;
const AGAIN = 5000;
const GIVE_UP = 15000;

let dirty = false;                                  // typed, and not on its way
let saving = false;
let stopped = false;                                // two versions, or the form itself is on its way
let timer = 0;
let saidSaved = 0;

function say(state, loud, words = shown.dataset[state]) {
  shown.hidden = false;
  if (shown.textContent !== words) shown.textContent = words;
  shown.className = `kept kept--${state === "gone" || state === "back" ? "lost" : state}`;
  // "Saved" is read aloud now and then; trouble always.
  if (!loud && Date.now() - saidSaved < 20000) return;
  saidSaved = Date.now();
  aloud.textContent = words;
}

function later(after) {
  clearTimeout(timer);
  timer = setTimeout(save, after);
}

// -- what waits in this tab -------------------------------------------------------------------------------------------
function typed() {
  return [...new FormData(form)].filter(([name]) => !NOT_WORDS.includes(name));
}

function hold() {
  try { sessionStorage.setItem(KEY, JSON.stringify(typed())); } catch { /* full, or switched off: the page itself holds it */ }
}

function release() {
  try { sessionStorage.removeItem(KEY); } catch { /* may be switched off */ }
}

function restore() {
  let kept = null;
  try { kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null"); } catch { release(); }
  if (!Array.isArray(kept)) return;
  const words = (pairs) => JSON.stringify(pairs.filter(([name]) => name !== "version"));
  if (words(kept) === words(typed())) { release(); return; }
  for (const field of form.querySelectorAll("input, textarea, select")) {
    if (!field.name || NOT_WORDS.includes(field.name)) continue;
    const values = kept.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else if (values.length) [field.value] = values;
  }
  dirty = true;
  say("back", true);
  later(PAUSE);
}

// -- saving -----------------------------------------------------------------------------------------------------------
function send(more) {
  fields.turn.value = Number(fields.turn.value || 0) + 1;
  return fetch(form.action, {
    method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, credentials: "same-origin",
    redirect: "manual", ...more,
  });
}

// Whoever signed in again in another window has a new token.
async function freshToken() {
  const answer = await fetch(form.action, { credentials: "same-origin", redirect: "manual" }).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("#story [name=csrfmiddlewaretoken]")?.value;
  if (token) fields.csrfmiddlewaretoken.value = token;
}

async function save() {
  clearTimeout(timer);
  if (saving || stopped || !dirty) return;
  saving = true;
  dirty = false;
  const wait = new AbortController();
  const clock = setTimeout(() => wait.abort(), GIVE_UP);
  const answer = await send({ signal: wait.signal }).catch(() => null);
  const told = answer?.headers.get("Content-Type")?.includes("json") ? await answer.json().catch(() => null) : null;
  clearTimeout(clock);
  saving = false;
  if (stopped) return;
  if (told?.state === "saved") {
    fields.version.value = told.version;
    if (dirty) { hold(); later(PAUSE); } else { release(); say("saved", false); }
    return;
  }
  dirty = true;
  if (told?.state === "changed") {
    stopped = true;
    changed.hidden = false;
    say("open", false);
    aloud.textContent = changed.querySelector("p").textContent;
    return;
  }
  if (told?.state === "gone") { stopped = true; say("gone", true); return; }
  if (told?.state === "refused") { say("lost", true, told.words); return; }
  const out = answer?.type === "opaqueredirect";
  if (answer?.status === 403) await freshToken();
  say(out ? "out" : "lost", true);
  later(AGAIN);
}

form.addEventListener("input", () => {
  dirty = true;
  hold();
  if (stopped) return;
  shown.hidden = false;
  shown.textContent = shown.dataset.open;
  shown.className = "kept kept--open";
  later(PAUSE);
});
form.addEventListener("change", save);

// The buttons save first, so that a line that breaks takes nothing along. Two versions are for the page without script.
form.addEventListener("submit", async (event) => {
  if (stopped) {
    release();
    fields.turn.value = Number(fields.turn.value || 0) + 1;
    return;
  }
  event.preventDefault();
  const look = event.submitter?.value === "look";
  dirty = true;
  hold();
  while (saving) await new Promise((done) => setTimeout(done, 50));
  await save();
  if (dirty || saving || stopped) return;
  if (look) { stopped = true; location.assign(form.dataset.look); }
});

// Leaving, or the phone put away: what is typed goes with the last breath of the page, and waits in the tab besides.
document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
addEventListener("pagehide", () => {
  if (stopped || !(dirty || saving)) return;
  stopped = true;
  send({ keepalive: true }).catch(() => {});
});
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
addEventListener("online", save);

// Who signed out in another tab leaves nothing behind for who comes next.
if ("BroadcastChannel" in window) {
  new BroadcastChannel("signed-out").onmessage = () => {
    stopped = true;
    clearTimeout(timer);
    release();
    location.replace("/");
  };
}

restore();
