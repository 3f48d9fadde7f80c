/* Who signs out here has signed out in the other tabs of this browser, too: what was begun there goes, once it has worked.
   The name of the window outlives the answer, which clears every storage. */
const OUT = "signing-out";
if (window.name === OUT) {
  window.name = "";
  if (!document.querySelector(".nav") && "BroadcastChannel" in window) new BroadcastChannel("signed-out").postMessage("now");
}
document.addEventListener("submit", (event) => {
  if (!event.target.getAttribute("action")?.endsWith("/account/logout/")) return;
  window.name = OUT;
  navigator.serviceWorker?.controller?.postMessage({ leave: true });
});
