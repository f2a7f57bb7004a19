/** Bodies of POST and PATCH /products, in the shape of the official sample. Pure. */
import type { DecimalText } from "../../commerce/money.ts";
import type { Json, ProductForChannel, VariantForChannel } from "../../commerce/product.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { jsonNumber } from "../kit/parse/json.ts";
import { optionsOf } from "./order-mapping.ts";
import { productCode } from "./product-mapping.ts";
import type { Product, Variant } from "./schemas.ts";
import { message } from "./words.ts";

export interface BodyInput {
  readonly product: ProductForChannel;
  /** What EasyOrders has now; null when it is to be created. */
  readonly existing: Product | null;
  /** A UUID for a new variation or prop; the official sample sends such ids. */
  makeId(name: string): string;
}

/**
 * The complete product. Stock goes in only at creation: later it belongs to the stock route, and variants
 * that did not change are left out so that a sale in between is not overwritten by an old quantity.
 */
export function productBody(input: BodyInput): Json {
  const { product, existing } = input;
  const first = product.variants[0];
  if (!first)
    throw new ConnectorError({ kind: "rejected", field: "variants" }, message("error.productNeedsLeastVariant"));
  const isPlain = existing ? existing.variants.length === 0 && product.variants.length === 1 : isSingle(product);
  const images = [...product.images].sort((a, b) => a.position - b.position).map((image) => image.url);
  return {
    name: product.title,
    description: product.descriptionHtml,
    ...pricesOf(first, existing),
    ...(images[0] === undefined ? {} : { thumb: images[0], images }),
    ...(product.categoryKeys.length === 0 ? {} : { categories: product.categoryKeys.map((id) => ({ id })) }),
    ...(existing ? codesWhenMissing(existing, first) : creationFields(product, first)),
    ...(isPlain ? {} : variantFields(input)),
  };
}

/** One variant that differs in nothing is a product without variations. */
function isSingle(product: ProductForChannel): boolean {
  return product.variants.length === 1 && product.variants[0]?.options.length === 0;
}

/** `sku` and `taager_code` alike, because variants' stock is addressed by the product's taager_code. */
function creationFields(product: ProductForChannel, first: VariantForChannel): { readonly [key: string]: Json } {
  return {
    slug: slugFor(product.title, first.sku),
    sku: first.sku,
    taager_code: first.sku,
    track_stock: true,
    disable_orders_for_no_stock: true,
    quantity: product.variants.reduce((sum, variant) => sum + unitsOf(variant), 0),
  };
}

function codesWhenMissing(existing: Product, first: VariantForChannel): { readonly [key: string]: Json } {
  return {
    ...(existing.sku === undefined ? { sku: first.sku } : {}),
    ...(existing.taager_code === undefined ? { taager_code: productCode(existing) ?? first.sku } : {}),
  };
}

/** `price` is the original price and `sale_price` the lower one; 0 means no sale, as in the samples. */
function pricesOf(variant: VariantForChannel, existing: Product | Variant | null): { price: Json; sale_price: Json } {
  if (variant.price === undefined) {
    if (existing?.price === undefined) {
      throw new ConnectorError(
        { kind: "rejected", field: "price" },
        message("error.needsPriceNoneSetPrice", { sku: variant.sku }),
      );
    }
    return { price: numeric(existing.price), sale_price: numeric(existing.sale_price ?? "0") };
  }
  if (variant.compareAtPrice === undefined) return { price: numeric(variant.price), sale_price: 0 };
  return { price: numeric(variant.compareAtPrice), sale_price: numeric(variant.price) };
}

function variantFields(input: BodyInput): { readonly [key: string]: Json } {
  const { existing, product } = input;
  const names = [...new Set(product.variants.flatMap((variant) => optionsFor(variant).map((option) => option.name)))];
  const variations = names.map((name) => variationFor(name, input));
  const variants = product.variants.map((variant) => variantFor(variant, existing));
  return existing && isUnchanged(existing, variants) ? {} : { variations, variants };
}

function optionsFor(variant: VariantForChannel): VariantForChannel["options"] {
  return variant.options.length > 0 ? variant.options : [{ name: "Option", value: variant.sku }];
}

function variationFor(name: string, input: BodyInput): Json {
  const { existing, product } = input;
  const existingIds = existing?.variations.find((variation) => variation.name === name);
  const id = existingIds?.id ?? input.makeId(`variation|${name}`);
  const values = product.variants.flatMap((variant) => optionsFor(variant).filter((option) => option.name === name));
  return {
    id,
    name,
    type: existingIds?.type ?? "dropdown",
    ...(existing ? { product_id: existing.id } : {}),
    props: [...new Set(values.map((option) => option.value))].map((value) => {
      const prop = existingIds?.props.find((candidate) => candidate.name === value || candidate.value === value);
      return {
        id: prop?.id ?? input.makeId(`prop|${name}|${value}`),
        name: value,
        variation_id: id,
        value: prop?.value ?? value,
      };
    }),
  };
}

function variantFor(variant: VariantForChannel, existing: Product | null): { readonly [key: string]: Json } {
  const existingRow = existingVariant(variant, existing);
  return {
    ...(existingRow?.id ? { id: existingRow.id } : {}),
    ...pricesOf(variant, existingRow ?? existing),
    quantity: existingRow?.quantity ?? unitsOf(variant),
    taager_code: variant.sku,
    variation_props: optionsFor(variant).map((option) => ({ variation: option.name, variation_prop: option.value })),
  };
}

function existingVariant(variant: VariantForChannel, existing: Product | null): Variant | null {
  if (!existing) return null;
  const byKey = existing.variants.find((candidate) => candidate.id !== undefined && candidate.id === variant.key);
  return byKey ?? existing.variants.find((candidate) => candidate.taager_code?.trim() === variant.sku) ?? null;
}

function isUnchanged(existing: Product, requested: readonly { readonly [key: string]: Json }[]): boolean {
  const shown = existing.variants.map((variant) => ({
    ...(variant.id ? { id: variant.id } : {}),
    price: numeric(variant.price ?? "0"),
    sale_price: numeric(variant.sale_price ?? "0"),
    quantity: variant.quantity ?? 0,
    taager_code: variant.taager_code?.trim() ?? null,
    variation_props: optionsOf(variant).map((option) => ({ variation: option.name, variation_prop: option.value })),
  }));
  const text = (items: readonly Json[]) => JSON.stringify(items.map((item) => JSON.stringify(item)).sort());
  return text(shown) === text(requested);
}

function unitsOf(variant: VariantForChannel): number {
  return Math.max(
    0,
    variant.levels.reduce((sum, level) => sum + level.available, 0),
  );
}

/** A bare JSON number with no trailing zeros, so that equal prices are equal text. */
export function numeric(text: DecimalText): Json {
  const plain = text.includes(".") ? text.replace(/(?<!0)0+$/, "").replace(/\.$/, "") : text;
  return jsonNumber(
    plain
      .replace(/^\+/, "")
      .replace(/^(-?)0+(?=\d)/, "$1")
      .replace(/^(-?)\./, "$10."),
  );
}

/** ASCII and unique, as EasyOrders asks; the SKU makes it unique, and an Arabic title leaves the SKU alone. */
function slugFor(title: string, sku: string): string {
  const ascii = (text: string) =>
    text
      .normalize("NFKD")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|(?<!-)-+$/g, "")
      .slice(0, 80);
  const parts = [ascii(title), ascii(sku)].filter((part) => part !== "");
  return parts.join("-") || `item-${Buffer.from(sku).toString("hex").slice(0, 40)}`;
}
