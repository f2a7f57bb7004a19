/** A new order of ours on its way into the shop. Lines are resolved first: the shop books empty lines silently. */

import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { OrderDraft, OrderForChannel, OrderQuote } from "../kit/contract/ports.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { splitName } from "../kit/parse/person-name.ts";
import { asList, asRecord, PER_PAGE, shopCall, shopCallOrNull } from "./client.ts";
import { asGiven, withoutTax } from "./order-amounts.ts";
import { minor } from "./order-money.ts";
import { loadOrder } from "./order-read.ts";
import { ID_META, metaOf } from "./order-source.ts";
import { readAddress } from "./product-mapping.ts";
import { bySkus } from "./product-read.ts";
import type { ShopOrder } from "./schemas.ts";
import { orderSchema } from "./schemas.ts";
import { message } from "./words.ts";

const VIA = "argosy";

interface Target {
  readonly product_id: number;
  readonly variation_id?: number;
}

type Line = OrderForChannel["lines"][number];

function targetOf(productId: string, variationId: string | null): Target {
  return variationId === null
    ? { product_id: Number(productId) }
    : { product_id: Number(productId), variation_id: Number(variationId) };
}

/** What each line stands for in the shop; those without an address are looked up together. */
async function resolve(lines: readonly Line[], ctx: Context): Promise<readonly Target[]> {
  const addresses = lines.map((line) => (line.variantKey ? readAddress(line.variantKey, line.ext ?? null) : null));
  const skus = lines.flatMap((line, index) => (addresses[index] || !line.sku ? [] : [line.sku]));
  const found = skus.length === 0 ? [] : await bySkus(skus, ctx);
  return lines.map((line, index) => {
    const address = addresses[index];
    if (address)
      return address.parentId === null
        ? targetOf(address.productId, null)
        : targetOf(address.parentId, address.productId);
    const hit = found
      .flatMap((product) => product.variants.map((variant) => ({ product, variant })))
      .find(({ variant }) => line.sku !== undefined && variant.sku?.toLowerCase() === line.sku.toLowerCase());
    if (!hit)
      throw new ConnectorError(
        { kind: "rejected", field: "lines", code: "line_unknown" },
        message("error.shopNoItemLinkFirst", { title: line.title, sku: line.sku ? ` (SKU ${line.sku})` : "" }),
      );
    return targetOf(hit.product.key, hit.variant.key === hit.product.key ? null : hit.variant.key);
  });
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

/** A draft of the shop's checkout: no stock, no mail, no place in the shop's list of orders; WooCommerce clears it away. */
const DRAFT = "checkout-draft";

function body(draft: OrderDraft, targets: readonly Target[]): Json {
  const { order, key } = draft;
  const amounts = asGiven(order);
  return {
    created_via: VIA,
    status: DRAFT,
    currency: order.currency,
    billing: { ...person(order), ...(order.customer.email ? { email: order.customer.email } : {}) },
    shipping: person(order),
    line_items: order.lines.map((line, index) => ({
      ...targets[index],
      quantity: line.quantity,
      ...amounts.lines[index],
    })),
    shipping_lines:
      order.shippingMinor === 0n ? [] : [{ method_id: "flat_rate", method_title: "Shipping", total: amounts.shipping }],
    ...(order.note ? { customer_note: order.note } : {}),
    meta_data: [{ key: ID_META, value: key }],
  };
}

function readOrder(raw: Json, ctx: Context): ShopOrder {
  return parseResponse(orderSchema, raw, { ctx, what: `order ${String(asRecord(raw)["id"] ?? "")}` });
}

/** The order as a draft, with the shop's own tax and total. */
async function prepare(draft: OrderDraft, ctx: Context): Promise<ShopOrder> {
  const targets = await resolve(draft.order.lines, ctx);
  const { body: raw } = await shopCall(ctx, {
    method: "POST",
    path: "orders",
    json: body(draft, targets),
    operation: "orders.create",
  });
  const first = readOrder(raw, ctx);
  const empty = first.line_items.find((line) => line.product_id === undefined);
  if (empty)
    throw new ConnectorError(
      { kind: "rejected", field: "lines", code: "line_empty" },
      message("error.shopMadeOrderEmptyLine"),
    );
  if (!draft.order.taxIncluded || minor(first.total_tax, first.currency) === 0n) return first;
  const amounts = withoutTax(draft.order, first);
  const { body: again } = await shopCall(ctx, {
    method: "PUT",
    path: `orders/${first.id}`,
    json: {
      line_items: first.line_items.map((line, index) => ({ id: Number(line.id), ...amounts.lines[index] })),
      shipping_lines: first.shipping_lines.map((line) => ({ id: Number(line.id), total: amounts.shipping })),
    },
    operation: "orders.amounts",
    safe: true,
  });
  return readOrder(again, ctx);
}

/** The shop has no way to ask for a total but to make the order: it is made as a draft, and placed once agreed. */
export async function quoteOrder(draft: OrderDraft, ctx: Context): Promise<OrderQuote> {
  const before = await findMade(draft.key, ctx);
  const existing = before === null ? null : readOrder(before, ctx);
  if (existing?.status === DRAFT)
    await shopCallOrNull(ctx, {
      method: "DELETE",
      path: `orders/${existing.id}`,
      query: [["force", "true"]],
      operation: "orders.discard",
      safe: true,
    });
  const made = existing && existing.status !== DRAFT ? existing : await prepare(draft, ctx);
  return { currency: made.currency, totalMinor: minor(made.total, made.currency), saved: { orderId: made.id } };
}

/** The draft of the quote, or the order itself where it was placed already; null when the shop cleared it away. */
async function quoted(quote: OrderQuote | undefined, ctx: Context): Promise<Json | null> {
  const id = asRecord(quote?.saved)["orderId"];
  if (typeof id !== "string") return null;
  const raw = await shopCallOrNull(ctx, { path: `orders/${id}`, operation: "orders.get" });
  return raw === null || asRecord(raw)["status"] === "trash" ? null : raw;
}

export async function createOrder(
  draft: OrderDraft & { readonly quote?: OrderQuote | undefined },
  ctx: Context,
): Promise<OrderPart> {
  const made = (draft.uncertain ? await findMade(draft.key, ctx) : null) ?? (await quoted(draft.quote, ctx));
  if (made && asRecord(made)["status"] !== DRAFT) return (await loadOrder(made, ctx)).part;
  const ready = made ? readOrder(made, ctx) : await prepare(draft, ctx);
  const total = minor(ready.total, ready.currency);
  if (draft.quote && total !== draft.quote.totalMinor)
    throw new ConnectorError(
      { kind: "rejected", field: "total", code: "total_differs" },
      message("error.shopChargesOrderNowNothing", { currency: ready.currency, total: ready.total }),
    );
  const { body: raw } = await shopCall(ctx, {
    method: "PUT",
    path: `orders/${ready.id}`,
    // Paid as a buyer pays: one payment of the shop's own total. What costs nothing has none.
    json: draft.order.paid
      ? total > 0n
        ? { status: "pending", set_paid: true }
        : { status: "processing" }
      : { status: "pending" },
    operation: "orders.place",
  });
  return (await loadOrder(raw, ctx)).part;
}
