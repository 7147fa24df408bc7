// Records what somebody says and sends it: hold the button or press it twice, Space works too. The
// browser is asked for the microphone on that press, never before. What could not be sent is kept.
import { formOf, keep } from "./sending.js";
import { newId } from "./toast.js";

const LONGEST_MS = 60_000;
const SHORTEST_MS = 700;
const QUIET_MS = 2_500;
const SLICE_MS = 250;
const HELD_MS = 400;
const UNHEARD_MS = 3_000;
// Of full scale: a voice is above, a quiet room below.
const VOICE = 0.02;
const TYPES = ["audio/webm;codecs=opus", "audio/mp4", ""];
const ASKED = "microphone-asked";
const calm = matchMedia("(prefers-reduced-motion: reduce)");

let current = null;
// What the panel says; one that arrives while somebody talks already says it too.
let said = ["idle"];
let wanted = false;

const panel = () => document.querySelector("#dialog[open] [data-talk]") ?? document.querySelector("[data-talk]");

function show(state, words = "") {
  said = [state, words];
  const place = panel();
  tell(place ? "" : state);
  if (!place) return;
  place.dataset.state = state;
  for (const part of place.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== state;
  const key = place.querySelector("[data-record]");
  key.setAttribute("aria-pressed", String(state === "recording"));
  key.hidden = state === "missing";
  for (const part of key.querySelectorAll("[data-when]")) part.hidden = (part.dataset.when === "recording") !== (state === "recording");
  const spoken = words || place.querySelector(`[data-when="${state}"]:not([data-record] *)`)?.textContent || "";
  place.querySelector("[data-state]").textContent = state === "idle" ? "" : spoken.trim();
}

// Without a connection there is no sheet to say it on.
function tell(state) {
  const chip = document.getElementById("talking");
  if (!chip) return;
  const parts = [...chip.querySelectorAll("[data-when]")];
  for (const part of parts) part.hidden = part.dataset.when !== state;
  chip.hidden = parts.every((part) => part.hidden);
}

function platform() {
  const ios = /iPhone|iPad/.test(navigator.userAgent);
  return ios ? "ios" : /Android/.test(navigator.userAgent) ? "android" : "other";
}

function typeInstead() {
  const field = panel()?.closest("#sheet, main")?.querySelector("[data-typed], [name=said]");
  field?.focus();
}

async function isAllowed() {
  const known = await navigator.permissions?.query({ name: "microphone" }).catch(() => null);
  return known?.state === "granted";
}

async function microphone() {
  if (!(await isAllowed()) && !localStorage.getItem(ASKED)) {
    show("asking");
    localStorage.setItem(ASKED, "1");
  }
  return navigator.mediaDevices.getUserMedia({
    audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  });
}

function typeToRecord() {
  return TYPES.find((type) => !type || MediaRecorder.isTypeSupported(type));
}

class Talk {
  constructor() {
    this.pieces = [];
    this.stopped = false;
  }

  async begin() {
    if (!navigator.mediaDevices || !("MediaRecorder" in window)) return this.refuse("missing");
    try {
      this.stream = await microphone();
    } catch (error) {
      return this.refuse(error.name === "NotFoundError" ? "missing" : "refused");
    }
    if (this.dropped) return this.release();
    if (this.stopped) return this.end("short");
    const mimeType = typeToRecord();
    this.recorder = new MediaRecorder(this.stream, { ...(mimeType && { mimeType }), audioBitsPerSecond: 32_000 });
    this.recorder.ondataavailable = ({ data }) => data.size && this.pieces.push(data);
    this.recorder.onstop = () => this.finish();
    this.recorder.start(SLICE_MS);
    this.began = performance.now();
    navigator.vibrate?.(20);
    show("recording");
    this.listen();
  }

  listen() {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 1024;
    context.createMediaStreamSource(this.stream).connect(analyser);
    this.context = context;
    const samples = new Float32Array(analyser.fftSize);
    let heard = 0;
    const look = () => {
      if (this.stopped) return;
      analyser.getFloatTimeDomainData(samples);
      const level = Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length);
      const now = performance.now();
      if (level > VOICE) heard = now;
      this.draw(level, now - this.began, !heard);
      if (now - this.began >= LONGEST_MS || (heard && now - heard >= QUIET_MS)) return this.stop();
      setTimeout(look, 80);
    };
    look();
  }

  draw(level, length, unheard) {
    const place = panel();
    if (!place) return;
    place.querySelector("[data-hint]").hidden = unheard && length > UNHEARD_MS;
    place.querySelector("[data-unheard]").hidden = !unheard || length <= UNHEARD_MS;
    const bar = place.querySelector("[data-level]");
    if (bar) bar.style.setProperty("scale", `${calm.matches ? 1 : Math.min(1, level * 6)} 1`);
    const seconds = Math.floor(length / 1000);
    place.querySelector("[data-time]").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }

  stop() {
    if (this.stopped) return;
    this.stopped = true;
    if (this.recorder?.state === "recording") this.recorder.stop();
  }

  /** Listens no more, and nothing of it is sent. */
  drop() {
    this.dropped = true;
    this.pieces = [];
    if (this.recorder) this.recorder.onstop = null;
    this.end("idle");
  }

  finish() {
    this.release();
    navigator.vibrate?.(20);
    const length = performance.now() - this.began;
    if (length < SHORTEST_MS) return this.end("short");
    this.blob = new Blob(this.pieces, { type: this.recorder.mimeType });
    this.length = length;
    this.id = newId();
    return this.send();
  }

  release() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.context?.close();
    this.stream = this.context = null;
  }

  async send() {
    show("sending");
    const entry = { id: this.id, url: "/add/recording", kind: "voice", seconds: Math.round(this.length / 1000), parts: [["sound", this.blob, "recording"]] };
    let answer;
    try {
      answer = await fetch(entry.url, { method: "POST", body: formOf(entry), headers: { "HX-Request": "true" } });
    } catch {
      return keep(entry).then(() => this.end("kept"), () => this.offer(panel()?.dataset.full));
    }
    // Who has left meanwhile finds it under To review.
    if (this.dropped) return undefined;
    const onward = answer.headers.get("HX-Location") ?? answer.headers.get("HX-Redirect");
    if (onward) return location.assign(onward.startsWith("{") ? JSON.parse(onward).path : onward);
    return this.explain(await answer.text());
  }

  explain(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    this.offer(page.querySelector("#refused li, .said, [role=alert] p")?.textContent.trim() ?? page.body.textContent.trim());
  }

  // It can be listened to, and sent once more.
  offer(sentence) {
    const place = panel();
    if (place) {
      place.querySelector("[data-sentence]").textContent = sentence;
      const sound = place.querySelector("[data-playback]");
      sound.src = URL.createObjectURL(this.blob);
      sound.hidden = false;
      const again = place.querySelector("[data-send]");
      again.hidden = false;
      again.onclick = () => this.send();
    }
    this.end("failed", sentence);
  }

  refuse(state) {
    for (const help of panel()?.querySelectorAll("[data-platform]") ?? []) help.hidden = help.dataset.platform !== platform();
    this.end(state);
    typeInstead();
  }

  end(state, words) {
    this.stopped = true;
    this.release();
    current = null;
    show(state, words);
  }
}

