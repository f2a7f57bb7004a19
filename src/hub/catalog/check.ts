import { isStoredImage } from "../../commerce/image-address.ts";
import { type Message, message } from "../../commerce/message.ts";
import type { FieldError } from "../answer-schemas.ts";
import type { ImageInput, ProductFields, Unless, VariantFields } from "./input.ts";

const MAX_MINOR = 2n ** 62n;
const MAX_INT = 2_147_483_647;
// Shopify's limit of variants per product (2026-10); no other platform takes more.
export const MAX_VARIANTS = 2_048;
const MAX_IMAGES = 250;

type Check = FieldError | undefined;

function wrong(field: string, text: Message): FieldError {
  return { code: "PRODUCT_INVALID", field, message: text.text, said: text };
}

function first(checks: readonly (() => Check)[]): Check {
  for (const check of checks) {
    const error = check();
    if (error) return error;
  }
  return undefined;
}

function textWithin(field: string, value: string | null | undefined, most: number, least = 0): Check {
  if (value === undefined || value === null) return undefined;
  const size = value.trim().length;
  if (size < least) return wrong(field, message("product.needed", { field: nameOf(field) }));
  return size > most ? wrong(field, message("product.tooLong", { field: nameOf(field), most })) : undefined;
}

/** The word of a field in the hub's messages: "variants.2.priceMinor" is the price. */
export function nameOf(field: string): string {
  const name = field.split(".").at(-1) ?? field;
  return FIELD_NAMES[name] ?? name;
}

export const FIELD_NAMES: Readonly<Record<string, string>> = {
  title: "title",
  brand: "brand",
  sku: "sku",
  barcode: "barcode",
  hsn: "hsn",
  active: "active",
  descriptionHtml: "description",
  priceMinor: "price",
  compareAtMinor: "compare_at",
  costMinor: "cost",
  weightGrams: "weight",
  taxClass: "tax_class",
  gstRate: "gst_rate",
  originCountry: "origin",
};

function amount(field: string, value: bigint | null | undefined): Check {
  if (value === undefined || value === null) return undefined;
  return value < 0n || value > MAX_MINOR
    ? wrong(field, message("product.negative", { field: nameOf(field) }))
    : undefined;
}

function count(field: string, value: number | null | undefined): Check {
  if (value === undefined || value === null) return undefined;
  const isFine = Number.isInteger(value) && value >= 0 && value <= MAX_INT;
  return isFine ? undefined : wrong(field, message("product.whole", { field: nameOf(field) }));
}

function rate(field: string, value: string | null | undefined): Check {
  if (value === undefined || value === null) return undefined;
  const isFine = /^\d{1,3}(\.\d{1,2})?$/.test(value) && Number(value) <= 100;
  return isFine ? undefined : wrong(field, message("product.gstRate"));
}

/** The first rule a product's own fields break; absent fields are not looked at. */
export function checkProduct(product: Partial<ProductFields>): Check {
  return first([
    () => textWithin("title", product.title, 500, 1),
    () => textWithin("descriptionHtml", product.descriptionHtml, 500_000),
    () => textWithin("brand", product.brand, 255),
    () => textWithin("sku", product.sku, 255, 1),
    () => amount("costMinor", product.costMinor),
    () => count("weightGrams", product.weightGrams),
    () => dimensions("dimensions", product.dimensions),
    () => textWithin("taxClass", product.taxClass, 100),
    () => textWithin("hsn", product.hsn, 20),
    () => rate("gstRate", product.gstRate),
    () =>
      product.originCountry == null || /^[A-Z]{2}$/.test(product.originCountry)
        ? undefined
        : wrong("originCountry", message("product.origin")),
  ]);
}

/** The first rule a variant's fields break; `at` leads the field's name ("variants.2."). */
export function checkVariant(variant: Partial<VariantFields>, at = ""): Check {
  return first([
    () => textWithin(`${at}sku`, variant.sku, 255, 1),
    () => textWithin(`${at}barcode`, variant.barcode, 64, 1),
    () => textWithin(`${at}title`, variant.title, 500),
    () => amount(`${at}priceMinor`, variant.priceMinor),
    () => amount(`${at}compareAtMinor`, variant.compareAtMinor),
    () => amount(`${at}costMinor`, variant.costMinor),
    () => count(`${at}weightGrams`, variant.weightGrams),
    () => options(`${at}options`, variant.options),
    () => dimensions(`${at}dimensions`, variant.dimensions),
    () =>
      variant.currency === undefined || /^[A-Z]{3}$/.test(variant.currency)
        ? undefined
        : wrong(`${at}currency`, message("product.currency")),
  ]);
}

