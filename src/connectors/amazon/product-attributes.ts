/** Our product as Amazon's attributes: lists of objects, one a store and language; which exist, the product type's schema says. */
import { parseMoney } from "../../commerce/money.ts";
import type { Json, ProductForChannel, VariantForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { parseJson } from "../kit/parse/json.ts";
import { isRecord } from "../kit/parse/json-nodes.ts";
import { desiredImages, imagesWithVariant } from "../kit/parse/product-images.ts";
import { ourPrice } from "./prices.ts";
import { MAIN_IMAGE, MERCHANT, MOST_OTHER_IMAGES, otherImage } from "./product-mapping.ts";
import type { Attributes } from "./schemas.ts";
import { currencyOf, homeOf, textSetting } from "./settings.ts";
import { message } from "./words.ts";

export interface Piece {
  readonly product: ProductForChannel;
  readonly variant: VariantForChannel;
}

/** One value for this store, in its language where words have one. */
export function worded(value: string, ctx: Context): Json {
  const { language } = ctx.connection.facts;
  const tag = typeof language === "string" ? { language_tag: language } : {};
  return [{ value, marketplace_id: homeOf(ctx.connection).id, ...tag }];
}

export function plain(value: string, ctx: Pick<Context, "connection">): Json {
  return [{ value, marketplace_id: homeOf(ctx.connection).id }];
}

/** What is asked for a thing, however Amazon knows it: condition, price, quantity. */
export function offerAttributes({ variant }: Piece, ctx: Context): Attributes {
  const home = homeOf(ctx.connection);
  const currency = currencyOf(ctx.connection, home.id);
  const [level] = variant.levels;
  return {
    condition_type: plain("new_new", ctx),
    ...(variant.price !== undefined && currency !== undefined
      ? {
          purchasable_offer: [
            { marketplace_id: home.id, currency, our_price: ourPrice(parseMoney(variant.price, currency)) },
          ],
        }
      : {}),
    ...(level === undefined
      ? {}
      : {
          fulfillment_availability: [
            { fulfillment_channel_code: MERCHANT, quantity: Math.max(0, Math.trunc(level.available)) },
          ],
        }),
  };
}

/** Everything a new thing is told with; `existing` are the attributes its product type has. */
export function wholeAttributes(piece: Piece, existing: ReadonlySet<string>, ctx: Context): Attributes {
  const { product, variant } = piece;
  const text = textOfHtml(product.descriptionHtml);
  const images = imagesWithVariant(desiredImages(product.images), variant.id);
  const pictures = images.slice(0, MOST_OTHER_IMAGES + 1).map(({ url }, index) => {
    const name = index === 0 ? MAIN_IMAGE : otherImage(index);
    return [name, [{ media_location: url, marketplace_id: homeOf(ctx.connection).id }]] as const;
  });
  const all: Attributes = {
    ...extraAttributes(ctx),
    item_name: worded(product.title, ctx),
    ...(product.brand === undefined ? {} : { brand: worded(product.brand, ctx) }),
    ...(text === "" ? {} : { product_description: worded(text, ctx) }),
    ...(variant.barcode === undefined
      ? {}
      : {
          externally_assigned_product_identifier: [
            {
              value: variant.barcode,
              type: barcodeType(variant.barcode).toLowerCase(),
              marketplace_id: homeOf(ctx.connection).id,
            },
          ],
        }),
    ...Object.fromEntries(pictures),
    ...offerAttributes(piece, ctx),
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => existing.has(name)));
}

/** Kinds of barcode by their length. */
export const barcodeType = (barcode: string): "UPC" | "GTIN" | "EAN" =>
  barcode.length === 12 ? "UPC" : barcode.length === 14 ? "GTIN" : "EAN";

/** Attributes every new listing gets, as the seller entered them. */
function extraAttributes(ctx: Context): Attributes {
  const text = textSetting(ctx.connection, "newListingAttributes");
  if (text === "") return {};
  const wrong = new ConnectorError(
    { kind: "rejected", field: "newListingAttributes" },
    message("error.attributesNewListingsStoreSettings"),
  );
  try {
    const value = parseJson(text);
    if (isRecord(value)) return value;
  } catch (cause) {
    throw new ConnectorError(wrong.info, wrong.message, { cause });
  }
  throw wrong;
}

/** Amazon's descriptions hold no markup. */
export function textOfHtml(html: string): string {
  return html
    .replace(/<(?:br|\/p|\/li|\/div|\/h\d)[^<>]*>/gi, "\n")
    .replace(/<[^<>]*>/g, "")
    .replace(/&nbsp;/g, " ")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, "&")
    .replace(/[ \t]+/g, " ")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");
}
