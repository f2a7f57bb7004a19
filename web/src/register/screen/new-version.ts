/** Keeps the page on the device, and takes a newer one when nobody is in the middle of a sale. */
import { choiceOf, saveChoice } from "../../storage/choices.ts";

const EVERY_MS = 60 * 60_000;
const RELOAD_MS = 10_000;
/** Set for the moment of a reload: the newer page says that it is one, and nobody enters a PIN again for it. */
const TAKEN_AS = "argosy.register.updated";
let waiting: ServiceWorker | null = null;
/** Another window took it: this one's files are of the version before. */
let isReplaced = false;
const listeners = new Set<() => void>();

export const hasNewVersion = (): boolean => waiting !== null || isReplaced;

export function onNewVersion(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const told = (): void => {
  for (const listener of listeners) listener();
};

/** The page reloads with it; `staffId` is who sells after it. */
export function takeNewVersion(staffId: string | null): void {
  saveChoice(TAKEN_AS, staffId ?? "", "tab");
  if (isReplaced) location.reload();
  else waiting?.postMessage("use");
  // Without a reload by now there is none: a later one is somebody else's.
  setTimeout(() => saveChoice(TAKEN_AS, null, "tab"), RELOAD_MS);
}

const taken = choiceOf(TAKEN_AS, "tab");
saveChoice(TAKEN_AS, null, "tab");
let seller = taken === "" ? null : taken;

/** Whether this page is a newer version than the one before it. */
export const isUpdated = (): boolean => taken !== null;

/** Who sold when the version before was left; told once. */
export function sellerBefore(): string | null {
  const reported = seller;
  seller = null;
  return reported;
}

/** Until the register's first worker is there, the dashboard's may have the page. */
const hasOwnWorker = (): boolean =>
  navigator.serviceWorker.controller?.scriptURL.endsWith("/register/worker.js") ?? false;

function found(worker: ServiceWorker | null): void {
  // The first one there ever was has nobody to wait for.
  if (worker === null || !hasOwnWorker()) return;
  waiting = worker;
  told();
}

/** A page that sells nothing has nothing to lose: it takes the version at once. */
let isSelling = false;
export const setSelling = (is: boolean): void => {
  isSelling = is;
};

function replaced(): void {
  // Its own request, or nobody in a sale here.
  if (choiceOf(TAKEN_AS, "tab") !== null || !isSelling) location.reload();
  else {
    isReplaced = true;
    told();
  }
}

/** Does nothing where a page is not served over https: browsers keep none then. */
export function cacheShell(): void {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  let hadOne = hasOwnWorker();
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (hadOne) replaced();
    hadOne = true;
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
