/* A story is saved as one types; without this script its buttons do the same. What did not arrive yet waits in this
   tab's own storage, which sending, signing out and quick exit clear. */
import { savedAsTyped } from "../saving.js";

const form = document.getElementById("story");
const KEY = form.dataset.key;
const NOT_WORDS = ["csrfmiddlewaretoken", "page", "turn"];

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
  saving.say("back", true);
  saving.again();
}

const saving = savedAsTyped(form, { body: () => new FormData(form), waits: hold, arrived: release });

// The buttons save first, so that a line that breaks takes nothing along. Two versions are for the page without script.
form.addEventListener("submit", async (event) => {
  if (saving.isStopped()) {
    release();
    saving.nextTurn();
    return;
  }
  event.preventDefault();
  const look = event.submitter?.value === "look";
  if (await saving.now() && look) {
    saving.stop();
    location.assign(form.dataset.look);
  }
});

// Who signed out in another tab leaves nothing behind for who comes next.
if ("BroadcastChannel" in window) {
  new BroadcastChannel("signed-out").onmessage = () => {
    saving.stop();
    release();
    location.replace("/");
  };
}

restore();
