/** Shopee's categories for listings, and the attributes and brands each takes (v2.product.get_attribute_tree, get_brand_list). */
import { z } from "zod";
import { whereAny } from "../../commerce/listing/conditions.ts";
import type { ListingField } from "../../commerce/listing/schema.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { ListingTree } from "../kit/contract/listings.ts";
import { idText, listOf, optionalText, parseResponse, wholeNumber } from "../kit/parse/parse.ts";
import { call, idNumber } from "./client.ts";
import { categoryList, recommendedCategories } from "./schemas.ts";
import { english } from "./words.ts";

export async function readTree(ctx: Context): Promise<ListingTree> {
  const body = await call(ctx, { path: "product/get_category", operation: "categories.tree" });
  const { category_list: rows } = parseResponse(categoryList, body, { ctx, what: "the categories" });
  const keys = new Set(rows.map(({ category_id: key }) => key));
  const parents = new Set(rows.map(({ parent_category_id: key }) => key));
  const categories = rows.map((row) => ({
    key: row.category_id,
    name: row.display_category_name ?? row.original_category_name ?? row.category_id,
    parentKey: keys.has(row.parent_category_id ?? "") ? row.parent_category_id : undefined,
    isLeaf: !(row.has_children || parents.has(row.category_id)),
  }));
  return { version: "", categories };
}

export async function suggestCategories(title: string, ctx: Context): Promise<readonly string[]> {
  const query = [["item_name", title]] as const;
  const body = await call(ctx, { path: "product/category_recommend", operation: "categories.recommend", query });
  return parseResponse(recommendedCategories, body, { ctx, what: "the suggested categories" }).category_id;
}

interface Value {
  readonly value_id?: string | null | undefined;
  readonly name?: string | undefined;
  readonly value_unit?: string | undefined;
  readonly child_attribute_list: readonly Attribute[];
}
/** Samples print children without anything in them. */
interface Attribute {
  readonly attribute_id?: string | null | undefined;
  readonly name?: string | undefined;
  readonly mandatory?: boolean | null | undefined;
  readonly attribute_value_list: readonly Value[];
  readonly attribute_info?: z.output<typeof infoSchema> | null | undefined;
}

const infoSchema = z.object({
  input_type: wholeNumber.nullish(),
  input_validation_type: wholeNumber.nullish(),
  format_type: wholeNumber.nullish(),
  attribute_unit_list: listOf(z.string()),
  max_value_count: wholeNumber.nullish(),
  introduction: optionalText,
  support_search_value: z.boolean().nullish(),
});
const valueSchema: z.ZodType<Value> = z.object({
  value_id: idText.nullish(),
  name: optionalText,
  value_unit: optionalText,
  get child_attribute_list() {
    return listOf(attributeSchema);
  },
});
const attributeSchema: z.ZodType<Attribute> = z.object({
  attribute_id: idText.nullish(),
  name: optionalText,
  mandatory: z.boolean().nullish(),
  attribute_value_list: listOf(valueSchema),
  attribute_info: infoSchema.nullish(),
});
const treesSchema = z.object({ list: listOf(z.object({ attribute_tree: listOf(attributeSchema) })) });

/** Numbers of v2.product.get_attribute_tree. */
const DROP_DOWN = { single: 1, multi: 4 };
const COMBO_BOX = { single: 2, multi: 5 };
const VALIDATES = { whole: 1, decimal: 3, date: 4 };
const WITH_UNIT = 2;

const ATTRIBUTE = "attribute:";
/** Before the id of one of Shopee's own values: a text of the seller's may be a number too. */
const VALUE = "#";

export const attributeIdOf = (key: string): string | null =>
  key.startsWith(ATTRIBUTE) ? key.slice(ATTRIBUTE.length) : null;

