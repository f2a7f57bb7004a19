/** Reading products: pages sized by what a query may cost, and the variants that did not fit. */

import { z } from "zod";
import type { ChannelProduct, Json } from "../../commerce/product.ts";
import type { ConnectionInfo, Context } from "../kit/contract/contract.ts";
import { connection, type RawPage, rawPage, wholeOf } from "../kit/graphql/pages.ts";
import { anyJson, parseResponse } from "../kit/parse/parse.ts";
import { graphql } from "./graphql.ts";
import { gid } from "./ids.ts";
import type { ProductNode, VariantNode } from "./nodes.ts";
import { productNode, variantNode } from "./nodes.ts";
import { mapProduct } from "./product-mapping.ts";
import * as q from "./queries.ts";

/** Points one query is planned for; below MAX_QUERY_COST with room for what the estimate leaves out. */
const COST_GOAL = 900;

/** Locations read per variant, from the shop's facts. */
export function levelCount(info: ConnectionInfo): number {
  const count = info.facts.locationCount;
  return typeof count === "number" ? Math.min(Math.max(count, 1), 50) : 5;
}

export function currencyOf(info: ConnectionInfo): string {
  return typeof info.facts.currency === "string" ? info.facts.currency : "USD";
}

/** One page of products as they came; the page is as large as a single query may cost. */
export async function productsPage(
  ctx: Context,
  input: { readonly query: string | null; readonly after: string | null; readonly sort: "UPDATED_AT" | "ID" },
): Promise<RawPage> {
  const levels = levelCount(ctx.connection);
  const each = q.PRODUCT_COST + q.VARIANTS_IN_LIST * q.VARIANT_COST(levels);
  const first = Math.max(1, Math.min(50, Math.floor(COST_GOAL / each)));
  const variables = { first, ...input, variants: q.VARIANTS_IN_LIST, levels };
  const schema = z.object({ products: rawPage });
  return (await graphql(ctx, q.PRODUCTS_PAGE, { variables, schema, what: "the products" })).products;
}

/** A listed product with the rest of its variants fetched. */
export async function readListed(raw: Json, ctx: Context): Promise<ChannelProduct> {
  const product = parseResponse(productNode, raw, { ctx, what: "a product" });
  const variants = await allVariants(product, ctx);
  return mapProduct(product, variants, currencyOf(ctx.connection), raw);
}

function allVariants(product: ProductNode, ctx: Context): Promise<VariantNode[]> {
  const levels = levelCount(ctx.connection);
  const schema = z.object({ product: z.object({ variants: connection(variantNode) }).nullable() });
  const what = `the variants of "${product.title}"`;
  return wholeOf(product.variants, async (after) => {
    const variables = { id: product.id, variants: variantPage(levels), levels, after };
    const answer = await graphql(ctx, q.PRODUCT_VARIANTS, { variables, schema, what });
    return answer.product?.variants;
  });
}

function variantPage(levels: number): number {
  return Math.max(1, Math.min(250, Math.floor(COST_GOAL / q.VARIANT_COST(levels))));
}

/** One product whole; null when it is gone. */
export async function getProduct(key: string, ctx: Context): Promise<ChannelProduct | null> {
  const levels = levelCount(ctx.connection);
  const variants = Math.min(variantPage(levels), 50);
  const answer = await graphql(ctx, q.PRODUCT_GET, {
    variables: { id: gid("Product", key), variants, levels },
    schema: z.object({ product: anyJson }),
    what: "a product",
    cost: q.PRODUCT_COST + variants * q.VARIANT_COST(levels),
  });
  return answer.product === null ? null : readListed(answer.product, ctx);
}
