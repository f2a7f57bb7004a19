/** A listing's values: what the seller wrote, else what the category's rules give, else what the field takes by itself. */
import { plainText } from "../plain-text.ts";
import { variantsWhere } from "./conditions.ts";
import type { ListingProduct, ListingRule, ListingVariant } from "./rules.ts";
import {
  type FilledListing,
  LISTING_SOURCES,
  type ListingField,
  type ListingSchema,
  type ListingSource,
  type ListingValues,
} from "./schema.ts";
import { inUnit, readMeasure } from "./units.ts";

/** Values the seller wrote for this listing alone. */
export interface OwnValues {
  readonly product: ListingValues;
  /** By variant id. */
  readonly variants: Readonly<Record<string, ListingValues>>;
}

interface Filling {
  readonly rules: ReadonlyMap<string, ListingRule>;
  readonly product: ListingProduct;
}

export function fillListing(
  schema: ListingSchema,
  given: { readonly product: ListingProduct; readonly rules: readonly ListingRule[]; readonly own: OwnValues },
): FilledListing {
  const { product, own } = given;
  const filling: Filling = { product, rules: new Map(given.rules.map((rule) => [rule.field, rule])) };
  const ofProduct = schema.fields.filter(({ scope }) => scope !== "variant");
  const ofVariant = schema.fields.filter(({ scope }) => scope !== "product");
  const shared = valuesOf(ofProduct, own.product, product.variants, (field) => fill(field, filling, null));
  const variants = product.variants.map((variant) => ({
    variantId: variant.id,
    sku: variant.sku,
    values: valuesOf(ofVariant, own.variants[variant.id] ?? {}, [variant], (field) => {
      if (field.scope === "either" && own.product[field.key] !== undefined) return [];
      const values = inStock(field, fill(field, filling, variant), [variant]);
      // A value all variants share is the product's, which stands there already.
      return field.scope === "either" && same(values, shared[field.key]) ? [] : values;
    }),
  }));
  const listing: FilledListing = { product: shared, variants };
  return schema.fields.reduce((before, field) => withoutBarred(field, before, own), listing);
}

/** What the product or a rule gives a field that has to be empty there is not taken; what the seller wrote is told. */
function withoutBarred(field: ListingField, listing: FilledListing, own: OwnValues): FilledListing {
  const { key, scope, emptyIf } = field;
  const barred = new Set(emptyIf ? variantsWhere(emptyIf, listing).map(({ variantId }) => variantId) : []);
  if (barred.size === 0) return listing;
  const { [key]: shared, ...rest } = listing.product;
  const isTaken = shared !== undefined && own.product[key] === undefined;
  const variants = listing.variants.map((variant) => {
    const { [key]: value, ...others } = variant.values;
    if (own.variants[variant.variantId]?.[key] !== undefined) return variant;
    if (barred.has(variant.variantId)) return { ...variant, values: others };
    // Where it may stand, it stands.
    return isTaken && scope === "either" && value === undefined
      ? { ...variant, values: { ...others, [key]: shared } }
      : variant;
  });
  return { product: isTaken ? rest : listing.product, variants };
}

const same = (a: readonly string[], b: readonly string[] | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b ?? []);

function valuesOf(
  fields: readonly ListingField[],
  own: ListingValues,
  variants: readonly ListingVariant[],
  filled: (field: ListingField) => readonly string[],
): ListingValues {
  const entries = fields.map(
    (field) => [field.key, inStock(field, own[field.key] ?? filled(field), variants)] as const,
  );
  return Object.fromEntries(entries.filter(([, values]) => values.length > 0));
}

/** Whoever writes a quantity, no more are offered than are there; what is not counted bounds nothing. */
function inStock(
  { source }: ListingField,
  values: readonly string[],
  variants: readonly ListingVariant[],
): readonly string[] {
  if (source !== "quantity") return values;
  const most = Math.min(...variants.map(({ quantity }) => quantity ?? Number.POSITIVE_INFINITY));
  return values.map((value) => (Number(value) > most ? String(most) : value));
}

/** Without a variant: what is the product's alone. */
function fill(field: ListingField, filling: Filling, variant: ListingVariant | null): readonly string[] {
  const rule = filling.rules.get(field.key);
  const found = rule ? byRule(rule, filling.product, variant) : byItself(field, filling.product, variant);
  const texts = field.isPlain ? found.map(plainText) : found;
  const values = texts.map((value) => mapped(value, field, rule)).filter((value) => value !== "");
  const whole = values.length > 0 ? values : [...(rule?.otherwise ?? [])];
  if (whole.length > 0) return field.isMany ? whole.slice(0, field.most) : whole.slice(0, 1);
  return field.preset === undefined || field.preset === "" ? [] : [field.preset];
}

function byItself(field: ListingField, product: ListingProduct, variant: ListingVariant | null): readonly string[] {
  if (field.source !== undefined) return sourceValues(field.source, product, variant);
  return named(field.name, product, variant);
}

