/* Quick exit. The link works without this file. With it: three times Shift, a page that is blank before it is left, and
   nothing in the history entry, the drafts or the back-cache. */
(() => {
  "use strict";
  const link = document.getElementById("exit");
  if (!link) return;

  const WITHIN = 5000;
  const away = link.href;
  const said = document.createElement("p");
  said.className = "aloud";
  said.setAttribute("role", "status");
  const others = "BroadcastChannel" in window ? new BroadcastChannel("exit") : null;
  let alone = false;
  let count = 0;
  let timer = 0;
  let left = false;

  function forget() {
    try { sessionStorage.clear(); localStorage.clear(); } catch { /* storage may be switched off */ }
    try { navigator.serviceWorker?.controller?.postMessage({ leave: true }); } catch { /* and this */ }
    try { window.caches?.delete("numbers-1").catch(() => {}); } catch { /* so may this */ }
  }

  function go() {
    left = true;
    document.documentElement.hidden = true;
    document.title = "\u00a0";
    forget();
    location.replace(away);
  }

  function leave() {
    others?.postMessage("leave");
    said.textContent = link.dataset.go;
    go();
  }

  function start() {
    document.body.append(said);
  }

  function stop(aloud) {
    clearTimeout(timer);
    if (count && aloud) said.textContent = link.dataset.off;
    count = 0;
  }

  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    leave();
  });

  // Shift counts only when it is pressed and let go with nothing in between: capital letters and shortcuts never leave a page.
  addEventListener("keydown", (event) => {
    if (event.key === "Shift" && event.repeat) return;
    alone = event.key === "Shift" && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (event.key !== "Shift") stop(false);
  }, true);
  addEventListener("pointerdown", () => { alone = false; }, true);
  addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone) return;
    alone = false;
    count += 1;
    clearTimeout(timer);
    if (count > 2) { leave(); return; }
    said.textContent = count === 1 ? link.dataset.two : link.dataset.one;
    timer = setTimeout(() => stop(true), WITHIN);
  }, true);

  // Other tabs of this place go as well.
  if (others) others.onmessage = () => go();

  // Back from the browser's memory of pages: ask the server again, so that nothing old is shown.
  addEventListener("pageshow", (event) => {
    if (event.persisted && left) location.reload();
  });

  if (document.body) start(); else addEventListener("DOMContentLoaded", start);
})();
