/** Records what a platform refuses, until a call succeeds that disproves it (hub/stores/refusals.ts, decision 532). */

import type { Clock } from "../../commerce/clock.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { HubText } from "../../commerce/message.ts";
import { refusalWaitMs } from "../../commerce/retry-schedule.ts";
import type { CallRecord } from "../../connectors/kit/http/call-log.ts";
import type { Database } from "../../db/database.ts";
import { disproved, endRefusals, noteRefusal, SUSPENDED } from "../../hub/stores/refusals.ts";
import { changeInPieces } from "../../hub/sync-state/change-in-batches.ts";
import type { CallLog, OpenConnection } from "../connections/connection-registry.ts";
import { wakeLanes } from "./lanes.ts";

interface Ground {
  readonly db: Pick<Database, "tenant">;
  readonly clock: Clock;
}

/** Notes a refusal with the calls of the turn that met it; answers when it is asked again. */
export function saveRefusal(
  { db, clock }: Ground,
  open: OpenConnection,
  { scope, text, callLog }: { readonly scope: string; readonly text: HubText; readonly callLog: CallLog },
): Promise<Date> {
  const kind = scope === SUSPENDED ? "suspended" : "forbidden";
  const operations = callLog.calls.flatMap((call) => (call.error === kind ? [call.operation] : []));
  const now = new Date(clock.now());
  return db.tenant(open.organization, (tx) =>
    noteRefusal(tx, open.row.id, { scope, operations, text, now, waitMs: refusalWaitMs }),
  );
}

const isRefusal = ({ error }: CallRecord): boolean => error === "suspended" || error === "forbidden";

/** A call of this turn went well that was refused before: what rested for it goes on, in every lane. */
export async function clearDisprovedRefusals(ground: Ground, open: OpenConnection, { calls }: CallLog): Promise<void> {
  const { refused } = open.row;
  if (refused === null) return;
  const still = new Set(calls.flatMap((call) => (isRefusal(call) ? [call.operation] : [])));
  const well = calls.flatMap((call) =>
    call.error === null && call.status !== null && !still.has(call.operation) ? [call.operation] : [],
  );
  const now = new Date(ground.clock.now());
  const scopes = disproved(refused, new Set(well), now).filter(
    (scope) => scope !== SUSPENDED || !calls.some((call) => call.error === "suspended"),
  );
  if (scopes.length > 0) await resumeRefused(ground.db, open.organization, { connectionId: open.row.id, scopes, now });
}

/** All that rests because of these refusals is due now, or (null) of any; also lanes, whatever they rest for. */
export async function resumeRefused(
  db: Pick<Database, "tenant">,
  organization: OrganizationId,
  what: { readonly connectionId: string; readonly scopes: readonly string[] | null; readonly now: Date },
): Promise<void> {
  const { connectionId, scopes, now } = what;
  const rested = await db.tenant(organization, (tx) => endRefusals(tx, connectionId, scopes, now));
  if (rested.length === 0) return;
  const due = (column: string) => ({
    where: `connection_id = $1 and ${column} = any($3::timestamptz[]) and ${column} > $2`,
    set: `${column} = $2`,
    given: [connectionId, now, rested],
  });
  for (const table of DUE) await changeInPieces(db, organization, table, due("due_at"));
  await changeInPieces(db, organization, "sync_cursor", due("next_at"));
  await changeInPieces(db, organization, "remote_operation", due("poll_at"));
  // Last: whoever stores a delivery wakes lanes too.
  await db.tenant(organization, async (tx) => {
    await tx.run("update argosy.lane set failures = 0 where organization_id = argosy.tenant() and connection_id = $1", [
      connectionId,
    ]);
    for (const kind of ["inbox", "outbound", "sweep"] as const)
      await wakeLanes(tx, organization, [connectionId], kind, now);
  });
}

const DUE = [
  "listing_stock",
  "listing_price",
  "product_listing",
  "record_push",
  "command",
  "shipment",
  "inbox_event",
] as const;
