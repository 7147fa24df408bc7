// The pages this device keeps for reading without a connection (sw.js keeps them). They belong to one
// person in one bakery: whoever else opens the app here, or nobody at the sign-in page, ends them.
const PAGES = "pages-";
const list = document.querySelector("[data-kept]");
const { whose, asOf } = document.documentElement.dataset;

async function cachesOfPages() {
  return (await caches.keys()).filter((name) => name.startsWith(PAGES));
}

async function forgetOthers() {
  const foreign = (await cachesOfPages()).filter((name) => name !== PAGES + whose);
  await Promise.all(foreign.map((name) => caches.delete(name)));
}

async function showKept() {
  const [name] = await cachesOfPages();
  const cache = name && (await caches.open(name));
  const kept = cache ? (await cache.keys()).reverse() : [];
  for (const request of kept) list.append(row(request.url, await (await cache.match(request)).text()));
  document.querySelector("[data-when-kept]").hidden = !kept.length;
  document.querySelector("[data-when-typed]").hidden = !sessionStorage.getItem("unsent");
}

function row(url, html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const item = document.getElementById("kept-page").content.firstElementChild.cloneNode(true);
  const link = item.querySelector("a");
  link.setAttribute("href", url);
  item.querySelector(".name").textContent = page.title.replace(/ · BakeTracker$/, "");
  item.querySelector("time").textContent = when(page.documentElement.dataset.asOf);
  return item;
}

/** The time of today, the date of any other day, as the reader writes them. */
export function when(moment) {
  const then = new Date(moment);
  const today = then.toDateString() === new Date().toDateString();
  return then.toLocaleString(document.documentElement.lang, today ? { timeStyle: "short" } : { dateStyle: "medium" });
}

// What just happened has happened long ago on a page from the cupboard.
if (asOf) document.getElementById("toasts").replaceChildren();
if ("caches" in window) (list ? showKept : forgetOthers)();
