/** Registers the worker that keeps the dashboard on the device (dashboard-worker.ts). */

/** The rest of the dashboard is kept when nobody waits for it. */
const COMPLETE_AFTER_MS = 20_000;
const POLL_EVERY_MS = 60 * 60_000;

/** As the worker of the moment is asked: one that was replaced meanwhile hears nothing. */
function completeLater(): void {
  setTimeout(async () => {
    const { active } = await navigator.serviceWorker.ready;
    active?.postMessage("complete");
  }, COMPLETE_AFTER_MS);
}

let isRequested = false;

/**
 * The event `argosy:newer-build` says that a newer build has taken the place of this page's. Does nothing where the page is
 * not served over https: browsers keep nothing then.
 */
export async function cacheDashboard(): Promise<void> {
  if (isRequested || !("serviceWorker" in navigator) || import.meta.env.DEV) return;
  isRequested = true;
  let hadOne = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (hadOne) window.dispatchEvent(new Event("argosy:newer-build"));
    hadOne = true;
    completeLater();
  });
  try {
    const registration = await navigator.serviceWorker.register("/worker.js", { updateViaCache: "none" });
    const readNow = () => void registration.update().catch(() => undefined);
    setInterval(readNow, POLL_EVERY_MS);
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && readNow());
  } catch {
    // Refused by the person or the browser (private windows): the dashboard works the same while the hub answers.
    return;
  }
  completeLater();
}
