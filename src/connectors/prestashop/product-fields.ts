/** Values of a product as the shop takes them, and what it would refuse. */

import { z } from "zod";
import { decimalText, divideRounded, parseDecimal } from "../../commerce/decimal.ts";
import type { HubText } from "../../commerce/message.ts";
import type { DimensionsMm, ProductForChannel, VariantForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { isSameSize, largestSize, writeDimensions } from "../kit/parse/dimensions.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { element } from "../kit/parse/xml.ts";
import { fieldNodes } from "./change.ts";
import { create, list } from "./client.ts";
import { gramsPerUnit } from "./product-read.ts";
import { idOrNone, namedSchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { message } from "./words.ts";

const MAX = { name: 128, sku: 64, brand: 64 } as const;
const NAME_SIGNS = /[<>;=#{}]/;
const SKU_SIGNS = /[<>;={}]/;
/** Ten digits before the point and nine behind are the most the shop lets pass. */
const PRICE = /^\d{1,10}(\.\d{1,9})?$/;

export function refuse(field: string, code: string, text: HubText): ConnectorError {
  return new ConnectorError({ kind: "rejected", field, code }, text);
}

/** The shop's own checks, before anything is written: half a product would stay behind. */
export function checkProduct({ title, variants, brand }: ProductForChannel): void {
  if (title.trim() === "" || [...title].length > MAX.name)
    throw refuse("title", "title_length", message("refused.productName1Characters", { most: MAX.name }));
  if (NAME_SIGNS.test(title)) throw refuse("title", "title_signs", message("refused.refusesSignsProductNameLeave"));
  if (brand !== undefined && (brand.length > MAX.brand || NAME_SIGNS.test(brand)))
    throw refuse("brand", "brand_form", message("refused.brandMostCharactersNone", { most: MAX.brand }));
  if (variants.length === 0) throw refuse("variants", "no_variants", message("refused.productNeedsLeastVariant"));
  for (const { sku, price, options } of variants) {
    if (sku.length > MAX.sku || SKU_SIGNS.test(sku))
      throw refuse(
        "sku",
        "sku_form",
        message("refused.skuMostCharactersNoneNot", { most: MAX.sku, sku: sku.slice(0, 70) }),
      );
    if (price !== undefined && !PRICE.test(price))
      throw refuse("price", "price_form", message("refused.takesNoPriceLikeNot", { price }));
    if (variants.length > 1 && options.length === 0)
      throw refuse("options", "no_options", message("refused.everyVariantProductSeveralNeeds"));
  }
}

/** The barcode under the name its length has: eight or thirteen digits EAN, twelve UPC. Others have no place. */
export function codes({ barcode }: VariantForChannel): { readonly ean13?: string; readonly upc?: string } {
  if (barcode === undefined || !/^\d+$/.test(barcode)) return {};
  if (barcode.length === 8 || barcode.length === 13) return { ean13: barcode };
  return barcode.length === 12 ? { upc: barcode } : {};
}

/** In the shop's own unit, six decimals. Undefined where the unit is not known. */
export function weightText(grams: number | undefined, shop: ShopFacts): string | undefined {
  const unit = gramsPerUnit(shop);
  if (unit === undefined || grams === undefined) return undefined;
  const { digits, scale } = parseDecimal(unit);
  const millionths = divideRounded(BigInt(Math.round(grams)) * 10n ** BigInt(scale + 6), digits);
  return decimalText({ digits: millionths, scale: 6 });
}

/** The parcel every combination fits in, in the shop's own unit. */
export function sizeFields(
  { variants }: ProductForChannel,
  shop: ShopFacts,
  now?: DimensionsMm,
): Record<string, string> {
  const requested = largestSize(variants.map(({ dimensionsMm }) => dimensionsMm));
  const size = isSameSize(requested, now) ? undefined : writeDimensions(requested, shop.dimensionUnit);
  return size ? { depth: size.length, width: size.width, height: size.height } : {};
}

/** The brand's id, made when the shop does not know it. */
export async function brandId(brand: string | undefined, ctx: Context): Promise<string | undefined> {
  const name = brand?.trim();
  if (!name) return undefined;
  const isPlain = !/[|,[\]%<>!]/.test(name);
  const rows = await list(ctx, {
    resource: "manufacturers",
    operation: "brands.list",
    display: "[id,name]",
    filters: isPlain ? [["name", `[${name}]`]] : [],
  });
  const brands = rows.map((row) => parseResponse(namedSchema, row, { ctx, what: "brand" }));
  const existing = brands.find((one) => one.name.trim().toLowerCase() === name.toLowerCase());
  if (existing) return existing.id;
  const entities = [element("manufacturer", fieldNodes({ name, active: "1" }))];
  return create(ctx, { resource: "manufacturers", entities, operation: "brands.create" });
}

/** The setting's tax rule, else that of the shop's newest product that has one: sold without tax it would be wrong. */
export async function taxGroupFor(shop: ShopFacts, ctx: Context): Promise<string> {
  if (shop.taxRulesGroup !== "") return shop.taxRulesGroup;
  const [row] = await list(ctx, {
    resource: "products",
    operation: "products.tax",
    display: "[id,id_tax_rules_group]",
    filters: [["id_tax_rules_group", "![0]"]],
    sort: "[id_DESC]",
    limit: "1",
  });
  if (row === undefined) return "0";
  const schema = z.object({ id_tax_rules_group: idOrNone });
  return parseResponse(schema, row, { ctx, what: "product's tax rule" }).id_tax_rules_group ?? "0";
}
