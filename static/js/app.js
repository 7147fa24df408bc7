// Starts the behaviours; each one lives in its own file and works on what the server drew. Those that
// few pages need are fetched when such a page is seen, but whatever answers a key while somebody types
// is there from the start.
import "./focus.js";
import "./toast.js";
import "./waiting.js";
import "./kept.js";
import "./connection.js";
import "./install.js";
import "./unsent.js";
import "./unsaved.js";
import "./receipt.js";
import "./onward.js";
import "./hold.js";

const coming = [];

/** Fulfilled when everything this page needs is here. */
export const ready = () => Promise.all(coming);

function whenSeen(selector, load) {
  const look = () => {
    if (!document.querySelector(selector)) return;
    // What did not arrive is asked for again when the next part of a page comes.
    coming.push(load().then(() => document.removeEventListener("htmx:load", look), () => {}));
  };
  document.addEventListener("htmx:load", look);
  look();
}

whenSeen('[aria-haspopup="dialog"]', () => import("./dialog.js"));
whenSeen(".fold", () => import("./folds.js"));
whenSeen("[data-stepper]", () => import("./stepper.js"));
whenSeen("[data-fill]", () => import("./fill.js"));
whenSeen("[data-poll]", () => import("./progress.js"));
whenSeen(".step button[name=by]", () => import("./counting.js"));
whenSeen("[data-figure]", () => import("./changes.js"));
whenSeen("[data-print]", () => import("./print.js"));
whenSeen("[data-tick]", () => import("./shop.js"));
whenSeen("[data-scan]", () => import("./scan.js"));
whenSeen("[data-key]", () => import("./keys.js"));
whenSeen("[data-whose]", () => import("./outbox.js"));
whenSeen("[data-talk]", () => import("./recorder.js"));
whenSeen("[data-pictures]", () => import("./pictures.js"));
whenSeen("[data-review], [data-choose], [data-fills], [data-confirm]", () => import("./review.js"));
whenSeen("[data-awake], [data-ends]", () => import("./kitchen.js"));
