/** From a filled listing to the rows of the shop: what stands with the product, what with each of its children. */
import type { FilledListing, ListingValues } from "../../commerce/listing/schema.ts";
import { inUnit, readMeasure } from "../../commerce/listing/units.ts";
import type { Json, ProductForChannel, VariantForChannel } from "../../commerce/product.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { ListingToPublish } from "../kit/contract/listings.ts";
import { codeOfKey, keyOf } from "./listing-fields.ts";
import { appliesTo, isAxis, type SetAttribute } from "./listing-sets.ts";
import type { Chosen } from "./product-family.ts";
import type { ShopFacts } from "./shop.ts";
import { message } from "./words.ts";

type Variant = FilledListing["variants"][number];
type Attributes = Readonly<Record<string, Json>>;

const first = (values: ListingValues, key: string): string | undefined => values[key]?.[0];

/** The product as every other write of it is made: title, prices, weights, units and images. */
export function productOf({ listing }: ListingToPublish, shop: ShopFacts): ProductForChannel {
  const { product, variants } = listing;
  return {
    title: first(product, "name") ?? "",
    descriptionHtml: first(product, "description") ?? "",
    active: true,
    categoryKeys: product.categories ?? [],
    images: [
      ...(product.images ?? []).map((url, position) => ({ url, position })),
      ...variants.flatMap(({ variantId, values: { images: own = [] } }) =>
        own.map((url, index) => ({ url, position: (product.images?.length ?? 0) + index, variantId })),
      ),
    ],
    variants: variants.map((variant) => variantOf(variant, product, shop)),
  };
}

function variantOf({ variantId, values }: Variant, product: ListingValues, shop: ShopFacts): VariantForChannel {
  const quantity = first(values, "quantity");
  const location = first(product, "source") ?? shop.sources[0];
  const weight = readMeasure(first(values, "weight") ?? "");
  const grams = weight === null ? null : readMeasure(inUnit(weight, "g") ?? "");
  return {
    ...{ id: variantId, sku: first(values, "sku") ?? "", options: [], price: first(values, "price") },
    weightGrams: grams?.value,
    levels: quantity === undefined || location === undefined ? [] : [{ location, available: Number(quantity) }],
  };
}

/** The shop would sell it for nothing. */
export function requirePrice({ sku, price }: VariantForChannel): void {
  if (price === undefined)
    throw new ConnectorError({ kind: "rejected", field: "price" }, message("refused.noPrice", { sku }));
}

/** A family saved while none of its children has units is kept as out of stock, and nothing turns it on (2.4.7-p3). */
export function requireUnits({ variants }: ProductForChannel): void {
  if (variants.length === 1) return;
  if (variants.some(({ levels }) => levels.some(({ available }) => available > 0))) return;
  throw new ConnectorError({ kind: "rejected", field: "quantity" }, message("refused.familyWithoutUnits"));
}

export interface Rows {
  /** Of the product itself. */
  readonly top: Attributes;
  /** Of each variant as a child, by our ids. */
  readonly children: ReadonlyMap<string, Attributes>;
  /** What the children differ in. */
  readonly chosen: Chosen;
  /** By our ids: what a child is called behind the product's name. */
  readonly labels: ReadonlyMap<string, string>;
}

/** Fields that are no attribute among others: saved by name, or with the address. */
const APART: ReadonlySet<string> = new Set(["name", "sku", "price", "weight", "url_key"]);
/** Read by buyers of the family alone. */
const OF_THE_PAGE: ReadonlySet<string> = new Set(["description", "short_description", "meta_title"]);

/** Throws words where a choice is none of the shop's any more: it would keep the number without a word (06 create-unknown-option). */
export function rowsOf({ listing }: ListingToPublish, attributes: readonly SetAttribute[]): Rows {
  const { product, variants } = listing;
  const isFamily = variants.length > 1;
  const byKey = new Map(attributes.map((one) => [keyOf(one), one]));
  const keys = [...new Set([product, ...variants.map(({ values }) => values)].flatMap(Object.keys))];
  const sent = keys.flatMap((key) => {
    const one = byKey.get(key);
    return one === undefined || APART.has(codeOfKey(key) ?? "") ? [] : [{ key, one }];
  });
  const axes = sent.filter(({ key, one }) => isFamily && isAxis(one) && differs(key, listing));
  const isOfAxes = (one: SetAttribute) => axes.some((axis) => axis.one === one);
  const of = (values: ListingValues, isSent: (one: SetAttribute) => boolean): Attributes =>
    Object.fromEntries(
      sent.flatMap(({ key, one }) => {
        const own = values[key] ?? [];
        return own.length === 0 || !isSent(one) ? [] : [[one.attribute_code, written(one, own)]];
      }),
    );
  const ofChild = (one: SetAttribute) =>
    appliesTo(one, "simple") && (!OF_THE_PAGE.has(one.attribute_code) || one.is_required);
  const [only] = variants;
  // A dropdown that says the same of each variant is the product's.
  const shared = Object.fromEntries(
    sent.flatMap(({ key, one }) => (isAxis(one) ? [[key, product[key] ?? only?.values[key] ?? []]] : [])),
  );
  return {
    top: isFamily
      ? of({ ...product, ...shared }, (one) => appliesTo(one, "configurable") && !isOfAxes(one))
      : of({ ...product, ...only?.values }, (one) => appliesTo(one, "simple")),
    children: new Map(variants.map(({ variantId, values }) => [variantId, of({ ...product, ...values }, ofChild)])),
    chosen: new Map(
      axes.map(({ key, one }) => {
        const values = variants.flatMap((variant) => variant.values[key] ?? product[key] ?? []);
        return [one.attribute_code, { attribute: one, values: new Map(values.map((value) => [value, value])) }];
      }),
    ),
    labels: new Map(
      variants.map(({ variantId, values }) => {
        const own = axes.map(({ key, one }) => labelIn(one, first(values, key) ?? first(product, key) ?? ""));
        return [variantId, own.join(" ")];
      }),
    ),
  };
}

const differs = (key: string, { product, variants }: FilledListing): boolean =>
  new Set(variants.map(({ values }) => first(values, key) ?? first(product, key) ?? "")).size > 1;

const labelIn = ({ options }: SetAttribute, value: string): string =>
  options.find((one) => one.value === value)?.label ?? value;

/** Dropdowns hold numbers of options, several of them a list; flags are 1 and 0; dates have a time (sheet sections 5.1 and 8). */
function written(one: SetAttribute, values: readonly string[]): Json {
  const [value = ""] = values;
  switch (one.frontend_input) {
    case "boolean":
      return value === "true" ? "1" : "0";
    case "date":
    case "datetime":
      return `${value} 00:00:00`;
    case "select":
      return option(one, value);
    case "multiselect":
      return values.map((each) => option(one, each));
    default:
      return value;
  }
}

function option(one: SetAttribute, value: string): string {
  if (one.options.some((existing) => existing.value === value)) return value;
  throw new ConnectorError({ kind: "rejected", field: keyOf(one) }, message("refused.optionGone", { option: value }));
}