/** An option or attribute of the same name; the brand for a field called so. */
function named(name: string, product: ListingProduct, variant: ListingVariant | null): readonly string[] {
  const key = name.trim().toLowerCase();
  const entries = [
    ...(variant?.options ?? []).map(({ name: one, value }) => [one, value] as const),
    ...Object.entries(variant?.attributes ?? {}),
    ...Object.entries(product.attributes),
    ...(product.brand === null ? [] : [["brand", product.brand] as const]),
  ];
  const found = entries.find(([one, value]) => one.trim().toLowerCase() === key && value.trim() !== "");
  return found ? [found[1].trim()] : [];
}

function byRule(rule: ListingRule, product: ListingProduct, variant: ListingVariant | null): readonly string[] {
  switch (rule.from) {
    case "product":
      return sourceValues(rule.source, product, variant);
    case "attribute":
    case "option":
      return named(rule.name, product, variant);
    case "fixed":
      return rule.fixed;
    case "template":
      return [template(rule.text, product, variant)];
  }
}

/** "{brand} {title}"; what a product lacks leaves no gap behind. */
function template(text: string, product: ListingProduct, variant: ListingVariant | null): string {
  const filled = text.replace(/\{([^{}]{1,100})\}/g, (_, name: string) => {
    const source = LISTING_SOURCES.find((one) => one.toLowerCase() === name.trim().toLowerCase());
    const [value] = source ? sourceValues(source, product, variant) : named(name, product, variant);
    return value ?? "";
  });
  return filled.replace(/ {2,}/g, " ").trim();
}

const textOf = (value: string | number | null | undefined): string[] => {
  const text = String(value ?? "").trim();
  return text === "" ? [] : [text];
};

function sourceValues(
  source: ListingSource,
  product: ListingProduct,
  variant: ListingVariant | null,
): readonly string[] {
  // A product of one variant is that variant.
  const only = variant ?? (product.variants.length === 1 ? (product.variants[0] ?? null) : null);
  const measured = only ?? product.variants[0] ?? null;
  const millimetres = measured?.dimensionsMm;
  switch (source) {
    case "title":
      return textOf(product.title);
    case "description":
      return textOf(product.descriptionHtml);
    case "brand":
      return textOf(product.brand);
    case "sku":
      return textOf(only?.sku);
    case "barcode":
      return textOf(only?.barcode);
    case "price":
      return textOf(only?.price);
    case "quantity":
      return textOf(only?.quantity);
    case "images":
      // Rows of an imported file may name one image for each variant.
      return [...new Set(variant === null ? product.images : variant.images)];
    case "weight":
      return measured?.weightGrams ? [`${measured.weightGrams} g`] : [];
    case "length":
    case "width":
    case "height":
      return millimetres ? [`${millimetres[source]} mm`] : [];
    case "originCountry":
      return textOf(product.originCountry);
    case "hsn":
      return textOf(product.hsn);
    case "option1":
    case "option2":
    case "option3":
      return textOf(only?.options[placeOf(source)]?.value);
    case "option1Name":
    case "option2Name":
    case "option3Name":
      return textOf(measured?.options[placeOf(source)]?.name);
  }
}

/** Of "option1", counted from 0. */
const placeOf = (source: `option${number}${"" | "Name"}`): number => Number(source.charAt(6)) - 1;

/** The hub's value as the platform writes it. */
function mapped(value: string, field: ListingField, rule: ListingRule | undefined): string {
  const reported = Object.entries(rule?.map ?? {}).find(([from]) => keyOf(from) === keyOf(value))?.[1] ?? value;
  if (field.kind === "measure") return measured(reported, field, rule?.unit);
  return choicesOf(field)?.get(keyOf(reported)) ?? reported;
}

/** Thousands of products are filled by one field, which may have thousands of choices. */
const existing = new WeakMap<ListingField, ReadonlyMap<string, string>>();

/** A choice is written as the platform writes it, by its value or its name. */
function choicesOf(field: ListingField): ReadonlyMap<string, string> | undefined {
  const { choices } = field;
  if (!choices) return undefined;
  const found = existing.get(field);
  if (found) return found;
  const byName = choices.map(({ name, value }) => [keyOf(name), value] as const);
  const byValue = choices.map(({ value }) => [keyOf(value), value] as const);
  const made = new Map([...byName.reverse(), ...byValue.reverse()]);
  existing.set(field, made);
  return made;
}

const keyOf = (text: string): string => text.trim().toLowerCase();

/** What cannot be converted stays as it is, and the check names it. */
function measured(value: string, field: ListingField, unit: string | undefined): string {
  const read = readMeasure(value);
  const requested = unit ?? field.units?.[0];
  if (requested === undefined) return value;
  if (read === null) return /^\d+(?:\.\d+)?$/.test(value.trim()) ? `${value.trim()} ${requested}` : value;
  if (unit === undefined && field.units?.includes(read.unit)) return value;
  return inUnit(read, requested) ?? value;
}
