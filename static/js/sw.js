// The service worker. It keeps the built assets, whose names change with their content, one page for
// when the server is out of reach, and the pages somebody has read, for that person alone: each in
// the cache of the bakery and person it names, gone at sign-out or when somebody else comes in
// (kept.js). Forms, streams, settings and the doors for programs are never kept.
const BUILD = new URL(location.href).searchParams.get("build") ?? "0";
const CACHE = `shell-${BUILD}`;
const OFFLINE = "/offline";
const PAGES = "pages-";
const MOST_PAGES = 60;
const READ = /^\/(?:$|(?:events|finished-goods|recipes|ingredients|products|suppliers|pantry)(?:\/|$))/;
const WRITTEN = /\/(?:new|edit)$/;
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
  if (url.pathname === "/sign-out") event.waitUntil(forgetPages());
  if (request.method !== "GET" || url.origin !== location.origin) return null;
  if (LEFT_ALONE.test(url.pathname)) return null;
  if (request.headers.get("Accept") === "text/event-stream") return null;
  if (HASHED.test(url.pathname)) return fromCacheFirst(request);
  if (request.headers.has("HX-Boosted")) return read(event, fetch(request));
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
  const page = read(event, fromNetwork(event));
  page.catch(() => {});
  try {
    const first = await Promise.race([page, after(PATIENCE_MS)]);
    // A slow page is worth waiting for as long as the server is alive at all.
    return first ?? ((await alive()) ? await page : await withoutServer(event));
  } catch {
    return withoutServer(event);
  }
}

// Passes a whole page on, and keeps a copy of it that says whose it is and from when.
async function read(event, fetched) {
  const answer = await fetched;
  const { pathname } = new URL(event.request.url);
  const whole = answer.ok && !answer.redirected && answer.headers.get("Content-Type")?.startsWith("text/html");
  if (whole && READ.test(pathname) && !WRITTEN.test(pathname)) event.waitUntil(keep(event.request.url, answer.clone()));
  return answer;
}

async function keep(url, answer) {
  const html = await answer.text();
  const whose = /^<!doctype html>\s*<html [^>]*data-whose="([^"]+)"/i.exec(html)?.[1];
  if (!whose) return;
  const cache = await caches.open(PAGES + whose);
  const copy = html.replace("<html ", `<html data-as-of="${new Date().toISOString()}" `);
  const headers = new Headers(answer.headers);
  // The same address answers fragments too; what is kept is always the whole page.
  headers.delete("Vary");
  await cache.delete(url);
  await cache.put(url, new Response(copy, { headers }));
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, -MOST_PAGES).map((oldest) => cache.delete(oldest)));
}

async function forgetPages() {
  const kept = (await caches.keys()).filter((name) => name.startsWith(PAGES));
  await Promise.all(kept.map((name) => caches.delete(name)));
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

async function withoutServer({ request }) {
  return (await caches.match(request.url)) ?? (await caches.match(OFFLINE)) ?? Response.error();
}

function after(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
