// When a progress stream fails twice, its state is asked for every two seconds until it is done.
const ASK_AGAIN_MS = 2_000;
const failures = new WeakMap();

async function ask(section) {
  if (!section.isConnected || section.querySelector("[data-done]")) return;
  const place = section.querySelector("[data-progress]");
  await htmx.ajax("get", section.dataset.poll, { source: place, target: place, swap: "innerHTML" });
  setTimeout(() => ask(section), ASK_AGAIN_MS);
}

document.addEventListener("htmx:sseError", ({ target }) => {
  const section = target.closest("[data-poll]");
  if (!section) return;
  const count = (failures.get(section) ?? 0) + 1;
  failures.set(section, count);
  if (count === 2) ask(section);
});

// A phone that slept has lost the stream without noticing.
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return;
  for (const section of document.querySelectorAll("[data-poll]")) {
    if (section.querySelector("[data-done]")) continue;
    const place = section.querySelector("[data-progress]");
    htmx.ajax("get", section.dataset.poll, { source: place, target: place, swap: "innerHTML" });
  }
});
