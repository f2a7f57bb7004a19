/** A look at what the account tells of itself, so that a store knows what a newer version asks for, or its shop changed. */
import { saveDetected } from "../../hub/stores/health.ts";
import { isSameAccount } from "../connections/same-account.ts";
import type { SweepSession } from "./sweep-session.ts";

export const ACCOUNT_SWEEP = "account";

/** Learns the account's facts as at connecting. Another account than the store's is left to the test by a person. */
export async function learnAccount({ deps, lane, open, callLog, signal, now }: SweepSession): Promise<void> {
  const detected = await open.connector.connect.detect(open.context({ signal, callLog }));
  if (!isSameAccount(open.row, detected)) return;
  await deps.db.tenant(lane.organization, (tx) =>
    saveDetected(tx, {
      ...detected,
      connectionId: open.row.id,
      clockAheadMs: open.shopClock.aheadMs(),
      now: now(),
    }),
  );
}
