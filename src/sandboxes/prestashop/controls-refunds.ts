/** Refunds a merchant books in the emulated back office: a credit slip, the columns of the rows, units put back or not. */

import { moveTo, wasDelivered } from "./controls-orders.ts";
import { moveUnits } from "./products.ts";
import type { Link, Row, State } from "./state.ts";
import { insert, localNow, micro, num, rounded, sixDecimals, text, where } from "./state.ts";

export interface RefundedUnits {
  readonly sku: string;
  readonly quantity: number;
  readonly restock: boolean;
}

export interface Chosen {
  /** In place of the price of the units, which the totals keep (OrderSlip::create). */
  readonly amount?: string;
  readonly shipping?: string;
}

/** Moves no time of change and no state; who refunds everything sets the state "Refunded" by hand as well. */
export function refundUnits(state: State, order: Row, lines: readonly RefundedUnits[], chosen: Chosen = {}): void {
  const rows = where(state, "order_details", { id_order: order.id });
  // Before a delivery the units go back in any case (IssuePartialRefundHandler).
  const isStored = wasDelivered(state, order);
  const booked = lines.flatMap((line) => {
    const row = rows.find((one) => text(one, "product_reference") === line.sku);
    return row ? [bookRow(state, row, { ...line, restock: line.restock || !isStored })] : [];
  });
  if (booked.length === 0) return;
  const sum = (name: "amount_tax_incl" | "amount_tax_excl") =>
    sixDecimals(booked.reduce((total, link) => total + micro(link[name] ?? "0"), 0n));
  const isWhole = rows.every((row) => backUnits(row) >= num(row, "product_quantity"));
  insert(
    state,
    "order_slip",
    {
      id_customer: text(order, "id_customer"),
      id_order: String(order.id),
      conversion_rate: "1.000000",
      total_products_tax_incl: sum("amount_tax_incl"),
      total_products_tax_excl: sum("amount_tax_excl"),
      amount: chosen.amount ?? sum("amount_tax_incl"),
      shipping_cost: chosen.shipping === undefined ? "0" : "1",
      total_shipping_tax_excl: chosen.shipping ?? "0.000000",
      total_shipping_tax_incl: chosen.shipping ?? "0.000000",
      order_slip_type: chosen.amount === undefined && chosen.shipping === undefined ? "0" : "2",
      partial: isWhole ? "0" : "1",
      date_add: localNow(state),
    },
    { order_slip_details: booked },
  );
  if (isWhole && chosen.amount === undefined) moveTo(state, order, 7);
}

/** Units of a row that were refunded or came back. */
export function backUnits(row: Row): number {
  return num(row, "product_quantity_refunded") + num(row, "product_quantity_return");
}

function bookRow(state: State, row: Row, { quantity, restock }: RefundedUnits): Link {
  const units = BigInt(quantity);
  const of = (name: string) => sixDecimals(rounded(state, micro(text(row, name)) * units));
  const add = (name: string, more: number) => {
    row.values[name] = String(num(row, name) + more);
  };
  add("product_quantity_refunded", quantity);
  if (restock) moveUnits(state, row, quantity);
  if (restock) add("product_quantity_reinjected", quantity);
  return {
    id: String(row.id),
    id_order_detail: String(row.id),
    product_quantity: String(quantity),
    amount_tax_incl: of("unit_price_tax_incl"),
    amount_tax_excl: of("unit_price_tax_excl"),
  };
}
