import { actorText, type By } from "../../../commerce/actor.ts";
import { type Message, message } from "../../../commerce/message.ts";
import { newId } from "../../../commerce/new-id.ts";
import { awaitsGoods } from "../../../commerce/return-state.ts";
import type { Tx } from "../../../db/database.ts";
import { HubError } from "../../errors.ts";
import { lockLevels, type Movement, postMovements } from "../../inventory/ledger.ts";
import { ensureDefaultLocation } from "../../inventory/locations.ts";
import { jsonRows } from "../../json-column.ts";
import { partsOf, type VariantParts } from "../line-parts.ts";
import { loadLines, type StoredLine } from "../lines.ts";
import { lockOrders, type OrderRow } from "../order-rows.ts";
import { reconcileOrders } from "../resettle.ts";
import { nameOf } from "../timeline.ts";
import { requireReturnLocations } from "./locations.ts";
import { type Disposition, getReturn, type ReturnView, returnUnknown } from "./return-view.ts";

export interface Arrival {
  /** The return's line, by its id. */
  readonly lineId: string;
  readonly quantity: number;
  readonly disposition: Disposition;
  /** Where restocked units go; absent: as the return says, else where they were sold from. */
  readonly locationId?: string | undefined;
}

export interface ReceiveRequest extends By {
  readonly returnId: string;
  /** Absent: everything that is still awaited, put back into stock. */
  readonly lines?: readonly Arrival[] | undefined;
  /** The same key is the same arrival. */
  readonly key: string;
}

interface OpenLine {
  readonly id: string;
  readonly orderLineId: string;
  readonly quantity: number;
  readonly received: number;
  readonly restockedBefore: number;
  readonly locationId: string | null;
}

interface Receipt extends Arrival {
  readonly id: string;
  readonly open: OpenLine;
  readonly line: StoredLine;
  /** Of these units, those the channel has put back since the return was opened: they are counted here instead. */
  readonly restockedByChannel: number;
  /** Where restocked units go. */
  readonly restockTo: string | null;
}

/**
 * Books goods that arrived: restocked units raise stock once, whatever the channel says of the same units, before or
 * after. Throws HubError RETURN_UNKNOWN, RETURN_STATE, RETURN_LINE_UNKNOWN, RETURN_TOO_MANY, RETURN_LINE_UNMAPPED,
 * LOCATION_UNKNOWN.
 */
export async function receiveReturn(tx: Tx, request: ReceiveRequest): Promise<ReturnView> {
  const { order, row } = await lockReturn(tx, request.returnId);
  if (await isReceived(tx, request)) return getReturn(tx, request.returnId);
  if (!awaitsGoods(row.state))
    throw new HubError(
      "RETURN_STATE",
      "conflict",
      message("refused.returnNothingAwaited", { number: row.number, state: row.state }),
    );
  const receipts = await planReceipts(tx, { request, order });
  await requireReturnLocations(tx, locationIdsOf(receipts));
  await writeReceipts(tx, request, receipts);
  await moveStock(tx, { request, order, number: row.number, receipts });
  await tx.run(
    `update order_return r set updated_at = $2, state = case when exists (
         select 1 from order_return_line l where l.organization_id = argosy.tenant() and l.return_id = r.id
           and l.received_quantity < l.quantity) then 'approved' else 'received' end
     where r.organization_id = argosy.tenant() and r.id = $1`,
    [request.returnId, request.now],
  );
  return getReturn(tx, request.returnId);
}

/** Locks a return's order, then the return. Throws HubError RETURN_UNKNOWN. */
export async function lockReturn(
  tx: Tx,
  returnId: string,
): Promise<{ order: OrderRow; row: { number: string; state: string } }> {
  const found = await tx.maybe<{ order_id: string }>(
    "select order_id from order_return where organization_id = argosy.tenant() and id = $1",
    [returnId],
  );
  const [order] = await lockOrders(tx, found ? [found.order_id] : []);
  if (!order) throw returnUnknown();
  const row = await tx.one<{ number: string; state: string }>(
    "select number, state from order_return where organization_id = argosy.tenant() and id = $1 for update",
    [returnId],
  );
  return { order, row };
}

async function isReceived(tx: Tx, { returnId, key }: ReceiveRequest): Promise<boolean> {
  const found = await tx.maybe(
    `select 1 from order_return_line l
     join order_return_receipt p on p.organization_id = argosy.tenant() and p.return_line_id = l.id and p.key = $2
     where l.organization_id = argosy.tenant() and l.return_id = $1 limit 1`,
    [returnId, key],
  );
  return found !== undefined;
}

