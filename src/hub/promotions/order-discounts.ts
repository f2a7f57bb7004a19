/** Orders of the hub's own with the discounts that count for them. */

import { type DecimalText, multiplyDecimal, parseMoney } from "../../commerce/money.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { createOrder, type NewOrder, type NewOrderLine } from "../orders/create.ts";
import type { OrderDetail } from "../orders/order-fields/order-schema.ts";

import type { RequestedBasket } from "./basket.ts";
import type { CheckedBasket } from "./check.ts";
import { countUses } from "./uses.ts";

const keyOf = (n: number) => String(n);

/** The order as a basket. */
export function basketOf(order: NewOrder): RequestedBasket {
  const { currency, lines, shippingMinor, contact, now } = order;
  return {
    currency,
    lines: lines.map((line, n) => ({
      key: keyOf(n),
      variantId: line.variantId ?? null,
      sku: line.sku ?? null,
      quantity: line.quantity,
      unitPriceMinor: line.unitPrice === undefined ? null : priceOf(line.unitPrice, currency),
      discountMinor: line.discountMinor ?? 0n,
    })),
    shippingMinor: shippingMinor ?? null,
    customer: contact?.email === undefined ? null : { email: contact.email },
    place: "order",
    at: now,
  };
}

const priceOf = (unit: DecimalText, currency: string): bigint => parseMoney(unit, currency).minor;

/**
 * Makes the order with what was worked out for its basket, and counts the uses. Throws HubError PROMOTION_REFUSED where
 * a code does not count (any more), and those of `createOrder`.
 */
export async function createDiscountedOrder(tx: Tx, order: NewOrder, checked: CheckedBasket): Promise<OrderDetail> {
  const [refused] = checked.refused;
  if (refused) throw refusal(refused.why ?? refused.text);
  const shippingMinor = (order.shippingMinor ?? 0n) - checked.shippingMinor;
  const made = await createOrder(tx, {
    ...order,
    lines: order.lines.map((line, n) => lineOf(line, order.currency, checked.lines[n]?.discountMinor ?? 0n)),
    shippingMinor,
    // A channel is told of its own codes alone.
    discountCode: order.discountCode ?? checked.applied.find(({ isOwn }) => !isOwn)?.code ?? undefined,
  });
  const over = await countUses(tx, usesOfOrder(made, checked, order.now), { keeps: false });
  if (over.length > 0) {
    const lost = checked.applied.find(({ promotionId }) => promotionId === over[0]);
    throw refusal(`"${lost?.code ?? lost?.title ?? ""}" has reached its usage limit meanwhile.`);
  }
  return made;
}

const refusal = (text: ConstructorParameters<typeof HubError>[2]) =>
  new HubError("PROMOTION_REFUSED", "conflict", text, "discountCodes");

/** What an order used of the hub's own discounts. */
function usesOfOrder({ id, customerId, currency }: OrderDetail, { applied }: CheckedBasket, now: Date) {
  const uses = applied
    .filter(({ isOwn }) => isOwn)
    .map(({ promotionId, amountMinor, shippingMinor }) => ({ promotionId, amountMinor: amountMinor + shippingMinor }));
  return { orderId: id, customerId, currency, uses, now };
}

/** A price finer than the currency may round below what was taken off it. */
function lineOf(line: NewOrderLine, currency: string, off: bigint): NewOrderLine {
  if (off === 0n) return line;
  const requested = (line.discountMinor ?? 0n) + off;
  if (line.unitPrice === undefined) return { ...line, discountMinor: requested };
  const gross = multiplyDecimal(line.unitPrice, line.quantity, currency);
  return { ...line, discountMinor: requested > gross.minor ? gross.minor : requested };
}
