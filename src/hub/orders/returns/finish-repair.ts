import type { By } from "../../../commerce/actor.ts";
import { message } from "../../../commerce/message.ts";
import { newId } from "../../../commerce/new-id.ts";
import type { RepairEnd } from "../../../commerce/return-goods.ts";
import type { Tx } from "../../../db/database.ts";
import { HubError } from "../../errors.ts";
import { ensureDefaultLocation } from "../../inventory/locations.ts";
import { jsonRows } from "../../json-column.ts";
import { repairedLots } from "../../lots/move-lots.ts";
import { scrapSerials } from "../../serials/move-serials.ts";
import { loadLines } from "../lines.ts";
import { nameOf } from "../order-fields/order-timeline.ts";
import { bookReceipts, isBooked, type Receipt } from "./receipts.ts";
import { lineUnknown, lockReturn } from "./receive-return.ts";
import { getReturn, type ReturnView } from "./return-view.ts";

interface RepairedUnits {
  /** The return's line, by its id. */
  readonly lineId: string;
  readonly quantity: number;
  readonly disposition: RepairEnd;
  readonly locationId?: string | undefined;
  /** Serial numbers of some or all of the units; written off where these are scrapped. */
  readonly serials?: readonly string[] | undefined;
  /** A lot for some or all of the units. */
  readonly lots?: readonly string[] | undefined;
}

export interface FinishRepair extends By {
  readonly returnId: string;
  readonly lines: readonly RepairedUnits[];
  /** The same key is the same request. */
  readonly key: string;
}

/** A receipt with units in repair; without one a line of which none is. */
interface OpenRepair {
  readonly id: string | null;
  readonly lineId: string;
  readonly orderLineId: string;
  readonly units: number;
  readonly locationId: string | null;
}

/**
 * Ends the repair of units: they enter stock now, or are scrapped. Throws HubError RETURN_UNKNOWN, RETURN_LINE_UNKNOWN,
 * RETURN_TOO_MANY, LOCATION_UNKNOWN, and as `scrapSerials` and `repairedLots`.
 */
export async function finishRepair(tx: Tx, request: FinishRepair): Promise<ReturnView> {
  const { returnId, key, actor, now } = request;
  const { order, row } = await lockReturn(tx, returnId);
  if (await isBooked(tx, request)) return getReturn(tx, returnId);
  const receipts = await planEnds(tx, request, order.id);
  await tx.run(
    `update order_return_receipt p set in_repair = p.in_repair - n.quantity
     from (select repair, sum(quantity)::int as quantity from json_to_recordset($1) as n(repair uuid, quantity int)
       group by 1) as n
     where p.organization_id = argosy.tenant() and p.id = n.repair`,
    [jsonRows(receipts.map(({ repairOf, quantity }) => ({ repair: repairOf, quantity })))],
  );
  await bookReceipts(tx, { returnId, key, order, number: row.number, receipts, actor, now });
  const orderLines = new Map(receipts.map(({ lineId, line }) => [lineId, line.id]));
  const locations = new Map(receipts.map(({ lineId, restockTo }) => [lineId, restockTo]));
  const scrapped = request.lines.flatMap(({ lineId, quantity, disposition, serials }) => {
    const orderLineId = orderLines.get(lineId);
    return disposition === "scrap" && orderLineId !== undefined ? [{ orderLineId, quantity, serials }] : [];
  });
  await scrapSerials(tx, { orderId: order.id, lines: scrapped, now });
  const repaired = request.lines.flatMap(({ lineId, quantity, disposition, lots }) => {
    const orderLineId = orderLines.get(lineId);
    const restockTo = disposition === "restock" ? (locations.get(lineId) ?? null) : null;
    return orderLineId === undefined ? [] : [{ orderLineId, quantity, lots, end: disposition, restockTo }];
  });
  await repairedLots(tx, { orderId: order.id, lines: repaired });
  await tx.run("update order_return set updated_at = $2 where organization_id = argosy.tenant() and id = $1", [
    returnId,
    now,
  ]);
  return getReturn(tx, returnId);
}

/** Takes the units from the receipts that set them aside, the oldest first. The return is locked. */
async function planEnds(tx: Tx, request: FinishRepair, orderId: string): Promise<Receipt[]> {
  const repairs = await tx.rows<OpenRepair>(
    `select p.id, l.id as "lineId", l.order_line_id as "orderLineId", coalesce(p.in_repair, 0) as units,
       l.location_id as "locationId"
     from order_return_line l
     left join order_return_receipt p on p.organization_id = argosy.tenant() and p.return_line_id = l.id
       and p.in_repair > 0
     where l.organization_id = argosy.tenant() and l.return_id = $1 order by p.at, p.id`,
    [request.returnId],
  );
  const lines = new Map((await loadLines(tx, [orderId])).map((line) => [line.id, line]));
  const fallback = await ensureDefaultLocation(tx, request.now);
  const left = new Map(repairs.map(({ id, units }) => [id, units]));
  return request.lines.flatMap(({ lineId, quantity, disposition, locationId }) => {
    const own = repairs.filter((repair) => repair.lineId === lineId);
    const line = lines.get(own[0]?.orderLineId ?? "");
    if (!line) throw lineUnknown();
    const most = own.reduce((sum, { id }) => sum + (left.get(id) ?? 0), 0);
    if (quantity > most)
      throw new HubError(
        "RETURN_TOO_MANY",
        "conflict",
        message("refused.returnInRepair", { name: nameOf(line), units: most }),
        "lines",
      );
    let rest = quantity;
    return own.flatMap((repair): Receipt[] => {
      const units = Math.min(rest, left.get(repair.id) ?? 0);
      if (units === 0) return [];
      rest -= units;
      left.set(repair.id, (left.get(repair.id) ?? 0) - units);
      const restockTo = locationId ?? repair.locationId ?? line.stock.locationId ?? fallback;
      return [
        {
          id: newId(request.now),
          lineId,
          line,
          quantity: units,
          disposition,
          restockedByChannel: 0,
          restockTo: disposition === "restock" ? restockTo : null,
          repairOf: repair.id,
        },
      ];
    });
  });
}
