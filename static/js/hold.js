// The Add button held down listens at once; pressed, it opens its sheet as any link to a sheet does.
const LONG_MS = 350;
let timer = null;
let held = false;

function door(event) {
  return event.target.closest?.("[data-hold]");
}

document.addEventListener("pointerdown", (event) => {
  held = false;
  if (!door(event) || event.button > 0) return;
  timer = setTimeout(async () => {
    held = true;
    const { talkNow } = await import("./recorder.js");
    talkNow();
  }, LONG_MS);
});

for (const name of ["pointerup", "pointercancel"]) {
  addEventListener(name, async () => {
    clearTimeout(timer);
    if (!held) return;
    const { stopTalking } = await import("./recorder.js");
    stopTalking();
  }, true);
}

// The click that ends a hold opens nothing again, and a long press asks for no menu.
document.addEventListener("click", (event) => {
  if (!held || !door(event)) return;
  event.preventDefault();
  event.stopPropagation();
}, true);
document.addEventListener("contextmenu", (event) => door(event) && event.preventDefault());
