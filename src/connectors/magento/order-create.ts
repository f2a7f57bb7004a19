/**
 * Orders of ours, placed as a guest would place them: only so does the shop reserve the goods and work out totals. It
 * takes its own prices; a total nobody agreed to is not placed.
 */

import { z } from "zod";
import type { HubText } from "../../commerce/message.ts";
import { formatDecimal, money, parseMoney } from "../../commerce/money.ts";
import type { Address, OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import type { OrderDraft, OrderForChannel, OrderQuote, Orders } from "../kit/contract/ports.ts";
import { decimal, idText, parseResponse } from "../kit/parse/parse.ts";
import { splitName } from "../kit/parse/person-name.ts";
import { eq, request, searchAll } from "./client.ts";
import { skusById } from "./listed.ts";
import { invoice } from "./order-commands.ts";
import { readByOurKey, readOrder, readPart, readRows } from "./order-read.ts";
import { VERB_TIMEOUT_MS } from "./order-steps.ts";
import type { ShopFacts } from "./shop.ts";
import { sameSku } from "./source-items.ts";
import { shopText } from "./time.ts";
import { message } from "./words.ts";

type Draft = Parameters<NonNullable<Orders["create"]>>[0];

const LOST_MS = 24 * 3_600_000;

export async function createOrder(draft: Draft, shop: ShopFacts, ctx: Context): Promise<OrderPart> {
  const existing = await readByOurKey(draft.key, shop, ctx);
  const { order } = draft;
  if (existing) return order.paid && existing.financial !== "paid" ? paid(existing.orderKey, shop, ctx) : existing;
  if (draft.found !== undefined) return marked(draft.found, draft, shop, ctx);
  const lines = await linesOf(order, ctx);
  const email = requireDetails(order, shop);
  if (draft.uncertain) {
    const lost = await lostOrder(email, lines, shop, ctx);
    if (lost) return marked(lost.orderKey, draft, shop, ctx);
  }
  const address = addressJson(order.shippingAddress ?? {}, order, email);
  const code = order.discountCode;
  const { cart, told } = await cartOf(draft.quote?.saved, { lines, code, address, shop, ctx });
  if (draft.quote === undefined) checkPrices(told, order, lines, shop);
  const agreed = draft.quote?.totalMinor ?? order.totalMinor;
  const charged = totalOf(told, shop);
  if (charged !== agreed) throw differs("total_differs", "the order", { theirs: charged, ours: agreed }, shop);
  requireMethod(told, shop);
  const key = await place(ctx, shop, cart, { email, address });
  return marked(key, draft, shop, ctx);
}

/** What the shop would charge, by a cart that nobody sees and that is bought afterwards. */
export async function quoteOrder(draft: OrderDraft, shop: ShopFacts, ctx: Context): Promise<OrderQuote> {
  const existing = await readByOurKey(draft.key, shop, ctx);
  if (existing) return { currency: shop.currency, totalMinor: existing.totals.totalMinor ?? draft.order.totalMinor };
  const { order } = draft;
  const lines = await linesOf(order, ctx);
  const address = addressJson(order.shippingAddress ?? {}, order, requireDetails(order, shop));
  const { cart, told } = await cartOf(undefined, { lines, code: order.discountCode, address, shop, ctx });
  requireMethod(told, shop);
  return { currency: shop.currency, totalMinor: totalOf(told, shop), saved: { cart } };
}

const savedSchema = z.object({ cart: z.string().min(1) });

interface Filling {
  readonly lines: readonly Line[];
  /** Of the order's discount, which the shop works out itself. */
  readonly code: string | undefined;
  readonly address: { readonly [key: string]: Json };
  readonly shop: ShopFacts;
  readonly ctx: Context;
}

/** The cart that was quoted, while the shop still has it, else a new one; with what it would charge now. */
async function cartOf(saved: Json | undefined, { lines, code, address, shop, ctx }: Filling) {
  const existing = savedSchema.safeParse(saved);
  if (existing.success) {
    try {
      return { cart: existing.data.cart, told: await shippingOf(ctx, shop, existing.data.cart, address) };
    } catch (error) {
      if (!isConnectorError(error) || error.kind !== "not_found") throw error;
    }
  }
  const cart = parseResponse(z.string().min(1), await cartCall(ctx, shop, "", {}), { ctx, what: "cart" });
  for (const { sku, quantity } of lines)
    await cartCall(ctx, shop, `/${cart}/items`, { cartItem: { quote_id: cart, sku, qty: quantity } });
  if (code !== undefined) await applyCode(ctx, shop, cart, code);
  return { cart, told: await shippingOf(ctx, shop, cart, address) };
}

/** A code the shop does not take for this cart changes nothing: the shop's total, which is asked next, tells of it. */
async function applyCode(ctx: Context, shop: ShopFacts, cart: string, code: string): Promise<void> {
  const path = `/guest-carts/${cart}/coupons/${encodeURIComponent(code)}`;
  const call = { method: "PUT", path, view: shop.storeView, operation: "carts.coupon", safe: true } as const;
  try {
    await request(ctx, { ...call, timeoutMs: VERB_TIMEOUT_MS });
  } catch (error) {
    if (!isConnectorError(error) || error.kind !== "not_found") throw error;
    ctx.log.warn("the shop does not take the discount code of an order of ours", { cart });
  }
}

interface Line {
  readonly sku: string;
  readonly quantity: number;
  readonly unitPrice: string;
}

async function linesOf(order: OrderForChannel, ctx: Context): Promise<Line[]> {
  const byId = await skusById(
    ctx,
    order.lines.flatMap(({ variantKey }) => variantKey ?? []),
  );
  return order.lines.map(({ variantKey, sku, title, quantity, unitPrice }) => {
    const own = variantKey === undefined ? sku : byId.get(variantKey);
    if (own !== undefined) return { sku: own, quantity, unitPrice };
    throw new ConnectorError(
      { kind: "rejected", field: "lines", code: "no_sku" },
      message("error.notListedShopWhichTakes", { title }),
    );
  });
}

/** The e-mail of the buyer, when everything a guest has to say is there. */
function requireDetails(order: OrderForChannel, shop: ShopFacts): string {
  const fail = (field: string, text: HubText) =>
    new ConnectorError({ kind: "rejected", field, code: "incomplete" }, text);
  if (order.currency !== shop.currency)
    throw fail("currency", message("refused.shopSellsOrder", { currency: shop.currency, other: order.currency }));
  const address = order.shippingAddress;
  if (!address?.line1 || !address.city || !address.country)
    throw fail("shippingAddress", message("refused.takesNoOrderWithoutStreet"));
  const email = order.customer.email;
  if (!email) throw fail("email", message("refused.takesNoOrderGuestWithout"));
  if (!/^[^_]+_.+$/.test(shop.shippingMethod))
    throw fail("shippingMethod", message("refused.storeSettingShippingMethodNo"));
  return email;
}

/** Carts need a store view: the global one sells nothing. */
function cartCall(ctx: Context, shop: ShopFacts, path: string, json: Json): Promise<Json> {
  const call = { method: "POST", path: `/guest-carts${path}`, json, view: shop.storeView } as const;
  return request(ctx, { ...call, operation: "carts.fill", timeoutMs: VERB_TIMEOUT_MS });
}

function addressJson(address: Address, order: OrderForChannel, email: string): { readonly [key: string]: Json } {
  const { first, last } = splitName(address.name ?? order.customer.name);
  return {
    firstname: first || "-",
    lastname: last || "-",
    ...(address.company ? { company: address.company } : {}),
    street: [address.line1 ?? "", ...(address.line2 ? [address.line2] : [])],
    city: address.city ?? "",
    ...(address.region ? { region: address.region } : {}),
    postcode: address.postcode ?? "",
    country_id: address.country ?? "",
    telephone: address.phone ?? order.customer.phone ?? "-",
    email,
  };
}

const shippingSchema = z.object({
  payment_methods: z.array(z.object({ code: z.string() })),
  totals: z.object({
    base_currency_code: z.string(),
    base_grand_total: decimal,
    shipping_amount: decimal,
    items: z.array(z.object({ price: decimal, qty: decimal })),
  }),
});
type Charged = z.output<typeof shippingSchema>;

async function shippingOf(
  ctx: Context,
  shop: ShopFacts,
  cart: string,
  address: { readonly [key: string]: Json },
): Promise<Charged> {
  const [carrier = "", ...method] = shop.shippingMethod.split("_");
  const addressInformation = {
    shipping_address: address,
    billing_address: address,
    shipping_carrier_code: carrier,
    shipping_method_code: method.join("_"),
  };
  const body = await cartCall(ctx, shop, `/${cart}/shipping-information`, { addressInformation });
  return parseResponse(shippingSchema, body, { ctx, what: "cart" });
}

/** With tax, after the shop's own discounts. */
function totalOf({ totals }: Charged, shop: ShopFacts): bigint {
  return parseMoney(totals.base_grand_total, shop.currency).minor;
}

function differs(
  code: string,
  what: string,
  { theirs, ours }: { readonly theirs: bigint; readonly ours: bigint },
  { currency }: ShopFacts,
): ConnectorError {
  const text = (minor: bigint) => formatDecimal(money(minor, currency));
  return new ConnectorError(
    { kind: "rejected", field: code === "total_differs" ? "total" : "price", code },
    message("error.asksOrderSaysTakesOwn", { theirs: text(theirs), currency, what, ours: text(ours) }),
  );
}

/** Throws words for the seller that name the price that differs. */
function checkPrices({ totals }: Charged, order: OrderForChannel, lines: readonly Line[], shop: ShopFacts): void {
  const minor = (text: string) => parseMoney(text, shop.currency).minor;
  for (const [index, line] of lines.entries()) {
    const [theirs, ours] = [minor(totals.items[index]?.price ?? "0"), minor(line.unitPrice)];
    if (theirs !== ours && !order.taxIncluded) throw differs("price_differs", line.sku, { theirs, ours }, shop);
  }
  const shipping = minor(totals.shipping_amount);
  if (shipping !== order.shippingMinor && !order.taxIncluded)
    throw differs("price_differs", "shipping", { theirs: shipping, ours: order.shippingMinor }, shop);
}

function requireMethod({ payment_methods }: Charged, shop: ShopFacts): void {
  if (payment_methods.some((one) => one.code === shop.paymentMethod)) return;
  throw new ConnectorError(
    { kind: "rejected", field: "paymentMethod", code: "payment_method" },
    message("error.shopNotOfferPaymentMethod", {
      method: shop.paymentMethod,
      offered: payment_methods.map((one) => one.code).join(", "),
    }),
  );
}

/** A second call of the same is "unknown cart": the first one succeeded. So it is never repeated blindly. */
async function place(
  ctx: Context,
  shop: ShopFacts,
  cart: string,
  buyer: { readonly email: string; readonly address: { readonly [key: string]: Json } },
): Promise<string> {
  const json = { email: buyer.email, paymentMethod: { method: shop.paymentMethod }, billing_address: buyer.address };
  try {
    const body = await cartCall(ctx, shop, `/${cart}/payment-information`, json);
    return parseResponse(idText, body, { ctx, what: "order" });
  } catch (error) {
    if (!isConnectorError(error) || error.kind !== "not_found") throw error;
    throw new ConnectorError({ kind: "ambiguous" }, message("error.cartGoneOrderPlacedLooked"), {
      cause: error,
    });
  }
}

/** Puts our key on the order, by which it is found again, and tells it as it stands. */
async function marked(orderKey: string, { key, order }: OrderDraft, shop: ShopFacts, ctx: Context): Promise<OrderPart> {
  const json = { entity: { entity_id: Number(orderKey), ext_order_id: key } };
  await request(ctx, { method: "POST", path: "/orders", operation: "orders.mark", json, safe: true, changes: true });
  // The answer of that call shows emptied fields: only a read tells the order.
  return order.paid ? paid(orderKey, shop, ctx) : placed(orderKey, shop, ctx);
}

/** The payment is recorded by an invoice, of which the shop makes one a unit only: a second is refused. */
async function paid(orderKey: string, shop: ShopFacts, ctx: Context): Promise<OrderPart> {
  const whole = await readOrder(orderKey, ctx);
  const result = whole && (await invoice(whole, ctx));
  if (result && result.state !== "done")
    ctx.log.warn("the payment of an order of ours could not be recorded", { orderKey });
  return placed(orderKey, shop, ctx);
}

async function placed(orderKey: string, shop: ShopFacts, ctx: Context): Promise<OrderPart> {
  const part = await readPart(orderKey, shop, ctx);
  if (part) return part;
  throw new ConnectorError({ kind: "transient" }, message("error.shopNotShowOrderJust"));
}

/** An order placed in vain: of the same buyer, since yesterday, with the same goods, and without a key of ours. */
async function lostOrder(email: string, lines: readonly Line[], shop: ShopFacts, ctx: Context) {
  const since = shopText(ctx.shopNow() - LOST_MS);
  const rows = await searchAll(ctx, {
    path: "/orders",
    operation: "orders.lost",
    groups: [[eq("customer_email", email)], [{ field: "created_at", is: "gteq", value: since }]],
    size: 50,
  });
  const unmarked = rows.filter((row) => row !== null && typeof row === "object" && !hasKey(row));
  const goods = (all: readonly { sku?: string | undefined; quantity: number }[]) =>
    all
      .map((line) => `${sameSku(line.sku ?? "")} ${line.quantity}`)
      .sort()
      .join("\n");
  const { items } = await readRows(unmarked, shop, ctx);
  return items.find(
    (part) =>
      part.status !== "cancelled" &&
      goods(part.lines.map(({ sku, orderedQuantity }) => ({ sku, quantity: orderedQuantity }))) === goods(lines),
  );
}

function hasKey(row: object): boolean {
  return "ext_order_id" in row && row.ext_order_id !== null && row.ext_order_id !== "";
}
