/** A channel shows a number that no order explains: settle it by the store's direction (A10, C6). */
import { systemActor } from "../../commerce/actor.ts";
import type { Tx } from "../../db/database.ts";
import { postMovements } from "../../hub/inventory/ledger.ts";
import { ensureDefaultLocation } from "../../hub/inventory/locations.ts";
import { logSync } from "../../hub/sync-log/sync-log.ts";
import type { OpenConnection } from "../platform.ts";
import { pollOrdersNow } from "../sweeps/schedule.ts";
import type { OutboundTurn } from "./outbound-turn.ts";
import type { Seen } from "./stock-journal.ts";
import { believe, waitForExplanation } from "./stock-rows.ts";

/** Time for the order that explains a changed number to arrive before we believe in an edit. */
export const EXPLANATION_MS = 3_000;
/** Between looks while the store's orders cannot be read: whatever changed the number may be among them. */
const UNREAD_MS = 60_000;

/**
 * At first the orders are asked for and given time. A number that then still has no explanation is settled, but
 * not while orders cannot be read: written back, it would sell once more what an unread order has sold. A number
 * of ours that is lower than the channel's is safe at any time. Answers the rows to write now.
 */
export async function explainSurprises(
  tx: Tx,
  turn: OutboundTurn,
  surprises: readonly Seen[],
  now: Date,
): Promise<Seen[]> {
  const first = surprises.filter(({ row }) => row.surprises === 0);
  const again = surprises.filter(({ row }) => row.surprises > 0);
  if (first.length > 0) {
    await waitForExplanation(tx, first, now, new Date(now.getTime() + EXPLANATION_MS));
    await pollOrdersNow(tx, turn.lane, now);
  }
  if (again.length === 0) return [];
  const wereRead = await ordersReadSince(tx, turn.open, again);
  const settled = again.filter(({ row, observed }) => wereRead || (!isTwoWay(turn.open) && row.desired < observed));
  const unread = again.filter((one) => !settled.includes(one));
  if (unread.length > 0) {
    await waitForExplanation(tx, unread, now, new Date(now.getTime() + UNREAD_MS));
    await pollOrdersNow(tx, turn.lane, now);
    await logSync(
      tx,
      unread
        .filter(({ row }) => row.surprises === 1)
        .map(({ row, observed }) => ({
          connectionId: turn.open.row.id,
          action: "update_inventory",
          status: "pending" as const,
          ref: row.sku ?? row.ext_key,
          at: now,
          text: `${row.sku ?? row.ext_key} shows ${observed} on the channel where ${row.expected ?? "another number"} was expected. The channel's orders cannot be read at the moment, so the number is left alone until they can.`,
        })),
    );
  }
  return settleSurprises(tx, turn.open, settled, now);
}

/** Whether every order sweep began after these numbers were seen before, and came to its end without trouble. */
async function ordersReadSince(tx: Tx, open: OpenConnection, seen: readonly Seen[]): Promise<boolean> {
  const since = seen.reduce<Date | null>(
    (latest, { row }) =>
      row.observed_at !== null && (latest === null || row.observed_at > latest) ? row.observed_at : latest,
    null,
  );
  const { read } = await tx.one<{ read: boolean }>(
    `SELECT coalesce(bool_and(error IS NULL AND ($2::timestamptz IS NULL OR (last_started_at >= $2 AND last_finished_at >= last_started_at))), true) AS read FROM argosy.sync_cursor
     WHERE organization_id = argosy.tenant() AND connection_id = $1 AND sweep LIKE 'orders:%' AND next_at IS NOT NULL`,
    [open.row.id, since],
  );
  return read;
}

function isTwoWay(open: OpenConnection): boolean {
  const { inventory } = open.row.settings;
  return (
    typeof inventory === "object" && inventory !== null && "direction" in inventory && inventory.direction === "two_way"
  );
}

/**
 * One-way (default): the hub's number will overwrite the channel's edit, which is recorded as a settled
 * conflict. Two-way: the difference enters the hub as an adjustment. Answers the rows to write now.
 */
async function settleSurprises(tx: Tx, open: OpenConnection, surprises: readonly Seen[], now: Date): Promise<Seen[]> {
  if (surprises.length === 0) return [];
  const twoWay = isTwoWay(open);
  await believe(tx, surprises, now);
  await tx.run(
    `INSERT INTO argosy.conflict (organization_id, connection_id, listing_id, field, hub_value, channel_value, state, policy, found_at, settled_at, settled_by)
     SELECT argosy.tenant(), $1, l, 'stock', to_jsonb(h), to_jsonb(c), $5, $6, $7, $7, 'policy' FROM unnest($2::uuid[], $3::int[], $4::int[]) AS s(l, h, c)`,
    [
      open.row.id,
      surprises.map((s) => s.row.listing_id),
      surprises.map((s) => s.row.expected),
      surprises.map((s) => s.observed),
      twoWay ? "channel" : "hub",
      twoWay ? "two_way" : "one_way",
      now,
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
      text: twoWay
        ? `${row.sku ?? row.ext_key} was changed on the channel from ${row.expected} to ${observed}; the hub took the difference over.`
        : `${row.sku ?? row.ext_key} was changed on the channel from ${row.expected} to ${observed}; the hub's number is written back.`,
    })),
  );
  if (!twoWay) return [...surprises];
  await takeOver(tx, open, surprises, now);
  return [];
}

async function takeOver(tx: Tx, open: OpenConnection, surprises: readonly Seen[], now: Date): Promise<void> {
  const locationId = await ensureDefaultLocation(tx, now);
  await postMovements(tx, {
    movements: surprises.map(({ row, observed }) => ({
      variantId: row.variant_id,
      locationId,
      causeKind: "channel" as const,
      causeRef: `${row.listing_id}:${row.location}:${now.toISOString()}`,
      onHandDelta: observed - (row.expected ?? observed),
      reservedDelta: 0,
      note: `Changed on ${open.row.name}`,
    })),
    actor: { ...systemActor, kind: "channel", id: open.row.id, name: open.row.name },
    now,
  });
}
