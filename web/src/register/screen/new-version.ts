/** Keeps the page on the device, and takes a newer one when nobody is in the middle of a sale. */

const EVERY_MS = 60 * 60_000;
let waiting: ServiceWorker | null = null;
const listeners = new Set<() => void>();

export const hasNewVersion = (): boolean => waiting !== null;

export function onNewVersion(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The page reloads with it. */
export function takeNewVersion(): void {
  waiting?.postMessage("use");
}

function found(worker: ServiceWorker | null): void {
  // The first one there ever was has nobody to wait for.
  if (worker === null || navigator.serviceWorker.controller === null) return;
  waiting = worker;
  for (const listener of listeners) listener();
}

/** Does nothing where a page is not served over https: browsers keep none then. */
export function keepShell(): void {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  const hadOne = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (hadOne) location.reload();
  });
  void navigator.serviceWorker
    .register("/register/worker.js", { scope: "/register/", updateViaCache: "none" })
    .then((registration) => {
      found(registration.waiting);
      registration.addEventListener("updatefound", () => {
        const worker = registration.installing;
        worker?.addEventListener("statechange", () => worker.state === "installed" && found(worker));
      });
      setInterval(() => void registration.update().catch(() => undefined), EVERY_MS);
    });
}
