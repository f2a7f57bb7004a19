import type { By } from "../../commerce/actor.ts";
import { newId } from "../../commerce/new-id.ts";
import type { Tx } from "../../db/database.ts";
import { examineStock, type LevelFault, type LineFault } from "../inventory/doctor.ts";
import { lockLevels, postMovements } from "../inventory/ledger.ts";
import { jsonRows } from "../json-column.ts";
import { lockOrders } from "./order-fields/order-rows.ts";
import { reconcileOrders } from "./resettle.ts";

/**
 * Puts levels right: what is on hand is what the movements say, what is reserved is what order lines and programs hold. Each level
 * gets a movement that says what was found, so that its history ends in what it is. Answers what was wrong.
 */
export async function repairLevels(tx: Tx, by: By): Promise<readonly LevelFault[]> {
  const seen = await examineStock(tx);
  if (seen.levels.length === 0) return [];
  const locked = await lockLevels(tx, seen.levels, by.now);
  // What moved between looking and locking is in the second look.
  const { levels } = await examineStock(tx);
  const mine = new Set(locked.map((level) => `${level.variantId}${level.locationId}`));
  const faults = levels.filter((fault) => mine.has(`${fault.variantId}${fault.locationId}`));
  const rows = faults.map((fault) => ({
    v: fault.variantId,
    l: fault.locationId,
    oh: fault.ledgerOnHand,
    rs: Math.max(0, fault.ledgerReserved),
  }));
  // What the movements say already is not said again.
  await tx.run("select set_config('argosy.ledger', 'on', true)");
  await tx.run(
    `update level set on_hand = r.oh, reserved = r.rs, updated_at = $2
     from json_to_recordset($1) as r(v uuid, l uuid, oh int, rs int)
     where organization_id = argosy.tenant() and variant_id = r.v and location_id = r.l`,
    [jsonRows(rows), by.now],
  );
  await tx.run("select set_config('argosy.ledger', 'off', true)");
  const causeRef = newId(by.now);
  const movements = faults.map((fault) => ({
    variantId: fault.variantId,
    locationId: fault.locationId,
    causeKind: "repair" as const,
    causeRef,
    onHandDelta: 0,
    reservedDelta: fault.held - Math.max(0, fault.ledgerReserved),
    note: `The level said ${fault.onHand} on hand and ${fault.reserved} reserved, its movements ${fault.ledgerOnHand} and ${fault.ledgerReserved}, orders and programs hold ${fault.held}.`,
  }));
  await postMovements(tx, { movements, ...by, locked });
  return faults;
}

/** Tells lines what they really hold, and settles their orders anew. In a transaction of its own: orders are locked before levels. */
export async function repairLines(tx: Tx, by: By): Promise<readonly LineFault[]> {
  const seen = await examineStock(tx);
  if (seen.lines.length === 0) return [];
  const ids = [...new Set(seen.lines.map((fault) => fault.orderId))];
  const orders = await lockOrders(tx, ids);
  const requested = new Set(ids);
  const faults = (await examineStock(tx)).lines.filter((fault) => requested.has(fault.orderId));
  await tx.run(
    `update order_line set reserved_quantity = r.held from json_to_recordset($1) as r(id uuid, held int)
     where organization_id = argosy.tenant() and order_line.id = r.id`,
    [jsonRows(faults.map((fault) => ({ id: fault.lineId, held: fault.held })))],
  );
  await reconcileOrders(tx, { orders, ...by });
  return faults;
}
