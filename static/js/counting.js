// − and + beside a number of the plan change it at once; the form sends what stands there when the
// tapping ends.
document.addEventListener("click", (event) => {
  const key = event.target.closest(".step button[name=by]");
  if (!key) return;
  const field = key.parentElement.querySelector("input");
  const stood = Number(field.value);
  if (!Number.isInteger(stood)) return;
  event.preventDefault();
  field.value = Math.max(stood + Number(key.value), 1);
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

// What stands in the field is counted already: the key that was pressed is not sent beside it.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.triggeringEvent?.type === "input" && detail.elt.querySelector(".step")) delete detail.parameters.by;
});
