/**
 * Making and changing listings. What Amazon's catalog knows by its barcode is only offered; anything else is made
 * whole, by the schema of its product type, and tried first. Accepted is not live: the listing is looked for.
 */

import { z } from "zod";
import type { HubText } from "../../commerce/message.ts";
import { parseMoney } from "../../commerce/money.ts";
import type { ChannelProduct, Json, ProductForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, nullIfNotFound } from "../kit/contract/errors.ts";
import type { Products, PutProduct } from "../kit/contract/ports.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { getListing, homeQuery, listingPath, listingsOf, readItem } from "./listings.ts";
import { offersOf, priceIn, withPrice } from "./prices.ts";
import {
  barcodeType,
  offerAttributes,
  type Piece,
  plain,
  textOfHtml,
  wholeAttributes,
  worded,
} from "./product-attributes.ts";
import { isParent, parentOf, textOf } from "./product-mapping.ts";
import { fetchProduct, withFamily } from "./product-sweeps.ts";
import { productTypeFor, schemaAttributes } from "./product-types.ts";
import { type Attributes, type Item, issueText, submissionSchema } from "./schemas.ts";
import { currencyOf, homeOf } from "./settings.ts";
import { productTypeOf } from "./stock.ts";
import { message } from "./words.ts";

type Put = Parameters<NonNullable<Products["put"]>>[0];

const POLL_MS = 5_000;
const CHECKS = 12;

const refuse = (code: string, text: HubText) => new ConnectorError({ kind: "rejected", code }, text);

export async function putProduct({ product }: Put, ctx: Context): Promise<PutProduct> {
  if (product.title.trim() === "") throw refuse("title", message("refused.needsTitleGiveProductSend"));
  const pieces = product.variants.map((variant) => ({ product, variant }));
  const rows = await listingsOf([...new Set(product.variants.map(skuOf))], ctx);
  const existing = new Map(rows.map((raw) => readItem(raw, ctx)).map((listing) => [listing.sku, listing]));
  const missing = pieces.filter(({ variant }) => !existing.has(skuOf(variant)));
  const [only] = pieces;
  if (!only) throw refuse("variants", message("refused.productNoItemsList"));
  if (missing.length > 0 && pieces.length > 1)
    throw refuse(
      "family",
      message("refused.noListingYetFamilyVariations", { skus: missing.map(({ variant }) => variant.sku).join(", ") }),
    );
  const parent = await parentOfAll(only, existing, ctx);
  const head = parent?.sku ?? skuOf(only.variant);
  for (const piece of pieces) {
    const listing = existing.get(skuOf(piece.variant));
    if (listing) await update(piece, { listing, isAlone: pieces.length === 1 }, ctx);
    else await create(piece, ctx);
  }
  if (parent) await updateParent(parent, product, ctx);
  const shown = await whenShown(head, product, ctx);
  return {
    key: shown.key,
    variants: product.variants.map((variant) => {
      const sku = skuOf(variant);
      return { id: variant.id, key: sku, ext: shown.variants.find(({ key }) => key === sku)?.ext ?? {} };
    }),
    product: shown,
  };
}

const skuOf = ({ key, sku }: Piece["variant"]): string => key ?? sku;

/** The family's parent listing, where the items are variations of one that the seller has. */
async function parentOfAll(
  { variant, product }: Piece,
  existing: ReadonlyMap<string, Item>,
  ctx: Context,
): Promise<Item | null> {
  const listing = existing.get(skuOf(variant));
  const parent = listing && product.variants.length > 1 ? parentOf(listing) : undefined;
  const raw = parent === undefined ? null : await getListing(parent, ctx);
  return raw === null ? null : readItem(raw, ctx);
}

async function create(piece: Piece, ctx: Context): Promise<void> {
  const asin = await catalogAsin(piece.variant.barcode, ctx);
  const body =
    asin === undefined
      ? await newThing(piece, ctx)
      : {
          productType: "PRODUCT",
          requirements: "LISTING_OFFER_ONLY",
          attributes: { merchant_suggested_asin: plain(asin, ctx), ...offerAttributes(piece, ctx) },
        };
  // Tried first: what is missing is told in one go, and nothing half made is left behind.
  await submit("PUT", skuOf(piece.variant), body, ctx, true);
  await submit("PUT", skuOf(piece.variant), body, ctx, false);
}

async function newThing(piece: Piece, ctx: Context): Promise<{ readonly [key: string]: Json }> {
  const productType = await productTypeFor(piece.product, ctx);
  const existing = await schemaAttributes(productType, ctx);
  return { productType, requirements: "LISTING", attributes: wholeAttributes(piece, existing, ctx) };
}

/** The one thing in Amazon's catalog with this barcode; several are nobody's guess. */
async function catalogAsin(barcode: string | undefined, ctx: Context): Promise<string | undefined> {
  if (barcode === undefined || !/^\d{8,14}$/.test(barcode)) return undefined;
  const { body } = await ctx.http.json({
    method: "GET",
    url: "/catalog/2022-04-01/items",
    query: [["identifiers", barcode], ["identifiersType", barcodeType(barcode)], homeQuery(ctx)],
    operation: "catalog.search",
  });
  const schema = z.object({ items: z.array(z.object({ asin: z.string() })) });
  const { items } = parseResponse(schema, body, { ctx, what: "catalog" });
  return items.length === 1 ? items[0]?.asin : undefined;
}

