import type { Optional } from "../../commerce/optional.ts";
import type { Tx } from "../../db/database.ts";
import { type DocumentCharge, listCharges } from "../costs/charges.ts";
import { HubError } from "../errors.ts";
import { resolveStockItems } from "../inventory/stock-items.ts";
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

export const documentKinds = ["purchase_invoice", "sales_invoice", "adjustment"] as const;
export type DocumentKind = (typeof documentKinds)[number];
export const documentStates = ["draft", "posted", "reversed"] as const;
export type DocumentState = (typeof documentStates)[number];

export interface DocumentSummary {
  readonly id: string;
  readonly kind: DocumentKind;
  readonly number: string;
  readonly state: DocumentState;
  readonly locationId: string;
  readonly locationName: string;
  readonly partner: string;
  readonly partnerReference: string;
  readonly date: string;
  readonly reason: string;
  readonly note: string;
  /** Of a receipt: the order it arrived by. */
  readonly purchaseOrderId: string | null;
  readonly purchaseOrderNumber: string | null;
  readonly lineCount: number;
  /** Of all lines together. */
  readonly units: bigint;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly updatedAt: Date;
  readonly postedAt: Date | null;
  readonly postedBy: string | null;
  readonly reversedAt: Date | null;
  readonly reversedBy: string | null;
}

export interface StockDocumentLine {
  readonly line: number;
  readonly variantId: string | null;
  readonly sku: string;
  readonly title: string | null;
  readonly quantity: number;
  readonly unitCostMinor: bigint | null;
  /** The variant's. */
  readonly currency: string | null;
  /** Of a posted purchase, decimal text: with the line's part of the charges. */
  readonly landedUnitCost: string | null;
  readonly note: string;
  /** Why a draft's line could not be posted now; null: nothing stands against it. */
  readonly problem: string | null;
}

export interface StockDocument extends DocumentSummary {
  readonly lines: readonly StockDocumentLine[];
  /** Freight and the like, borne by the lines of a purchase. */
  readonly charges: readonly DocumentCharge[];
}

const SUMMARY = `
  d.id, d.kind, d.number, d.state, d.location_id as "locationId", loc.name as "locationName", d.partner,
    d.partner_reference as "partnerReference", d.document_date as date, d.reason, d.note,
    d.purchase_order_id as "purchaseOrderId", po.number as "purchaseOrderNumber", sums.count as "lineCount",
    sums.units, d.created_at as "createdAt", d.created_by as "createdBy", d.updated_at as "updatedAt",
    d.posted_at as "postedAt", d.posted_by as "postedBy", d.reversed_at as "reversedAt", d.reversed_by as "reversedBy"
  from stock_document d
  join location loc on loc.organization_id = argosy.tenant() and loc.id = d.location_id
  left join argosy.purchase_order po on po.organization_id = argosy.tenant() and po.id = d.purchase_order_id
  cross join lateral (select count(*)::int as count, coalesce(sum(l.quantity), 0) as units from stock_document_line l
    where l.organization_id = argosy.tenant() and l.document_id = d.id) as sums
  where d.organization_id = argosy.tenant()`;

const SORTS = {
  ...byAge(["d.id", "uuid"]),
  latest: down(["d.document_date", "date"], ["d.id", "uuid"]),
  earliest: up(["d.document_date", "date"], ["d.id", "uuid"]),
};
/** By when they were written, or by their own date. */
export const documentSorts = [...bothEnds, "latest", "earliest"] as const;

export type DocumentFilter = PageRequest &
  MadeWithin &
  Optional<{
    kind: DocumentKind;
    state: DocumentState;
    locationId: string;
    /** Receipts of this order. */
    purchaseOrderId: string;
    /** Part of the number, or of the partner's name or reference. */
    search: string;
    sort: (typeof documentSorts)[number];
  }>;

/** Stock documents, the newest first. */
export async function listDocuments(tx: Tx, filter: DocumentFilter): Promise<Page<DocumentSummary>> {
  const search = storableText(filter.search ?? "").trim();
  const params: unknown[] = [
    filter.kind ?? null,
    filter.state ?? null,
    filter.locationId ?? null,
    search ? containing(search) : null,
    filter.purchaseOrderId ?? null,
  ];
  const made = madeWithin("d.id", filter, params);
  const by = sortedPage(SORTS[filter.sort ?? "newest"], filter, params);
  const rows = await by.rows<Placed<DocumentSummary>>(
    tx,
    `select ${by.place}, ${SUMMARY} and ($1::text is null or d.kind = $1) and ($2::text is null or d.state = $2)
       and ($3::uuid is null or d.location_id = $3)
       and ($4::text is null or d.number ilike $4 or d.partner ilike $4 or d.partner_reference ilike $4)
       and ($5::uuid is null or d.purchase_order_id = $5) ${made} ${by.after} ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

/** One document with its lines; a draft's say what stands against posting them. Throws HubError STOCK_DOCUMENT_NOT_FOUND. */
export async function getDocument(tx: Tx, id: string): Promise<StockDocument> {
  const summary = await tx.maybe<DocumentSummary>(`select ${SUMMARY} and d.id = $1`, [id]);
  if (!summary) throw new HubError("STOCK_DOCUMENT_NOT_FOUND", "not_found", "There is no such stock document.");
  const lines = await tx.rows<Omit<StockDocumentLine, "problem">>(
    `select l.line, l.variant_id as "variantId", coalesce(v.sku, l.sku) as sku,
       concat_ws(' ', p.title, nullif(v.title, '')) as title, l.quantity, l.unit_cost_minor as "unitCostMinor",
       v.currency, trim_scale(c.unit_cost)::text as "landedUnitCost", l.note
     from stock_document_line l
     left join argosy.cost_layer c on c.organization_id = argosy.tenant() and c.document_id = l.document_id
       and c.line = l.line
     left join variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id
     left join product p on p.organization_id = argosy.tenant() and p.id = v.product_id
     where l.organization_id = argosy.tenant() and l.document_id = $1 order by l.line`,
    [id],
  );
  const problems = summary.state === "draft" ? await problemsOf(tx, lines, summary.locationId) : [];
  return {
    ...summary,
    lines: lines.map((line, n) => ({ ...line, problem: problems[n] ?? null })),
    charges: await listCharges(tx, id),
  };
}

async function problemsOf(
  tx: Tx,
  lines: readonly { readonly variantId: string | null; readonly sku: string }[],
  locationId: string,
): Promise<(string | null)[]> {
  const items = lines.map(({ variantId, sku }) => ({ variantId: variantId ?? undefined, sku, locationId }));
  const found = await resolveStockItems(tx, items);
  return found.map((item) => (item.ok ? null : item.error.message));
}
