/** The operator's attributes and what an offer needs, as fields of the hub (sheet section 7). */
import { isCheckable } from "../../commerce/listing/patterns.ts";
import type { ListingField, ListingSource } from "../../commerce/listing/schema.ts";
import type { Optional } from "../../commerce/optional.ts";
import type { Context } from "../kit/contract/contract.ts";
import {
  type Attribute,
  attributesOf,
  type Choices,
  type CustomField,
  conditions,
  customFields,
  logisticClasses,
  valueLists,
} from "./listing-catalog.ts";
import { factsOf } from "./settings.ts";
import { english } from "./words.ts";

export const ATTRIBUTE = "attribute:";
export const IMAGE = "image:";
export const CUSTOM = "custom:";

/** What a column is for, where its role or its usual code says so. No source names the roles completely. */
const COLUMNS = {
  category: { roles: ["CATEGORY"], codes: ["category", "product_category", "category_code"] },
  sku: { roles: ["SHOP_SKU"], codes: ["shop_sku", "sku", "product_sku", "seller_sku", "product_id"] },
  group: {
    roles: ["VARIANT_GROUP_CODE"],
    codes: ["variant_group_code", "variant_group", "parent_product_id", "parent_sku"],
  },
} as const;
export type Column = keyof typeof COLUMNS;

const SOURCES: readonly (readonly [ListingSource, readonly string[]])[] = [
  ["title", ["title", "product_title", "product_name", "name"]],
  ["description", ["description", "long_description", "product_description"]],
  ["brand", ["brand", "brand_name", "product_brand"]],
  ["barcode", ["ean", "gtin", "upc", "barcode", "ean_code", "product_ean"]],
  ["originCountry", ["country_of_origin", "origin_country"]],
];
const MEASURES = ["weight", "length", "width", "height"] as const;

const plain = (code: string): string => code.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "_");

function columnOf({ code, roles }: Attribute): Column | undefined {
  const named = new Set(roles.map(({ type }) => type));
  const names = Object.keys(COLUMNS) as Column[];
  return (
    names.find((name) => COLUMNS[name].roles.some((role) => named.has(role))) ??
    names.find((name) => (COLUMNS[name].codes as readonly string[]).includes(plain(code)))
  );
}

/** By their columns, each of which one attribute may be. */
function columnsOf(attributes: readonly Attribute[]): ReadonlyMap<string, Column> {
  const found = new Map<Column, string>();
  // A role says more than a code.
  const sorted = [...attributes].sort((a, b) => b.roles.length - a.roles.length);
  for (const one of sorted) {
    const column = columnOf(one);
    if (column !== undefined && !found.has(column)) found.set(column, one.code);
  }
  return new Map([...found].map(([column, code]) => [code, column]));
}

const parameter = ({ type_parameters: all }: Attribute, name: string): string | undefined =>
  all.find((one) => one.name?.toUpperCase() === name)?.value;

/** "MIN_LENGTH|3,FORBIDDEN_WORDS|\"new,best price\"": rules stand between commas, but for those in quotes. */
const rulesOf = ({ validations = "" }: Attribute): readonly string[] =>
  validations
    .split('"')
    .map((piece, n) => (n % 2 === 0 ? piece.replaceAll(",", "\n") : piece))
    .join("")
    .split("\n");

const ruleOf = (attribute: Attribute, name: string): string | undefined =>
  rulesOf(attribute)
    .find((rule) => rule.startsWith(`${name}|`))
    ?.slice(name.length + 1);

function limit(attribute: Attribute, name: string): number | undefined {
  const reported = ruleOf(attribute, name);
  return reported !== undefined && /^\d{1,6}$/.test(reported) ? Number(reported) : undefined;
}

/**
 * As operators' catalogues write them. No source of Mirakl's says their form, nor whether parts of words count ("Mob" in
 * "Mobile"), so they are shown and not checked.
 */
const forbiddenWords = (attribute: Attribute): readonly string[] =>
  (ruleOf(attribute, "FORBIDDEN_WORDS") ?? "")
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");

const LENGTHS: Readonly<Record<string, number>> = { "EAN-8": 8, UPC: 12, "EAN-13": 13, ISBN: 13, "GTIN-14": 14 };

/** "PRODUCT_REFERENCE|EAN-8|UPC|EAN-13" takes codes of these lengths. */
function referenceLengths(attribute: Attribute): Pick<ListingField, "minLength" | "maxLength"> {
  const kinds = (ruleOf(attribute, REFERENCE) ?? "").split("|");
  const lengths = kinds.flatMap((kind) => LENGTHS[kind] ?? []);
  return lengths.length === 0 ? {} : { minLength: Math.min(...lengths), maxLength: Math.max(...lengths) };
}

