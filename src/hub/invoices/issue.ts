/** Issues invoices for orders, and credit notes for what is given back of them. */

import type { By } from "../../commerce/actor.ts";
import { type Message, message } from "../../commerce/message.ts";
import type { Address } from "../../commerce/order.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { resolveAlert } from "../alerts/alerts.ts";
import { HubError } from "../errors.ts";
import { announceOrdersChanged } from "../orders/notify-changed.ts";
import type { OrderDetail } from "../orders/order-fields/order-schema.ts";
import { refusal } from "../refusals.ts";
import { writeTimeline } from "../timeline.ts";
import { logoIdFor } from "./channel-logos.ts";
import { composeCreditNote } from "./compose-credit.ts";
import { composeInvoice } from "./compose-invoice.ts";
import { creditedRefunds } from "./credited-refunds.ts";
import { documentFromJson, type InvoiceDocument, type Seller } from "./document.ts";
import { dayIn } from "./number.ts";
import { sendIssued } from "./send-to-channel.ts";
import { allSeries, type InvoiceSeries, type InvoiceSettings, invoiceSettings, seriesUnknown } from "./settings.ts";
import { type OrderedLine, soldOf } from "./sold-lines.ts";
import type { InvoicedOrder } from "./taxed-lines.ts";
import { type WrittenDocument, writeDocument } from "./write-document.ts";

export interface IssueInput extends By {
  readonly orderId: string;
  readonly seriesId?: string | undefined;
  /** The buyer's VAT number or GSTIN. */
  readonly buyerTaxId?: string | undefined;
  /** A state's code, where the delivery address names none. */
  readonly placeOfSupply?: string | undefined;
}

interface OrderToInvoice extends Omit<InvoicedOrder, "lines"> {
  readonly id: string;
  readonly number: string;
  readonly status: string;
  readonly storeId: string | null;
  readonly customerId: string | null;
  readonly contactName: string | null;
  readonly billingAddress: Address | null;
  readonly shippingAddress: Address | null;
  readonly placedAt: Date;
  readonly currentTotalMinor: bigint | null;
  readonly refundedMinor: bigint;
}

/** What of an order the law's papers already say. */
export interface OrderInvoices {
  readonly invoices: readonly StoredDocument[];
  /** The invoice that stands: the newest, unless a credit note cancelled it. */
  readonly standing: StoredDocument | undefined;
  readonly notes: readonly StoredDocument[];
}

export interface StoredDocument {
  readonly id: string;
  readonly paper: InvoiceDocument;
  readonly seriesId: string;
  readonly invoiceId: string | null;
  readonly refundKey: string | null;
  readonly cancels: boolean;
}

/**
 * Issues the invoice of an order. Throws HubError ORDER_UNKNOWN, INVOICE_EXISTS while one stands, and what an invoice lacks.
 */
export async function issueInvoice(tx: Tx, input: IssueInput): Promise<WrittenDocument> {
  const order = await lockOrder(tx, input.orderId);
  const { invoices, standing } = await invoicesOf(tx, input.orderId);
  if (standing)
    throw new HubError(
      "INVOICE_EXISTS",
      "conflict",
      message("refused.invoiceExists", { order: order.number, number: standing.paper.number }),
    );
  if (order.status === "cancelled")
    throw new HubError("INVOICE_ORDER_CANCELLED", "conflict", message("refused.invoiceCancelled"));
  const settings = await invoiceSettings(tx);
  const { zone } = await tx.one<{ zone: string }>(
    "select zone from argosy.organization where organization_id = argosy.tenant()",
  );
  const gstin = settings.regime === "gst" ? await gstinOf(tx, order.id, settings.gstin) : null;
  const draft = composeInvoice({
    regime: settings.regime,
    language: settings.language,
    footer: settings.footer,
    usesProductRates: settings.usesProductRates,
    seller: sellerOf({ ...settings, logoId: await logoIdFor(tx, order.storeId, settings) }, gstin),
    order: {
      ...soldOf(order, await linesOf(tx, order.id)),
      orderedOn: dayIn(zone, order.placedAt),
      buyerName: order.contactName ?? "",
    },
    buyerTaxId: input.buyerTaxId?.trim().toUpperCase() || null,
    placeOfSupply: input.placeOfSupply ?? null,
  });
  const series = seriesFor(await allSeries(tx, input.now), input.seriesId, order.storeId);
  const written = await writeDocument(tx, {
    draft,
    series,
    yearStart: settings.yearStart,
    order,
    nth: invoices.length + 1,
    actor: input.actor,
    now: input.now,
  });
  await note(tx, input, order, message("order.invoiced", { number: written.paper.number }));
  await sendToChannel(tx, input, order, written);
  await resolveAlert(tx, invoiceCause(order.id), input.now, input.actor);
  return written;
}

