/**
 * How orders are found. Changed ones by the shop's time of change, which status changes and edits move. Tracking, credit
 * slips, payments and addresses do not move it: open orders are read again, and slips lead to orders that are closed.
 */
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { naiveText, notAhead } from "../kit/parse/local-time.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { readEach } from "../kit/pull/read-each.ts";
import type { ListRequest } from "./client.ts";
import { idOf, list, PAGE_SIZE } from "./client.ts";
import type { OrderReader } from "./order-read.ts";
import { ORDERS, orderReader } from "./order-read.ts";
import { slipSchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { timeOf } from "./shop.ts";
import { changedIn, walkWithLookup, wallMs } from "./sweeps.ts";

const MINUTE_MS = 60_000;
const OVERLAP_MS = 70 * MINUTE_MS;

export function orderSweeps(shop: ShopFacts): readonly Sweep<OrderPart>[] {
  return [
    {
      id: "changed",
      mode: "changed",
      everyMs: 3 * MINUTE_MS,
      run: (input, ctx) => {
        const reader = orderReader(shop, ctx);
        return walkWithLookup(
          { ...changedIn(ofShop(shop), shop, ctx), read: (rows) => reader.whole(rows) },
          input,
          ctx,
        );
      },
    },
    { id: "open", mode: "open_ids", everyMs: 60 * MINUTE_MS, run: (input, ctx) => open(shop, input, ctx) },
  ];
}

/** Of a multistore only this shop's: which orders `id_shop` alone lets through was not measured. */
function ofShop({ idShop }: ShopFacts): ListRequest {
  return idShop === "" ? ORDERS : { ...ORDERS, filters: [["id_shop", `[${idShop}]`]] };
}

/** The cursor is the shop's local time of the newest slip. */
async function* open(
  shop: ShopFacts,
  input: { readonly cursor: string | null; readonly openIds?: readonly string[] | undefined },
  ctx: Context,
): AsyncIterable<SweepPage<OrderPart>> {
  const reader = orderReader(shop, ctx);
  const since = notAhead(input.cursor ?? "", timeOf(shop), ctx.shopNow());
  const ids = input.openIds ?? [];
  for (const some of chunks(ids, PAGE_SIZE))
    yield { ...(await readOrders(some, reader)), cursor: since, safeToSave: true };
  const slips = await newSlips(since, ctx);
  const others = [...new Set(slips.map((slip) => slip.id_order))].filter((id) => !ids.includes(id));
  const newest = [since, ...slips.map((slip) => slip.date_upd)].sort().at(-1) ?? since;
  const cursor = slips.length === 0 ? since : earlier(newest);
  const parts = chunks(others, PAGE_SIZE);
  for (const some of parts) yield { ...(await readOrders(some, reader)), cursor: since, safeToSave: true };
  yield { items: [], cursor, safeToSave: true };
}

async function readOrders(ids: readonly string[], reader: OrderReader) {
  const rows: readonly Json[] = await reader.byIds(ids);
  const { items, unread } = await readEach(rows, (some) => reader.whole(some));
  return { items, unreadKeys: unread.map(idOf) };
}

const changedSlipSchema = slipSchema.pick({ id_order: true, date_upd: true });

async function newSlips(since: string, ctx: Context) {
  const rows = await list(ctx, {
    resource: "order_slip",
    list: "order_slips",
    operation: "slips.changed",
    filters: since === "" ? [] : [["date_upd", `>[${since}]`]],
    sort: "[date_upd_ASC,id_ASC]",
    limit: "0,500",
  });
  return rows.map((row) => parseResponse(changedSlipSchema, row, { ctx, what: "credit slip" }));
}

function earlier(local: string): string {
  const ms = wallMs(local);
  return Number.isNaN(ms) ? "" : naiveText(ms - OVERLAP_MS);
}
