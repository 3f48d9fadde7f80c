/* Two versions: what was typed in this tab waits there, and then what was chosen, until it has arrived: the way back from
   here, or from a broken line, leads to it. The page of the draft takes it away. */
const { key } = document.querySelector("[data-key]").dataset;
const NOT_WORDS = ["csrfmiddlewaretoken", "page", "turn"];

addEventListener("submit", (event) => {
  const chosen = [...new FormData(event.target)].filter(([name]) => !NOT_WORDS.includes(name));
  try { sessionStorage.setItem(key, JSON.stringify(chosen)); } catch { /* full, or switched off */ }
});
document.querySelector("[data-key] a").addEventListener("click", () => {
  try { sessionStorage.removeItem(key); } catch { /* may be switched off */ }
});
