/** Listings made up by a category's schema: most are whole, some lack or break something. */

import { checkListing } from "../../../commerce/listing/check.ts";
import type { FilledListing, ListingField, ListingSchema, ListingValues } from "../../../commerce/listing/schema.ts";
import { eanCheck } from "../../../commerce/product-codes.ts";

/** How often a field that may be left out is filled, a needed one is not, and a value is one that is not taken. */
const FILLED = 0.4;
const LOST = 0.01;
const BROKEN = 0.002;

/** Of some, what the check finds missing is filled in, and what must stay empty is emptied. */
const COMPLETED = 0.7;

/** `image`: the address of one the platform's sandbox can load, where images are handed over as files. */
export function generatedListing(
  schema: ListingSchema,
  id: string,
  random: () => number,
  image?: string,
): FilledListing {
  const generated = bounded(schema, madeUp(schema, id, random));
  let listing = image === undefined ? generated : withImage(schema, generated, image);
  if (random() > COMPLETED) return listing;
  for (let round = 0; round < 3; round++) {
    const problems = checkListing(schema, listing);
    if (problems.length === 0) break;
    for (const { field, variantId, said } of problems) {
      if (said.code === "listing.missing") listing = completed(schema, listing, { field, variantId, random, image });
      if (said.code === "listing.notEmpty") listing = emptied(listing, field);
    }
  }
  return listing;
}

/** Nothing above what it must not exceed. */
function bounded({ fields }: ListingSchema, { product, variants }: FilledListing): FilledListing {
  const limits = fields.filter(({ notAbove }) => notAbove !== undefined);
  const within = (values: ListingValues): ListingValues => {
    const capped = limits.flatMap(({ key, notAbove = "" }) => {
      const [own, most] = [values[key]?.[0], (values[notAbove] ?? product[notAbove])?.[0]];
      return own !== undefined && most !== undefined && Number(own) > Number(most) ? [[key, [most]] as const] : [];
    });
    return { ...values, ...Object.fromEntries(capped) };
  };
  return { product, variants: variants.map((one) => ({ ...one, values: within(one.values) })) };
}

function emptied({ product, variants }: FilledListing, key: string | null): FilledListing {
  const without = (values: ListingValues): ListingValues =>
    Object.fromEntries(Object.entries(values).filter(([name]) => name !== key));
  return { product: without(product), variants: variants.map((one) => ({ ...one, values: without(one.values) })) };
}

interface Gap {
  readonly field: string | null;
  readonly variantId: string | null;
  readonly random: () => number;
  readonly image: string | undefined;
}

function withImage({ fields }: ListingSchema, { product, variants }: FilledListing, image: string): FilledListing {
  const images = new Set(fields.filter(({ kind }) => kind === "image").map(({ key }) => key));
  const shown = (values: ListingValues): ListingValues =>
    Object.fromEntries(Object.entries(values).map(([key, own]) => [key, images.has(key) ? [image] : own]));
  return { product: shown(product), variants: variants.map((one) => ({ ...one, values: shown(one.values) })) };
}

function completed(
  schema: ListingSchema,
  listing: FilledListing,
  { field: key, variantId, random, image }: Gap,
): FilledListing {
  const field = schema.fields.find((one) => one.key === key);
  if (!field) return listing;
  const own = { [field.key]: field.kind === "image" && image !== undefined ? [image] : valuesOf(field, random) };
  const { product, variants } = listing;
  if (variantId === null) return { product: { ...product, ...own }, variants };
  const filled = variants.map((one) =>
    one.variantId === variantId ? { ...one, values: { ...one.values, ...own } } : one,
  );
  return { product, variants: filled };
}

function madeUp(schema: ListingSchema, id: string, random: () => number): FilledListing {
  const count = random() < 0.5 ? 1 : 2 + Math.floor(random() * 3);
  const theme = schema.themes?.[Math.floor(random() * (schema.themes.length || 1))];
  const varies = ({ key, scope, kind }: ListingField) =>
    scope === "variant" ||
    (count > 1 &&
      scope === "either" &&
      kind !== "image" &&
      (theme?.fields.includes(key) ?? schema.themes === undefined));
  const isFilled = ({ need, requiredIf }: ListingField) =>
    random() < (need === "required" ? 1 - LOST : requiredIf ? 0.8 : FILLED);
  const values = (fields: readonly ListingField[], isEach: boolean): ListingValues =>
    Object.fromEntries(
      fields
        .filter((field) => (isEach && field.scope === "either") || isFilled(field))
        .map((field) => [field.key, valuesOf(field, random)]),
    );
  return {
    product: values(
      schema.fields.filter((field) => !varies(field)),
      false,
    ),
    variants: Array.from({ length: count }, (_, index) => ({
      variantId: `${id}-${index}`,
      sku: `GEN-${id}-${index}`,
      values: values(schema.fields.filter(varies), true),
    })),
  };
}

function valuesOf(field: ListingField, random: () => number): string[] {
  const most = field.isMany ? (field.most ?? 3) : 1;
  const { least = 1 } = field;
  const count = random() < BROKEN ? most + 1 : least + Math.floor(random() * (most - least + 1));
  return Array.from({ length: Math.max(1, random() < BROKEN ? least - 1 : count) }, () => valueOfField(field, random));
}

function valueOfField(field: ListingField, random: () => number): string {
  const isBroken = random() < BROKEN;
  const pick = <T>(all: readonly T[]): T | undefined => all[Math.floor(random() * all.length)];
  switch (field.kind) {
    case "boolean":
      return isBroken ? "maybe" : random() < 0.5 ? "true" : "false";
    case "number":
      return numberOf(field, random) + (isBroken ? "1e9" : "");
    case "measure":
      return isBroken ? "heavy" : `${numberOf(field, random)} ${pick(field.units ?? []) ?? ""}`.trim();
    case "date":
      return isBroken ? "soon" : `2026-${11 + Math.floor(random() * 2)}-${10 + Math.floor(random() * 20)}`;
    case "image":
      return `${isBroken ? "http" : "https"}://images.example/${Math.floor(random() * 1e6)}.jpg`;
    case "choice":
      return isBroken ? "none of these" : (pick(field.choices ?? [])?.value ?? "any");
    case "text":
      return field.isBarcode && !isBroken ? barcode(random) : text(field, random, isBroken);
  }
}

function numberOf({ minimum = 0, maximum = 500, isWhole }: ListingField, random: () => number): string {
  const value = minimum + random() * (Math.min(maximum, minimum + 500) - minimum);
  return String(isWhole ? Math.floor(value) : Math.max(minimum, Number(value.toFixed(2))));
}

function barcode(random: () => number): string {
  const digits = Array.from({ length: 12 }, () => Math.floor(random() * 10)).join("");
  return `${digits}${eanCheck(digits)}`;
}

const LETTERS = [..."abcdefghij klmnopqrst ÄÖé مرحبا <&>\"'"];

/** Now and then as long as may be, or one letter longer. */
function text(
  { minLength = 1, maxLength = 60, maxBytes = 1e6 }: ListingField,
  random: () => number,
  isBroken: boolean,
): string {
  const most = Math.min(maxLength, Math.floor(maxBytes / 2), 3_000);
  const length = isBroken
    ? most + 1
    : random() < 0.05
      ? most
      : Math.min(most, Math.max(minLength, 1 + Math.floor(random() * 40)));
  return `x${Array.from({ length: Math.max(0, length - 2) }, () => LETTERS[Math.floor(random() * LETTERS.length)]).join("")}${length > 1 ? "y" : ""}`;
}