interface StoredPrices {
  readonly price_minor: bigint | null;
  readonly compare_at_minor: bigint | null;
}

/** What is struck out beside a price is never the lower one, with what stays of `before` where only one is given. */
export function checkCompareAt(
  given: Pick<VariantFields, "priceMinor" | "compareAtMinor">,
  at = "",
  before?: StoredPrices,
): Check {
  if (given.priceMinor === undefined && given.compareAtMinor === undefined) return undefined;
  const { priceMinor = before?.price_minor, compareAtMinor = before?.compare_at_minor } = given;
  if (priceMinor == null || compareAtMinor == null) return undefined;
  return compareAtMinor < priceMinor ? wrong(`${at}compareAtMinor`, message("product.compareAtBelow")) : undefined;
}

function options(field: string, values: VariantFields["options"]): Check {
  if (values === undefined) return undefined;
  const names = values.map((option) => option.name.trim().toLowerCase());
  if (names.some((name) => name === "") || values.some((option) => option.value.trim() === ""))
    return wrong(field, message("product.optionParts"));
  return new Set(names).size < names.length ? wrong(field, message("product.optionTwice")) : undefined;
}

function dimensions(field: string, size: VariantFields["dimensions"]): Check {
  if (size === undefined || size === null) return undefined;
  const isFine = [size.length, size.width, size.height].every((side) => Number.isFinite(side) && side >= 0);
  return isFine ? undefined : wrong(field, message("product.dimensions"));
}

/** The first rule a list of images breaks. */
export function checkImages(images: readonly ImageInput[] | undefined): Check {
  if (images === undefined) return undefined;
  if (images.length > MAX_IMAGES) return wrong("images", message("product.imagesMost", { most: MAX_IMAGES }));
  const index = images.findIndex((image) => !isWebAddress(image.url));
  return index < 0 ? undefined : wrong(`images.${index}.url`, message("product.imageUrl"));
}

function isWebAddress(text: string): boolean {
  if (isStoredImage(text)) return true;
  return text.length <= 4_000 && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** The first rule a whole list of variants breaks, double SKUs among them. */
export function checkVariants(variants: readonly Partial<VariantFields>[]): Check {
  if (variants.length === 0) return wrong("variants", message("product.noVariant"));
  if (variants.length > MAX_VARIANTS) return tooManyVariants("variants");
  const seen = new Set<string>();
  for (const [index, variant] of variants.entries()) {
    const key = (variant.sku ?? "").trim().toLowerCase();
    if (key === "") return wrong(`variants.${index}.sku`, message("product.needed", { field: "sku" }));
    const error = checkVariant(variant, `variants.${index}.`);
    if (error) return error;
    if (seen.has(key)) return duplicateSku(variant.sku ?? "", `variants.${index}.sku`, "same product");
    seen.add(key);
  }
  return undefined;
}

/** Refuses a change made on something older than what is stored. */
export function checkUnchanged({ ifUpdatedAt }: Unless, storedAt: Date): Check {
  if (ifUpdatedAt === undefined || ifUpdatedAt.getTime() === storedAt.getTime()) return undefined;
  const text = message("product.changed");
  return { code: "PRODUCT_CHANGED", message: text.text, said: text };
}

export function tooManyVariants(field: string): FieldError {
  return wrong(field, message("product.variantsMost", { most: MAX_VARIANTS }));
}

/** `owner` is who has it: the same product, another item of the call, or a product by its title. */
export function duplicateSku(
  given: string,
  field: string,
  owner: "same product" | "same call" | { readonly title: string },
): FieldError {
  const sku = given.trim();
  const text =
    owner === "same product"
      ? message("product.skuHere", { sku })
      : owner === "same call"
        ? message("product.skuBeside", { sku })
        : message("product.skuTaken", { sku, title: owner.title });
  return { code: "PRODUCT_SKU_TAKEN", field, message: text.text, said: text };
}
