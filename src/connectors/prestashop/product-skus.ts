/** Which products hold a SKU: of their own or of one of their combinations; neither is unique in the shop. */

import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import type { ListRequest } from "./client.ts";
import { list, listByIds } from "./client.ts";
import { id, translatedText } from "./schemas.ts";

const rowSchema = z.object({ id, id_product: id.optional(), reference: translatedText });

/** Signs with a meaning inside a filter: SKUs that have them are looked for by a part, and compared here. */
const SIGNS = /[|,[\]%<>!]/;

const OWN = { resource: "products", operation: "products.sku", display: "[id,reference]" } as const;
const COMBINED = {
  resource: "combinations",
  operation: "combinations.sku",
  display: "[id,id_product,reference]",
} as const;

/** Ids of the products, oldest first. */
export async function idsOfSkus(skus: readonly string[], ctx: Context): Promise<string[]> {
  const requested = new Set(skus.map(folded).filter((sku) => sku !== ""));
  if (requested.size === 0) return [];
  const rows = [...(await matching(OWN, skus, ctx)), ...(await matching(COMBINED, skus, ctx))];
  const found = rows
    .map((row) => parseResponse(rowSchema, row, { ctx, what: "SKU" }))
    .filter(({ reference }) => requested.has(folded(reference ?? "")))
    .map((row) => row.id_product ?? row.id);
  return [...new Set(found)].sort((a, b) => Number(a) - Number(b));
}

async function matching(request: ListRequest, skus: readonly string[], ctx: Context): Promise<Json[]> {
  const plain = skus.filter((sku) => sku.trim() !== "" && !SIGNS.test(sku));
  const rows = await listByIds(ctx, { ...request, field: "reference" }, plain);
  for (const sku of skus.filter((one) => SIGNS.test(one))) {
    const [part = ""] = sku.split(SIGNS).sort((a, b) => b.length - a.length);
    if (part !== "") rows.push(...(await list(ctx, { ...request, filters: [["reference", `%[${part}]%`]] })));
  }
  return rows;
}

/** The shop's own filter takes no notice of case. */
export function folded(sku: string): string {
  return sku.trim().toLowerCase();
}
