// The chip says Offline as long as the server cannot be reached. navigator.onLine only knows about
// the cable, so the server itself is asked. A page
// from the cupboard says from when it is.
import { when } from "./kept.js";

const ASK_AGAIN_MS = 5_000;
const PATIENCE_MS = 3_000;
let timer;

async function reachable() {
  if (!navigator.onLine) return false;
  try {
    const answer = await fetch("/livez", { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
    return answer.ok;
  } catch {
    return false;
  }
}

async function check() {
  clearTimeout(timer);
  const online = await reachable();
  const chip = document.getElementById("connection");
  const { asOf } = document.documentElement.dataset;
  chip.hidden = online;
  chip.querySelector("[data-as-of]").textContent = asOf ? `· ${when(asOf)}` : "";
  if (!online) timer = setTimeout(check, ASK_AGAIN_MS);
}

for (const name of ["online", "offline"]) addEventListener(name, check);
for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, check);
if (!navigator.onLine || document.documentElement.dataset.asOf) check();
