/** One change of many products: which, and what. The shape a caller gives and a run keeps. */
import { z } from "zod";
import { fieldMessage } from "../../commerce/messages/checks.ts";
import type { Json } from "../../commerce/product.ts";
import type { DeepReadonly } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { gstRate, originCountry } from "./tax-input.ts";

const id = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, fieldMessage("field.id"));
const ids = z.array(id).min(1).max(10_000);
const minor = z.int().min(0);
const tag = z.string().trim().min(1).max(100);

const amount = z.union([
  z.strictObject({ set: minor.nullable() }).describe("this amount in minor units; null clears"),
  z
    .strictObject({
      percent: z.string().regex(/^[+-]?\d{1,4}(\.\d{1,4})?$/, fieldMessage("field.percent")),
      roundTo: z.int().min(1).max(1_000_000).optional().describe("to the nearest multiple of so many minor units"),
    })
    .describe("so many percent more or less"),
  z.strictObject({ add: z.int() }).describe("so many minor units more or less"),
]);

const short = (most: number) => z.string().trim().max(most).nullable().optional();
const attributeName = z.string().trim().min(1).max(100);

/** Which products or variants. */
export const bulkWhere = z.union([
  z.strictObject({ productIds: ids }),
  z.strictObject({ variantIds: ids }),
  z
    .strictObject({
      q: z.string().min(1).max(200).optional(),
      categoryId: id.optional().describe("in it or below it"),
      active: z.boolean().optional(),
      brand: z.string().trim().min(1).max(255).optional().describe("the whole brand, in any case"),
      storeId: id.optional().describe("listed on this channel"),
    })
    .describe("as in the list of products; empty: all"),
]);

const change = z.strictObject({
  price: amount.optional(),
  compareAt: amount.optional(),
  cost: amount.optional(),
  weightGrams: z.int().min(0).nullable().optional().describe("of each variant; null: the product's"),
  active: z.boolean().optional().describe("of the product, or of the variants where variants are named"),
  brand: short(255),
  taxClass: short(100),
  hsn: short(20),
  gstRate,
  originCountry,
  setAttributes: z
    .record(attributeName, z.custom<Json>().describe("any JSON value"))
    .optional()
    .describe("of the product, name by name; others stay"),
  removeAttributes: z.array(attributeName).min(1).max(100).optional(),
  addCategoryIds: z.array(id).min(1).max(100).optional(),
  removeCategoryIds: z.array(id).min(1).max(100).optional(),
  addTags: z.array(tag).min(1).max(100).optional(),
  removeTags: z.array(tag).min(1).max(100).optional(),
});

/** What a caller gives. */
export const bulkEdit = z.strictObject({ where: bulkWhere, change });

export type BulkEdit = DeepReadonly<z.output<typeof bulkEdit>>;
export type AmountChange = DeepReadonly<z.output<typeof amount>>;

const OF_VARIANTS = ["price", "compareAt", "cost", "weightGrams", "active"];

/** Throws HubError BULK_EDIT for a change that says nothing, or one of products where variants are named. */
export function checkBulkEdit({ where: which, change: what }: BulkEdit): void {
  const named = Object.entries(what).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (named.length === 0) throw refused(`Say what to change: ${Object.keys(change.shape).join(", ")}.`);
  const ofProduct = named.find((name) => !OF_VARIANTS.includes(name));
  if ("variantIds" in which && ofProduct !== undefined)
    throw refused(`"${ofProduct}" belongs to the whole product. Name products instead of variants.`);
}

/** What a run keeps. Throws HubError BULK_EDIT. */
export function storedBulkEdit(options: unknown): BulkEdit {
  const parsed = bulkEdit.safeParse(options);
  if (!parsed.success) throw refused("This run needs a change: start it at /products/bulk-edit.");
  checkBulkEdit(parsed.data);
  return parsed.data;
}

function refused(message: string): HubError {
  return new HubError("BULK_EDIT", "validation", message, "change");
}
