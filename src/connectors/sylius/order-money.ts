/**
 * An order's figures. The shop tells per line the total after discounts and with every tax; which part of it is tax
 * stands in the order's adjustments. Taxes are on top (not neutral) or inside the price (neutral).
 */

import type { LineMoney, OrderMoney } from "../kit/parse/order-money.ts";
import type { SyliusAdjustment, SyliusItem, SyliusOrder } from "./schemas.ts";

interface LineTax {
  readonly onTop: number;
  readonly inside: number;
}

/** True when the adjustments are needed to tell tax from goods. */
export function hasTax(order: SyliusOrder): boolean {
  return order.taxTotal !== 0;
}

export function moneyOf(order: SyliusOrder, adjustments: readonly SyliusAdjustment[]): OrderMoney {
  // One order may hold both kinds of tax: then all figures contain the tax.
  const taxIncluded = order.taxIncludedTotal !== 0;
  const taxes = lineTaxes(order, adjustments);
  const lines = new Map(order.items.map((item) => [item.id, lineMoney(item, taxes.get(item.id), taxIncluded)]));
  const itemsTotal = sum([...lines.values()].map((line) => line.totalMinor));
  const discount = sum([...lines.values()].map((line) => line.discountMinor));
  const lineTax = sum([...lines.values()].map((line) => line.taxMinor));
  const shippingTax = taxIncluded ? 0n : BigInt(order.taxTotal) - lineTax;
  const fees = BigInt(order.total) - BigInt(order.itemsTotal) - BigInt(order.shippingTotal);
  return {
    totals: {
      currency: order.currencyCode,
      subtotalMinor: itemsTotal + discount,
      discountMinor: discount,
      taxMinor: BigInt(order.taxTotal),
      shippingMinor: BigInt(order.shippingTotal) - shippingTax,
      feesMinor: fees,
      totalMinor: BigInt(order.total),
      taxIncluded,
    },
    lines,
    quality: fees === 0n ? "exact" : "estimated",
  };
}

function lineMoney(item: SyliusItem, tax: LineTax = { onTop: 0, inside: 0 }, taxIncluded: boolean): LineMoney {
  const withoutTop = BigInt(item.total - tax.onTop);
  // The shop's own subtotal has the promotions of single units taken off already.
  const discountMinor = BigInt(item.unitPrice) * BigInt(item.quantity) - withoutTop;
  return {
    discountMinor,
    taxMinor: BigInt(tax.onTop + tax.inside),
    totalMinor: taxIncluded ? BigInt(item.total) : withoutTop,
  };
}

function lineTaxes(order: SyliusOrder, adjustments: readonly SyliusAdjustment[]): Map<string, LineTax> {
  const ownerOf = new Map<string, string>();
  for (const item of order.items) for (const unit of item.units) ownerOf.set(lastPart(unit), item.id);
  const taxes = new Map<string, LineTax>();
  for (const adjustment of adjustments) {
    if (adjustment.type !== "tax" || adjustment.shipment) continue;
    const { orderItem, orderItemUnit, amount, neutral } = adjustment;
    const item = orderItem ? lastPart(orderItem) : orderItemUnit ? ownerOf.get(lastPart(orderItemUnit)) : undefined;
    if (item === undefined) continue;
    const { onTop, inside } = taxes.get(item) ?? { onTop: 0, inside: 0 };
    taxes.set(item, neutral ? { onTop, inside: inside + amount } : { onTop: onTop + amount, inside });
  }
  return taxes;
}

function lastPart(iri: string): string {
  return iri.slice(iri.lastIndexOf("/") + 1);
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
