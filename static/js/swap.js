// Puts the parts of a fresh copy of a page in the place of the old ones. What is the same stays the same node, so that
// nobody loses where they are; what somebody is using waits.
const FIELDS = "textarea, select, input:not([type=hidden])";
const REACHED = "a[href], button, summary, textarea, select, input:not([type=hidden])";

// Takes those that found their place out of `parts` (by id), and returns whether there is news to tell.
export function swap(page, parts) {
  const held = hold(page);
  let news = false;
  for (const part of page.querySelectorAll("[data-part]")) {
    const next = parts.get(part.id);
    if (!next) continue;
    keepTokens(part, next);
    if (!part.isEqualNode(next) && inUse(part, next)) continue;
    parts.delete(part.id);
    news ||= part.dataset.part === "news" && words(part) !== words(next);
    const active = part.contains(document.activeElement) ? document.activeElement : null;
    const name = active && nameOf(active);
    merge(part, next);
    if (active && (!active.isConnected || nameOf(active) !== name)) focusAgain(page, part, name);
  }
  held();
  return news;
}

// A form is in use while somebody is in it, or while it holds words that the fresh page does not have. A part that holds
// nothing one types (data-keep="no") goes with the page, whoever is in it.
function inUse(part, next) {
  if (part.dataset.keep === "no") return false;
  if (part.contains(document.activeElement) && document.activeElement.matches(FIELDS)) return true;
  const marked = getSelection();
  if (!marked.isCollapsed && (part.contains(marked.anchorNode) || part.contains(marked.focusNode))) return true;
  const others = [...next.querySelectorAll(FIELDS)];
  return [...part.querySelectorAll(FIELDS)].some((field) => {
    const ticks = field.type === "radio" || field.type === "checkbox";
    const other = others.find((one) => one.name === field.name && (!ticks || one.value === field.value));
    return ticks ? field.checked !== Boolean(other?.checked) : field.value !== (other?.value ?? "");
  });
}

// These differ in every copy and mean the same; those of the page are kept.
function keepTokens(part, next) {
  for (const input of next.querySelectorAll("[name=csrfmiddlewaretoken], [name$=client_uid]")) {
    const mine = part.querySelector(`[name="${input.name}"]`);
    if (mine) input.setAttribute("value", mine.value);
  }
}

// What a part says, without the clocks in it.
function words(part) {
  const copy = part.cloneNode(true);
  for (const clock of copy.querySelectorAll("time, [data-clock]")) clock.remove();
  return copy.textContent.replace(/\s+/g, " ").trim();
}

function merge(into, from) {
  const old = [...into.childNodes];
  const fresh = [...from.childNodes];
  let after = null;
  while (old.length && fresh.length && old[0].isEqualNode(fresh[0])) {
    old.shift();
    fresh.shift();
  }
  while (old.length && fresh.length && old.at(-1).isEqualNode(fresh.at(-1))) {
    after = old.pop();
    fresh.pop();
  }
  if (old.length === fresh.length && old.every((node, index) => like(node, fresh[index]))) {
    old.forEach((node, index) => update(node, fresh[index]));
    return;
  }
  const open = new Map([...into.querySelectorAll("details")].map((one) => [titleOf(one), one.open]));
  for (const node of old) node.remove();
  for (const node of fresh) into.insertBefore(document.importNode(node, true), after);
  for (const one of into.querySelectorAll("details")) one.open = open.get(titleOf(one)) ?? one.open;
}

function like(node, other) {
  return node.nodeName === other.nodeName && (node.nodeType !== Node.ELEMENT_NODE || nameOf(node) === nameOf(other));
}

function update(node, other) {
  if (node.nodeType !== Node.ELEMENT_NODE) {
    node.nodeValue = other.nodeValue;
    return;
  }
  for (const { name } of [...node.attributes]) {
    if (!other.hasAttribute(name) && !(name === "open" && node.matches("details"))) node.removeAttribute(name);
  }
  for (const { name, value } of other.attributes) if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  merge(node, other);
}

const wordsOf = (element) => element?.textContent.replace(/[\d\s]+/g, " ").trim();
const titleOf = (details) => wordsOf(details.querySelector("summary"));

// By what an element is found again in a fresh copy.
function nameOf(element) {
  const itself = element.id || element.getAttribute("href") || element.getAttribute("name");
  if (itself) return [element.nodeName, itself, element.getAttribute("value")].join(" ");
  if (element.matches("button, summary")) return [element.nodeName, wordsOf(element), element.form?.getAttribute("action")].join(" ");
  return element.querySelector("a[href]")?.getAttribute("href") ?? "";
}

function focusAgain(page, part, name) {
  const again = [...part.querySelectorAll(REACHED)].find((one) => nameOf(one) === name) ?? part.querySelector(REACHED);
  if (!again) page.tabIndex = -1;
  (again ?? page).focus({ preventScroll: true });
}

// What is read stays where it is on the screen, whatever is put in above it: where the focus is, or what is topmost.
function hold(page) {
  const under = document.querySelector(".bar").getBoundingClientRect().bottom;
  const candidates = [...page.querySelectorAll("[id]:not([data-part]), a[href]")];
  if (page.contains(document.activeElement)) candidates.unshift(document.activeElement);
  const seen = candidates.find((one) => {
    const box = one.getBoundingClientRect();
    return box.height && box.top >= under && box.top < innerHeight;
  });
  if (!seen || !scrollY) return () => {};
  const [name, top] = [nameOf(seen), seen.getBoundingClientRect().top];
  return () => {
    const again = seen.isConnected ? seen : [...page.querySelectorAll("[id], a[href]")].find((one) => nameOf(one) === name);
    if (again) scrollBy({ top: again.getBoundingClientRect().top - top, behavior: "instant" });
  };
}
