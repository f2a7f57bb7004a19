/** The SKU by which the shop wants an item addressed; merchants change it, so that it is asked for by id each time. */
import { z } from "zod";
import type { Context } from "../kit/contract/contract.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { idText, parseResponse } from "../kit/parse/parse.ts";
import { among, searchAll } from "./client.ts";

/** Trimmed rows: the most a shop with input limits allows, in an address of 4 kB. */
const IDS_A_READ = 300;
const listedSchema = z.object({ id: idText, sku: idText });

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
      const { id, sku } = parseResponse(listedSchema, row, { ctx, what: "product" });
      found.set(id, sku);
    }
  }
  return found;
}
