// What waits on this device to be sent, or was refused, is told on every page and listed where things
// are added; there a thing can be thrown away.
import { drop, waiting } from "./sending.js";

function draw(all) {
  const chip = document.getElementById("outbox");
  if (!chip) return;
  const refused = all.filter(({ state }) => state === "refused").length;
  const count = refused || all.length;
  chip.hidden = !count;
  for (const part of chip.querySelectorAll("[data-when]")) part.hidden = (part.dataset.when === "refused") !== refused > 0;
  chip.querySelector("[data-count]").textContent = count;
  for (const place of document.querySelectorAll("[data-outbox]")) {
    place.hidden = !all.length;
    place.querySelector("ul").replaceChildren(...all.map((entry) => row(place, entry)));
  }
}

function row(place, entry) {
  const item = place.querySelector("template").content.firstElementChild.cloneNode(true);
  for (const name of item.querySelectorAll("[data-kind]")) name.hidden = name.dataset.kind !== entry.kind;
  const at = new Date(entry.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  item.querySelector("[data-said]").textContent = entry.said ? `${at}: ${entry.said}` : at;
  item.querySelector("button").onclick = () => drop(entry.id);
  return item;
}

const look = async () => draw(await waiting());
document.addEventListener("waiting-entries", ({ detail }) => draw(detail));
document.addEventListener("htmx:load", look);
look();
