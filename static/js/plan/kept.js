/* A copy of one's own plan on this device, only after a tick. It lies in localStorage, which quick exit and signing out
   empty at once. js/plan/show.js shows it when the line or the house is gone. */
const NAME = "kept-plan";
const told = document.getElementById("plan-kept");
const box = document.getElementById("keep");

function kept() {
  try { return JSON.parse(localStorage.getItem(NAME) ?? "null"); } catch { return null; }
}

function keep(plan) {
  try { localStorage.setItem(NAME, JSON.stringify({ ...plan, at: Date.now() })); return true; } catch { return false; }
}

function forget() {
  try { localStorage.removeItem(NAME); } catch { /* storage may be switched off */ }
}

if (told) {
  const now = JSON.parse(told.textContent);
  const there = kept();
  // Somebody else's, or of a plan that was thrown away: gone. One's own: renewed.
  if (there && (there.of !== now.of || !now.of)) forget();
  else if (there) keep(now);
  if (box) {
    const said = document.getElementById("keep-said");
    box.checked = Boolean(kept());
    box.closest("[data-keep]").hidden = !now.of;
    said.textContent = box.checked ? said.dataset.kept : said.dataset.gone;
    box.addEventListener("change", () => {
      const wanted = box.checked;
      if (!wanted) forget();
      box.checked = wanted && keep(now);
      said.textContent = said.dataset[box.checked ? "kept" : wanted ? "not" : "gone"];
    });
  }
}
