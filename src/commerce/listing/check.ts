/** What a listing lacks before it is sent, by the platform's own schema: each problem at the field it concerns. */
import { type Message, message } from "../message.ts";
import { isBarcode } from "../product-codes.ts";
import { variantsWhere } from "./conditions.ts";
import { fits } from "./patterns.ts";
import type {
  FilledListing,
  ListingCondition,
  ListingField,
  ListingSchema,
  ListingTheme,
  ListingValues,
} from "./schema.ts";
import { readMeasure } from "./units.ts";

export interface ListingProblem {
  /** Null: of the listing as a whole. */
  readonly field: string | null;
  /** Null: of the product. */
  readonly variantId: string | null;
  readonly said: Message;
}

export function checkListing(schema: ListingSchema, listing: FilledListing): ListingProblem[] {
  const problems: ListingProblem[] = [];
  const { product, variants } = listing;
  const fields = new Map(schema.fields.map((field) => [field.key, field]));
  for (const field of schema.fields) {
    if (field.scope !== "variant") problems.push(...invalid(field, product[field.key], null));
    if (field.scope !== "product")
      for (const { variantId, values } of variants) problems.push(...invalid(field, values[field.key], variantId));
    if (field.notAbove !== undefined) problems.push(...above(field, fields.get(field.notAbove), listing));
    if (field.emptyIf) problems.push(...notEmpty(field, field.emptyIf, listing));
    const condition = field.need === "required" ? field.askedIf : (field.requiredIf ?? []);
    if (condition === undefined) problems.push(...missing(field, listing));
    else problems.push(...missingWhere(field, condition, listing));
    if (field.isForAll) problems.push(...forAll(field, listing));
    if (field.isUnique) problems.push(...twice(field, listing));
  }
  for (const key of unknownKeys(fields, [product, ...variants.map(({ values }) => values)]))
    problems.push({ field: key, variantId: null, said: message("listing.unknownField", { field: key }) });
  return [...problems, ...ofVariants(schema, listing)];
}

function notEmpty(field: ListingField, condition: ListingCondition, listing: FilledListing): ListingProblem[] {
  const text = message("listing.notEmpty", { field: field.name });
  const where = variantsWhere(condition, listing);
  const own = where.filter(({ values }) => (values[field.key]?.length ?? 0) > 0);
  if (where.length > 0 && (listing.product[field.key]?.length ?? 0) > 0)
    return [{ field: field.key, variantId: null, said: text }];
  return own.map(({ variantId }) => ({ field: field.key, variantId, said: text }));
}

function above(
  field: ListingField,
  limit: ListingField | undefined,
  { product, variants }: FilledListing,
): ListingProblem[] {
  if (!limit) return [];
  const text = message("listing.above", { field: field.name, other: limit.name });
  return variants
    .filter(({ values }) => {
      const [own, most] = [field, limit].map(({ key }) => Number((values[key] ?? product[key])?.[0] ?? Number.NaN));
      return (own ?? 0) > (most ?? 0);
    })
    .map(({ variantId }) => ({ field: field.key, variantId, said: text }));
}

function forAll(field: ListingField, { product, variants }: FilledListing): ListingProblem[] {
  const lacking = variants.filter(({ values }) => (values[field.key] ?? product[field.key] ?? []).length === 0);
  if (lacking.length === 0 || lacking.length === variants.length) return [];
  const text = message("listing.missing", { field: field.name });
  return lacking.map(({ variantId }) => ({ field: field.key, variantId, said: text }));
}

function twice({ key, name }: ListingField, { variants }: FilledListing): ListingProblem[] {
  const seen = new Map<string, string>();
  return variants.flatMap(({ variantId, sku, values }) => {
    const [value] = values[key] ?? [];
    const other = value === undefined ? undefined : seen.get(value);
    if (value !== undefined) seen.set(value, other ?? sku);
    return other === undefined
      ? []
      : [{ field: key, variantId, said: message("listing.twice", { field: name, sku, other }) }];
  });
}

function missingWhere(field: ListingField, condition: ListingCondition, listing: FilledListing): ListingProblem[] {
  const variants = variantsWhere(condition, listing);
  return variants.length === 0 ? [] : missing(field, { product: listing.product, variants });
}

