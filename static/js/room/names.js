// Who is who for this person. The faces of the room say it: a name that has none there is not read here, a muted one is
// folded. Asked again whenever the count that comes with `items` is another one, for whatever reason that is.
const nt = window.ngettext ?? ((one, many, n) => (n === 1 ? one : many));
const sprite = document.getElementById("faces");

export const isKnown = (by) => Boolean(document.getElementById(`f-${by}`));
export const isMuted = (by) => document.getElementById(`f-${by}`)?.dataset.muted === "yes";

export class Names {
  constructor(room, log, changed) {
    this.log = log;
    this.changed = changed;
    this.asOf = this.wanted = Number(room.dataset.names);
  }

  heard(count) {
    if (count === undefined || count === this.asOf) return;
    this.wanted = count;
    this.ask();
  }

  async ask() {
    this.again = true;
    if (this.asking) return;
    this.asking = true;
    let answer, svg, wanted;
    while (this.again) {
      // An answer that was on its way when something else changed says nothing about that.
      this.again = false;
      wanted = this.wanted;
      answer = await fetch(`${this.log.base}faces/`, { credentials: "same-origin" }).catch(() => null);
      svg = answer?.ok && !answer.redirected && (await answer.text().catch(() => null));
    }
    this.asking = false;
    if (!svg) return; // the next items ask again
    const parsed = new DOMParser().parseFromString(`<svg xmlns="http://www.w3.org/2000/svg">${svg}</svg>`, "image/svg+xml");
    const before = new Set([...sprite.children].map((symbol) => symbol.id));
    sprite.replaceChildren(...parsed.documentElement.children);
    count();
    const renewed = this.asOf !== wanted;
    this.asOf = wanted;
    const gone = this.log.follow();
    this.changed(gone, renewed && [...sprite.children].some((symbol) => !before.has(symbol.id)));
  }
}

function count() {
  const here = sprite.querySelectorAll("[data-here]").length;
  const ofUs = document.getElementById("of-us"); // not in a room of two
  if (ofUs) ofUs.textContent = nt("%s person in this group", "%s of us", here).replace("%s", here);
}
