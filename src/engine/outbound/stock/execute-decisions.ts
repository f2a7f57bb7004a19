/** Carries out decisions about unexpected quantities (decide-stock.ts). */

import { systemActor } from "../../../commerce/actor.ts";
import { type MessageCode, message } from "../../../commerce/message.ts";
import type { Tx } from "../../../db/database.ts";
import { contestedAmong, holdContested } from "../../../hub/conflicts/contested.ts";
import { holdDispute } from "../../../hub/conflicts/stock-dispute.ts";
import { takeChannelDifference } from "../../../hub/inventory/channel-difference.ts";
import { EXPLANATION_MS } from "../../../hub/listings/levels.ts";
import { holdMassLower } from "../../../hub/stock-holds/mass-lower.ts";
import { readSettings } from "../../../hub/stores/settings.ts";
import { logSync } from "../../../hub/sync-log/sync-log.ts";
import { rememberSeen } from "../../../hub/sync-state/held-for-person.ts";
import { deferRaises } from "../../../hub/sync-state/held-raises.ts";
import { acceptObserved, awaitOrders, markLowering, recordLowered } from "../../../hub/sync-state/read-backs.ts";
import type { OpenConnection } from "../../connections/connection-registry.ts";
import { pollOrdersNow } from "../../lanes/sweep-requests.ts";
import type { OutboundSession } from "../outbound-session.ts";
import { ORDER_REQUESTS, type OrdersRead, type StockDecision } from "./decide-stock.ts";
import type { FoundRestock } from "./restocks.ts";
import type { Seen, StockRow } from "./stock-rows.ts";
import { type Decided, readFrom, stockPolicy } from "./stock-situation.ts";

export interface ExecutedDecisions {
  /** Rows that are settled; ours is written where it differs. */
  readonly write: readonly Seen[];
  /** Rows that wait, and whose number of ours is lower: it is written meanwhile. */
  readonly lower: readonly Seen[];
  /** Refunded goods that are back or written off; the caller books them after this transaction (bookRestocks). */
  readonly restocked: readonly FoundRestock[];
}

/** A failed order frees what it holds when it is applied; this is for everything else. */
const HELD_MS = 5 * 60_000;
/** The same of a list of orders that is read to its end. */
const LISTED_MS = 60_000;

/** Raises that wait for orders: received ones are applied within seconds, and lists are requested. */
export async function hold(tx: Tx, session: OutboundSession, rows: readonly StockRow[], now: Date): Promise<void> {
  const until = (row: StockRow) => now.getTime() + heldMs(row, now);
  for (const [at, some] of Map.groupBy(rows, until)) await deferRaises(tx, some, new Date(at));
  const unlisted = rows.flatMap((row) => listedFrom(row) ?? []).filter((from) => from <= now.getTime());
  if (unlisted.length > 0) await pollOrdersNow(tx, session.lane, now, new Date(Math.max(...unlisted)));
}

/** The start a list of orders needs to explain this quantity; null: it is explained. */
const listedFrom = ({ unproven, unproven_since }: StockRow): number | null =>
  unproven && unproven_since ? unproven_since.getTime() + EXPLANATION_MS : null;

function heldMs(row: StockRow, now: Date): number {
  if (row.unread) return row.unread === "failed" ? HELD_MS : EXPLANATION_MS;
  const from = listedFrom(row);
  if (from === null) return EXPLANATION_MS;
  return from > now.getTime() ? from - now.getTime() : LISTED_MS;
}

/** `comesAtOnce`: the caller writes nothing now; what is to be lowered is due at once instead. */
export async function executeDecisions(
  tx: Tx,
  session: OutboundSession,
  decided: readonly Decided[],
  { now, comesAtOnce = false }: { readonly now: Date; readonly comesAtOnce?: boolean },
): Promise<ExecutedDecisions> {
  const of = (act: StockDecision["act"]) => decided.filter(({ decision }) => decision.act === act);
  const believed = of("believe");
  await hold(
    tx,
    session,
    of("hold").map(({ row }) => row),
    now,
  );
  const wins = of("hub wins");
  const lower = await wait(tx, session, decided, { now, comesAtOnce });
  const contested = await dampen(tx, session.open, wins, now);
  const ours = wins.filter((one) => !contested.has(one));
  await recordLowered(tx, of("keep open"), now, now);
  await acceptObserved(tx, believed, now);
  await waitForPerson(tx, session.open, of("person"), now);
  await settleFor("hub", tx, session.open, ours, now);
  await takeOver(tx, session.open, of("channel wins"), now);
  const refunded = [...of("restock"), ...of("write off")];
  return { write: [...believed, ...ours], lower, restocked: refunded.flatMap((one) => one.restock ?? []) };
}

/** Rows left alone until orders explain them; answers those whose lower number of ours is written meanwhile. */
async function wait(
  tx: Tx,
  session: OutboundSession,
  decided: readonly Decided[],
  { now, comesAtOnce }: { readonly now: Date; readonly comesAtOnce: boolean },
): Promise<readonly Seen[]> {
  const waiting = decided.flatMap(({ row, observed, decision }) =>
    decision.act === "wait" ? [{ row, observed, decision, base: decision.base }] : [],
  );
  if (waiting.length === 0) return [];
  const lower = waiting.filter(({ decision }) => decision.lowers);
  const msOf = ({ decision }: (typeof waiting)[number]) => (comesAtOnce && decision.lowers ? 0 : decision.waitMs);
  for (const [ms, some] of Map.groupBy(waiting, msOf)) await awaitOrders(tx, some, now, new Date(now.getTime() + ms));
  const requesting = waiting.filter(({ decision }) => decision.asks);
  const again = requesting.filter(({ row }) => row.discrepancies >= ORDER_REQUESTS);
  if (again.length > 0) await pollOrdersNow(tx, session.lane, now, readFrom(again));
  if (requesting.length > again.length) await pollOrdersNow(tx, session.lane, now);
  await alertUnread(tx, session.open, again, now);
  await markLowering(tx, lower);
  return lower;
}

