/* Suggests the time zone that the browser knows. The person still decides; without script the list works alone. */

const select = document.querySelector("select[data-suggest-zone]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const option = zone && [...(select?.options ?? [])].find((one) => one.value === zone);
if (option && select.value === "UTC") option.selected = true;
