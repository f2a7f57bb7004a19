/** What a write of a product or variation carries: for a new one all of it, else only what differs from what the shop shows. */
import { parseMoney } from "../../commerce/money.ts";
import type { DimensionsMm, Json, OptionValue, ProductForChannel, VariantForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isSameSize, readDimensions, writeDimensions } from "../kit/parse/dimensions.ts";
import { asRecord, factsOf } from "./client.ts";
import type { Existing } from "./product-existing.ts";
import { ID_META } from "./product-existing.ts";
import { imageEntries, variantImages } from "./product-images.ts";
import {
  decodeEntities,
  encodeName,
  isTimedSale,
  ownCode,
  readName,
  weightGrams,
  weightText,
} from "./product-mapping.ts";

export interface Put {
  readonly key: string | null;
  readonly product: ProductForChannel;
  readonly idempotencyKey: string;
}

type Body = { readonly [key: string]: Json };
/** A record as the shop tells it; null when there is none yet. */
type Row = Body | null;

const FALLBACK_OPTION = "Variant";

/** True when the shop holds, or shall hold, the product without variations. */
export function isSimple(product: ProductForChannel, existing: Existing): boolean {
  if (String(existing.raw["type"] ?? "").startsWith("variable")) return false;
  return product.variants.length === 1 && (product.variants[0]?.options.length ?? 0) === 0;
}

/** Options that tell a variant from its siblings; an only variant needs none. */
function optionsOf(variant: VariantForChannel, product: ProductForChannel): readonly OptionValue[] {
  if (variant.options.length > 0 || product.variants.length === 1) return variant.options;
  return [{ name: FALLBACK_OPTION, value: variant.sku }];
}

const text = (row: Row, name: string): string => (typeof row?.[name] === "string" ? row[name] : "");

/** The fields whose desired value is not what the record shows already. */
function changes(
  row: Row,
  fields: readonly (readonly [name: string, desired: Json | undefined, isShown: boolean])[],
): Body {
  const due = fields.filter(([, input, isShown]) => input !== undefined && (row === null || !isShown));
  return Object.fromEntries(due.map(([name, input]) => [name, input ?? null]));
}

/** Equal to the cent: a price of more places than the currency has is not cut to ours. */
function isSameAmount(shown: string, input: string, currency: string): boolean {
  if (shown === "" || input === "") return shown === input;
  return (
    /^-?(?:\d+(?:\.\d+)?|\.\d+)$/.test(shown) && parseMoney(shown, currency).minor === parseMoney(input, currency).minor
  );
}

function prices(variant: VariantForChannel, row: Row, currency: string): Body {
  const { price, compareAtPrice } = variant;
  if (price === undefined) return {};
  // Prices travel as text: the API refuses numbers.
  const regular = compareAtPrice ?? price;
  const sale = compareAtPrice === undefined ? "" : price;
  const isTimed = isTimedSale({
    sale_price: text(row, "sale_price"),
    date_on_sale_from_gmt: text(row, "date_on_sale_from_gmt"),
    date_on_sale_to_gmt: text(row, "date_on_sale_to_gmt"),
  });
  return changes(row, [
    ["regular_price", regular, isSameAmount(text(row, "regular_price"), regular, currency)],
    // A sale with dates is the shop's own: it stands until it ends.
    ["sale_price", sale, isSameAmount(text(row, "sale_price"), sale, currency) || (isTimed && sale === "")],
  ]);
}

function shownSize(row: Row, unit: string): DimensionsMm | undefined {
  const shown = asRecord(row?.["dimensions"] ?? null);
  const side = (name: string) => (typeof shown[name] === "string" ? shown[name] : undefined);
  return readDimensions({ length: side("length"), width: side("width"), height: side("height") }, unit);
}

/**
 * Fields of a sellable item. Stock is written only at creation, and always: what the shop does not count it sells
 * without limit. Afterwards the number belongs to the stock port.
 */
function sellable(variant: VariantForChannel, row: Row, ctx: Context, parent?: Row): Body {
  const { weightUnit, dimensionUnit, currency } = factsOf(ctx.connection);
  const { barcode, weightGrams: grams, dimensionsMm } = variant;
  const sku = ownCode(text(row, "sku"), text(parent ?? null, "sku") || undefined) ?? "";
  const gtin = ownCode(text(row, "global_unique_id"), text(parent ?? null, "global_unique_id") || undefined) ?? "";
  const quantity = variant.levels.reduce((sum, level) => sum + level.available, 0);
  return {
    ...changes(row, [
      // An item the seller left without a SKU stays without one.
      ["sku", variant.sku, sku === variant.sku || sku === ""],
      ["global_unique_id", barcode || undefined, gtin === barcode],
      [
        "weight",
        grams === undefined ? undefined : weightText(grams, weightUnit),
        weightGrams(text(row, "weight"), weightUnit) === grams,
      ],
      [
        "dimensions",
        writeDimensions(dimensionsMm, dimensionUnit),
        isSameSize(shownSize(row, dimensionUnit), dimensionsMm),
      ],
    ]),
    ...prices(variant, row, currency),
    ...(row === null ? { manage_stock: true, stock_quantity: Math.trunc(quantity) } : {}),
  };
}

function attributesOf(value: Json | undefined): readonly Body[] {
  return Array.isArray(value) ? value.map((one) => asRecord(one)) : [];
}

