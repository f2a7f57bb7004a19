/**
 * An order's figures. Shopee tells what each unit costs and what the buyer paid in all; shipping and vouchers stand
 * between the two without figures of their own, so the difference is told as one of them.
 */
import { allocateMoney, money, multiplyDecimal, parseMoney, sumMoney } from "../../commerce/money.ts";
import type { OrderPart, OrderTotals } from "../../commerce/order.ts";
import type { Line, Order } from "./schemas.ts";

export interface OrderMoney {
  readonly totals: OrderTotals;
  readonly quality: OrderPart["quality"];
  /** In the sequence of the order's lines. */
  readonly lines: readonly { readonly discountMinor: bigint; readonly totalMinor: bigint }[];
}

/** Bundle deals print 0 as the discounted price of a unit, "by design": the bundle's own price is nowhere. */
function soldPrice(line: Line): string {
  const isBundle = line.promotion_type === "bundle_deal" && Number(line.model_discounted_price) === 0;
  return isBundle ? line.model_original_price : line.model_discounted_price;
}

export function moneyOf(order: Order): OrderMoney {
  const { currency } = order;
  const gross = order.item_list.map((line) =>
    multiplyDecimal(line.model_original_price, line.model_quantity_purchased, currency),
  );
  const net = order.item_list.map((line) => multiplyDecimal(soldPrice(line), line.model_quantity_purchased, currency));
  const items = sumMoney(net, currency).minor;
  const subtotal = sumMoney(gross, currency).minor;
  // The total is told once the buyer has paid; 0 before that is no price.
  const paid = order.total_amount === undefined ? null : parseMoney(order.total_amount, currency).minor;
  const total = paid === 0n && order.pay_time === undefined ? null : paid;
  const rest = total === null ? 0n : total - items;
  // More than the goods: shipping and charges the buyer bears. Less: vouchers and coins.
  const voucher = rest < 0n ? -rest : 0n;
  const shares = allocateMoney(
    money(voucher, currency),
    net.map(({ minor }) => minor),
  );
  const lines = net.map(({ minor }, index) => {
    const totalMinor = minor - (shares[index]?.minor ?? 0n);
    return { totalMinor, discountMinor: (gross[index]?.minor ?? 0n) - totalMinor };
  });
  return {
    totals: {
      currency,
      subtotalMinor: subtotal,
      discountMinor: subtotal - items + voucher,
      taxMinor: null,
      shippingMinor: total === null ? null : rest > 0n ? rest : 0n,
      feesMinor: null,
      totalMinor: total,
      taxIncluded: true,
    },
    quality: total === null ? "hidden" : rest === 0n ? "exact" : "estimated",
    lines,
  };
}
