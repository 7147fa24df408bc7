// A letter follows the link or presses the button that names it, unless somebody is writing.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("input, select, textarea, [contenteditable]") || document.querySelector("dialog[open]")) return;
  document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
});
