// One room, live. Without this script the page is a form that reloads.
import { Composer } from "./composer.js";
import { Line } from "./line.js";
import { Log } from "./log.js";
import { olderOnScroll } from "./older.js";

const t = window.gettext ?? ((text) => text);
const room = document.querySelector("main.room");
const topic = `room:${room.dataset.room}`;
const panel = document.getElementById("panel");
const state = document.getElementById("line");
let through = Number(room.dataset.through);
let fetching = false;

const log = new Log(room, {
  reply: (uid, name) => composer.reply(uid, name),
  encourage: (message, words, give) => line.op(topic, "encourage", { message, words, give }, ""),
});
const line = new Line({ frame: arrived, state: stateChanged });
const composer = new Composer(room, log, line, topic);

const STATES = {
  here: t("Connected"),
  lost: t("The line is lost. Trying again."),
  removed: t("This room is no longer open to you."),
  "signed-out": t("You are signed out. Sign in to go on. Your words are kept here."),
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

function fetchFrom() {
  if (!fetching) {
    fetching = true;
    line.send({ type: "subscribe", topic, after: through }) || (fetching = false);
  }
}

function arrived(frame) {
  if (frame.type === "panel") return show(frame.html);
  if (frame.type === "ack") return acked(frame);
  if (frame.topic !== topic) return;
  if (frame.type === "items") {
    fetching = false;
    for (const item of frame.items) put(item);
    through = Math.max(through, frame.through);
    if (!frame.complete) fetchFrom();
    else composer.sendAll();
    read();
  } else if (frame.type === "event" && frame.seq === null) {
    if (frame.given) log.encouraged(log.find(frame.given.message), frame.given.words);
    if (frame.people) faces();
  } else if (frame.type === "event" || frame.type === "skip") {
    if (frame.seq === through + 1) {
      through = frame.seq;
      if (frame.item) put(frame.item);
      read();
    } else if (frame.seq > through) fetchFrom();
  } else if (frame.type === "head" && frame.seq > through) fetchFrom();
  else if (frame.type === "error" && frame.client_uid) composer.helpAnswered({ ...frame, state: "refused" });
  else if (frame.type === "error" && frame.code === "not_found") stateChanged("removed");
}

function put(item) {
  if (room.dataset.old === "yes") return; // an older page: what is new is one press away
  if (!document.getElementById(`f-${item.by}`)) faces();
  log.put(item);
}

composer.showPanel = (element) => element?.children.length && panel.replaceChildren(...element.children);

function acked(ack) {
  if (ack.name === "post") composer.answered(ack);
  else if (ack.name === "need_help") composer.helpAnswered(ack);
  else if (ack.name === "encourage" && ack.state === "refused") fetchFrom();
}

let readAt = 0;
function read() {
  if (document.hidden || Date.now() - readAt < 2000) return;
  readAt = Date.now();
  line.op(topic, "read", { seq: through }, "");
}

async function faces() {
  const answer = await fetch(`${location.pathname}faces/`, { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg">${await answer.text()}</svg>`;
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml");
  document.getElementById("faces").replaceChildren(...parsed.documentElement.children);
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

olderOnScroll(log);
addEventListener("focus", () => line.awake());
stateChanged("lost");
state.textContent = t("Connecting");
line.follow(topic, () => through);
line.connect();
const target = location.hash && document.getElementById(location.hash.slice(1));
if (target && location.hash !== "#end") target.scrollIntoView({ block: "center" });
else if (room.dataset.old !== "yes") log.toEnd();
