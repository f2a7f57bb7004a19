/** A page of the version before an upgrade asks for files that are no longer there. */

// As Chromium, Firefox and Safari call it, and Vite for a style.
const MISSING = /dynamically imported module|Importing a module script failed|Unable to preload CSS/i;
const STORED = "argosy.reloaded-at";
/** Missing again so soon after it was loaded anew, a part is not there at all. */
const AGAIN_MS = 60_000;

/** True where a part of the page could not be loaded; its words name nothing but an address. */
export const isMissingPart = (error: unknown): error is Error => error instanceof Error && MISSING.test(error.message);

/** Loads the page anew; false where that was done a moment ago and did not help. */
export function reloadOnce(): boolean {
  const last = Number(sessionStorage.getItem(STORED) ?? 0);
  if (Date.now() - last < AGAIN_MS) return false;
  sessionStorage.setItem(STORED, String(Date.now()));
  window.location.reload();
  return true;
}
