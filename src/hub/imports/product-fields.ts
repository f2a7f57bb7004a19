/** What the rows of a product say of the product itself, and how that differs from what is stored. */

import { isDeepStrictEqual } from "node:util";
import type { Dimensions } from "../../commerce/dimensions.ts";
import { message } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import { type CategoryPath, pathKey } from "../catalog/category-paths.ts";
import { nameOf } from "../catalog/check.ts";
import type { ImageInput, ProductFields } from "../catalog/input.ts";
import { productRow } from "../catalog/rows.ts";
import type { StoredProduct } from "../catalog/stored.ts";
import { type Draft, type DraftImage, rowError, rowWarning, sizeIssue } from "./draft.ts";
import type { RowShape } from "./row.ts";
import { CellError, readAmount } from "./values.ts";
import type { World } from "./world.ts";

/** Fields named by the file; null clears. */
export interface ProductInput {
  readonly fields: Partial<ProductFields>;
  readonly images: readonly DraftImage[] | undefined;
  readonly categories: readonly CategoryPath[] | undefined;
}

const PLAIN = [
  "title",
  "descriptionHtml",
  "brand",
  "sku",
  "active",
  "weightGrams",
  "taxClass",
  "hsn",
  "gstRate",
  "originCountry",
] as const;
/** Field of the file by the product's field, where emptying the cell clears it. */
const CLEARED = {
  descriptionHtml: "descriptionHtml",
  brand: "brand",
  sku: "productSku",
  weightGrams: "productWeight",
  taxClass: "taxClass",
  hsn: "hsn",
  gstRate: "gstRate",
  originCountry: "originCountry",
} as const;

export interface Speaking {
  readonly shape: RowShape;
  readonly world: World;
  /** Rows that may name pictures, also of their variants. */
  readonly pictured: readonly Draft[];
  /** Earlier rows have spoken of the product: what these leave empty is not cleared. */
  readonly isContinued: boolean;
}

/** Gathers what rows of one product say: the first row that says something counts, others are warned about. */
export function productInput(drafts: readonly Draft[], how: Speaking): ProductInput {
  const { shape, world } = how;
  const fields = hubMessageFields(drafts);
  const cost = productCost(drafts, world, shape);
  if (cost !== undefined) fields.costMinor = cost;
  const size = productSize(drafts);
  if (size !== undefined) fields.dimensions = size;
  const clears = shape.options.empty === "clear" && !how.isContinued;
  const has = (id: string) => shape.mapping.some((each) => each?.split(":")[0] === id);
  if (clears) {
    for (const [name, id] of Object.entries(CLEARED))
      if (has(id) && fields[name] === undefined) fields[name] = name === "descriptionHtml" ? "" : null;
    if (has("productCost") && cost === undefined) fields.costMinor = null;
    if (SIDES.some((side) => has(SIDE_FIELDS[side])) && size === undefined) fields.dimensions = null;
  }
  const categories = drafts.flatMap((draft) => draft.categories ?? []);
  const namesImages = how.pictured.some((draft) => draft.images.length > 0 || draft.variantImage !== undefined);
  const clearsImages = clears && (has("images") || has("imageUrl"));
  return {
    fields: fields as Partial<ProductFields>,
    images: namesImages ? placed(drafts.flatMap((draft) => draft.images)) : clearsImages ? [] : undefined,
    categories: categories.length > 0 ? categories : clears && has("categories") ? [] : undefined,
  };
}

function hubMessageFields(drafts: readonly Draft[]): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const name of PLAIN) {
    const given = drafts.filter((draft) => draft.product[name] !== undefined);
    const value = given[0]?.product[name];
    if (value !== undefined) fields[name] = value;
    for (const other of given.slice(1)) {
      if (other.product[name] === value) continue;
      other.issues.push(
        rowWarning("ROW_DIFFERS", message("row.differs", { row: given[0]?.row ?? 0, field: nameOf(name) })),
      );
    }
  }
  return fields;
}

function productCost(drafts: readonly Draft[], world: World, shape: RowShape): bigint | undefined {
  const draft = drafts.find((each) => each.productCost !== undefined);
  if (draft?.productCost === undefined) return undefined;
  try {
    // InboundChange once already: what is left is plain text with a point.
    return readAmount(draft.productCost, shape.options.currency ?? world.currency, { decimal: "point" });
  } catch (error) {
    if (!(error instanceof CellError)) throw error;
    draft.issues.push(rowError(error.code, error.userMessage, { value: draft.productCost }));
    return undefined;
  }
}

const SIDES = ["length", "width", "height"] as const;
const SIDE_FIELDS = { length: "productLength", width: "productWidth", height: "productHeight" } as const;

