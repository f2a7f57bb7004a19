/** A new order of ours on its way to the site: made live, silently, marked with our own id. */
import { formatDecimal, money } from "../../commerce/money.ts";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isKind } from "../kit/contract/errors.ts";
import type { OrderForChannel, Orders } from "../kit/contract/ports.ts";
import { splitName } from "../kit/parse/person-name.ts";
import { asText, asTree, codeOf, nextCursor, PER_PAGE, rowsOf, type Tree, wixCall, wixQuery } from "./client.ts";
import { couponOf } from "./discounts.ts";
import { fetchOrder } from "./order-read.ts";
import { refuse } from "./refusals.ts";
import { catalogOf, currencyOf } from "./shop.ts";
import { ONLY_VARIANT, readExt } from "./v1/product-mapping.ts";
import { STORES_APP } from "./v3/categories.ts";
import { message } from "./words.ts";

/** An attempt whose answer was lost is looked for among the orders of this long. */
const LOOKBACK_MS = 2 * 86_400_000;
const MAX_LINES = 300;

function referenceOf(line: OrderForChannel["lines"][number], ctx: Context): Json {
  const productId = asText(asTree(line.ext ?? null)["productId"]);
  if (productId === undefined || line.variantKey === undefined)
    throw refuse(
      "lines",
      "line_unknown",
      message("refused.noItemLinkFirst", { title: line.title, sku: line.sku ? ` (SKU ${line.sku})` : "" }),
    );
  const variantId = catalogOf(ctx.connection) === "V1" ? readExt(line.ext ?? null)?.variantId : line.variantKey;
  const options = variantId === undefined || variantId === ONLY_VARIANT ? {} : { options: { variantId } };
  return { catalogItemId: productId, appId: STORES_APP, ...options };
}

function personOf(order: OrderForChannel): Tree {
  const { shippingAddress: address, customer } = order;
  const { first, last } = splitName(address?.name ?? customer.name);
  const phone = address?.phone ?? customer.phone;
  return {
    address: {
      ...(address?.country ? { country: address.country } : {}),
      ...(address?.city ? { city: address.city } : {}),
      ...(address?.region && /^[A-Z]{2}-/.test(address.region) ? { subdivision: address.region } : {}),
      ...(address?.postcode ? { postalCode: address.postcode } : {}),
      ...(address?.line1 ? { addressLine: address.line1 } : {}),
      ...(address?.line2 ? { addressLine2: address.line2 } : {}),
    },
    contactDetails: {
      ...(first ? { firstName: first } : {}),
      ...(last ? { lastName: last } : {}),
      ...(phone ? { phone } : {}),
      ...(address?.company ? { company: address.company } : {}),
    },
  };
}

/** The whole discount by its code: the site's coupon where it has one, else a discount of the merchant's that is called so. */
async function discountOf({ discountCode, lines, currency }: OrderForChannel, ctx: Context): Promise<Tree> {
  const minor = lines.reduce((sum, line) => sum + line.discountMinor, 0n);
  if (discountCode === undefined || minor === 0n) return {};
  const amount = { amount: formatDecimal(money(minor, currency)) };
  const coupon = await couponOf(discountCode, ctx);
  const discount =
    coupon === null
      ? { merchantDiscount: { description: discountCode.slice(0, 200), amount } }
      : { coupon: { ...coupon, amount } };
  return { appliedDiscounts: [{ ...discount, discountType: "GLOBAL" }] };
}

