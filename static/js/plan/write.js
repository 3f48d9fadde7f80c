/* Saved as one types. Without this script the form is sent by its button. No word of it goes into the browser's storage. */
import { savedAsTyped } from "../saving.js";

const form = document.getElementById("plan");
const shown = document.getElementById("kept");
const MOST = Number(form.dataset.most);

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

// Who was signed out while they wrote finds it here, and signs in again in another window.
savedAsTyped(form, { body: () => new URLSearchParams(new FormData(form)), unfit: tooLong, stays: true });

for (const area of form.querySelectorAll("textarea")) area.removeAttribute("maxlength");
