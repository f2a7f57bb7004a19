/** A draft order, filled as the shop's staff would: goods, buyer, address, shipping method, coupon. */

import { z } from "zod";
import type { HubText } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import type { OrderForChannel } from "../kit/contract/ports.ts";
import { anyJson, decimal, idText, parseResponse } from "../kit/parse/parse.ts";
import { splitName } from "../kit/parse/person-name.ts";
import { minorOf } from "./amounts.ts";
import { graphql } from "./client.ts";
import * as documents from "./documents.ts";
import { refusable, refuse } from "./refusals.ts";
import { customerSchema, rawList } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { variantsBySku } from "./variants.ts";
import { message } from "./words.ts";

export interface Drafted {
  readonly id: string;
  readonly state: string;
  readonly currency: string;
  /** What the buyer pays. */
  readonly totalMinor: bigint;
}

/** Made anew. One that the shop refuses a part of does not stay behind. */
export async function drafted(order: OrderForChannel, shop: ShopFacts, ctx: Context): Promise<Drafted> {
  const buyer = buyerOf(order, shop);
  const lines = await linesOf(order, ctx);
  const { createDraftOrder } = await graphql(ctx, documents.CREATE_DRAFT, {
    variables: {},
    schema: z.object({ createDraftOrder: z.object({ id: idText }) }),
    what: "the draft",
  });
  const { id } = createDraftOrder;
  try {
    await fill(id, { order, lines, buyer, shop }, ctx);
    const draft = await draftOf(id, shop, ctx);
    if (!draft) throw new ConnectorError({ kind: "transient" }, message("error.shopNotShowDraftJust"));
    return draft;
  } catch (error) {
    if (isConnectorError(error) && error.kind === "rejected") await discard(id, ctx);
    throw error;
  }
}

const draftSchema = z.object({
  order: z.object({ id: idText, state: z.string(), currencyCode: z.string(), totalWithTax: decimal }).nullable(),
});

/** Null where it was deleted. */
export async function draftOf(id: string, shop: ShopFacts, ctx: Context): Promise<Drafted | null> {
  const { order } = await graphql(ctx, documents.DRAFT, { variables: { id }, schema: draftSchema, what: "the draft" });
  if (!order) return null;
  const { state, currencyCode: currency, totalWithTax } = order;
  return { id: order.id, state, currency, totalMinor: minorOf(totalWithTax, currency, shop) };
}

/** Without the right to, it stays: staff see it among their drafts, and nothing comes of it. */
export async function discard(id: string, ctx: Context): Promise<void> {
  try {
    await graphql(ctx, documents.DELETE_DRAFT, { variables: { id }, schema: z.object({}), what: "the draft" });
  } catch (error) {
    if (!isConnectorError(error) || !["forbidden", "not_found"].includes(error.kind)) throw error;
    ctx.log.warn("a draft stays in the shop", { id, words: error.message });
  }
}

interface Buyer {
  readonly email: string;
  readonly customer: Json;
  readonly address: Json;
}

function rejected(field: string, code: string, text: HubText): ConnectorError {
  return new ConnectorError({ kind: "rejected", field, code }, text);
}

/** What the shop places no order without. */
function buyerOf({ paid, currency, customer, shippingAddress: to }: OrderForChannel, shop: ShopFacts): Buyer {
  if (!paid) throw rejected("paid", "unpaid", message("refused.placesOrderWhenPaidSend"));
  if (currency !== shop.currency)
    throw rejected("currency", "currency", message("refused.ordersMadeChannelCurrency", { currency: shop.currency }));
  const { email } = customer;
  if (!email) throw rejected("email", "no_email", message("refused.makesNoOrderWithoutCustomer"));
  if (!to?.line1 || !to.country)
    throw rejected("shippingAddress", "no_address", message("refused.makesNoOrderWithoutStreet"));
  const { first, last } = splitName(to.name ?? customer.name);
  const phone = to.phone ?? customer.phone;
  return {
    email,
    customer: { firstName: first, lastName: last, emailAddress: email, ...(phone && { phoneNumber: phone }) },
    address: {
      fullName: to.name ?? customer.name ?? "",
      company: to.company ?? "",
      streetLine1: to.line1,
      streetLine2: to.line2 ?? "",
      city: to.city ?? "",
      province: to.region ?? "",
      postalCode: to.postcode ?? "",
      countryCode: to.country,
      phoneNumber: phone ?? "",
    },
  };
}

interface Line {
  readonly productVariantId: string;
  readonly quantity: number;
}

