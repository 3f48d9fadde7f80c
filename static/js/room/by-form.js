// Some networks let pages through but no sockets, and some words are too long for a frame: then the form carries them,
// with the same client_uid. What became of them reads like the socket's ack; null says that it is not known yet.
const t = window.gettext ?? ((text) => text);
const FRAME_MOST = 14000; // of 16,384 bytes: the rest of a frame needs some

export const tooBig = (data) => new TextEncoder().encode(JSON.stringify(data)).length > FRAME_MOST;

export async function sendByForm(form, { client_uid, data }) {
  const fields = { ...data, client_uid, send: "yes", csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value };
  const sent = { method: "POST", body: new URLSearchParams(fields), credentials: "same-origin" };
  const answer = await fetch(form.action, sent).catch(() => null);
  if (!answer || answer.status >= 500) return null;
  const page = new DOMParser().parseFromString(await answer.text().catch(() => ""), "text/html");
  const refused = { client_uid, state: "refused", code: "by_form", page };
  if (answer.ok && answer.redirected && new URL(answer.url).pathname === new URL(form.action).pathname) {
    return { client_uid, state: "posted", page };
  }
  if (answer.status === 404) return { ...refused, text: t("This room is no longer open to you. Your words are kept here.") };
  if (answer.status === 400 || answer.status === 409) {
    return { ...refused, text: page.getElementById("problem")?.textContent || t("This could not be sent. Your words are kept here.") };
  }
  // A page that asks for something first: to sign in, to agree, to read new rules.
  return { client_uid, state: "elsewhere", page };
}
