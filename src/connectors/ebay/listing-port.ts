/** Listings made in the hub: categories and item specifics, and what eBay says of a listing it does not take. */
import { z } from "zod";
import type { ListingSchema } from "../../commerce/listing/schema.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isRefusal } from "../kit/contract/errors.ts";
import type { ListingRefusal, Listings, ListingToPublish } from "../kit/contract/listings.ts";
import { jsonOrNull } from "../kit/parse/json.ts";
import { idText, listOf, optionalText } from "../kit/parse/parse.ts";
import { commonFields } from "./listing-fields.ts";
import { FIELD_OF_REGULATORY_ERROR } from "./listing-regulatory.ts";
import { takenVariants, writeListing } from "./listing-write.ts";
import { products } from "./products.ts";
import { managesSiteListings } from "./settings.ts";
import { readAspects, readTree, suggestCategories } from "./taxonomy.ts";
import { tradingBySku } from "./trading-products.ts";
import { message } from "./words.ts";

/** Ours: the description names no most; it takes as many offers in its largest call. */
const MOST_VARIANTS = 250;

/** By the numbers of publishOffer's errors in the official description. */
const FIELD_OF_ERROR: Readonly<Record<string, string>> = {
  "25003": "price",
  "25004": "quantity",
  "25007": "fulfillmentPolicyId",
  "25008": "paymentPolicyId",
  "25009": "returnPolicyId",
  "25012": "merchantLocationKey",
  "25014": "images",
  "25015": "images",
  "25021": "condition",
  "25047": "condition",
  ...FIELD_OF_REGULATORY_ERROR,
};

export const listings: Listings = {
  categories: readTree,
  suggest: suggestCategories,
  async requirements(categoryKey, ctx) {
    const aspects = await readAspects(categoryKey, ctx);
    return {
      version: "",
      fields: [...(await commonFields(categoryKey, ctx)), ...aspects],
      mostVariants: MOST_VARIANTS,
    };
  },
  async publish(listing, ctx) {
    try {
      const taken = [...(await takenVariants(listing, ctx)), ...(await takenOnSite(listing, ctx))];
      if (taken.length > 0) return { outcome: "refused", issues: taken.map(takenIssue) };
      return { outcome: "listed", made: await madeOf(await writeListing(listing, ctx), listing, ctx) };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return { outcome: "refused", issues: issuesOf(error, listing.schema) };
    }
  },
};

/** Listings made on eBay's site under the same SKU: eBay would show the goods twice. */
async function takenOnSite({ listing: { variants } }: ListingToPublish, ctx: Context) {
  if (!managesSiteListings(ctx.connection)) return [];
  const existing = await tradingBySku(
    variants.map(({ sku }) => sku),
    ctx,
  );
  const skus = new Set(existing.flatMap((product) => product.variants.flatMap(({ sku }) => sku ?? [])));
  return variants.filter(({ sku }) => skus.has(sku));
}

const takenIssue = ({ variantId, sku }: { readonly variantId: string; readonly sku: string }): ListingRefusal => ({
  variantId,
  text: message("refused.skuOnSale", { sku }),
});

/** As eBay shows it now; the hub links its variants by it. */
async function madeOf(key: string, { listing }: ListingToPublish, ctx: Context) {
  const product = await products.get(key, ctx);
  const there = new Map(product?.variants.map((variant) => [variant.key, variant.ext]));
  if (!product) throw new ConnectorError({ kind: "transient" }, message("waits.notShown"));
  const variants = listing.variants.flatMap(({ variantId, sku }) => {
    const ext = there.get(sku);
    return ext === undefined ? [] : [{ id: variantId, key: sku, ext }];
  });
  return { key, product, variants };
}

const errorsSchema = z.object({
  errors: listOf(
    z.object({
      errorId: idText.nullish(),
      message: optionalText,
      longMessage: optionalText,
      parameters: listOf(z.object({ name: optionalText, value: optionalText })),
    }),
  ),
});

/** Each error at the field it names: by its number, a parameter that is a field's name, or "The item specific Brand is missing." */
function issuesOf(error: ConnectorError, { fields }: ListingSchema): readonly ListingRefusal[] {
  const { details } = error;
  const body = details !== null && typeof details === "object" && "body" in details ? details.body : "";
  const reported = errorsSchema.safeParse(jsonOrNull(typeof body === "string" ? body : "")).data?.errors ?? [];
  if (reported.length === 0) return [{ text: error.userMessage }];
  return reported.map(({ errorId, longMessage, message: short, parameters }) => {
    const text = longMessage ?? short ?? "";
    const named = fields.find(
      ({ name, key }) =>
        parameters.some(({ value }) => value === name || value === key) ||
        text.includes(`item specific ${name} `) ||
        text.includes(`The ${key} value is invalid`),
    );
    const field = named?.key ?? FIELD_OF_ERROR[errorId ?? ""];
    return { text: text === "" ? message("refused.listing") : text, ...(field === undefined ? {} : { field }) };
  });
}
