import { isUuid } from "../../commerce/ids.ts";
import { newId } from "../../commerce/new-id.ts";
import type { OptionValue } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import type { FieldError } from "../answer-schemas.ts";
import { jsonParameter } from "../json-column.ts";
import { autoMatch } from "../listings/matching.ts";
import { checkCompareAt, checkImages, checkProduct, checkUnchanged, checkVariants, duplicateSku } from "./check.ts";
import {
  existingCategories,
  insertCategories,
  insertImages,
  insertVariants,
  missingCategory,
  notifyProducts,
  refusal,
  requireFew,
} from "./create.ts";
import { patched, storedVariants, VARIANT_SET } from "./edit-variants.ts";
import type { ItemOutcome, ProductFields, ProductPatch, Unless, VariantFields } from "./input.ts";
import { wrongOptions } from "./option-values.ts";
import { imageRows, type PlacedVariant, PRODUCT_COLUMNS, PRODUCT_RECORD, productRow, VARIANT_RECORD } from "./rows.ts";
import { lockSkus, type SkuOwner, skuOwners } from "./skus.ts";

export interface ProductChange extends Unless {
  readonly id: string;
  readonly patch: ProductPatch;
}

/** Changes what the patch names. Throws HubError naming the field. */
export async function updateProduct(tx: Tx, input: ProductChange & { readonly now: Date }): Promise<void> {
  const [outcome] = await updateProducts(tx, { changes: [input], now: input.now });
  if (!outcome?.ok) throw refusal(outcome?.error);
}

type GivenVariant = VariantFields & Unless & { readonly id?: string | undefined };

interface Stored {
  readonly id: string;
  readonly updatedAt: Date;
  readonly variants: readonly {
    readonly id: string;
    readonly key: string;
    readonly options: readonly OptionValue[];
    readonly price: number | null;
    readonly compareAt: number | null;
    readonly position: number;
    readonly updatedAt: string;
  }[];
}

/** Changes up to 1,000 products, set-based; one that breaks a rule stays as it was and is said so. */
export async function updateProducts(
  tx: Tx,
  input: { readonly changes: readonly ProductChange[]; readonly now: Date },
): Promise<ItemOutcome[]> {
  requireFew(input.changes.length);
  await lockSkus(tx);
  const stored = await storedProducts(
    tx,
    input.changes.map((change) => change.id),
  );
  const owners = await skuOwners(
    tx,
    input.changes.flatMap(({ patch }) => (patch.variants ?? []).flatMap((variant) => variant.sku ?? [])),
  );
  const categories = await existingCategories(
    tx,
    input.changes.flatMap(({ patch }) => patch.categoryIds ?? []),
  );
  const claimed = new Map<string, string>();
  const outcomes: ItemOutcome[] = [];
  const good: ProductChange[] = [];
  for (const [index, change] of input.changes.entries()) {
    const error = checkChange(change, { stored, owners, categories, claimed });
    if (error) {
      outcomes.push({ index, ok: false, error });
      continue;
    }
    good.push(change);
    outcomes.push({ index, ok: true, id: change.id });
  }
  await writeFields(tx, good, input.now);
  await writeVariants(tx, good, { stored, now: input.now });
  await writeParts(tx, good);
  await notifyProducts(tx, "updated", [...new Set(good.map((change) => change.id))]);
  return outcomes;
}

