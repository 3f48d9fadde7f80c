// Writing: drafts and unsent words survive a reload in sessionStorage, and nothing is lost while the line is down.
import { sendByForm, tooBig } from "./by-form.js";

const t = window.gettext ?? ((text) => text);
const HELP_MOST = 4000; // as many as a call for help takes along

export class Composer {
  constructor(room, log, line, topic) {
    this.form = document.getElementById("composer");
    this.say = document.getElementById("say");
    this.note = document.getElementById("note");
    this.fold = document.getElementById("note-fold");
    this.replyTo = document.getElementById("reply-to");
    this.answering = document.getElementById("answering");
    this.problem = document.getElementById("problem");
    this.log = log;
    this.line = line;
    this.topic = topic;
    // By room and by who writes: the next person at this screen neither reads nor sends the words of the last one.
    this.draftKey = `draft:${room.dataset.room}:${room.dataset.me}`;
    this.waitingKey = `unsent:${room.dataset.room}:${room.dataset.me}`;
    this.waiting = new Map();
    this.why = room.dataset.closed; // why nobody can write here now, as far as the page knows
    this.restore();
    this.form.addEventListener("submit", (event) => this.submitted(event));
    this.form.addEventListener("input", () => this.keep());
    this.say.addEventListener("keydown", (event) => this.key(event));
    this.keep();
    setInterval(() => this.byForm(), 8000);
  }

  // -- drafts ---------------------------------------------------------------------------------------------------------
  restore() {
    try {
      const draft = JSON.parse(sessionStorage.getItem(this.draftKey) ?? "null");
      // Words that were taken back stand in the field already. A note alone is a draft, too.
      if (draft && (!draft.body.trim() || !this.say.value.includes(draft.body.trim()))) {
        this.say.value = [this.say.value, draft.body].filter((words) => words.trim()).join("\n\n");
        this.note.value ||= draft.note;
        this.fold.open ||= Boolean(draft.note);
      }
      for (const entry of JSON.parse(sessionStorage.getItem(this.waitingKey) ?? "[]")) this.hold(entry);
    } catch {
      sessionStorage.removeItem(this.draftKey);
    }
  }

  keep() {
    this.grow();
    if (this.say.value || this.note.value) {
      sessionStorage.setItem(this.draftKey, JSON.stringify({ body: this.say.value, note: this.note.value }));
    } else {
      sessionStorage.removeItem(this.draftKey);
    }
  }

  grow() {
    this.say.style.blockSize = "auto";
    this.say.style.blockSize = `${Math.min(this.say.scrollHeight + 4, innerHeight * 0.35)}px`;
  }

