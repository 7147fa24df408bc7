// While a request is under way its place says so, but only when it takes longer than 300 ms; when it
// fails the place says that, with a way to try again. What a person typed is never thrown away.
const PATIENCE_MS = 300;
const timers = new WeakMap();

function placeOf({ target }) {
  return target === document.body ? document.getElementById("main") : target;
}

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  const place = placeOf(detail);
  timers.set(detail.xhr, setTimeout(() => place?.setAttribute("aria-busy", "true"), PATIENCE_MS));
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  clearTimeout(timers.get(detail.xhr));
  placeOf(detail)?.removeAttribute("aria-busy");
});

// A whole page that says what went wrong may replace a whole page; a fragment may not.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const ours = detail.xhr.getResponseHeader("X-Request-ID");
  if (detail.boosted && detail.xhr.status >= 500 && ours) detail.shouldSwap = true;
});

for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(name, ({ detail }) => failed(detail));
}

function failed({ xhr, boosted, requestConfig, target, elt }) {
  if (xhr.getResponseHeader("HX-Redirect") || (boosted && xhr.status >= 500 && xhr.getResponseHeader("X-Request-ID"))) return;
  const reading = requestConfig.verb === "get";
  // The service worker answers plain navigations, with the offline page if it must.
  if (reading && boosted) return location.assign(requestConfig.path);
  const slip = explain(reading, xhr);
  const again = slip.querySelector("[data-retry]");
  if (reading) {
    again.setAttribute("href", requestConfig.path);
    again.addEventListener("click", (event) => {
      event.preventDefault();
      htmx.ajax("get", requestConfig.path, { source: elt.isConnected ? elt : target, target });
    });
    target.replaceChildren(slip);
  } else {
    const form = elt.closest("form") ?? elt;
    again.closest("p").remove();
    // Beside the pressed button, where the eyes and the keyboard are.
    const place = form.querySelector(".buttons") ?? form;
    if (place.previousElementSibling?.matches(".problem")) place.previousElementSibling.remove();
    place.before(slip);
    slip.tabIndex = -1;
    slip.focus();
  }
}

function explain(reading, xhr) {
  const slip = document.getElementById("failure").content.firstElementChild.cloneNode(true);
  const reason = xhr.status === 0 && !navigator.onLine ? "offline" : reading ? "read" : "write";
  for (const words of slip.querySelectorAll("[data-if]")) words.hidden = words.dataset.if !== reason;
  const reference = xhr.status && xhr.getResponseHeader("X-Request-ID");
  slip.querySelector("[data-reference]").hidden = !reference;
  slip.querySelector("[data-reference] span").textContent = reference || "";
  return slip;
}
