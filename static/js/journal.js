/* Saved as one types. Without this script the form is sent by its button. No word of it goes into the browser's storage. */
import { savedAsTyped } from "./saving.js";

const form = document.getElementById("entry");
savedAsTyped(form, { body: () => new FormData(form) });
