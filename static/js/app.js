// Starts every behaviour; each one lives in its own file and works on what the server drew.
import "./focus.js";
import "./toast.js";
import "./dialog.js";
import "./waiting.js";
import "./folds.js";
import "./connection.js";
import "./install.js";

async function whenSeen(selector, load) {
  const look = () => document.querySelector(selector) && load();
  document.addEventListener("htmx:load", look);
  look();
}

whenSeen("[data-poll]", () => import("./progress.js"));
