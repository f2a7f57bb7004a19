/**
 * Orders by their time of change, one walk for each way of fulfilment, because the list tells the seller's own unless
 * asked; then returns.
 */
import { z } from "zod";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { named } from "../kit/pull/read-each.ts";
import { readOrNull } from "./client.ts";
import { keyOf, readRows } from "./order-read.ts";
import { orderPageSchema } from "./order-schemas.ts";
import { returnList } from "./returns.ts";
import { HISTORY_MS, type ListPage, type WindowList, walkWindows } from "./sweeps.ts";

const MINUTE_MS = 60_000;
/** The most a page may have. */
const LIMIT = "200";

const iso = (ms: number): string => new Date(ms).toISOString();

function pageIn(body: Json | null, ctx: Context): ListPage {
  if (body === null) return { rows: [], next: undefined, total: 0 };
  const { meta, elements } = parseResponse(orderPageSchema, body, { ctx, what: "the list of orders" }).list;
  return { rows: elements?.order ?? [], next: meta?.nextCursor, total: meta?.totalCount ?? undefined };
}

const listOf = (fulfilment: string): WindowList<OrderPart> => ({
  idOf: keyOf,
  async first(fromMs, toMs, ctx) {
    const query = [
      ["limit", LIMIT],
      ["shipNodeType", fulfilment],
      ["replacementInfo", "true"],
      // Without it only orders placed in the last seven days are told, whenever they changed.
      ["createdStartDate", iso(ctx.shopNow() - HISTORY_MS)],
      ["lastModifiedStartDate", iso(fromMs)],
      ...(toMs === undefined ? [] : [["lastModifiedEndDate", iso(toMs)] as const]),
    ] as const;
    return pageIn(await readOrNull(ctx, { url: "/orders", query, operation: "orders.list" }), ctx);
  },
  // Taken apart, it would begin with the first page again.
  following: async (next, ctx) =>
    pageIn(await readOrNull(ctx, { url: `/orders${next}`, operation: "orders.list" }), ctx),
  async read(rows, readAt, ctx) {
    const reported = await readRows(rows, readAt, ctx);
    return { items: reported.items, ...named(reported.unread, keyOf) };
  },
});

interface Walk {
  readonly id: string;
  readonly everyMs: number;
  readonly list: WindowList<OrderPart>;
}

/** What the seller ships is looked for often; what others ship, and what comes back, is only told. */
const WALKS: readonly Walk[] = [
  { id: "seller", everyMs: 0, list: listOf("SellerFulfilled") },
  { id: "wfs", everyMs: 25 * MINUTE_MS, list: listOf("WFSFulfilled") },
  { id: "3pl", everyMs: 55 * MINUTE_MS, list: listOf("3PLFulfilled") },
  { id: "returns", everyMs: 15 * MINUTE_MS, list: returnList },
];

const cursorSchema = z.object({
  /** Of a walk that has begun; null: the next run begins with the first. */
  at: z.string().nullable(),
  of: z.record(z.string(), z.object({ cursor: z.string().nullable(), ranMs: z.number() })),
});
type Cursor = z.output<typeof cursorSchema>;

/** One after the other, each that is due; a turn that ends within one goes on there. */
async function* changedSince(
  { cursor, since }: { readonly cursor: string | null; readonly since?: string | undefined },
  ctx: Context,
): AsyncIterable<SweepPage<OrderPart>> {
  let at: Cursor = cursor === null ? { at: null, of: {} } : cursorSchema.parse(JSON.parse(cursor));
  for (let walk = WALKS.find(({ id }) => id === at.at) ?? WALKS[0]; walk; ) {
    const { id, list } = walk;
    const { cursor: own = null } = at.of[id] ?? {};
    const beganMs = ctx.shopNow();
    let next: Walk | undefined = walk;
    for await (const { isLast, cursor: reachable, ...page } of walkWindows(list, { cursor: own, since }, ctx)) {
      at = { at: id, of: { ...at.of, [id]: { cursor: reachable, ranMs: beganMs } } };
      if (isLast) next = nextDue(walk, at, ctx);
      at = { ...at, at: next?.id ?? null };
      yield { ...page, cursor: JSON.stringify(at), safeToSave: true };
    }
    walk = next;
  }
}

const nextDue = (walk: Walk, { of }: Cursor, ctx: Context): Walk | undefined =>
  WALKS.slice(WALKS.indexOf(walk) + 1).find(({ id, everyMs }) => ctx.shopNow() - (of[id]?.ranMs ?? 0) >= everyMs);

export const changedSweep: Sweep<OrderPart> = {
  id: "changed",
  mode: "changed",
  everyMs: 5 * MINUTE_MS,
  run: changedSince,
};
