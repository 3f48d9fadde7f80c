// The talk: items of the socket become the same markup that the server writes, always through textContent.
import { isMuted } from "./names.js";
import { putAway } from "./put-away.js";

const t = window.gettext ?? ((text) => text);
const FOLDED = "\u0001"; // where a passage is folded for others; nobody can type it
const SAME_VOICE = 5 * 60 * 1000;

export class Log {
  constructor(room, acts) {
    this.room = room;
    this.me = room.dataset.me;
    this.mine = new Set(room.dataset.mine.split(" ")); // under every name they had here
    this.element = document.getElementById("log");
    this.end = document.getElementById("end");
    this.shape = document.getElementById("message").content;
    this.words = new Map(JSON.parse(document.getElementById("words").textContent));
    this.base = new URL(document.getElementById("composer").action).pathname; // the page may also stand under a message
    // Days and times where the person says they are, as the page itself shows them.
    const timeZone = known(room.dataset.zone);
    this.clock = new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone });
    this.days = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "long", day: "numeric", month: "long", timeZone });
    this.dates = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone });
    this.from = Number(this.first()?.dataset.seq ?? 0); // what is older is one press away
    this.element.addEventListener("click", (event) => this.pressed(event, acts));
    this.element.addEventListener("submit", (event) => this.given(event, acts));
    // The tray of the last message opens above the composer, not behind it; Escape puts it away.
    this.element.addEventListener("toggle", (event) => this.opened(event.target), true);
    this.element.addEventListener("keydown", (event) => event.key === "Escape" && this.close(event.target));
  }

  find(uid) {
    return document.getElementById(`m-${uid}`);
  }

  opened(details) {
    if (!details.open || !details.matches(".acts")) return;
    const covered = details.getBoundingClientRect().bottom - document.getElementById("composer").getBoundingClientRect().top;
    if (covered > 0) scrollBy({ top: covered + 12, behavior: "instant" });
  }

  close(element) {
    const details = element.closest(".acts[open]");
    if (!details) return;
    details.open = false;
    details.querySelector("summary").focus();
  }

  nearEnd() {
    return document.documentElement.scrollHeight - scrollY - innerHeight < 240;
  }

  toEnd() {
    scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" });
  }

  // -- putting in -----------------------------------------------------------------------------------------------------
  put(item) {
    const there = this.find(item.uid);
    if (there && Number(there.dataset.changed) >= item.seq) return;
    const article = this.build(item);
    if (there) {
      article.classList.toggle("msg--more", there.classList.contains("msg--more"));
      if (there.classList.contains("msg--more")) this.fold(article);
      const held = there.contains(document.activeElement);
      for (const chip of there.querySelectorAll('.chip[name="back"]')) {
        const again = article.querySelector(`.chip[value="${chip.value}"]`);
        if (again) press(again, true);
      }
      there.replaceWith(article);
      if (held) article.querySelector("summary")?.focus();
      this.quoteAgain(article);
      return;
    }
    const waited = document.getElementById(`h-${item.uid}`); // until somebody had looked, and is let through
    const leads = waited?.contains(document.activeElement);
    waited?.remove();
    if (this.from > item.at_seq) return; // older than what the page shows
    document.getElementById("first")?.remove();
    const stay = this.nearEnd() || item.by === this.me;
    const place = this.place(item);
    const before = this.before(place);
    this.day(item, before, place);
    if (this.sameVoice(before, item)) {
      article.classList.add("msg--more");
      this.fold(article);
    }
    place.before(article);
    const next = article.nextElementSibling;
    if (next?.matches(".msg--more") && next.dataset.by !== item.by) this.unfold(next);
    if (leads) article.querySelector("summary")?.focus();
    if (stay && !document.hidden) this.toEnd();
  }

  // Before the next message of the room, and before the line of its day if that is another day.
  place(item) {
    const after = [...this.element.querySelectorAll(".msg[data-seq]")].find((m) => Number(m.dataset.seq) > item.at_seq);
    let place = after ?? this.element.querySelector(".msg--waiting") ?? this.end;
    if (after && !this.sameDay(after.dataset.at, item.at)) {
      while (place.previousElementSibling?.matches(".day")) place = place.previousElementSibling;
    }
    return place;
  }

  // Names changed: nothing is read out because of it, and the end of the talk stays in sight.
  follow() {
    const stay = this.nearEnd();
    this.element.setAttribute("aria-live", "off");
    const gone = putAway(this);
    if (stay) this.toEnd();
    setTimeout(() => this.element.setAttribute("aria-live", "polite"), 500);
    return gone;
  }

  // What another copy of this page shows and this one does not yet.
  merge(page) {
    for (const article of page.querySelectorAll("#log .msg[data-seq]")) {
      if (document.getElementById(article.id)) continue;
      (this.element.querySelector(".msg--waiting") ?? this.end).before(document.importNode(article, true));
    }
    for (const article of page.querySelectorAll("#log .msg--held")) {
      if (!document.getElementById(article.id)) this.end.before(document.importNode(article, true));
    }
  }

  // Stored, and nobody else has it: the words stay where they waited, with the reason and the way to take them back.
  held(article, state, ack, { body, content_note: note }) {
    if (this.find(ack.uid) || document.getElementById(`h-${ack.uid}`)) return article.remove();
    const stay = this.nearEnd();
    article.id = `h-${ack.uid}`;
    article.classList.add("msg--held");
    const header = document.createElement("header");
    const [who, time, about, words] = ["b", "time", "p", "div"].map((name) => document.createElement(name));
    const now = new Date();
    who.textContent = t("You");
    time.dateTime = now.toISOString();
    time.textContent = `${this.days.format(now)}, ${this.clock.format(now)}`;
    header.append(who, " ", time);
    about.textContent = `${t("Content note:")} ${note}`;
    words.className = "body";
    this.paragraphs(words, body);
    article.replaceChildren(header, ...(note ? [about] : []), words, state);
    state.className = "held-why";
    state.textContent = ack.text;
    state.hidden = false;
    this.link(state, `/rooms/held/${ack.uid}/`, t("Take it back"));
    if (stay) this.toEnd();
  }

  first() {
    return this.element.querySelector(".msg[data-seq]");
  }

  before(place) {
    let element = place.previousElementSibling;
    while (element && !element.matches(".msg[data-seq]")) element = element.previousElementSibling;
    return element;
  }

  sameDay(one, other) {
    return this.dates.format(new Date(one)) === this.dates.format(new Date(other));
  }

  sameVoice(before, item) {
    return (
      before &&
      before.dataset.by === item.by &&
      !before.nextElementSibling?.matches(".day") &&
      new Date(item.at) - new Date(before.dataset.at) < SAME_VOICE
    );
  }

  fold(article) {
    article.querySelector(".face")?.remove();
    article.querySelector("header").classList.add("aloud");
  }

  unfold(article) {
    const face = this.shape.querySelector(".face").cloneNode(true);
    face.firstElementChild.setAttribute("href", `#f-${article.dataset.by}`);
    article.prepend(face);
    article.querySelector("header").classList.remove("aloud");
    article.classList.remove("msg--more");
  }

  day(item, before, place) {
    if ([before, place].some((beside) => beside?.dataset.at && this.sameDay(beside.dataset.at, item.at))) return;
    const line = document.createElement("p");
    line.className = "day";
    line.textContent = this.sameDay(item.at, Date.now()) ? t("Today") : this.days.format(new Date(item.at));
    if (place.previousElementSibling?.dataset?.day !== line.textContent) place.before(line);
  }

  build(item) {
    const article = this.shape.firstElementChild.cloneNode(true);
    const mine = this.mine.has(item.by);
    const get = (selector) => article.querySelector(selector);
    article.id = `m-${item.uid}`;
    Object.assign(article.dataset, { seq: item.at_seq, changed: item.seq, by: item.by, at: item.at, state: item.state });
    article.classList.toggle("msg--mine", mine);
    get("use").setAttribute("href", `#f-${item.by}`);
    get("header b").textContent = mine ? t("You") : item.name;
    const time = get("time");
    time.dateTime = item.at;
    time.textContent = this.clock.format(new Date(item.at));
    if (item.state !== "shown" && !(mine && item.body)) return this.tombstone(article, item);
    if (item.state === "hidden") this.why(this.quiet(article.querySelector("header"), t("A moderator has put this aside. Only you still see it.")));
    this.body(article, item);
    if (item.reply_to) this.answers(get(".msg__re"), item.reply_to);
    get("[data-folded]").hidden = !(mine && item.folded);
    get(".changed").hidden = !item.edited;
    this.encouraged(article, item.given);
    get(mine ? ".acts--other" : ".acts--mine").remove();
    this.addresses(article, item, mine);
    return article;
  }

  tombstone(article, item) {
    for (const element of article.querySelectorAll(".veil, .body, [data-folded], .changed, .given, .acts, .msg__re")) element.remove();
    const gone = item.state === "removed";
    const line = this.quiet(article.querySelector("header"), gone ? t("The person who wrote this took it back.") : t("A moderator has put this aside."));
    if (!gone && this.mine.has(item.by)) {
      this.why(line);
      this.link(line, `${this.base}${item.uid}/remove/`, t("Take it back"));
    }
    return article;
  }

  quiet(above, text) {
    const words = document.createElement("p");
    words.className = "quiet";
    words.textContent = text;
    above.after(words);
    return words;
  }

  why(line) {
    this.link(line, "/conversations/", t("Why, and what you can do"));
  }

  link(line, href, words) {
    const link = document.createElement("a");
    link.href = href;
    link.textContent = words;
    line.append(" ", link);
  }

  body(article, item) {
    const veil = article.querySelector(".veil");
    const plain = article.querySelector(".body.plain");
    const muted = !item.note && isMuted(item.by);
    const target = item.note || muted ? veil.querySelector(".body") : plain;
    this.paragraphs(target, item.parts?.join(FOLDED) ?? item.body);
    if (item.note || muted) {
      veil.hidden = false;
      veil.querySelector(".what").textContent = item.note;
      veil.querySelector(muted ? "[data-note]" : "[data-mute]").remove();
      if (muted) veil.dataset.muted = "";
      plain.remove();
    } else {
      veil.remove();
    }
  }

  paragraphs(target, text) {
    for (const part of text.split(/\n{2,}/)) {
      const paragraph = document.createElement("p");
      part.split("\n").forEach((row, index) => {
        if (index) paragraph.append(document.createElement("br"));
        row.split(FOLDED).forEach((words, place) => paragraph.append(...(place ? [this.folded()] : []), words));
      });
      target.append(paragraph);
    }
  }

  folded() {
    const place = document.createElement("span");
    place.className = "folded";
    place.textContent = t("Some words are folded here.");
    return place;
  }

  answers(link, uid) {
    const other = this.find(uid);
    link.hidden = false;
    if (!other) {
      link.textContent = t("An answer to an earlier message");
      link.removeAttribute("href");
      return;
    }
    link.href = `#m-${uid}`;
    const aside = other.dataset.state === "hidden" && !other.querySelector(".body");
    link.textContent = aside ? t("An answer to an earlier message") : `${this.nameOf(other)}: ${this.excerpt(other)}`;
  }

  // Answers hold the first words of what they answer: they change, or go, with it.
  quoteAgain(article) {
    for (const link of this.element.querySelectorAll(`a.msg__re[href="#${article.id}"]`)) this.answers(link, article.id.slice(2));
  }

  nameOf(article) {
    return article.querySelector("header b")?.textContent ?? "";
  }

  excerpt(article) {
    if (article.querySelector(".veil:not([data-muted])")) return t("a message with a content note");
    const words = article.querySelector(".body")?.textContent.trim().replace(/\s+/g, " ");
    if (!words) return t("a message that was taken back");
    return words.length > 60 ? `${words.slice(0, 59)}…` : words;
  }

  addresses(article, item, mine) {
    const acts = (name) => article.querySelector(`[data-act="${name}"]`);
    if (mine) {
      if (item.by === this.me) acts("edit").href = `${this.base}${item.uid}/edit/`;
      else acts("edit").remove();
      acts("remove").href = `${this.base}${item.uid}/remove/`;
      return;
    }
    article.querySelector(".who").textContent = item.name;
    acts("encourage").action = `${this.base}${item.uid}/encourage/`;
    acts("reply").href = `${this.base}?reply_to=${item.uid}#composer`;
    acts("worry").href = `/report/message/${item.uid}/?reason=worry`;
    acts("report").href = `/report/message/${item.uid}/`;
  }

  encouraged(article, given) {
    const line = article?.querySelector(".given");
    if (!line) return;
    line.lastElementChild.textContent = given.map((key) => this.words.get(key)).join(", ");
    line.hidden = !given.length;
  }

  // -- what people press ----------------------------------------------------------------------------------------------
  pressed(event, acts) {
    const act = event.target.closest("a[data-act]");
    if (!act || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const article = act.closest(".msg");
    if (act.dataset.act === "reply") {
      event.preventDefault();
      act.closest("details").open = false;
      acts.reply(article.id.slice(2), this.nameOf(article));
    }
  }

  given(event, acts) {
    const form = event.target.closest('form[data-act="encourage"]');
    if (!form || !event.submitter) return;
    const article = form.closest(".msg");
    const pressed = event.submitter.getAttribute("aria-pressed") === "true";
    if (acts.encourage(article.id.slice(2), event.submitter.value, !pressed)) {
      event.preventDefault();
      press(event.submitter, !pressed);
    }
  }
}

// What a chip says is what it does next: its name is what the plain form sends.
function press(chip, given) {
  chip.setAttribute("aria-pressed", String(given));
  chip.name = given ? "back" : "words";
}

// The zone, or nothing where this browser does not know it: then its own is used.
function known(zone) {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
