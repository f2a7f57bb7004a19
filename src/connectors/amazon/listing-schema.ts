/**
 * The schema of a product type: JSON Schema 2019-09 with words of Amazon's own (Product Type Definitions Meta-Schema v1):
 * an attribute is a list of objects, `selectors` name what parts its entries, `maxUniqueItems` how many there may be for
 * one of these, `enumNames` how its values are shown, `hidden` what the seller does not fill in.
 */
import { z } from "zod";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isRefusal } from "../kit/contract/errors.ts";
import { type Node, names, nodeOf } from "../kit/parse/json-nodes.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { homeQuery } from "./listings.ts";
import { TYPES } from "./product-types.ts";
import { sellerOf } from "./settings.ts";

/** Alone, one of a family's variations, or what holds a family together. */
export type Level = "NONE" | "CHILD" | "PARENT";

export interface TypeSchema {
  readonly version: string;
  readonly root: Node;
  /** Attributes with their schemas. */
  readonly properties: Node;
  readonly required: ReadonlySet<string>;
}

/** Schemas of attributes are of a megabyte. */
const MAX_BYTES = 32 * 1024 * 1024;

const definitionSchema = z.object({
  schema: z.object({ link: z.object({ resource: z.string() }), checksum: z.string() }),
  productTypeVersion: z.object({ version: z.string() }),
});

/** Throws ConnectorError not_found where Amazon has no such product type. */
export async function readTypeSchema(productType: string, level: Level, ctx: Context): Promise<TypeSchema> {
  const { schema, productTypeVersion } = await definitionOf(productType, level, ctx);
  const { body } = await ctx.http.json({
    method: "GET",
    url: schema.link.resource,
    operation: "document.schema",
    authenticated: false,
    maxBytes: MAX_BYTES,
  });
  const root = nodeOf(body);
  return {
    version: `${productTypeVersion.version} ${schema.checksum}`,
    root,
    properties: nodeOf(root.properties),
    required: new Set(names(root.required)),
  };
}

async function definitionOf(productType: string, level: Level, ctx: Context) {
  try {
    const { body } = await ctx.http.json({
      method: "GET",
      url: `${TYPES}/${encodeURIComponent(productType)}`,
      query: [
        ["requirements", "LISTING"],
        ["sellerId", sellerOf(ctx.connection)],
        ["parentageLevel", level],
        homeQuery(ctx),
      ],
      operation: "definitions.get",
    });
    return parseResponse(definitionSchema, body, { ctx, what: "product type" });
  } catch (error) {
    if (isRefusal(error)) throw new ConnectorError({ kind: "not_found" }, error.userMessage, { cause: error });
    throw error;
  }
}
