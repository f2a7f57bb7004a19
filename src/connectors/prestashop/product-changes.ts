/**
 * What differs from what the shop shows: only that is written. A reference that is empty in the shop, or that several of
 * its combinations share, is the merchant's own way and stays; money is compared to the cent, because the shop keeps
 * more decimals than Argosy.
 */
import { decimalText, parseDecimal, plusDecimal } from "../../commerce/decimal.ts";
import { parseMoney } from "../../commerce/money.ts";
import type { VariantForChannel } from "../../commerce/product.ts";
import { priceWritten } from "../kit/parse/net-prices.ts";
import type { XmlNode } from "../kit/parse/xml.ts";
import { fieldNodes, links } from "./change.ts";
import { brandId, codes, sizeFields, weightText } from "./product-fields.ts";
import { gramsOf, sizeOf } from "./product-read.ts";
import { folded } from "./product-skus.ts";
import type { Base, Putting } from "./product-work.ts";
import type { Combination, Product, Texts } from "./schemas.ts";
import { ownTextIn, textIn } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { ecotaxOf } from "./tax-rates.ts";
import { languagesOf, textNode } from "./texts.ts";

type Fields = Readonly<Record<string, string | undefined>>;

export interface Changes {
  readonly fields: readonly XmlNode[];
  readonly associations: readonly XmlNode[];
}

export async function productChanges(before: Product, isSimple: boolean, work: Putting): Promise<Changes> {
  const { product, ctx } = work;
  const [first] = product.variants;
  const isBrandNew = folded(product.brand ?? "") !== folded(before.manufacturer_name ?? "");
  const own = isSimple && first ? simpleFields(before, first, work) : {};
  const fields = fieldNodes({
    ...visibility(before, product.active),
    id_manufacturer: isBrandNew ? await brandId(product.brand, ctx) : undefined,
    ...defaultCategory(before, product.categoryKeys),
    ...sizeFields(product, work.shop, sizeOf(before, work.shop)),
    ...own,
  });
  const isRegrouped = product.categoryKeys.length > 0 && !sameSet(product.categoryKeys, before.associations.categories);
  return {
    fields: [...fields, ...(await changedTexts(before, work))],
    associations: isRegrouped ? [links("categories", "category", product.categoryKeys)] : [],
  };
}

/** State 0 is a draft the back office hides, whatever `active` says. */
function visibility(before: Product, active: boolean): Fields {
  const isShown = before.active && before.state !== "0";
  if (active === isShown) return {};
  if (!active) return { active: "0" };
  return { active: before.active ? undefined : "1", state: before.state === "0" ? "1" : undefined };
}

/** The merchant's choice stays as long as the product is still in it. */
function defaultCategory(before: Product, keys: readonly string[]): Fields {
  const now = before.id_category_default;
  return keys.length === 0 || (now !== undefined && keys.includes(now)) ? {} : { id_category_default: keys[0] };
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((key) => other.includes(key));
}

async function changedTexts(before: Product, work: Putting): Promise<XmlNode[]> {
  const { product, shop, ctx } = work;
  const { idLang } = shop;
  const fields: readonly (readonly [field: string, now: string, desired: string | undefined, before: Texts])[] = [
    ["name", textIn(before.name, idLang), product.title, before.name],
    ["description", ownTextIn(before.description, idLang), product.descriptionHtml, before.description],
    [
      "description_short",
      ownTextIn(before.description_short, idLang),
      product.shortDescriptionHtml,
      before.description_short,
    ],
  ];
  const due = fields.flatMap(([field, now, input, texts]) =>
    input === undefined || input.trim() === now.trim() ? [] : [{ field, desired: input, texts }],
  );
  if (due.length === 0) return [];
  const languages = await languagesOf(before.name, shop, ctx);
  return due.map(({ field, desired: input, texts }) =>
    textNode(field, input, { languages, shop, before: texts, fillsOthers: field === "name" }),
  );
}

function simpleFields(before: Product, variant: VariantForChannel, { shop, forms }: Putting): Fields {
  const { price } = variant;
  const form = forms(before.id_tax_rules_group, ecotaxOf(before.ecotax));
  return {
    ...shared(before, variant, shop),
    reference: newReference(before.reference, variant.sku),
    price: price === undefined ? undefined : (priceWritten(price, before.price, form) ?? undefined),
    weight: newWeight(variant, [before.weight], shop),
  };
}

/** A combination's price and weight are what it adds to the product's. */
export function combinationChanges(
  now: Combination,
  variant: VariantForChannel,
  { base, siblings }: { readonly base: Base; readonly siblings: readonly Combination[] },
  { shop, forms }: Putting,
): Fields {
  const isShared = siblings.some(
    (one) => one.id !== now.id && folded(one.reference ?? "") === folded(now.reference ?? ""),
  );
  const weight = newWeight(variant, [base.weight, now.weight], shop);
  const whole = decimalText(plusDecimal(parseDecimal(base.price), parseDecimal(now.price)));
  const form = forms(base.taxGroup, ecotaxOf(base.ecotax, now.ecotax));
  const price = variant.price === undefined ? null : priceWritten(variant.price, whole, form);
  return {
    ...shared(now, variant, shop),
    reference: isShared ? undefined : newReference(now.reference, variant.sku),
    price: price === null ? undefined : minus(price, base.price),
    weight: weight === undefined ? undefined : minus(weight, base.weight),
  };
}

export function hasChanges(fields: Fields): boolean {
  return Object.values(fields).some((value) => value !== undefined);
}

export function minus(text: string, other: string): string {
  const { digits, scale } = parseDecimal(other);
  return decimalText(plusDecimal(parseDecimal(text), { digits: -digits, scale }));
}

/** Barcode and cost, which products and combinations keep alike. */
function shared(now: Product | Combination, variant: VariantForChannel, { currency }: ShopFacts): Fields {
  const isSameCode = variant.barcode === undefined || variant.barcode === (now.ean13 ?? now.upc);
  const isSameCost =
    variant.cost === undefined ||
    parseMoney(variant.cost, currency).minor === parseMoney(now.wholesale_price || "0", currency).minor;
  return { ...(isSameCode ? {} : codes(variant)), wholesale_price: isSameCost ? undefined : variant.cost };
}

function newReference(now: string | undefined, sku: string): string | undefined {
  return now === undefined || now === sku ? undefined : sku;
}

function newWeight(
  variant: VariantForChannel,
  now: readonly (string | null | undefined)[],
  shop: ShopFacts,
): string | undefined {
  const input = variant.weightGrams;
  if (input === undefined || Math.round(input) === (gramsOf(now, shop) ?? 0)) return undefined;
  return weightText(input, shop);
}