function sellerOf(settings: InvoiceSettings, gstin: string | null): Seller {
  const { address, taxId, registration, email, phone, logoId } = settings;
  return { name: settings.legalName, address, taxId, gstin, registration, email, phone, logoId };
}

export interface CreditNoteInput extends By {
  readonly orderId: string;
  /** The refund it stands for; absent: the rest of the invoice, which cancels it. */
  readonly refundKey?: string | undefined;
  readonly reason?: string | undefined;
}

/**
 * Issues a credit note against the invoice that stands. Throws HubError ORDER_UNKNOWN, INVOICE_NONE, CREDIT_EXISTS,
 * CREDIT_REFUND_UNKNOWN, CREDIT_TOO_MUCH, CREDIT_NOTHING_LEFT.
 */
export async function issueCreditNote(tx: Tx, input: CreditNoteInput): Promise<WrittenDocument> {
  const order = await lockOrder(tx, input.orderId);
  const { standing, notes } = await invoicesOf(tx, input.orderId);
  if (!standing) throw new HubError("INVOICE_NONE", "conflict", "No invoice of this order stands.");
  const earlier = notes.filter(({ invoiceId }) => invoiceId === standing.id);
  const refund = input.refundKey === undefined ? undefined : await refundOf(tx, order, input.refundKey);
  if (refund) checkRefund(refund, earlier);
  const draft = composeCreditNote(
    standing.paper,
    earlier.map(({ paper }) => paper),
    {
      amountMinor: refund?.amountMinor,
      units: refund ? unitsOf(refund, standing.paper) : [],
      reason: input.reason?.trim() || refund?.reason || null,
    },
  );
  const series = (await allSeries(tx, input.now)).find(({ id }) => id === standing.seriesId);
  if (!series) throw seriesUnknown();
  const { yearStart } = await invoiceSettings(tx);
  const written = await writeDocument(tx, {
    draft,
    series,
    yearStart,
    order,
    corrects: { invoiceId: standing.id, refundKey: input.refundKey ?? null, cancels: refund === undefined },
    actor: input.actor,
    now: input.now,
  });
  const number = { number: written.paper.number, invoice: standing.paper.number };
  await note(tx, input, order, refund ? message("order.credited", number) : message("order.invoiceCancelled", number));
  await sendToChannel(tx, input, order, written);
  return written;
}

/** The alert of an order whose invoice could not be issued by itself. */
export function invoiceCause(orderId: string): string {
  return `invoice:${orderId}`;
}

interface Refund extends Pick<OrderDetail["refunds"][number], "key" | "amountMinor" | "reason"> {
  readonly lines: readonly { readonly lineKey: string; readonly quantity: number }[];
  /** All refunds of the order, the oldest first; amounts as text. */
  readonly all: readonly { readonly key: string; readonly amount: string }[];
}

async function refundOf(tx: Tx, order: OrderToInvoice, key: string): Promise<Refund> {
  const refund = await tx.maybe<Refund>(
    `select r.ext_key as key, ${columns("r", "amountMinor reason lines")},
       (select json_agg(json_build_object('key', a.ext_key, 'amount', a.amount_minor::text)
           order by a.refunded_at, a.ext_key)
         from argosy.order_refund a where a.organization_id = argosy.tenant() and a.order_id = $1) as "all"
     from argosy.order_refund r where r.organization_id = argosy.tenant() and r.order_id = $1 and r.ext_key = $2`,
    [order.id, key],
  );
  if (!refund) throw new HubError("CREDIT_REFUND_UNKNOWN", "not_found", "The order has no such refund.", "refundKey");
  return refund;
}

/** A refund that changed its key (ours, then the channel's) is credited once: never more than was refunded altogether. */
function checkRefund(refund: Refund, earlier: readonly StoredDocument[]): void {
  const all = refund.all.map(({ key, amount }) => ({ key, amountMinor: BigInt(amount) }));
  const refunded = all.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  const credited = earlier.reduce((sum, { paper }) => sum + paper.totalMinor, 0n);
  if (creditedRefunds(all, earlier).has(refund.key) || credited + refund.amountMinor > refunded)
    throw new HubError("CREDIT_EXISTS", "conflict", "There is a credit note for this refund already.", "refundKey");
}

function unitsOf(refund: Refund, invoice: InvoiceDocument): { readonly line: number; readonly quantity: number }[] {
  return refund.lines.flatMap(({ lineKey, quantity }) => {
    const line = invoice.lines.findIndex(({ key }) => key === lineKey);
    return line < 0 || quantity <= 0 ? [] : [{ line, quantity }];
  });
}

