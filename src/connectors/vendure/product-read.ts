import { z } from "zod";
import type { ChannelProduct, Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { anyJson } from "../kit/parse/parse.ts";
import { graphql } from "./client.ts";
import * as documents from "./documents.ts";
import { toProduct } from "./product-mapping.ts";
import type { ShopFacts } from "./shop.ts";

export async function productOf(key: string, shop: ShopFacts, ctx: Context): Promise<ChannelProduct | null> {
  const readAtMs = ctx.clock.now();
  const raw = await rawProduct(key, ctx);
  return raw === null ? null : toProduct(raw, shop, ctx, readAtMs);
}

export async function rawProduct(id: string, ctx: Context): Promise<Json | null> {
  const { product } = await graphql(ctx, documents.PRODUCT_OF, {
    variables: { id },
    schema: z.object({ product: anyJson.nullable() }),
    what: "a product",
  });
  return product;
}
