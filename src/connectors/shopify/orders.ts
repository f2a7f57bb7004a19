/** Orders in (changed sweep, get), out (create) and the commands on them. */

import { z } from "zod";
import { formatDecimal, money } from "../../commerce/money.ts";
import type { Address, OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { OrderForChannel, Orders } from "../kit/contract/ports.ts";
import { rawPage } from "../kit/graphql/pages.ts";
import { userErrors } from "../kit/graphql/refusals.ts";
import { idText, optionalText } from "../kit/parse/parse.ts";
import { splitName } from "../kit/parse/person-name.ts";
import { graphql, refuseUserErrors } from "./graphql.ts";
import { changeHold } from "./holds.ts";
import { gid, numberOf, searchText } from "./ids.ts";
import { ESSENTIAL_OF_ORDER } from "./nodes.ts";
import { commandOptions, executeCommand } from "./order-commands.ts";
import { changeTracking } from "./order-fulfil.ts";
import { loadOrder, mustLoadOrder, readListedOrder } from "./order-read.ts";
import { importsPickups } from "./pickups.ts";
import * as q from "./queries-orders.ts";
import { changedSweep } from "./sweeps.ts";

export const orders: Orders = {
  essential: { "data.order": ESSENTIAL_OF_ORDER },
  sweeps: [
    changedSweep<OrderPart>({
      id: "orders",
      everyMs: 5 * 60_000,
      page: async ({ query, after }, ctx) => {
        const variables = {
          first: q.ORDERS_IN_LIST,
          lines: q.LINES_IN_LIST,
          transactions: q.PAYMENTS_IN_LIST,
          pickups: importsPickups(ctx),
          query,
          after,
        };
        const schema = z.object({ orders: rawPage });
        return (await graphql(ctx, q.ORDERS_PAGE, { variables, schema, what: "the orders" })).orders;
      },
      item: readListedOrder,
    }),
  ],
  get: loadOrder,
  options: commandOptions,
  execute: executeCommand,
  updateTracking: changeTracking,
  hold: changeHold,
  create: createOrder,
};

type Draft = Parameters<NonNullable<Orders["create"]>>[0];

/**
 * Creates an order. orderCreate has no idempotency key: our key stands in `sourceIdentifier`, and after an
 * attempt with unknown outcome it is looked up first.
 */
async function createOrder(draft: Draft, ctx: Context): Promise<OrderPart> {
  const existing = draft.uncertain ? await findBySource(draft.key, ctx) : null;
  if (existing !== null) return mustLoadOrder(existing, ctx);
  const schema = z.object({ orderCreate: z.object({ order: z.object({ id: idText }).nullable(), userErrors }) });
  const { orderCreate } = await graphql(ctx, q.ORDER_CREATE, {
    variables: {
      order: orderInput(draft.order, draft.key),
      options: { inventoryBehaviour: "DECREMENT_IGNORING_POLICY", sendReceipt: false, sendFulfillmentReceipt: false },
    },
    schema,
    what: "a new order",
  });
  refuseUserErrors(orderCreate.userErrors, "the order");
  return mustLoadOrder(numberOf(orderCreate.order?.id ?? ""), ctx);
}

async function findBySource(key: string, ctx: Context): Promise<string | null> {
  const schema = z.object({
    orders: z.object({ nodes: z.array(z.object({ id: idText, sourceIdentifier: optionalText })) }),
  });
  const variables = { query: `source_identifier:${searchText(key)}` };
  const { orders: found } = await graphql(ctx, q.ORDER_BY_SOURCE, { variables, schema, what: "an order of ours" });
  const match = found.nodes.find((node) => node.sourceIdentifier === key);
  return match ? numberOf(match.id) : null;
}

function orderInput(order: OrderForChannel, key: string): Json {
  const { currency } = order;
  const bag = (amount: string): Json => ({ shopMoney: { amount, currencyCode: currency } });
  const amount = (minor: bigint): Json => bag(formatDecimal(money(minor, currency)));
  const discount = order.lines.reduce((sum, line) => sum + line.discountMinor, 0n);
  const { first, last } = splitName(order.customer.name);
  const input: { [key: string]: Json } = {
    currency,
    sourceIdentifier: key,
    taxesIncluded: order.taxIncluded,
    financialStatus: order.paid ? "PAID" : "PENDING",
    lineItems: order.lines.map((line) => ({
      ...(line.variantKey === undefined ? {} : { variantId: gid("ProductVariant", line.variantKey) }),
      ...(line.sku === undefined ? {} : { sku: line.sku }),
      title: line.title,
      quantity: line.quantity,
      requiresShipping: true,
      priceSet: bag(line.unitPrice),
    })),
  };
  if (order.shippingMinor > 0n) input.shippingLines = [{ title: "Shipping", priceSet: amount(order.shippingMinor) }];
  // Lines take no discount of their own: Shopify spreads this one over them.
  if (discount > 0n) {
    const itemFixedDiscountCode = { code: order.discountCode ?? "DISCOUNT", amountSet: amount(discount) };
    input.discountCode = { itemFixedDiscountCode };
  }
  if (order.customer.email !== undefined) {
    input.email = order.customer.email;
    input.customer = {
      toUpsert: { email: order.customer.email, firstName: first, lastName: last },
    };
  }
  if (order.customer.phone !== undefined) input.phone = order.customer.phone;
  if (order.note !== undefined) input.note = order.note;
  if (order.shippingAddress) input.shippingAddress = addressInput(order.shippingAddress);
  if (order.paid)
    input.transactions = [
      { kind: "SALE", status: "SUCCESS", gateway: "external", amountSet: amount(order.totalMinor) },
    ];
  return input;
}

function addressInput(address: Address): Json {
  const { first, last } = splitName(address.name);
  const fields: readonly (readonly [string, string | undefined])[] = [
    ["firstName", first],
    ["lastName", last],
    ["company", address.company],
    ["address1", address.line1],
    ["address2", address.line2],
    ["city", address.city],
    // Shopify wants its own code where there is one, and takes a name elsewhere.
    [/^[A-Z0-9]{1,3}$/.test(address.region ?? "") ? "provinceCode" : "province", address.region],
    ["zip", address.postcode],
    ["countryCode", address.country],
    ["phone", address.phone],
  ];
  return Object.fromEntries(fields.flatMap(([name, value]) => (value ? [[name, value]] : [])));
}
