// Photos are made small and upright here before they are sent, and looked at: a blurry one is worth
// another try. What could not be sent is kept.
import { keep } from "./sending.js";

const LONGEST = 2048;
const LARGEST = 500 * 1024;
const QUALITIES = [0.8, 0.65, 0.5, 0.35];
const SMALL = 800;
// Variance of the second difference: below, edges are soft.
const BLURRY = 60;

const chosen = new WeakMap();
// What was refused is still there on the page that says why.
let refused = null;

async function drawn(file) {
  // An upright picture, whatever the camera wrote beside it; what this browser cannot open is sent as it is.
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
  if (!bitmap) return { blob: file, doubtful: false };
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  const board = canvas.getContext("2d");
  board.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const doubtful = Math.max(bitmap.width, bitmap.height) < SMALL || sharpness(canvas) < BLURRY;
  bitmap.close();
  return { blob: await encoded(canvas), doubtful };
}

async function encoded(canvas) {
  let blob;
  for (const quality of QUALITIES) {
    blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
    if (blob.size <= LARGEST) return blob;
  }
  const smaller = document.createElement("canvas");
  smaller.width = canvas.width / 2;
  smaller.height = canvas.height / 2;
  smaller.getContext("2d").drawImage(canvas, 0, 0, smaller.width, smaller.height);
  return encoded(smaller);
}

function sharpness(canvas) {
  const small = document.createElement("canvas");
  small.width = 256;
  small.height = Math.max(3, Math.round((256 * canvas.height) / canvas.width));
  const board = small.getContext("2d", { willReadFrequently: true });
  board.drawImage(canvas, 0, 0, small.width, small.height);
  const { data } = board.getImageData(0, 0, small.width, small.height);
  const grey = (x, y) => data[4 * (y * small.width + x) + 1];
  let sum = 0, squares = 0, count = 0;
  for (let y = 1; y < small.height - 1; y += 1) {
    for (let x = 1; x < small.width - 1; x += 1) {
      const edge = 4 * grey(x, y) - grey(x - 1, y) - grey(x + 1, y) - grey(x, y - 1) - grey(x, y + 1);
      sum += edge;
      squares += edge * edge;
      count += 1;
    }
  }
  return squares / count - (sum / count) ** 2;
}

async function take(form, files) {
  const many = "many" in form.dataset;
  const before = many ? chosen.get(form) ?? [] : [];
  const made = [];
  for (const file of files) made.push(await drawn(file));
  choose(form, [...before, ...made]);
}

function choose(form, all) {
  chosen.set(form, all);
  form.querySelector("[data-doubt]").hidden = !all.some((one) => one.doubtful);
  const list = form.querySelector("[data-pages]");
  list.replaceChildren(...all.map((one, place) => {
    const item = document.createElement("li");
    const picture = document.createElement("img");
    picture.src = URL.createObjectURL(one.blob);
    picture.alt = String(place + 1);
    const out = document.createElement("button");
    out.type = "button";
    out.className = "btn btn-quiet";
    out.textContent = list.dataset.out;
    out.setAttribute("aria-label", `${list.dataset.out}: ${place + 1}`);
    out.addEventListener("click", () => choose(form, all.filter((other) => other !== one)));
    item.append(picture, out);
    return item;
  }));
  const field = form.querySelector("[type=file]");
  field.required = !all.length;
  if (!all.length) field.value = "";
}

document.addEventListener("change", ({ target }) => {
  const form = target.closest?.("[data-pictures]");
  if (form && target.type === "file" && target.files.length) take(form, [...target.files]);
});

const nameOf = (place) => `${place + 1}.jpg`;

// What goes out are the pictures as they were made here.
document.addEventListener("htmx:configRequest", ({ detail, target }) => {
  const form = target.closest?.("[data-pictures]");
  const pictures = form && chosen.get(form);
  if (!pictures) return;
  detail.formData.delete("photo");
  pictures.forEach(({ blob }, place) => detail.formData.append("photo", blob, nameOf(place)));
});

document.addEventListener("htmx:xhr:progress", ({ detail, target }) => {
  const bar = target.closest?.("[data-pictures]")?.querySelector("[data-upload]");
  if (!bar || !detail.lengthComputable) return;
  bar.hidden = false;
  bar.value = detail.loaded / detail.total;
});

document.addEventListener("htmx:sendError", async ({ target }) => {
  const form = target.closest?.("[data-pictures]");
  const pictures = form && chosen.get(form);
  if (!pictures) return;
  const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "op_id");
  const parts = [...fields, ...pictures.map(({ blob }, place) => ["photo", blob, nameOf(place)])];
  const entry = { id: form.elements.op_id.value, url: form.action, kind: form.dataset.pictures, parts };
  const kept = await keep(entry).then(() => true, () => false);
  // What became of them is all there is to say.
  form.querySelector(".problem")?.remove();
  form.querySelector("[data-stored]").hidden = !kept;
  form.querySelector("[data-full]").hidden = kept;
});

// The camera in the page, where there is one: a still takes the same way as a file.
async function look(form) {
  const finder = form.querySelector("[data-finder]");
  const video = finder.querySelector("video");
  video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 2560 } }, audio: false });
  await video.play();
  finder.hidden = false;
}

async function shoot(form) {
  const video = form.querySelector("video");
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d").drawImage(video, 0, 0);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.92));
  for (const track of video.srcObject.getTracks()) track.stop();
  form.querySelector("[data-finder]").hidden = true;
  await take(form, [blob]);
}

document.addEventListener("click", ({ target }) => {
  const form = target.closest?.("[data-pictures]");
  if (!form) return;
  if (target.closest("[data-camera]")) look(form).catch(() => { target.closest("[data-camera]").hidden = true; });
  if (target.closest("[data-shoot]")) shoot(form);
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const form = detail.requestConfig?.elt.closest?.("[data-pictures]");
  if (form && detail.xhr.status === 422) refused = chosen.get(form);
});

function offer() {
  const form = document.querySelector("[data-pictures]");
  if (form && refused && !chosen.has(form)) choose(form, refused);
  refused = null;
  for (const button of document.querySelectorAll("[data-camera]")) button.hidden = !navigator.mediaDevices?.getUserMedia;
}
document.addEventListener("htmx:load", offer);
offer();
