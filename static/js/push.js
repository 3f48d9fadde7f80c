/* Turning messages on in this browser: it is asked only after a press, and its answer travels in the plain form. */
const form = document.querySelector("[data-push-key]");
const not = document.getElementById("push-not");

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (raw) => btoa(String.fromCharCode(...new Uint8Array(raw))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

async function subscribe() {
  const key = bytes(form.dataset.pushKey);
  const { pushManager } = await navigator.serviceWorker.ready;
  // One that was made for another key, or that another sign-in left behind, goes first.
  await (await pushManager.getSubscription())?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

if (form && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window) {
  form.hidden = false;
  not.textContent = "";
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (await Notification.requestPermission() !== "granted") { not.textContent = not.dataset.denied; return; }
    try {
      const made = await subscribe();
      form.elements.endpoint.value = made.endpoint;
      form.elements.key.value = text(made.getKey("p256dh"));
      form.elements.auth.value = text(made.getKey("auth"));
      form.submit();
    } catch { not.textContent = not.dataset.failed; }
  });
}
