/** What TikTok has on offer: by SKU, then by warehouse. */
import { z } from "zod";
import type { Context } from "../kit/contract/contract.ts";
import { isRefusal } from "../kit/contract/errors.ts";
import type { PushItem } from "../kit/contract/ports.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { inHalves } from "../kit/parse/halving.ts";
import { idText, parseResponse, wholeNumber } from "../kit/parse/parse.ts";
import { call } from "./client.ts";

/** The most products one reading takes. */
export const MAX_PRODUCTS = 100;

export interface Units {
  /** Free for sale. */
  readonly available: number;
  /** In open orders, and not in `available` any more. */
  readonly committed: number | undefined;
}

/** Units by warehouse, by SKU. What TikTok no longer has is absent. */
export type Shown = ReadonlyMap<string, ReadonlyMap<string, Units>>;

const inventorySchema = z.object({
  inventory: z
    .array(
      z.object({
        product_id: idText,
        skus: z.array(
          z.object({
            id: idText,
            warehouse_inventory: z
              .array(
                z.object({
                  warehouse_id: idText,
                  available_quantity: wholeNumber.nullish(),
                  committed_quantity: wholeNumber.nullish(),
                }),
              )
              .nullish(),
          }),
        ),
      }),
    )
    .nullish(),
});

/** By product, so that a product's whole stock is known. */
export async function readShown(productIds: readonly string[], ctx: Context): Promise<ReadonlyMap<string, Shown>> {
  const found = new Map<string, Shown>();
  for (const some of chunks([...new Set(productIds)], MAX_PRODUCTS))
    for (const product of await readSome(some, ctx)) found.set(product.product_id, shownOf(product));
  return found;
}

/** A product that is gone may refuse the whole reading. */
const readSome = (productIds: readonly string[], ctx: Context) =>
  inHalves(productIds, {
    async work(ids) {
      const url = "/product/202309/inventory/search";
      const json = { product_ids: ids };
      const data = await call({ method: "POST", url, json, operation: "stock.read", safe: true }, ctx);
      return parseResponse(inventorySchema, data, { ctx, what: "stock" }).inventory ?? [];
    },
    isItems: isRefusal,
    alone: () => [],
  });

type Product = NonNullable<z.output<typeof inventorySchema>["inventory"]>[number];

const shownOf = ({ skus }: Product): Shown =>
  new Map(
    skus.map((sku) => [
      sku.id,
      new Map(
        (sku.warehouse_inventory ?? []).map((one) => [
          one.warehouse_id,
          { available: one.available_quantity ?? 0, committed: one.committed_quantity ?? undefined },
        ]),
      ),
    ]),
  );

/** An item without a place means the only one there is. */
export function warehouseOf({ location }: PushItem<number>, levels: ReadonlyMap<string, Units>): string {
  const [only, another] = [...levels.keys()];
  return location === "" && another === undefined ? (only ?? "") : location;
}
