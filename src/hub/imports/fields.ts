import { z } from "zod";
import { type Answered, typed } from "../answer-schemas.ts";
/** What a column of a file may be: the fields of products and variants, each with its name for people. */

export type FieldKind = "text" | "html" | "amount" | "units" | "number" | "flag" | "list" | "json" | "address";

export const fieldSchema = z.object({
  /** "title", or with a parameter: "stock:main", "weight:kg", "option:Size". */
  id: z.string(),
  label: z.string(),
  of: z.enum(["row", "product", "variant"]),
  kind: typed<FieldKind>(z.string()),
  /** Several columns may be it; their values add up. */
  repeats: z.boolean().optional(),
  parameter: typed<"place" | "unit" | "name" | "location" | undefined>(z.string())
    .optional()
    .describe("what may stand after a colon: place, unit, name or location"),
  hint: z.string().optional(),
});

export type Field = Answered<typeof fieldSchema>;

const field = (of: Field["of"], kind: FieldKind, id: string, label: string, more: Partial<Field> = {}): Field => ({
  id,
  label,
  of,
  kind,
  ...more,
});

export const FIELDS: readonly Field[] = [
  field("row", "text", "handle", "Handle", { hint: "rows with the same one are variants of one product" }),
  field("row", "text", "rowId", "Row ID", { hint: "number rows are named by as a parent: id:101" }),
  field("row", "text", "parent", "Parent SKU", { hint: "SKU of the product this row is a variant of" }),
  field("row", "text", "rowKind", "Type", {
    hint: "simple, variable (the product of the variations below) or variation",
  }),
  field("product", "text", "title", "Title"),
  field("product", "html", "descriptionHtml", "Description"),
  field("product", "text", "brand", "Brand"),
  field("product", "text", "productSku", "Product SKU"),
  field("product", "flag", "active", "Active", { repeats: true, hint: "of several columns all have to say so" }),
  field("product", "list", "categories", "Categories", { repeats: true, hint: "paths like A > B > C" }),
  field("product", "list", "tags", "Tags", { repeats: true }),
  field("product", "json", "productAttributes", "Product attributes", { hint: "a JSON object" }),
  field("product", "text", "attribute", "Attribute", { parameter: "name" }),
  field("product", "amount", "productCost", "Product cost"),
  field("product", "number", "productWeight", "Product weight", { parameter: "unit" }),
  field("product", "number", "productLength", "Product length", { parameter: "unit" }),
  field("product", "number", "productWidth", "Product width", { parameter: "unit" }),
  field("product", "number", "productHeight", "Product height", { parameter: "unit" }),
  field("product", "text", "taxClass", "Tax class"),
  field("product", "text", "hsn", "HSN"),
  field("product", "text", "gstRate", "GST rate"),
  field("product", "text", "originCountry", "Country of origin"),
  field("product", "address", "images", "Images", { repeats: true, hint: "several addresses in a cell" }),
  field("product", "address", "imageUrl", "Image URL", { hint: "one a row; a row may hold nothing but an image" }),
  field("product", "text", "imageAlt", "Image alt"),
  field("product", "number", "imagePosition", "Image position"),
  field("product", "text", "imageSku", "Image of SKU", { hint: "SKU of the variant the image shows" }),
  field("variant", "text", "sku", "SKU"),
  field("variant", "text", "barcode", "Barcode"),
  field("variant", "text", "variantTitle", "Variant title"),
  field("variant", "text", "optionName", "Option name", { parameter: "place" }),
  field("variant", "text", "optionValue", "Option value", { parameter: "place" }),
  field("variant", "text", "option", "Option", {
    parameter: "name",
    hint: "the column's cells are the option's values",
  }),
  field("variant", "amount", "price", "Price"),
  field("variant", "amount", "compareAt", "Compare-at price"),
  field("variant", "amount", "regularPrice", "Regular price", {
    hint: "the price, or what it was where a sale price stands",
  }),
  field("variant", "amount", "salePrice", "Sale price"),
  field("variant", "amount", "cost", "Cost"),
  field("variant", "text", "currency", "Currency"),
  field("variant", "number", "weight", "Weight", { parameter: "unit" }),
  field("variant", "number", "length", "Length", { parameter: "unit" }),
  field("variant", "number", "width", "Width", { parameter: "unit" }),
  field("variant", "number", "height", "Height", { parameter: "unit" }),
  field("variant", "flag", "variantActive", "Variant active", { hint: "no: off sale on every channel" }),
  field("variant", "flag", "stockCounted", "Stock counted", { hint: "no: sold without limit" }),
  field("variant", "json", "variantAttributes", "Variant attributes", { hint: "a JSON object" }),
  field("variant", "text", "variantAttribute", "Variant attribute", { parameter: "name" }),
  field("variant", "address", "variantImage", "Variant image"),
  field("variant", "units", "stock", "Stock", {
    parameter: "location",
    hint: "units on hand; a location's code after the colon",
  }),
];

const BY_ID = new Map(FIELDS.map((each) => [each.id, each]));
export const WEIGHT_UNITS = ["g", "kg", "lb", "oz"] as const;
export const SIZE_UNITS = ["mm", "cm", "m", "in"] as const;
const NEEDS_PARAMETER = new Set(["attribute", "variantAttribute", "option", "optionName", "optionValue"]);

export interface FieldUse {
  readonly field: Field;
  /** After the colon, "" where nothing follows. */
  readonly parameter: string;
}

/** The field a mapping names, or undefined where there is none of that name. */
export function fieldUse(id: string): FieldUse | undefined {
  const colon = id.indexOf(":");
  const found = BY_ID.get(colon < 0 ? id : id.slice(0, colon));
  const parameter = colon < 0 ? "" : id.slice(colon + 1).trim();
  return found && fits(found, parameter) ? { field: found, parameter } : undefined;
}

function fits(found: Field, parameter: string): boolean {
  if (parameter === "") return !NEEDS_PARAMETER.has(found.id);
  if (found.parameter === "place") return /^([1-9]|10)$/.test(parameter);
  if (found.parameter === "unit") return unitsOf(found.id).includes(parameter);
  return found.parameter !== undefined && parameter.length <= 100;
}

function unitsOf(id: string): readonly string[] {
  return id === "weight" || id === "productWeight" ? WEIGHT_UNITS : SIZE_UNITS;
}
