// Chips beside a field: one press writes into it what the chip stands for.
document.addEventListener("click", ({ target }) => {
  const chip = target.closest("[data-fill]");
  if (!chip) return;
  const field = document.getElementById(chip.dataset.fill);
  field.value = chip.dataset.with;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
});
