import { isUuid } from "../../commerce/ids.ts";
import { STORED_IMAGE_END } from "../../commerce/image-address.ts";
import { newId } from "../../commerce/new-id.ts";
import type { Tx } from "../../db/database.ts";
import type { FieldError } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { announceAll, notifyEndpoints } from "../events.ts";
import { jsonParameter } from "../json-column.ts";
import { autoMatch } from "../listings/matching.ts";
import { checkCompareAt, checkImages, checkProduct, checkVariants, duplicateSku } from "./check.ts";
import type { ItemOutcome, NewProduct, VariantFields } from "./input.ts";
import { wrongOptions } from "./option-values.ts";
import {
  imageRows,
  type PlacedVariant,
  PRODUCT_COLUMNS,
  PRODUCT_RECORD,
  productRow,
  VARIANT_RECORD,
  variantRow,
} from "./rows.ts";
import { lockSkus, skuOwners } from "./skus.ts";

export const MAX_BULK = 1_000;

export interface CreateInput {
  readonly products: readonly NewProduct[];
  readonly now: Date;
  /** False leaves channel items that wait for the new SKUs unlinked; default true. */
  readonly match?: boolean | undefined;
  /** As a channel has them: option values it has twice, or a compare-at price below the price, are taken as they are. */
  readonly isAsSold?: boolean | undefined;
}

/** A created product's ids, variants in the order given. */
export interface CreatedProduct {
  readonly id: string;
  readonly variantIds: readonly string[];
}

export type CreateOutcome =
  | Exclude<ItemOutcome, { ok: true }>
  | (CreatedProduct & { readonly index: number; readonly ok: true });

/** Creates one product with its variants. Throws HubError naming the field. */
export async function createProduct(
  tx: Tx,
  input: { readonly product: NewProduct; readonly now: Date },
): Promise<CreatedProduct> {
  const [outcome] = await createProducts(tx, { products: [input.product], now: input.now });
  if (!outcome?.ok) throw refusal(outcome?.error);
  return { id: outcome.id, variantIds: outcome.variantIds };
}

export function refusal(error: FieldError | undefined): HubError {
  if (!error) return new HubError("PRODUCT_INVALID", "validation", "Nothing was given.");
  const kind = error.code.endsWith("_NOT_FOUND")
    ? "not_found"
    : /_(?:TAKEN|CHANGED)$/.test(error.code)
      ? "conflict"
      : "validation";
  return new HubError(error.code, kind, error.said ?? error.message, error.field);
}

/** Creates up to 1,000 products, set-based; one that breaks a rule is left out and said so, the others are made. */
export async function createProducts(tx: Tx, input: CreateInput): Promise<CreateOutcome[]> {
  requireFew(input.products.length);
  await lockSkus(tx);
  const inputs = input.products.map((product, index) => ({ index, product, variants: variantsOf(product) }));
  const owners = await skuOwners(
    tx,
    inputs.flatMap((one) => one.variants.map((variant) => variant.sku)),
  );
  const categories = await existingCategories(
    tx,
    inputs.flatMap((one) => one.product.categoryIds ?? []),
  );
  const taken = new Map([...owners].map(([key, { title }]) => [key, title]));
  const outcomes: CreateOutcome[] = [];
  const made: (CreatedProduct & { readonly product: NewProduct; readonly placed: readonly PlacedVariant[] })[] = [];
  for (const { index, product, variants } of inputs) {
    const error =
      checkNew(product, variants, { taken, categories }) ?? (input.isAsSold ? undefined : checkOwn(variants));
    if (error) {
      outcomes.push({ index, ok: false, error });
      continue;
    }
    for (const variant of variants) taken.set(variant.sku.trim().toLowerCase(), product.title.trim());
    const id = newId(input.now);
    const placed = variants.map((variant, position) => ({ id: newId(input.now), productId: id, position, variant }));
    const variantIds = placed.map((each) => each.id);
    made.push({ id, variantIds, product, placed });
    outcomes.push({ index, ok: true, id, variantIds });
  }
  await insertProducts(tx, made, input.now);
  if (input.match ?? true) await autoMatch(tx, { variantIds: made.flatMap((each) => each.variantIds), now: input.now });
  return outcomes;
}

export function requireFew(count: number): void {
  if (count > MAX_BULK) throw new HubError("PRODUCT_TOO_MANY", "validation", `Send at most ${MAX_BULK} items at once.`);
}

function variantsOf(product: NewProduct): readonly VariantFields[] {
  if (product.variants !== undefined) return product.variants;
  return product.sku ? [{ sku: product.sku }] : [];
}

/** What a channel may sell otherwise. */
function checkOwn(variants: readonly VariantFields[]): FieldError | undefined {
  const wrong = wrongOptions(variants.map(({ options }) => ({ options })));
  if (wrong) return { ...wrong.error, field: `variants.${wrong.index}.options` };
  for (const [index, variant] of variants.entries()) {
    const error = checkCompareAt(variant, `variants.${index}.`);
    if (error) return error;
  }
  return undefined;
}

interface World {
  readonly taken: ReadonlyMap<string, string>;
  readonly categories: ReadonlySet<string>;
}

