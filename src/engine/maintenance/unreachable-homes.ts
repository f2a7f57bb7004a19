/** Reports database servers that cannot be reached: once, with what to do. */
import type { HomeState } from "../../db/database.ts";
import type { DatabaseWatchDeps } from "./old-transactions.ts";
import { mailOperators } from "./operator-mail.ts";

/** A server that restarts, or a home that is being moved, is not reported. */
const ALERT_AFTER_MS = 60_000;

const WHAT: Readonly<Record<HomeState["is"], (server: string) => string>> = {
  ready: (server) => `is ready on ${server}.`,
  away: (server) => `cannot be reached: the database server ${server} does not answer. Start it, or mend the network.`,
  moving: (server) => `is being moved away from ${server}. Its organizations wait until that has ended.`,
  unready: (server) =>
    `was moved away from ${server} without \`argosy distribute --move\`. Run that, with the server it is on now.`,
};

/** Called every minute. Each process reports a home once, until it is ready again. */
export function createUnreachableHomeAlarm(deps: DatabaseWatchDeps): () => Promise<void> {
  const { db, clock, log } = deps;
  const reported = new Set<string>();
  return async () => {
    const states = db.places();
    for (const { place, is } of states) if (is === "ready") reported.delete(place);
    const away = states.filter(({ since }) => since !== null && clock.now() - since.getTime() >= ALERT_AFTER_MS);
    if (away.every(({ place }) => reported.has(place))) return;
    const lines = away.map(({ place, server, is }) => `${place} ${WHAT[is](server)}`);
    log.error({ places: lines }, "organizations wait for a part of the database");
    const text = `${lines.join("\n")}\n\n${WHY}\n\n${deps.appUrl}/admin/work\n`;
    await mailOperators(deps, { subject: SUBJECT, text });
    for (const { place } of away) reported.add(place);
  };
}

const SUBJECT = "A part of the database cannot be reached";
const WHY =
  "Organizations whose data is there are told to try again, and their work waits. All others work as usual. Nothing that was accepted is lost.";
