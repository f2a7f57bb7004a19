/** Papers as they are listed and shown. */

import { z } from "zod";
import type { Optional } from "../../commerce/optional.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, minorUnits, time } from "../answer-schemas.ts";
import { storableText } from "../json-column.ts";
import { containing, type Page, type PageRequest } from "../paging.ts";
import { refusal } from "../refusals.ts";
import { bothEnds, byAge, down, type Placed, sortedPage, unplaced, up } from "../sorting.ts";
import { uncredited } from "./compose-credit.ts";
import { creditedRefunds } from "./credited-refunds.ts";
import { type DocumentKind, documentFromJson, type InvoiceDocument, invoiceDocumentKinds } from "./document.ts";
import { invoicesOf } from "./issue.ts";

export const fields = {
  id,
  kind: z.enum(invoiceDocumentKinds),
  number: z.string(),
  issuedOn: z.string().describe("a day of the organization's time zone"),
  orderId: id,
  orderNumber: z.string(),
  storeId: id.nullable(),
  storeName: z.string().nullable(),
  seriesId: id,
  seriesName: z.string().nullable(),
  corrects: z.string().nullable().describe("of a credit note: its invoice's number"),
  isCancelled: z.boolean().describe("of an invoice: a credit note cancelled it"),
  buyer: z.string(),
  buyerTaxId: z.string().nullable(),
  placeOfSupply: z.string().nullable(),
  currency: z.string(),
  netMinor: minorUnits.nullable().describe("null where the channel withholds the tax"),
  taxMinor: minorUnits.nullable(),
  cgstMinor: minorUnits.nullable(),
  sgstMinor: minorUnits.nullable(),
  igstMinor: minorUnits.nullable(),
  totalMinor: minorUnits.describe("of a credit note: what is given back, above zero"),
  issuedAt: time,
  issuedBy: z.string(),
};

export const invoiceRowSchema = z.object(fields).meta({ id: "InvoiceSummary" });

export type InvoiceRow = Answered<typeof invoiceRowSchema>;

export const orderInvoicesSchema = z
  .object({
    papers: z.array(invoiceRowSchema).describe("the oldest first"),
    standingId: id.nullable().describe("the invoice that is issued and not cancelled"),
    uncreditedMinor: minorUnits.nullable().describe("what of it no credit note has given back"),
    /** Refunds of the order no credit note of it stands for. */
    refundsToCredit: z.array(z.object({ key: z.string(), amountMinor: minorUnits, refundedAt: time })),
  })
  .meta({ id: "OrderInvoices" });

export type OrderInvoices = Answered<typeof orderInvoicesSchema>;

const ROW = `p.id, p.kind, p.number, p.issued_on::text as "issuedOn", ${columns("p", "orderId orderNumber")},
    p.connection_id as "storeId", c.name as "storeName", p.series_id as "seriesId", s.name as "seriesName",
    i.number as corrects,
    coalesce((select true from argosy.invoice_paper n
      where n.organization_id = argosy.tenant() and n.invoice_id = p.id and n.cancels limit 1),
      false) as "isCancelled",
    ${columns("p", "buyer buyerTaxId placeOfSupply")}, trim(p.currency) as currency,
    ${columns("p", "netMinor taxMinor cgstMinor sgstMinor igstMinor totalMinor issuedAt issuedBy")}
  from argosy.invoice_paper p
  left join argosy.invoice_paper i on i.organization_id = argosy.tenant() and i.id = p.invoice_id
  left join argosy.invoice_series s on s.organization_id = argosy.tenant() and s.id = p.series_id
  left join argosy.connection c on c.organization_id = argosy.tenant() and c.id = p.connection_id
  where p.organization_id = argosy.tenant()`;

const SORTS = {
  ...byAge(["p.id", "uuid"]),
  largest: down(["p.total_minor", "bigint"], ["p.id", "uuid"]),
  smallest: up(["p.total_minor", "bigint"], ["p.id", "uuid"]),
};
export const invoiceSorts = [...bothEnds, "largest", "smallest"] as const;

export type InvoiceFilter = PageRequest &
  Optional<{
    kind: DocumentKind;
    seriesId: string;
    storeId: string;
    orderId: string;
    /** Days of issue, both included. */
    from: string;
    to: string;
    /** Part of the number, the order's number or the buyer. */
    search: string;
    sort: (typeof invoiceSorts)[number];
  }>;