function start() {
  if (current) return;
  current = new Talk();
  current.begin();
}

export function stopTalking() {
  wanted = false;
  current?.stop();
}

/** Listens at once and opens the sheet beside it; who has to be asked first is asked there. */
export async function talkNow() {
  wanted = true;
  said = ["idle"];
  if ((await isAllowed()) && wanted) start();
  if (!panel()) {
    const door = document.querySelector("[data-hold]");
    // Without a connection no sheet comes, and it listens all the same.
    await htmx.ajax("get", door.getAttribute("href"), { target: "#dialog-body", select: "#sheet", swap: "innerHTML" }).catch(() => {});
    const dialog = document.getElementById("dialog");
    const sheet = dialog.querySelector("#sheet");
    if (sheet && !panel()) {
      // Nobody listens in this bakery: it is typed.
      wanted = false;
      current?.drop();
      return dialog.querySelector("[name=said]")?.focus();
    }
    if (sheet && !dialog.open) dialog.showModal();
    show(...said);
  }
  if (wanted) start();
  return undefined;
}

// Pressed shortly it goes on until the next press; held it ends when it is let go.
let pressedAt = 0;
document.addEventListener("pointerdown", (event) => {
  if (!event.target.closest("[data-record]") || event.button > 0) return;
  event.preventDefault();
  if (current) return stopTalking();
  pressedAt = performance.now();
  start();
});
document.addEventListener("pointerup", () => {
  if (current && pressedAt && performance.now() - pressedAt > HELD_MS) stopTalking();
  pressedAt = 0;
});
document.addEventListener("click", (event) => {
  // Space and Enter arrive as a click without a pointer.
  if (!event.target.closest("[data-record]") || event.detail) return;
  if (current) stopTalking();
  else start();
});
addEventListener("pagehide", () => current?.drop());
// Whoever closes the sheet or goes elsewhere is not listened to any longer.
document.addEventListener("close", ({ target }) => target.id === "dialog" && current?.drop(), true);
document.addEventListener("htmx:pushedIntoHistory", () => current?.drop());

// Where there is no microphone, nobody is invited to speak.
async function offer() {
  const devices = await navigator.mediaDevices?.enumerateDevices().catch(() => null);
  const hears = "MediaRecorder" in window && (!devices || devices.some(({ kind }) => kind === "audioinput"));
  for (const place of document.querySelectorAll("[data-talk]")) place.hidden = !hears && !current;
}
document.addEventListener("htmx:load", offer);
offer();
