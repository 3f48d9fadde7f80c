// One room, live. Without this script the page is a form that reloads.
import { Composer } from "./composer.js";
import { Line } from "../line.js";
import { Log } from "./log.js";
import { Names, isKnown } from "./names.js";
import { olderOnScroll } from "./older.js";

const t = window.gettext ?? ((text) => text);
const room = document.querySelector("main.room");
const topic = `room:${room.dataset.room}`;
const panel = document.getElementById("panel");
const state = document.getElementById("line");
let through = Number(room.dataset.through);
let fetching = false;
let needsSomebody = false; // the room is open only while a facilitator is here: ask again every half a minute
let beats = 0;
let askLater = 0;
let owed = null; // from where to ask once more, when what is under way has come

const log = new Log(room, {
  reply: (uid, name) => composer.reply(uid, name),
  encourage: (message, words, give) => line.op(topic, "encourage", { message, words, give }, ""),
});
// Drawn in answer to a form on another page, it is read again as the room that it is.
if (location.pathname !== log.base) history.replaceState(null, "", log.base + location.hash);
const line = new Line({ frame: arrived, state: stateChanged });
const composer = new Composer(room, log, line, topic);
const names = new Names(room, log, namesChanged);

const STATES = {
  here: t("Connected"),
  lost: t("The line is lost. Trying again."),
  removed: t("This room is no longer open to you."),
  "signed-out": t("You are signed out. Sign in to go on. Your words are kept here."),
};

const NOT_SENT = {
  too_fast: "", // the words that wait say it themselves, until they are sent
  not_found: t("This room is no longer open to you. Your words are kept here."),
  other: t("This could not be sent. Your words are kept here."),
};

function stateChanged(what) {
  state.textContent = STATES[what];
  state.className = `line-state${what === "here" ? "" : " line-state--lost"}`;
  if (what === "removed") {
    log.element.replaceChildren();
    panel.replaceChildren();
  }
  if (what === "signed-out") {
    const link = document.createElement("a");
    link.href = `/account/login/?next=${encodeURIComponent(location.pathname)}`;
    link.textContent = t("Sign in");
    state.append(" ", link);
  }
}

function fetchFrom(after = through) {
  if (!fetching) {
    fetching = true;
    line.send({ type: "subscribe", topic, after }) || (fetching = false);
  }
}

// Names that are read again bring back what the page would show of them; names that are not read took theirs along.
function namesChanged(gone, more) {
  composer.forget(gone);
  if (!more) return;
  const from = Math.max(0, log.from - 1);
  if (fetching) owed = from;
  else fetchFrom(from);
}

function arrived(frame) {
  if (frame.type === "panel") return show(frame.html);
  if (frame.type === "ack") return acked(frame);
  if (frame.topic !== topic) return;
  if (frame.type === "items") {
    fetching = false;
    for (const item of frame.items) put(item);
    through = Math.max(through, frame.through);
    names.heard(frame.names);
    if (frame.closed !== undefined || needsSomebody) composer.closed(frame.closed ?? "");
    needsSomebody = frame.closed !== undefined;
    if (!frame.complete) fetchFrom(frame.through);
    else {
      composer.sendAll();
      if (owed !== null) fetchFrom(owed);
      owed = null;
    }
    read();
  } else if (frame.type === "event" && frame.seq === null) {
    if (frame.given) log.encouraged(log.find(frame.given.message), frame.given.words);
    if (frame.people) names.ask();
  } else if (frame.type === "event" || frame.type === "skip") {
    if (frame.seq === through + 1) {
      through = frame.seq;
      if (frame.item) put(frame.item);
      read();
    } else if (frame.seq > through) fetchFrom();
  } else if (frame.type === "head") {
    beats += 1;
    if (frame.seq > through || (needsSomebody && beats % 2 === 0)) fetchFrom();
  } else if (frame.type === "error") failed(frame);
}

// A frame had no effect. Words that wait are told so; what was asked for is asked for again a little later.
function failed(frame) {
  if (frame.client_uid) {
    composer.helpAnswered({ ...frame, state: "refused" });
    composer.answered({ ...frame, state: "refused", text: NOT_SENT[frame.code] ?? NOT_SENT.other });
  } else if (frame.code === "not_found") stateChanged("removed");
  else {
    fetching = false;
    clearTimeout(askLater);
    askLater = setTimeout(() => fetchFrom(), 5000);
  }
}

function put(item) {
  if (room.dataset.old === "yes") return; // an older page: what is new is one press away
  if (!isKnown(item.by)) names.ask();
  log.put(item);
}

composer.showPanel = (element) => element?.children.length && panel.replaceChildren(...element.children);

function acked(ack) {
  if (ack.name === "post") composer.answered(ack);
  else if (ack.name === "need_help") composer.helpAnswered(ack);
  else if (ack.name === "encourage" && ack.state === "refused") fetchFrom();
}

// Every two seconds at the most, and the last place is always told. An older page shows nothing of what is new.
let readAt = 0;
let readLater = 0;
function read() {
  clearTimeout(readLater);
  if (document.hidden || room.dataset.old === "yes") return;
  const wait = readAt + 2000 - Date.now();
  if (wait > 0) return void (readLater = setTimeout(read, wait));
  readAt = Date.now();
  line.op(topic, "read", { seq: through }, "");
}

// The panel is the server's own fragment, for this person only; it never takes the focus from the composer.
function show(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const stay = log.nearEnd();
  panel.replaceChildren(...parsed.body.children);
  if (stay) log.toEnd(); // the panel takes room from below: the words that led to it stay in sight
}

panel.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.dataset.plain) return; // the script's way did not work: let the page do it
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  const answer = await fetch(form.action, {
    method: "POST",
    body,
    headers: { "HX-Request": "true", "X-CSRFToken": csrf() },
    credentials: "same-origin",
  }).catch(() => null);
  if (answer?.ok && !answer.redirected) show(await answer.text());
  else {
    form.dataset.plain = "yes";
    if (!form.elements.csrfmiddlewaretoken) form.append(document.querySelector("#composer [name=csrfmiddlewaretoken]").cloneNode());
    form.requestSubmit(event.submitter);
  }
});

function csrf() {
  return document.querySelector("#composer [name=csrfmiddlewaretoken]").value;
}

if ("BroadcastChannel" in window) {
  new BroadcastChannel("signed-out").onmessage = () => {
    composer.empty();
    STATES["signed-out"] = t("You are signed out. Sign in to go on.");
    if (line.stopped) stateChanged("signed-out");
  };
}

olderOnScroll(log);
addEventListener("focus", () => line.awake());
stateChanged("lost");
state.textContent = t("Connecting");
line.follow(topic, () => through);
line.connect();
const target = location.hash && document.getElementById(location.hash.slice(1));
if (target && location.hash !== "#end") target.scrollIntoView({ block: "center" });
else if (room.dataset.old !== "yes") log.toEnd();