async function bodyOf(order: OrderForChannel, key: string, ctx: Context): Promise<Json> {
  const { currency } = order;
  const price = (minor: bigint) => ({ amount: formatDecimal(money(minor, currency)) });
  const subtotal = order.lines.reduce((sum, line) => sum + line.subtotalMinor, 0n);
  const discount = order.lines.reduce((sum, line) => sum + line.discountMinor, 0n);
  const person = personOf(order);
  return {
    order: {
      lineItems: order.lines.map((line) => ({
        productName: { original: line.title.slice(0, 200) },
        catalogReference: referenceOf(line, ctx),
        quantity: line.quantity,
        price: { amount: line.unitPrice },
        lineItemPrice: price(line.subtotalMinor),
        totalDiscount: price(line.discountMinor),
        physicalProperties: { ...(line.sku ? { sku: line.sku.slice(0, 40) } : {}), shippable: true },
        itemType: { preset: "PHYSICAL" },
      })),
      currency,
      taxIncludedInPrices: order.taxIncluded,
      priceSummary: {
        subtotal: price(subtotal),
        shipping: price(order.shippingMinor),
        tax: price(order.taxMinor ?? 0n),
        discount: price(discount),
        total: price(order.totalMinor),
      },
      buyerInfo: order.customer.email ? { email: order.customer.email } : {},
      billingInfo: person,
      recipientInfo: person,
      shippingInfo: {
        title: "Shipping",
        logistics: { shippingDestination: person },
        cost: { price: price(order.shippingMinor) },
      },
      ...(await discountOf(order, ctx)),
      channelInfo: { type: "OTHER_PLATFORM", externalOrderId: key },
      ...(order.note ? { buyerNote: order.note.slice(0, 1000) } : {}),
    },
    // Defaults would mail the buyer.
    settings: { notifications: { sendNotificationToBuyer: false, sendNotificationsToBusiness: false } },
  };
}

/** Our own id is no filter of Wix's: the newest orders are read through. */
async function findMade(key: string, ctx: Context): Promise<string | null> {
  const since = new Date(ctx.shopNow() - LOOKBACK_MS).toISOString();
  let cursor: string | null = null;
  do {
    const search: Json =
      cursor === null
        ? { filter: { createdDate: { $gte: since } }, cursorPaging: { limit: PER_PAGE } }
        : { cursorPaging: { limit: PER_PAGE, cursor } };
    const body = await wixQuery(ctx, "orders.list", "/ecom/v1/orders/search", { search });
    const found = rowsOf(body, "orders", ctx)
      .map(asTree)
      .find((row) => asTree(row["channelInfo"])["externalOrderId"] === key);
    if (found) return asText(found["id"]) ?? null;
    cursor = nextCursor(body);
  } while (cursor !== null);
  return null;
}

async function markPaid(id: string, ctx: Context): Promise<void> {
  try {
    await wixCall(ctx, {
      method: "POST",
      path: `/ecom/v1/payments-collector/orders/${id}/mark-as-paid`,
      json: {},
      operation: "payments.mark_paid",
      safe: true,
      changes: true,
    });
  } catch (error) {
    if (!isKind(error, "rejected") || codeOf(error) !== "ORDER_ALREADY_PAID") throw error;
  }
}

export const createOrder: NonNullable<Orders["create"]> = async (
  { order, key, uncertain },
  ctx,
): Promise<OrderPart> => {
  const currency = currencyOf(ctx.connection);
  if (currency !== undefined && order.currency !== currency)
    throw refuse(
      "currency",
      "currency",
      message("refused.siteTakesOrdersOursNot", { currency, other: order.currency }),
    );
  if (order.lines.length > MAX_LINES)
    throw refuse("lines", "too_many_lines", message("refused.orderMostLines", { most: MAX_LINES }));
  const id = (uncertain ? await findMade(key, ctx) : null) ?? (await make(await bodyOf(order, key, ctx), ctx));
  if (order.paid) await markPaid(id, ctx);
  const made = await fetchOrder(id, ctx);
  if (!made) throw new ConnectorError({ kind: "transient" }, message("error.notShowNewOrder"));
  return made.part;
};

async function make(json: Json, ctx: Context): Promise<string> {
  const body = await wixCall(ctx, { method: "POST", path: "/ecom/v1/orders", json, operation: "orders.create" });
  const id = asText(asTree(asTree(body)["order"])["id"]);
  if (id === undefined)
    throw new ConnectorError({ kind: "drift", path: "order.id" }, message("error.toldNoIdNewOrder"));
  return id;
}
