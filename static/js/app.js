/* Small kindnesses for every page. All of it can be missing. */

// The offline page, and the numbers of one's country, for a line that breaks at the wrong moment.
if ("serviceWorker" in navigator && isSecureContext) {
  const country = document.querySelector("[data-place]")?.dataset.place;
  navigator.serviceWorker.register("/sw.js").catch(() => {});
  if (country) navigator.serviceWorker.ready.then((here) => here.active.postMessage({ country }));
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
