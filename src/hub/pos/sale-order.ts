/** The order a sale becomes: its rows as every order has them. */
import { formatDecimal } from "../../commerce/money.ts";
import { newId } from "../../commerce/new-id.ts";
import type { Address, Contact } from "../../commerce/order.ts";
import { sum } from "../../commerce/till/totals.ts";
import type { TillLine, TillLineTotals, TillSale } from "../../commerce/till/types.ts";
import type { Tx } from "../../db/database.ts";
import { resolveCustomers } from "../customer-identity/resolve.ts";
import { LOCAL_LINE } from "../orders/adopted-lines.ts";
import { untouched } from "../orders/line-stock.ts";
import { type StoredLine, UNREPORTED } from "../orders/lines.ts";
import { ACCEPTED, NO_CHOICES, NO_HOLD, NO_PICKUP, type OrderRow } from "../orders/order-fields/order-rows.ts";
import { OWN_LOCATION } from "../orders/sale-locations.ts";
import { dueAt } from "../orders/to-ship.ts";
import type { Register } from "./registers.ts";

/** Stands on every order made at a till, and on those of which more was sold than was there. */
const POS_TAG = "point-of-sale";
export const OVERSOLD_TAG = "oversold";

export interface SoldLine {
  readonly line: TillLine;
  readonly totals: TillLineTotals;
}

export interface SaleOrder {
  readonly id: string;
  readonly register: Register;
  readonly sale: TillSale;
  readonly sold: readonly SoldLine[];
  readonly rounding: bigint;
  readonly paid: bigint;
  readonly number: string;
  readonly customerId: string | null;
  readonly locationId: string;
  readonly now: Date;
}

export function saleLines({ id, sale, sold, locationId, now }: SaleOrder): StoredLine[] {
  const isSent = sale.deliverFrom !== undefined;
  return sold.map(({ line, totals }, n) => ({
    id: newId(now),
    orderId: id,
    partKey: "",
    extKey: `${LOCAL_LINE}${line.key}`,
    position: n,
    listingId: null,
    variantId: line.variantId,
    extVariantKey: null,
    sku: line.sku,
    title: line.title,
    orderedQuantity: line.quantity,
    quantity: line.quantity,
    fulfilledQuantity: isSent ? 0 : line.quantity,
    restockedQuantity: 0,
    unitPrice: formatDecimal({ minor: line.unitPrice, currency: sale.currency }),
    discountMinor: totals.discount.toString(),
    taxMinor: totals.tax.toString(),
    totalMinor: totals.amount.toString(),
    fulfilledBy: line.variantId ? "merchant" : "nobody",
    extLocation: `${OWN_LOCATION}${locationId}`,
    ...UNREPORTED,
    ownFulfilled: isSent ? 0 : line.quantity,
    stock: untouched,
  }));
}

export function saleRow(of: SaleOrder): OrderRow {
  const { sale, sold, register } = of;
  const amounts = (figure: (totals: TillLineTotals) => bigint) => sum(sold.map(({ totals }) => figure(totals)));
  const total = amounts((totals) => totals.total) + of.rounding;
  const isSent = sale.deliverFrom !== undefined;
  return {
    id: of.id,
    connection_id: register.pushStoreId,
    ext_key: null,
    ...{ ...NO_CHOICES, ...ACCEPTED, channel_doubt: null },
    ext_number: of.number,
    number: of.number,
    status: isSent ? "confirmed" : "completed",
    financial: of.paid >= total ? "paid" : of.paid > 0n ? "partially_paid" : "pending",
    fulfilment: isSent ? "unfulfilled" : "fulfilled",
    platform_status: "",
    payment_kind: "prepaid",
    gateway: [...new Set(sale.payments.map(({ kind }) => kind))].join(", ") || null,
    currency: sale.currency,
    subtotal_minor: amounts((totals) => totals.amount).toString(),
    discount_minor: amounts((totals) => totals.discount).toString(),
    tax_minor: amounts((totals) => totals.tax).toString(),
    shipping_minor: "0",
    fees_minor: "0",
    total_minor: total.toString(),
    current_total_minor: null,
    residual_minor: of.rounding.toString(),
    tax_included: sale.pricesIncludeTax,
    presentment: null,
    attribution: null,
    quality: "exact",
    customer_id: of.customerId,
    contact: contactOf(sale),
    shipping_address: sale.deliverFrom?.address ?? null,
    billing_address: null,
    note: sale.note ?? null,
    tags: [POS_TAG],
    placed_at: sale.soldAt,
    ship_by: null,
    due_at: dueAt(sale.soldAt, null),
    version_kind: null,
    version_value: null,
    is_history: false,
    is_short: false,
    has_unmapped: false,
    push_state: register.pushStoreId === null ? null : "pending",
    status_word: null,
    told: null,
    parcel_state: null,
    ...NO_PICKUP,
    ...NO_HOLD,
  };
}

function contactOf({ customer }: TillSale): Contact {
  const { name, email, phone } = customer ?? {};
  return { name, email, phone, quality: email || phone ? "real" : "absent" };
}

/** Who bought: the customer named, where there is one, else whom the contact stands for. */
export async function customerOf(tx: Tx, sale: TillSale, now: Date): Promise<string | null> {
  const { customer } = sale;
  if (!customer) return null;
  const existing = await tx.maybe<{ id: string }>(
    `select coalesce(merged_into, id) as id from argosy.customer
     where organization_id = argosy.tenant() and id = $1 and erased_at is null`,
    [customer.id ?? null],
  );
  if (existing) return existing.id;
  const address: Address | undefined = sale.deliverFrom?.address;
  const reported = { contact: contactOf(sale), connectionId: null, address, at: new Date(sale.soldAt) };
  return (await resolveCustomers(tx, [reported], now)).get(0) ?? null;
}

/** Running number of sales at tills, without a gap inside an organization unless a transaction fails. */
export async function nextPosNumber(tx: Tx): Promise<string> {
  const { last } = await tx.one<{ last: bigint }>(
    `insert into argosy.pos_counter as c (organization_id, last) values (argosy.tenant(), 1001)
     on conflict (organization_id) do update set last = c.last + 1 returning last`,
  );
  return `POS-${last}`;
}
