// Toasts stay ten seconds; the clock stands still while one is hovered or holds the focus.
const STAY_MS = 10_000;

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  new DataView(bytes.buffer).setBigUint64(0, (BigInt(Date.now()) << 16n) | 0x7000n | BigInt(((bytes[6] & 15) << 8) | bytes[7]));
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function keep(slip) {
  let left = STAY_MS;
  let timer;
  let since;
  const run = () => {
    clearTimeout(timer);
    since = performance.now();
    timer = setTimeout(() => slip.remove(), left);
  };
  const pause = () => {
    clearTimeout(timer);
    left -= performance.now() - since;
    since = performance.now();
  };
  const held = () => slip.matches(":hover, :focus-within");
  for (const name of ["pointerenter", "focusin"]) slip.addEventListener(name, pause);
  for (const name of ["pointerleave", "focusout"]) {
    slip.addEventListener(name, () => setTimeout(() => held() || run()));
  }
  slip.querySelector("[data-dismiss]").addEventListener("click", () => slip.remove());
  slip.dataset.toast = "kept";
  run();
}

function show({ message, undo_url: undo }) {
  const slip = document.getElementById("toast-slip").content.firstElementChild.cloneNode(true);
  slip.querySelector("p").textContent = message;
  const form = slip.querySelector("form");
  form.hidden = !undo;
  if (undo) form.setAttribute("action", undo);
  form.elements.op_id.value = newId();
  document.getElementById("toasts").append(slip);
  htmx.process(slip);
  keep(slip);
}

// A toast drawn with the page was there before anyone listened: put it in again so that it is read.
function adopt() {
  for (const slip of document.querySelectorAll('#toasts [data-toast=""]')) {
    const region = slip.parentElement;
    slip.remove();
    setTimeout(() => { region.append(slip); keep(slip); }, 100);
  }
}

document.addEventListener("toast", ({ detail }) => show(detail));
document.addEventListener("htmx:afterSettle", adopt);
adopt();
