/** How an item of the shop is addressed again: by its id, and by its SKU, which a merchant may change. */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import { chunks } from "../kit/chunks.ts";
import type { Context } from "../kit/contract.ts";
import { idText, parseAtDoor } from "../kit/parse.ts";
import { among, searchAll } from "./client.ts";

const extSchema = z.object({ sku: z.string().min(1) });

/** The SKU an item was last seen under; undefined where it is not kept. */
export function skuOf(ext: Json): string | undefined {
  const parsed = extSchema.safeParse(ext);
  return parsed.success ? parsed.data.sku : undefined;
}

const IDS_A_READ = 100;
const listedSchema = z.object({ id: idText, sku: z.string() });

/** The SKUs these products have now, by id; a product that is gone is missing. */
export async function skusById(ctx: Context, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const piece of chunks(
    ids.filter((id) => /^\d+$/.test(id)),
    IDS_A_READ,
  )) {
    const rows = await searchAll(ctx, {
      path: "/products",
      operation: "products.skus",
      groups: [[among("entity_id", piece)]],
      size: IDS_A_READ,
      fields: "items[id,sku]",
    });
    for (const row of rows) {
      const { id, sku } = parseAtDoor(listedSchema, row, { ctx, what: "product" });
      found.set(id, sku);
    }
  }
  return found;
}
