// What was said or photographed without a connection waits on this device, belongs to one person in
// one bakery, and is sent as soon as there is one. Its id makes a repetition harmless.
const NAME = "waiting";
const STORE = "entries";
const MOST_BYTES = 50 * 1024 * 1024;
const EVERY_MS = 30_000;
const whose = () => document.documentElement.dataset.whose ?? "";

function database() {
  return new Promise((done, failed) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

async function inStore(mode, work) {
  const base = await database();
  return new Promise((done, failed) => {
    const transaction = base.transaction(STORE, mode);
    const request = work(transaction.objectStore(STORE));
    transaction.oncomplete = () => { base.close(); done(request?.result); };
    transaction.onerror = () => failed(transaction.error);
  });
}

const size = (entry) => entry.parts.reduce((sum, [, value]) => sum + (value.size ?? value.length), 0);

export async function waiting() {
  const all = (await inStore("readonly", (store) => store.getAll())) ?? [];
  return all.filter((entry) => entry.whose === whose()).sort((a, b) => a.at - b.at);
}

/** What is sent for an entry: the same the first time and whenever it is tried again, for the server
 * knows a repetition by its id and takes it only when it says the same. */
export function formOf({ id, parts }) {
  const form = new FormData();
  form.append("op_id", id);
  for (const part of parts) form.append(...part);
  return form;
}

/** Keeps an entry ({id, url, kind, parts: [name, value, file's name?][]}) until it is sent. */
export async function keep(entry) {
  const kept = await waiting();
  if (kept.reduce((sum, one) => sum + size(one), size(entry)) > MOST_BYTES) throw new Error("There is no more room.");
  await inStore("readwrite", (store) => store.put({ ...entry, whose: whose(), at: Date.now(), state: "waiting" }));
  await tell();
}

export async function drop(id) {
  await inStore("readwrite", (store) => store.delete(id));
  await tell();
}

async function mark(entry, state, said = "") {
  await inStore("readwrite", (store) => store.put({ ...entry, state, said }));
}

async function send(entry) {
  const answer = await fetch(entry.url, { method: "POST", body: formOf(entry), headers: { "HX-Request": "true" } });
  // Signed out, still at work on the first try, too much at once, or away: later.
  if ([401, 409, 429].includes(answer.status) || answer.status >= 500) return false;
  if (answer.ok) await drop(entry.id);
  else {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    await mark(entry, "refused", page.querySelector("#refused li, .said")?.textContent.trim() ?? "");
  }
  return true;
}

/** Sends what waits, one after the other; one window at a time does. */
export async function sendAll() {
  if (!whose()) return;
  await navigator.locks.request("sending", { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    for (const entry of await waiting()) {
      if (entry.state !== "waiting") continue;
      try {
        if (!(await send(entry))) break;
      } catch {
        break;
      }
    }
  });
  await tell();
}

async function tell() {
  const all = await waiting();
  document.dispatchEvent(new CustomEvent("waiting-entries", { detail: all }));
}

for (const name of ["online", "pageshow"]) addEventListener(name, () => sendAll());
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && sendAll());
setInterval(sendAll, EVERY_MS);
sendAll();
