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
  const words = (pairs) => JSON.stringify(pairs.filter(([name, value]) => value && name !== "version").sort());
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

// Of the two buttons one leads on, and only from what is kept.
function follow(button) {
  if (button?.value !== "look") return;
  saving.stop();
  location.assign(form.dataset.look);
}

const saving = savedAsTyped(form, { body: () => new FormData(form), waits: hold, arrived: release, follow });

restore();
// What did not fit comes back from the form, and is kept nowhere but in this page.
if (form.querySelector("[data-errors]")) { hold(); saving.again(); }
