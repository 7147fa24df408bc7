// Enter in a field of the count saves its line; when that is done, the same field of the next line
// has the focus.
const FIELD = "[data-count] input:not([type=hidden])";
let wanted = null;

document.addEventListener("keydown", ({ key, target }) => {
  if (key !== "Enter" || !target.matches(FIELD)) return;
  const lines = [...document.querySelectorAll("[data-count]")];
  const next = lines[lines.indexOf(target.closest("[data-count]")) + 1];
  wanted = next && { id: next.id, name: target.name };
});

document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (!wanted || !target.matches("[data-count]")) return;
  const { id, name } = wanted;
  wanted = null;
  const field = document.getElementById(id)?.querySelector(`input:not([type=hidden])[name="${name}"]`);
  field?.focus();
  field?.select();
});
