/** Listings made in the hub: categories and attributes, TikTok's review, and what it says of a listing it does not take. */
import { isRequested } from "../../commerce/listing/conditions.ts";
import type { ListingSchema } from "../../commerce/listing/schema.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isRefusal, refusalCode } from "../kit/contract/errors.ts";
import type { ListingRefusal, Listings, ListingToPublish, PublishResult } from "../kit/contract/listings.ts";
import { publishOnce } from "../kit/contract/publish-once.ts";
import { commonFields, mostVariants } from "./listing-fields.ts";
import { fieldOf } from "./listing-refusals.ts";
import { readAttributes, readBrands, readTree, suggestCategories, versionOf } from "./listing-taxonomy.ts";
import { findListing, type ListingStatus, readListingStatus, writeListing } from "./listing-write.ts";
import { toProduct } from "./product-mapping.ts";
import { fetchProduct } from "./product-read.ts";
import { message } from "./words.ts";

/** TikTok tells no time its review takes; webhooks tell its end to products that are linked alone. */
const REVIEW_MS = 10 * 60_000;
/** No such category, or none that listings may stand in. */
const NO_CATEGORY: ReadonlySet<string> = new Set(["12052023", "12052024", "12052025", "12052230"]);

async function readRequirements(categoryKey: string, ctx: Context): Promise<ListingSchema> {
  const attributes = await readAttributes(categoryKey, ctx).catch(noCategory);
  const common = await commonFields(categoryKey, attributes, ctx);
  const fields = [...common, await readBrands(categoryKey, ctx), ...attributes.fields];
  return { version: versionOf(ctx), fields, mostVariants: mostVariants(ctx) };
}

function noCategory(error: unknown): never {
  if (!isRefusal(error) || !NO_CATEGORY.has(refusalCode(error))) throw error;
  throw new ConnectorError({ kind: "not_found" }, message("refused.noCategory"), { cause: error });
}

export const listings: Listings = {
  categories: readTree,
  suggest: suggestCategories,
  requirements: readRequirements,
  publish: (listing, ctx) =>
    publishOnce({
      lookUp: () => findListing(listing, ctx),
      write: async (ours) => outcomeOf(await writeListing(listing, ours, ctx), listing, ctx),
      taken: (sku) => message("refused.skuOnSale", { sku }),
      issues: (error) => issuesOf(error, listing),
    }),
  poll: (handle, listing, ctx) => outcomeOf(handle, listing, ctx),
};

/** "property is required" and "required qualification miss" name none. */
const LACKING: Readonly<Record<string, string>> = { "12052104": "attribute:", "12052105": "certificate:" };

function issuesOf(error: ConnectorError, { schema, listing }: ListingToPublish): readonly ListingRefusal[] {
  const issue = issueOf(error, schema);
  const kind = LACKING[refusalCode(error)];
  if (kind === undefined) return [issue];
  const lacking = schema.fields.filter(
    (field) =>
      field.key.startsWith(kind) &&
      field.need === "required" &&
      isRequested(field, listing) &&
      (listing.product[field.key] ?? []).length === 0,
  );
  return lacking.length === 0 ? [issue] : lacking.map(({ key: field }) => ({ ...issue, field }));
}

function issueOf(error: ConnectorError, schema: ListingSchema): ListingRefusal {
  const [, text] = /says: (.*)$/s.exec(error.message) ?? [];
  const own = error.info.kind === "rejected" ? error.info.field : undefined;
  const field = own ?? fieldOf(refusalCode(error), text ?? "", schema);
  return { text: text ?? error.userMessage, ...(field === undefined ? {} : { field }) };
}

/** States that end a review. */
const KEPT_OFF: ReadonlySet<string> = new Set(["FAILED", "PLATFORM_DEACTIVATED", "FREEZE"]);

async function outcomeOf(id: string, listing: ListingToPublish, ctx: Context): Promise<PublishResult> {
  const raw = await fetchProduct(id, ctx);
  if (raw === null) throw new ConnectorError({ kind: "transient" }, message("waits.notFound"));
  const status = readListingStatus(raw, ctx);
  // A product that was taken off sale keeps its state while an edit of it is looked at.
  const isEdited = status.status === "PLATFORM_DEACTIVATED" && status.audit?.status === "AUDITING";
  if (status.status === "PENDING" || isEdited) return { outcome: "accepted", handle: id, pollAfterMs: REVIEW_MS };
  if (KEPT_OFF.has(status.status ?? "")) return { outcome: "refused", issues: reasonsOf(status, listing.schema) };
  const product = toProduct(raw, ctx);
  const variants = listing.listing.variants.flatMap(({ variantId, sku }) => {
    const found = product.variants.find((one) => one.sku === sku);
    return found ? [{ id: variantId, key: found.key, ext: found.ext }] : [];
  });
  return { outcome: "listed", made: { key: id, product, variants } };
}

/** Why a review did not pass it: each reason at the field it names. */
function reasonsOf(
  { status, audit_failed_reasons: reported }: ListingStatus,
  schema: ListingSchema,
): readonly ListingRefusal[] {
  const issues = reported.map(({ position = "", reasons, suggestions }) => {
    const text = [position, ...reasons, ...suggestions].filter((text) => text !== "").join(". ");
    const field = fieldOf("", `${position} ${reasons.join(" ")}`, schema);
    return { text, ...(field === undefined ? {} : { field }) };
  });
  const given = issues.filter(({ text }) => text !== "");
  if (status === "FREEZE") return [{ text: message("said.frozenProductSellerCenterSays") }, ...given];
  return given.length > 0 ? given : [{ text: message("said.productNotPassReviewSeller") }];
}
