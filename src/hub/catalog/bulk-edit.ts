/** Changes many products at once: what would become of them, and the change itself, page by page. */

import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { divideRounded, parseDecimal } from "../../commerce/decimal.ts";
import type { Json } from "../../commerce/product.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, type FieldError, typed } from "../answer-schemas.ts";
import { MAX_PAGE } from "../paging.ts";
import type { AmountChange, BulkEdit } from "./bulk-edit-input.ts";
import { MAX_BULK } from "./create.ts";
import { updateVariants } from "./edit-variants.ts";
import type { ProductPatch, VariantPatch } from "./input.ts";
import { categoriesInside, listProducts } from "./list.ts";
import { lockSkus } from "./skus.ts";
import { updateProducts } from "./update.ts";

/** What becomes of one product, or of one variant where variants were named. */
export const bulkItemSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** Names of fields with what they were and are; variants by SKU ("A-1 price"). Empty: nothing to change. */
  changes: typed<FieldChanges>(z.record(z.string(), z.object({ before: z.unknown(), after: z.unknown() }))),
  error: typed<FieldError>(
    z.object({ code: z.string(), message: z.string(), field: z.string().optional() }),
  ).nullable(),
});

export interface BulkItem extends Answered<typeof bulkItemSchema> {
  /** The variants that changed, each with its own fields. */
  readonly variants: readonly { readonly id: string; readonly changes: FieldChanges }[];
}

type FieldChanges = Readonly<Record<string, { readonly before: Json; readonly after: Json }>>;

export interface BulkPage {
  readonly items: readonly BulkItem[];
  readonly nextCursor: string | null;
}

interface Row {
  readonly id: string;
  readonly title: string;
  readonly brand: string | null;
  readonly active: boolean;
  readonly taxClass: string | null;
  readonly hsn: string | null;
  readonly gstRate: string | null;
  readonly originCountry: string | null;
  readonly attributes: Readonly<Record<string, Json>>;
  readonly categories: readonly string[];
  readonly variants: readonly {
    readonly id: string;
    readonly sku: string;
    readonly price: number | null;
    readonly compareAt: number | null;
    readonly cost: number | null;
    readonly weightGrams: number | null;
    readonly active: boolean;
  }[];
}

