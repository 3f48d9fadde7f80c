/* Small kindnesses for every page. All of it can be missing. */

// The offline page, for a line that breaks at the wrong moment.
if ("serviceWorker" in navigator && isSecureContext) {
  navigator.serviceWorker.register("/sw.js").catch(() => {});
}

// After a form comes back, start where something needs a second look.
document.querySelector("[data-errors]")?.focus();

// Two presses are one wish: a form that was sent is not sent again for three seconds.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || "many" in form.dataset) return;
  const now = event.timeStamp;
  if (now - Number(form.dataset.sent || -9999) < 3000) { event.preventDefault(); return; }
  form.dataset.sent = String(now);
});