async function planReceipts(
  tx: Tx,
  { request, order }: { readonly request: ReceiveRequest; readonly order: OrderRow },
): Promise<Receipt[]> {
  const open = await tx.rows<OpenLine>(
    `select id, order_line_id as "orderLineId", quantity, received_quantity as received,
       restocked_before as "restockedBefore", location_id as "locationId"
     from order_return_line where organization_id = argosy.tenant() and return_id = $1 order by id for update`,
    [request.returnId],
  );
  const lines = new Map((await loadLines(tx, [order.id])).map((line) => [line.id, line]));
  const awaited = open.flatMap(({ id, quantity, received }): Arrival[] =>
    quantity > received ? [{ lineId: id, quantity: quantity - received, disposition: "restock" }] : [],
  );
  const fallback = await ensureDefaultLocation(tx, request.now);
  const left = new Map(open.map((each) => [each.id, each.quantity - each.received]));
  const restockedByChannel = new Map<string, number>();
  return (request.lines ?? awaited).map((arrival) => {
    const own = open.find((each) => each.id === arrival.lineId);
    const line = own && lines.get(own.orderLineId);
    if (!own || !line) throw new HubError("RETURN_LINE_UNKNOWN", "validation", "The return has no such line.", "lines");
    const most = left.get(own.id) ?? 0;
    if (arrival.quantity > most)
      throw new HubError(
        "RETURN_TOO_MANY",
        "conflict",
        message("refused.returnAwaited", { name: nameOf(line), units: most }),
        "lines",
      );
    left.set(own.id, most - arrival.quantity);
    if (arrival.disposition === "restock" && line.variantId === null)
      throw new HubError(
        "RETURN_LINE_UNMAPPED",
        "conflict",
        message("refused.returnUnmapped", { name: nameOf(line) }),
        "lines",
      );
    const before = restockedByChannel.get(line.id) ?? 0;
    const units = Math.min(arrival.quantity, Math.max(0, line.stock.returned - own.restockedBefore - before));
    restockedByChannel.set(line.id, before + units);
    const restockTo = arrival.locationId ?? own.locationId ?? line.stock.locationId ?? fallback;
    const isBack = arrival.disposition === "restock";
    return {
      ...arrival,
      id: newId(request.now),
      open: own,
      line,
      restockedByChannel: units,
      restockTo: isBack ? restockTo : null,
    };
  });
}

async function writeReceipts(tx: Tx, request: ReceiveRequest, receipts: readonly Receipt[]): Promise<void> {
  const rows = receipts.map(({ id, lineId, quantity, disposition, restockTo }) => ({
    id,
    line: lineId,
    quantity,
    disposition,
    place: restockTo,
  }));
  await tx.run(
    `insert into order_return_receipt (organization_id, id, return_line_id, key, quantity, disposition, location_id,
       actor, at)
     select argosy.tenant(), n.id, n.line, $2, n.quantity, n.disposition, n.place, $3, $4
     from json_to_recordset($1) as n(id uuid, line uuid, quantity int, disposition text, place uuid)`,
    [jsonRows(rows), request.key, actorText(request.actor), request.now],
  );
  await tx.run(
    `update order_return_line l set received_quantity = l.received_quantity + n.quantity
     from (select line, sum(quantity)::int as quantity from json_to_recordset($1) as n(line uuid, quantity int)
       group by 1) as n
     where l.organization_id = argosy.tenant() and l.id = n.line`,
    [jsonRows(rows)],
  );
}

interface Booking {
  readonly request: ReceiveRequest;
  readonly order: OrderRow;
  readonly number: string;
  readonly receipts: readonly Receipt[];
}

const locationIdsOf = (receipts: readonly Receipt[]) => receipts.flatMap((receipt) => receipt.restockTo ?? []);

async function moveStock(tx: Tx, { request, order, number, receipts }: Booking): Promise<void> {
  const { actor, now } = request;
  const parts = await partsOf(
    tx,
    receipts.flatMap(({ line }) => line.variantId ?? []),
  );
  const movements = receipts.flatMap((receipt) => movementsOf(receipt, { parts, orderId: order.id, number }));
  // All levels at once, so that no other transaction meets this one half-way.
  const locationIds = receipts.flatMap(({ line, restockTo }) => [line.stock.locationId ?? [], restockTo ?? []].flat());
  const variants = receipts.flatMap(({ line }) =>
    line.variantId ? (parts.get(line.variantId) ?? []).map((part) => part.variantId) : [],
  );
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
    text: receiptText(receipt, { number, names }),
    data: { returnId: request.returnId },
  }));
  const isLocalAndBack =
    order.connection_id === null && lines.every((line) => line.returnReceived >= line.fulfilledQuantity);
  const orders = [isLocalAndBack ? { ...order, fulfilment: "returned" as const } : order];
  await reconcileOrders(tx, { orders, lines, entries, actor, now });
}

function movementsOf(
  receipt: Receipt,
  of: { readonly parts: VariantParts; readonly orderId: string; readonly number: string },
): Movement[] {
  const { line, restockTo, id, quantity } = receipt;
  if (restockTo === null || line.variantId === null) return [];
  return (of.parts.get(line.variantId) ?? []).map((part) => ({
    variantId: part.variantId,
    locationId: restockTo,
    causeKind: "return",
    causeRef: id,
    onHandDelta: quantity * part.quantity,
    reservedDelta: 0,
    orderId: of.orderId,
    reference: of.number,
    note: `Return ${of.number}`,
  }));
}

/** Tells the order's lines what returns have done with them; answers all lines as they are then. */
async function countLines(
  tx: Tx,
  { order, receipts }: { readonly order: OrderRow; readonly receipts: readonly Receipt[] },
): Promise<StoredLine[]> {
  const rows = receipts.map(({ line, quantity, disposition, restockedByChannel }) => ({
    id: line.id,
    received: quantity,
    restocked: disposition === "restock" ? quantity : 0,
    told: restockedByChannel,
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
  const { line, quantity, disposition, restockTo } = receipt;
  const what = { number, quantity, name: nameOf(line) };
  if (disposition === "restock")
    return message("return.restock", { ...what, location: names.get(restockTo ?? "") ?? "?" });
  return message(disposition === "scrap" ? "return.scrap" : "return.kept", what);
}
