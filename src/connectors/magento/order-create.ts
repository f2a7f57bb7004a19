/**
 * Orders of ours, placed as a guest would place them: only so does the shop reserve the goods and work out totals. It
 * takes its own prices; when they differ from ours, nothing is placed.
 */
import { z } from "zod";
import { formatDecimal, money, parseMoney } from "../../commerce/money.ts";
import type { Address, OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/errors.ts";
import { splitName } from "../kit/names.ts";
import { decimal, idText, parseAtDoor } from "../kit/parse.ts";
import type { OrderForChannel, Orders } from "../kit/ports.ts";
import { eq, request, searchAll } from "./client.ts";
import { skusById } from "./listed.ts";
import { readByOurKey, readPart, readRows } from "./order-read.ts";
import { VERB_TIMEOUT_MS } from "./order-results.ts";
import type { ShopFacts } from "./shop.ts";
import { sameSku } from "./source-items.ts";
import { shopText } from "./time.ts";

type Draft = Parameters<NonNullable<Orders["create"]>>[0];

const LOST_MS = 24 * 3_600_000;

export async function createOrder(draft: Draft, shop: ShopFacts, ctx: Context): Promise<OrderPart> {
  const known = await readByOurKey(draft.key, shop, ctx);
  if (known) return known;
  const { order } = draft;
  const lines = await linesOf(order, ctx);
  const email = requireDetails(order, shop);
  if (draft.uncertain) {
    const lost = await lostOrder(email, lines, shop, ctx);
    if (lost) return marked(lost.orderKey, draft.key, shop, ctx);
  }
  const cart = parseAtDoor(z.string().min(1), await cartCall(ctx, shop, "", {}), { ctx, what: "cart" });
  for (const { sku, quantity } of lines)
    await cartCall(ctx, shop, `/${cart}/items`, { cartItem: { quote_id: cart, sku, qty: quantity } });
  const address = addressJson(order.shippingAddress ?? {}, order, email);
  await checkTotals(await shippingOf(ctx, shop, cart, address), order, lines, shop, ctx);
  const key = await place(ctx, shop, cart, { email, address });
  return marked(key, draft.key, shop, ctx);
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
      `"${title}" is not listed in the Magento shop, which takes orders of its own products only.`,
    );
  });
}

/** The e-mail of the buyer, when everything a guest has to say is there. */
function requireDetails(order: OrderForChannel, shop: ShopFacts): string {
  const fail = (field: string, text: string) =>
    new ConnectorError({ kind: "rejected", field, code: "incomplete" }, text);
  if (order.currency !== shop.currency)
    throw fail("currency", `The shop sells in ${shop.currency}; this order is in ${order.currency}.`);
  const address = order.shippingAddress;
  if (!address?.line1 || !address.city || !address.country)
    throw fail("shippingAddress", "Magento takes no order without street, city and country.");
  const email = order.customer.email;
  if (!email) throw fail("email", "Magento takes no order of a guest without an e-mail address.");
  if (!/^[^_]+_.+$/.test(shop.shippingMethod))
    throw fail("shippingMethod", "The store's setting for the shipping method is no method like flatrate_flatrate.");
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
    shipping_amount: decimal,
    items: z.array(z.object({ price: decimal, qty: decimal })),
  }),
});

function shippingOf(ctx: Context, shop: ShopFacts, cart: string, address: { readonly [key: string]: Json }) {
  const [carrier = "", ...method] = shop.shippingMethod.split("_");
  const addressInformation = {
    shipping_address: address,
    billing_address: address,
    shipping_carrier_code: carrier,
    shipping_method_code: method.join("_"),
  };
  return cartCall(ctx, shop, `/${cart}/shipping-information`, { addressInformation });
}

/** Throws words for the seller when the shop would charge something else than was agreed. */
async function checkTotals(
  body: Json,
  order: OrderForChannel,
  lines: readonly Line[],
  shop: ShopFacts,
  ctx: Context,
): Promise<void> {
  const { payment_methods, totals } = parseAtDoor(shippingSchema, body, { ctx, what: "cart" });
  const minor = (text: string) => parseMoney(text, shop.currency).minor;
  const differs = (what: string, theirs: bigint, ours: bigint) =>
    new ConnectorError(
      { kind: "rejected", field: "price", code: "price_differs" },
      `Magento asks ${formatDecimal(money(theirs, shop.currency))} ${shop.currency} for ${what}, the order says ${formatDecimal(money(ours, shop.currency))}. Magento takes its own prices only: bring them in line, then send the order again.`,
    );
  for (const [index, line] of lines.entries()) {
    const theirs = minor(totals.items[index]?.price ?? "0");
    if (theirs !== minor(line.unitPrice)) throw differs(line.sku, theirs, minor(line.unitPrice));
  }
  const shipping = minor(totals.shipping_amount);
  if (shipping !== order.shippingMinor) throw differs("shipping", shipping, order.shippingMinor);
  if (payment_methods.some((one) => one.code === shop.paymentMethod)) return;
  throw new ConnectorError(
    { kind: "rejected", field: "paymentMethod", code: "payment_method" },
    `The shop does not offer the payment method "${shop.paymentMethod}" for this order. It offers: ${payment_methods.map((one) => one.code).join(", ")}. Change the store's setting.`,
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
    return parseAtDoor(idText, body, { ctx, what: "order" });
  } catch (error) {
    if (!isConnectorError(error) || error.kind !== "not_found") throw error;
    throw new ConnectorError(
      { kind: "ambiguous" },
      "The cart is gone: the order may have been placed. It is looked up.",
      {
        cause: error,
      },
    );
  }
}

/** Puts our key on the order, by which it is found again, and tells it as it stands. */
async function marked(orderKey: string, key: string, shop: ShopFacts, ctx: Context): Promise<OrderPart> {
  const json = { entity: { entity_id: Number(orderKey), ext_order_id: key } };
  await request(ctx, { method: "POST", path: "/orders", operation: "orders.mark", json, safe: true });
  // The answer of that call shows emptied fields: only a read tells the order.
  const part = await readPart(orderKey, shop, ctx);
  if (part) return part;
  throw new ConnectorError({ kind: "transient" }, "The shop does not show the order just placed.");
}

/** An order placed in vain: of the same buyer, since yesterday, with the same goods, and without a key of ours. */
async function lostOrder(email: string, lines: readonly Line[], shop: ShopFacts, ctx: Context) {
  const since = shopText(ctx.clock.now() - LOST_MS);
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
