// Opens the sheet when a fragment arrives in it; Esc and the trap of the focus are the browser's.
let opener = null;

const sheet = () => document.getElementById("dialog");

function name(dialog) {
  const title = dialog.querySelector("h1, h2");
  if (title) dialog.setAttribute("aria-label", title.textContent.trim());
}

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.target?.id === "dialog-body") opener = document.activeElement;
});

document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (target.id !== "dialog-body") return;
  const dialog = sheet();
  name(dialog);
  if (!dialog.open) dialog.showModal();
  const start = dialog.querySelector("[autofocus], [data-summary], .entry") ?? dialog.querySelector("h1");
  start?.focus();
});

document.addEventListener("closeDialog", () => sheet().close());

// Cancel leads back to the page underneath, which is already there.
document.addEventListener("click", (event) => {
  if (!event.target.closest("#dialog [data-cancel]")) return;
  event.preventDefault();
  event.stopPropagation();
  sheet().close();
}, true);

// "close" does not bubble, so it is caught on its way down.
document.addEventListener("close", ({ target }) => {
  if (target.id !== "dialog") return;
  document.getElementById("dialog-body").replaceChildren();
  if (opener?.isConnected) opener.focus();
  opener = null;
}, true);
