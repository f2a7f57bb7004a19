/** TikTok's categories for listings, and the attributes and brands each takes (product API 202309). */
import { z } from "zod";
import { whereAny } from "../../commerce/listing/conditions.ts";
import type { ListingField } from "../../commerce/listing/schema.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { ListingTree } from "../kit/contract/listings.ts";
import { idText, listOf, optionalId, optionalText, parseResponse } from "../kit/parse/parse.ts";
import { call } from "./client.ts";
import { categoryVersionOf } from "./regions.ts";
import { english } from "./words.ts";

export const versionOf = ({ connection }: Context): "v1" | "v2" => categoryVersionOf(connection.facts.region);
const versionQuery = (ctx: Context) => ["category_version", versionOf(ctx)] as const;

const treeSchema = z.object({
  categories: listOf(
    z.object({
      id: idText,
      parent_id: optionalId,
      local_name: z.string(),
      is_leaf: z.boolean().nullish(),
      permission_statuses: listOf(z.string()),
    }),
  ),
});

/** Closed to the shop, whatever is listed there. */
const PROHIBITED = "PROHIBITED";

export async function readTree(ctx: Context): Promise<ListingTree> {
  const url = "/product/202309/categories";
  const data = await call({ method: "GET", url, query: [versionQuery(ctx)], operation: "categories.list" }, ctx);
  const rows = parseResponse(treeSchema, data, { ctx, what: "categories" }).categories;
  const keys = new Set(rows.map(({ id }) => id));
  const categories = rows.map(({ id, parent_id: parent, local_name: name, is_leaf: isLeaf, permission_statuses }) => ({
    key: id,
    name,
    // Roots name a parent that does not exist.
    parentKey: parent !== undefined && keys.has(parent) ? parent : undefined,
    isLeaf: isLeaf === true && !permission_statuses.includes(PROHIBITED),
  }));
  return { version: versionOf(ctx), categories };
}

const recommendedSchema = z.object({ leaf_category_id: optionalId });

export async function suggestCategories(title: string, ctx: Context): Promise<readonly string[]> {
  const json = { product_title: title, category_version: versionOf(ctx) };
  const url = "/product/202309/categories/recommend";
  const data = await call({ method: "POST", url, json, operation: "categories.recommend", safe: true }, ctx);
  const { leaf_category_id: id } = parseResponse(recommendedSchema, data, { ctx, what: "recommended category" });
  return id === undefined ? [] : [id];
}

/** When something is asked for: one of these values of another attribute was chosen. */
export const conditions = listOf(z.object({ attribute_id: idText, attribute_value_id: optionalId }));

const attributesSchema = z.object({
  attributes: listOf(
    z.object({
      id: idText,
      name: z.string(),
      type: optionalText,
      // TikTok's spelling.
      is_requried: z.boolean().nullish(),
      is_customizable: z.boolean().nullish(),
      is_multiple_selection: z.boolean().nullish(),
      value_data_format: optionalText,
      values: listOf(z.object({ id: idText, name: z.string() })),
      requirement_conditions: conditions,
    }),
  ),
});
type Attribute = z.output<typeof attributesSchema>["attributes"][number];

const ATTRIBUTE = "attribute:";
/** Before the id of one of TikTok's own values: a text of the seller's may be a number too. */
const VALUE = "#";

export const attributeIdOf = (key: string): string | null =>
  key.startsWith(ATTRIBUTE) ? key.slice(ATTRIBUTE.length) : null;

