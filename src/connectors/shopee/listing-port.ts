/** Listings made in the hub: categories and attributes, and what Shopee says of a listing it does not take. */
import { z } from "zod";
import type { ListingSchema } from "../../commerce/listing/schema.ts";
import type { HubText } from "../../commerce/message.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import type { ListingRefusal, Listings, ListingToPublish, PublishResult } from "../kit/contract/listings.ts";
import { publishOnce } from "../kit/contract/publish-once.ts";
import { listOf, optionalText, parseResponse } from "../kit/parse/parse.ts";
import { call } from "./client.ts";
import { commonFields } from "./listing-fields.ts";
import { fieldOf } from "./listing-refusals.ts";
import { readAttributes, readBrands, readTree, suggestCategories } from "./listing-taxonomy.ts";
import { findListing, isBanned, writeListing } from "./listing-write.ts";
import { mapProduct, type ReportedProduct } from "./product-mapping.ts";
import { readItems } from "./product-read.ts";
import { refusalOf } from "./refusals.ts";
import { message } from "./words.ts";

/** Most models of an item (v2.product.init_tier_variation). */
const MOST_VARIANTS = 50;
/** Shopee tells no time its review takes. */
const REVIEW_MS = 10 * 60_000;

export const listings: Listings = {
  categories: readTree,
  suggest: suggestCategories,
  async requirements(categoryKey, ctx) {
    try {
      const attributes = await readAttributes(categoryKey, ctx);
      const brand = await readBrands(categoryKey, ctx);
      const fields = [...(await commonFields(categoryKey, ctx)), brand, ...attributes];
      return { version: "", fields, mostVariants: MOST_VARIANTS };
    } catch (error) {
      if (!isConnectorError(error) || refusalOf(error).code !== "error_invalid_category") throw error;
      throw new ConnectorError({ kind: "not_found" }, message("refused.noCategory"), { cause: error });
    }
  },
  publish: (listing, ctx) =>
    publishOnce({
      lookUp: () => findListing(listing, ctx),
      async write(ours) {
        const id = await writeListing(listing, ours, ctx);
        // UNVERIFIED: how soon an edited item that was banned is shown as under review.
        const isJudgedAnew = ours !== null && isBanned(ours);
        return isJudgedAnew ? underReview(id) : outcomeOf(id, listing, ctx);
      },
      taken: (sku) => message("refused.skuOnSale", { sku }),
      issues: (error) => [issueOf(error, listing.schema)],
    }),
  poll: (handle, listing, ctx) => outcomeOf(handle, listing, ctx),
};

function issueOf(error: ConnectorError, schema: ListingSchema): ListingRefusal {
  const { code, reason } = refusalOf(error);
  const own = error.info.kind === "rejected" ? error.info.field : undefined;
  const field = own ?? fieldOf(`${code} ${reason}`, schema);
  const text: HubText = reason === "" ? error.userMessage : reason;
  return { text, ...(field === undefined ? {} : { field }) };
}

const underReview = (id: string): PublishResult => ({ outcome: "accepted", handle: id, pollAfterMs: REVIEW_MS });

/** As Shopee shows it now: on sale, still being looked at, or taken off. */
async function outcomeOf(id: string, listing: ListingToPublish, ctx: Context): Promise<PublishResult> {
  const [reported] = await readItems([id], ctx);
  if (!reported) throw new ConnectorError({ kind: "transient" }, message("error.notShowProductYetLooked"));
  const { item_status: status } = reported.item;
  if (status === "REVIEWING") return underReview(id);
  if (isBanned(reported)) return { outcome: "refused", issues: await violations(id, ctx), key: id };
  return { outcome: "listed", made: madeOf(reported, listing, ctx) };
}

function madeOf(reported: ReportedProduct, { listing }: ListingToPublish, ctx: Context) {
  const product = mapProduct(reported, ctx.connection);
  const variants = listing.variants.flatMap(({ variantId, sku }) => {
    const found = product.variants.find((one) => one.sku === sku);
    return found ? [{ id: variantId, key: found.key, ext: found.ext }] : [];
  });
  return { key: product.key, product, variants };
}

const violationsSchema = z.object({
  item_list: listOf(
    z.object({
      item_status_details: listOf(
        z.object({ violation_type: optionalText, violation_reason: optionalText, suggestion: optionalText }),
      ),
    }),
  ),
});

/** Why Shopee took it off, and what it proposes. */
async function violations(id: string, ctx: Context): Promise<readonly ListingRefusal[]> {
  const query = [["item_id_list", id]] as const;
  const body = await call(ctx, { path: "product/get_item_violation_info", operation: "products.violations", query });
  const { item_list: items } = parseResponse(violationsSchema, body, { ctx, what: "what Shopee objects to" });
  const found = items.flatMap(({ item_status_details: details }) =>
    details.map(({ violation_type: type, violation_reason: reason, suggestion }) =>
      [type, reason, suggestion].filter((texts) => texts !== undefined).join(". "),
    ),
  );
  const given = found.filter((text) => text !== "");
  return given.length > 0 ? given.map((text) => ({ text })) : [{ text: message("said.bannedItemSellerCentreSays") }];
}