/** Papers, the newest first. */
export async function listInvoices(tx: Tx, filter: InvoiceFilter): Promise<Page<InvoiceRow>> {
  const search = storableText(filter.search ?? "").trim();
  const params = [
    filter.kind ?? null,
    filter.seriesId ?? null,
    filter.storeId ?? null,
    filter.orderId ?? null,
    filter.from ?? null,
    filter.to ?? null,
    search === "" ? null : containing(search),
  ];
  const by = sortedPage(SORTS[filter.sort ?? "newest"], filter, params);
  const rows = await by.rows<Placed<InvoiceRow>>(
    tx,
    `select ${by.place}, ${ROW} and ($1::text is null or p.kind = $1) and ($2::uuid is null or p.series_id = $2)
       and ($3::uuid is null or p.connection_id = $3) and ($4::uuid is null or p.order_id = $4)
       and ($5::date is null or p.issued_on >= $5::date) and ($6::date is null or p.issued_on <= $6::date)
       and ($7::text is null or p.number ilike $7 or p.order_number ilike $7
         or p.buyer ilike $7) ${by.after} ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

/** One paper with all that stands on it. Throws HubError INVOICE_NOT_FOUND. */
export async function getInvoice(tx: Tx, id: string): Promise<InvoiceRow & { readonly paper: InvoiceDocument }> {
  const row = await tx.maybe<InvoiceRow>(`select ${ROW} and p.id = $1`, [id]);
  const stored = await tx.maybe<{ text: string }>(
    "select paper::text as text from argosy.invoice_paper where organization_id = argosy.tenant() and id = $1",
    [id],
  );
  if (!row || !stored) throw refusal("INVOICE_NOT_FOUND");
  return { ...row, paper: documentFromJson(stored.text) };
}

export interface ValidInvoice {
  readonly orderId: string;
  readonly id: string;
  readonly number: string;
}

/** Of these orders the invoices that stand: the newest of each, unless a credit note cancelled it. */
export function validInvoices(tx: Tx, orderIds: readonly string[]): Promise<ValidInvoice[]> {
  return tx.rows<ValidInvoice>(
    `select i."orderId", i.id, i.number
     from (select distinct on (p.order_id) p.order_id as "orderId", p.id, p.number
       from argosy.invoice_paper p
       where p.organization_id = argosy.tenant() and p.order_id = any($1::uuid[]) and p.kind = 'invoice'
       order by p.order_id, p.issued_at desc, p.id desc) i
     where not exists (select 1 from argosy.invoice_paper n
       where n.organization_id = argosy.tenant() and n.invoice_id = i.id and n.cancels)`,
    [orderIds],
  );
}

/** The papers of an order, and what may be issued next. Throws HubError ORDER_UNKNOWN. */
export async function invoicesOfOrder(tx: Tx, orderId: string): Promise<OrderInvoices> {
  const order = await tx.maybe("select 1 from argosy.sales_order where organization_id = argosy.tenant() and id = $1", [
    orderId,
  ]);
  if (!order) throw refusal("ORDER_UNKNOWN");
  const documents = await tx.rows<InvoiceRow>(`select ${ROW} and p.order_id = $1 order by p.issued_at, p.id`, [
    orderId,
  ]);
  const { standing, notes } = await invoicesOf(tx, orderId);
  if (!standing) return { papers: documents, standingId: null, uncreditedMinor: null, refundsToCredit: [] };
  const ofIt = notes.filter(({ invoiceId }) => invoiceId === standing.id);
  return {
    papers: documents,
    standingId: standing.id,
    uncreditedMinor: uncredited(
      standing.paper,
      ofIt.map(({ paper }) => paper),
    ),
    refundsToCredit: await refundsToCredit(tx, orderId, ofIt),
  };
}

/** Refunds without a credit note, never more than was refunded and is not credited altogether. */
export async function refundsToCredit(
  tx: Tx,
  orderId: string,
  notes: readonly { readonly refundKey: string | null; readonly paper: InvoiceDocument }[],
): Promise<{ readonly key: string; readonly amountMinor: bigint; readonly refundedAt: Date }[]> {
  const refunds = await tx.rows<{ key: string; amountMinor: bigint; refundedAt: Date }>(
    `select ext_key as key, ${columns("", "amountMinor refundedAt")} from argosy.order_refund
     where organization_id = argosy.tenant() and order_id = $1 and amount_minor > 0 order by refunded_at, ext_key`,
    [orderId],
  );
  const all = refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  let open = all - notes.reduce((sum, { paper }) => sum + paper.totalMinor, 0n);
  const credited = creditedRefunds(refunds, notes);
  return refunds.filter(({ key, amountMinor }) => {
    if (credited.has(key) || amountMinor > open) return false;
    open -= amountMinor;
    return true;
  });
}
