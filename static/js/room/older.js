// Older messages: fetched as the page they are on and put above, the words being read staying where they are.
export function olderOnScroll(log) {
  let busy = false;

  async function load(link) {
    if (busy) return;
    busy = true;
    const answer = await fetch(link.href, { credentials: "same-origin" }).catch(() => null);
    busy = false;
    if (!answer?.ok || answer.redirected) return; // the link itself still works
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const source = page.getElementById("log");
    const first = log.element.querySelector(".day, .msg");
    const height = document.documentElement.scrollHeight;
    const day = log.element.querySelector(".day[data-day]");
    const days = [...source.querySelectorAll(".day[data-day]")];
    if (day && days.at(-1)?.dataset.day === day.dataset.day) day.remove();
    const anchor = day === first ? log.element.querySelector(".day, .msg") : first;
    for (const element of source.querySelectorAll(".day[data-day], .msg")) {
      if (!document.getElementById(element.id) || !element.id) anchor.before(document.importNode(element, true));
    }
    log.from = Number(log.first()?.dataset.seq ?? 0);
    const next = source.querySelector("[data-older]");
    const holder = link.closest(".older");
    if (next) link.href = next.getAttribute("href");
    else holder.remove();
    scrollBy({ top: document.documentElement.scrollHeight - height, behavior: "instant" });
  }

  const link = log.element.querySelector("[data-older]");
  if (!link) return;
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    load(link);
  });
  // Only once somebody has moved up by themselves: nothing loads unless it is looked for.
  let moved = false;
  addEventListener("scroll", () => (moved ||= scrollY < document.documentElement.scrollHeight - innerHeight - 400), { passive: true });
  new IntersectionObserver((seen) => moved && seen.some((entry) => entry.isIntersecting) && load(link)).observe(link);
}
