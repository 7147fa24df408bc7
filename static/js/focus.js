// After a boosted navigation the focus stands on the page's h1 (or on the list of errors) and the
// title is read aloud; after a fragment its own [data-announce] sentence is.

export function announce(words) {
  const announcer = document.getElementById("announcer");
  if (!announcer || !words) return;
  // The same words twice are only read twice when the text changes in between.
  announcer.textContent = "";
  setTimeout(() => { announcer.textContent = words; }, 50);
}

function arrived(page) {
  const goal = page.querySelector("[data-summary]") ?? page.querySelector("#main h1");
  if (!goal) return;
  if (!goal.hasAttribute("tabindex")) goal.tabIndex = -1;
  goal.focus({ preventScroll: true });
  // After htmx has shown the top of the new page.
  if (!goal.matches("h1")) requestAnimationFrame(() => goal.scrollIntoView({ block: "center" }));
  announce(document.title);
}

// "Show more" was replaced by the next one: the keyboard stays where it was.
function keep(more) {
  const next = more.querySelector("a") ?? more;
  if (next === more) more.tabIndex = -1;
  next.focus({ preventScroll: true });
}

document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (target === document.body) return arrived(target);
  const place = document.getElementById(target.id) ?? target;
  place.querySelector("[data-summary]")?.focus();
  // What stands in the field the page put the cursor into gives way to what is typed.
  if (document.activeElement.matches("input.entry[autofocus]")) document.activeElement.select();
  if (place.matches(".more")) keep(place);
  announce(place.querySelector("[data-announce]")?.textContent.trim());
});

addEventListener("load", () => document.querySelector("[data-summary]")?.focus());
