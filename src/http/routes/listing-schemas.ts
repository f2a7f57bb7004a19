/** What requests and answers about drafts of listings look like. */
import { z } from "zod";
import type { ListingRule } from "../../commerce/listing/rules.ts";
import {
  FIELD_KINDS,
  FIELD_NEEDS,
  FIELD_SCOPES,
  LISTING_SOURCES,
  type ListingSchema,
} from "../../commerce/listing/schema.ts";
import { time as moment, schemaOf, typed } from "../../hub/answer-schemas.ts";
import { itemResultSchema } from "../../hub/item-result.ts";
import type { CategorySchema } from "../../hub/listing-drafts/schemas.ts";
import { id, text, time } from "../schemas.ts";

export const categoryKey = z.string().min(1).max(500).describe("the category's key on the channel");
const fieldKey = z.string().min(1).max(500);
const values = z.array(z.string().max(100_000)).max(500);

const name = { field: fieldKey };
const how = {
  ...name,
  map: z
    .record(z.string().max(500), z.string().max(500))
    .optional()
    .describe("a value here to the channel's value, whatever its capitals; others stay as they are"),
  unit: text(60).optional().describe("the unit a measure is converted to"),
  otherwise: values.optional().describe("where the product has no value"),
};

/** How one field of a category is filled from products. */
export const rule = z.discriminatedUnion("from", [
  z.strictObject({ ...how, from: z.literal("product"), source: z.enum(LISTING_SOURCES) }),
  z.strictObject({ ...how, from: z.enum(["attribute", "option"]), name: text(255) }),
  z.strictObject({ ...how, from: z.literal("fixed"), fixed: values }),
  z.strictObject({
    ...how,
    from: z.literal("template"),
    text: text(10_000).describe("with {title}, {brand} or an attribute's name in braces"),
  }),
]);

const term = z.union([
  z.object({ field: z.string(), is: z.enum(["filled", "empty"]) }),
  z.object({ field: z.string(), is: z.enum(["in", "notIn"]), values: z.array(z.string()) }),
  z.object({ variants: z.enum(["one", "several"]) }),
]);

const condition = z.array(z.array(term)).optional();

const field = z.object({
  key: z.string(),
  name: z.string(),
  help: z.string().optional(),
  kind: z.enum(FIELD_KINDS),
  need: z.enum(FIELD_NEEDS),
  scope: z.enum(FIELD_SCOPES).describe("whose value it is; variants may differ in those of either"),
  requiredFrom: z.string().optional(),
  isMany: z.boolean().optional(),
  most: z.int().optional(),
  least: z.int().optional().describe("values, where it has any"),
  choices: z.array(z.object({ value: z.string(), name: z.string() })).optional(),
  isOpen: z.boolean().optional().describe("other values than the choices are taken"),
  units: z.array(z.string()).optional(),
  maxLength: z.int().optional(),
  minLength: z.int().optional(),
  maxBytes: z.int().optional().describe("of its text as UTF-8"),
  pattern: z.string().optional().describe("a regular expression the whole text fits"),
  isPlain: z.boolean().optional().describe("text without markup"),
  isBarcode: z.boolean().optional().describe("a GTIN, EAN or UPC with its check digit"),
  notAbove: z.string().optional().describe("key of the field whose number it must not exceed"),
  askedIf: condition.describe("asked for only where one of these holds, each with all of its terms"),
  requiredIf: condition.describe("also required where one of these holds, each with all of its terms"),
  emptyIf: condition.describe("to be left empty where one of these holds"),
  isUploaded: z.boolean().optional().describe("images are handed over as files"),
  isForAll: z.boolean().optional().describe("where one variant has a value of its own, each needs one"),
  isUnique: z.boolean().optional().describe("no two variants have the same value"),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  isWhole: z.boolean().optional(),
  source: z.enum(LISTING_SOURCES).optional().describe("what of the product it takes without a rule"),
  preset: z.string().optional(),
});

export const requirements = schemaOf<CategorySchema>()(
  z
    .object({
      categoryKey: z.string(),
      categoryName: z.string().nullable(),
      schema: typed<ListingSchema>(
        z.object({
          version: z.string(),
          fields: z.array(field),
          mostVariants: z.int(),
          themes: z
            .array(z.object({ key: z.string(), fields: z.array(z.string()) }))
            .optional()
            .describe("fields in which variants may differ together; absent: in any of either"),
        }),
      ),
      rules: z.array(typed<ListingRule>(rule)),
      readAt: moment,
      changes: z
        .object({ added: z.array(z.string()), removed: z.array(z.string()), changed: z.array(z.string()) })
        .nullable()
        .describe("fields the channel asks for otherwise since changedAt"),
      changedAt: moment.nullable(),
      goneAt: moment.nullable().describe("when the channel was found to have the category no more; null: it has it"),
      drafts: z.int().describe("drafts and listings of this category"),
    })
    .meta({ id: "ListingRequirements", description: "What a channel asks of listings in one of its categories" }),
);

const changes = z.record(fieldKey, values.nullable()).describe("null: as the category's rules give it again");
const draftEdit = z.strictObject({
  id,
  categoryKey: categoryKey.optional().describe("moves it to another category"),
  product: changes.optional(),
  variants: z.record(id, changes).optional().describe("by variant id"),
});

const draftIds = z.array(id).min(1).max(500);
export const draftAction = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("edit"), drafts: z.array(draftEdit).min(1).max(500) }),
  z.strictObject({
    action: z.literal("publish"),
    draftIds,
    at: time.optional().describe("absent: now"),
  }),
  z.strictObject({ action: z.literal("unschedule"), draftIds }),
  z.strictObject({ action: z.literal("delete"), draftIds }),
  z.strictObject({ action: z.literal("copy"), draftIds, storeId: id, categoryKey }),
]);

export const itemResults = z.object({ results: z.array(itemResultSchema) });