function checkNew(product: NewProduct, variants: readonly VariantFields[], world: World): FieldError | undefined {
  const error = checkProduct(product) ?? checkVariants(variants) ?? checkImages(product.images);
  if (error) return error;
  for (const [index, variant] of variants.entries()) {
    const title = world.taken.get(variant.sku.trim().toLowerCase());
    if (title !== undefined) return duplicateSku(variant.sku, `variants.${index}.sku`, { title });
  }
  return missingCategory(product.categoryIds ?? [], world.categories);
}

export function missingCategory(ids: readonly string[], existing: ReadonlySet<string>): FieldError | undefined {
  const missing = ids.findIndex((id) => !existing.has(id));
  if (missing < 0) return undefined;
  return { code: "CATEGORY_NOT_FOUND", field: `categoryIds.${missing}`, message: "There is no such category." };
}

export async function existingCategories(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tx.rows<{ id: string }>(
    "select id from category where organization_id = argosy.tenant() and id = any($1::uuid[])",
    [ids.filter(isUuid)],
  );
  return new Set(rows.map((row) => row.id));
}

interface Made extends CreatedProduct {
  readonly product: NewProduct;
  readonly placed: readonly PlacedVariant[];
}

async function insertProducts(tx: Tx, made: readonly Made[], now: Date): Promise<void> {
  if (made.length === 0) return;
  await tx.run(
    `insert into product (organization_id, id, ${PRODUCT_COLUMNS}, created_at, updated_at)
     select argosy.tenant(), id, ${PRODUCT_COLUMNS}, $2, $2 from jsonb_to_recordset($1::jsonb) as ${PRODUCT_RECORD}`,
    [jsonParameter(made.map(({ id, product }) => productRow(id, product))), now],
  );
  await insertVariants(
    tx,
    made.flatMap((each) => each.placed),
    now,
  );
  await insertImages(
    tx,
    made.flatMap(({ id, product, placed }) => imageRows(id, product.images ?? [], variantIndex(placed))),
  );
  await insertCategories(
    tx,
    made.flatMap(({ id, product }) => (product.categoryIds ?? []).map((categoryId) => ({ id, categoryId }))),
  );
  await notifyProducts(
    tx,
    "created",
    made.map(({ id }) => id),
  );
}

// More than this many events at once tell a browser no more than one.
const TELL_AT_MOST = 50;

/** Tells listeners about products: each by id, or that many changed. */
export async function notifyProducts(
  tx: Tx,
  verb: "created" | "updated" | "deleted",
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  const subjects = ids.map((id) => ({ id }));
  if (ids.length > TELL_AT_MOST) {
    await announceAll(tx, "products.changed", [{}]);
    await notifyEndpoints(tx, `product.${verb}`, subjects);
  } else await announceAll(tx, `product.${verb}`, subjects);
}

/** Variant ids by SKU in lower case. */
function variantIndex(placed: readonly PlacedVariant[]): Map<string, string> {
  return new Map(placed.map((each) => [each.variant.sku.trim().toLowerCase(), each.id]));
}

/** Writes new variants; a currency left open is the organization's. */
export async function insertVariants(tx: Tx, placed: readonly PlacedVariant[], now: Date): Promise<void> {
  if (placed.length === 0) return;
  await tx.run(
    `insert into variant (organization_id, id, product_id, position, sku, barcode, title, options, currency,
       price_minor, compare_at_minor, cost_minor, weight_grams, dimensions, gift_card, active, counted, counted_set,
       attributes, created_at, updated_at)
     select o.organization_id, r.id, r.product_id, r.position, r.sku, r.barcode, r.title, r.options,
       coalesce(r.currency, o.currency), r.price_minor, r.compare_at_minor, r.cost_minor, r.weight_grams, r.dimensions,
       r.gift_card, r.active, coalesce(r.stock_counted, true), r.stock_counted is not null, r.attributes, $2, $2
     from jsonb_to_recordset($1::jsonb) as ${VARIANT_RECORD}
     join organization o on o.organization_id = argosy.tenant() order by r.id`,
    [jsonParameter(placed.map(variantRow)), now],
  );
}

/** An image the hub keeps is named by its path, also where a channel or a file tells its whole address. */
export async function insertImages(tx: Tx, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(
    `insert into image (organization_id, product_id, variant_id, url, alt, position)
     select argosy.tenant(), product_id, variant_id, coalesce((select u.path from argosy.uploaded_image u
       where u.organization_id = argosy.tenant() and u.path = substring(r.url from $2)), url), alt, position
     from jsonb_to_recordset($1::jsonb) as r(product_id uuid, variant_id uuid, url text, alt text, position int)`,
    [jsonParameter(rows), STORED_IMAGE_END],
  );
}

export async function insertCategories(
  tx: Tx,
  rows: readonly { readonly id: string; readonly categoryId: string }[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(
    `insert into product_category (organization_id, product_id, category_id)
     select argosy.tenant(), p, c from unnest($1::uuid[], $2::uuid[]) as r(p, c) on conflict do nothing`,
    [rows.map((row) => row.id), rows.map((row) => row.categoryId)],
  );
}