/** A check that is still running is no fault, and needs no alert. */
const WAITS_FOR = {
  pending: "log.stock.ordersAwaited",
  read: "log.stock.ordersAwaited",
  failing: "log.stock.ordersUnread",
  partly: "log.stock.ordersUnread",
  held: "log.stock.orderHeld",
} as const satisfies Readonly<Record<OrdersRead, MessageCode>>;

type WaitingSeen = Seen & { readonly decision: Extract<StockDecision, { readonly act: "wait" }> };

/** Raised once, with the second read-back that found orders unread. */
async function alertUnread(tx: Tx, open: OpenConnection, unread: readonly WaitingSeen[], now: Date): Promise<void> {
  await logSync(
    tx,
    unread
      .filter(({ row }) => row.discrepancies === ORDER_REQUESTS + 1)
      .map(({ row, observed, decision: { orders = "pending" } }) => ({
        connectionId: open.row.id,
        action: "update_inventory",
        status: "pending" as const,
        ref: row.sku ?? row.ext_key,
        at: now,
        text: message(WAITS_FOR[orders], { item: row.sku ?? row.ext_key, observed }),
      })),
  );
}

async function waitForPerson(tx: Tx, open: OpenConnection, unexplained: readonly Seen[], now: Date): Promise<void> {
  if (unexplained.length === 0) return;
  await holdDispute(tx, {
    connectionId: open.row.id,
    numbers: unexplained.map((seen) => ({ ...numberOf(seen), expected: oursOf(seen) })),
    policy: "ask",
    now,
  });
}

/** What the hub would have there: what was expected, or, of a number that is as expected, the one to be written. */
const oursOf = ({ row, observed }: Seen): number | null =>
  row.believed === null || row.believed === observed ? row.desired : row.believed;

const numberOf = ({ row, observed }: Seen) => ({
  listingId: row.listing_id,
  location: row.location,
  name: row.sku ?? row.ext_key,
  expected: row.believed,
  observed,
});

/** Numbers that are not written over once more: another program would only write them back again. */
async function dampen(tx: Tx, { row: { id, name } }: OpenConnection, ours: readonly Seen[], now: Date) {
  const numbers = ours.map((seen) => ({ ...numberOf(seen), seen }));
  const contested = await contestedAmong(tx, { connectionId: id, numbers, now });
  const held = contested.map(({ seen }) => seen);
  await holdContested(tx, { connection: { id, name }, numbers: held.map(numberOf), now });
  return new Set(held);
}

/** Applies the difference to the hub, unless a drop so large needs approval. */
async function takeOver(tx: Tx, open: OpenConnection, unexplained: readonly Seen[], now: Date): Promise<void> {
  if (unexplained.length === 0) return;
  const lowered = unexplained.filter(({ row, observed }) => observed < (row.believed ?? observed));
  const store = { id: open.row.id, name: open.row.name, inventory: readSettings(open.row.settings).inventory };
  const keys = lowered.map(({ row }) => ({ listingId: row.listing_id, location: row.location }));
  const held = (await holdMassLower(tx, store, { lowered: keys, now })) ? lowered : [];
  const taken = unexplained.filter((one) => !held.includes(one));
  await rememberSeen(tx, held, now);
  await settleFor("channel", tx, open, taken, now);
  await takeChannelDifference(tx, {
    connectionId: open.row.id,
    rows: taken.map(({ row, observed }) => ({
      listingId: row.listing_id,
      location: row.location,
      variantId: row.variant_id,
      delta: observed - (row.believed ?? observed),
    })),
    ref: now.toISOString(),
    by: { ...systemActor, kind: "channel", id: open.row.id, name: open.row.name },
    now,
  });
}

/** Believes what was seen and records who won by the store's policy. */
async function settleFor(
  winner: "hub" | "channel",
  tx: Tx,
  open: OpenConnection,
  unexplained: readonly Seen[],
  now: Date,
): Promise<void> {
  if (unexplained.length === 0) return;
  await acceptObserved(tx, unexplained, now);
  await tx.run(
    `insert into argosy.conflict (organization_id, connection_id, listing_id, location, field, hub_value, channel_value,
       state, policy, found_at, channel_at, settled_at, settled_by)
     select argosy.tenant(), $1, l, loc, 'stock', to_jsonb(h), to_jsonb(c), $5, $6, $7, $7, $7, 'policy'
     from unnest($2::uuid[], $3::int[], $4::int[], $8::text[]) as s(l, h, c, loc)`,
    [
      open.row.id,
      unexplained.map((s) => s.row.listing_id),
      unexplained.map((s) => s.row.believed),
      unexplained.map((s) => s.observed),
      winner,
      stockPolicy(open),
      now,
      unexplained.map((s) => s.row.location),
    ],
  );
  await logSync(
    tx,
    unexplained.map(({ row, observed }) => ({
      connectionId: open.row.id,
      action: "update_inventory",
      status: "success" as const,
      ref: row.sku ?? row.ext_key,
      at: now,
      text: message(winner === "channel" ? "log.stock.taken" : "log.stock.writtenBack", {
        item: row.sku ?? row.ext_key,
        expected: row.believed ?? "?",
        observed,
      }),
    })),
  );
}
