/** A channel shows a number that no order explains: settle it by the store's direction (A10, C6). */
import { systemActor } from "../../commerce/actor.ts";
import type { Tx } from "../../db/database.ts";
import { holdDispute } from "../../hub/conflicts/stock-dispute.ts";
import { holdMassLower } from "../../hub/holds/mass-lower.ts";
import { takeChannelDifference } from "../../hub/inventory/channel-difference.ts";
import { type Policy, readSettings } from "../../hub/stores/settings.ts";
import { logSync } from "../../hub/sync-log/sync-log.ts";
import type { OpenConnection } from "../platform.ts";
import { pollOrdersNow } from "../sweeps/schedule.ts";
import type { OutboundTurn } from "./outbound-turn.ts";
import { type FoundRestock, sortRises } from "./restocks.ts";
import type { Seen } from "./stock-journal.ts";
import { believe, markLowering, waitForExplanation } from "./stock-rows.ts";

/** Time for the order that explains a changed number to arrive before we believe in an edit. */
export const EXPLANATION_MS = 3_000;
/** Looks before a number counts as nobody's sale: orders were asked for when it was seen, and again after a while. */
const ASKED_TWICE = 2;
/** Between looks while the store's orders cannot be read: whatever changed the number may be among them. */
const UNREAD_MS = 60_000;
/** How long an order that was met and cannot be read may be what changed the number; a person was told of it. */
const PARKED_MS = 15 * 60_000;

/**
 * At first the orders are asked for and given time, twice: a channel's list may show an order later than its number does.
 * A number that then still has no explanation is settled, but not while orders cannot be read: written back, it would
 * sell once more what an unread order has sold. A number of ours that is lower than the channel's is safe at any time,
 * and says nothing yet of who changed what.
 */
export async function explainSurprises(
  tx: Tx,
  turn: OutboundTurn,
  surprises: readonly Seen[],
  now: Date,
): Promise<Explained> {
  const first = surprises.filter(({ row }) => row.surprises < ASKED_TWICE);
  const again = surprises.filter(({ row }) => row.surprises >= ASKED_TWICE);
  await askForOrders(tx, turn, first, now);
  if (again.length === 0) return { write: [], lower: [], restocked: [] };
  const wereRead = await ordersReadSince(tx, turn.open, again, now);
  if (!wereRead) return { write: [], lower: await waitForOrders(tx, turn, again, now), restocked: [] };
  const { restocked, unclear, others } = await sortRises(tx, turn.open.row.id, again, now);
  const isOurs = stockPolicy(turn.open) === "hub";
  // Written over, goods that came back would be taken out of sale; a channel that may change numbers here adds them anyway.
  if (isOurs) await waitForPerson(tx, turn.open, unclear, now);
  const write = await settleSurprises(tx, turn.open, isOurs ? others : [...others, ...unclear], now);
  return { write, lower: [], restocked };
}

/** The numbers are left alone until orders can be read. Answers those that are too high all the same. */
async function waitForOrders(tx: Tx, turn: OutboundTurn, unread: readonly Seen[], now: Date): Promise<Seen[]> {
  for (const [isSoon, rows] of Map.groupBy(unread, ({ row }) => row.surprises === ASKED_TWICE))
    await waitForExplanation(tx, rows, now, new Date(now.getTime() + (isSoon ? EXPLANATION_MS : UNREAD_MS)));
  await pollOrdersNow(tx, turn.lane, now, readFrom(unread));
  await logSync(
    tx,
    unread
      .filter(({ row }) => row.surprises === ASKED_TWICE + 1)
      .map(({ row, observed }) => ({
        connectionId: turn.open.row.id,
        action: "update_inventory",
        status: "pending" as const,
        ref: row.sku ?? row.ext_key,
        at: now,
        text: `${row.sku ?? row.ext_key} shows ${observed} on the channel where ${row.expected ?? "another number"} was expected. The channel's orders cannot be read at the moment, so the number is left alone until they can.`,
      })),
  );
  const lower = unread.filter(({ row, observed }) => stockPolicy(turn.open) === "hub" && row.desired < observed);
  await markLowering(tx, lower);
  return lower;
}

