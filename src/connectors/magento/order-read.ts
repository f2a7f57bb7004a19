/** Reading orders whole: rows of the order list, and for those that need it parcels, credit memos and invoices. */
import type { z } from "zod";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { type ReadRows, readEach } from "../kit/pull/read-each.ts";
import { among, eq, find, searchAll } from "./client.ts";
import type { WholeOrder } from "./order-mapping.ts";
import { toOrderPart } from "./order-mapping.ts";
import { optionLabels } from "./order-options.ts";
import type { MagentoOrder } from "./schemas.ts";
import {
  creditmemoSchema,
  ESSENTIAL_OF_DOCUMENT,
  ESSENTIAL_OF_ORDER,
  invoiceSchema,
  orderSchema,
  shipmentSchema,
} from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";

const ORDERS_A_READ = 50;
const PAGE_SIZE = 100;

function orderOf(raw: Json, ctx: Pick<Context, "drift">): MagentoOrder {
  return parseResponse(orderSchema, raw, { ctx, what: "order", essential: ESSENTIAL_OF_ORDER });
}

/** What hangs on an order and takes a call of its own to read. */
export type SalesDocument = "shipments" | "invoices" | "creditmemos";
const PAPERS: readonly SalesDocument[] = ["shipments", "invoices", "creditmemos"];

/** An order by the id paths take, which is not the number people see; null when the shop has none. */
export async function readOrder(
  key: string,
  ctx: Context,
  papers: readonly SalesDocument[] = PAPERS,
): Promise<WholeOrder | null> {
  if (!/^\d+$/.test(key)) return null;
  const raw = await find(ctx, `/orders/${key}`, "orders.get");
  if (raw === null) return null;
  const [whole] = await wholeOrders([{ order: orderOf(raw, ctx), raw }], ctx, papers);
  return whole ?? null;
}

export async function readPart(key: string, shop: ShopFacts, ctx: Context): Promise<OrderPart | null> {
  const whole = await readOrder(key, ctx);
  return whole && toOrderPart(whole, shop, ctx);
}

/** Rows of the order list as parts; one that cannot be read holds up none of the others. */
export function readRows(rows: readonly Json[], shop: ShopFacts, ctx: Context): Promise<ReadRows<Json, OrderPart>> {
  return readEach(rows, async (some) => {
    const wholes = await wholeOrders(
      some.map((raw) => ({ order: orderOf(raw, ctx), raw })),
      ctx,
    );
    return wholes.map((whole) => toOrderPart(whole, shop, ctx));
  });
}

/** Orders by their ids, as parts. */
export async function readByIds(ids: readonly string[], shop: ShopFacts, ctx: Context) {
  const rows: Json[] = [];
  for (const piece of chunks(
    [...new Set(ids)].filter((id) => /^\d+$/.test(id)),
    ORDERS_A_READ,
  ))
    rows.push(
      ...(await searchAll(ctx, {
        path: "/orders",
        operation: "orders.by_id",
        groups: [[among("entity_id", piece)], ...ofWebsite(shop)],
        size: ORDERS_A_READ,
      })),
    );
  return readRows(rows, shop, ctx);
}

/** Keeps out orders of other websites of the same shop. */
export function ofWebsite(shop: ShopFacts) {
  return shop.hasOtherWebsites && shop.storeIds.length > 0 ? [[among("store_id", shop.storeIds)]] : [];
}

type Row = Pick<WholeOrder, "order" | "raw">;

async function wholeOrders(
  rows: readonly Row[],
  ctx: Context,
  papers: readonly SalesDocument[] = PAPERS,
): Promise<WholeOrder[]> {
  const having = (paper: SalesDocument, has: (order: MagentoOrder) => boolean) =>
    papers.includes(paper) ? rows.filter(({ order }) => has(order)) : [];
  const shipped = having("shipments", (order) => order.items.some((item) => Number(item.qty_shipped) > 0));
  const paid = having("invoices", (order) => Number(order.base_total_paid) > 0);
  const refunded = having("creditmemos", (order) => Number(order.base_total_refunded) > 0);
  const shipments = await belonging(shipped, "/shipments", shipmentSchema, ctx);
  const invoices = await belonging(paid, "/invoices", invoiceSchema, ctx);
  const creditmemos = await belonging(refunded, "/creditmemos", creditmemoSchema, ctx);
  const texts = await optionLabels(
    rows.map(({ order }) => order),
    ctx,
  );
  return rows.map(({ order, raw }) => ({
    order,
    words: texts,
    raw,
    shipments: shipments.get(order.entity_id) ?? [],
    invoices: invoices.get(order.entity_id) ?? [],
    creditmemos: creditmemos.get(order.entity_id) ?? [],
  }));
}

/** What hangs on these orders, by order. */
async function belonging<T extends z.ZodType<{ readonly order_id: string }>>(
  rows: readonly Row[],
  path: "/shipments" | "/invoices" | "/creditmemos",
  schema: T,
  ctx: Context,
): Promise<ReadonlyMap<string, z.output<T>[]>> {
  const found: z.output<T>[] = [];
  for (const piece of chunks(rows, ORDERS_A_READ)) {
    const reported = await searchAll(ctx, {
      path,
      operation: `orders${path.replace("/", ".")}`,
      groups: [
        [
          among(
            "order_id",
            piece.map(({ order }) => order.entity_id),
          ),
        ],
      ],
      size: PAGE_SIZE,
    });
    for (const row of reported)
      found.push(parseResponse(schema, row, { ctx, what: path.slice(1), essential: ESSENTIAL_OF_DOCUMENT }));
  }
  return Map.groupBy(found, (one) => one.order_id);
}

/** Orders that carry our own key. */
export async function readByOurKey(key: string, shop: ShopFacts, ctx: Context): Promise<OrderPart | null> {
  const rows = await searchAll(ctx, {
    path: "/orders",
    operation: "orders.by_key",
    groups: [[eq("ext_order_id", key)]],
    size: 5,
  });
  return (await readRows(rows, shop, ctx)).items[0] ?? null;
}
