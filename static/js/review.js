// Reviewing with the keyboard, choosing with one press, and a level that follows its slider.
const lines = () => [...document.querySelectorAll("[data-line]")];

function at() {
  return lines().findIndex((line) => line === document.activeElement || line.contains(document.activeElement));
}

function go(step) {
  const all = lines();
  const place = at();
  const next = all[place < 0 ? 0 : Math.min(all.length - 1, Math.max(0, place + step))];
  next?.focus();
}

function press(selector) {
  lines()[at()]?.querySelector(selector)?.click();
}

// Of several what is chosen, else the first: what it most likely is. Else what is offered first.
function accept() {
  const line = lines()[at()];
  const first = line?.querySelector(".choose [type=radio]");
  if (first && !line.querySelector(".choose :checked")) first.checked = true;
  press("[data-take], .link-row button, .link-row a");
}

const KEYS = {
  j: () => go(1),
  k: () => go(-1),
  e: () => press("a[aria-haspopup]"),
  x: () => press("[data-skip]"),
};

document.addEventListener("keydown", (event) => {
  if (!document.querySelector("[data-review]") || document.querySelector("dialog[open]")) return;
  if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter" && event.target.matches("[data-line]")) {
    event.preventDefault();
    return accept();
  }
  KEYS[event.key]?.();
});

// One of a few: choosing is enough.
document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-choose]");
  if (form && event.target.type === "radio") form.requestSubmit();
});

// What was changed in a field counts before anything is saved: it is kept first, and shown.
function isChanged(field) {
  if (!field.name || field.type === "hidden" || field.type === "radio") return false;
  if (field.type !== "select-one") return field.value !== (field.defaultValue ?? field.value);
  const stood = [...field.options].findIndex((one) => one.defaultSelected);
  return field.selectedIndex !== Math.max(0, stood);
}

// One after the other, each on what the one before has made of it; the last one draws the page.
async function keepAll(forms) {
  for (const form of forms.slice(0, -1)) {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) }).catch(() => null);
    const page = answer?.redirected && new DOMParser().parseFromString(await answer.text(), "text/html");
    const version = page && page.querySelector("#main [name=version]");
    if (!version) return form.requestSubmit();
    for (const field of document.querySelectorAll("#main [name=version]")) field.value = version.value;
  }
  return forms.at(-1).requestSubmit();
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-confirm]")) return;
  const changed = [...document.querySelectorAll("#main form[method=post]:not([data-confirm])")]
    .filter((form) => [...form.elements].some(isChanged));
  if (!changed.length) return;
  event.preventDefault();
  event.stopPropagation();
  keepAll(changed);
}, true);

document.addEventListener("input", ({ target }) => {
  const field = target.dataset?.fills && document.getElementById(target.dataset.fills);
  if (field) field.value = target.value;
});
