/* A form is saved as one types, and says honestly how that goes. Without this script its buttons do the same.
   The page has `#kept` with its words, `#kept-aloud` for a screen reader, and `#changed` for two versions. */
const PAUSE = 900;
const AGAIN = 5000;
const GIVE_UP = 15000;
const LIKE = { gone: "lost", back: "lost" };        // states that look like another

/* `body` is what is sent. `unfit` is asked whether it may be sent at all; `waits` and `arrived` are told that more waits
   here now, and that nothing needs to wait here any more. `follow` is what a button does once all is there; without
   it the form itself is sent. `stays`: who signed out in another tab finds it here. Answers with what a page may ask. */
export function savedAsTyped(form, {
  body, unfit = () => false, waits = () => {}, arrived = () => {}, follow = null, stays = false,
}) {
  const shown = document.getElementById("kept");
  const aloud = document.getElementById("kept-aloud");
  const changed = document.getElementById("changed");
  const fields = form.elements;
  let dirty = false;                                // typed, and not on its way
  let saving = false;
  let stopped = false;                              // two versions, or the form itself is on its way
  let refused = false;                              // the last answer was that it does not fit
  let pressed = false;
  let leaving = false;
  let timer = 0;
  let saidSaved = 0;

  function say(state, loud, words = shown.dataset[state]) {
    shown.hidden = false;
    if (shown.textContent !== words) shown.textContent = words;
    shown.className = `kept kept--${LIKE[state] ?? state}`;
    // "Saved" is read aloud now and then; trouble always.
    if (!loud && Date.now() - saidSaved < 20000) return;
    saidSaved = Date.now();
    aloud.textContent = words;
  }

  function later(after) {
    clearTimeout(timer);
    timer = setTimeout(save, after);
  }

  function nextTurn() {
    fields.turn.value = Number(fields.turn.value || 0) + 1;
  }

  function send(more) {
    nextTurn();
    return fetch(form.action, {
      method: "POST", body: body(), headers: { Accept: "application/json" }, credentials: "same-origin",
      redirect: "manual", ...more,
    });
  }

  // Whoever signed in again in another window has a new token. Answers what the house says now, null without a line.
  async function freshToken() {
    const wait = new AbortController();
    const clock = setTimeout(() => wait.abort(), GIVE_UP);
    const answer = await fetch(form.action, { credentials: "same-origin", redirect: "manual", signal: wait.signal })
      .catch(() => null);
    const words = answer?.ok ? await answer.text().catch(() => "") : "";
    clearTimeout(clock);
    const page = new DOMParser().parseFromString(words, "text/html");
    const token = page.querySelector(`#${form.id} [name=csrfmiddlewaretoken]`)?.value;
    if (token) fields.csrfmiddlewaretoken.value = token;
    return answer;
  }

  async function save() {
    clearTimeout(timer);
    if (saving || stopped || !dirty) return;
    if (unfit()) { say("long", true); return; }
    saving = true;
    dirty = false;
    const wait = new AbortController();
    const clock = setTimeout(() => wait.abort(), GIVE_UP);
    const answer = await send({ signal: wait.signal }).catch(() => null);
    const told = answer?.headers.get("Content-Type")?.includes("json") ? await answer.json().catch(() => null) : null;
    clearTimeout(clock);
    saving = false;
    if (stopped) return;
    refused = told?.state === "refused";
    if (told?.state === "saved") {
      fields.version.value = told.version;
      if (dirty) { waits(); later(PAUSE); } else { arrived(); say("saved", false); }
      return;
    }
    dirty = true;
    if (told?.state === "changed") {
      stopped = true;
      changed.hidden = false;
      say("open", false);
      aloud.textContent = changed.querySelector("p").textContent;
      return;
    }
    if (told?.state === "gone") { stopped = true; say("gone", true); return; }
    if (refused) { say("lost", true, told.words); return; }
    const out = answer?.type === "opaqueredirect";
    if (answer?.status === 403) await freshToken();
    say(out ? "out" : "lost", true);
    later(AGAIN);
  }

  function stop() {
    stopped = true;
    clearTimeout(timer);
  }

  // All that is typed, now. True when it has arrived.
  async function now() {
    dirty = true;
    waits();
    while (saving) await new Promise((done) => setTimeout(done, 50));
    await save();
    return !(dirty || saving || stopped);
  }

  // Would the form itself be answered? It takes the page along, whatever comes.
  async function isAnswered() {
    const answer = await freshToken();
    if (answer?.ok || answer?.status === 404) return true;
    say(answer?.type === "opaqueredirect" ? "out" : "open", true);
    return false;
  }

  function sendItself(button) {
    stop();
    // Two versions: what is typed waits on until somebody has chosen, on the page that comes now.
    if (changed.hidden) arrived();
    nextTurn();
    leaving = true;
    form.requestSubmit(button);
  }

  // A button saves first: where the line is broken, the browser's own page would come and take what is typed along.
  // Two versions, what was thrown away and what does not fit are for the page that the form itself leads to.
  form.addEventListener("submit", async (event) => {
    if (leaving) return;
    event.preventDefault();
    if (pressed) return;
    pressed = true;
    const button = event.submitter;
    try {
      const saved = !stopped && !unfit() && await now();
      if (saved && follow) follow(button);
      else if (saved || ((stopped || refused || unfit()) && await isAnswered())) sendItself(button);
    } finally {
      pressed = false;
    }
  });

  form.addEventListener("input", () => {
    dirty = true;
    waits();
    if (stopped) return;
    shown.hidden = false;
    if (unfit()) { clearTimeout(timer); say("long", false); return; }
    shown.textContent = shown.dataset.open;
    shown.className = "kept kept--open";
    later(PAUSE);
  });
  form.addEventListener("change", save);

  // Leaving, or the phone put away: what is typed goes with the last breath of the page.
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  addEventListener("pagehide", () => {
    if (stopped || !(dirty || saving) || unfit()) return;
    stopped = true;
    send({ keepalive: true }).catch(() => {});
  });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  addEventListener("online", save);

  // Who signed out in another tab leaves nothing behind for who comes next.
  if (!stays && "BroadcastChannel" in window) {
    new BroadcastChannel("signed-out").onmessage = () => {
      stop();
      leaving = true;
      arrived();
      location.replace("/");
    };
  }

  return {
    say, stop,
    // What is typed counts as not sent, and is sent before long.
    again() { dirty = true; later(PAUSE); },
  };
}