/** One page of the products a change speaks of, changed if `write` says so. */
export async function bulkEditPage(
  tx: Tx,
  input: { readonly edit: BulkEdit; readonly cursor: string | undefined; readonly write: boolean; readonly now: Date },
): Promise<BulkPage> {
  const { edit, now } = input;
  // First of all, so that what is reckoned with stays as it is until it is written.
  if (input.write) await lockSkus(tx);
  const page = await bulkTargets(tx, edit.where, input.cursor);
  if (input.write) await lockRows(tx, page.productIds);
  const rows = await tx.rows<Row>(ROWS, [page.productIds]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const planned = page.productIds.flatMap((id) => {
    const row = byId.get(id);
    return row ? [plan(row, edit.change, page.variantIds)] : [];
  });
  const failures = input.write ? await write(tx, planned, now) : new Map<string, FieldError>();
  const items = planned.map(({ row, changes, error, variants }) => ({
    id: row.id,
    title: row.title,
    changes,
    error: error ?? failures.get(row.id) ?? null,
    variants: variants.map(({ id, changes: own }) => ({ id, changes: own })),
  }));
  const missing = page.asked.filter((id) => !page.found.has(id));
  return { items: [...items, ...missing.map(notThere)], nextCursor: page.nextCursor };
}

/** Prices and costs are also written by who takes a channel's price, or posts a purchase. */
async function lockRows(tx: Tx, productIds: readonly string[]): Promise<void> {
  for (const [table, key] of [
    ["product", "id"],
    ["variant", "product_id"],
  ])
    await tx.rows(
      `select 1
       from ${table}
       where organization_id = argosy.tenant() and ${key} = any($1) and deleted_at is null
       order by id
       for update`,
      [productIds],
    );
}

function notThere(id: string): BulkItem {
  return {
    id,
    title: "",
    changes: {},
    error: { code: "PRODUCT_NOT_FOUND", message: "There is no such product or variant." },
    variants: [],
  };
}

interface Targets {
  readonly productIds: readonly string[];
  /** Only these variants; null: all. */
  readonly variantIds: ReadonlySet<string> | null;
  readonly asked: readonly string[];
  readonly found: ReadonlySet<string>;
  readonly nextCursor: string | null;
}

/** One page of what is selected. */
export async function bulkTargets(tx: Tx, where: BulkEdit["where"], cursor: string | undefined): Promise<Targets> {
  if ("productIds" in where || "variantIds" in where) {
    const all = [...new Set("productIds" in where ? where.productIds : where.variantIds)];
    const from = Number(cursor ?? 0);
    const requested = all.slice(from, from + MAX_PAGE);
    const nextCursor = from + MAX_PAGE < all.length ? String(from + MAX_PAGE) : null;
    const rows = await tx.rows<{ id: string; product_id: string }>("productIds" in where ? PRODUCTS_OF : VARIANTS_OF, [
      requested,
    ]);
    const found = new Set(rows.map((row) => row.id));
    const productIds = [...new Set(rows.map((row) => row.product_id))];
    return { productIds, variantIds: "productIds" in where ? null : found, asked: requested, found, nextCursor };
  }
  const { q, categoryId, active, brand, storeId } = where;
  const page = await listProducts(tx, {
    text: q,
    categoryId,
    active,
    brand,
    connectionId: storeId,
    cursor,
    limit: MAX_PAGE,
  });
  return {
    productIds: page.items.map((product) => product.id),
    variantIds: null,
    asked: [],
    found: new Set(),
    nextCursor: page.nextCursor,
  };
}

/** How many products a change speaks of; undefined where only a walk over what a search finds would tell. */
export async function bulkEditSize(tx: Tx, where: BulkEdit["where"]): Promise<number | undefined> {
  if ("productIds" in where) return new Set(where.productIds).size;
  if ("variantIds" in where) return (await tx.one<{ size: number }>(SIZE_OF_VARIANTS, [where.variantIds])).size;
  const { q, categoryId, active, brand, storeId } = where;
  if (q !== undefined) return undefined;
  const categories = categoryId === undefined ? null : await categoriesInside(tx, categoryId);
  return (await tx.one<{ size: number }>(SIZE, [active ?? null, storeId ?? null, categories, brand ?? null])).size;
}

const SIZE_OF_VARIANTS = `select count(distinct product_id)::int as size
   from variant
   where organization_id = argosy.tenant() and id = any($1) and deleted_at is null`;

const SIZE = `
  select count(*)::int as size from product p where p.organization_id = argosy.tenant() and p.deleted_at is null
    and ($1::boolean is null or p.active = $1)
    and ($2::uuid is null
      or exists (select from product_listing l
        where l.organization_id = p.organization_id and l.product_id = p.id and l.connection_id = $2))
    and ($3::uuid[] is null
      or exists (select from product_category c
        where c.organization_id = p.organization_id and c.product_id = p.id and c.category_id = any($3)))
    and ($4::text is null or lower(p.brand) = lower($4))`;

const PRODUCTS_OF = `select id, id as product_id
   from product
   where organization_id = argosy.tenant() and id = any($1) and deleted_at is null
   order by id`;
const VARIANTS_OF = `select id, product_id
   from variant
   where organization_id = argosy.tenant() and id = any($1) and deleted_at is null
   order by id`;

const ROWS = `
  select ${columns("p", "id title brand active taxClass hsn gstRate originCountry attributes")},
    array(select category_id from product_category c where c.organization_id = p.organization_id and c.product_id = p.id
      order by category_id) as categories,
    coalesce((select jsonb_agg(jsonb_build_object('id', v.id, 'sku', v.sku, 'price', v.price_minor,
      'compareAt', v.compare_at_minor, 'cost', v.cost_minor,
        'weightGrams', v.weight_grams, 'active', v.active)
      order by v.position, v.id) from variant v
        where v.organization_id = p.organization_id and v.product_id = p.id and v.deleted_at is null),
        '[]') as variants
  from product p where p.organization_id = argosy.tenant() and p.id = any($1) and p.deleted_at is null`;

interface Planned {
  readonly row: Row;
  readonly patch: ProductPatch;
  readonly variants: readonly { readonly id: string; readonly patch: VariantPatch; readonly changes: FieldChanges }[];
  readonly changes: Record<string, { before: Json; after: Json }>;
  readonly error: FieldError | undefined;
}

const AMOUNTS = { price: "priceMinor", compareAt: "compareAtMinor", cost: "costMinor" } as const;

function plan(row: Row, change: BulkEdit["change"], only: ReadonlySet<string> | null): Planned {
  const changes: Planned["changes"] = {};
  const note: Note = (name, before, after) => {
    const isOther = !isDeepStrictEqual(before, after);
    if (isOther) changes[name] = { before, after };
    return isOther;
  };
  const attributes = attributesAfter(row, change);
  const desiredCategories = withOut(row.categories, change.addCategoryIds, change.removeCategoryIds);
  const patch: ProductPatch = {
    ...plainChanges(row, change, note),
    ...(only === null &&
      change.active !== undefined &&
      note("active", row.active, change.active) && { active: change.active }),
    ...(noteAttributes(row.attributes, attributes, note) && { attributes }),
    ...(note("categoryIds", row.categories, desiredCategories) && { categoryIds: desiredCategories }),
  };
  const variants: Planned["variants"][number][] = [];
  let error: FieldError | undefined;
  for (const variant of row.variants) {
    if (only && !only.has(variant.id)) continue;
    const fields: Record<string, bigint | number | boolean | null> = {};
    const own: Record<string, { before: Json; after: Json }> = {};
    const noteOwn = (name: string, field: string, before: Json, after: Json) => {
      const isOther = note(`${variant.sku} ${name}`, before, after);
      if (isOther) own[field] = { before, after };
      return isOther;
    };
    for (const [name, field] of Object.entries(AMOUNTS) as [keyof typeof AMOUNTS, string][]) {
      const after = amountAfter(variant[name], change[name]);
      if (after !== null && after < 0)
        error ??= { code: "BULK_EDIT", field: name, message: `The ${name} of ${variant.sku} would fall below zero.` };
      if (noteOwn(name, field, variant[name], after)) fields[field] = after === null ? null : BigInt(after);
    }
    const { weightGrams = variant.weightGrams, active } = change;
    if (noteOwn("weightGrams", "weightGrams", variant.weightGrams, weightGrams)) fields.weightGrams = weightGrams;
    if (only && active !== undefined && noteOwn("active", "active", variant.active, active)) fields.active = active;
    if (Object.keys(fields).length > 0) variants.push({ id: variant.id, patch: fields, changes: own });
  }
  return error ? { row, patch: {}, variants: [], changes: {}, error } : { row, patch, variants, changes, error };
}

type Note = (name: string, before: Json, after: Json) => boolean;

const PLAIN = ["brand", "taxClass", "hsn", "gstRate", "originCountry"] as const;

function plainChanges(row: Row, change: BulkEdit["change"], note: Note): ProductPatch {
  const changed = PLAIN.flatMap((name) => {
    const requested = change[name];
    const after = requested === undefined ? row[name] : requested || null;
    return note(name, row[name], after) ? [[name, after] as const] : [];
  });
  return Object.fromEntries(changed);
}

function attributesAfter(
  { attributes }: Row,
  { addTags, removeTags, setAttributes = {}, removeAttributes = [] }: BulkEdit["change"],
): Readonly<Record<string, Json>> {
  const after: Record<string, Json> = { ...attributes, ...setAttributes };
  for (const name of removeAttributes) delete after[name];
  if (addTags === undefined && removeTags === undefined) return after;
  const tags = Array.isArray(after.tags) ? (after.tags as readonly Json[]) : [];
  return { ...after, tags: withOut(tags, addTags, removeTags) };
}

/** Each attribute by its own name: the others are not said to change. */
function noteAttributes(before: Row["attributes"], after: Row["attributes"], note: Note): boolean {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const noted = names.map((name) => {
    const none = name === "tags" ? [] : null;
    return note(name === "tags" ? name : `attributes.${name}`, before[name] ?? none, after[name] ?? none);
  });
  return noted.includes(true);
}

function withOut<T extends Json>(
  before: readonly T[],
  add: readonly T[] = [],
  remove: readonly T[] = [],
): readonly T[] {
  const retained = before.filter((each) => !remove.includes(each));
  return [...retained, ...add.filter((each) => !retained.includes(each))];
}

function amountAfter(before: number | null, change: AmountChange | undefined): number | null {
  if (change === undefined) return before;
  if ("set" in change) return change.set;
  if (before === null) return null;
  if ("add" in change) return before + change.add;
  const { digits, scale } = parseDecimal(change.percent);
  const whole = 100n * 10n ** BigInt(scale);
  const step = BigInt(change.roundTo ?? 1);
  return Number(divideRounded(BigInt(before) * (whole + digits), whole * step) * step);
}

/** Writes what was planned; answers what the catalog refused, by product. */
async function write(tx: Tx, planned: readonly Planned[], now: Date): Promise<Map<string, FieldError>> {
  const failures = new Map<string, FieldError>();
  const products = planned.filter(({ patch }) => Object.keys(patch).length > 0);
  const changes = products.map(({ row, patch }) => ({ id: row.id, patch }));
  for (const outcome of changes.length > 0 ? await updateProducts(tx, { changes, now }) : [])
    if (!outcome.ok) failures.set(changes[outcome.index]?.id ?? "", outcome.error);
  const variants = planned.flatMap(({ row, variants: own }) => own.map((each) => ({ ...each, productId: row.id })));
  for (let from = 0; from < variants.length; from += MAX_BULK) {
    const part = variants.slice(from, from + MAX_BULK);
    for (const outcome of await updateVariants(tx, { changes: part, now }))
      if (!outcome.ok) failures.set(part[outcome.index]?.productId ?? "", outcome.error);
  }
  return failures;
}
