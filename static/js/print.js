/* A button to print; without this script the page says where printing is. */
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
for (const words of document.querySelectorAll("[data-print-words]")) words.hidden = true;