function productSize(drafts: readonly Draft[]): Dimensions | undefined {
  const draft = drafts.find((each) => each.productSize !== undefined);
  if (draft?.productSize === undefined) return undefined;
  const { length, width, height } = draft.productSize;
  if (length !== undefined && width !== undefined && height !== undefined) return { length, width, height };
  draft.issues.push(sizeIssue());
  return undefined;
}

function placed(images: readonly DraftImage[]): readonly DraftImage[] {
  const numbered = images.map((image, index) => ({ image, place: image.position ?? Number.POSITIVE_INFINITY, index }));
  return numbered
    .sort((a, b) => (a.place === b.place ? a.index - b.index : a.place - b.place))
    .map(({ image }) => image);
}

/** Attributes after the file: its object replaces them, its columns and tags set theirs. Undefined: the file says nothing. */
export function attributesAfter(
  drafts: readonly Draft[],
  stored: Readonly<Record<string, Json>>,
  shape: RowShape,
): Readonly<Record<string, Json>> | undefined {
  const whole = drafts.find((draft) => draft.productAttributes)?.productAttributes;
  const tags = drafts.find((draft) => draft.tags)?.tags;
  const cells = Object.assign({}, ...drafts.map((draft) => draft.attributeCells).reverse()) as Record<string, string>;
  const clears = shape.options.empty === "clear";
  const mapped = shape.mapping.flatMap((id) => id ?? []);
  const after: Record<string, Json> = { ...(whole ?? (clears && mapped.includes("productAttributes") ? {} : stored)) };
  if (whole && mapped.includes("tags") && stored.tags !== undefined && !clears) after.tags = stored.tags;
  if (tags) after.tags = tags;
  else if (clears && mapped.includes("tags") && whole?.tags === undefined) delete after.tags;
  if (clears) for (const id of mapped) if (id.startsWith("attribute:")) delete after[id.slice("attribute:".length)];
  return Object.assign(after, cells);
}

/** The values of a row by the names of its columns. */
export function valuesOf(row: object): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>(Object.entries(row));
}

/** Only what would change the stored product. */
export function productChanges(input: Partial<ProductFields>, stored: StoredProduct): Partial<ProductFields> {
  const after = valuesOf(productRow(stored.id, { ...input, title: input.title ?? stored.title }));
  const before = valuesOf(stored);
  return Object.fromEntries(
    Object.entries(input).filter(([name]) => {
      const column = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      return !isSame(column, after.get(column), before.get(column));
    }),
  );
}

function isSame(column: string, after: unknown, before: unknown): boolean {
  if (column === "gst_rate" && after !== null && before !== null) return Number(after) === Number(before);
  return isDeepStrictEqual(after, before);
}

/** The pictures as they will be: what the file leaves open of one stays as it is stored. */
export function imagesAfter(
  input: readonly DraftImage[] | undefined,
  drafts: readonly Draft[],
  stored: { readonly images: StoredProduct["images"]; readonly isContinued: boolean },
): ImageInput[] | undefined {
  if (input === undefined) return undefined;
  const images = input.map((image, index): ImageInput => {
    const same =
      stored.images[index]?.url === image.url
        ? stored.images[index]
        : stored.images.find((each) => each.url === image.url);
    return {
      url: image.url,
      alt: image.alt ?? same?.alt ?? "",
      variantSku: image.sku ?? same?.sku ?? undefined,
    };
  });
  const list = stored.isContinued
    ? [...stored.images.map(({ url, alt, sku }) => ({ url, alt, variantSku: sku ?? undefined })), ...images]
    : images;
  for (const { variantImage, sku } of drafts) {
    if (variantImage === undefined || sku === undefined) continue;
    const index = list.findIndex((image) => image.url === variantImage);
    const found = list[index];
    if (!found) list.push({ url: variantImage, alt: "", variantSku: sku });
    else if (found.variantSku === undefined) list[index] = { ...found, variantSku: sku };
  }
  return list;
}

export function areSameImages(after: readonly ImageInput[], before: StoredProduct["images"]): boolean {
  return (
    after.length === before.length &&
    after.every((image, index) => {
      const other = before[index];
      return (
        other?.url === image.url &&
        other.alt === (image.alt ?? "").slice(0, 1_000) &&
        (other.sku?.toLowerCase() ?? null) === (image.variantSku?.toLowerCase() ?? null)
      );
    })
  );
}

/** Whether the product is in exactly these categories. */
export function areSameCategories(
  paths: readonly CategoryPath[],
  stored: readonly string[],
  index: ReadonlyMap<string, string>,
): boolean {
  const requested = new Set(paths.map((path) => index.get(pathKey(path))));
  return !requested.has(undefined) && requested.size === stored.length && stored.every((id) => requested.has(id));
}
