/** Which product type a new thing is of, and which attributes that type has. */
import { z } from "zod";
import type { ProductForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { homeQuery } from "./listings.ts";
import { sellerOf, textSetting } from "./settings.ts";
import { message } from "./words.ts";

export const TYPES = "/definitions/2020-09-01/productTypes";
const TYPE = /^[A-Z][A-Z0-9_]+$/;

/** The category it was put in, else the store's setting, else what Amazon proposes for its title. */
export async function productTypeFor(product: ProductForChannel, ctx: Context): Promise<string> {
  const chosen = [...product.categoryKeys, textSetting(ctx.connection, "productType")].find((key) => TYPE.test(key));
  if (chosen !== undefined) return chosen;
  const { body } = await ctx.http.json({
    method: "GET",
    url: TYPES,
    query: [["itemName", product.title], homeQuery(ctx)],
    operation: "definitions.search",
  });
  const schema = z.object({ productTypes: z.array(z.object({ name: z.string() })) });
  const [first] = parseResponse(schema, body, { ctx, what: "product types" }).productTypes;
  if (first) return first.name;
  throw new ConnectorError({ kind: "rejected", field: "category" }, message("error.knowsNoProductTypeTitle"));
}

/** Names of the attributes a type has; the schema lies on a storage host, behind an address of its own. */
export async function schemaAttributes(productType: string, ctx: Context): Promise<ReadonlySet<string>> {
  const { body } = await ctx.http.json({
    method: "GET",
    url: `${TYPES}/${encodeURIComponent(productType)}`,
    query: [["requirements", "LISTING"], ["sellerId", sellerOf(ctx.connection)], homeQuery(ctx)],
    operation: "definitions.get",
  });
  const definition = z.object({ schema: z.object({ link: z.object({ resource: z.string() }) }) });
  const { schema } = parseResponse(definition, body, { ctx, what: "product type" });
  const answer = await ctx.http.json({
    method: "GET",
    url: schema.link.resource,
    operation: "document.schema",
    authenticated: false,
  });
  const shape = z.object({ properties: z.record(z.string(), z.unknown()) });
  const { properties } = parseResponse(shape, answer.body, { ctx, what: "the product type's schema" });
  return new Set(Object.keys(properties));
}
