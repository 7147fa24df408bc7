// A change redraws parts of the page. Whatever was open stays open; each figure that moved is marked,
// and the first of them are read aloud: "Batches: 17, now 18".
import { announce } from "./focus.js";

const READ_ALOUD = 6;
let before = null;

const figures = () => document.querySelectorAll("[data-figure]");
const said = (figure) => figure.textContent.replace(/\s+/g, " ").trim();

document.addEventListener("htmx:beforeSwap", () => {
  before = new Map([...figures()].map((figure) => [figure.dataset.figure, said(figure)]));
});

document.addEventListener("htmx:oobBeforeSwap", ({ detail: { target, fragment } }) => {
  const old = target.matches("details") ? [target, ...target.querySelectorAll("details")] : target.querySelectorAll("details");
  for (const { id, open } of old) {
    const drawn = id && fragment.querySelector(`details[id="${CSS.escape(id)}"]`);
    if (drawn && !drawn.querySelector("[role=alert]")) drawn.open = open;
  }
});

document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (!before) return;
  const known = before;
  before = null;
  if (target === document.body) return;
  const moved = [...figures()].filter((figure) => known.has(figure.dataset.figure) && known.get(figure.dataset.figure) !== said(figure));
  for (const figure of moved) mark(figure);
  const news = [...new Map(moved.map((figure) => [figure.dataset.figure, figure])).values()];
  const words = news.slice(0, READ_ALOUD).map((figure) => `${figure.dataset.called}: ${known.get(figure.dataset.figure)} → ${said(figure)}`);
  const refusal = document.querySelector("#main [role=alert]")?.textContent.trim();
  announce([refusal, ...words].filter(Boolean).join(". "));
});

function mark(figure) {
  const marked = document.createElement("mark");
  marked.append(...figure.childNodes);
  figure.append(marked);
}
