/** Variants by id or SKU: the shop answers a thousand in one call. SKUs are free text there: neither unique nor needed. */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { graphql } from "./client.ts";
import * as documents from "./documents.ts";
import { rawList, type VariantRow, variantRowSchema } from "./schemas.ts";

/** The shop's own limit of a list. */
const A_CALL = 1_000;
/** Long SKUs would fill the largest body the shop takes. */
const SKUS_A_CALL = 250;

async function listed(filter: Json, take: number, ctx: Context): Promise<VariantRow[]> {
  const found: VariantRow[] = [];
  for (let skip = 0; ; skip += take) {
    const { productVariants } = await graphql(ctx, documents.VARIANTS, {
      variables: { options: { skip, take, filter, sort: { id: "ASC" } } },
      schema: z.object({ productVariants: rawList }),
      what: "variants",
    });
    const { items, totalItems } = productVariants;
    found.push(...items.map((row) => parseResponse(variantRowSchema, row, { ctx, what: "variant" })));
    if (items.length === 0 || skip + items.length >= totalItems) return found;
  }
}

export async function variantsById(ids: readonly string[], ctx: Context): Promise<Map<string, VariantRow>> {
  const rows: VariantRow[] = [];
  for (const some of chunks([...new Set(ids)], A_CALL)) rows.push(...(await listed({ id: { in: some } }, A_CALL, ctx)));
  return new Map(rows.map((row) => [row.id, row]));
}

export async function variantsBySku(skus: readonly string[], ctx: Context): Promise<VariantRow[]> {
  const rows: VariantRow[] = [];
  for (const some of chunks(
    [...new Set(skus)].filter((sku) => sku !== ""),
    SKUS_A_CALL,
  ))
    rows.push(...(await listed({ sku: { in: some } }, A_CALL, ctx)));
  return rows;
}
