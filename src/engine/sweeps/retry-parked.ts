/** Retries what was set aside: sets marks again, and stores records with the functions of their page. */
import type { OrganizationId } from "../../commerce/ids.ts";
import { isDatabaseAway } from "../../db/away.ts";
import { alertStillFailingStock, StillUnknown } from "../../hub/listings/unknown-stock.ts";
import type { ParkedItem } from "../../hub/parked/kinds.ts";
import { type DueRecord, markDueAgain, parkWork, unpark } from "../../hub/parked/parked.ts";
import type { DerivedWork, WorkDeps } from "../background/run-derived-work.ts";
import { storeParked } from "./parked-records.ts";

// Each may fail once more.
const CHUNK = 100;

export function createParkedRetry({ db, clock, log }: WorkDeps): DerivedWork {
  const now = () => new Date(clock.now());

  async function storeAgain(organization: OrganizationId, { connectionId, ...record }: DueRecord): Promise<void> {
    const item = { ...record, ...(connectionId !== null && { connectionId }) };
    try {
      await db.tenant(organization, async (tx) => {
        await storeParked(tx, item, now());
        await unpark(tx, [item], now());
        if (item.kind === "unknown_stock" && connectionId !== null)
          await alertStillFailingStock(tx, connectionId, now());
      });
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      if (error instanceof StillUnknown) return saveUnknown(organization, item, error);
      log.error({ err: error, organization, kind: item.kind, subject: item.subject }, "a record could not be stored");
      await db.tenant(organization, (tx) => parkWork(tx, item, { error, now: now() }));
    }
  }

  const saveUnknown = (organization: OrganizationId, item: ParkedItem, error: StillUnknown): Promise<void> =>
    db.tenant(organization, async (tx) => {
      await parkWork(tx, item, { error, now: now() });
      if (item.connectionId !== undefined) await alertStillFailingStock(tx, item.connectionId, now());
    });

  return {
    table: "parked_work",
    isDue: "due_at <= $1",
    isFoundByTime: true,
    problem: "what was set aside could not be tried again",
    async pass(organization) {
      const records = await db.tenant(organization, (tx) => markDueAgain(tx, now(), CHUNK));
      for (const record of records) await storeAgain(organization, record);
      return { more: records.length === CHUNK };
    },
  };
}
