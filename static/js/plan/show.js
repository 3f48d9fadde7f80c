/* The copy of one's own plan on this device (js/plan/kept.js puts it there), shown when the line or the house is gone. */
const place = document.getElementById("kept-plan");
let plan = null;
try { plan = JSON.parse(localStorage.getItem("kept-plan") ?? "null"); } catch { /* storage may be switched off */ }

function element(tag, text, more = {}) {
  return Object.assign(document.createElement(tag), { textContent: text, ...more });
}

if (place && plan) {
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