function missing(field: ListingField, { product, variants }: FilledListing): ListingProblem[] {
  const text = message("listing.missing", { field: field.name });
  if (field.scope !== "variant" && (product[field.key]?.length ?? 0) > 0) return [];
  if (field.scope === "product") return [{ field: field.key, variantId: null, said: text }];
  const lacking = variants.filter(({ values }) => (values[field.key]?.length ?? 0) === 0);
  // Missing everywhere is one thing to fill in where the product may say it.
  if (field.scope === "either" && lacking.length === variants.length)
    return [{ field: field.key, variantId: null, said: text }];
  return lacking.map(({ variantId }) => ({ field: field.key, variantId, said: text }));
}

const unknownKeys = (fields: ReadonlyMap<string, ListingField>, all: readonly ListingValues[]): ReadonlySet<string> =>
  new Set(all.flatMap((values) => Object.keys(values)).filter((key) => !fields.has(key)));

function invalid(field: ListingField, values: readonly string[] = [], variantId: string | null): ListingProblem[] {
  const at = (text: Message): ListingProblem => ({ field: field.key, variantId, said: text });
  const named = { field: field.name };
  const most = field.isMany ? field.most : 1;
  if (most !== undefined && values.length > most) return [at(message("listing.tooMany", { ...named, most }))];
  if (values.length > 0 && values.length < (field.least ?? 0))
    return [at(message("listing.tooFew", { ...named, least: field.least ?? 0 }))];
  const [first] = values.flatMap((value) => problemOf(field, value) ?? []);
  return first ? [at(first)] : [];
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const NUMBER = /^-?\d{1,15}(?:\.\d{1,10})?$/;

function problemOf(field: ListingField, value: string): Message | null {
  const named = { field: field.name };
  if (value.trim() === "") return message("listing.missing", named);
  if (field.maxLength !== undefined && value.length > field.maxLength)
    return message("listing.tooLong", { ...named, most: field.maxLength, length: value.length });
  if (field.minLength !== undefined && value.trim().length < field.minLength)
    return message("listing.tooShort", { ...named, least: field.minLength });
  if (field.maxBytes !== undefined && bytesOf(value) > field.maxBytes)
    return message("listing.tooManyBytes", { ...named, most: field.maxBytes, length: bytesOf(value) });
  if (field.pattern !== undefined && !fits(value, field.pattern))
    return message("listing.noFit", { ...named, value, pattern: field.pattern });
  if (field.isBarcode && !isCode(field, value)) return message("listing.noBarcode", { ...named, value });
  switch (field.kind) {
    case "number":
      return NUMBER.test(value) ? outside(field, Number(value)) : message("listing.noNumber", { ...named, value });
    case "measure":
      return measureProblem(field, value);
    case "date":
      return DATE.test(value) && !Number.isNaN(Date.parse(value)) ? null : message("listing.noDate", named);
    case "boolean":
      return ["true", "false"].includes(value) ? null : message("listing.noChoice", { ...named, value });
    case "image":
      return imageProblem(field, value);
    case "choice":
    case "text":
      return choiceProblem(field, value);
  }
}

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** Some platforms take a word of their own instead ("none"). */
const isCode = ({ choices = [] }: ListingField, value: string): boolean =>
  isBarcode(value) || choices.some((one) => one.value === value);

function imageProblem({ name, isUploaded }: ListingField, value: string): Message | null {
  const isAddress = URL.canParse(value) && (isUploaded ? /^https?:\/\//.test(value) : value.startsWith("https://"));
  return isAddress ? null : message("listing.noImage", { field: name });
}

function choiceProblem(field: ListingField, value: string): Message | null {
  if (field.isOpen || !field.choices || field.choices.some((one) => one.value === value)) return null;
  return message("listing.noChoice", { field: field.name, value });
}

function measureProblem(field: ListingField, value: string): Message | null {
  const read = readMeasure(value);
  const units = field.units ?? [];
  if (read === null || (units.length > 0 && !units.includes(read.unit)))
    return message("listing.noMeasure", { field: field.name, value, units: units.join(", ") });
  return outside(field, read.value);
}

function outside(field: ListingField, value: number): Message | null {
  const named = { field: field.name };
  if (field.isWhole && !Number.isInteger(value)) return message("listing.noWhole", named);
  if (field.minimum !== undefined && value < field.minimum)
    return message("listing.tooSmall", { ...named, least: field.minimum });
  if (field.maximum !== undefined && value > field.maximum)
    return message("listing.tooLarge", { ...named, most: field.maximum });
  return null;
}

/** Variants of one listing differ in something the platform lets them differ in, each in its own way. */
function ofVariants(schema: ListingSchema, { product, variants }: FilledListing): ListingProblem[] {
  const whole = (text: Message): ListingProblem[] => [{ field: null, variantId: null, said: text }];
  if (variants.length === 0) return whole(message("listing.noVariants"));
  if (variants.length > schema.mostVariants)
    return whole(message("listing.tooManyVariants", { most: schema.mostVariants }));
  if (variants.length === 1) return [];
  const axes = variantAxes(schema, { product, variants });
  if (axes.length === 0) return whole(message("listing.noDifference"));
  const found = sameVariants(axes, { product, variants });
  if (!schema.themes) return found;
  const theme = variantTheme(schema, { product, variants });
  if (!theme) return whole(message("listing.noTheme", themeTexts(schema, axes)));
  const fields = schema.fields.filter(({ key }) => theme.fields.includes(key));
  return [
    ...found,
    ...fields.filter(({ need }) => need !== "required").flatMap((field) => eachHas(field, { product, variants })),
  ];
}

function sameVariants(axes: readonly string[], { product, variants }: FilledListing): ListingProblem[] {
  const seen = new Map<string, string>();
  return variants.flatMap(({ variantId, sku, values }) => {
    const key = JSON.stringify(axes.map((axis) => values[axis] ?? product[axis] ?? []));
    const other = seen.get(key);
    seen.set(key, other ?? sku);
    return other === undefined
      ? []
      : [{ field: axes[0] ?? null, variantId, said: message("listing.sameVariants", { sku, other }) }];
  });
}

/** The fields in which the variants differ. */
export function variantAxes(schema: ListingSchema, { product, variants }: FilledListing): string[] {
  return schema.fields
    .filter(({ scope, kind }) => scope === "either" && kind !== "image")
    .map(({ key }) => key)
    .filter((key) => new Set(variants.map(({ values }) => JSON.stringify(values[key] ?? product[key] ?? []))).size > 1);
}

/**
 * What the platform calls the difference between the variants: the theme of their fields and of as few others as can be,
 * one that all of them fill first. Undefined: it has none, and where no themes are told.
 */
export function variantTheme(schema: ListingSchema, listing: FilledListing): ListingTheme | undefined {
  const axes = variantAxes(schema, listing);
  const lacks = ({ fields }: ListingTheme): number => fields.filter((key) => lacking(key, listing).length > 0).length;
  return (schema.themes ?? [])
    .filter(({ fields }) => axes.every((axis) => fields.includes(axis)))
    .map((theme) => ({ theme, lacks: lacks(theme) }))
    .sort((a, b) => a.lacks - b.lacks || a.theme.fields.length - b.theme.fields.length)[0]?.theme;
}

const lacking = (key: string, { product, variants }: FilledListing): FilledListing["variants"] =>
  variants.filter(({ values }) => (values[key] ?? product[key] ?? []).length === 0);

function eachHas(field: ListingField, listing: FilledListing): ListingProblem[] {
  const text = message("listing.missing", { field: field.name });
  return lacking(field.key, listing).map(({ variantId }) => ({ field: field.key, variantId, said: text }));
}

const THEMES_TOLD = 5;

function themeTexts({ fields, themes = [] }: ListingSchema, axes: readonly string[]) {
  const nameOf = (key: string): string => fields.find((field) => field.key === key)?.name ?? key;
  const words = (keys: readonly string[]): string => keys.map(nameOf).join(" + ");
  const reported = [...new Set(themes.map((theme) => words(theme.fields)))].slice(0, THEMES_TOLD);
  return { fields: words(axes), themes: reported.join(", ") };
}