export interface Explained {
  /** Rows to write now. */
  readonly write: readonly Seen[];
  /** Rows that wait, and whose number of ours is lower: it is written meanwhile. */
  readonly lower: readonly Seen[];
  /** Refunded goods that are back; the caller books them after this transaction (bookRestocks). */
  readonly restocked: readonly FoundRestock[];
}

/** Asks the channel for its orders and gives them time; then these numbers are looked at again. */
export async function askForOrders(tx: Tx, turn: OutboundTurn, rows: readonly Seen[], now: Date): Promise<void> {
  if (rows.length === 0) return;
  await waitForExplanation(tx, rows, now, new Date(now.getTime() + EXPLANATION_MS));
  await pollOrdersNow(tx, turn.lane, now);
}

/** Whether every order sweep began after these numbers were seen before, and came to its end without trouble. */
async function ordersReadSince(tx: Tx, open: OpenConnection, seen: readonly Seen[], now: Date): Promise<boolean> {
  const since = readFrom(seen) ?? null;
  const { read } = await tx.one<{ read: boolean }>(
    `SELECT coalesce(bool_and(error IS NULL AND ($2::timestamptz IS NULL OR (last_started_at >= $2 AND last_finished_at >= last_started_at))), true)
       AND NOT EXISTS (SELECT 1 FROM argosy.inbox_event WHERE organization_id = argosy.tenant() AND connection_id = $1
         AND status = 'pending' AND kind = 'order' AND source = 'poll' AND attempts > 0 AND received_at > $3) AS read
     FROM argosy.sync_cursor WHERE organization_id = argosy.tenant() AND connection_id = $1 AND sweep LIKE 'orders:%' AND next_at IS NOT NULL`,
    [open.row.id, since, new Date(now.getTime() - PARKED_MS)],
  );
  return read;
}

/** From when on orders have to be read to explain these numbers: the same question, however often they are looked at. */
function readFrom(seen: readonly Seen[]): Date | undefined {
  const times = seen.flatMap(({ row }) => row.surprised_at?.getTime() ?? []);
  return times.length === 0 ? undefined : new Date(Math.max(...times) + EXPLANATION_MS);
}

function stockPolicy(open: OpenConnection): Policy {
  return readSettings(open.row.settings).policy.stock;
}

/**
 * hub (default): our number will overwrite the channel's edit. channel, newest: the difference enters the hub as an
 * adjustment (an edit just seen is the newest), unless so much went down that a person has to look. ask: the number
 * waits for a person. All are recorded as conflicts. Answers the rows to write now.
 */
async function settleSurprises(tx: Tx, open: OpenConnection, surprises: readonly Seen[], now: Date): Promise<Seen[]> {
  if (surprises.length === 0) return [];
  const policy = stockPolicy(open);
  // A bundle has no stock of its own that a channel's number could change: its parts say how many there are.
  const bundles = policy === "hub" ? new Set<string>() : await bundlesAmong(tx, surprises);
  const ours = surprises.filter(({ row }) => policy === "hub" || bundles.has(row.variant_id));
  const theirs = surprises.filter((one) => !ours.includes(one));
  await settleFor("hub", tx, open, ours, now);
  if (theirs.length > 0) await (policy === "ask" ? waitForPerson : takeOver)(tx, open, theirs, now);
  return ours;
}

async function bundlesAmong(tx: Tx, surprises: readonly Seen[]): Promise<Set<string>> {
  const rows = await tx.rows<{ id: string }>(
    "SELECT DISTINCT bundle_variant_id AS id FROM argosy.bundle_item WHERE organization_id = argosy.tenant() AND bundle_variant_id = ANY ($1::uuid[])",
    [surprises.map(({ row }) => row.variant_id)],
  );
  return new Set(rows.map((row) => row.id));
}

