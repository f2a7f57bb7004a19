/**
 * Orders that are new or changed. A capture in full moves the time of its payment alone, and the end of a return perhaps
 * that of the return alone: the lists of both are walked beside that of the orders, and whose they are is read again.
 */
import { z } from "zod";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import { idText, parseResponse } from "../kit/parse/parse.ts";
import { walkChanged } from "../kit/pull/changed-sweep.ts";
import { named, rowId } from "../kit/pull/read-each.ts";
import { changedWalk } from "./changed-list.ts";
import { list } from "./client.ts";
import { ORDER_FIELDS } from "./fields.ts";
import { toOrderPart } from "./order-mapping.ts";
import { openOrders } from "./order-open.ts";
import { ordersById } from "./order-read.ts";
import { ofChannel } from "./sales-channel.ts";
import type { ShopFacts } from "./shop.ts";

const MINUTE_MS = 60_000;
/** Captures are what a seller waits for; returns are not. */
const RETURNS_EVERY_MS = 15 * MINUTE_MS;

type Input = Parameters<Sweep<OrderPart>["run"]>[0];

export function orderSweeps(shop: ShopFacts): readonly Sweep<OrderPart>[] {
  return [
    { id: "changed", mode: "changed", everyMs: 2 * MINUTE_MS, run: (input, ctx) => changed(shop, input, ctx) },
    { id: "open", mode: "open_ids", everyMs: 15 * MINUTE_MS, run: (input, ctx) => openOrders(shop, input, ctx) },
  ];
}

const cursorSchema = z.object({
  orders: z.string().nullable(),
  /** When the store was connected: orders from before are history, whatever becomes of them. */
  since: z.string(),
  payments: z.string().nullable(),
  returns: z.string().nullable(),
  /** When returns were last walked. */
  returnsAt: z.number(),
  /** What a run that goes on in the next turn has walked to its end: a turn may be over behind any page. */
  walked: z.enum(["nothing", "orders", "payments"]).default("nothing"),
});
type Cursor = z.output<typeof cursorSchema>;

async function* changed(shop: ShopFacts, input: Input, ctx: Context): AsyncIterable<SweepPage<OrderPart>> {
  let at = input.cursor === null ? await startOf(input, ctx) : cursorSchema.parse(JSON.parse(input.cursor));
  const reported = new Set<string>();
  const since = at.since === "" ? undefined : at.since;
  const orders = at.walked === "nothing" ? walkChanged(ordersWalk(shop), { cursor: at.orders, since }, ctx) : [];
  for await (const page of orders) {
    at = { ...at, orders: page.cursor, walked: page.isLast ? "orders" : "nothing" };
    for (const { orderKey } of page.items) reported.add(orderKey);
    yield { ...page, cursor: JSON.stringify(at) };
  }
  for (const kind of owedBy(at, ctx)) {
    const { owners, cursor } = await ownersOf(kind, at[kind], ctx);
    at = { ...at, [kind]: cursor, ...(kind === "returns" && { returnsAt: ctx.clock.now() }) };
    at = { ...at, walked: kind === "payments" && areReturnsDue(at, ctx) ? "payments" : "nothing" };
    const { items, unread } = await ordersById(
      owners.filter((id) => !reported.has(id)),
      shop,
      ctx,
    );
    const ours = items.filter(({ placedAt }) => placedAt >= at.since);
    for (const { orderKey } of ours) reported.add(orderKey);
    yield { items: ours, cursor: JSON.stringify(at), safeToSave: true, ...named(unread, (row) => rowId(row)) };
  }
}

const areReturnsDue = ({ returnsAt }: Cursor, ctx: Context): boolean => ctx.clock.now() - returnsAt >= RETURNS_EVERY_MS;

/** The lists this run has still to walk beside that of the orders. */
function owedBy(at: Cursor, ctx: Context): readonly Kind[] {
  const owed: readonly Kind[] = areReturnsDue(at, ctx) ? ["payments", "returns"] : ["payments"];
  return at.walked === "payments" ? owed.slice(1) : owed;
}

/** Both lists are walked from the newest they have: the orders told first tell all that was before. */
async function startOf({ since = "" }: Input, ctx: Context): Promise<Cursor> {
  return {
    orders: null,
    since: since && new Date(since).toISOString(),
    payments: await newestOf("payments", ctx),
    returns: await newestOf("returns", ctx),
    returnsAt: ctx.clock.now(),
    walked: "nothing",
  };
}

function ordersWalk(shop: ShopFacts) {
  return changedWalk<OrderPart>({
    path: "/admin/orders",
    name: "orders",
    what: "orders",
    fields: `${ORDER_FIELDS},+updated_at`,
    filters: ofChannel(shop),
    async read(rows, ctx) {
      const readAtMs = ctx.clock.now();
      return rows.flatMap((row) => toOrderPart(row, { shop, ctx, readAtMs }) ?? []);
    },
  });
}

type Kind = "payments" | "returns";

/** Where the order of a row stands. */
const OWNERS = {
  payments: {
    fields: "id,updated_at,payment_collection.order.id",
    schema: z
      .object({ payment_collection: z.object({ order: z.object({ id: idText }).nullish() }).nullish() })
      .transform(({ payment_collection }) => payment_collection?.order?.id),
  },
  returns: {
    fields: "id,updated_at,order_id",
    schema: z.object({ order_id: idText }).transform(({ order_id }) => order_id),
  },
} as const;

function ownersWalk(kind: Kind) {
  const { fields, schema } = OWNERS[kind];
  return changedWalk<string>({
    path: `/admin/${kind}`,
    name: kind,
    what: kind,
    fields,
    // A payment of a cart that never became an order has none.
    read: async (rows, ctx) => rows.flatMap((row) => parseResponse(schema, row, { ctx, what: kind }) ?? []),
  });
}

async function ownersOf(kind: Kind, cursor: string | null, ctx: Context) {
  const owners = new Set<string>();
  let next = cursor;
  for await (const page of walkChanged(ownersWalk(kind), { cursor }, ctx)) {
    for (const id of page.items) owners.add(id);
    next = page.cursor;
  }
  return { owners: [...owners], cursor: next };
}

const stampSchema = z.object({ updated_at: z.string() });

/** A walk's cursor that begins with the newest row; null where there is none yet. */
async function newestOf(kind: Kind, ctx: Context): Promise<string | null> {
  const query = [
    ["limit", "1"],
    ["order", "-updated_at"],
    ["fields", OWNERS[kind].fields],
  ] as const;
  const { rows } = await list(ctx, `/admin/${kind}`, kind, { operation: `${kind}.list`, query });
  const [newest]: readonly Json[] = rows;
  if (newest === undefined) return null;
  const ms = Date.parse(parseResponse(stampSchema, newest, { ctx, what: kind }).updated_at);
  return JSON.stringify({ from: ms + 1, page: 1, high: ms, known: {} });
}