  key(event) {
    // Enter starts a new line on a phone; with a keyboard it sends, and Shift+Enter starts a new line.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && matchMedia("(pointer: fine)").matches) {
      event.preventDefault();
      this.form.requestSubmit(this.form.querySelector('[name="send"]'));
    }
  }

  reply(uid, name) {
    this.replyTo.value = uid;
    this.answering.hidden = false;
    this.answering.replaceChildren(t("You answer %s.").replace("%s", name), " ");
    const undo = document.createElement("button");
    undo.type = "button";
    undo.className = "button button--slim button--plain";
    undo.textContent = t("Do not answer");
    undo.addEventListener("click", () => this.noReply());
    this.answering.append(undo);
    this.say.focus();
  }

  noReply() {
    this.forget([this.replyTo.value]);
    this.say.focus();
  }

  // What was to be answered is not on the page any more.
  forget(uids) {
    if (!uids.includes(this.replyTo.value)) return;
    this.replyTo.value = "";
    this.answering.hidden = true;
  }

  tell(text) {
    this.problem.hidden = !text;
    this.problem.textContent = text;
  }

  // The room opens and closes while somebody is here. What else is told stays where it is.
  closed(text) {
    if (text === this.why) return;
    this.why = text;
    this.tell(text);
  }

  // Who signed out in another tab leaves nothing behind for who comes next.
  empty() {
    this.clear();
    for (const { article } of this.waiting.values()) article.remove();
    this.waiting.clear();
    this.save();
  }

  // -- sending --------------------------------------------------------------------------------------------------------
  submitted(event) {
    if (event.submitter?.name === "need") {
      this.needHelp(event);
      return;
    }
    event.preventDefault();
    const body = this.say.value.trim();
    if (!body) {
      this.say.focus();
      return;
    }
    const entry = {
      client_uid: uid(),
      data: { body, content_note: this.note.value, ...(this.replyTo.value && { reply_to: this.replyTo.value }) },
    };
    this.hold(entry);
    this.clear();
    this.save();
    this.send(entry);
    this.log.toEnd();
    this.say.focus();
  }

  // Over the line if it answers at once; otherwise the form does it, which needs nothing but the page.
  needHelp(event) {
    if (this.help === "by form") return;
    const asked = uid();
    if (!this.line.op(this.topic, "need_help", { words: this.say.value.slice(0, HELP_MOST) }, asked)) return;
    event.preventDefault();
    this.help = asked;
    setTimeout(() => this.help === asked && this.helpByForm(), 3000);
  }

  helpAnswered(ack) {
    if (ack.client_uid !== this.help) return;
    if (ack.state === "posted") this.help = null;
    else this.helpByForm();
  }

  helpByForm() {
    this.help = "by form";
    this.form.requestSubmit(this.form.querySelector('[name="need"]'));
  }

  clear() {
    this.say.value = "";
    this.note.value = "";
    this.fold.open = false;
    this.replyTo.value = "";
    this.answering.hidden = true;
    this.tell("");
    this.keep();
  }

  hold(entry) {
    const article = document.createElement("article");
    article.className = "msg msg--mine msg--waiting";
    const words = document.createElement("p");
    words.textContent = entry.data.body;
    const state = document.createElement("p");
    state.className = "line-state line-state--lost";
    state.hidden = true;
    const text = document.createElement("span");
    const now = document.createElement("button");
    now.type = "button";
    now.className = "button button--slim button--plain";
    now.textContent = t("Try now");
    now.addEventListener("click", () => this.tryNow());
    text.append(t("Not sent yet. We keep trying."), " ", now);
    state.append(text);
    article.append(words, state);
    this.log.end.before(article);
    this.waiting.set(entry.client_uid, { entry, article, state });
    setTimeout(() => (state.hidden = false), 1500);
  }

  save() {
    const entries = [...this.waiting.values()].map((held) => held.entry);
    if (entries.length) sessionStorage.setItem(this.waitingKey, JSON.stringify(entries));
    else sessionStorage.removeItem(this.waitingKey);
  }

  send(entry) {
    if (tooBig(entry.data)) this.byForm();
    else this.line.op(this.topic, "post", entry.data, entry.client_uid);
  }

  async byForm() {
    if (this.posting || this.elsewhere) return;
    this.posting = true;
    for (const { entry } of [...this.waiting.values()]) {
      if (this.line.open && !tooBig(entry.data)) continue;
      const ack = await sendByForm(this.form, entry);
      if (!ack) break;
      if (ack.state === "elsewhere") {
        this.askFirst();
        break;
      }
      this.answered(ack);
      if (ack.state === "posted") this.log.merge(ack.page);
      this.showPanel(ack.page.getElementById("panel"));
    }
    this.posting = false;
  }

  // Asking again changes nothing until the person has been there. The room leads there and back; the words wait here.
  askFirst() {
    this.elsewhere = true;
    const link = document.createElement("a");
    link.href = new URL(this.form.action).pathname;
    link.textContent = t("Open the room again");
    this.tell(t("This could not be sent yet. Your words are kept here."));
    this.problem.append(" ", link);
  }

  tryNow() {
    this.line.hurry();
    this.sendAll();
    this.byForm();
  }

  sendAll() {
    this.elsewhere = false;
    for (const { entry } of this.waiting.values()) this.send(entry);
  }

  answered(ack) {
    const held = this.waiting.get(ack.client_uid);
    if (!held) return;
    if (ack.state === "refused" && ["limited", "new_fast", "slow", "too_fast", "try_again"].includes(ack.code)) {
      if (ack.text) this.tell(ack.text);
      held.state.hidden = false;
      clearTimeout(this.later);
      this.later = setTimeout(() => this.sendAll(), 5000);
      return;
    }
    this.waiting.delete(ack.client_uid);
    this.save();
    if (ack.state === "held") {
      this.log.held(held.article, held.state, ack, held.entry.data);
      return;
    }
    held.article.remove();
    if (ack.state === "refused") {
      // The words go back to where they can be changed.
      this.say.value = [held.entry.data.body, this.say.value].filter(Boolean).join("\n\n");
      this.note.value ||= held.entry.data.content_note;
      this.keep();
      this.tell(ack.text);
      if (ack.code === "no_facilitator") this.why = ack.text;
    }
  }
}

function uid() {
  return crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ (Math.random() * 16) >> (c / 4)).toString(16));
}
