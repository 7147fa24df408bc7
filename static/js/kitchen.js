// In the kitchen: the screen stays on, timers count down to the moment the server gave them and ring,
// a knuckle that bounces is one press, and what is ticked off stays ticked in this tab.
const BOUNCE_MS = 400;
const RINGS_LATE_MS = 120_000;
const ticked = (id) => `ticked.${id}`;
const rung = new Set();
let pressed = 0;
let lock = null;
let asking = false;
let sound = null;

// --- two presses within a moment are one
document.addEventListener("click", (event) => {
  const key = event.target.closest("[data-knuckle]");
  if (!key) return;
  if (event.timeStamp - pressed < BOUNCE_MS) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  pressed = event.timeStamp;
  if (key.matches("[data-rings]")) allowToRing();
}, true);

// --- the screen stays on while a page of the kitchen is seen
async function stayAwake() {
  const wanted = document.querySelector("[data-awake]") && document.visibilityState === "visible";
  if (wanted && !asking && (!lock || lock.released)) {
    asking = true;
    try {
      lock = (await navigator.wakeLock?.request("screen")) ?? null;
      lock?.addEventListener("release", showAwake);
    } catch {
      lock = null; // The battery is low, or nobody allowed it: the screen goes off as ever.
    }
    asking = false;
    // Somebody may have left meanwhile.
    if (!document.querySelector("[data-awake]")) await lock?.release();
  } else if (!wanted && lock && !lock.released) {
    await lock.release();
  }
  showAwake();
}

function showAwake() {
  const chip = document.querySelector("[data-awake-chip]");
  if (chip) chip.hidden = !lock || lock.released;
}

// --- timers
function tick() {
  for (const timer of document.querySelectorAll("[data-ends]")) {
    const left = Math.round((new Date(timer.dateTime) - Date.now()) / 1000);
    const words = left > 0 ? clock(left) : timer.dataset.over;
    if (timer.textContent !== words) timer.textContent = words;
    if (left <= 0) ring(timer, -left * 1000);
  }
}

function clock(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

function ring({ dateTime, dataset }, late) {
  const name = `rung.${dataset.name}.${dateTime}`;
  if (rung.has(name) || sessionStorage.getItem(name)) return;
  rung.add(name);
  sessionStorage.setItem(name, "1");
  if (late > RINGS_LATE_MS) return;
  beep();
  navigator.vibrate?.([400, 200, 400, 200, 800]);
  notify(`${dataset.name}: ${dataset.over}`);
}

function beep() {
  if (sound?.state !== "running") return;
  for (const at of [0, .5, 1, 1.5]) {
    const [tone, volume] = [sound.createOscillator(), sound.createGain()];
    tone.frequency.value = 880;
    volume.gain.setValueAtTime(.4, sound.currentTime + at);
    volume.gain.exponentialRampToValueAtTime(.001, sound.currentTime + at + .4);
    tone.connect(volume).connect(sound.destination);
    tone.start(sound.currentTime + at);
    tone.stop(sound.currentTime + at + .4);
  }
}

async function notify(words) {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  const worker = await navigator.serviceWorker?.getRegistration();
  if (worker) return worker.showNotification(words, { tag: words });
  new Notification(words, { tag: words });
}

// Browsers let a page sound and notify only after somebody pressed something.
function allowToRing() {
  sound ??= "AudioContext" in window ? new AudioContext() : null;
  sound?.resume();
  if ("Notification" in window && Notification.permission === "default") Notification.requestPermission();
}

// --- what is ticked off
function showTicks() {
  for (const list of document.querySelectorAll("[data-ticks]")) {
    const kept = JSON.parse(sessionStorage.getItem(ticked(list.dataset.ticks)) ?? "[]");
    for (const [place, box] of boxes(list).entries()) box.checked = kept.includes(place);
  }
}

const boxes = (list) => [...list.querySelectorAll("[type=checkbox]")];

document.addEventListener("change", ({ target }) => {
  const list = target.closest("[data-ticks]");
  if (!list) return;
  const kept = [...boxes(list).entries()].filter(([, box]) => box.checked).map(([place]) => place);
  sessionStorage.setItem(ticked(list.dataset.ticks), JSON.stringify(kept));
});

function seen() {
  stayAwake();
  showTicks();
  tick();
}

document.addEventListener("htmx:load", seen);
document.addEventListener("visibilitychange", seen);
setInterval(tick, 1000);
seen();