async function storedProducts(tx: Tx, ids: readonly string[]): Promise<Map<string, Stored>> {
  const rows = await tx.rows<Stored>(
    `select p.id, p.updated_at as "updatedAt",
       coalesce((select jsonb_agg(jsonb_build_object('id', v.id, 'key', v.sku_key, 'options', v.options,
         'price', v.price_minor, 'compareAt', v.compare_at_minor, 'position', v.position,
         'updatedAt', v.updated_at) order by v.position) from variant v
       where v.organization_id = p.organization_id and v.product_id = p.id and v.deleted_at is null), '[]') as variants
     from product p
     where p.organization_id = argosy.tenant() and p.id = any($1) and p.deleted_at is null
     order by p.id
     for update`,
    [ids.filter(isUuid)],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

interface World {
  readonly stored: ReadonlyMap<string, Stored>;
  readonly owners: ReadonlyMap<string, SkuOwner>;
  readonly categories: ReadonlySet<string>;
  /** Products of this call by the SKUs they take. */
  readonly claimed: Map<string, string>;
}

function checkChange({ id, patch, ifUpdatedAt }: ProductChange, world: World): FieldError | undefined {
  const product = world.stored.get(id);
  if (!product) return { code: "PRODUCT_NOT_FOUND", message: "There is no such product." };
  const error =
    checkUnchanged({ ifUpdatedAt }, product.updatedAt) ??
    checkProduct(patch) ??
    checkImages(patch.images) ??
    missingCategory(patch.categoryIds ?? [], world.categories) ??
    (patch.variants
      ? (checkVariants(patch.variants) ??
        checkOwners(product, patch.variants, world) ??
        checkSeen(product, patch.variants) ??
        checkOptions(product, patch.variants) ??
        checkPrices(product, patch.variants))
      : undefined);
  if (!error) for (const variant of patch.variants ?? []) world.claimed.set(variant.sku.trim().toLowerCase(), id);
  return error;
}

function checkOwners(product: Stored, variants: readonly GivenVariant[], world: World): FieldError | undefined {
  const own = new Set(product.variants.map((variant) => variant.id));
  const given = new Set(variants.flatMap((variant) => variant.id ?? []));
  const retained = new Set(product.variants.flatMap((variant) => (given.has(variant.id) ? [] : [variant.key])));
  for (const [index, variant] of variants.entries()) {
    if (variant.id !== undefined && !own.has(variant.id))
      return { code: "VARIANT_NOT_FOUND", field: `variants.${index}.id`, message: "The product has no such variant." };
    const key = variant.sku.trim().toLowerCase();
    const owner = world.owners.get(key);
    // A variant left out stays, and its SKU with it.
    if (variant.id !== undefined && retained.has(key) && owner)
      return duplicateSku(variant.sku, `variants.${index}.sku`, owner);
    const isOther = owner !== undefined && owner.productId !== product.id;
    const claimedBy = world.claimed.get(key);
    if (isOther) return duplicateSku(variant.sku, `variants.${index}.sku`, owner);
    if (claimedBy !== undefined && claimedBy !== product.id)
      return duplicateSku(variant.sku, `variants.${index}.sku`, "same call");
  }
  return undefined;
}

/** A variant that was read before it is changed is refused where somebody changed it since. */
function checkSeen(product: Stored, variants: readonly GivenVariant[]): FieldError | undefined {
  const stored = new Map(product.variants.map(({ id, updatedAt }) => [id, updatedAt]));
  for (const [index, variant] of variants.entries()) {
    const updatedAt = stored.get(variant.id ?? "");
    const error = updatedAt === undefined ? undefined : checkUnchanged(variant, new Date(updatedAt));
    if (error) return { ...error, field: `variants.${index}` };
  }
  return undefined;
}

function checkOptions(product: Stored, variants: readonly GivenVariant[]): FieldError | undefined {
  const existing = new Map(product.variants.map(({ id, key }) => [key, id]));
  const given = variants.map(({ id, sku, options }) => ({ id: id ?? existing.get(sku.trim().toLowerCase()), options }));
  const same = wrongOptions(given, product.variants);
  return same && { ...same.error, field: `variants.${same.index}.options` };
}

function checkPrices(product: Stored, variants: readonly GivenVariant[]): FieldError | undefined {
  const minor = (stored: number | null | undefined) => (stored == null ? null : BigInt(stored));
  for (const [index, variant] of variants.entries()) {
    const key = variant.sku.trim().toLowerCase();
    const stored = product.variants.find((own) => (variant.id === undefined ? own.key === key : own.id === variant.id));
    const before = { price_minor: minor(stored?.price), compare_at_minor: minor(stored?.compareAt) };
    const error = checkCompareAt(variant, `variants.${index}.`, before);
    if (error) return error;
  }
  return undefined;
}

/** Names of a patch that are columns of the product itself. */
const COLUMN_OF = {
  title: "title",
  descriptionHtml: "description_html",
  shortDescriptionHtml: "short_description_html",
  kind: "kind",
  brand: "brand",
  sku: "sku",
  active: "active",
  attributes: "attributes",
  costMinor: "cost_minor",
  weightGrams: "weight_grams",
  dimensions: "dimensions",
  taxClass: "tax_class",
  hsn: "hsn",
  gstRate: "gst_rate",
  originCountry: "origin_country",
} satisfies Readonly<Record<keyof ProductFields, string>>;

async function writeFields(tx: Tx, changes: readonly ProductChange[], now: Date): Promise<void> {
  const rows = changes.map(({ id, patch }) => ({
    ...productRow(id, { ...patch, title: patch.title ?? "" }),
    given: Object.entries(COLUMN_OF).flatMap(([name, column]) =>
      name in patch && patch[name as keyof ProductPatch] !== undefined ? [column] : [],
    ),
  }));
  const sets = PRODUCT_COLUMNS.split(", ").map(
    (column) => `${column} = case when '${column}' = any(r.given) then r.${column} else p.${column} end`,
  );
  await tx.run(
    `update product p set ${sets.join(", ")}, updated_at = $2
     from jsonb_to_recordset($1::jsonb) as ${PRODUCT_RECORD.replace(/\)$/, ", given text[])")}
     where p.organization_id = argosy.tenant() and p.id = r.id`,
    [jsonParameter(rows), now],
  );
}

async function writeVariants(
  tx: Tx,
  changes: readonly ProductChange[],
  how: { readonly stored: ReadonlyMap<string, Stored>; readonly now: Date },
): Promise<void> {
  const fresh: PlacedVariant[] = [];
  const retained: PlacedVariant[] = [];
  for (const { id: productId, patch } of changes) {
    if (patch.variants === undefined) continue;
    const before = how.stored.get(productId)?.variants ?? [];
    const existing = existingIds(before, patch.variants);
    const locationOf = locationsOf(before, existing);
    for (const [at, variant] of patch.variants.entries()) {
      const placed = { id: existing[at] ?? newId(how.now), productId, position: locationOf(at), variant };
      (existing[at] ? retained : fresh).push(placed);
    }
  }
  await replaceVariants(tx, retained, how.now);
  await insertVariants(tx, fresh, how.now);
  await autoMatch(tx, { variantIds: [...fresh, ...retained].map((each) => each.id), now: how.now });
}

/** Which of the product's variants each given one is, by its id, else by its SKU; undefined for a new one. */
function existingIds(before: Stored["variants"], given: readonly GivenVariant[]): readonly (string | undefined)[] {
  const byKey = new Map(before.map(({ key, id }) => [key, id]));
  const claimed = new Set(given.flatMap(({ id }) => id ?? []));
  return given.map(({ id, sku }) => {
    const bySku = byKey.get(sku.trim().toLowerCase());
    return id ?? (bySku !== undefined && !claimed.has(bySku) ? bySku : undefined);
  });
}

/** In the order given where all are named; otherwise each keeps its place, and new ones come behind them. */
function locationsOf(before: Stored["variants"], existing: readonly (string | undefined)[]): (at: number) => number {
  const positions = new Map(before.map(({ id, position }) => [id, position]));
  if (before.every(({ id }) => existing.includes(id))) return (at) => at;
  const next = 1 + Math.max(-1, ...positions.values());
  return (at) => positions.get(existing[at] ?? "") ?? next + at;
}

async function replaceVariants(tx: Tx, placed: readonly PlacedVariant[], now: Date): Promise<void> {
  if (placed.length === 0) return;
  // Two variants may swap their SKUs: the unique index is asked row by row, so they first step aside.
  const ids = placed.map((each) => each.id);
  const before = await storedVariants(tx, ids);
  const rows = jsonParameter(
    placed.flatMap(({ id, position, variant }: PlacedVariant & { variant: GivenVariant }) => {
      const { id: _, ifUpdatedAt: __, ...patch } = variant;
      const stored = before.get(id);
      return stored ? [{ ...patched(stored, patch), position }] : [];
    }),
  );
  await tx.run(
    `update variant v set sku = '~' || v.id::text from jsonb_to_recordset($2::jsonb) as r(id uuid, sku text)
     where v.organization_id = argosy.tenant() and v.id = any($1) and r.id = v.id and lower(r.sku) <> v.sku_key`,
    [ids, rows],
  );
  await tx.run(
    `update variant v set ${VARIANT_SET}, updated_at = $2 from jsonb_to_recordset($1::jsonb) as ${VARIANT_RECORD}
     where v.organization_id = argosy.tenant() and v.id = r.id`,
    [rows, now],
  );
}

async function writeParts(tx: Tx, changes: readonly ProductChange[]): Promise<void> {
  const withImages = changes.filter((change) => change.patch.images !== undefined);
  if (withImages.length > 0) {
    const ids = withImages.map((change) => change.id);
    await tx.run("delete from image where organization_id = argosy.tenant() and product_id = any($1)", [ids]);
    const after = await storedProducts(tx, ids);
    const rows = withImages.flatMap(({ id, patch }) =>
      imageRows(
        id,
        patch.images ?? [],
        new Map((after.get(id)?.variants ?? []).map((variant) => [variant.key, variant.id])),
      ),
    );
    await insertImages(tx, rows);
  }
  const withCategories = changes.filter((change) => change.patch.categoryIds !== undefined);
  if (withCategories.length === 0) return;
  await tx.run("delete from product_category where organization_id = argosy.tenant() and product_id = any($1)", [
    withCategories.map((change) => change.id),
  ]);
  await insertCategories(
    tx,
    withCategories.flatMap(({ id, patch }) => (patch.categoryIds ?? []).map((categoryId) => ({ id, categoryId }))),
  );
}