async function waitForPerson(tx: Tx, open: OpenConnection, surprises: readonly Seen[], now: Date): Promise<void> {
  if (surprises.length === 0) return;
  await holdDispute(tx, {
    connectionId: open.row.id,
    numbers: surprises.map(({ row, observed }) => ({
      listingId: row.listing_id,
      location: row.location,
      name: row.sku ?? row.ext_key,
      expected: row.expected,
      observed,
    })),
    now,
  });
}

/** The difference enters the hub, unless so much went down that a person has to look. */
async function takeOver(tx: Tx, open: OpenConnection, surprises: readonly Seen[], now: Date): Promise<void> {
  const lowered = surprises.filter(({ row, observed }) => observed < (row.expected ?? observed));
  const store = { id: open.row.id, name: open.row.name, inventory: readSettings(open.row.settings).inventory };
  const keys = lowered.map(({ row }) => ({ listingId: row.listing_id, location: row.location }));
  const held = (await holdMassLower(tx, store, { lowered: keys, now })) ? lowered : [];
  const taken = surprises.filter((one) => !held.includes(one));
  await remember(tx, held, now);
  await settleFor("channel", tx, open, taken, now);
  await takeChannelDifference(tx, {
    connectionId: open.row.id,
    rows: taken.map(({ row, observed }) => ({
      listingId: row.listing_id,
      location: row.location,
      variantId: row.variant_id,
      delta: observed - (row.expected ?? observed),
    })),
    ref: now.toISOString(),
    by: { ...systemActor, kind: "channel", id: open.row.id, name: open.row.name },
    now,
  });
}

/** What a held number was seen to be is what will be taken over, or not. */
async function remember(tx: Tx, held: readonly Seen[], now: Date): Promise<void> {
  if (held.length === 0) return;
  await tx.run(
    `UPDATE argosy.listing_stock s SET observed = r.o, observed_at = $4 FROM unnest($1::uuid[], $2::text[], $3::int[]) AS r(l, loc, o)
     WHERE s.organization_id = argosy.tenant() AND s.listing_id = r.l AND s.location = r.loc`,
    [held.map((s) => s.row.listing_id), held.map((s) => s.row.location), held.map((s) => s.observed), now],
  );
}

/** Believes what was seen and records who won by the store's policy. */
async function settleFor(
  winner: "hub" | "channel",
  tx: Tx,
  open: OpenConnection,
  surprises: readonly Seen[],
  now: Date,
): Promise<void> {
  if (surprises.length === 0) return;
  await believe(tx, surprises, now);
  await tx.run(
    `INSERT INTO argosy.conflict (organization_id, connection_id, listing_id, location, field, hub_value, channel_value, state, policy, found_at, channel_at, settled_at, settled_by)
     SELECT argosy.tenant(), $1, l, loc, 'stock', to_jsonb(h), to_jsonb(c), $5, $6, $7, $7, $7, 'policy' FROM unnest($2::uuid[], $3::int[], $4::int[], $8::text[]) AS s(l, h, c, loc)`,
    [
      open.row.id,
      surprises.map((s) => s.row.listing_id),
      surprises.map((s) => s.row.expected),
      surprises.map((s) => s.observed),
      winner,
      stockPolicy(open),
      now,
      surprises.map((s) => s.row.location),
    ],
  );
  await logSync(
    tx,
    surprises.map(({ row, observed }) => ({
      connectionId: open.row.id,
      action: "update_inventory",
      status: "success" as const,
      ref: row.sku ?? row.ext_key,
      at: now,
      text:
        winner === "channel"
          ? `${row.sku ?? row.ext_key} was changed on the channel from ${row.expected} to ${observed}; the hub took the difference over.`
          : `${row.sku ?? row.ext_key} was changed on the channel from ${row.expected} to ${observed}; the hub's number is written back.`,
    })),
  );
}
