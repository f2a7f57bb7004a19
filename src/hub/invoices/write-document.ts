/** Numbers a paper and keeps it, in one transaction: two at once never get one number, and what fails leaves no gap. */
import { actorText, type By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import { newId } from "../../commerce/new-id.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { type DocumentDraft, documentToJson, type InvoiceDocument } from "./document.ts";
import { dayIn, fillPattern, financialYear, GST_LENGTH } from "./number.ts";
import type { InvoiceSeries } from "./settings.ts";

export interface DocumentToWrite extends By {
  readonly draft: DocumentDraft;
  readonly series: InvoiceSeries;
  readonly yearStart: number;
  readonly order: { readonly id: string; readonly storeId: string | null; readonly customerId: string | null };
  /** Of an invoice: which of its order. */
  readonly nth?: number;
  /** Of a credit note. */
  readonly corrects?: { readonly invoiceId: string; readonly refundKey: string | null; readonly cancels: boolean };
}

export interface WrittenDocument {
  readonly id: string;
  readonly paper: InvoiceDocument;
}

/** The counter's row is locked from here to the end of the transaction: call this last. */
export async function writeDocument(tx: Tx, written: DocumentToWrite): Promise<WrittenDocument> {
  const { draft, series, now } = written;
  const { zone } = await tx.one<{ zone: string }>(
    "select zone from argosy.organization where organization_id = argosy.tenant()",
  );
  const today = dayIn(zone, now);
  const year = financialYear(today, written.yearStart);
  const { last, day } = await tx.one<{ last: bigint; day: string }>(
    `insert into argosy.invoice_counter as c (organization_id, series_id, kind, year_starts_on, last, last_on)
     values (argosy.tenant(), $1, $2, $3::date, 1, $4::date)
     on conflict (organization_id, series_id, kind, year_starts_on)
     do update set last = c.last + 1, last_on = greatest(c.last_on, excluded.last_on)
     returning last, last_on::text as day`,
    [series.id, draft.kind, year.startsOn, today],
  );
  const pattern = draft.kind === "invoice" ? series.invoicePattern : series.creditPattern;
  const document: InvoiceDocument = { ...draft, number: fillPattern(pattern, year, last), issuedOn: day };
  const { number } = document;
  if (document.regime === "gst" && number.length > GST_LENGTH)
    throw new HubError("INVOICE_NUMBER_LONG", "conflict", message("refused.invoiceNumberLong", { number }));
  const id = newId(now);
  const stored = await tx.maybe<{ id: string }>(INSERT, [
    id,
    document.kind,
    series.id,
    year.startsOn,
    last,
    document.number,
    day,
    written.order.id,
    document.orderNumber,
    written.order.storeId,
    written.order.customerId,
    written.nth ?? null,
    written.corrects?.invoiceId ?? null,
    written.corrects?.refundKey ?? null,
    written.corrects?.cancels ?? false,
    document.buyer.company ?? document.buyer.name,
    document.buyer.taxId,
    document.currency,
    document.netMinor,
    document.taxMinor,
    document.split?.cgstMinor ?? null,
    document.split?.sgstMinor ?? null,
    document.split?.igstMinor ?? null,
    document.totalMinor,
    document.placeOfSupply?.name ?? null,
    documentToJson(document),
    now,
    actorText(written.actor),
  ]);
  if (!stored)
    throw new HubError("INVOICE_NUMBER_TAKEN", "conflict", message("refused.invoiceNumberTaken", { number }));
  return { id, paper: document };
}

const INSERT = `insert into argosy.invoice_paper (organization_id, id, kind, series_id, year_starts_on, counted, number,
    issued_on, order_id, order_number, connection_id, customer_id, nth, invoice_id, refund_key, cancels, buyer,
    buyer_tax_id, currency, net_minor, tax_minor, cgst_minor, sgst_minor, igst_minor, total_minor, place_of_supply,
    paper, issued_at, issued_by)
  values (argosy.tenant(), $1, $2, $3, $4::date, $5, $6, $7::date, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
    $19, $20, $21, $22, $23, $24, $25, $26::json, $27, $28)
  on conflict (organization_id, number) do nothing returning id`;
