/** A product of ours as TikTok takes it. */

import type { HubText } from "../../commerce/message.ts";
import { formatDecimal, parseMoney } from "../../commerce/money.ts";
import type { ChannelLevel, Json, ProductForChannel, VariantForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { largestSize } from "../kit/parse/dimensions.ts";
import { message } from "./words.ts";

/** A sales attribute where variants have to be told apart and no option of ours does. */
const FALLBACK_OPTION = "Variant";
const MAX_ATTRIBUTES = 3;
const SELLER_SKU = /^\S{1,50}$/u;

export const refuse = (code: string, text: HubText, field?: string): ConnectorError =>
  new ConnectorError({ kind: "rejected", code, field }, text);

/** What TikTok would refuse, said in our words before it is asked. */
export function check({ variants, title }: ProductForChannel): void {
  const bad = variants.find(({ sku }) => !SELLER_SKU.test(sku));
  if (bad) throw refuse("sku", message("refused.takesSkus150Characters", { sku: bad.sku }), "sku");
  const many = variants.find(({ options }) => options.length > MAX_ATTRIBUTES);
  if (many)
    throw refuse(
      "options",
      message("refused.knowsMostOptions", { most: MAX_ATTRIBUTES, sku: many.sku, options: many.options.length }),
      "options",
    );
  if (title.trim() === "") throw refuse("title", message("refused.needsTitle"), "title");
}

export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

/** Options that tell a variant from its siblings; an only variant needs none. */
export function optionsOf(variant: VariantForChannel, product: ProductForChannel): readonly NamedValue[] {
  if (variant.options.length > 0 || product.variants.length === 1) return variant.options;
  return [{ name: FALLBACK_OPTION, value: variant.sku }];
}

/** A description is required. */
export const descriptionOf = ({ descriptionHtml, title }: ProductForChannel): string =>
  descriptionHtml.trim() === "" ? `<p>${escaped(title)}</p>` : descriptionHtml;

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

function priceOf({ price, sku }: VariantForChannel, ctx: Context): Json {
  if (price === undefined) throw refuse("price_missing", message("refused.needsPriceSetTryAgain", { sku }), "price");
  const currency = currencyOf(ctx);
  return priceJson(formatDecimal(parseMoney(price, currency)), currency, ctx);
}

/** Shops that sell across borders have their shown price in another field; the first is then a price before tax. */
export function priceJson(amount: string, currency: string, { connection }: Pick<Context, "connection">): Json {
  const isGlobal = connection.facts.sellerType === "CROSS_BORDER";
  return isGlobal ? { sale_price: amount, currency } : { amount, currency };
}

function currencyOf({ connection }: Pick<Context, "connection">): string {
  const { currency } = connection.facts;
  if (typeof currency === "string") return currency;
  throw refuse("currency_unknown", message("refused.marketShopNewerConnectorCurrency"));
}

/** Every place of ours that TikTok knows; else the warehouse of the settings or the shop's own default. */
function inventoryOf(levels: readonly ChannelLevel[], ctx: Context): Json {
  const existing = levels.filter(({ location }) => location !== "");
  if (existing.length > 0)
    return existing.map(({ location, available }) => ({ warehouse_id: location, quantity: Math.max(0, available) }));
  const { settings, facts } = ctx.connection;
  const warehouse = [settings.defaultWarehouseId, facts.defaultWarehouse].find(
    (id) => typeof id === "string" && id !== "",
  );
  if (typeof warehouse !== "string") throw refuse("warehouse_missing", message("refused.needsWarehouseNewProductSet"));
  return [
    { warehouse_id: warehouse, quantity: levels.reduce((sum, { available }) => sum + Math.max(0, available), 0) },
  ];
}

/** The heaviest variant's: TikTok weighs products, and a parcel that is heavier than told costs the seller. */
export function weightOf({ variants }: ProductForChannel, { connection }: Pick<Context, "connection">): Json {
  const fallback = Number(connection.settings.defaultWeightGrams ?? 0);
  const grams = Math.max(0, ...variants.map(({ weightGrams }) => weightGrams ?? 0)) || fallback;
  if (!(grams > 0)) throw refuse("weight_missing", message("refused.listsNothingWithoutWeightGive"), "weight");
  return { value: String(Math.round(grams) / 1000), unit: "KILOGRAM" };
}

/**
 * The parcel every variant fits in, in whole centimetres: TikTok measures products, and takes a weight in kilograms with
 * sizes in centimetres alone.
 */
export function sizeOf({ variants }: ProductForChannel): { readonly package_dimensions?: Json } {
  const size = largestSize(variants.map(({ dimensionsMm }) => dimensionsMm));
  if (size === undefined) return {};
  const centimetres = (side: number) => String(Math.max(1, Math.ceil(side / 10)));
  const { length, width, height } = size;
  return {
    package_dimensions: {
      length: centimetres(length),
      width: centimetres(width),
      height: centimetres(height),
      unit: "CENTIMETER",
    },
  };
}

const CODES: readonly (readonly [RegExp, string])[] = [
  [/^\d{12}$/, "UPC"],
  [/^97[89]\d{10}$/, "ISBN"],
  [/^\d{8}$|^\d{13}$/, "EAN"],
  [/^\d{14}$/, "GTIN"],
];

/** Barcodes of another form are left out: TikTok refuses the whole product for one. */
export function identifierOf(barcode: string | undefined): { readonly identifier_code?: Json } {
  const type = CODES.find(([form]) => form.test(barcode ?? ""))?.[1];
  return type === undefined || barcode === undefined ? {} : { identifier_code: { code: barcode, type } };
}

/** A variant TikTok does not have yet. `attributes` are its options as TikTok addresses them. */
export function newSku(variant: VariantForChannel, attributes: readonly Json[], ctx: Context): Json {
  return {
    seller_sku: variant.sku,
    price: priceOf(variant, ctx),
    inventory: inventoryOf(variant.levels, ctx),
    ...(attributes.length === 0 ? {} : { sales_attributes: attributes }),
    ...identifierOf(variant.barcode),
  };
}
