/**
 * Records a sweep could not read or apply: they wait in the inbox on the retry schedule, apart from the cursor, with an
 * alert at once.
 */

import { systemActor } from "../../commerce/actor.ts";
import { type HubText, message, textParts } from "../../commerce/message.ts";
import type { OrderPart } from "../../commerce/order.ts";
import { nextAttempt, OPERATION_RETRIES_MS, UNREADABLE_REREAD_MS } from "../../commerce/retry-schedule.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlerts, resolveAlerts } from "../../hub/alerts/alerts.ts";
import { type AppliedKey, overtaken } from "../../hub/incoming-event-log/unread-orders.ts";
import { partsParameter, textParameters } from "../../hub/json-column.ts";
import { clearTrouble, noteTrouble, UNREAD_ORDER_TROUBLE } from "../../hub/stores/health.ts";
import { releaseRaises } from "../../hub/sync-state/held-raises.ts";
import type { OpenConnection } from "../connections/connection-registry.ts";
import { eventCause, HOLDS_QUANTITIES } from "../incoming-deliveries/delivery-groups.ts";
import { unstorable } from "../journal/sync-journal.ts";
import { wakeLanes } from "../lanes/lanes.ts";

interface Parked {
  readonly kind: "order" | "product";
  readonly ref: string;
  readonly body: Buffer;
  readonly error: HubText;
}

/** Parks one that was read and cannot be applied. */
export async function park(
  tx: Tx,
  open: OpenConnection,
  { part, error, now }: { readonly part: OrderPart; readonly error: Error; readonly now: Date },
): Promise<void> {
  const body = Buffer.from(JSON.stringify(part.raw));
  await parkAll(
    tx,
    open,
    [{ kind: "order", ref: part.orderKey, body, error: unstorable(error) ?? error.message }],
    now,
  );
}

/** Parks those a sweep of orders or products names; other records have no `get`. */
export async function parkUnread(
  tx: Tx,
  open: OpenConnection,
  { sweep, keys, now }: { readonly sweep: string; readonly keys: readonly string[]; readonly now: Date },
): Promise<void> {
  const kind = (["order", "product"] as const).find((each) => sweep.startsWith(each));
  if (!kind) return;
  const body = Buffer.from("null");
  await parkAll(
    tx,
    open,
    // Asked for by name at once: that answer says which of its fields cannot be read.
    [...new Set(keys)].map((ref) => ({ kind, ref, body, error: message("trouble.unreadable") })),
    now,
    { attempts: 0, due: now },
  );
}

/** Orders that were applied: what failed of them before is done with, and holds nothing down any more. */
export async function overtake(
  tx: Tx,
  open: OpenConnection,
  { applied, now }: { readonly applied: readonly AppliedKey[]; readonly now: Date },
): Promise<void> {
  if (applied.length === 0) return;
  const done = await tx.rows<{ ref: string }>(overtaken(["$1", "$2", "$3", "$4"], "'{}'::uuid[]"), [
    open.row.id,
    applied.map(({ key }) => key),
    applied.map(({ at }) => at),
    now,
  ]);
  if (done.length === 0) return;
  const causes = done.map(({ ref }) => eventCause(open.row.id, { kind: "order", ref }));
  await resolveAlerts(tx, causes, now, systemActor);
  await releaseRaises(tx, open.row.id, now);
  await clearTrouble(tx, [UNREAD_ORDER_TROUBLE.text]);
}

const whatIsWrong = (one: Parked | undefined): HubText => [
  ...textParts(one?.error ?? ""),
  ...(one?.kind === "order" ? [HOLDS_QUANTITIES] : []),
];

async function parkAll(
  tx: Tx,
  open: OpenConnection,
  parked: readonly Parked[],
  now: Date,
  { attempts, due }: { readonly attempts: number; readonly due: Date | null } = {
    attempts: 1,
    due: nextAttempt(1, now),
  },
): Promise<void> {
  if (parked.length === 0) return;
  const rows = await tx.rows<{ id: string; kind: Parked["kind"]; ref: string }>(
    `insert into argosy.inbox_event (organization_id, connection_id, kind, ref, topic, source, trusted, body, attempts,
       due_at, error, error_said, received_at)
     select argosy.tenant(), $1, k, r, 'poll', 'poll', false, b, $8, $6, e, s, $7
     from unnest($2::text[], $3::text[], $4::bytea[], $5::text[], $9::jsonb[]) as p(k, r, b, e, s)
     where not exists (select 1
       from argosy.inbox_event i
       where i.organization_id = argosy.tenant() and i.connection_id = $1 and i.kind = k and i.ref = r
         and i.status = 'pending')
     returning id, kind, ref`,
    [
      open.row.id,
      parked.map((one) => one.kind),
      parked.map((one) => one.ref),
      parked.map((one) => one.body),
      parked.map((one) => textParameters(one.error)[0]),
      due,
      now,
      attempts,
      parked.map((one) => partsParameter(one.error)),
    ],
  );
  await alertStillFailingRecords(tx, open, { rows, parked, now });
  if (rows.some(({ kind }) => kind === "order"))
    await noteTrouble(tx, open.row.id, { text: UNREAD_ORDER_TROUBLE, now });
  if (due) await wakeLanes(tx, open.organization, [open.row.id], "inbox", due);
}

/** Of records nobody can read the alert is raised at once: waiting mends few of them. */
async function alertStillFailingRecords(
  tx: Tx,
  open: OpenConnection,
  what: {
    readonly rows: readonly { readonly id: string; readonly kind: Parked["kind"]; readonly ref: string }[];
    readonly parked: readonly Parked[];
    readonly now: Date;
  },
): Promise<void> {
  await raiseAlerts(
    tx,
    what.rows.map(({ id, kind, ref }) => ({
      kind: "event_failed",
      severity: kind === "order" ? "critical" : "warning",
      cause: eventCause(open.row.id, { kind, ref }),
      connectionId: open.row.id,
      subject: { kind: "inbox_event", id },
      title: message("alert.event_failed.title", { store: open.row.name, thing: kind, ref }),
      text: whatIsWrong(what.parked.find((one) => one.kind === kind && one.ref === ref)),
      action: { kind: "replay_event", eventId: id },
      now: what.now,
    })),
  );
}

/** What was given up is asked for once a day for a month: an update of the shop or of the hub may have mended it. */
export async function askParkedAgain(tx: Tx, now: Date): Promise<void> {
  await tx.run(
    `with asked as (
       update argosy.inbox_event set status = 'pending', due_at = $1, attempts = $3
       where organization_id = argosy.tenant() and source = 'poll' and status = 'failed' and received_at > $2
       returning connection_id)
     select argosy.wake_lane(argosy.tenant(), array[c]::uuid[], 'inbox', $1)
     from (select distinct connection_id as c from asked) as stores`,
    [now, new Date(now.getTime() - UNREADABLE_REREAD_MS), OPERATION_RETRIES_MS.length],
  );
}