async function lockOrder(tx: Tx, orderId: string): Promise<OrderToInvoice> {
  const order = await tx.maybe<OrderToInvoice>(
    `select id, number, status, connection_id as "storeId", customer_id as "customerId",
       contact ->> 'name' as "contactName", ${columns("", "billingAddress shippingAddress placedAt")},
    trim(currency) as currency, ${columns("", "taxIncluded")},
    ${columns("", "discountMinor taxMinor shippingMinor feesMinor totalMinor currentTotalMinor")},
       (select coalesce(sum(r.amount_minor), 0)::bigint from argosy.order_refund r
        where r.organization_id = argosy.tenant() and r.order_id = $1) as "refundedMinor"
     from argosy.sales_order where organization_id = argosy.tenant() and id = $1 for update`,
    [orderId],
  );
  if (!order) throw refusal("ORDER_UNKNOWN");
  return order;
}

async function linesOf(tx: Tx, orderId: string): Promise<OrderedLine[]> {
  return tx.rows<OrderedLine>(
    `select l.ext_key as key, l.title, coalesce(l.sku, v.sku) as sku, p.hsn, trim_scale(p.gst_rate)::text as rate,
       l.ordered_quantity as quantity, l.quantity as left, trim_scale(l.unit_price)::text as "unitPrice",
       ${columns("l", "discountMinor taxMinor totalMinor")}
     from argosy.order_line l
     left join argosy.variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id
     left join argosy.product p on p.organization_id = argosy.tenant() and p.id = v.product_id
     where l.organization_id = argosy.tenant() and l.order_id = $1 and not l.is_gift
     order by l.position, l.id`,
    [orderId],
  );
}

/** Goods that leave a location with a registration of its own are sold under it. */
async function gstinOf(tx: Tx, orderId: string, organizations: string | null): Promise<string | null> {
  const found = await tx.rows<{ gstin: string | null }>(
    `select distinct nullif(trim(upper(loc.gstin)), '') as gstin from argosy.order_line l
     left join argosy.location loc on loc.organization_id = argosy.tenant() and loc.id = l.location_id
     where l.organization_id = argosy.tenant() and l.order_id = $1 and not l.is_gift`,
    [orderId],
  );
  const own = found.map(({ gstin }) => gstin ?? organizations);
  if (new Set(own).size > 1)
    throw new HubError("INVOICE_SEVERAL_GSTIN", "conflict", message("refused.invoiceSeveralGstin"));
  return own[0] ?? organizations;
}

/** Every paper of an order, the oldest first. */
export async function invoicesOf(tx: Tx, orderId: string): Promise<OrderInvoices> {
  const rows = await tx.rows<Omit<StoredDocument, "paper"> & { readonly kind: string; readonly text: string }>(
    `select ${columns("", "id kind seriesId invoiceId refundKey cancels")},
       paper::text as text
     from argosy.invoice_paper where organization_id = argosy.tenant() and order_id = $1 order by issued_at, id`,
    [orderId],
  );
  const documents = rows.map(({ kind, text, ...row }) => ({ kind, kept: { ...row, paper: documentFromJson(text) } }));
  const invoices = documents.flatMap(({ kind, kept }) => (kind === "invoice" ? [kept] : []));
  const notes = documents.flatMap(({ kind, kept }) => (kind === "invoice" ? [] : [kept]));
  const newest = invoices.at(-1);
  const isOver = notes.some(({ invoiceId, cancels }) => cancels && invoiceId === newest?.id);
  return { invoices, notes, standing: isOver ? undefined : newest };
}

function seriesFor(
  all: readonly InvoiceSeries[],
  requested: string | undefined,
  storeId: string | null,
): InvoiceSeries {
  const series =
    requested === undefined
      ? (all.find(({ storeIds }) => storeId !== null && storeIds.includes(storeId)) ??
        all.find(({ isDefault }) => isDefault))
      : all.find(({ id }) => id === requested);
  if (!series) throw seriesUnknown();
  return series;
}

const sendToChannel = (
  tx: Tx,
  { actor, now }: By,
  { id: orderId, storeId }: OrderToInvoice,
  { id, paper }: WrittenDocument,
) => sendIssued(tx, { id, number: paper.number }, { orderId, storeId, actor, now });

async function note(tx: Tx, by: By, order: OrderToInvoice, text: Message): Promise<void> {
  await writeTimeline(tx, [{ orderId: order.id, kind: "invoice", text }], by);
  await announceOrdersChanged(tx, [order]);
}
