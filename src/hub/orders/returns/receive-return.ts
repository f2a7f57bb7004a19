import type { By } from "../../../commerce/actor.ts";
import { message } from "../../../commerce/message.ts";
import { newId } from "../../../commerce/new-id.ts";
import type { Disposition, ReturnCondition, ReturnReason } from "../../../commerce/return-goods.ts";
import { awaitsItems } from "../../../commerce/return-state.ts";
import type { Tx } from "../../../db/database.ts";
import { HubError } from "../../errors.ts";
import { ensureDefaultLocation } from "../../inventory/locations.ts";
import { type ReturnedLots, returnLots } from "../../lots/move-lots.ts";
import { refusal } from "../../refusals.ts";
import { type ReturnedSerials, returnSerials } from "../../serials/move-serials.ts";
import { loadLines } from "../lines.ts";
import { lockOrders, type OrderRow } from "../order-fields/order-rows.ts";
import { nameOf } from "../order-fields/order-timeline.ts";
import { linkedItems } from "../pack.ts";
import { bookReceipts, isBooked, type Receipt } from "./receipts.ts";
import { explainLines } from "./return-reasons.ts";
import { getReturn, type ReturnView, returnUnknown } from "./return-view.ts";

export interface Arrival {
  /** The return's line, by its id. */
  readonly lineId: string;
  readonly quantity: number;
  readonly disposition: Disposition;
  readonly condition?: ReturnCondition | undefined;
  /** Why it came back, as whoever unpacked it sees it; absent: as the return says. */
  readonly reasonCode?: ReturnReason | undefined;
  readonly reasonNote?: string | undefined;
  /** Where restocked units go; absent: as the return says, else where they were sold from. */
  readonly locationId?: string | undefined;
  /** Serial numbers of some or all of the units. */
  readonly serials?: readonly string[] | undefined;
  /** A lot for some or all of the units. */
  readonly lots?: readonly string[] | undefined;
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

/**
 * Books goods that arrived: restocked units raise stock once, whatever the channel says of the same units, before or
 * after. Throws HubError RETURN_UNKNOWN, RETURN_STATE, RETURN_LINE_UNKNOWN, RETURN_TOO_MANY, RETURN_LINE_UNMAPPED,
 * LOCATION_UNKNOWN, and as `returnSerials` and `returnLots`.
 */
export async function receiveReturn(tx: Tx, request: ReceiveRequest): Promise<ReturnView> {
  const { returnId, key, actor, now } = request;
  const { order, row } = await lockReturn(tx, returnId);
  if (await isBooked(tx, request)) return getReturn(tx, returnId);
  if (!awaitsItems(row.state))
    throw new HubError(
      "RETURN_STATE",
      "conflict",
      message("refused.returnNothingAwaited", { number: row.number, state: row.state }),
    );
  const receipts = await planReceipts(tx, { request, order });
  await bookReceipts(tx, { returnId, key, order, number: row.number, receipts, actor, now });
  await explainLines(tx, returnId, request.lines ?? []);
  await returnSerials(tx, { orderId: order.id, lines: numbered(request, receipts), now });
  await returnLots(tx, { orderId: order.id, lines: ofLots(request, receipts) });
  await tx.run(
    `update order_return r set updated_at = $2, state = case when exists (
         select 1 from order_return_line l where l.organization_id = argosy.tenant() and l.return_id = r.id
           and l.received_quantity < l.quantity) then 'approved' else 'received' end
     where r.organization_id = argosy.tenant() and r.id = $1`,
    [returnId, now],
  );
  return getReturn(tx, returnId);
}

/** What a buyer keeps stays with the order. */
const numbered = ({ lines }: ReceiveRequest, receipts: readonly Receipt[]): ReturnedSerials[] =>
  receipts.flatMap(({ line, quantity, disposition }, n) => {
    const isBack = disposition === "restock" || disposition === "repair";
    const serials = lines?.[n]?.serials;
    return disposition === "keep" ? [] : [{ orderLineId: line.id, quantity, serials, isBack }];
  });

const ofLots = ({ lines }: ReceiveRequest, receipts: readonly Receipt[]): ReturnedLots[] =>
  receipts.flatMap(({ line, quantity, disposition, restockTo }, n) =>
    disposition === "keep"
      ? []
      : [{ orderLineId: line.id, quantity, lots: lines?.[n]?.lots, end: disposition, restockTo }],
  );

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
  return (request.lines ?? awaited).map((arrival): Receipt => {
    const { lineId, quantity, disposition, condition } = arrival;
    const own = open.find((each) => each.id === lineId);
    const line = own && lines.get(own.orderLineId);
    if (!own || !line) throw lineUnknown();
    const most = left.get(own.id) ?? 0;
    if (quantity > most)
      throw new HubError(
        "RETURN_TOO_MANY",
        "conflict",
        message("refused.returnAwaited", { name: nameOf(line), units: most }),
        "lines",
      );
    left.set(own.id, most - quantity);
    const isBack = disposition === "restock" || disposition === "repair";
    if (isBack && linkedItems([line]).length === 0)
      throw new HubError(
        "RETURN_LINE_UNMAPPED",
        "conflict",
        message("refused.returnUnmapped", { name: nameOf(line) }),
        "lines",
      );
    const before = restockedByChannel.get(line.id) ?? 0;
    const units = Math.min(quantity, Math.max(0, line.stock.returned - own.restockedBefore - before));
    restockedByChannel.set(line.id, before + units);
    const restockTo = arrival.locationId ?? own.locationId ?? line.stock.locationId ?? fallback;
    return {
      id: newId(request.now),
      lineId,
      line,
      quantity,
      disposition,
      condition,
      restockedByChannel: units,
      restockTo: disposition === "restock" ? restockTo : null,
      repairOf: null,
    };
  });
}

export function lineUnknown(): HubError {
  return refusal("RETURN_LINE_UNKNOWN", "lines");
}
