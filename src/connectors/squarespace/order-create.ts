/** An order of ours as an import: Squarespace shows it, sends no mail and leaves its stock alone. */
import { randomUUID } from "node:crypto";
import { formatDecimal, money, parseMoney } from "../../commerce/money.ts";
import type { Address, OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { OrderForChannel } from "../kit/contract/ports.ts";
import { splitName } from "../kit/parse/person-name.ts";
import { readOrder, toOrderPart } from "./order-mapping.ts";
import { ORDERS, orderList } from "./order-read.ts";
import { amountOf } from "./prices.ts";
import { changes } from "./sweeps.ts";

const CHANNEL = "Argosy";
/** How far back an earlier, unclear attempt is looked for. */
const LOOKBACK_MS = 7 * 24 * 3_600_000;

export async function createOrder(
  draft: { readonly order: OrderForChannel; readonly key: string; readonly uncertain: boolean },
  ctx: Context,
): Promise<OrderPart> {
  const made = draft.uncertain ? await findMade(draft.key, ctx) : null;
  if (made) return made;
  const { body } = await ctx.http.json({
    method: "POST",
    url: ORDERS,
    headers: { "idempotency-key": randomUUID() },
    json: orderBody(draft.order, draft.key, ctx),
    operation: "orders.create",
    safe: true,
    changes: true,
  });
  return toOrderPart(body, ctx);
}

/** Our key stands in the order as its external reference; the list cannot be filtered by it. */
async function findMade(key: string, ctx: Context): Promise<OrderPart | null> {
  const since = new Date(ctx.shopNow() - LOOKBACK_MS).toISOString();
  for await (const page of changes(orderList, { cursor: null, since }, ctx)) {
    const found = page.items.find((part) => readOrder(part.raw, ctx).externalOrderReference === reference(key));
    if (found) return found;
  }
  return null;
}

const reference = (key: string): string => key.slice(0, 200);

function orderBody(order: OrderForChannel, key: string, ctx: Context): Json {
  const { currency } = order;
  const shipping = money(order.shippingMinor, currency);
  const address = addressOf(order);
  return {
    channelName: CHANNEL,
    externalOrderReference: reference(key),
    createdOn: new Date(ctx.shopNow()).toISOString(),
    ...(order.customer.email ? { customerEmail: order.customer.email } : {}),
    ...(address === null ? {} : { billingAddress: address, shippingAddress: address }),
    // The hub's own stock is what counts; the new number goes out like any other.
    inventoryBehavior: "SKIP",
    lineItems: order.lines.map((line) => lineOf(line, currency)),
    ...(shipping.minor === 0n ? {} : { shippingLines: [{ method: "Shipping", amount: amountOf(shipping) }] }),
    fulfillmentStatus: "PENDING",
    fulfillments: [],
    shopperFulfillmentNotificationBehavior: "SKIP",
    priceTaxInterpretation: order.taxIncluded ? "INCLUSIVE" : "EXCLUSIVE",
    ...totals(order),
  };
}

/** The discount stands beside the lines: their prices are those before it. */
function totals(order: OrderForChannel): { readonly [key: string]: Json } {
  const amount = (minor: bigint) => amountOf(money(minor, order.currency));
  const subtotal = order.lines.reduce((sum, line) => sum + line.subtotalMinor, 0n);
  const discount = order.lines.reduce((sum, line) => sum + line.discountMinor, 0n);
  const name = order.discountCode ?? "Discount";
  return {
    subtotal: amount(subtotal),
    shippingTotal: amount(order.shippingMinor),
    ...(discount === 0n ? {} : { discountLines: [{ name, amount: amount(discount) }] }),
    discountTotal: amount(discount),
    taxTotal: amount(order.taxMinor ?? 0n),
    grandTotal: amount(order.totalMinor),
  };
}

/** An item without a variant there goes in by its title. */
function lineOf(line: OrderForChannel["lines"][number], currency: string): Json {
  const unitPricePaid = { currency, value: formatDecimal(parseMoney(line.unitPrice, currency)) };
  const item =
    line.variantKey === undefined
      ? { lineItemType: "CUSTOM", title: line.title }
      : { lineItemType: "PHYSICAL_PRODUCT", variantId: line.variantKey };
  return { ...item, quantity: line.quantity, unitPricePaid };
}

function addressOf({ shippingAddress, customer }: OrderForChannel): Json | null {
  const name = shippingAddress?.name ?? customer.name ?? "";
  const address: Address = shippingAddress ?? {};
  const { first, last } = splitName(name);
  const phone = address.phone ?? customer.phone;
  const fields = {
    firstName: first,
    lastName: last,
    address1: address.line1,
    address2: address.line2,
    city: address.city,
    state: address.region,
    countryCode: address.country,
    postalCode: address.postcode,
    phone,
  };
  const reported = Object.entries(fields).flatMap(([field, value]) => (value ? [[field, value] as const] : []));
  return reported.length === 0 ? null : Object.fromEntries(reported);
}
