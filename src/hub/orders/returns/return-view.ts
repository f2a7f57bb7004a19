import { z } from "zod";
import { DISPOSITIONS, RETURN_CONDITIONS, RETURN_REASONS } from "../../../commerce/return-goods.ts";
import { columns } from "../../../db/columns.ts";
import type { Tx } from "../../../db/database.ts";
import { type Answered, id, time } from "../../answer-schemas.ts";
import { HubError } from "../../errors.ts";
import { areLotsComplete } from "../../lots/complete-lots.ts";
import type { Page, PageRequest } from "../../paging.ts";
import { type BothEnds, byAge, type MadeWithin, madeWithin, type Placed, sortedPage, unplaced } from "../../sorting.ts";

/** requested -> approved -> received -> closed; rejected and cancelled end it before anything arrived. */
export const RETURN_STATES = ["requested", "approved", "received", "closed", "rejected", "cancelled"] as const;
export type ReturnState = (typeof RETURN_STATES)[number];

const receiptSchema = z.object({
  id,
  quantity: z.int(),
  disposition: z.enum(DISPOSITIONS),
  condition: z.enum(RETURN_CONDITIONS).nullable(),
  repairOf: id.nullable().describe("the receipt that set these units aside for repair; null: they arrived"),
  inRepair: z.int().describe("units of it that are still in repair"),
  locationId: id.nullable(),
  actor: z.string(),
  at: z.string(),
});

const returnLineViewSchema = z.object({
  id,
  orderLineId: id,
  /** The platform's line id. */
  lineKey: z.string(),
  sku: z.string().nullable(),
  title: z.string(),
  isGift: z.boolean().describe("added here to what was packed: worth nothing in a refund or an exchange"),
  quantity: z.int(),
  receivedQuantity: z.int(),
  serials: z.array(z.string()).describe("serial numbers of the order line's units that are with the customer"),
  lots: z
    .array(z.object({ lot: z.string(), units: z.int() }))
    .describe("lots of the order line's units that are with the customer"),
  areLotsComplete: z
    .boolean()
    .describe("the lots of all its units are recorded; false: which lot comes back is only known where it is named"),
  serialsBack: z.array(z.string()).describe("serial numbers of the order line's units that came back"),
  repairLots: z
    .array(z.object({ lot: z.string(), units: z.int() }))
    .describe("lots of the order line's units that are in repair"),
  reasonCode: z.enum(RETURN_REASONS).nullable().describe("null: not known"),
  reasonNote: z.string(),
  exchangedQuantity: z.int().describe("units other goods were sent for"),
  inRepair: z.int().describe("units set aside for repair, not in stock"),
  locationId: id.nullable(),
  receipts: z.array(receiptSchema),
});

const exchangeViewSchema = z.object({
  id,
  orderId: id.describe("the order that sends the goods"),
  orderNumber: z.string(),
  currency: z.string(),
  worthMinor: z.int().describe("what the returned units cost"),
  creditMinor: z.int().describe("what of it pays for the order"),
  restMinor: z.int().describe("what of it is to be refunded; no money moved yet"),
  actor: z.string(),
  at: z.string(),
});

export const returnViewSchema = z
  .object({
    id,
    number: z.string(),
    orderId: id,
    orderNumber: z.string(),
    storeId: id.nullable(),
    state: z.enum(RETURN_STATES),
    channelStatus: z
      .string()
      .nullable()
      .describe("the channel's own word for it; null: the channel tells nothing of this return"),
    reason: z.string().describe("in the buyer's or the channel's words"),
    note: z.string(),
    carrier: z.string().nullable(),
    trackingNumber: z.string().nullable(),
    trackingUrl: z.string().nullable(),
    refundCommandId: id.nullable().describe("the refund asked for with it; money and goods are told apart"),
    refundState: z.string().nullable(),
    lines: z.array(returnLineViewSchema),
    exchanges: z.array(exchangeViewSchema).describe("goods sent in place of its units, oldest first"),
    requestedBy: z.string(),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: "Return" });

export type ReturnView = Answered<typeof returnViewSchema>;

/** A parcel may hold several returns, and an order have several; of more nobody chooses. */
const MAX_BY_CODE = 20;

