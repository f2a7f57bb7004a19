/** Orders: made from carts, moved from state to state, with the stock, payments, invoices and mails that follow. */

import { chargedPrice, priceOf, rowTotal } from "./prices.ts";
import { moveUnits } from "./products.ts";
import { Crash } from "./replies.ts";
import type { Link, Row, State } from "./state.ts";
import {
  find,
  firstText,
  insert,
  isEight,
  localNow,
  micro,
  num,
  rounded,
  rowsOf,
  sixDecimals,
  text,
  touch,
  where,
  withTax,
} from "./state.ts";
import type { Sent } from "./views.ts";

const ERROR = 8;
const CANCELED = 6;
/** PS_OS_WS_PAYMENT of a fresh shop. */
const REMOTE_PAID = 11;
const MODULES = ["ps_wirepayment", "ps_checkpayment", "ps_cashondelivery"];
const SHIPPING_NET = 7_000_000n;

/** The shop makes the order from the cart; of what was sent only the total paid counts. */
export function orderFromCart(state: State, order: Row): void {
  const cart = find(state, "carts", text(order, "id_cart"));
  const isTaken = where(state, "orders", { id_cart: text(order, "id_cart") }).length > 1;
  const lines = cart?.links.cart_rows ?? [];
  const exists = lines.every((line) => find(state, "products", line.id_product ?? "") !== undefined);
  if (!cart || isTaken || lines.length === 0 || !exists || !MODULES.includes(text(order, "module"))) {
    rowsOf(state, "orders").delete(order.id);
    throw new Crash();
  }
  const carrier = /"(\d+),"/.exec(text(cart, "delivery_option"))?.[1];
  const paid = micro(text(order, "total_paid"));
  const details = lines.map((line) => addDetail(state, order, line));
  fillOrder(state, order, details, carrier);
  const isRight = paid === micro(text(order, "total_paid"));
  addCarrier(state, order);
  insert(state, "order_payments", paymentOf(order, isRight ? text(order, "total_paid") : sixDecimals(paid)));
  order.values.total_paid_real = sixDecimals(isRight ? micro(text(order, "total_paid")) : paid);
  if (isRight) state.invoiced.add(order.id);
  enter(state, order, isRight ? REMOTE_PAID : ERROR);
  state.mails.push(...(isRight ? ["Remote payment accepted", "Order confirmation"] : ["Payment error"]));
}

function fillOrder(state: State, order: Row, details: readonly Row[], carrier: string | undefined): void {
  const sum = (name: string) => details.reduce((total, row) => total + micro(text(row, name)), 0n);
  const net = sum("total_price_tax_excl");
  const gross = sum("total_price_tax_incl");
  const shipping = carrier === undefined || carrier === "1" ? 0n : SHIPPING_NET;
  // A module of the shop may change the cart's total in ways nobody outside can work out.
  setTotals(state, order, { net, gross: gross + state.cartFee, shipping });
  Object.assign(order.values, {
    id_carrier: carrier ?? "1",
    reference: newReference(state),
    secure_key: "08a9157190e1c4d48b3a813102395cc0",
    id_shop: "1",
    id_shop_group: "1",
    round_mode: "2",
    invoice_number: "0",
    invoice_date: "0000-00-00 00:00:00",
    delivery_number: "0",
    delivery_date: "0000-00-00 00:00:00",
  });
}

export interface Amounts {
  readonly net: bigint;
  readonly gross: bigint;
  /** Without tax. */
  readonly shipping: bigint;
}

export function setTotals(state: State, order: Row, { net, gross, shipping }: Amounts): void {
  const shippingGross = withTax(state, shipping, "1");
  // Each figure is rounded for itself: where rows are not rounded (type 3) they need not add up to the total.
  const cents = (amount: bigint) => rounded(state, amount);
  const parts = state.roundType === "3" ? gross + shippingGross : cents(gross) + cents(shippingGross);
  const both = (name: string, without: bigint, incl: bigint) => ({
    [name]: sixDecimals(cents(incl)),
    [`${name}_tax_incl`]: sixDecimals(cents(incl)),
    [`${name}_tax_excl`]: sixDecimals(cents(without)),
  });
  Object.assign(order.values, {
    total_products: sixDecimals(cents(net)),
    total_products_wt: sixDecimals(cents(gross)),
    ...both("total_shipping", shipping, shippingGross),
    ...both("total_discounts", 0n, 0n),
    ...both("total_wrapping", 0n, 0n),
    ...both("total_paid", net + shipping, parts),
    round_type: state.roundType,
    carrier_tax_rate: `${state.vatPercent.toFixed(3)}`,
  });
}

