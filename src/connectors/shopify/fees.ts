/** What Shopify Payments takes for payments. Other gateways tell Shopify nothing: their fees are rules or statements. */
import { z } from "zod";
import { parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Fee, Fees } from "../kit/contract/fees.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import { rawPage } from "../kit/graphql/pages.ts";
import { decimal, idText, optionalText, parseResponse } from "../kit/parse/parse.ts";
import { graphql } from "./graphql.ts";
import { numberOf } from "./ids.ts";
import { settlements } from "./payouts.ts";
import * as q from "./queries-orders.ts";
import { changedSweep } from "./sweeps.ts";

/** With ten payments each, half of what one query may cost. */
const PER_PAGE = 12;
const DAY_MS = 86_400_000;
/** How long fees are looked for after an order's last change, where the seller sets nothing. */
export const LATE_FEE_DAYS = 14;

const amount = z.object({ amount: decimal, currencyCode: z.string().regex(/^[A-Z]{3}$/) });
const orderFees = z.object({
  id: idText,
  updatedAt: z.iso.datetime({ offset: true }),
  transactions: z.array(
    z.object({
      id: idText,
      processedAt: z.iso.datetime({ offset: true }).nullish(),
      fees: z.array(z.object({ id: idText, type: z.string(), rateName: optionalText, amount, taxAmount: amount })),
    }),
  ),
});

/**
 * The fees of an order's payments: `amount` and the tax beside it. The schema calls them "Amount of the fee" and "Tax
 * amount charged on the fee"; that the first is without the second is our reading, seen on no real shop. What is kept of a
 * refunded payment is not given back.
 */
export function feesOf(raw: Json, ctx: Pick<Context, "drift">): readonly Fee[] {
  const order = parseResponse(orderFees, raw, { ctx, what: "the fees of an order" });
  return order.transactions.flatMap(({ processedAt, fees }) =>
    fees.flatMap((fee): Fee[] => {
      const net = parseMoney(fee.amount.amount, fee.amount.currencyCode);
      const tax = parseMoney(fee.taxAmount.amount, fee.amount.currencyCode);
      if (net.minor + tax.minor === 0n) return [];
      return [
        {
          key: numberOf(fee.id),
          orderKey: numberOf(order.id),
          kind: "payment_fee",
          amount: { minor: net.minor + tax.minor, currency: net.currency },
          taxMinor: tax.minor,
          at: new Date(processedAt ?? order.updatedAt).toISOString(),
          text: fee.rateName ?? fee.type,
          raw: { id: fee.id, type: fee.type },
        },
      ];
    }),
  );
}

/** Orders that changed, each with the fees of its payments. */
const ofOrders = (filter: string) =>
  changedSweep<readonly Fee[]>({
    id: "payments",
    everyMs: 6 * 3_600_000,
    page: async ({ query, after }, ctx) => {
      const schema = z.object({ orders: rawPage });
      const variables = { first: PER_PAGE, query: [filter, query].filter(Boolean).join(" ") || null, after };
      return (await graphql(ctx, q.ORDER_FEES, { variables, schema, what: "the fees of orders" })).orders;
    },
    item: async (raw, ctx) => feesOf(raw, ctx),
  });

const changedOrders = ofOrders("");
const payments: Sweep<Fee> = {
  ...changedOrders,
  async *run(input, ctx) {
    for await (const page of changedOrders.run(input, ctx)) yield { ...page, items: page.items.flat() };
  },
};

const paidHere = ofOrders("gateway:shopify_payments");
/** A run that reached its end: the next one begins with the window of its own day. */
const ENDED = "";

function lateDays({ connection: { settings } }: Context): number {
  const days = settings["lateFeeDays"];
  return typeof days === "number" && days >= 0 ? days : LATE_FEE_DAYS;
}

/**
 * A fee that stands only after its payment moves no time of its order, and Shopify announces none: orders that changed
 * within the days a seller sets are read again whole, once a day. The first run leaves them to `payments`.
 */
const late: Sweep<Fee> = {
  id: "late",
  mode: "full",
  everyMs: DAY_MS,
  async *run({ cursor }, ctx) {
    const days = lateDays(ctx);
    if (cursor === null || days === 0) return yield { items: [], cursor: ENDED, safeToSave: true };
    const from = new Date(ctx.shopNow() - days * DAY_MS).toISOString();
    const started = cursor === ENDED ? { cursor: null, since: from } : { cursor };
    let held: SweepPage<Fee> | null = null;
    for await (const page of paidHere.run(started, ctx)) {
      if (held) yield held;
      held = { ...page, items: page.items.flat() };
    }
    if (held) yield { ...held, cursor: ENDED };
  },
};

export const fees: Fees = { sweeps: [payments, late], settlements };
