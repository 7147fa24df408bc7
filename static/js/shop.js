// The shopping list: a tick shows at once and goes back when it could not be saved.
for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(name, ({ target }) => {
    const box = target.closest("[data-tick]")?.querySelector("[type=checkbox]");
    if (box) box.checked = !box.checked;
  });
}