const isNamed = (one: Body, name: string) => decodeEntities(String(one["name"])).toLowerCase() === name.toLowerCase();

/** Attributes replace as a whole: those that are no options of ours are sent back as they are. Undefined: all are there. */
function attributeEntries(product: ProductForChannel, existing: Existing): Json[] | undefined {
  const shown = attributesOf(existing.raw["attributes"]);
  const options = product.variants.flatMap((variant) => optionsOf(variant, product));
  const names = [...new Set(options.map((option) => option.name))];
  let isShown = true;
  const ours = names.map((name) => {
    const values = options.filter((option) => option.name === name).map((option) => option.value);
    const existing = shown.find((one) => isNamed(one, name));
    const before = Array.isArray(existing?.["options"]) ? existing["options"].map(String) : [];
    const readable = before.map(decodeEntities);
    const missing = [...new Set(values)].filter((value) => !readable.includes(value));
    if (missing.length > 0 || existing?.["variation"] !== true) isShown = false;
    const id = Number(existing?.["id"] ?? 0);
    return {
      ...existing,
      ...(id ? { id } : { name }),
      variation: true,
      visible: true,
      options: [...before, ...missing],
    };
  });
  if (isShown) return undefined;
  return [...shown.filter((one) => !names.some((name) => isNamed(one, name))), ...ours];
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one));
}

/** HTML as the shop shows it has line ends of its own making. */
const isSameHtml = (shown: string, input: string) => shown.trim() === input.trim();

function isShownAs(status: string, active: boolean): boolean {
  return active ? status === "publish" : status !== "publish" && status !== "trash";
}

/** The body of a product; {} when the shop shows all of it. */
export function parentBody(put: Put, existing: Existing, ctx: Context): Body {
  const { product } = put;
  const isNew = existing.raw["id"] === undefined;
  const row = isNew ? null : existing.raw;
  const sole = isSimple(product, existing) ? product.variants[0] : undefined;
  // A simple product that got variants is turned; the shop would take variations under it and never sell them.
  const rounds = sole === undefined && existing.raw["type"] === "simple";
  const categories = attributesOf(existing.raw["categories"]).map((one) => String(one["id"]));
  // What an earlier attempt made, or the shop had under this SKU, loses no image to a product that has none.
  const images = product.images.length > 0 || put.key !== null ? imageEntries(product, existing) : undefined;
  const attributes = sole ? undefined : attributeEntries(product, existing);
  return {
    ...changes(row, [
      ["name", encodeName(product.title), readName(text(row, "name")) === product.title],
      ["description", product.descriptionHtml, isSameHtml(text(row, "description"), product.descriptionHtml)],
      [
        "short_description",
        product.shortDescriptionHtml,
        isSameHtml(text(row, "short_description"), product.shortDescriptionHtml ?? ""),
      ],
      ["status", product.active ? "publish" : "draft", isShownAs(text(row, "status"), product.active)],
      [
        "categories",
        product.categoryKeys.length > 0 ? product.categoryKeys.map((id) => ({ id: Number(id) })) : undefined,
        isSameSet(categories, product.categoryKeys),
      ],
    ]),
    ...(isNew ? { type: sole ? "simple" : "variable", virtual: product.kind === "virtual" } : {}),
    // Its SKU goes to one of the variations.
    ...(rounds ? { type: "variable", sku: "", manage_stock: false } : {}),
    ...(images === undefined ? {} : { images }),
    ...(attributes === undefined ? {} : { attributes }),
    ...(sole ? sellable(sole, row, ctx) : {}),
    ...(isNew ? { meta_data: [{ key: ID_META, value: put.idempotencyKey }] } : {}),
  };
}

export interface Child {
  readonly variant: VariantForChannel;
  /** The variation as the shop shows it; null when it is new. */
  readonly row: Row;
}

/** The body of a variation; null when there is nothing to write. */
export function childBody(child: Child, put: Put, parent: Existing, ctx: Context): Json | null {
  const { variant, row } = child;
  const shown = attributesOf(row?.["attributes"]);
  const options = optionsOf(variant, put.product);
  const isShown = options.every((option) =>
    shown.some((one) => isNamed(one, option.name) && decodeEntities(String(one["option"])) === option.value),
  );
  const image = variantImages(put.product, parent).get(variant.id);
  const isImageShown = image === undefined || image === String(asRecord(row?.["image"] ?? null)["id"] ?? "");
  const body: Body = {
    ...sellable(variant, row, ctx, parent.raw),
    ...(isImageShown ? {} : { image: { id: Number(image) } }),
    ...(row === null && put.product.kind === "virtual" ? { virtual: true } : {}),
    // An only variant we know no options of keeps those the shop has.
    ...(options.length === 0 || (row !== null && isShown) ? {} : { attributes: namedOptions(options, parent) }),
  };
  if (row === null) return body;
  return Object.keys(body).length === 0 ? null : { id: row["id"] ?? null, ...body };
}

/** Attributes of the shop's own list are addressed by id; by name the shop would drop them silently. */
function namedOptions(options: readonly OptionValue[], parent: Existing): Json[] {
  const attributes = attributesOf(parent.raw["attributes"]);
  return options.map(({ name, value }) => {
    const id = Number(attributes.find((one) => isNamed(one, name))?.["id"] ?? 0);
    return { ...(id ? { id } : { name }), option: value };
  });
}
