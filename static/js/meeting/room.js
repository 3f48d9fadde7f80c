// The live room of a meeting: each press is sent without leaving the page, so that nobody loses what they are typing.
// Without this script the same forms are posted, and the page comes back.
import { look, onState, take } from "../live.js";

const page = document.querySelector("[data-live]");
const news = document.getElementById("news");
const line = document.getElementById("line");
const composer = document.getElementById("composer");
let lost = false;

onState((what) => {
  if (what === "lost" && !document.hidden) {
    lost = true;
    line.textContent = line.dataset.lost;
  } else if (what === "here" && lost) {
    lost = false;
    line.textContent = line.dataset.back;
    look();
  }
});

page.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.method !== "post" || form.dataset.plain) return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  const words = form === composer ? form.elements.body.value : "";
  const answer = await fetch(form.action, {
    method: "POST",
    body: new URLSearchParams(new FormData(form, event.submitter)),
    credentials: "same-origin",
  }).catch(() => null);
  delete form.dataset.busy;
  if (!answer) return lostAgain();
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (fresh.querySelector("[data-live]")?.dataset.live !== page.dataset.live) {
    // Another page: where it leads is the way on, but an encouragement leads to the talk that is here.
    const leads = (to) => answer.ok && new URL(answer.url).pathname.startsWith(to);
    if (leads("/rooms/")) return look();
    // A call for help that was heard leads to its conversation. What was not taken must not be lost with the page.
    const heard = event.submitter?.name === "need" && leads("/conversations/");
    if (form === composer && !heard) return byForm(event.submitter);
    return location.replace(answer.ok ? answer.url : page.dataset.from);
  }
  told(fresh);
  if (form === composer) written(fresh, answer.ok, words, event.submitter);
  take(fresh);
});

// Without the room there is nowhere to put the answer: the browser sends the form, and shows the page with the words.
function byForm(button) {
  composer.dataset.plain = "yes";
  composer.requestSubmit(button);
}

function lostAgain() {
  lost = true;
  line.textContent = line.dataset.lost;
}

// What the page that came back would have shown above itself.
function told(fresh) {
  const said = [...fresh.querySelectorAll(".said-now p")].map((one) => one.textContent.trim()).join(" ");
  if (said) news.textContent = said;
}

function written(fresh, ok, words, button) {
  for (const id of ["problem", "answering"]) {
    const [mine, theirs] = [document.getElementById(id), fresh.getElementById(id)];
    mine.textContent = id === "problem" || theirs.hidden ? theirs.textContent : mine.textContent;
    mine.hidden = theirs.hidden;
  }
  const field = composer.elements.body;
  if (!ok || button?.name === "need" || field.value !== words) return;
  field.value = "";
  composer.elements.content_note.value = "";
  composer.elements.reply_to.value = "";
  composer.elements.client_uid.value = fresh.querySelector("#composer [name=client_uid]").value;
}
