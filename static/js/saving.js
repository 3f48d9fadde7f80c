/* A form is saved as one types, and says honestly how that goes. Without this script its buttons do the same.
   The page has `#kept` with its words, `#kept-aloud` for a screen reader, and `#changed` for two versions. */
const PAUSE = 900;
const AGAIN = 5000;
const GIVE_UP = 15000;
const LIKE = { gone: "lost", back: "lost" };        // states that look like another

/* `body` is what is sent. `unfit`, `waits` and `arrived` are asked or told: may it be sent at all, does more wait here
   now, is everything there. Answers with what a page may ask of it. */
export function savedAsTyped(form, { body, unfit = () => false, waits = () => {}, arrived = () => {} }) {
  const shown = document.getElementById("kept");
  const aloud = document.getElementById("kept-aloud");
  const changed = document.getElementById("changed");
  const fields = form.elements;
  let dirty = false;                                // typed, and not on its way
  let saving = false;
  let stopped = false;                              // two versions, or the form itself is on its way
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

  // Whoever signed in again in another window has a new token.
  async function freshToken() {
    const answer = await fetch(form.action, { credentials: "same-origin", redirect: "manual" }).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector(`#${form.id} [name=csrfmiddlewaretoken]`)?.value;
    if (token) fields.csrfmiddlewaretoken.value = token;
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
    if (told?.state === "refused") { say("lost", true, told.words); return; }
    const out = answer?.type === "opaqueredirect";
    if (answer?.status === 403) await freshToken();
    say(out ? "out" : "lost", true);
    later(AGAIN);
  }

  function stop() {
    stopped = true;
    clearTimeout(timer);
  }

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

  return {
    say, stop, nextTurn,
    isStopped: () => stopped,
    // What is typed counts as not sent, and is sent before long.
    again() { dirty = true; later(PAUSE); },
    // All that is typed, now. True when it has arrived.
    async now() {
      dirty = true;
      waits();
      while (saving) await new Promise((done) => setTimeout(done, 50));
      await save();
      return !(dirty || saving || stopped);
    },
  };
}
