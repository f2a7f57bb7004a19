/**
 * Keeps the register's page on the device, so that it opens without network. A version is kept whole, page and files of
 * one build, before it is used; a page never gets files of another build.
 */
import { createShellCache, type Shell } from "../offline/shell-cache.ts";
import { workerScope as worker } from "../offline/worker-scope.ts";

/** Written in by its build (offline-shell.ts). */
declare const SHELL: Shell;

const PAGE = "/register/";
// The version before stays for a page that is in the middle of a sale.
const shell = createShellCache({ shell: SHELL, page: PAGE, name: "argosy-register-shell-" });
/** Images of products from this hub; those of other hosts could not be measured and would fill the disk. */
const IMAGES = "argosy-register-images";
const MOST_IMAGES = 2_000;

async function page(request: Request): Promise<Response> {
  return (await shell.page()) ?? fetch(request);
}

async function image(request: Request): Promise<Response> {
  const cache = await caches.open(IMAGES);
  const cached = await cache.match(request);
  if (cached) return cached;
  const answer = await fetch(request);
  if (answer.ok) {
    await cache.put(request, answer.clone());
    const all = await cache.keys();
    await Promise.all(all.slice(0, Math.max(0, all.length - MOST_IMAGES)).map((old) => cache.delete(old)));
  }
  return answer;
}

worker.addEventListener("install", (event) => event.waitUntil(shell.install()));
worker.addEventListener("activate", (event) =>
  event.waitUntil(Promise.all([shell.removeOlder(), worker.clients.claim()])),
);
worker.addEventListener("message", ({ data }) => {
  // The page asks when nobody is in the middle of a sale.
  if (data === "use") void worker.skipWaiting();
});
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (address.pathname.startsWith(`${PAGE}assets/`)) event.respondWith(shell.file(address.pathname, event));
  else if (address.pathname.startsWith("/images/")) event.respondWith(image(request));
});