/** Null: it is the seller's own text. */
export const valueIdOf = (value: string): string | null => (/^#\d+$/.test(value) ? value.slice(VALUE.length) : null);

export interface Attributes {
  readonly fields: readonly ListingField[];
  /** Names of variations that TikTok has itself. */
  readonly variations: readonly { readonly value: string; readonly name: string }[];
}

export async function readAttributes(categoryKey: string, ctx: Context): Promise<Attributes> {
  const url = `/product/202309/categories/${encodeURIComponent(categoryKey)}/attributes`;
  const query = [versionQuery(ctx)];
  const data = await call({ method: "GET", url, query, operation: "categories.attributes" }, ctx);
  const { attributes } = parseResponse(attributesSchema, data, { ctx, what: "attributes" });
  const isSales = ({ type }: Attribute) => type === "SALES_PROPERTY";
  return {
    fields: attributes.filter((one) => !isSales(one)).map(toField),
    variations: attributes.filter(isSales).map(({ id, name }) => ({ value: VALUE + id, name })),
  };
}

/** Longest value of the seller's own. */
const MAX_VALUE = 2_000;

function toField(attribute: Attribute): ListingField {
  const { values, requirement_conditions: when } = attribute;
  const choices = values.map(({ id, name }) => ({ value: VALUE + id, name }));
  const isOpen = choices.length > 0 && attribute.is_customizable === true;
  const isNumber = choices.length === 0 && attribute.value_data_format === "POSITIVE_INT_OR_DECIMAL";
  const isRequested = attribute.is_requried === true || when.length > 0;
  return {
    key: ATTRIBUTE + attribute.id,
    name: attribute.name,
    kind: choices.length > 0 ? "choice" : isNumber ? "number" : "text",
    need: isRequested ? "required" : "optional",
    scope: "product",
    ...(choices.length > 0 ? { choices } : {}),
    ...(isOpen ? { isOpen: true } : {}),
    ...(isNumber ? { minimum: 0.01 } : { maxLength: MAX_VALUE }),
    ...(attribute.is_multiple_selection === true ? { isMany: true } : {}),
    ...(attribute.is_requried === true ? {} : whenOf(when)),
  };
}

export function whenOf(reported: z.output<typeof conditions>): Pick<ListingField, "askedIf"> {
  if (reported.length === 0) return {};
  return {
    askedIf: whereAny(
      reported.map(({ attribute_id: id, attribute_value_id: value }) => ({
        field: ATTRIBUTE + id,
        ...(value === undefined ? {} : { values: [VALUE + value] }),
      })),
    ),
  };
}

const PAGE = 100;
/** Ours: further brands are looked up by their name as a listing is sent. */
const MOST_PAGES = 10;

const brandsSchema = z.object({
  brands: listOf(
    z.object({
      id: idText,
      name: z.string(),
      authorized_status: optionalText,
      is_t1_brand: z.boolean().nullish(),
      brand_status: optionalText,
    }),
  ),
  next_page_token: optionalText,
});

interface BrandPage {
  readonly brands: readonly { readonly id: string; readonly name: string }[];
  readonly next: string | undefined;
}

async function brandPage(
  { categoryKey, token, name }: { readonly categoryKey: string; readonly token?: string; readonly name?: string },
  ctx: Context,
): Promise<BrandPage> {
  const query: [string, string][] = [
    ["category_id", categoryKey],
    ["page_size", String(PAGE)],
    ["category_version", versionOf(ctx)],
  ];
  if (token !== undefined) query.push(["page_token", token]);
  if (name !== undefined) query.push(["brand_name", name]);
  const data = await call({ method: "GET", url: "/product/202309/brands", query, operation: "brands.list" }, ctx);
  const reported = parseResponse(brandsSchema, data, { ctx, what: "brands" });
  // Well-known brands take an authorization; others are listed without one.
  const usable = reported.brands.filter(
    (one) => one.brand_status !== "UNAVAILABLE" && (one.authorized_status === "AUTHORIZED" || one.is_t1_brand !== true),
  );
  return { brands: usable.map(({ id, name: reported }) => ({ id, name: reported })), next: reported.next_page_token };
}

/** For products of a brand TikTok does not list. */
export const NO_BRAND = "none";

export async function readBrands(categoryKey: string, ctx: Context): Promise<ListingField> {
  const brands: BrandPage["brands"][number][] = [];
  let next: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const reported: BrandPage = await brandPage({ categoryKey, ...(next === undefined ? {} : { token: next }) }, ctx);
    brands.push(...reported.brands);
    next = reported.next;
    if (next === undefined) break;
  }
  return {
    ...{ key: "brand", name: english("listing.brand"), kind: "choice", need: "optional", scope: "product" },
    choices: [
      { value: NO_BRAND, name: english("listing.brand.none") },
      ...brands.map(({ id, name }) => ({ value: VALUE + id, name })),
    ],
    ...(next === undefined ? {} : { isOpen: true }),
    source: "brand",
  };
}

/** Null: TikTok lists no such brand in this category. */
export async function findBrand(categoryKey: string, text: string, ctx: Context): Promise<string | null> {
  const { brands } = await brandPage({ categoryKey, name: text.trim() }, ctx);
  return brands.find(({ name }) => name.trim().toLowerCase() === text.trim().toLowerCase())?.id ?? null;
}
