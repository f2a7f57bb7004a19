import { z } from "zod";
import { landedSpreads } from "../../commerce/costing.ts";
import type { Optional } from "../../commerce/optional.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, minorUnits, time } from "../answer-schemas.ts";
import { chargeKinds, listCharges } from "../costs/charges.ts";
import { resolveStockItems } from "../inventory/stock-items.ts";
import { storableText } from "../json-column.ts";
import { containing, type Page, type PageRequest } from "../paging.ts";
import { refusal } from "../refusals.ts";
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

const summaryFields = {
  id,
  kind: z.enum(documentKinds),
  number: z.string().describe("PI-1, SI-1, ADJ-1"),
  state: z.enum(documentStates),
  locationId: id,
  locationName: z.string(),
  partner: z.string(),
  partnerReference: z.string(),
  date: z.string(),
  reason: z.string(),
  note: z.string(),
  purchaseOrderId: id.nullable().describe("of a receipt: the order it arrived by"),
  purchaseOrderNumber: z.string().nullable(),
  lineCount: z.int(),
  /** Of all lines together. */
  units: minorUnits,
  createdAt: time,
  createdBy: z.string(),
  updatedAt: time,
  postedAt: time.nullable(),
  postedBy: z.string().nullable(),
  reversedAt: time.nullable(),
  reversedBy: z.string().nullable(),
};

export const documentSummarySchema = z.object(summaryFields).meta({ id: "StockDocumentSummary" });

export type DocumentSummary = Answered<typeof documentSummarySchema>;

const stockDocumentLineSchema = z.object({
  line: z.int(),
  variantId: id.nullable(),
  sku: z.string(),
  title: z.string().nullable(),
  quantity: z.int(),
  unitCostMinor: minorUnits.nullable(),
  currency: z.string().nullable().describe("the variant's: its cost is in it"),
  landedUnitCost: z.string().nullable().describe("of a posted purchase, decimal text: with its part of the charges"),
  note: z.string(),
  problem: z.string().nullable().describe("why a draft's line could not be posted now"),
});

export type StockDocumentLine = Answered<typeof stockDocumentLineSchema>;

export const charge = z.strictObject({
  kind: z.enum(chargeKinds),
  amountMinor: z.int().transform((value) => BigInt(value)),
  currency: z.string().regex(/^[A-Z]{3}$/),
  spread: z.enum(landedSpreads).describe("borne by value, units or weight; by value where a weight is not known"),
});

export const stockDocumentSchema = z
  .object({
    ...summaryFields,
    lines: z.array(stockDocumentLineSchema),
    charges: z.array(charge.extend({ amountMinor: minorUnits })).describe("of a purchase: borne by its lines"),
  })
  .meta({ id: "StockDocument" });

export type StockDocument = Answered<typeof stockDocumentSchema>;

const SUMMARY = `
  d.id, ${columns("d", "kind number state locationId")}, loc.name as "locationName",
  ${columns("d", "partner partnerReference")}, d.document_date as date, ${columns("d", "reason note purchaseOrderId")},
  po.number as "purchaseOrderNumber", sums.count as "lineCount",
    sums.units, ${columns("d", "createdAt createdBy updatedAt postedAt postedBy reversedAt reversedBy")}
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
  if (!summary) throw refusal("STOCK_DOCUMENT_NOT_FOUND");
  const lines = await tx.rows<Omit<StockDocumentLine, "problem">>(
    `select ${columns("l", "line variantId")}, coalesce(v.sku, l.sku) as sku,
       concat_ws(' ', p.title, nullif(v.title, '')) as title, ${columns("l", "quantity unitCostMinor")},
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
