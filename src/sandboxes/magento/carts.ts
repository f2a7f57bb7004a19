/** Carts of guests: filled, priced, and placed once. */

import { parseMoney } from "../../commerce/money.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { salable } from "./inventory.ts";
import { amount } from "./order-views.ts";
import { placeOrder, taxOf } from "./orders.ts";
import { sellingPrice, storedProduct, storedText } from "./products.ts";
import type { Doc } from "./replies.ts";
import { bodyDoc, bodyOf, isDoc, listIn, noEntity, numberIn, ok, refuse, textIn } from "./replies.ts";
import type { State, StoredAddress, StoredCart, StoredRule } from "./state.ts";

const METHODS = [
  { code: "checkmo", title: "Check / Money order" },
  { code: "banktransfer", title: "Bank Transfer Payment" },
  { code: "cashondelivery", title: "Cash On Delivery" },
];

export function newCart(state: State): SandboxReply {
  const mask = Array.from({ length: 32 }, () => Math.floor(state.random() * 36).toString(36)).join("");
  state.carts.set(mask, { id: state.id("quote"), mask, active: true, items: [], address: null, coupon: null });
  return ok(mask);
}

/** A cart that has become an order is unknown. */
function cartIn(state: State, mask: string): StoredCart {
  const cart = state.carts.get(mask);
  if (!cart?.active) throw noEntity("cartId", cart ? cart.id : mask);
  return cart;
}

export function addItem(state: State, request: SandboxRequest, mask: string, view: string): SandboxReply {
  const cart = cartIn(state, mask);
  const doc = bodyOf(request, "cartItem");
  const product = storedProduct(state, textIn(doc, "sku") ?? "");
  if (view === "all") throw refuse(400, "Product that you are trying to add is not available.");
  if (product.typeId === "configurable") throw refuse(400, "You need to choose options for your item.");
  const qty = numberIn(doc, "qty") || 1;
  if (salable(state, product.sku) < qty) throw refuse(400, "The requested qty is not available");
  const item = { id: state.id("quote_item"), sku: product.sku, qty };
  cart.items.push(item);
  return ok({
    item_id: item.id,
    sku: product.sku,
    qty,
    name: product.name,
    price: Number(sellingPrice(product)),
    product_type: product.typeId,
    quote_id: String(cart.id),
  });
}

/** Every reason against a code is the same 404, and takes away the one before. Of the rules those in percent are played. */
export function applyCoupon(state: State, mask: string, code: string): SandboxReply {
  const cart = cartIn(state, mask);
  if (cart.items.length === 0) throw refuse(404, 'The "%1" Cart doesn\'t contain products.', [String(cart.id)]);
  const coupon = [...state.coupons.values()].find((one) => one.code.toLowerCase() === code.toLowerCase());
  const rule = coupon && state.rules.get(coupon.ruleId);
  const counts = rule && rule.action === "by_percent" && appliesTo(rule, cart, state);
  cart.coupon = coupon && counts ? { code: coupon.code, title: rule.name, percent: Number(rule.amount) } : null;
  if (cart.coupon === null) throw refuse(404, "The coupon code isn't valid. Verify the code and try again.");
  return ok(true);
}

function appliesTo(rule: StoredRule, cart: StoredCart, state: State): boolean {
  const minor = (text: string) => parseMoney(text, state.currency).minor;
  const total = cart.items.reduce(
    (sum, { sku, qty }) => sum + minor(sellingPrice(storedProduct(state, sku))) * BigInt(qty),
    0n,
  );
  const isOver = rule.toDate !== null && Date.parse(rule.toDate) < state.now();
  return rule.isActive && !isOver && (rule.minimum === null || total >= minor(rule.minimum));
}

export function setShipping(state: State, request: SandboxRequest, mask: string): SandboxReply {
  const cart = cartIn(state, mask);
  const doc = bodyOf(request, "addressInformation");
  if (textIn(doc, "shipping_carrier_code") !== "flatrate" || textIn(doc, "shipping_method_code") !== "flatrate")
    throw refuse(404, "Carrier with such method not found: %1, %2", [
      textIn(doc, "shipping_carrier_code") ?? "",
      textIn(doc, "shipping_method_code") ?? "",
    ]);
  const address = isDoc(doc.shipping_address) ? doc.shipping_address : {};
  cart.address = addressOf(state, address);
  return ok({ payment_methods: METHODS, totals: totalsView(state, cart) });
}

