/** Variants by id or SKU, a hundred in a call. SKUs are compared with case and are unique in the shop. */

import type { Context } from "../kit/contract/contract.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { withExactAmounts } from "./amounts.ts";
import { listAll, listByIds } from "./client.ts";
import { VARIANT_FIELDS } from "./fields.ts";
import { type VariantRow, variantRowSchema } from "./schemas.ts";

/** Long SKUs make a long address. */
const SKUS_A_CALL = 50;

const desired = { operation: "variants.list", query: [["fields", VARIANT_FIELDS]] } as const;

export async function variantsById(ids: readonly string[], ctx: Context): Promise<Map<string, VariantRow>> {
  const rows = await listByIds(ctx, "/admin/product-variants", "variants", ids, desired);
  const read = rows.map((row) => parseResponse(variantRowSchema, withExactAmounts(row), { ctx, what: "variant" }));
  return new Map(read.map((row) => [row.id, row]));
}

export async function variantsBySku(skus: readonly string[], ctx: Context): Promise<VariantRow[]> {
  const requested = [...new Set(skus)].filter((sku) => sku !== "");
  const found: VariantRow[] = [];
  for (const some of chunks(requested, SKUS_A_CALL)) {
    const query = [...desired.query, ...some.map((sku) => ["sku[]", sku] as const)];
    const rows = await listAll(ctx, "/admin/product-variants", "variants", { ...desired, query });
    found.push(...rows.map((row) => parseResponse(variantRowSchema, withExactAmounts(row), { ctx, what: "variant" })));
  }
  return found.filter(({ sku }) => sku !== undefined && requested.includes(sku));
}