const REFERENCE = "PRODUCT_REFERENCE";
const isReference = (one: Attribute): boolean => ruleOf(one, REFERENCE) !== undefined;
const isImage = (one: Attribute): boolean =>
  one.type === "MEDIA" && (parameter(one, "TYPE") ?? "IMAGE").toUpperCase() === "IMAGE";

const NEEDS: Readonly<Record<string, ListingField["need"]>> = { REQUIRED: "required", RECOMMENDED: "recommended" };
const needOf = ({ requirement_level: level = "" }: Attribute): ListingField["need"] => NEEDS[level] ?? "optional";

export async function fieldsOf(category: string, ctx: Context): Promise<readonly ListingField[]> {
  const attributes = await attributesOf(category, ctx);
  const lists = await valueLists(null, ctx);
  const columns = columnsOf(attributes);
  const images = attributes.filter(isImage);
  return [
    ...(await offerFields(ctx)),
    ...galleryField(images),
    ...attributes.map((one) => {
      const column = columns.get(one.code);
      if (column !== undefined) return columnField(one, column, category);
      return isImage(one) ? imageField(one) : attributeField(one, lists);
    }),
  ];
}

/** One field for all images; the columns take them in turn. */
function galleryField(images: readonly Attribute[]): readonly ListingField[] {
  if (images.length === 0) return [];
  return [
    {
      key: "images",
      name: english("listing.images"),
      kind: "image",
      need: images.some((one) => needOf(one) === "required") ? "required" : "recommended",
      scope: "either",
      isMany: true,
      most: images.length,
      source: "images",
    },
  ];
}

const imageField = (one: Attribute): ListingField => ({
  key: `${IMAGE}${one.code}`,
  name: one.label ?? one.code,
  help: english("listing.image.help"),
  kind: "image",
  need: "optional",
  scope: "either",
});

function columnField(one: Attribute, column: Column, category: string): ListingField {
  const base = { key: `${ATTRIBUTE}${one.code}`, kind: "text", written: column } as const;
  // A product attribute of this name would be taken for it.
  const name = `${one.label ?? one.code} (${one.code})`;
  switch (column) {
    case "category":
      return {
        ...base,
        name,
        kind: "choice",
        need: "required",
        scope: "product",
        choices: [{ value: category, name: category }],
        preset: category,
      };
    case "sku":
      return { ...base, name, need: "required", scope: "variant", source: "sku" };
    case "group":
      return { ...base, name, help: english("listing.group.help"), need: "optional", scope: "product" };
  }
}

/** The operator's own, and what its rules say, line by line. */
function helpOf(one: Attribute): Pick<ListingField, "help"> {
  const forbidden = forbiddenWords(one);
  const lines = [
    ...(one.description === undefined ? [] : [one.description]),
    ...(forbidden.length === 0 ? [] : [english("listing.forbiddenWords.help"), forbidden.join(", ")]),
  ];
  return lines.length === 0 ? {} : { help: lines.join("\n") };
}

type More = Omit<ListingField, "key" | "name" | "need">;

function attributeField(one: Attribute, lists: ReadonlyMap<string, Choices>): ListingField {
  const [maxLength, minLength] = [limit(one, "MAX_LENGTH"), limit(one, "MIN_LENGTH")];
  const preset = parameter(one, "DEFAULT_VALUE");
  return {
    key: `${ATTRIBUTE}${one.code}`,
    name: one.label ?? one.code,
    need: needOf(one),
    ...helpOf(one),
    ...kindOf(one, lists),
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(minLength === undefined ? {} : { minLength }),
    ...(preset === undefined ? {} : { preset }),
  };
}

function kindOf(one: Attribute, lists: ReadonlyMap<string, Choices>): More {
  const scope = one.variant === true ? "either" : "product";
  const decimals = parameter(one, "PRECISION");
  switch (one.type) {
    case "LIST":
    case "LIST_MULTIPLE_VALUES":
      return {
        kind: "choice",
        scope,
        choices: lists.get(parameter(one, "LIST_CODE") ?? one.type_parameter ?? "") ?? [],
        ...(one.type === "LIST" ? sourceOf(one) : { isMany: true }),
      };
    case "BOOLEAN":
      return { kind: "boolean", scope };
    case "INTEGER":
      return { kind: "number", scope, isWhole: true };
    case "DECIMAL":
      return { ...decimalKind(one), scope, ...(decimals === undefined ? {} : { written: `decimals:${decimals}` }) };
    case "DATE":
      return { kind: "date", scope, written: `date:${parameter(one, "PATTERN") ?? one.type_parameter ?? ""}` };
    // Documents and films; images stand apart.
    case "MEDIA":
      return { kind: "image", scope };
    default:
      return isReference(one)
        ? { kind: "text", scope: "variant", isBarcode: true, source: "barcode", ...referenceLengths(one) }
        : { kind: "text", ...identified(sourceOf(one), scope) };
  }
}

