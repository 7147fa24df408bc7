// Reads the bars of a package through the camera: with the browser's own reader where it has one, else
// with ours. A code that is read twice alike is looked up as if it had been typed.
const FORMATS = ["ean_13", "ean_8", "upc_a", "upc_e"];
const PAUSE = 120;
const WIDEST = 1280;

const page = document.querySelector("[data-scan]");
const video = page.querySelector("video");
const form = page.querySelector("[data-code]");
const offer = page.querySelector("[data-offer]");
const canvas = document.createElement("canvas");
const board = canvas.getContext("2d", { willReadFrequently: true });

function say(what, code = "") {
  const words = page.querySelector(`template[data-said="${what}"]`)?.innerHTML.trim() ?? "";
  page.querySelector("[data-state]").textContent = words.replace("{code}", code);
}

async function reader() {
  const own = "BarcodeDetector" in window ? await BarcodeDetector.getSupportedFormats() : [];
  if (FORMATS.every((format) => own.includes(format))) {
    const detector = new BarcodeDetector({ formats: FORMATS });
    return async (picture) => (await detector.detect(picture))[0]?.rawValue ?? null;
  }
  return (await import(page.dataset.reader)).read;
}

// What the window shows of the camera's picture: twice as wide as high, from its middle.
function picture() {
  const { videoWidth: width, videoHeight: height } = video;
  const shown = Math.min(height, width / 2);
  const scale = Math.min(1, WIDEST / width);
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(shown * scale);
  board.drawImage(video, 0, (height - shown) / 2, width, shown, 0, 0, canvas.width, canvas.height);
  return board.getImageData(0, 0, canvas.width, canvas.height);
}

const pause = () => new Promise((resume) => setTimeout(resume, PAUSE));

async function look(read) {
  let before = null;
  while (video.isConnected && video.srcObject?.active) {
    const code = video.videoWidth ? await read(picture()) : null;
    if (code && code === before) return code;
    before = code;
    await pause();
  }
  return null;
}

function stop() {
  for (const track of video.srcObject?.getTracks() ?? []) track.stop();
  video.srcObject = null;
}

async function start() {
  offer.hidden = true;
  try {
    const [read, stream] = await Promise.all([
      reader(),
      navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: WIDEST } }, audio: false }),
    ]);
    video.srcObject = stream;
    await video.play();
    page.querySelector("[data-camera]").hidden = false;
    say("looking");
    const code = await look(read);
    stop();
    if (!code) return;
    say("found", code);
    form.elements.code.value = code;
    form.requestSubmit();
  } catch (error) {
    stop();
    offer.hidden = false;
    page.querySelector("[data-camera]").hidden = true;
    say(error.name === "NotFoundError" ? "none" : "refused");
  }
}

async function begin() {
  if (!navigator.mediaDevices) return say("none");
  offer.hidden = false;
  offer.querySelector("[data-start]").addEventListener("click", start);
  addEventListener("pagehide", stop);
  // Whoever has allowed it before is not asked again, and need not press anything.
  const known = await navigator.permissions?.query({ name: "camera" }).catch(() => null);
  if (known?.state === "granted" && !page.querySelector("[aria-invalid]")) start();
}

begin();
