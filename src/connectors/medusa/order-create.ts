/**
 * Orders of ours, made as the shop's staff make them: a draft with the prices our buyer agreed to, turned into an order and
 * marked as paid. A draft takes no stock and no buyer sees it; one with another total than agreed is deleted.
 */
import { z } from "zod";
import { formatDecimal, money } from "../../commerce/money.ts";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { OrderDraft, OrderQuote, Orders } from "../kit/contract/ports.ts";
import { anyJson, idText, parseResponse } from "../kit/parse/parse.ts";
import { fixed, minorOf } from "./amounts.ts";
import { list, post } from "./client.ts";
import { discard, drafted } from "./order-draft.ts";
import { OUR_ORDER, toOrder } from "./order-mapping.ts";
import { moneyOf } from "./order-money.ts";
import { currentOrder, orderIn, orderPart, WHOLE_ORDER } from "./order-read.ts";
import type { MedusaOrder } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { capturedOf, paymentsOf } from "./statuses.ts";
import { message } from "./words.ts";

type Draft = Parameters<NonNullable<Orders["create"]>>[0];
type Total = Pick<OrderQuote, "currency" | "totalMinor">;

/** Nobody else writes our key: what an attempt made lies among the newest. */
const LOOKED_THROUGH = 100;

/** What the shop would charge. A draft with another total than ours is thrown away: it may never be asked for again. */
export async function quoteOrder(draft: OrderDraft, shop: ShopFacts, ctx: Context): Promise<OrderQuote> {
  const made = await drafted(draft, shop, ctx);
  const reported = totalOf(made);
  if (isSame(reported, draft.order)) return { ...reported, saved: { draft: made.id } };
  await discard(made.id, ctx);
  return reported;
}

export async function createOrder(draft: Draft, shop: ShopFacts, ctx: Context): Promise<OrderPart> {
  const agreed = draft.quote ?? draft.order;
  const order = (await madeBefore(draft, agreed, shop, ctx)) ?? (await drafted(draft, shop, ctx));
  const placed = isDraft(order) ? await place(order, agreed, ctx) : order;
  if (draft.order.paid) await pay(placed, ctx);
  const part = await orderPart(placed.id, shop, ctx);
  if (!part) throw new ConnectorError({ kind: "transient" }, message("error.notShowOrderJustMade"));
  return part;
}

const isDraft = ({ is_draft_order, status }: MedusaOrder): boolean => is_draft_order === true || status === "draft";

const isSame = (one: Total, other: Total) => one.totalMinor === other.totalMinor && one.currency === other.currency;

function totalOf(order: MedusaOrder): Total {
  const { currency, totalMinor } = moneyOf(order).totals;
  return { currency, totalMinor };
}

const savedSchema = z.object({ draft: z.string().min(1) });

/** The order, or the draft it is to become, as far as an earlier attempt came with it. */
async function madeBefore(draft: Draft, agreed: Total, shop: ShopFacts, ctx: Context): Promise<MedusaOrder | null> {
  const made = await foundOf(draft, shop, ctx);
  if (!made || !isDraft(made) || isSame(totalOf(made), agreed)) return made;
  // Half made, or its prices are others by now.
  await discard(made.id, ctx);
  return null;
}

async function foundOf(draft: Draft, shop: ShopFacts, ctx: Context): Promise<MedusaOrder | null> {
  if (draft.found !== undefined) return currentOrder(draft.found, shop, ctx);
  const saved = savedSchema.safeParse(draft.quote?.saved);
  const existing = saved.success ? await currentOrder(saved.data.draft, shop, ctx) : null;
  if (existing || !draft.uncertain) return existing;
  const id = (await newestOf("orders", draft.key, ctx)) ?? (await newestOf("draft-orders", draft.key, ctx));
  return id === undefined ? null : currentOrder(id, shop, ctx);
}

const keyedSchema = z.object({ id: idText, metadata: z.record(z.string(), anyJson).nullish() });

async function newestOf(kind: "orders" | "draft-orders", key: string, ctx: Context): Promise<string | undefined> {
  const query = [
    ["limit", String(LOOKED_THROUGH)],
    ["order", "-created_at"],
    ["fields", "id,metadata"],
  ] as const;
  const name = kind.replace("-", "_");
  const { rows } = await list(ctx, `/admin/${kind}`, name, { operation: `${kind}.newest`, query });
  return rows
    .map((row: Json) => parseResponse(keyedSchema, row, { ctx, what: "order" }))
    .find(({ metadata }) => metadata?.[OUR_ORDER] === key)?.id;
}

async function place(draft: MedusaOrder, agreed: Total, ctx: Context): Promise<MedusaOrder> {
  const reported = totalOf(draft);
  if (!isSame(reported, agreed)) {
    await discard(draft.id, ctx);
    throw differs(reported, agreed);
  }
  const path = `/admin/draft-orders/${encodeURIComponent(draft.id)}/convert-to-order`;
  return toOrder(orderIn(await post(ctx, path, { operation: "orders.place", query: WHOLE_ORDER }), ctx), ctx);
}

function differs(theirs: Total, ours: Total): ConnectorError {
  const text = ({ currency, totalMinor }: Total) => `${currency} ${formatDecimal(money(totalMinor, currency))}`;
  return new ConnectorError(
    { kind: "rejected", field: "total", code: "total_differs" },
    message("error.shopChargesOrderNotNothing", { theirs: text(theirs), ours: text(ours) }),
  );
}

const collectionSchema = z.object({ payment_collection: z.object({ id: idText }) });

/** Once: a collection an earlier attempt made is taken, and money that was noted is not noted again. */
async function pay(order: MedusaOrder, ctx: Context): Promise<void> {
  const { currency, totalMinor } = totalOf(order);
  const minor = (amount: bigint) => minorOf(amount, currency);
  const captured = paymentsOf(order).reduce((sum, payment) => sum + capturedOf(payment), 0n);
  if (totalMinor === 0n || minor(captured) > 0n) return;
  const open = order.payment_collections.find(
    ({ status, amount, payments }) =>
      status === "not_paid" && payments.length === 0 && amount != null && minor(fixed(amount)) === totalMinor,
  );
  const id = open?.id ?? (await collectionFor(order.id, Number(formatDecimal(money(totalMinor, currency))), ctx));
  await post(ctx, `/admin/payment-collections/${encodeURIComponent(id)}/mark-as-paid`, {
    operation: "orders.paid",
    json: { order_id: order.id },
  });
}

async function collectionFor(orderId: string, amount: number, ctx: Context): Promise<string> {
  const json = { order_id: orderId, amount };
  const body = await post(ctx, "/admin/payment-collections", { operation: "orders.payment", json });
  return parseResponse(collectionSchema, body, { ctx, what: "payment" }).payment_collection.id;
}
