// The service worker. It keeps the built assets, whose names change with their content, and one page
// for when the server is out of reach. It never keeps a page of a bakery, and it leaves writes,
// streams, sign-out and the doors for programs alone. Sign-in is only ever fetched: without a server
// the offline page says that it takes a connection.
const BUILD = new URL(location.href).searchParams.get("build") ?? "0";
const CACHE = `shell-${BUILD}`;
const OFFLINE = "/offline";
const HASHED = /\.[0-9a-f]{10}\.(?:css|js)$/;
const LEFT_ALONE = /^\/(?:sign-out|mcp|api)(?:\/|$)/;
const PATIENCE_MS = 3_000;

self.addEventListener("install", (event) => event.waitUntil(keepShell()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("message", ({ data }) => data === "take over" && self.skipWaiting());
self.addEventListener("fetch", (event) => {
  const answer = answerTo(event);
  if (answer) event.respondWith(answer);
});

async function keepShell() {
  const cache = await caches.open(CACHE);
  const page = await fetch(OFFLINE, { cache: "no-cache", credentials: "omit" });
  if (!page.ok) throw new Error(`${OFFLINE} answered ${page.status}`);
  const html = await page.clone().text();
  await cache.put(OFFLINE, page);
  const names = html.matchAll(/(?:href|src)="([^"]+\.[0-9a-f]{10}\.(?:css|js))"/g);
  await cache.addAll([...names].map(([, url]) => url));
}

async function takeOver() {
  const stale = (await caches.keys()).filter((name) => name.startsWith("shell-") && name !== CACHE);
  await Promise.all(stale.map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

function answerTo(event) {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return null;
  if (LEFT_ALONE.test(url.pathname)) return null;
  if (request.headers.get("Accept") === "text/event-stream") return null;
  if (HASHED.test(url.pathname)) return fromCacheFirst(request);
  return request.mode === "navigate" ? pageOrOffline(event) : null;
}

async function fromCacheFirst(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const fresh = await fetch(request);
  if (fresh.ok) (await caches.open(CACHE)).put(request, fresh.clone());
  return fresh;
}

async function pageOrOffline(event) {
  const page = fromNetwork(event);
  page.catch(() => {});
  try {
    const first = await Promise.race([page, after(PATIENCE_MS)]);
    // A slow page is worth waiting for as long as the server is alive at all.
    return first ?? ((await alive()) ? await page : await offlinePage());
  } catch {
    return offlinePage();
  }
}

async function fromNetwork({ preloadResponse, request }) {
  return (await preloadResponse) ?? fetch(request);
}

async function alive() {
  try {
    return (await fetch("/livez", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) })).ok;
  } catch {
    return false;
  }
}

async function offlinePage() {
  return (await caches.match(OFFLINE)) ?? Response.error();
}

function after(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
