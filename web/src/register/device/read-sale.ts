/** Receipts of other devices, asked of the hub. */
import type { TillSale } from "../../../../src/commerce/till/types.ts";
import type { Requests } from "./outbox-port.ts";
import type { Outbound } from "./store.ts";

/** JSON has whole numbers where a sale counts in bigint. */
type Wire<T> = T extends bigint
  ? number
  : T extends readonly (infer E)[]
    ? readonly Wire<E>[]
    : T extends object
      ? { readonly [K in keyof T]: Wire<T[K]> }
      : T;

const minor = (amount: number | undefined): bigint | undefined => (amount === undefined ? undefined : BigInt(amount));

function saleFromJson(reported: Wire<TillSale>): TillSale {
  return {
    ...reported,
    lines: reported.lines.map((line) => ({
      ...line,
      unitPrice: BigInt(line.unitPrice),
      priceBefore: minor(line.priceBefore),
      discounts: line.discounts.map((discount) => ({ ...discount, amount: BigInt(discount.amount) })),
    })),
    payments: reported.payments.map((payment) => ({
      ...payment,
      amount: BigInt(payment.amount),
      given: minor(payment.given),
      change: minor(payment.change),
      tip: minor(payment.tip),
    })),
    rounding: BigInt(reported.rounding),
    totals: {
      subtotal: BigInt(reported.totals.subtotal),
      discount: BigInt(reported.totals.discount),
      tax: BigInt(reported.totals.tax),
      total: BigInt(reported.totals.total),
    },
  };
}

interface Row {
  readonly id: string;
  readonly number: string;
  readonly orderId: string | null;
  readonly orderNumber: string | null;
}

/** The receipts of exactly this number, whichever register gave it. Throws as `ask`. */
export async function askReceipts(ask: Requests, number: string): Promise<readonly Outbound[]> {
  const query = new URLSearchParams({ number, limit: "5" });
  const { items } = await ask<{ items: readonly Row[] }>("GET", `/api/pos/sales?${query}`);
  return Promise.all(
    items.map(async (row): Promise<Outbound> => {
      const { sale } = await ask<{ sale: Wire<TillSale> }>("GET", `/api/pos/sales/${row.id}`);
      return {
        what: { kind: "sale", id: row.id, sale: { ...saleFromJson(sale), number: row.number } },
        state: "sent",
        code: null,
        text: null,
        orderNumber: row.orderNumber,
        orderId: row.orderId,
        short: 0,
      };
    }),
  );
}

/** A gift packed with the order of a sale. */
export interface GiftSent {
  readonly variantId: string;
  readonly sku: string | null;
  readonly title: string;
  readonly units: number;
}

/** The gifts of a sale's order that can come back. Throws as `ask`. */
export const askGifts = async (ask: Requests, saleId: string): Promise<readonly GiftSent[]> =>
  (await ask<{ gifts: readonly GiftSent[] }>("GET", `/api/pos/sales/${saleId}`)).gifts;