function addressOf(state: State, doc: Doc): StoredAddress {
  const text = (name: string) => storedText(state, textIn(doc, name) ?? "");
  return {
    id: state.id("address"),
    firstname: text("firstname"),
    lastname: text("lastname"),
    company: textIn(doc, "company") ?? null,
    street: listIn(doc, "street").map((line) => storedText(state, String(line))),
    city: text("city"),
    region: textIn(doc, "region") ?? null,
    postcode: text("postcode"),
    country: text("country_id"),
    telephone: text("telephone"),
    email: text("email"),
  };
}

function totalsView(state: State, cart: StoredCart): Doc {
  const price = (sku: string) => parseMoney(sellingPrice(storedProduct(state, sku)), state.currency).minor;
  const shipping = parseMoney("5", state.currency).minor;
  const gross = cart.items.map((item) => price(item.sku) * BigInt(item.qty));
  const off = gross.map((minor) => (minor * BigInt(cart.coupon?.percent ?? 0) + 50n) / 100n);
  const subtotal = gross.reduce((sum, minor) => sum + minor, 0n);
  const discount = off.reduce((sum, minor) => sum + minor, 0n);
  const lineTax = gross.map((minor, index) => taxOf(state, minor - (off[index] ?? 0n)));
  const tax = lineTax.reduce((sum, one) => sum + one, taxOf(state, shipping));
  const number = (minor: bigint) => amount(minor, state.currency);
  return {
    grand_total: number(subtotal - discount + shipping + tax),
    base_grand_total: number(subtotal - discount + shipping + tax),
    subtotal: number(subtotal),
    base_subtotal: number(subtotal),
    discount_amount: number(-discount),
    base_discount_amount: number(-discount),
    subtotal_with_discount: number(subtotal - discount),
    base_subtotal_with_discount: number(subtotal - discount),
    shipping_amount: number(shipping),
    base_shipping_amount: number(shipping),
    shipping_tax_amount: 0,
    base_shipping_tax_amount: 0,
    subtotal_incl_tax: number(subtotal),
    shipping_incl_tax: number(shipping),
    base_shipping_incl_tax: number(shipping),
    shipping_discount_amount: 0,
    base_shipping_discount_amount: 0,
    tax_amount: number(tax),
    base_tax_amount: number(tax),
    weee_tax_applied_amount: null,
    base_currency_code: state.currency,
    quote_currency_code: state.currency,
    items_qty: cart.items.reduce((sum, item) => sum + item.qty, 0),
    items: cart.items.map((item) => ({
      item_id: item.id,
      price: number(price(item.sku)),
      base_price: number(price(item.sku)),
      qty: item.qty,
      row_total: number(price(item.sku) * BigInt(item.qty)),
      base_row_total: number(price(item.sku) * BigInt(item.qty)),
      row_total_with_discount: 0,
      options: "[]",
      weee_tax_applied_amount: null,
      weee_tax_applied: null,
      name: storedProduct(state, item.sku).name,
    })),
    total_segments: [],
  };
}

export function placeCart(state: State, request: SandboxRequest, mask: string): SandboxReply {
  const cart = cartIn(state, mask);
  const doc = bodyDoc(request);
  const method = isDoc(doc.paymentMethod) ? (textIn(doc.paymentMethod, "method") ?? "") : "";
  if (!cart.address) throw refuse(400, "The shipping method is missing. Select the shipping method and try again.");
  if (!METHODS.some((one) => one.code === method)) throw refuse(400, "The requested Payment Method is not available.");
  for (const item of cart.items)
    if (salable(state, item.sku) < item.qty) throw refuse(400, "The requested qty is not available");
  cart.active = false;
  const order = placeOrder(state, {
    lines: cart.items.map(({ sku, qty }) => ({ sku, quantity: qty })),
    method,
    address: cart.address,
    email: textIn(doc, "email") ?? null,
    quoteId: cart.id,
    coupon: cart.coupon ?? undefined,
  });
  return ok(order.id);
}
