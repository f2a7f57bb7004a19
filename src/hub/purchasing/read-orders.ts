import { z } from "zod";
import type { Optional } from "../../commerce/optional.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, minorUnits, time } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { storableText } from "../json-column.ts";
import { containing, type Page, type PageRequest } from "../paging.ts";
import {
  bothEnds,
  byAge,
  down,
  type MadeWithin,
  madeWithin,
  type Placed,
  sortedPage,
  unplaced,
  up,
} from "../sorting.ts";

export const purchaseOrderStates = ["draft", "ordered", "partly_received", "received", "cancelled"] as const;
export type PurchaseOrderState = (typeof purchaseOrderStates)[number];

const summaryFields = {
  id,
  number: z.string().describe("PO-1"),
  state: z.enum(purchaseOrderStates),
  supplierId: id,
  supplierName: z.string(),
  supplierReference: z.string(),
  locationId: id,
  locationName: z.string(),
  currency: z.string(),
  /** YYYY-MM-DD. */
  expectedOn: z.string().nullable(),
  note: z.string(),
  lineCount: z.int(),
  units: minorUnits,
  receivedUnits: minorUnits,
  totalMinor: minorUnits.nullable().describe("null while a line has no cost"),
  createdAt: time,
  createdBy: z.string(),
  updatedAt: time,
  orderedAt: time.nullable(),
  orderedBy: z.string().nullable(),
  cancelledAt: time.nullable(),
  cancelledBy: z.string().nullable(),
};

export const purchaseOrderSummarySchema = z.object(summaryFields).meta({ id: "PurchaseOrderSummary" });

export type PurchaseOrderSummary = Answered<typeof purchaseOrderSummarySchema>;

const purchaseOrderLineSchema = z.object({
  line: z.int(),
  variantId: id,
  sku: z.string(),
  title: z.string(),
  quantity: z.int(),
  received: z.int(),
  incoming: z.int().describe("still to come; none of a draft, or of an order that is cancelled"),
  unitCostMinor: minorUnits.nullable().describe("in the order's currency"),
  note: z.string(),
});

export type PurchaseOrderLine = Answered<typeof purchaseOrderLineSchema>;

export const purchaseOrderSchema = z.object({
  ...summaryFields,
  lines: z.array(purchaseOrderLineSchema),
});

export type PurchaseOrder = Answered<typeof purchaseOrderSchema>;

const SUMMARY = `
  o.id, ${columns("o", "number state supplierId")}, s.name as "supplierName",
    ${columns("o", "supplierReference locationId")}, loc.name as "locationName",
    trim(o.currency) as currency, ${columns("o", "expectedOn note")}, sums.count as "lineCount", sums.units,
    sums.received as "receivedUnits", sums.total as "totalMinor", ${columns("o", "createdAt createdBy")},
    ${columns("o", "updatedAt orderedAt orderedBy cancelledAt cancelledBy")}
  from argosy.purchase_order o
  join argosy.supplier s on s.organization_id = argosy.tenant() and s.id = o.supplier_id
  join argosy.location loc on loc.organization_id = argosy.tenant() and loc.id = o.location_id
  cross join lateral (select count(*)::int as count, coalesce(sum(l.quantity), 0) as units,
      coalesce(sum(l.received), 0) as received,
      case when bool_and(l.unit_cost_minor is not null) then sum(l.quantity * l.unit_cost_minor)::bigint end as total
    from argosy.purchase_order_line l where l.organization_id = argosy.tenant() and l.purchase_order_id = o.id) as sums
  where o.organization_id = argosy.tenant()`;

const SORTS = {
  ...byAge(["o.id", "uuid"]),
  soonest: up(["o.expected_position", "date"], ["o.id", "uuid"]),
  latest: down(["o.expected_position", "date"], ["o.id", "uuid"]),
};

/** By number, or by the day they are expected: the soonest first, or the latest and those without a day. */
export const purchaseOrderSorts = [...bothEnds, "soonest", "latest"] as const;

export type PurchaseOrderFilter = PageRequest &
  MadeWithin &
  Optional<{
    state: readonly PurchaseOrderState[];
    supplierId: string;
    locationId: string;
    /** Part of the number, the supplier's name or their number for it. */
    search: string;
    sort: (typeof purchaseOrderSorts)[number];
  }>;

/** Purchase orders, the newest first. */
export async function listPurchaseOrders(tx: Tx, filter: PurchaseOrderFilter): Promise<Page<PurchaseOrderSummary>> {
  const search = storableText(filter.search ?? "").trim();
  const state = filter.state && filter.state.length > 0 ? filter.state : null;
  const params: unknown[] = [
    state,
    filter.supplierId ?? null,
    filter.locationId ?? null,
    search ? containing(search) : null,
  ];
  const made = madeWithin("o.id", filter, params);
  const by = sortedPage(SORTS[filter.sort ?? "newest"], filter, params);
  const rows = await by.rows<Placed<PurchaseOrderSummary>>(
    tx,
    `select ${by.place}, ${SUMMARY} and ($1::text[] is null or o.state = any($1::text[]))
       and ($2::uuid is null or o.supplier_id = $2)
       and ($3::uuid is null or o.location_id = $3)
       and ($4::text is null or o.number ilike $4 or s.name ilike $4 or o.supplier_reference ilike $4)
       ${made} ${by.after} ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

/** One purchase order with its lines. Throws HubError PURCHASE_ORDER_NOT_FOUND. */
export async function getPurchaseOrder(tx: Tx, id: string): Promise<PurchaseOrder> {
  const summary = await tx.maybe<PurchaseOrderSummary>(`select ${SUMMARY} and o.id = $1`, [id]);
  if (!summary) throw orderNotFound();
  const lines = await tx.rows<PurchaseOrderLine>(
    `select ${columns("l", "line variantId")}, coalesce(v.sku, l.sku) as sku,
       concat_ws(' ', p.title, nullif(v.title, '')) as title,
       ${columns("l", "quantity received incoming unitCostMinor note")}
     from argosy.purchase_order_line l
     join argosy.variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id
     join argosy.product p on p.organization_id = argosy.tenant() and p.id = v.product_id
     where l.organization_id = argosy.tenant() and l.purchase_order_id = $1 order by l.line`,
    [id],
  );
  return { ...summary, lines };
}

export const orderNotFound = () =>
  new HubError("PURCHASE_ORDER_NOT_FOUND", "not_found", "There is no such purchase order.");
