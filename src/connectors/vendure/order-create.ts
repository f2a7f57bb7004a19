/**
 * Orders of ours, made as the shop's staff make them: a draft with the shop's own prices, tax and stock, which a payment
 * entered by hand places. Before that it takes no stock and no buyer sees it. A total nobody agreed to is not placed.
 */
import { z } from "zod";
import { formatDecimal, money } from "../../commerce/money.ts";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { OrderDraft, OrderQuote, Orders } from "../kit/contract/ports.ts";
import { anyJson } from "../kit/parse/parse.ts";
import { graphql } from "./client.ts";
import * as documents from "./documents.ts";
import { type Drafted, discard, drafted, draftOf } from "./order-draft.ts";
import { toOrderPart } from "./order-mapping.ts";
import { listOrders, readRows } from "./order-read.ts";
import { transactionOf } from "./own-order.ts";
import { refusable, refuse } from "./refusals.ts";
import type { ShopFacts } from "./shop.ts";
import { message } from "./words.ts";

type Draft = Parameters<NonNullable<Orders["create"]>>[0];
type Total = Pick<OrderQuote, "currency" | "totalMinor">;

/** What the shop would charge. A draft with another total than ours is thrown away: it may never be asked for again. */
export async function quoteOrder({ order, key }: OrderDraft, shop: ShopFacts, ctx: Context): Promise<OrderQuote> {
  const placed = await placedFor(key, shop, ctx);
  if (placed) return { currency: placed.totals.currency, totalMinor: placed.totals.totalMinor ?? order.totalMinor };
  const { id, currency, totalMinor } = await drafted(order, shop, ctx);
  if (isSame({ currency, totalMinor }, order)) return { currency, totalMinor, saved: { draft: id } };
  await discard(id, ctx);
  return { currency, totalMinor };
}

export async function createOrder({ order, key, quote }: Draft, shop: ShopFacts, ctx: Context): Promise<OrderPart> {
  const placed = await placedFor(key, shop, ctx);
  if (placed) return placed;
  const made = (await savedDraft(quote?.saved, shop, ctx)) ?? (await drafted(order, shop, ctx));
  if (!isSame(made, quote ?? order)) {
    await discard(made.id, ctx);
    throw differs(made, quote ?? order);
  }
  if (made.state !== "ArrangingPayment") await beginPayment(made.id, ctx);
  return paid(made.id, key, shop, ctx);
}

const isSame = (one: Total, other: Total) => one.totalMinor === other.totalMinor && one.currency === other.currency;

function differs(theirs: Total, ours: Total): ConnectorError {
  const text = ({ currency, totalMinor }: Total) => `${currency} ${formatDecimal(money(totalMinor, currency))}`;
  return new ConnectorError(
    { kind: "rejected", field: "total", code: "total_differs" },
    message("error.shopChargesOrderNotNothing", { theirs: text(theirs), ours: text(ours) }),
  );
}

/** The order an earlier attempt placed: nothing locks in the shop, and a payment is taken twice where it is sent twice. */
async function placedFor(key: string, shop: ShopFacts, ctx: Context): Promise<OrderPart | undefined> {
  const filter = { transactionId: { eq: transactionOf(key) } };
  const { items } = await readRows(await listOrders({ take: 1, filter }, shop, ctx), shop, ctx);
  return items[0];
}

const savedSchema = z.object({ draft: z.string().min(1) });

/** The draft of the quote, as far as it goes. Null where staff deleted it, or went on with it by themselves. */
async function savedDraft(saved: Json | undefined, shop: ShopFacts, ctx: Context): Promise<Drafted | null> {
  const parsed = savedSchema.safeParse(saved);
  if (!parsed.success) return null;
  const draft = await draftOf(parsed.data.draft, shop, ctx);
  return draft && ["Draft", "ArrangingPayment"].includes(draft.state) ? draft : null;
}

async function beginPayment(id: string, ctx: Context): Promise<void> {
  const { transitionOrderToState } = await graphql(ctx, documents.BEGIN_PAYMENT, {
    variables: { id },
    schema: z.object({ transitionOrderToState: refusable }),
    what: "the order",
  });
  refuse(transitionOrderToState, "the order");
}

const METHOD = "Argosy";

async function paid(orderId: string, key: string, shop: ShopFacts, ctx: Context): Promise<OrderPart> {
  const readAtMs = ctx.clock.now();
  const { addManualPaymentToOrder: answer } = await graphql(ctx, documents.ADD_PAYMENT, {
    variables: { input: { orderId, method: METHOD, transactionId: transactionOf(key), metadata: {} } },
    schema: z.object({ addManualPaymentToOrder: anyJson }),
    what: "the payment",
  });
  refuse(refusable.parse(answer), "the payment");
  const part = toOrderPart(answer, { shop, ctx, readAtMs });
  if (!part) throw new ConnectorError({ kind: "transient" }, message("error.shopNotShowOrderJust"));
  return part;
}
