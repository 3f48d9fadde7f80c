/* A copy of one's own plan on this device, only after a tick. It lies in localStorage, which quick exit and signing out
   empty at once. The page for times without a line shows it. */
const NAME = "kept-plan";
const told = document.getElementById("plan-kept");
const box = document.getElementById("keep");
const place = document.getElementById("kept-plan");

function kept() {
  try { return JSON.parse(localStorage.getItem(NAME) ?? "null"); } catch { return null; }
}

function keep(plan) {
  try { localStorage.setItem(NAME, JSON.stringify({ ...plan, at: Date.now() })); return true; } catch { return false; }
}

function forget() {
  try { localStorage.removeItem(NAME); } catch { /* storage may be switched off */ }
}

function element(tag, text, more = {}) {
  return Object.assign(document.createElement(tag), { textContent: text, ...more });
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

const plan = place ? kept() : null;
if (plan) {
  const list = place.querySelector("[data-parts]");
  for (const part of plan.parts) {
    const lines = document.createElement("ul");
    lines.className = "lines";
    for (const line of part.lines) {
      const item = element("li", line.text);
      if (/^(tel|sms):/.test(line.href)) item.append(" ", element("a", line.dial, { href: line.href, className: "number" }));
      lines.append(item);
    }
    list.append(element("h3", part.title), lines);
  }
  place.querySelector("[data-at]").textContent = new Date(plan.at).toLocaleDateString(document.documentElement.lang);
  place.hidden = false;
}
