/**
 * Payments hang on a reference, which the orders of one cart share: each order gets its part by the totals. Only where
 * more was paid than the order's own total are its siblings asked for.
 */
import type { z } from "zod";
import { allocateMoney, formatDecimal, parseMoney } from "../../commerce/money.ts";
import type { Context } from "../kit/contract/contract.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { listByIds } from "./client.ts";
import type { Order } from "./schemas.ts";
import { ESSENTIAL, orderSchema, paymentSchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";

type Payment = z.output<typeof paymentSchema>;

const siblingSchema = orderSchema.pick({ id: true, reference: true, total_paid_tax_incl: true });
type Sibling = z.output<typeof siblingSchema>;

/** By order. */
export async function paymentsOf(
  orders: readonly Order[],
  shop: ShopFacts,
  ctx: Context,
): Promise<ReadonlyMap<string, readonly Payment[]>> {
  const request = { resource: "order_payments", operation: "orders.payments", field: "order_reference" };
  const references = orders.map((order) => order.reference).filter((reference) => reference !== "");
  const rows = await listByIds(ctx, request, references);
  const essential = ESSENTIAL.order_payments;
  const payments = rows.map((row) => parseResponse(paymentSchema, row, { ctx, what: "payment", essential }));
  const byReference = Map.groupBy(payments, (payment) => payment.order_reference ?? "");
  const minor = (order: Order, amount: string) => parseMoney(amount, currencyOf(order, shop)).minor;
  const isOver = (order: Order) => {
    const own = byReference.get(order.reference) ?? [];
    return own.reduce((sum, one) => sum + minor(order, one.amount), 0n) > minor(order, order.total_paid_tax_incl);
  };
  const siblings = await siblingsOf(orders.filter(isOver), ctx);
  return new Map(
    orders.map((order) => {
      const own = byReference.get(order.reference) ?? [];
      return [order.id, shareOf(order, own, { siblings, currency: currencyOf(order, shop) })] as const;
    }),
  );
}

function currencyOf(order: Order, { currencies, currency }: ShopFacts): string {
  return currencies[order.id_currency] ?? currency;
}

type ByReference = ReadonlyMap<string, readonly Sibling[]>;

async function siblingsOf(orders: readonly Order[], ctx: Context): Promise<ByReference> {
  const request = { resource: "orders", operation: "orders.siblings", field: "reference" };
  const display = "[id,reference,total_paid_tax_incl]";
  const references = orders.map((order) => order.reference);
  const rows = await listByIds(ctx, { ...request, display }, references);
  const read = rows.map((row) =>
    parseResponse(siblingSchema, row, { ctx, what: "order of the same cart", essential: ESSENTIAL.orders }),
  );
  return Map.groupBy(
    read.sort((a, b) => Number(a.id) - Number(b.id)),
    (one) => one.reference,
  );
}

/** A part has a key of its own: the whole payment is nobody's. */
function shareOf(
  order: Order,
  payments: readonly Payment[],
  { siblings, currency }: { readonly siblings: ByReference; readonly currency: string },
): readonly Payment[] {
  const all = siblings.get(order.reference) ?? [];
  const at = all.findIndex((one) => one.id === order.id);
  if (all.length < 2 || at < 0) return payments;
  const weights = all.map((one) => parseMoney(one.total_paid_tax_incl, currency).minor);
  return payments.map((payment) => {
    const part = allocateMoney(parseMoney(payment.amount, currency), weights)[at];
    return part ? { ...payment, id: `${payment.id}-${order.id}`, amount: formatDecimal(part) } : payment;
  });
}
