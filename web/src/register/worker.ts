/**
 * Keeps the register's page on the device, so that it opens without network. A version is kept whole, page and files of
 * one build, before it is used; a page never gets files of another build. May import nothing.
 */

/** Written in by its build (register-shell.ts). */
declare const SHELL: { readonly version: string; readonly script: string; readonly files: readonly string[] };

/** What of a service worker is used here: its types and a page's exclude each other. */
interface Waiting {
  waitUntil(work: Promise<unknown>): void;
}
interface Worker {
  addEventListener(kind: "install" | "activate", listener: (event: Waiting) => void): void;
  addEventListener(
    kind: "fetch",
    listener: (event: { readonly request: Request; respondWith(answer: Promise<Response>): void } & Waiting) => void,
  ): void;
  addEventListener(kind: "message", listener: (event: { readonly data: unknown }) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
}

const worker = self as unknown as Worker;
const PAGE = "/register/";
const OWN = "argosy-register-shell-";
const KEPT = OWN + SHELL.version;
/** Images of products from this hub; those of other hosts could not be measured and would fill the disk. */
const IMAGES = "argosy-register-images";
const MOST_IMAGES = 2_000;

async function install(): Promise<void> {
  const cache = await caches.open(KEPT);
  const page = await fetch(PAGE, { cache: "no-store", headers: { accept: "text/html" } });
  const html = page.ok ? await page.clone().text() : "";
  // A hub that has a newer build by now: the browser looks again, and finds that one's worker.
  if (!html.includes(SHELL.script)) throw new Error("The page is of another version.");
  await cache.addAll(SHELL.files.map((file) => PAGE + file));
  await cache.put(PAGE, page);
}

async function activate(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name.startsWith(OWN) && name !== KEPT);
  // The one before stays for a page that is in the middle of a sale; keys come in the order they were made.
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
  await worker.clients.claim();
}

async function fromShell(key: string, request: Request): Promise<Response> {
  const cache = await caches.open(KEPT);
  const known = (await cache.match(key)) ?? (await caches.match(key));
  if (known) return known;
  const answer = await fetch(request);
  // What is large and seldom needed comes with its first use.
  if (answer.ok && key.endsWith(".wasm")) await cache.put(key, answer.clone());
  return answer;
}

async function image(request: Request): Promise<Response> {
  const cache = await caches.open(IMAGES);
  const known = await cache.match(request);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) {
    await cache.put(request, answer.clone());
    const all = await cache.keys();
    await Promise.all(all.slice(0, Math.max(0, all.length - MOST_IMAGES)).map((old) => cache.delete(old)));
  }
  return answer;
}

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));
worker.addEventListener("message", ({ data }) => {
  // The page asks when nobody is in the middle of a sale.
  if (data === "use") void worker.skipWaiting();
});
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(fromShell(PAGE, request));
  else if (address.pathname.startsWith(`${PAGE}assets/`)) event.respondWith(fromShell(address.pathname, request));
  else if (address.pathname.startsWith("/images/")) event.respondWith(image(request));
});
