/* Two versions: what was typed in this tab waits there until one is chosen, so that the way back leads to it. */
const { key } = document.querySelector("[data-key]").dataset;

function release() {
  try { sessionStorage.removeItem(key); } catch { /* may be switched off */ }
}

addEventListener("submit", release);
document.querySelector("[data-key] a").addEventListener("click", release);
