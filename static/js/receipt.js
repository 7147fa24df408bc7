// Enter in a line of a receipt: after words the first package that was found is taken; after a number
// the next line is begun. Only the button saves.
const FIELD = "[data-receipt] #lines-lines input";
let chosen = null;

function choose(found) {
  const first = found?.querySelector("button.row");
  if (first) chosen = null;
  first?.click();
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches(FIELD)) return;
  event.preventDefault();
  const line = event.target.closest("[role=group]");
  const found = line.querySelector("[id^=found-]");
  if (event.target.name.endsWith(".what")) {
    // What was typed last may still be looked for.
    chosen = event.target.value && found.id;
    return choose(found);
  }
  const next = line.nextElementSibling?.querySelector("input.entry");
  if (next) next.focus();
  else document.querySelector("[name=rearrange][value='add.lines']").click();
});

document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (chosen && target.id === chosen) choose(document.getElementById(chosen));
});
