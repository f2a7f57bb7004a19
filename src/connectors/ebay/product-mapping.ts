/** Listings of one site as products: a group with its variations, or an item of its own. */
import type { ChannelProduct, ChannelVariant, Json, ListingIssue, OptionValue } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isPublished, readItem, shownOf } from "./listings.ts";
import type { Ext, Group, Item, Offer } from "./schemas.ts";
import { message } from "./words.ts";

/** Everything one product is told by. */
export interface ReportedProduct {
  /** The group's key, or the SKU. */
  readonly key: string;
  readonly group: Group | null;
  readonly members: readonly { readonly raw: Json; readonly offers: readonly Offer[] }[];
  readonly raw: Json;
}

/** Ended listings are no longer there for buyers. */
const ENDED = new Set(["ENDED", "EBAY_ENDED"]);

/** Null: nothing of it is offered on this site. */
export function toProduct(
  reported: ReportedProduct,
  site: string,
  ctx: Pick<Context, "drift" | "shopNow">,
): ChannelProduct | null {
  const here = reported.members.flatMap(({ raw, offers }) => {
    const offer = offers.find(({ marketplaceId }) => marketplaceId === site);
    return offer ? [{ item: readItem(raw, ctx), offer, offers }] : [];
  });
  const [first] = here;
  if (!first) return null;
  const { group } = reported;
  const images = group?.imageUrls.length ? group.imageUrls : (first.item.product?.imageUrls ?? []);
  const live = here.filter(({ offer }) => isPublished(offer) && !ENDED.has(offer.listing?.listingStatus ?? ""));
  return {
    key: reported.key,
    version: { kind: "fetchStart", value: BigInt(ctx.shopNow()) * 1000n },
    title: group?.title ?? first.item.product?.title ?? reported.key,
    descriptionHtml: first.offer.listingDescription ?? group?.description ?? first.item.product?.description ?? "",
    brand: first.item.product?.brand,
    status: live.length > 0 ? "active" : "draft",
    issues: here.flatMap(({ item, offer }) => issuesOf(item, offer)),
    categoryKeys: first.offer.categoryId === undefined ? [] : [first.offer.categoryId],
    images: images.map((url, position) => ({ url, position })),
    variants: here.map((one) => variantOf(one, reported)),
    ext: null,
    raw: reported.raw,
  };
}

interface Member {
  readonly item: Item;
  /** Of this site. */
  readonly offer: Offer;
  readonly offers: readonly Offer[];
}

function variantOf({ item, offer, offers }: Member, { key, group }: ReportedProduct): ChannelVariant {
  const { price, originalRetailPrice } = offer.pricingSummary ?? {};
  const shown = shownOf(item, offer);
  return {
    key: item.sku,
    sku: item.sku,
    barcode: barcodeOf(item),
    title: item.product?.title,
    options: optionsOf(item, group),
    price: price?.value,
    compareAtPrice: originalRetailPrice?.value,
    currency: price?.currency,
    weightGrams: gramsOf(item),
    ...(shown === undefined ? {} : { levels: [{ location: "", available: shown }] }),
    ext: { ...extOf(key, offers) },
  };
}

/** How the listing is written to again. */
export const extOf = (key: string, offers: readonly Offer[]): Ext => ({
  listing: key,
  offers: offers.filter(isPublished).map(({ offerId, marketplaceId = "" }) => ({ id: offerId, site: marketplaceId })),
  hasOwnNumber: offers.some(({ availableQuantity }) => availableQuantity !== null && availableQuantity !== undefined),
});

/** "Does not apply" is what sellers write where there is none. */
function barcodeOf({ product }: Item): string | undefined {
  return [...(product?.ean ?? []), ...(product?.upc ?? []), ...(product?.isbn ?? [])].find((code) =>
    /^\d+$/.test(code ?? ""),
  );
}

/** By what the variations differ; an item of its own has no options. */
function optionsOf({ product }: Item, group: Group | null): OptionValue[] {
  const names = group?.variesBy?.specifications.flatMap(({ name }) => name ?? []) ?? [];
  return names.flatMap((name) => {
    const [value] = product?.aspects?.[name] ?? [];
    return value === undefined ? [] : [{ name, value }];
  });
}

const GRAMS: Readonly<Record<string, number>> = { GRAM: 1, KILOGRAM: 1_000, POUND: 453.592_37, OUNCE: 28.349_523_125 };

function gramsOf({ packageWeightAndSize: reported }: Item): number | undefined {
  const factor = GRAMS[reported?.weight?.unit ?? ""];
  const value = Number(reported?.weight?.value);
  return factor === undefined || !Number.isFinite(value) ? undefined : Math.round(value * factor);
}

function issuesOf({ sku }: Item, { status, listing }: Offer): ListingIssue[] {
  if (status !== "PUBLISHED") return [];
  if (listing?.listingOnHold === true) return [{ blocks: true, text: message("issue.onHold").text, sku }];
  if (ENDED.has(listing?.listingStatus ?? "")) return [{ blocks: true, text: message("issue.ended").text, sku }];
  return [];
}
