// When the session ends while somebody types, the save is refused and the window goes to sign in.
// What was typed waits in this tab, as plain values, until the same person opens the same page.
const KEPT = "unsent";
const whose = () => document.documentElement.dataset.whose ?? "";

document.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
  const form = detail.elt.closest("form[method=post]");
  if (detail.xhr.status !== 401 || !form) return;
  const secret = (name) => form.querySelector(`[type=password][name="${CSS.escape(name)}"]`);
  const typed = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !secret(name));
  const kept = { whose: whose(), page: location.pathname, action: form.getAttribute("action"), typed };
  sessionStorage.setItem(KEPT, JSON.stringify(kept));
});

function giveBack() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  if (!kept || !whose()) return;
  if (kept.whose === whose() && kept.page !== location.pathname) return;
  sessionStorage.removeItem(KEPT);
  const form = document.querySelector(`form[method=post][action="${CSS.escape(kept.action)}"]`);
  if (kept.whose === whose() && form) fill(form, kept.typed);
}

function fill(form, typed) {
  for (const box of form.querySelectorAll("[type=checkbox], [type=radio]")) {
    box.checked = typed.some(([name, value]) => name === box.name && value === box.value);
  }
  for (const [name, value] of typed) {
    const field = form.elements[name];
    if (field && "value" in field && !/^(?:checkbox|radio|file)$/.test(field.type)) field.value = value;
  }
}

document.addEventListener("htmx:afterSettle", giveBack);
giveBack();
