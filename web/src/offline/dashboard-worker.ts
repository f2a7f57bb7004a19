/**
 * Keeps the dashboard on the device: it opens without network and says that the hub is away, and parts of it that were
 * never opened load while the hub is away. What the hub answers is not kept. Shows the hub's notifications.
 */
import { showNotifications } from "./notifications.ts";
import { createShellCache, type Shell } from "./shell-cache.ts";
import { type FetchEvent, workerScope as worker } from "./worker-scope.ts";

declare const SHELL: Shell;

const shell = createShellCache({ shell: SHELL, page: "/", name: "argosy-dashboard-shell-" });

/** Addresses that are no screens of the dashboard. */
const OTHERS = /^\/(api|docs|healthz|images|integrations|logos|metrics|problems|readyz|register|track|webhooks)(\/|$)/;

/** A proxy says that the hub is away: the page itself is answered whatever state the hub is in. */
const isAway = (answer: Response): boolean => answer.status >= 502;

/** A line that is dead says nothing for minutes. */
const PATIENCE_MS = 5_000;

const keptAfter = async (ms: number): Promise<Response | undefined> => {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return shell.page();
};

/** The hub's page where it answers, so that a newer build is seen at once; else the one that is kept. */
async function newestPage(event: FetchEvent): Promise<Response> {
  const requested = fetch(event.request);
  // Whatever came sooner.
  event.waitUntil(
    requested.then(
      (answer) => shell.renewPage(answer.clone()),
      () => undefined,
    ),
  );
  try {
    const answer = (await Promise.race([requested, keptAfter(PATIENCE_MS)])) ?? (await requested);
    return isAway(answer) ? ((await shell.page()) ?? answer) : answer;
  } catch (error) {
    const page = await shell.page();
    if (!page) throw error;
    return page;
  }
}

worker.addEventListener("install", (event) => event.waitUntil(shell.install().then(() => worker.skipWaiting())));
worker.addEventListener("activate", (event) =>
  event.waitUntil(Promise.all([shell.removeOlder(), worker.clients.claim()])),
);
worker.addEventListener("message", (event) => {
  if (event.data === "complete") event.waitUntil(shell.completeFiles());
});
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (!OTHERS.test(pathname)) event.respondWith(newestPage(event));
  } else if (pathname.startsWith("/assets/")) event.respondWith(shell.file(pathname, event));
});
showNotifications(worker);
