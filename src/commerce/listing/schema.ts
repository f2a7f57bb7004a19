/** What a marketplace asks of a listing in one of its categories, in one form for every platform. */
import type { Optional } from "../optional.ts";

export const FIELD_KINDS = ["text", "number", "measure", "choice", "boolean", "date", "image"] as const;
export const FIELD_NEEDS = ["required", "recommended", "optional"] as const;
/** Whose value it is: the product's, each variant's own, or either. Those that may be either are what variants differ in. */
export const FIELD_SCOPES = ["product", "variant", "either"] as const;

/** What of the hub's product a field takes where no rule says otherwise. */
export const LISTING_SOURCES = [
  "title",
  "description",
  "brand",
  "sku",
  "barcode",
  "price",
  "quantity",
  "images",
  "weight",
  "length",
  "width",
  "height",
  "originCountry",
  "hsn",
  "option1",
  "option1Name",
  "option2",
  "option2Name",
  "option3",
  "option3Name",
] as const;
export type ListingSource = (typeof LISTING_SOURCES)[number];

/** What changes from day to day, and is each channel's own. */
export const isStockOrPrice = ({ source }: Pick<ListingField, "source">): boolean =>
  source === "price" || source === "quantity";

/** One thing that may hold of a listing's values, or of how many variants it has. */
export type ListingTerm =
  | { readonly field: string; readonly is: "filled" | "empty" }
  /** `in`: one of the field's values is among these. */
  | { readonly field: string; readonly is: "in" | "notIn"; readonly values: readonly string[] }
  | { readonly variants: "one" | "several" };

/** Any of them, each with all of its terms. */
export type ListingCondition = readonly (readonly ListingTerm[])[];

export interface ListingField
  extends Optional<{
    readonly help: string;
    /** ISO date from which the platform requires it. */
    readonly requiredFrom: string;
    /** Several values; at most `most`. */
    readonly isMany: true;
    readonly most: number;
    /** Where it has values at all, at least so many. */
    readonly least: number;
    readonly choices: readonly { readonly value: string; readonly name: string }[];
    /** The platform takes values beside its choices. */
    readonly isOpen: true;
    /** Of a measure, the platform's own words. */
    readonly units: readonly string[];
    readonly maxLength: number;
    readonly minLength: number;
    /** Of its text as UTF-8. */
    readonly maxBytes: number;
    /** A regular expression of the platform's which the whole text fits; one that takes linear time (`isCheckable`). */
    readonly pattern: string;
    /** Text without markup: a description is written so. */
    readonly isPlain: true;
    /** A GTIN, EAN or UPC with its check digit, or one of the choices. */
    readonly isBarcode: true;
    /** Where it is asked for at all, and required or not by `need` then; elsewhere it is not sent. */
    readonly askedIf: ListingCondition;
    /** Where it is not always required: when it is. */
    readonly requiredIf: ListingCondition;
    /** Key of the field whose number it must not exceed. */
    readonly notAbove: string;
    /** Where it must stay empty. */
    readonly emptyIf: ListingCondition;
    /** What the channel's own files call it, where the key is another than that and a prefix. */
    readonly code: string;
    /** The connector's own note of how it writes the field; nobody else reads it. */
    readonly written: string;
    /** The image is handed over as a file, so that any address the hub can load will do. */
    readonly isUploaded: true;
    /** Where one variant has a value of its own, each needs one. */
    readonly isForAll: true;
    /** No two variants have the same value. */
    readonly isUnique: true;
    readonly minimum: number;
    readonly maximum: number;
    readonly isWhole: true;
    readonly source: ListingSource;
    /** Taken where nothing else gives one: what the channel's settings hold. */
    readonly preset: string;
  }> {
  readonly key: string;
  readonly name: string;
  readonly kind: (typeof FIELD_KINDS)[number];
  readonly need: (typeof FIELD_NEEDS)[number];
  readonly scope: (typeof FIELD_SCOPES)[number];
}

export interface ListingTheme {
  readonly key: string;
  /** Fields in which its variants may differ. */
  readonly fields: readonly string[];
}

export interface ListingSchema extends Optional<{ readonly themes: readonly ListingTheme[] }> {
  /** The platform's version of it; the hub compares the fields themselves as well. */
  readonly version: string;
  readonly fields: readonly ListingField[];
  /** How many variants a listing may have. */
  readonly mostVariants: number;
}

/** By field key; a measure is written "12.5 kg". */
export type ListingValues = Readonly<Record<string, readonly string[]>>;

/** A whole listing: values of the product, and of each variant. */
export interface FilledListing {
  readonly product: ListingValues;
  readonly variants: readonly {
    readonly variantId: string;
    readonly sku: string;
    readonly values: ListingValues;
  }[];
}

/** Fields that came, went, or ask for something else than before, by key. */
export interface SchemaChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/** What it asks for; what a file calls it is no demand. The database keeps keys in an order of its own. */
const demandOf = ({ code: _, ...demand }: ListingField): string => JSON.stringify(demand, inOrder);

const inOrder = (_key: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** Names of the fields that came, changed or went; of one that went its key. */
export function changedFields({ added, changed, removed }: SchemaChanges, { fields }: ListingSchema): string[] {
  const names = new Map(fields.map(({ key, name }) => [key, name]));
  return [...added, ...changed, ...removed].map((key) => names.get(key) ?? key);
}

/** Null: the same is asked as before, whatever the version. */
export function compareSchemas(before: ListingSchema, after: ListingSchema): SchemaChanges | null {
  const old = new Map(before.fields.map((field) => [field.key, demandOf(field)]));
  const keys = new Set(after.fields.map(({ key }) => key));
  const changes = {
    added: after.fields.flatMap(({ key }) => (old.has(key) ? [] : [key])),
    removed: before.fields.flatMap(({ key }) => (keys.has(key) ? [] : [key])),
    changed: after.fields.flatMap((field) => {
      const text = old.get(field.key);
      return text === undefined || text === demandOf(field) ? [] : [field.key];
    }),
  };
  return Object.values(changes).some((list) => list.length > 0) ? changes : null;
}
