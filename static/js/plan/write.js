/* Saved as one types. Without this script the form is sent by its button. No word of it goes into the browser's storage. */
const form = document.getElementById("plan");
const shown = document.getElementById("kept");
const aloud = document.getElementById("kept-aloud");
const changed = document.getElementById("changed");
const fields = form.elements;
const MOST = Number(form.dataset.most);
const PAUSE = 900;
const AGAIN = 5000;
const GIVE_UP = 15000;

let dirty = false;                                  // typed, and not on its way
let saving = false;
let stopped = false;                                // two versions, or the form itself is on its way
let timer = 0;
let saidSaved = 0;

function say(state, loud) {
  const words = shown.dataset[state];
  shown.hidden = false;
  if (shown.textContent !== words) shown.textContent = words;
  shown.className = `kept kept--${state}`;
  // "Saved" is read aloud now and then; trouble always.
  if (!loud && Date.now() - saidSaved < 20000) return;
  saidSaved = Date.now();
  aloud.textContent = words;
}

function later(after) {
  clearTimeout(timer);
  timer = setTimeout(save, after);
}

// A step that is too long is named at its place. It stays as it is, and nothing is sent until it fits.
function tooLong() {
  let wrong = false;
  for (const area of form.querySelectorAll("textarea")) {
    const more = [...area.value.replace(/\r\n?/g, "\n").trim()].length - MOST;
    let words = document.getElementById(`${area.id}-over`);
    if (more > 0 && !words) {
      words = document.createElement("p");
      words.id = `${area.id}-over`;
      words.className = "notice";
      area.after(words);
      area.setAttribute("aria-describedby", `${area.getAttribute("aria-describedby") ?? ""} ${words.id}`.trim());
    }
    if (words) words.hidden = more <= 0;
    if (more > 0) words.textContent = `${shown.dataset.over} ${more}`;
    area.toggleAttribute("aria-invalid", false);
    if (more > 0) area.setAttribute("aria-invalid", "true");
    wrong ||= more > 0;
  }
  return wrong;
}

function filled() {
  fields.turn.value = Number(fields.turn.value || 0) + 1;
  return new URLSearchParams(new FormData(form));
}

function send(more) {
  return fetch(form.action, {
    method: "POST", body: filled(), headers: { Accept: "application/json" }, credentials: "same-origin",
    redirect: "manual", ...more,
  });
}

// Whoever signed in again in another window has a new token.
async function freshToken() {
  const answer = await fetch(form.action, { credentials: "same-origin", redirect: "manual" }).catch(() => null);
  if (!answer?.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("#plan [name=csrfmiddlewaretoken]")?.value;
  if (token) fields.csrfmiddlewaretoken.value = token;
  return Boolean(token);
}

async function save() {
  clearTimeout(timer);
  if (saving || stopped || !dirty) return;
  if (tooLong()) { say("long", true); return; }
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
    if (dirty) later(PAUSE); else say("saved", false);
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
  if (told?.state === "refused") {
    say("lost", true);
    aloud.textContent = shown.textContent = told.words;
    return;
  }
  const out = answer?.type === "opaqueredirect";
  if (answer?.status === 403) await freshToken();
  say(out ? "out" : "lost", true);
  later(AGAIN);
}

form.addEventListener("input", () => {
  dirty = true;
  if (stopped) return;
  shown.hidden = false;
  if (tooLong()) { clearTimeout(timer); say("long", false); return; }
  shown.textContent = shown.dataset.open;
  shown.className = "kept kept--open";
  later(PAUSE);
});
form.addEventListener("change", save);
form.addEventListener("submit", () => {
  stopped = true;
  clearTimeout(timer);
  fields.turn.value = Number(fields.turn.value || 0) + 1;
});

// Leaving, or the phone put away: what is typed goes with the last breath of the page.
document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
addEventListener("pagehide", () => {
  if (stopped || !(dirty || saving) || tooLong()) return;
  stopped = true;
  send({ keepalive: true }).catch(() => {});
});
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
addEventListener("online", save);

for (const area of form.querySelectorAll("textarea")) area.removeAttribute("maxlength");
