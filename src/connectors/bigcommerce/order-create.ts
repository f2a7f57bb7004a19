/** A new order of ours on its way into the store; looked up by our own id first, because nothing else makes it unique. */
import { formatDecimal, money } from "../../commerce/money.ts";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { OrderForChannel, Orders } from "../kit/contract/ports.ts";
import { jsonNumber } from "../kit/parse/json.ts";
import { splitName } from "../kit/parse/person-name.ts";
import { asTree, bareRows, isId, storeCall } from "./client.ts";
import { fetchOrder } from "./order-read.ts";
import { readExt } from "./product-mapping.ts";
import { productIdsOfSku, productsById } from "./product-read.ts";
import { factsOf } from "./shop.ts";
import { STATUS_IDS } from "./statuses.ts";
import { message } from "./words.ts";

const AWAITING_PAYMENT = 7;

async function target(
  line: OrderForChannel["lines"][number],
  ctx: Context,
): Promise<{ product_id: number; variant_id: number }> {
  const ext = readExt(line.ext ?? null);
  if (ext !== null && isId(line.variantKey ?? ""))
    return { product_id: Number(ext.productId), variant_id: Number(line.variantKey) };
  const ids = line.sku ? await productIdsOfSku(line.sku, ctx) : [];
  for (const product of await productsById(ids, ctx)) {
    const variant = product.variants.find(({ sku }) => sku?.toLowerCase() === line.sku?.toLowerCase());
    if (variant) return { product_id: Number(product.key), variant_id: Number(variant.key) };
  }
  throw new ConnectorError(
    { kind: "rejected", field: "lines", code: "line_unknown" },
    message("error.noItemLinkFirst", { title: line.title, sku: line.sku ? ` (SKU ${line.sku})` : "" }),
  );
}

function addressOf(order: OrderForChannel): { readonly [key: string]: Json } {
  const { shippingAddress: address, customer } = order;
  const { first, last } = splitName(address?.name ?? customer.name);
  return {
    first_name: first,
    last_name: last,
    company: address?.company ?? "",
    street_1: address?.line1 ?? "",
    street_2: address?.line2 ?? "",
    city: address?.city ?? "",
    state: address?.region ?? "",
    zip: address?.postcode ?? "",
    ...(address?.country ? { country_iso2: address.country, country: countryName(address.country) } : {}),
    phone: address?.phone ?? customer.phone ?? "",
    email: customer.email ?? "",
  };
}

/** Orders want the country's English name beside its code. */
function countryName(code: string): string {
  return new Intl.DisplayNames(["en"], { type: "region" }).of(code) ?? code;
}

async function findMade(key: string, ctx: Context): Promise<string | null> {
  const query = [
    ["external_order_id", key],
    ["limit", "5"],
  ] as const;
  const { body } = await storeCall(ctx, { path: "v2/orders", query, operation: "orders.list" });
  // A filter that is not understood returns everything: only our own id counts.
  const row = bareRows(body, ctx, "orders")
    .map(asTree)
    .find((one) => one["external_order_id"] === key);
  return row?.["id"] === undefined ? null : String(row["id"]);
}

export const createOrder: NonNullable<Orders["create"]> = async ({ order, key }, ctx): Promise<OrderPart> => {
  const { currency } = factsOf(ctx.connection);
  if (order.currency !== currency)
    throw new ConnectorError(
      { kind: "rejected", field: "currency", code: "currency" },
      message("error.storeTakesOrdersOursNot", { currency, other: order.currency }),
    );
  const id = (await findMade(key, ctx)) ?? (await make(order, key, ctx));
  const made = await fetchOrder(id, ctx);
  if (!made) throw new ConnectorError({ kind: "transient" }, message("error.notShowNewOrderYet"));
  return made.part;
};

async function make(order: OrderForChannel, key: string, ctx: Context): Promise<string> {
  const products: Json[] = [];
  for (const line of order.lines) {
    const price = jsonNumber(line.unitPrice);
    // Both prices or neither; our price is final, so that no tax is added to it.
    products.push({ ...(await target(line, ctx)), quantity: line.quantity, price_inc_tax: price, price_ex_tax: price });
  }
  const address = addressOf(order);
  const shipping = formatDecimal(money(order.shippingMinor, order.currency));
  const discount = order.lines.reduce((sum, line) => sum + line.discountMinor, 0n);
  const { body } = await storeCall(ctx, {
    method: "POST",
    path: "v2/orders",
    json: {
      status_id: order.paid ? STATUS_IDS.confirmed : AWAITING_PAYMENT,
      customer_id: 0,
      channel_id: factsOf(ctx.connection).channelId,
      external_source: "argosy",
      external_order_id: key,
      payment_method: "External",
      billing_address: address,
      shipping_addresses: [address],
      products,
      shipping_cost_inc_tax: shipping,
      shipping_cost_ex_tax: shipping,
      // One discount for the whole order: lines take none.
      ...(discount === 0n ? {} : { discount_amount: formatDecimal(money(discount, order.currency)) }),
      // A coupon is applied at the store's own checkout alone; staff reads which code the discount was.
      ...(order.discountCode === undefined ? {} : { staff_notes: `Discount code: ${order.discountCode}` }),
      ...(order.note ? { customer_message: order.note } : {}),
    },
    operation: "orders.create",
  });
  const id = asTree(body)["id"];
  if (id === undefined) throw new ConnectorError({ kind: "drift", path: "id" }, message("error.toldNoIdNewOrder"));
  return String(id);
}
