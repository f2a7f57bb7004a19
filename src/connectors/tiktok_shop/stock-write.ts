/** One product's numbers, and what TikTok says to them. */

import type { HubText } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { type ConnectorError, isRefusal, refusalCode } from "../kit/contract/errors.ts";
import type { PushItem, PushResult } from "../kit/contract/ports.ts";
import { call, type RowFailure, rowFailures } from "./client.ts";
import { setOnSale } from "./product-put.ts";
import { type Shown, type Units, warehouseOf } from "./stock-read.ts";
import { message } from "./words.ts";

export interface Outcome {
  readonly results: readonly PushResult<number>[];
  readonly left?: { readonly items: readonly PushItem<number>[]; readonly error: ConnectorError };
}

interface ProductStock {
  readonly id: string;
  readonly shown: Shown;
}

/** A number outside the range TikTok takes. */
const BAD_QUANTITY = new Set(["12019024", "12052055"]);

export function refusedStock(item: PushItem<number>, code: string, text: HubText): PushResult<number> {
  const { key, location, seq } = item;
  return { key, location, seq, outcome: "rejected", code, field: "quantity", text };
}

/** Writes all items together; where TikTok refuses the call as a whole, item by item. */
export async function writeProduct(
  items: readonly PushItem<number>[],
  product: ProductStock,
  ctx: Context,
): Promise<readonly PushResult<number>[]> {
  const bySku = [...Map.groupBy(items, ({ key }) => key).values()];
  try {
    const failures = await write(bySku, product, ctx);
    return await told(items, failures, { product, ctx });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (bySku.length === 1) {
      const whole = { skuId: undefined, code: refusalCode(error), text: error.userMessage };
      return told(items, [whole], { product, ctx });
    }
    const results: PushResult<number>[] = [];
    for (const own of bySku) results.push(...(await writeProduct(own, product, ctx)));
    return results;
  }
}

/** Setting numbers twice is harmless. */
async function write(
  skus: readonly (readonly PushItem<number>[])[],
  { id, shown }: ProductStock,
  ctx: Context,
): Promise<RowFailure<HubText>[]> {
  const json = {
    skus: skus.map((items) => ({ id: items[0]?.key ?? "", inventory: inventoryOf(items, shown) })),
  };
  const url = `/product/202309/products/${encodeURIComponent(id)}/inventory/update`;
  return rowFailures(await call({ method: "POST", url, json, operation: "stock.set", safe: true }, ctx), ctx);
}

/** Every warehouse assigned to the SKU, none added: a missing one is refused. */
function inventoryOf(items: readonly PushItem<number>[], shown: Shown): Json {
  const levels = shown.get(items[0]?.key ?? "") ?? new Map<string, Units>();
  const desired = new Map(items.map((item) => [warehouseOf(item, levels), Math.max(0, Math.trunc(item.want))]));
  return [...levels].map(([warehouse_id, { available }]) => ({
    warehouse_id,
    // What another warehouse owes cannot be sent: the documented range begins above zero.
    quantity: desired.get(warehouse_id) ?? Math.max(0, available),
  }));
}

interface Facts {
  readonly product: ProductStock;
  readonly ctx: Context;
}

async function told(
  items: readonly PushItem<number>[],
  failures: readonly RowFailure<HubText>[],
  { product, ctx }: Facts,
): Promise<PushResult<number>[]> {
  const isZeroRefused = items.some((item) => item.want <= 0 && BAD_QUANTITY.has(failureOf(item, failures)?.code ?? ""));
  const isStopped = isZeroRefused && (await takeOffSale(items, product, ctx));
  return items.map((item) => {
    const failure = failureOf(item, failures);
    if (failure && item.want <= 0 && BAD_QUANTITY.has(failure.code))
      return refusedStock(
        item,
        "zero",
        isStopped ? message("refused.zeroTakenOffSale") : message("refused.zeroStillOffered"),
      );
    if (failure)
      return refusedStock(item, failure.code, failure.text || message("refused.number", { code: failure.code }));
    const { key, location, seq } = item;
    return { key, location, seq, outcome: "applied", observed: Math.max(0, Math.trunc(item.want)) };
  });
}

/**
 * A refusal that names a SKU is that SKU's, one that names none is everybody's. Warehouses of a SKU are written
 * together: where one is refused, the others are not written either.
 */
function failureOf(
  { key }: PushItem<number>,
  failures: readonly RowFailure<HubText>[],
): RowFailure<HubText> | undefined {
  return failures.find(({ skuId }) => skuId === undefined || skuId === key);
}

/** Only when nothing at all of the product is left; the seller's setting decides. */
async function takeOffSale(
  items: readonly PushItem<number>[],
  { id, shown }: ProductStock,
  ctx: Context,
): Promise<boolean> {
  const { zeroStops } = ctx.connection.settings;
  if (zeroStops === false || zeroStops === "false") return false;
  for (const [sku, levels] of shown)
    for (const [warehouse, current] of levels) {
      const desired = items.find((item) => item.key === sku && warehouseOf(item, levels) === warehouse);
      if ((desired?.want ?? current.available) > 0) return false;
    }
  await setOnSale(id, "deactivate", ctx);
  return true;
}
