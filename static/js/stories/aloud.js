/* Listening: the device's own voice reads the story. Where it has none, nothing is shown. */
const bar = document.querySelector("[data-aloud-bar]");
const text = document.querySelector("[data-aloud]");
const voice = window.speechSynthesis;

if (bar && text && voice) {
  const button = bar.querySelector("button");
  const say = (on) => {
    button.textContent = on ? button.dataset.stop : button.dataset.go;
    button.setAttribute("aria-pressed", String(on));
  };
  let turn = 0;

  const stop = () => {
    turn += 1;
    voice.cancel();
    say(false);
  };

  const start = () => {
    stop();
    const mine = turn;
    // Opened to be heard: what is behind a content note is read only after somebody opened it.
    const veil = text.closest("details");
    if (veil && !veil.open) { veil.querySelector("summary").focus(); return; }
    // One piece after the other: some devices fall silent in the middle of a long one.
    const pieces = [...text.querySelectorAll("h2, p, li")].map((one) => one.textContent.trim()).filter(Boolean);
    say(true);
    for (const [number, words] of pieces.entries()) {
      const piece = new SpeechSynthesisUtterance(words);
      piece.lang = text.lang;
      if (number === pieces.length - 1) piece.onend = () => { if (mine === turn) say(false); };
      voice.speak(piece);
    }
  };

  button.addEventListener("click", () => (button.getAttribute("aria-pressed") === "true" ? stop() : start()));
  document.addEventListener("visibilitychange", () => { if (document.hidden) stop(); });
  addEventListener("pagehide", stop);
  bar.classList.remove("aloud-bar--waits");
}
