/**
 * What the operator asks of products and offers: categories (H11), attributes (PM11), value lists (VL11), conditions
 * (OF61), logistic classes (SH31) and custom fields of offers (AF01). Each may be asked for once an hour or a day, so
 * each is read whole and kept.
 */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { ListingTree } from "../kit/contract/listings.ts";
import { remembering } from "../kit/http/remembering.ts";
import { idText, listOf, optionalText, parseResponse, texts } from "../kit/parse/parse.ts";
import { factsOf } from "./settings.ts";
import { message } from "./words.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Some marketplaces have tens of thousands of attributes and values. */
const LARGE_BYTES = 64 * 1024 * 1024;
const PATIENCE_MS = 50_000;

async function readLarge(ctx: Context, url: string, operation: string): Promise<Json> {
  const { body } = await ctx.http.json({
    method: "GET",
    url,
    operation,
    maxBytes: LARGE_BYTES,
    timeoutMs: PATIENCE_MS,
  });
  return body;
}

const hierarchiesSchema = z.object({
  hierarchies: listOf(z.object({ code: idText, ...texts("label", "parent_code") })),
});

const hierarchies = remembering(HOUR_MS, async (_of: null, ctx: Context) => {
  const body = await readLarge(ctx, "/hierarchies", "hierarchies.list");
  return parseResponse(hierarchiesSchema, body, { ctx, what: "the categories" }).hierarchies;
});

const attributeSchema = z.object({
  code: idText,
  ...texts("label", "description", "hierarchy_code", "requirement_level", "type", "type_parameter", "validations"),
  variant: z.boolean().nullish(),
  roles: listOf(z.object({ type: optionalText })),
  type_parameters: listOf(z.object({ name: optionalText, value: optionalText })),
});
export type Attribute = z.output<typeof attributeSchema>;
const attributesSchema = z.object({ attributes: listOf(attributeSchema) });

const attributes = remembering(HOUR_MS, async (_of: null, ctx: Context) => {
  const body = await readLarge(ctx, "/products/attributes", "attributes.list");
  return parseResponse(attributesSchema, body, { ctx, what: "the attributes" }).attributes;
});

export type Choices = readonly { readonly value: string; readonly name: string }[];

const valuesSchema = z.object({
  values_lists: listOf(z.object({ code: idText, values: listOf(z.object({ code: idText, label: optionalText })) })),
});

/** By code of the list. */
export const valueLists = remembering(
  HOUR_MS,
  async (_of: null, ctx: Context): Promise<ReadonlyMap<string, Choices>> => {
    const body = await readLarge(ctx, "/values_lists", "values.list");
    const { values_lists: lists } = parseResponse(valuesSchema, body, { ctx, what: "the value lists" });
    return new Map(lists.map(({ code, values }) => [code, values.map(toChoice)]));
  },
);

const toChoice = ({ code, label }: { readonly code: string; readonly label?: string | undefined }) => ({
  value: code,
  name: label ?? code,
});

const coded = listOf(z.object({ code: idText, label: optionalText }));

export const conditions = remembering(DAY_MS, async (_of: null, ctx: Context): Promise<Choices> => {
  const { body } = await ctx.http.json({
    method: "GET",
    url: "/offers/states",
    query: [["active", "true"]],
    operation: "conditions.list",
  });
  return parseResponse(z.object({ offer_states: coded }), body, { ctx, what: "conditions" }).offer_states.map(toChoice);
});

export const logisticClasses = remembering(DAY_MS, async (_of: null, ctx: Context): Promise<Choices> => {
  const body = await readLarge(ctx, "/shipping/logistic_classes", "classes.list");
  return parseResponse(z.object({ logistic_classes: coded }), body, {
    ctx,
    what: "logistic classes",
  }).logistic_classes.map(toChoice);
});

const customSchema = z.object({
  additional_fields: listOf(
    z.object({
      code: idText,
      ...texts("label", "description", "entity", "type", "default_value", "regex"),
      editable: z.boolean().nullish(),
      required: z.boolean().nullish(),
      accepted_values: listOf(z.string()),
    }),
  ),
});

export type CustomField = z.output<typeof customSchema>["additional_fields"][number];

export const customFields = remembering(DAY_MS, async (_of: null, ctx: Context): Promise<readonly CustomField[]> => {
  const { body } = await ctx.http.json({
    method: "GET",
    url: "/additional_fields",
    query: [["entities", "OFFER"]],
    operation: "custom-fields.list",
  });
  const { additional_fields: all } = parseResponse(customSchema, body, { ctx, what: "custom fields of offers" });
  return all.filter(({ entity, editable }) => entity === "OFFER" && editable !== false);
});

export async function readTree(ctx: Context): Promise<ListingTree> {
  const all = await hierarchies(null, ctx);
  const existing = new Set(all.map(({ code }) => code));
  const parents = new Set(all.map(({ parent_code: parent }) => parent));
  const { onlyLeaf } = factsOf(ctx.connection);
  const rows = new Map(
    all.map(({ code, label, parent_code: parent }) => [
      code,
      {
        key: code,
        name: label ?? code,
        parentKey: parent !== undefined && existing.has(parent) ? parent : undefined,
        isLeaf: !onlyLeaf || !parents.has(code),
      },
    ]),
  );
  return { version: "", categories: [...rows.values()] };
}

/** Codes from the root down to the category. Throws ConnectorError not_found where there is none of this code. */
async function pathTo(category: string, ctx: Context): Promise<readonly string[]> {
  const parentOf = new Map((await hierarchies(null, ctx)).map((one) => [one.code, one.parent_code]));
  if (!parentOf.has(category))
    throw new ConnectorError({ kind: "not_found" }, message("refused.noCategory", { category }));
  const path: string[] = [];
  for (let at: string | undefined = category; at !== undefined && !path.includes(at); at = parentOf.get(at))
    path.push(at);
  return path.reverse();
}

/** Attributes of all categories, then those from the root down; of two with one code, the category's own. */
export async function attributesOf(category: string, ctx: Context): Promise<readonly Attribute[]> {
  const path = await pathTo(category, ctx);
  const all = await attributes(null, ctx);
  const levels = [undefined, ...path].flatMap((code) => all.filter((one) => one.hierarchy_code === code));
  const found = new Map(levels.map((one) => [one.code, one]));
  return [...found.values()].filter((one) => one.requirement_level !== "DISABLED");
}
