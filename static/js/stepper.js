// The keys beside a number: one press adds or takes away what the stepper says, never below 0.
document.addEventListener("click", ({ target }) => {
  const key = target.closest("[data-stepper] [data-by]");
  if (!key) return;
  const stepper = key.closest("[data-stepper]");
  const field = stepper.querySelector("input");
  const now = Number.parseInt(field.value, 10) || 0;
  field.value = Math.max(0, now + Number(key.dataset.by) * Number(stepper.dataset.stepper));
  field.dispatchEvent(new Event("change", { bubbles: true }));
});
