/** A channel shows a number that no order explains: settle it by the store's direction (A10, C6). */
import { systemActor } from "../../commerce/actor.ts";
import type { Tx } from "../../db/database.ts";
import { ensureDefaultLocation } from "../../hub/inventory/locations.ts";
import { postMovements } from "../../hub/inventory/ledger.ts";
import { logSync } from "../../hub/sync-log/sync-log.ts";
import type { OpenConnection } from "../platform.ts";
import { believe, type StockRow } from "./stock-rows.ts";

interface Seen {
  readonly row: StockRow;
  readonly observed: number;
}

/**
 * One-way (default): the hub's number will overwrite the channel's edit, which is recorded as a settled
 * conflict. Two-way: the difference enters the hub as an adjustment. Answers the rows to write now.
 */
export async function settleSurprises(tx: Tx, open: OpenConnection, surprises: readonly Seen[], now: Date): Promise<Seen[]> {
  if (surprises.length === 0) return [];
  const inventory = open.row.settings.inventory;
  const isTwoWay = typeof inventory === "object" && inventory !== null && "direction" in inventory && inventory.direction === "two_way";
  await believe(tx, surprises, now);
  await tx.run(
    `INSERT INTO argosy.conflict (organization_id, connection_id, listing_id, field, hub_value, channel_value, state, policy, found_at, settled_at, settled_by)
     SELECT argosy.tenant(), $1, l, 'stock', to_jsonb(h), to_jsonb(c), $5, $6, $7, $7, 'policy' FROM unnest($2::uuid[], $3::int[], $4::int[]) AS s(l, h, c)`,
    [open.row.id, surprises.map((s) => s.row.listing_id), surprises.map((s) => s.row.expected), surprises.map((s) => s.observed), isTwoWay ? "channel" : "hub", isTwoWay ? "two_way" : "one_way", now],
  );
  await logSync(
    tx,
    surprises.map(({ row, observed }) => ({
      connectionId: open.row.id, action: "update_inventory", status: "success" as const, ref: row.sku ?? row.ext_key, at: now,
      text: isTwoWay
        ? `${row.sku ?? row.ext_key} was changed on the channel from ${row.expected} to ${observed}; the hub took the difference over.`
        : `${row.sku ?? row.ext_key} was changed on the channel from ${row.expected} to ${observed}; the hub's number is written back.`,
    })),
  );
  if (!isTwoWay) return [...surprises];
  await takeOver(tx, open, surprises, now);
  return [];
}

async function takeOver(tx: Tx, open: OpenConnection, surprises: readonly Seen[], now: Date): Promise<void> {
  const locationId = await ensureDefaultLocation(tx, now);
  await postMovements(tx, {
    movements: surprises.map(({ row, observed }) => ({
      variantId: row.variant_id, locationId, causeKind: "channel" as const,
      causeRef: `${row.listing_id}:${row.location}:${now.toISOString()}`,
      onHandDelta: observed - (row.expected ?? observed), reservedDelta: 0, note: `Changed on ${open.row.name}`,
    })),
    actor: { ...systemActor, kind: "channel", id: open.row.id, name: open.row.name },
    now,
  });
}
