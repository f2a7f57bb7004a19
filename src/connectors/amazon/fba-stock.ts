/** What lies in Amazon's own warehouses (FBA Inventory API v1): Amazon counts it, and nobody can set it. */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { MarketplaceStock } from "../kit/contract/ports.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { isRecord } from "../kit/parse/json-nodes.ts";
import { optionalText, parseResponse, wholeNumber } from "../kit/parse/parse.ts";
import { homeOf } from "./settings.ts";

/** SKUs of one call (official model). */
const PAGE = 50;

const summariesSchema = z.object({
  payload: z.object({
    inventorySummaries: z.array(
      z.object({
        sellerSku: optionalText,
        inventoryDetails: z.object({ fulfillableQuantity: wholeNumber.nullish() }).nullish(),
      }),
    ),
  }),
  pagination: z.object({ nextToken: optionalText }).nullish(),
});

type Query = readonly (readonly [string, string])[];

export const fbaStock: MarketplaceStock = {
  async read(items, ctx) {
    const skus = items.flatMap(({ key, ext }) => (isFba(ext) ? [key] : []));
    // A comma parts SKUs in the query: one that holds a comma is asked for alone.
    const [odd, plain] = [skus.filter((sku) => sku.includes(",")), skus.filter((sku) => !sku.includes(","))];
    const requested: Query = [
      ...chunks(plain, PAGE).map((some) => ["sellerSkus", some.join(",")] as const),
      ...odd.map((sku) => ["sellerSku", sku] as const),
    ];
    const units = new Map<string, number>(skus.map((sku) => [sku, 0]));
    for (const which of requested)
      for (const { sku, fulfillable } of await summaries(which, ctx))
        if (units.has(sku)) units.set(sku, (units.get(sku) ?? 0) + fulfillable);
    return [...units].map(([key, each]) => ({ key, units: each }));
  },
};

/** The listing's walk keeps the warehouse's code; the seller's own stock has none. */
const isFba = (ext: Json): boolean => isRecord(ext) && typeof ext.channel === "string";

/** An item is told once for each condition it is in. */
async function summaries(which: readonly [string, string], ctx: Context) {
  const home = homeOf(ctx.connection).id;
  const found: { readonly sku: string; readonly fulfillable: number }[] = [];
  let token = "";
  do {
    const { body } = await ctx.http.json({
      method: "GET",
      url: "/fba/inventory/v1/summaries",
      query: [
        ["granularityType", "Marketplace"],
        ["granularityId", home],
        ["marketplaceIds", home],
        ["details", "true"],
        which,
        ...(token === "" ? [] : [["nextToken", token] as const]),
      ],
      operation: "fba.summaries",
    });
    const page = parseResponse(summariesSchema, body, { ctx, what: "warehouse stock" });
    for (const { sellerSku, inventoryDetails } of page.payload.inventorySummaries)
      if (sellerSku !== undefined)
        found.push({ sku: sellerSku, fulfillable: inventoryDetails?.fulfillableQuantity ?? 0 });
    token = page.pagination?.nextToken ?? "";
  } while (token !== "");
  return found;
}
