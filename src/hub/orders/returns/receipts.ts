/** Receipts of returned units: each is written once, and moves stock once. */
import { actorText, type By } from "../../../commerce/actor.ts";
import { type Message, message } from "../../../commerce/message.ts";
import type { Disposition, ReturnCondition } from "../../../commerce/return-goods.ts";
import { type Tx, together } from "../../../db/database.ts";
import { lockLevels, type Movement, postMovements } from "../../inventory/ledger.ts";
import { jsonRows } from "../../json-column.ts";
import { type Component, takenByLines } from "../line-parts.ts";
import { loadLines, type StoredLine } from "../lines.ts";
import type { OrderRow } from "../order-fields/order-rows.ts";
import { nameOf } from "../order-fields/order-timeline.ts";
import { reconcileOrders } from "../resettle.ts";
import { returnedItems, takenItems } from "../taken-items.ts";
import { requireReturnLocations } from "./locations.ts";

export interface Receipt {
  readonly id: string;
  /** The return's line. */
  readonly lineId: string;
  readonly line: StoredLine;
  readonly quantity: number;
  readonly disposition: Disposition;
  readonly condition?: ReturnCondition | undefined;
  /** Of these units, those the channel has put back since the return was opened: they are counted here instead. */
  readonly restockedByChannel: number;
  /** Where restocked units go. */
  readonly restockTo: string | null;
  /** The receipt that set these units aside for repair: they have arrived with it. */
  readonly repairOf: string | null;
}

export interface Booking extends By {
  readonly returnId: string;
  /** The same key is the same arrival. */
  readonly key: string;
  /** Locked, as is the return. */
  readonly order: OrderRow;
  readonly number: string;
  readonly receipts: readonly Receipt[];
}

/** Whether receipts with this key were booked before. */
export async function isBooked(tx: Tx, { returnId, key }: Pick<Booking, "returnId" | "key">): Promise<boolean> {
  const found = await tx.maybe(
    `select 1 from order_return_line l
     join order_return_receipt p on p.organization_id = argosy.tenant() and p.return_line_id = l.id and p.key = $2
     where l.organization_id = argosy.tenant() and l.return_id = $1 limit 1`,
    [returnId, key],
  );
  return found !== undefined;
}

/** Writes receipts and what they do to stock and to the order's lines. Throws HubError LOCATION_UNKNOWN. */
export async function bookReceipts(tx: Tx, booking: Booking): Promise<void> {
  await requireReturnLocations(tx, locationIdsOf(booking.receipts));
  await writeReceipts(tx, booking);
  await moveStock(tx, booking);
}

/** Units that arrive with a receipt: those of a repair have arrived before. */
const arrived = ({ repairOf, quantity }: Receipt) => (repairOf === null ? quantity : 0);

async function writeReceipts(tx: Tx, { receipts, key, actor, now }: Booking): Promise<void> {
  const rows = receipts.map((receipt) => ({
    id: receipt.id,
    line: receipt.lineId,
    quantity: receipt.quantity,
    arrived: arrived(receipt),
    disposition: receipt.disposition,
    condition: receipt.condition ?? null,
    repair: receipt.repairOf,
    place: receipt.restockTo,
  }));
  await tx.run(
    `insert into order_return_receipt (organization_id, id, return_line_id, key, quantity, disposition, condition,
       repair_of, in_repair, location_id, actor, at)
     select argosy.tenant(), n.id, n.line, $2, n.quantity, n.disposition, n.condition, n.repair,
       case n.disposition when 'repair' then n.quantity else 0 end, n.place, $3, $4
     from json_to_recordset($1) as n(id uuid, line uuid, quantity int, disposition text, condition text, repair uuid,
       place uuid)`,
    [jsonRows(rows), key, actorText(actor), now],
  );
  await tx.run(
    `update order_return_line l set received_quantity = l.received_quantity + n.quantity
     from (select line, sum(arrived)::int as quantity from json_to_recordset($1) as n(line uuid, arrived int)
       group by 1) as n
     where l.organization_id = argosy.tenant() and l.id = n.line and n.quantity > 0`,
    [jsonRows(rows)],
  );
}

const locationIdsOf = (receipts: readonly Receipt[]) => receipts.flatMap((receipt) => receipt.restockTo ?? []);

