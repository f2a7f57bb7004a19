/**
 * What Walmart asks of items: its product types, and a JSON schema for each (`POST /v3/items/spec`). Versions of the item
 * specification change every few weeks, so that the version is a setting (sheet section 5.3).
 */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { ListingCategory, ListingTree } from "../kit/contract/listings.ts";
import { type Node, nodeOf } from "../kit/parse/json-nodes.ts";
import { listOf, optionalDecimal, optionalText, parseResponse, texts } from "../kit/parse/parse.ts";
import { ask, read } from "./client.ts";
import { itemSpecOf } from "./settings.ts";
import { message } from "./words.ts";

export const FEED_TYPE = "MP_ITEM";

const typesOf = listOf(z.object({ productTypeName: z.string().min(1) }));
const groupsOf = listOf(z.object({ productTypeGroupName: optionalText, productType: typesOf }));
const groupedSchema = z.object({ category: optionalText, productTypeGroup: groupsOf });

/** The description's form, and that of today's product types. */
const taxonomySchema = z.object({
  payload: listOf(z.object({ category: z.string(), subcategory: listOf(z.object(texts("subCategoryName"))) })),
  itemTaxonomy: z
    .union([z.array(groupedSchema), groupedSchema.transform((one) => [one])])
    .nullish()
    .transform((found) => found ?? []),
});

export async function readTree(ctx: Context): Promise<ListingTree> {
  const version = itemSpecOf(ctx.connection.settings);
  const body = await read(ctx, {
    url: "/utilities/taxonomy",
    query: [
      ["feedType", FEED_TYPE],
      ["version", version],
    ],
    operation: "taxonomy.list",
  });
  const { payload, itemTaxonomy } = parseResponse(taxonomySchema, body, { ctx, what: "the product types" });
  const rows = new Map<string, ListingCategory>();
  const add = (one: ListingCategory) => {
    if (!rows.has(one.key)) rows.set(one.key, one);
  };
  const branch = (names: readonly string[]): string => {
    const key = `group:${names.join("/")}`;
    const parentKey = names.length > 1 ? branch(names.slice(0, -1)) : undefined;
    add({ key, name: names.at(-1) ?? "", parentKey, isLeaf: false });
    return key;
  };
  const leaf = (name: string, above: readonly string[]) =>
    add({ key: name, name, parentKey: branch(above), isLeaf: true });
  for (const { category, subcategory } of payload)
    for (const { subCategoryName: name } of subcategory) if (name !== undefined) leaf(name, [category]);
  for (const { category, productTypeGroup } of itemTaxonomy)
    for (const { productTypeGroupName: group, productType } of productTypeGroup)
      for (const { productTypeName } of productType) leaf(productTypeName, [category ?? group ?? "", group ?? ""]);
  return { version, categories: [...rows.values()] };
}

/** The parts of a JSON schema that are read. */
export interface Schema {
  readonly type?: string | undefined;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly format?: string | undefined;
  readonly enum: readonly string[];
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, Schema>>;
  readonly items?: Schema | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly multipleOf?: number | undefined;
}

const number = optionalDecimal.transform((value) => (value === undefined ? undefined : Number(value)));
const schemaSchema: z.ZodType<Schema> = z.object({
  ...texts("type", "title", "description", "format"),
  enum: listOf(z.union([z.string(), z.number(), z.boolean()]).transform(String)),
  required: listOf(z.string()),
  get properties() {
    return z
      .record(z.string(), schemaSchema)
      .nullish()
      .transform((found) => found ?? {});
  },
  get items() {
    return schemaSchema.nullish().transform((found) => found ?? undefined);
  },
  minLength: number,
  maxLength: number,
  minimum: number,
  maximum: number,
  minItems: number,
  maxItems: number,
  multipleOf: number,
});
const specSchema = z.object({ schema: schemaSchema });

export interface ItemSpec {
  readonly orderable: Schema;
  readonly visible: Schema;
  /** The schema of an item as it was told, with its conditions. */
  readonly item: Node;
}

/** Throws ConnectorError not_found where there is no such product type. */
export async function readSpec(productType: string, ctx: Context): Promise<ItemSpec> {
  const json: Json = {
    feedType: FEED_TYPE,
    version: itemSpecOf(ctx.connection.settings),
    productTypes: [productType],
  };
  const body = await ask(ctx, { url: "/items/spec", operation: "spec.get", json });
  const { schema } = parseResponse(specSchema, body, { ctx, what: "the item specification" });
  const item = schema.properties.MPItem?.items;
  const orderable = item?.properties.Orderable;
  const visible = item?.properties.Visible?.properties[productType];
  if (!orderable || !visible)
    throw new ConnectorError({ kind: "not_found" }, message("refused.noProductType", { productType }));
  return { orderable, visible, item: itemIn(body) };
}

const itemIn = (body: Json): Node =>
  ["schema", "properties", "MPItem", "items"].reduce((at, name) => nodeOf(at[name]), nodeOf(body));
