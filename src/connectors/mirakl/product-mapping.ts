/** Offers in our words: one offer is one item with its own price and stock, of a product the marketplace's catalogue holds. */
import type { ChannelProduct, ListingIssue } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { basePrice } from "./offer-prices.ts";
import type { ReadOffer } from "./product-read.ts";
import type { Offer } from "./schemas.ts";
import { warehouseOf } from "./settings.ts";
import { message } from "./words.ts";

/** What is sold out is a level of 0. */
const SOLD_OUT = "ZERO_QUANTITY";
const BARCODES: ReadonlySet<string> = new Set(["EAN", "UPC", "GTIN", "ISBN"]);

export function toProduct({ offer, raw }: ReadOffer, readAt: number, ctx: Context): ChannelProduct {
  const { shop_sku: sku, currency_iso_code: currency } = offer;
  const price = basePrice(offer);
  const barcode = offer.product_references.find(({ reference_type: type }) => BARCODES.has(type))?.reference;
  return {
    key: sku,
    version: { kind: "fetchStart", value: BigInt(readAt) * 1000n },
    title: offer.product_title ?? sku,
    descriptionHtml: offer.product_description,
    brand: offer.product_brand,
    status: isOffered(offer) ? "active" : "draft",
    issues: issuesOf(offer),
    categoryKeys: offer.category_code === undefined ? [] : [offer.category_code],
    images: [],
    variants: [
      {
        key: sku,
        sku,
        barcode,
        options: [],
        price: price?.unit_discount_price ?? price?.unit_origin_price,
        ...(price?.unit_discount_price === undefined ? {} : { compareAtPrice: price.unit_origin_price }),
        currency,
        levels: [{ location: "", available: shownBy(offer, ctx) ?? 0 }],
        ext: null,
      },
    ],
    ext: null,
    raw,
  };
}

const reasonsOf = ({ inactivity_reasons: reasons }: Offer) => reasons.filter((reason) => reason !== SOLD_OUT);

const isOffered = (offer: Offer): boolean => offer.active || reasonsOf(offer).length === 0;

function issuesOf(offer: Offer): readonly ListingIssue[] {
  if (offer.active) return [];
  return reasonsOf(offer).map((reason) => ({
    blocks: true,
    text: message("said.offSale", { reason: reason.replaceAll("_", " ").toLowerCase() }).text,
  }));
}

/** The quantity that is ours to write; undefined where the warehouse of the settings has none of it yet. */
export function shownBy(offer: Offer, { connection }: Pick<Context, "connection">): number | undefined {
  const code = warehouseOf(connection.settings);
  return code === "" ? offer.quantity : offer.warehouses.find((one) => one.code === code)?.quantity;
}