/** Without a unit it is a number in the operator's own. */
function decimalKind(one: Attribute): Pick<ListingField, "kind"> & Optional<Pick<ListingField, "units" | "source">> {
  const unit = parameter(one, "UNIT");
  if (unit === undefined) return { kind: "number" };
  const source = MEASURES.find((measure) => plain(one.code).endsWith(measure));
  return { kind: "measure", units: [unit], ...(source === undefined ? {} : { source }) };
}

function sourceOf({ code }: Attribute): { readonly source?: ListingSource } {
  const source = SOURCES.find(([, codes]) => codes.includes(plain(code)))?.[0];
  return source === undefined ? {} : { source };
}

const identified = (found: { readonly source?: ListingSource }, scope: ListingField["scope"]) => ({
  ...found,
  scope: found.source === "barcode" ? ("variant" as const) : scope,
});

const CONDITION_NEW = "11";

const PRICE: ListingField = {
  ...{ key: "price", name: english("listing.price"), kind: "number", need: "required", scope: "variant" },
  minimum: 0.01,
  source: "price",
};

/** Whether the marketplace's catalogue has the product already is asked by it. */
const IDENTIFIERS: readonly ListingField[] = [
  {
    ...{
      key: "barcode",
      code: "product-id",
      name: english("listing.barcode"),
      kind: "text",
      need: "recommended",
      scope: "variant",
    },
    help: english("listing.barcode.help"),
    isBarcode: true,
    source: "barcode",
  },
  {
    ...{
      key: "identifierType",
      code: "product-id-type",
      name: english("listing.identifierType"),
      kind: "choice",
      need: "optional",
    },
    ...{ scope: "product", isOpen: true, help: english("listing.identifierType.help") },
    choices: ["EAN", "UPC", "GTIN", "ISBN"].map((value) => ({ value, name: value })),
  },
];

const LEAD_TIME: ListingField = {
  ...{
    key: "leadTime",
    code: "leadtime-to-ship",
    name: english("listing.leadTime"),
    kind: "number",
    need: "optional",
    scope: "product",
  },
  ...{ isWhole: true, minimum: 0, maximum: 365 },
};

/** What an offer has beside its product (OF24), with the heads of the offer file (OF01). Its quantity follows as of every listing, so that none is sold twice. */
async function offerFields(ctx: Context): Promise<readonly ListingField[]> {
  const states = await conditions(null, ctx);
  const isNew = states.some(({ value }) => value === CONDITION_NEW);
  const { taxCodeRequired } = factsOf(ctx.connection);
  const choice = { kind: "choice", scope: "product" } as const;
  return [
    PRICE,
    {
      ...{
        key: "condition",
        code: "state",
        name: english("listing.condition"),
        need: "required",
        choices: states,
        ...choice,
      },
      ...(isNew ? { preset: CONDITION_NEW } : {}),
    },
    ...IDENTIFIERS,
    {
      ...{
        key: "logisticClass",
        code: "logistic-class",
        name: english("listing.logisticClass"),
        need: "optional",
        ...choice,
      },
      choices: await logisticClasses(null, ctx),
    },
    LEAD_TIME,
    {
      ...{ key: "taxCode", code: "product-tax-code", name: english("listing.taxCode"), kind: "text", scope: "product" },
      need: taxCodeRequired ? "required" : "optional",
    },
    ...(await customFields(null, ctx)).map(customField),
  ];
}

const LINK = "https?://\\S+";

/** The operator's expression, which stays with the operator where the hub cannot check it in linear time. */
const formOf = ({ regex = "" }: CustomField): Pick<ListingField, "pattern"> =>
  regex !== "" && isCheckable(regex) ? { pattern: regex } : {};

function customField(one: CustomField): ListingField {
  const base = {
    key: `${CUSTOM}${one.code}`,
    name: one.label ?? one.code,
    need: one.required === true ? ("required" as const) : ("optional" as const),
    scope: "product" as const,
    ...(one.description === undefined ? {} : { help: one.description }),
    ...(one.default_value === undefined ? {} : { preset: one.default_value }),
  };
  const choices = one.accepted_values.map((value) => ({ value, name: value }));
  switch (one.type) {
    case "NUMERIC":
      return { ...base, kind: "number" };
    case "BOOLEAN":
      return { ...base, kind: "boolean" };
    case "DATE":
      return { ...base, kind: "date" };
    case "LIST":
      return { ...base, kind: "choice", choices };
    case "MULTIPLE_VALUES_LIST":
      return { ...base, kind: "choice", choices, isMany: true };
    case "TEXTAREA":
      return { ...base, kind: "text", maxLength: 5_000 };
    case "LINK":
      return { ...base, kind: "text", maxLength: 2_000, pattern: LINK };
    case "REGEX":
      return { ...base, kind: "text", maxLength: 2_000, ...formOf(one) };
    default:
      return { ...base, kind: "text", maxLength: 2_000 };
  }
}