function newReference(state: State): string {
  return Array.from({ length: 9 }, () => "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[Math.floor(state.random() * 26)]).join("");
}

export function addDetail(state: State, order: Row, line: Link): Row {
  const product = find(state, "products", line.id_product ?? "");
  const combination =
    line.id_product_attribute === "0" ? undefined : find(state, "combinations", line.id_product_attribute ?? "");
  const quantity = BigInt(line.quantity ?? "1");
  const net = chargedPrice(state, { product, combination, quantity: Number(quantity) });
  const gross = withTax(state, net, text(product, "id_tax_rules_group"));
  const owner = combination ?? product;
  const values = {
    id_order: String(order.id),
    product_id: line.id_product ?? "0",
    product_attribute_id: line.id_product_attribute ?? "0",
    product_name: nameOf(state, product, combination),
    product_quantity: String(quantity),
    product_quantity_in_stock: String(quantity),
    product_price: sixDecimals(net),
    product_reference: text(owner, "reference"),
    product_ean13: text(owner, "ean13"),
    id_shop: "1",
    id_tax_rules_group: text(product, "id_tax_rules_group"),
    unit_price_tax_excl: sixDecimals(net),
    unit_price_tax_incl: sixDecimals(gross),
    total_price_tax_excl: sixDecimals(rowTotal(state, net, quantity)),
    total_price_tax_incl: sixDecimals(rowTotal(state, gross, quantity)),
    group_reduction: "0.00",
    reduction_percent: "0.00",
    ecotax_tax_rate: "0.000",
    original_product_price: sixDecimals(priceOf(product, combination)),
    download_deadline: "0000-00-00 00:00:00",
  };
  const taxes = state.vatPercent > 0 ? [{ id: "1" }] : [];
  return insert(state, "order_details", values, { taxes });
}

/** "Hub shirt (Size:M - Colour:Red)". */
function nameOf(state: State, product: Row | undefined, combination: Row | undefined): string {
  const name = firstText(state, product, "name");
  const values = (combination?.links.product_option_values ?? []).map((link) => {
    const value = find(state, "product_option_values", link.id ?? "");
    const option = find(state, "product_options", text(value, "id_attribute_group"));
    return `${firstText(state, option, "public_name")}:${firstText(state, value, "name")}`;
  });
  return values.length === 0 ? name : `${name} (${values.join(" - ")})`;
}

export function addCarrier(state: State, order: Row): void {
  insert(state, "order_carriers", {
    id_order: String(order.id),
    id_carrier: text(order, "id_carrier"),
    shipping_cost_tax_excl: text(order, "total_shipping_tax_excl"),
    shipping_cost_tax_incl: text(order, "total_shipping_tax_incl"),
  });
}

export function paymentOf(order: Row, amount: string): Record<string, string> {
  return {
    order_reference: text(order, "reference"),
    id_currency: text(order, "id_currency"),
    amount,
    payment_method: text(order, "payment"),
    conversion_rate: "1.000000",
    id_employee: "",
  };
}

/** The first state of a new order. */
export function enter(state: State, order: Row, to: number): void {
  const isBad = to === ERROR || to === CANCELED;
  if (!isBad) takeUnits(state, order);
  insert(state, "order_histories", { id_order: String(order.id), id_order_state: String(to) });
  follow(state, order, to);
}

export function placeHistory(state: State, history: Row, sendsMail: boolean): void {
  const order = find(state, "orders", text(history, "id_order"));
  const to = num(history, "id_order_state");
  history.values.date_add = localNow(state);
  try {
    if (!order) throw new Crash();
    move(state, order, to);
  } catch (error) {
    rowsOf(state, "order_histories").delete(history.id);
    throw error;
  }
  const target = find(state, "order_states", to);
  if (sendsMail && target?.values.send_email === "1") state.mails.push(firstText(state, target, "name"));
}

/** Runs the change: stock, invoice, payment. An unknown state crashes; 9.1 takes the units before it does. */
function move(state: State, order: Row, to: number): void {
  const target = find(state, "order_states", to);
  const wasBad = [ERROR, CANCELED].includes(num(order, "current_state"));
  const isBad = to === ERROR || to === CANCELED;
  const isTaking = isEight(state) ? target?.values.logable === "1" : to !== 0;
  if (!wasBad && isBad) giveBack(state, order);
  else if (wasBad && !isBad && isTaking) takeUnits(state, order);
  if (!target && to !== 0) throw new Crash();
  follow(state, order, to);
}

function follow(state: State, order: Row, to: number): void {
  const target = find(state, "order_states", to);
  const next = (name: string) =>
    String(1 + Math.max(0, ...[...rowsOf(state, "orders").values()].map((row) => num(row, name))));
  Object.assign(order.values, { current_state: String(to), valid: target?.values.logable === "1" ? "1" : "0" });
  if (target?.values.invoice === "1" && num(order, "invoice_number") === 0)
    Object.assign(order.values, { invoice_number: next("invoice_number"), invoice_date: localNow(state) });
  if (target?.values.delivery === "1") {
    if (num(order, "delivery_number") === 0) order.values.delivery_number = next("delivery_number");
    order.values.delivery_date = localNow(state);
  }
  // A payment booked before there was an invoice does not count: the whole total is booked once more.
  if (target?.values.paid === "1" && !state.invoiced.has(order.id)) {
    state.invoiced.add(order.id);
    insert(state, "order_payments", paymentOf(order, text(order, "total_paid")));
    order.values.total_paid_real = text(order, "total_paid");
  }
  touch(state, order);
}

/** PATCH of an order: the state it names is entered, with a mail in any case; the same state again is nothing. */
export function changeOrder(state: State, order: Row, sent: Sent): void {
  if (!("current_state" in sent)) return;
  const to = Number(sent.current_state);
  const histories = where(state, "order_histories", { id_order: order.id });
  const from = num(histories.at(-1), "id_order_state");
  order.values.current_state = String(from);
  if (to === from) return;
  insert(state, "order_histories", { id_order: String(order.id), id_order_state: String(to) });
  move(state, order, to);
  state.mails.push(firstText(state, find(state, "order_states", to), "name"));
}

export function setTracking(state: State, order: Row, tracking: string): void {
  const [carrier] = where(state, "order_carriers", { id_order: order.id });
  if (carrier) carrier.values.tracking_number = tracking;
}

function takeUnits(state: State, order: Row): void {
  changeUnits(state, order, -1);
  state.taken.add(order.id);
}

/** 8.x never took the units of an order that left its error by an unlogged state; it gives none back either. */
function giveBack(state: State, order: Row): void {
  if (state.taken.delete(order.id)) changeUnits(state, order, 1);
}

function changeUnits(state: State, order: Row, sign: 1 | -1): void {
  for (const detail of where(state, "order_details", { id_order: order.id }))
    moveUnits(state, detail, sign * num(detail, "product_quantity"));
}

/** A slip is paper: nothing but its own row is written, and its amounts are not checked. */
export function bookSlip(slip: Row): void {
  const details = slip.links.order_slip_details ?? [];
  slip.links.order_slip_details = details.map((link, index) => ({
    id: String(slip.id * 10 + index),
    ...link,
    amount_tax_excl: sixDecimals(micro(link.amount_tax_excl ?? "")),
    amount_tax_incl: sixDecimals(micro(link.amount_tax_incl ?? "")),
  }));
  if (text(slip, "shipping_cost") === "") slip.values.shipping_cost = "0";
  if (text(slip, "partial") === "") slip.values.partial = "0";
}