/** What each line stands for in the shop; those without a listing are looked up together. */
async function linesOf({ lines }: OrderForChannel, ctx: Context): Promise<readonly Line[]> {
  const skus = lines.flatMap(({ variantKey, sku }) => (variantKey === undefined && sku ? [sku] : []));
  const found = skus.length === 0 ? [] : await variantsBySku(skus, ctx);
  return lines.map(({ variantKey, sku, title, quantity }) => {
    const productVariantId = variantKey ?? found.find((variant) => sku && variant.sku === sku)?.id;
    if (productVariantId !== undefined) return { productVariantId, quantity };
    throw rejected(
      "lines",
      "line_unknown",
      message("refused.shopNoItemLinkFirst", { title, sku: sku ? ` (SKU ${sku})` : "" }),
    );
  });
}

interface Filling {
  readonly order: OrderForChannel;
  readonly lines: readonly Line[];
  readonly buyer: Buyer;
  readonly shop: ShopFacts;
}

async function fill(id: string, { order, lines, buyer, shop }: Filling, ctx: Context): Promise<void> {
  for (const { productVariantId, quantity } of lines) {
    const { addItemToDraftOrder } = await graphql(ctx, documents.ADD_TO_DRAFT, {
      variables: { id, input: { productVariantId, quantity } },
      schema: z.object({ addItemToDraftOrder: refusable }),
      what: "a line of the order",
    });
    refuse(addItemToDraftOrder, "a line of the order");
  }
  const customerId = await existingCustomer(buyer.email, ctx);
  const who = customerId === null ? { customer: buyer.customer } : { customerId };
  const { setCustomerForDraftOrder } = await graphql(ctx, documents.SET_DRAFT_BUYER, {
    variables: { id, ...who, address: buyer.address },
    schema: z.object({ setCustomerForDraftOrder: refusable }),
    what: "the buyer",
  });
  refuse(setCustomerForDraftOrder, "the buyer");
  await setShipping(id, order, shop, ctx);
  if (order.discountCode !== undefined) await applyCoupon(id, order.discountCode, ctx);
  if (order.note) await addNote(id, order.note, ctx);
}

/** A guest's record is renamed by whoever orders with its e-mail next: one that is known is taken as it is. */
async function existingCustomer(email: string, ctx: Context): Promise<string | null> {
  const { customers } = await graphql(ctx, documents.CUSTOMERS, {
    variables: { options: { take: 1, filter: { emailAddress: { eq: email.toLowerCase() } } } },
    schema: z.object({ customers: rawList }),
    what: "the customer",
  });
  const [row] = customers.items;
  return row === undefined ? null : parseResponse(customerSchema, row, { ctx, what: "customer" }).id;
}

const methodSchema = z.object({ id: idText, price: decimal, priceWithTax: decimal });

/** The method that costs what the buyer was told, else the first: its price then stands in the total that is asked about. */
async function setShipping(id: string, order: OrderForChannel, shop: ShopFacts, ctx: Context): Promise<void> {
  const { eligibleShippingMethodsForDraftOrder: methods } = await graphql(ctx, documents.DRAFT_SHIPPING, {
    variables: { id },
    schema: z.object({ eligibleShippingMethodsForDraftOrder: z.array(methodSchema) }),
    what: "the shipping methods",
  });
  const cost = ({ price, priceWithTax }: (typeof methods)[number]) =>
    minorOf(order.taxIncluded ? priceWithTax : price, order.currency, shop);
  const method = methods.find((one) => cost(one) === order.shippingMinor) ?? methods[0];
  if (!method) throw rejected("shippingAddress", "no_shipping", message("refused.shopNoShippingMethodAddress"));
  const { setDraftOrderShippingMethod } = await graphql(ctx, documents.SET_DRAFT_SHIPPING, {
    variables: { id, methodId: method.id },
    schema: z.object({ setDraftOrderShippingMethod: refusable }),
    what: "the shipping method",
  });
  refuse(setDraftOrderShippingMethod, "the shipping method");
}

async function applyCoupon(id: string, code: string, ctx: Context): Promise<void> {
  const { applyCouponCodeToDraftOrder } = await graphql(ctx, documents.APPLY_COUPON, {
    variables: { id, code },
    schema: z.object({ applyCouponCodeToDraftOrder: refusable }),
    what: "the coupon",
  });
  refuse(applyCouponCodeToDraftOrder, "the coupon");
}

/** For staff. */
async function addNote(id: string, note: string, ctx: Context): Promise<void> {
  await graphql(ctx, documents.ADD_NOTE, {
    variables: { input: { id, note, isPublic: false } },
    schema: z.object({ addNoteToOrder: anyJson }),
    what: "the note",
  });
}