async function moveStock(tx: Tx, booking: Booking): Promise<void> {
  const { order, receipts, actor, now } = booking;
  const stored = await loadLines(tx, [order.id]);
  const [made, taken] = await together([takenByLines(tx, stored), takenItems(tx, stored)]);
  const before = new Map(stored.map(({ id, returnRestocked }) => [id, returnRestocked]));
  const items = receipts.map(({ line: { id }, quantity, restockTo }) => {
    const earlier = before.get(id) ?? 0;
    if (restockTo !== null) before.set(id, earlier + quantity);
    return returnedItems(taken.get(id), made.get(id) ?? [], { back: quantity, before: earlier });
  });
  const movements = receipts.flatMap((receipt, nth) => movementsOf(receipt, items[nth] ?? [], booking));
  // All levels at once, so that no other transaction meets this one half-way.
  const locationIds = receipts.flatMap(({ line, restockTo }) => [line.stock.locationId ?? [], restockTo ?? []].flat());
  const variants = items.flat().map((part) => part.variantId);
  await lockLevels(
    tx,
    variants.flatMap((variantId) => locationIds.map((locationId) => ({ variantId, locationId }))),
    now,
  );
  // Again, under the locks: a location that was switched off meanwhile gets nothing.
  const names = await requireReturnLocations(tx, locationIdsOf(receipts));
  await postMovements(tx, { movements, actor, now });
  const lines = await countLines(tx, { order, receipts });
  const entries = receipts.map((receipt) => ({
    orderId: order.id,
    kind: "return_received",
    text: receiptText(receipt, { number: booking.number, names }),
    data: { returnId: booking.returnId },
  }));
  const isLocalAndBack =
    order.connection_id === null &&
    lines.every((line) => line.fulfilledBy === "nobody" || line.fulfilledQuantity >= line.quantity) &&
    // Buyers may leave a gift out.
    lines.every((line) => line.isGift || line.returnReceived >= line.fulfilledQuantity);
  const orders = [isLocalAndBack ? { ...order, fulfilment: "returned" as const } : order];
  await reconcileOrders(tx, { orders, lines, entries, actor, now });
}

function movementsOf(receipt: Receipt, items: readonly Component[], { order, number }: Booking): Movement[] {
  const { restockTo, id } = receipt;
  if (restockTo === null) return [];
  return items.map((part) => ({
    variantId: part.variantId,
    locationId: restockTo,
    causeKind: "return",
    causeRef: id,
    onHandDelta: part.quantity,
    reservedDelta: 0,
    orderId: order.id,
    reference: number,
    note: `Return ${number}`,
  }));
}

/** Tells the order's lines what returns have done with them; answers all lines as they are then. */
async function countLines(
  tx: Tx,
  { order, receipts }: { readonly order: OrderRow; readonly receipts: readonly Receipt[] },
): Promise<StoredLine[]> {
  const rows = receipts.map((receipt) => ({
    id: receipt.line.id,
    received: arrived(receipt),
    restocked: receipt.disposition === "restock" ? receipt.quantity : 0,
    told: receipt.restockedByChannel,
  }));
  await tx.run(
    `update order_line l set return_received = l.return_received + n.received,
       return_restocked = l.return_restocked + n.restocked, matched_quantity = l.matched_quantity + n.told
     from (select id, sum(received)::int as received, sum(restocked)::int as restocked, sum(told)::int as told
       from json_to_recordset($1) as n(id uuid, received int, restocked int, told int) group by 1) as n
     where l.organization_id = argosy.tenant() and l.id = n.id`,
    [jsonRows(rows)],
  );
  return loadLines(tx, [order.id]);
}

function receiptText(
  receipt: Receipt,
  { number, names }: { readonly number: string; readonly names: ReadonlyMap<string, string> },
): Message {
  const { line, quantity, disposition, restockTo, repairOf } = receipt;
  const what = { number, quantity, name: nameOf(line) };
  switch (disposition) {
    case "restock": {
      const where = { ...what, location: names.get(restockTo ?? "") ?? "?" };
      return message(repairOf === null ? "return.restock" : "return.repaired", where);
    }
    case "repair":
      return message("return.repair", what);
    case "scrap":
      return message(repairOf === null ? "return.scrap" : "return.notRepaired", what);
    case "keep":
      return message("return.kept", what);
  }
}
