/**
 * How orders are found. New and changed ones by their time of change. It does not move on a partial shipment or a
 * track: new shipments are looked at every twenty minutes, and open orders and young parcels are read again every half hour.
 */
import { z } from "zod";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { idText, parseResponse } from "../kit/parse/parse.ts";
import { named, rowId } from "../kit/pull/read-each.ts";
import { searchAll } from "./client.ts";
import { ofWebsite, readByIds, readRows } from "./order-read.ts";
import type { ShopFacts } from "./shop.ts";
import type { Mark } from "./sweeps.ts";
import { markSchema, reportedPages, since } from "./sweeps.ts";
import { shopText } from "./time.ts";

const PAGE_SIZE = 50;
const MINUTE_MS = 60_000;
/** Only partial shipments leave their order's time of change alone. */
const SHIPMENTS_EVERY_MS = 20 * MINUTE_MS;
/** A tracking number is often added after the parcel. */
const YOUNG_MS = 48 * 60 * MINUTE_MS;

/** The shop's clock and ours may differ. */
const CLOCKS_MS = 10 * MINUTE_MS;

type Run = Parameters<Sweep<OrderPart>["run"]>[0];

export function orderSweeps(shop: ShopFacts): readonly Sweep<OrderPart>[] {
  return [
    { id: "changed", mode: "changed", everyMs: 3 * MINUTE_MS, run: (input, ctx) => changed(shop, input, ctx) },
    { id: "open", mode: "open_ids", everyMs: 30 * MINUTE_MS, run: (input, ctx) => open(shop, input, ctx) },
  ];
}

const cursorSchema = z.object({
  orders: markSchema,
  shipments: markSchema,
  /** When new shipments were last asked for, ms. */
  lookedAt: z.number().default(0),
  /** A run that goes on in the next turn has read the orders, and not the shipments: a turn may be over behind any page. */
  areOrdersRead: z.boolean().default(false),
});

async function* changed(shop: ShopFacts, input: Run, ctx: Context): AsyncIterable<SweepPage<OrderPart>> {
  const startedAt = { at: shopText(ctx.shopNow() - CLOCKS_MS), id: "0" };
  const saved = input.cursor === null ? null : cursorSchema.parse(JSON.parse(input.cursor));
  // The first run tells every order with its parcels; later ones look for parcels since it began.
  let shipments: Mark = saved?.shipments ?? startedAt;
  let orders: Mark | null = saved?.orders ?? since(input.since);
  const isDue = ctx.clock.now() - (saved?.lookedAt ?? 0) >= SHIPMENTS_EVERY_MS;
  const checkedAt = isDue ? ctx.clock.now() : (saved?.lookedAt ?? 0);
  const seen = new Set<string>();
  const how = {
    path: "/orders",
    operation: "orders.list",
    size: PAGE_SIZE,
    time: "updated_at",
    id: "entity_id",
    groups: ofWebsite(shop),
  } as const;
  const pages = saved?.areOrdersRead ? [] : reportedPages(ctx, how, orders, (rows) => readRows(rows, shop, ctx));
  for await (const page of pages) {
    for (const part of page.items) seen.add(part.orderKey);
    orders = page.mark;
    const areOrdersRead = page.isLast && isDue;
    const cursor = JSON.stringify({ orders, shipments, lookedAt: saved?.lookedAt ?? 0, areOrdersRead });
    yield { items: page.items, cursor, safeToSave: true, ...named(page.unread, keyOf) };
  }
  if (!isDue) return;
  for await (const page of reportedPages(ctx, SHIPMENTS, shipments, (rows) => ordersOf(rows, seen, shop, ctx))) {
    shipments = page.mark;
    const cursor = JSON.stringify({
      orders,
      shipments,
      lookedAt: page.isLast ? checkedAt : (saved?.lookedAt ?? 0),
      areOrdersRead: !page.isLast,
    });
    yield { items: page.items, cursor, safeToSave: true, ...named(page.unread, keyOf) };
  }
}

const SHIPMENTS = {
  path: "/shipments",
  operation: "orders.shipments.new",
  size: 100,
  time: "created_at",
  id: "entity_id",
} as const;

const ownedSchema = z.object({ order_id: idText });

/** The orders of these shipments that this run has not told yet. */
async function ordersOf(rows: readonly Json[], seen: Set<string>, shop: ShopFacts, ctx: Context) {
  const ids = rows.map((row) => parseResponse(ownedSchema, row, { ctx, what: "shipment" }).order_id);
  const fresh = [...new Set(ids)].filter((id) => !seen.has(id));
  for (const id of fresh) seen.add(id);
  return fresh.length === 0 ? { items: [], unread: [] } : readByIds(fresh, shop, ctx);
}

const NO_CURSOR = "";

const keyOf = (row: Json): string | undefined => rowId(row, "entity_id");

async function* open(shop: ShopFacts, input: Run, ctx: Context): AsyncIterable<SweepPage<OrderPart>> {
  const ids = input.openIds ?? [];
  for (const piece of chunks(ids, PAGE_SIZE)) {
    const { items, unread } = await readByIds(piece, shop, ctx);
    yield { items, cursor: NO_CURSOR, safeToSave: true, ...named(unread, keyOf) };
  }
  const young = await searchAll(ctx, {
    path: "/shipments",
    operation: "orders.shipments.young",
    groups: [[{ field: "created_at", is: "gteq", value: shopText(ctx.shopNow() - YOUNG_MS) }]],
    sort: ["entity_id"],
    size: 300,
    fields: "items[entity_id,order_id]",
  });
  const owned = young.map((row) => parseResponse(ownedSchema, row, { ctx, what: "shipment" }).order_id);
  const further = [...new Set(owned)].filter((id) => !ids.includes(id));
  for (const piece of chunks(further, PAGE_SIZE)) {
    const { items, unread } = await readByIds(piece, shop, ctx);
    yield { items, cursor: NO_CURSOR, safeToSave: true, ...named(unread, keyOf) };
  }
}
