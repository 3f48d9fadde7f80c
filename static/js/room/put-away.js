// What the page holds of names that are not read here any more goes, as it would with a reload; muted ones are folded.
import { isKnown, isMuted } from "./names.js";

const t = window.gettext ?? ((text) => text);

export function putAway(log) {
  const gone = [...log.element.querySelectorAll(".msg[data-by]")].filter((article) => !isKnown(article.dataset.by));
  const held = gone.some((article) => article.contains(document.activeElement));
  for (const article of gone) {
    for (const link of log.element.querySelectorAll(`a.msg__re[href="#${article.id}"]`)) {
      link.textContent = t("An answer to an earlier message");
      link.removeAttribute("href");
    }
    article.remove();
  }
  if (gone.length) tidy(log.element);
  if (held) log.element.focus({ preventScroll: true });
  for (const article of log.element.querySelectorAll(".msg[data-by]:not(.msg--mine)")) {
    const folded = article.querySelector(".veil[data-muted]");
    if (folded && !isMuted(article.dataset.by)) folded.replaceWith(folded.querySelector(".body"));
    else if (!folded && isMuted(article.dataset.by)) fold(article, log.shape);
  }
  for (const use of document.querySelectorAll(".faces use")) {
    if (!document.getElementById(use.getAttribute("href").slice(1))) use.closest("svg").remove();
  }
  return gone.map((article) => article.id.slice(2));
}

// Days and the unread line stand above words, or not at all.
function tidy(element) {
  for (const line of [...element.querySelectorAll(".day")].reverse()) {
    if (!line.nextElementSibling?.matches(".msg, .day--new")) line.remove();
  }
}

// A veil with a content note says already what is inside.
function fold(article, shape) {
  const body = article.querySelector(":scope > .body");
  if (!body) return;
  const veil = shape.querySelector(".veil").cloneNode(true);
  veil.hidden = false;
  veil.dataset.muted = "";
  veil.querySelector("[data-note]").remove();
  body.before(veil);
  veil.querySelector(".body").replaceWith(body);
}