async function update(
  piece: Piece,
  how: { readonly listing: Item; readonly isAlone: boolean },
  ctx: Context,
): Promise<void> {
  const { listing, isAlone } = how;
  const home = homeOf(ctx.connection).id;
  const attributes = listing.attributes ?? {};
  const patches: { readonly op: string; readonly path: string; readonly value: Json }[] = [];
  const replace = (name: string, value: Json) => patches.push({ op: "replace", path: `/attributes/${name}`, value });
  // A child's title names its variation: the family's own title is its parent's.
  if (isAlone && titleOf(listing, home) !== piece.product.title) replace("item_name", worded(piece.product.title, ctx));
  const text = textOfHtml(piece.product.descriptionHtml);
  if (text !== "" && textOf(attributes, "product_description") !== text)
    replace("product_description", worded(text, ctx));
  const currency = currencyOf(ctx.connection, home);
  if (piece.variant.price !== undefined && currency !== undefined) {
    const price = parseMoney(piece.variant.price, currency);
    const offers = offersOf(listing);
    if (priceIn(offers, home, currency)?.minor !== price.minor)
      replace("purchasable_offer", withPrice(offers, home, price));
  }
  if (patches.length === 0) return;
  await submit("PATCH", listing.sku, { productType: productTypeOf(listing, home), patches }, ctx, false);
}

const titleOf = (listing: Item, home: string): string | undefined =>
  listing.summaries.find(({ marketplaceId }) => marketplaceId === home)?.itemName;

/** The family's title and text are its parent's. */
async function updateParent(listing: Item, product: ProductForChannel, ctx: Context): Promise<void> {
  const home = homeOf(ctx.connection).id;
  const requested = [
    { name: "item_name", before: titleOf(listing, home), text: product.title },
    {
      name: "product_description",
      before: textOf(listing.attributes ?? {}, "product_description"),
      text: textOfHtml(product.descriptionHtml),
    },
  ];
  const patches = requested
    .filter(({ text, before }) => text !== "" && text !== before)
    .map(({ name, text }) => ({ op: "replace", path: `/attributes/${name}`, value: worded(text, ctx) }));
  if (patches.length === 0) return;
  await submit("PATCH", listing.sku, { productType: productTypeOf(listing, home), patches }, ctx, false);
}

async function submit(
  method: "PUT" | "PATCH",
  sku: string,
  json: { readonly [key: string]: Json | Attributes },
  ctx: Context,
  isTrial: boolean,
): Promise<void> {
  const { body } = await ctx.http.json({
    method,
    url: listingPath(sku, ctx),
    query: [homeQuery(ctx), ...(isTrial ? [["mode", "VALIDATION_PREVIEW"] as const] : [])],
    json,
    operation: method === "PUT" ? "listings.put" : "listings.patch",
    // The same listing again is the same listing.
    safe: true,
  });
  const reported = parseResponse(submissionSchema, body, { ctx, what: "the listing's submission" });
  if (reported.status === (isTrial ? "VALID" : "ACCEPTED")) return;
  const type = typeof json.productType === "string" ? json.productType : "";
  throw refuse(
    reported.issues[0]?.code ?? reported.status,
    message("refused.notTake", { sku, type, issues: issueText(reported.issues) || "no reason told" }),
  );
}

/** The title, and every price that was sent. */
function showsAll(shown: ChannelProduct, { title, variants }: ProductForChannel): boolean {
  const hasPrice = (variant: Piece["variant"]) => {
    const there = shown.variants.find(({ key }) => key === skuOf(variant));
    if (variant.price === undefined || there?.price === undefined || there.currency === undefined) return true;
    return parseMoney(there.price, there.currency).minor === parseMoney(variant.price, there.currency).minor;
  };
  return shown.title === title && variants.every(hasPrice);
}

/** Accepted changes are shown within seconds, mostly; what is shown by then is told. A family is read once its title is. */
async function whenShown(head: string, product: ProductForChannel, ctx: Context): Promise<ChannelProduct> {
  const home = homeOf(ctx.connection).id;
  for (let attempt = 0; attempt < CHECKS; attempt += 1) {
    const raw = await getListing(head, ctx);
    if (raw !== null && titleOf(readItem(raw, ctx), home) === product.title) {
      const shown = await withFamily(head, raw, ctx);
      if (showsAll(shown, product)) return shown;
    }
    await ctx.clock.sleep(POLL_MS, ctx.signal);
  }
  const shown = await fetchProduct(head, ctx);
  if (shown) return shown;
  throw new ConnectorError({ kind: "transient" }, message("error.acceptedNewListingNotShow"));
}

/** Children first: a parent alone sells nothing. */
export async function removeProduct(key: string, ctx: Context): Promise<void> {
  const product = await fetchProduct(key, ctx);
  if (product === null) return;
  const raw = await getListing(key, ctx, "summaries,relationships");
  const children = raw !== null && isParent(readItem(raw, ctx)) ? product.variants.map((variant) => variant.key) : [];
  for (const sku of [...children, key]) {
    const query = [homeQuery(ctx)];
    const url = listingPath(sku, ctx);
    await nullIfNotFound(ctx.http.request({ method: "DELETE", url, query, operation: "listings.delete", safe: true }));
  }
}
