/** Registers the worker that keeps the dashboard on the device (dashboard-worker.ts). */

/** The rest of the dashboard is kept when nobody waits for it. */
const COMPLETE_AFTER_MS = 20_000;

/** Does nothing where the page is not served over https: browsers keep nothing then. */
export async function keepDashboard(): Promise<void> {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  try {
    await navigator.serviceWorker.register("/worker.js", { updateViaCache: "none" });
  } catch {
    // Refused by the person or the browser (private windows): the dashboard works the same while the hub answers.
    return;
  }
  const { active } = await navigator.serviceWorker.ready;
  setTimeout(() => active?.postMessage("complete"), COMPLETE_AFTER_MS);
}
