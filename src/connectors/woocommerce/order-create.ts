/** A new order of ours on its way into the shop. Lines are resolved first: the shop books empty lines silently. */

import { formatDecimal, multiplyDecimal } from "../../commerce/money.ts";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract.ts";
import { ConnectorError } from "../kit/errors.ts";
import { splitName } from "../kit/names.ts";
import type { OrderForChannel } from "../kit/ports.ts";
import { asList, asRecord, factsOf, PER_PAGE, shopCall } from "./client.ts";
import { readAddress } from "./mapping-product.ts";
import { loadOrder } from "./order-read.ts";
import { metaOf } from "./order-source.ts";
import { bySkus } from "./product-read.ts";

/** Meta key of our order id: WooCommerce has no idempotency keys. */
const ID_META = "_argosy_id";
const VIA = "argosy";

interface Target {
  readonly product_id: number;
  readonly variation_id?: number;
}

async function resolve(line: OrderForChannel["lines"][number], ctx: Context): Promise<Target> {
  const address = line.variantKey ? readAddress(line.variantKey, line.ext ?? null) : null;
  if (address)
    return address.parentId === null
      ? { product_id: Number(address.productId) }
      : { product_id: Number(address.parentId), variation_id: Number(address.productId) };
  const found = line.sku ? await bySkus([line.sku], ctx) : [];
  const hit = found
    .flatMap((product) => product.variants.map((variant) => ({ product, variant })))
    .find(({ variant }) => variant.sku?.toLowerCase() === line.sku?.toLowerCase());
  if (!hit)
    throw new ConnectorError(
      { kind: "rejected", field: "lines", code: "line_unknown" },
      `The shop has no item for "${line.title}"${line.sku ? ` (SKU ${line.sku})` : ""}. Link it first.`,
    );
  const productId = Number(hit.product.key);
  return hit.variant.key === hit.product.key
    ? { product_id: productId }
    : { product_id: productId, variation_id: Number(hit.variant.key) };
}

/** The order an earlier, unclear attempt may have made. */
async function findMade(key: string, ctx: Context): Promise<Json | null> {
  const { body } = await shopCall(ctx, {
    path: "orders",
    query: [
      ["created_via", VIA],
      ["orderby", "date"],
      ["order", "desc"],
      ["per_page", String(PER_PAGE)],
      ["status", "any"],
    ],
    operation: "orders.list",
  });
  const rows = asList(body, ctx, "orders.list");
  return (
    rows.find((row) => {
      const list = asRecord(row)["meta_data"];
      const entries = Array.isArray(list)
        ? list.map((one) => ({ key: String(asRecord(one)["key"] ?? ""), value: asRecord(one)["value"] }))
        : [];
      return metaOf(entries, ID_META) === key;
    }) ?? null
  );
}

function person(order: OrderForChannel): { readonly [key: string]: Json } {
  const { shippingAddress: address, customer } = order;
  const { first, last } = splitName(address?.name ?? customer.name);
  return {
    first_name: first,
    last_name: last,
    company: address?.company ?? "",
    address_1: address?.line1 ?? "",
    address_2: address?.line2 ?? "",
    city: address?.city ?? "",
    state: address?.region ?? "",
    postcode: address?.postcode ?? "",
    country: address?.country ?? "",
    phone: address?.phone ?? customer.phone ?? "",
  };
}

function lineBody(
  line: OrderForChannel["lines"][number],
  target: Target,
  order: OrderForChannel,
  pricesIncludeTax: boolean,
): Json {
  // Line amounts are net; where our price is gross the shop's own price is taken.
  const amount = pricesIncludeTax
    ? null
    : formatDecimal(multiplyDecimal(line.unitPrice, line.quantity, order.currency));
  return { ...target, quantity: line.quantity, ...(amount === null ? {} : { subtotal: amount, total: amount }) };
}

export async function createOrder(
  draft: { readonly order: OrderForChannel; readonly key: string; readonly uncertain: boolean },
  ctx: Context,
): Promise<OrderPart> {
  const { order, key } = draft;
  const made = draft.uncertain ? await findMade(key, ctx) : null;
  if (made) return (await loadOrder(made, ctx)).part;
  const { pricesIncludeTax } = factsOf(ctx.connection);
  const lines: Json[] = [];
  for (const line of order.lines) lines.push(lineBody(line, await resolve(line, ctx), order, pricesIncludeTax));
  const shipping = formatDecimal({ minor: order.shippingMinor, currency: order.currency });
  const { body } = await shopCall(ctx, {
    method: "POST",
    path: "orders",
    json: {
      created_via: VIA,
      currency: order.currency,
      set_paid: order.paid,
      billing: { ...person(order), ...(order.customer.email ? { email: order.customer.email } : {}) },
      shipping: person(order),
      line_items: lines,
      shipping_lines:
        order.shippingMinor === 0n ? [] : [{ method_id: "flat_rate", method_title: "Shipping", total: shipping }],
      ...(order.note ? { customer_note: order.note } : {}),
      meta_data: [{ key: ID_META, value: key }],
    },
    operation: "orders.create",
  });
  const loaded = await loadOrder(body, ctx);
  const empty = loaded.order.line_items.find((line) => line.product_id === undefined);
  if (empty)
    throw new ConnectorError(
      { kind: "rejected", field: "lines", code: "line_empty" },
      `The shop booked order ${loaded.part.number} with an empty line. Correct it in the shop.`,
    );
  return loaded.part;
}