const VIEW = `
  r.id, r.number, r.order_id as "orderId", o.number as "orderNumber", o.connection_id as "storeId",
    ${columns("r", "state")},
    ${columns("r", "channelStatus reason note carrier trackingNumber trackingUrl refundCommandId")},
    c.state as "refundState", ${columns("r", "requestedBy")},
    ${columns("r", "createdAt updatedAt")},
    (select coalesce(json_agg(json_build_object('id', l.id, 'orderLineId', l.order_line_id, 'lineKey', ol.ext_key,
        'sku', ol.sku, 'title', ol.title, 'isGift', ol.is_gift, 'quantity', l.quantity,
        'receivedQuantity', l.received_quantity,
        'reasonCode', l.reason_code, 'reasonNote', l.reason_note, 'locationId', l.location_id,
        'exchangedQuantity', (select coalesce(sum(x.quantity), 0)::int from argosy.order_exchange_line x
          where x.organization_id = argosy.tenant() and x.return_line_id = l.id),
        'inRepair', (select coalesce(sum(p.in_repair), 0)::int from order_return_receipt p
          where p.organization_id = argosy.tenant() and p.return_line_id = l.id),
        'serials', (select coalesce(json_agg(n.serial order by n.serial), '[]') from serial_number n
          where n.organization_id = argosy.tenant() and n.order_id = r.order_id
            and n.order_line_id = l.order_line_id and n.place = 'order'),
        'lots', (select coalesce(json_agg(json_build_object('lot', d.lot, 'units', d.units) order by d.lot), '[]')
          from (select k.lot, sum(k.units - k.returned)::int as units
            from argosy.lot_line k
            where k.organization_id = argosy.tenant() and k.order_id = r.order_id
              and k.order_line_id = l.order_line_id and k.units > k.returned
            group by 1) d),
        'areLotsComplete', ${areLotsComplete("r.order_id", "l.order_line_id")},
        'serialsBack', (select coalesce(json_agg(n.serial order by n.serial), '[]') from serial_number n
          where n.organization_id = argosy.tenant() and n.order_id = r.order_id
            and n.order_line_id = l.order_line_id and n.place = 'here'),
        'repairLots', (select coalesce(json_agg(json_build_object('lot', d.lot, 'units', d.units) order by d.lot), '[]')
          from (select k.lot, sum(k.in_repair)::int as units
            from argosy.lot_line k
            where k.organization_id = argosy.tenant() and k.order_id = r.order_id
              and k.order_line_id = l.order_line_id and k.in_repair > 0
            group by 1) d),
        'receipts', (select coalesce(json_agg(json_build_object('id', p.id, 'quantity', p.quantity,
            'disposition', p.disposition, 'condition', p.condition, 'repairOf', p.repair_of,
            'inRepair', p.in_repair, 'locationId', p.location_id, 'actor', p.actor, 'at', p.at)
              order by p.at, p.id),
            '[]')
          from order_return_receipt p where p.organization_id = argosy.tenant() and p.return_line_id = l.id)
        ) order by ol.position, l.id), '[]')
      from order_return_line l
      join order_line ol on ol.organization_id = argosy.tenant() and ol.id = l.order_line_id
      where l.organization_id = argosy.tenant() and l.return_id = r.id) as lines,
    (select coalesce(json_agg(json_build_object('id', e.id, 'orderId', e.order_id, 'orderNumber', s.number,
        'currency', trim(s.currency), 'worthMinor', e.worth_minor, 'creditMinor', e.credit_minor,
        'restMinor', e.rest_minor, 'actor', e.actor, 'at', e.at) order by e.id), '[]')
      from argosy.order_exchange e
      join argosy.sales_order s on s.organization_id = argosy.tenant() and s.id = e.order_id
      where e.organization_id = argosy.tenant() and e.return_id = r.id) as exchanges
  from order_return r
  join sales_order o on o.organization_id = argosy.tenant() and o.id = r.order_id
  left join command c on c.organization_id = argosy.tenant() and c.id = r.refund_command_id
  where r.organization_id = argosy.tenant()`;

/** One return. Throws HubError RETURN_UNKNOWN. */
export async function getReturn(tx: Tx, returnId: string): Promise<ReturnView> {
  const found = await tx.maybe<ReturnView>(`select ${VIEW} and r.id = $1`, [returnId]);
  if (!found) throw returnUnknown();
  return found;
}

/** The returns of an order, oldest first. */
export function returnsOfOrder(tx: Tx, orderId: string): Promise<ReturnView[]> {
  return tx.rows<ReturnView>(`select ${VIEW} and r.order_id = $1 order by r.id`, [orderId]);
}

/** The newest of several orders, newest first. */
export function returnsOfOrders(tx: Tx, orderIds: readonly string[]): Promise<ReturnView[]> {
  return tx.rows<ReturnView>(
    `select ${VIEW} and r.order_id = any($1::uuid[]) order by r.id desc limit ${MAX_BY_CODE}`,
    [orderIds],
  );
}

/** The one with this number, and those with this tracking number, newest first. */
export function returnsByCode(tx: Tx, code: string): Promise<ReturnView[]> {
  return tx.rows<ReturnView>(
    `select ${VIEW} and (r.number = any($1::text[]) or r.tracking_number = $2)
     order by r.number = any($1::text[]) desc, r.id desc limit ${MAX_BY_CODE}`,
    [[...new Set([code, code.toUpperCase()])], code],
  );
}

const SORTS = byAge(["r.id", "uuid"]);

export interface ReturnFilter extends PageRequest, MadeWithin {
  readonly states?: readonly ReturnState[] | undefined;
  readonly orderId?: string | undefined;
  readonly storeIds?: readonly string[] | undefined;
  /** With units in repair, or without. */
  readonly inRepair?: boolean | undefined;
  readonly sort?: BothEnds | undefined;
}

/** Returns, newest first. */
export async function listReturns(tx: Tx, filter: ReturnFilter): Promise<Page<ReturnView>> {
  const params: unknown[] = [
    filter.states ?? null,
    filter.orderId ?? null,
    filter.storeIds ?? null,
    filter.inRepair ?? null,
  ];
  const made = madeWithin("r.id", filter, params);
  const by = sortedPage(SORTS[filter.sort ?? "newest"], filter, params);
  const rows = await by.rows<Placed<ReturnView>>(
    tx,
    `select ${by.place}, ${VIEW} and ($1::text[] is null or r.state = any($1)) and ($2::uuid is null or r.order_id = $2)
       and ($3::uuid[] is null or o.connection_id = any($3)) and ($4::boolean is null or $4 = (r.id in (
         select l.return_id from order_return_receipt p
         join order_return_line l on l.organization_id = argosy.tenant() and l.id = p.return_line_id
         where p.organization_id = argosy.tenant() and p.in_repair > 0))) ${made} ${by.after} ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

export function returnUnknown(): HubError {
  return new HubError("RETURN_UNKNOWN", "not_found", "There is no such return.");
}