/** Null: it is the seller's own text. */
export const valueIdOf = (value: string): string | null => (/^#\d+$/.test(value) ? value.slice(VALUE.length) : null);

export async function readAttributes(categoryKey: string, ctx: Context): Promise<readonly ListingField[]> {
  const query = [["category_id_list", categoryKey]] as const;
  const body = await call(ctx, { path: "product/get_attribute_tree", operation: "categories.attributes", query });
  const { list } = parseResponse(treesSchema, body, { ctx, what: "the attributes" });
  const found: ListingField[] = [];
  for (const attribute of list.flatMap(({ attribute_tree: tree }) => tree))
    found.push(...(await fieldsOf(attribute, undefined, ctx)));
  return merged(found);
}

type RequiredIf = ListingField["askedIf"];

/** An attribute, and those that some of its values ask for besides. */
async function fieldsOf(attribute: Attribute, requiredIf: RequiredIf, ctx: Context): Promise<ListingField[]> {
  const { attribute_id: id, attribute_value_list: values } = attribute;
  if (id === undefined || id === null) return [];
  const existing = attribute.attribute_info?.support_search_value ? await searched(id, ctx) : { values, isAll: true };
  const field = toField(id, attribute, existing);
  const children: ListingField[] = [];
  for (const { value_id: value, child_attribute_list: list } of values)
    for (const child of list) {
      const requested = whereAny([
        { field: field.key, ...(value === undefined || value === null ? {} : { values: [VALUE + value] }) },
      ]);
      children.push(...(await fieldsOf(child, requested, ctx)));
    }
  return [requiredIf === undefined ? field : { ...field, askedIf: requiredIf }, ...children];
}

/** One field an attribute, asked for wherever any of its parents' values asks for it. */
function merged(fields: readonly ListingField[]): readonly ListingField[] {
  return [...Map.groupBy(fields, ({ key }) => key).values()].flatMap((same) => {
    const [first] = same;
    if (!first || same.length === 1) return same;
    const { askedIf: _, ...rest } = first;
    const always = same.some(({ askedIf }) => askedIf === undefined);
    return [always ? rest : { ...rest, askedIf: same.flatMap(({ askedIf = [] }) => askedIf) }];
  });
}

interface Existing {
  readonly values: readonly Pick<Value, "value_id" | "name" | "value_unit">[];
  /** All that Shopee has. */
  readonly isAll: boolean;
}

function toField(
  id: string,
  { name, mandatory, attribute_info: info }: Attribute,
  { values, isAll }: Existing,
): ListingField {
  const input = info?.input_type ?? COMBO_BOX.single;
  const isClosed = (input === DROP_DOWN.single || input === DROP_DOWN.multi) && isAll && values.length > 0;
  const isMany = input === DROP_DOWN.multi || input === COMBO_BOX.multi;
  const units = info?.format_type === WITH_UNIT ? info.attribute_unit_list : [];
  const choices = values.flatMap(({ value_id: value, name: text = "", value_unit: unit }) =>
    value === undefined || value === null ? [] : [{ value: VALUE + value, name: unit ? `${text} ${unit}` : text }],
  );
  const most = info?.max_value_count ?? 0;
  return {
    key: ATTRIBUTE + id,
    name: name ?? id,
    ...(info?.introduction ? { help: info.introduction } : {}),
    ...kindOf({ isClosed, units, hasChoices: choices.length > 0, validation: info?.input_validation_type ?? 0 }),
    need: mandatory === true ? "required" : "optional",
    scope: "product",
    ...(choices.length > 0 ? { choices } : {}),
    ...(choices.length > 0 && !isClosed ? { isOpen: true } : {}),
    ...(isMany ? { isMany: true, ...(most > 0 ? { most } : {}) } : {}),
  };
}

function kindOf(how: {
  readonly isClosed: boolean;
  readonly units: readonly string[];
  readonly hasChoices: boolean;
  readonly validation: number;
}): Pick<ListingField, "kind" | "units" | "isWhole"> {
  if (!how.isClosed && how.units.length > 0) return { kind: "measure", units: how.units };
  if (how.hasChoices) return { kind: "choice" };
  if (how.validation === VALIDATES.date) return { kind: "date" };
  if (how.validation === VALIDATES.whole) return { kind: "number", isWhole: true };
  return { kind: how.validation === VALIDATES.decimal ? "number" : "text" };
}

const PAGE = 100;
/** Ours: further values and brands are looked up by their name as a listing is sent. */
const MOST_PAGES = 20;

/** An attribute with more values than were read. */
export const isCut = ({ key, choices = [] }: ListingField): boolean =>
  attributeIdOf(key) !== null && choices.length >= PAGE * MOST_PAGES;

const searchSchema = z.object({
  value_list: listOf(z.object({ value_id: idText, value_name: optionalText })),
  page_info: z.object({ cursor: wholeNumber.nullish(), has_next: z.boolean().nullish() }).nullish(),
});

async function searchPage(id: string, { cursor, words }: { cursor: number; words?: string }, ctx: Context) {
  const json = {
    attribute_id: idNumber(id),
    cursor,
    limit: PAGE,
    ...(words === undefined ? {} : { value_name: words }),
  };
  const path = "product/search_attribute_value_list";
  const body = await call(ctx, { path, operation: "categories.values", json, safe: true });
  const { value_list: list, page_info: page } = parseResponse(searchSchema, body, {
    ctx,
    what: "an attribute's values",
  });
  const values = list.map(({ value_id, value_name: name }) => ({ value_id, name }));
  return { values, next: page?.has_next === true ? (page.cursor ?? null) : null };
}

async function searched(id: string, ctx: Context): Promise<Existing> {
  const values: { value_id: string; name: string | undefined }[] = [];
  let cursor: number | null = 0;
  for (let page = 0; page < MOST_PAGES && cursor !== null; page++) {
    const reported: Awaited<ReturnType<typeof searchPage>> = await searchPage(id, { cursor }, ctx);
    values.push(...reported.values);
    cursor = reported.next;
  }
  return { values, isAll: cursor === null };
}

/** The id of a value that no page of the requirements held; null: Shopee has none of that name. */
export async function searchValue(id: string, text: string, ctx: Context): Promise<string | null> {
  const { values } = await searchPage(id, { cursor: 0, words: text }, ctx);
  return values.find(({ name = "" }) => isSame(name, text))?.value_id ?? null;
}

const isSame = (one: string, other: string): boolean => one.trim().toLowerCase() === other.trim().toLowerCase();

const brandsSchema = z.object({
  brand_list: listOf(
    z.object({ brand_id: idText, original_brand_name: optionalText, display_brand_name: optionalText }),
  ),
  has_next_page: z.boolean().nullish(),
  next_offset: wholeNumber.nullish(),
  is_mandatory: z.boolean().nullish(),
});

interface Brand {
  readonly id: string;
  readonly name: string;
  readonly shown: string | undefined;
}

/** Page by page: the last says that there is nothing behind it. */
async function* brandPages(categoryKey: string, ctx: Context) {
  let offset: number | null = 0;
  while (offset !== null) {
    const query = [
      ["offset", String(offset)],
      ["page_size", String(PAGE)],
      ["category_id", categoryKey],
      // Brands in use; others wait for Shopee's own check.
      ["status", "1"],
    ] as const;
    const body = await call(ctx, { path: "product/get_brand_list", operation: "categories.brands", query });
    const reported: z.output<typeof brandsSchema> = parseResponse(brandsSchema, body, { ctx, what: "the brands" });
    const brands = reported.brand_list.map(
      ({ brand_id: id, original_brand_name: name = id, display_brand_name: shown }): Brand => ({ id, name, shown }),
    );
    const next = reported.has_next_page === true ? (reported.next_offset ?? 0) : 0;
    offset = next > offset ? next : null;
    yield { brands, isRequired: reported.is_mandatory === true, isLast: offset === null };
  }
}

/** Where no brand is asked for, a product without one is sent as such. */
export const NO_BRAND = { id: "0", name: "NoBrand" };

export async function readBrands(categoryKey: string, ctx: Context): Promise<ListingField> {
  const brands: Brand[] = [];
  let [isRequired, isAll, pages] = [false, false, 0];
  for await (const page of brandPages(categoryKey, ctx)) {
    brands.push(...page.brands);
    isRequired ||= page.isRequired;
    isAll = page.isLast;
    pages += 1;
    if (pages === MOST_PAGES) break;
  }
  const none = isRequired || brands.some(({ id }) => id === NO_BRAND.id) ? [] : [NO_BRAND];
  return {
    key: "brand",
    name: english("listing.brand"),
    kind: "choice",
    need: isRequired ? "required" : "optional",
    scope: "product",
    choices: [...none, ...brands].map(({ id, name }) => ({ value: VALUE + id, name })),
    ...(isAll ? {} : { isOpen: true }),
    source: "brand",
  };
}

/** Null: Shopee lists no such brand in this category. */
export async function findBrand(
  categoryKey: string,
  text: string,
  ctx: Context,
): Promise<Pick<Brand, "id" | "name"> | null> {
  for await (const { brands } of brandPages(categoryKey, ctx)) {
    const found = brands.find(({ name, shown }) => isSame(name, text) || isSame(shown ?? "", text));
    if (found) return found;
  }
  return null;
}
