import { isUuid } from "../../commerce/ids.ts";
import { message } from "../../commerce/message.ts";
import { newId } from "../../commerce/new-id.ts";
import type { Tx } from "../../db/database.ts";
import type { FieldError } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { endImagesOf } from "../images/images.ts";
import { jsonParameter } from "../json-column.ts";
import {
  type DeletedOnChannels,
  type DeletedProductOnChannels,
  letGo,
  takeOffChannels,
} from "../listings/end-removals.ts";
import { autoMatch } from "../listings/matching.ts";
import { notePaceChanged } from "../outdated-pace.ts";
import { checkCompareAt, checkUnchanged, checkVariant, duplicateSku, MAX_VARIANTS, tooManyVariants } from "./check.ts";
import { insertVariants, notifyProducts, refusal, requireFew } from "./create.ts";
import type { ItemOutcome, Unless, VariantFields, VariantPatch } from "./input.ts";
import { storedOptions, type VariantOptions, wrongOptions } from "./option-values.ts";
import { type PlacedVariant, VARIANT_RECORD, variantRow } from "./rows.ts";
import { lockSkus, type SkuOwner, skuOwners } from "./skus.ts";

/** Every column of a variant from the record `r`; a currency left open stays. */
export const VARIANT_SET = `position = r.position, sku = r.sku, barcode = r.barcode, title = r.title, options = r.options,
  currency = coalesce(r.currency, v.currency), price_minor = r.price_minor, compare_at_minor = r.compare_at_minor, cost_minor = r.cost_minor,
  weight_grams = r.weight_grams, dimensions = r.dimensions, gift_card = r.gift_card, active = r.active, attributes = r.attributes,
  counted = coalesce(r.stock_counted, v.counted), counted_set = r.stock_counted is not null`;

export interface AddedVariant {
  readonly productId: string;
  readonly variant: VariantFields;
}

/** Adds a variant to a product; answers its id. Throws HubError naming the field. */
export async function addVariant(
  tx: Tx,
  input: AddedVariant & { readonly now: Date; readonly isAsSold?: boolean | undefined },
): Promise<string> {
  const [outcome] = await addVariants(tx, { items: [input], now: input.now, isAsSold: input.isAsSold });
  if (!outcome?.ok) throw refusal(outcome?.error);
  return outcome.id;
}

/** Adds up to 1,000 variants behind those their products have, set-based; one that breaks a rule is left out and said so. */
export async function addVariants(
  tx: Tx,
  input: {
    readonly items: readonly AddedVariant[];
    readonly now: Date;
    /** As a channel has them: option values it has twice, or a compare-at price below the price, are taken as they are. */
    readonly isAsSold?: boolean | undefined;
  },
): Promise<ItemOutcome[]> {
  requireFew(input.items.length);
  if (input.items.length === 0) return [];
  await lockSkus(tx);
  await lockProducts(
    tx,
    input.items.map(({ productId }) => productId),
  );
  const products = await roomOf(tx, input.items);
  const owners = await skuOwners(
    tx,
    input.items.map(({ variant }) => variant.sku),
  );
  const ids = input.items.map(({ productId }) => productId).filter(isUuid);
  const options = new Map(input.isAsSold ? [] : await storedOptions(tx, ids));
  const claimed = new Set<string>();
  const placed: PlacedVariant[] = [];
  const outcomes = input.items.map(({ productId, variant }, index): ItemOutcome => {
    const product = products.get(productId);
    if (!product)
      return { index, ok: false, error: { code: "PRODUCT_NOT_FOUND", message: "There is no such product." } };
    const key = variant.sku.trim().toLowerCase();
    const before = options.get(productId) ?? [];
    const error =
      checkVariant(variant) ??
      (input.isAsSold
        ? undefined
        : (optionsError([{ options: variant.options }], before) ?? checkCompareAt(variant))) ??
      ownerError(variant.sku, owners, null) ??
      (claimed.has(key) ? duplicateSku(variant.sku, "sku", "same call") : undefined) ??
      (product.count >= MAX_VARIANTS ? tooManyVariants("sku") : undefined);
    if (error) return { index, ok: false, error };
    claimed.add(key);
    product.count++;
    const id = newId(input.now);
    placed.push({ id, productId, position: product.next++, variant });
    options.set(productId, [...before, { id, options: variant.options }]);
    return { index, ok: true, id };
  });
  await insertVariants(tx, placed, input.now);
  await autoMatch(tx, { variantIds: placed.map(({ id }) => id), now: input.now });
  await notifyProducts(tx, "updated", [...new Set(placed.map(({ productId }) => productId))]);
  return outcomes;
}

function optionsError(
  given: readonly VariantOptions[],
  stored: readonly Required<VariantOptions>[],
): FieldError | undefined {
  const same = wrongOptions(given, stored);
  return same && { ...same.error, field: "options" };
}

async function roomOf(tx: Tx, items: readonly AddedVariant[]) {
  const rows = await tx.rows<{ id: string; count: number; next: number }>(
    `select p.id, count(v.id)::int as count, (coalesce(max(v.position), -1) + 1)::int as next
     from product p
     left join variant v on v.organization_id = p.organization_id and v.product_id = p.id and v.deleted_at is null
     where p.organization_id = argosy.tenant() and p.id = any($1) and p.deleted_at is null group by p.id`,
    [items.map((item) => item.productId).filter(isUuid)],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

function ownerError(sku: string, owners: ReadonlyMap<string, SkuOwner>, self: string | null): FieldError | undefined {
  const owner = owners.get(sku.trim().toLowerCase());
  return owner && owner.variantId !== self ? duplicateSku(sku, "sku", owner) : undefined;
}

export interface VariantChange extends Unless {
  readonly id: string;
  readonly patch: VariantPatch;
}

/** Changes what the patch names. Throws HubError naming the field. */
export async function updateVariant(tx: Tx, input: VariantChange & { readonly now: Date }): Promise<void> {
  const [outcome] = await updateVariants(tx, { changes: [input], now: input.now });
  if (!outcome?.ok) throw refusal(outcome?.error);
}

type StoredVariant = ReturnType<typeof variantRow> & { readonly updated_at: Date };

/** Changes up to 1,000 variants, set-based; one that breaks a rule stays as it was and is said so. */
export async function updateVariants(
  tx: Tx,
  input: {
    readonly changes: readonly VariantChange[];
    readonly now: Date;
    /** As a channel has them: a compare-at price below the price is taken as it is. */
    readonly isAsSold?: boolean | undefined;
  },
): Promise<ItemOutcome[]> {
  requireFew(input.changes.length);
  await lockSkus(tx);
  const stored = await storedVariants(
    tx,
    input.changes.map((change) => change.id),
  );
  const owners = await skuOwners(
    tx,
    input.changes.flatMap((change) => change.patch.sku ?? []),
  );
  const renamed = [...stored.values()].filter(({ id }) =>
    input.changes.some((one) => one.id === id && one.patch.options),
  );
  const options = new Map(
    await storedOptions(
      tx,
      renamed.map((row) => row.product_id),
    ),
  );
  const claimed = new Map<string, string>();
  const good = new Map<string, StoredVariant>();
  const outcomes = input.changes.map(({ id, patch, ifUpdatedAt }, index): ItemOutcome => {
    const before = good.get(id) ?? stored.get(id);
    if (!before)
      return { index, ok: false, error: { code: "VARIANT_NOT_FOUND", message: "There is no such variant." } };
    const siblings = options.get(before.product_id) ?? [];
    const key = patch.sku?.trim().toLowerCase();
    const other = key === undefined ? undefined : claimed.get(key);
    const error =
      checkUnchanged({ ifUpdatedAt }, before.updated_at) ??
      checkVariant(patch) ??
      (input.isAsSold ? undefined : checkCompareAt(patch, "", before)) ??
      (patch.options === undefined ? undefined : optionsError([{ id, options: patch.options }], siblings)) ??
      (patch.sku === undefined ? undefined : ownerError(patch.sku, owners, id)) ??
      (other !== undefined && other !== id ? duplicateSku(patch.sku ?? "", "sku", "same call") : undefined);
    if (error) return { index, ok: false, error };
    if (key !== undefined) claimed.set(key, id);
    if (patch.options !== undefined)
      options.set(before.product_id, [...siblings.filter((one) => one.id !== id), { id, options: patch.options }]);
    good.set(id, patched(before, patch));
    return { index, ok: true, id };
  });
  await tx.run(
    `update variant v set ${VARIANT_SET}, updated_at = $2 from jsonb_to_recordset($1::jsonb) as ${VARIANT_RECORD}
     where v.organization_id = argosy.tenant() and v.id = r.id`,
    [jsonParameter([...good.values()]), input.now],
  );
  const recoded = input.changes.filter(({ id, patch }) => good.has(id) && (patch.sku ?? patch.barcode) != null);
  await autoMatch(tx, { variantIds: recoded.map((change) => change.id), now: input.now });
  await notifyProducts(tx, "updated", [...new Set([...good.values()].map((row) => row.product_id))]);
  return outcomes;
}

/** Variants as they are stored, locked. */
export async function storedVariants(tx: Tx, ids: readonly string[]): Promise<Map<string, StoredVariant>> {
  const rows = await tx.rows<StoredVariant>(
    `select id, product_id, position, sku, barcode, title, options, currency, price_minor, compare_at_minor, cost_minor,
       weight_grams, dimensions, gift_card, active, case when counted_set then counted end as stock_counted, attributes,
       updated_at
     from variant
     where organization_id = argosy.tenant() and id = any($1) and deleted_at is null
     order by id
     for update`,
    [ids.filter(isUuid)],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** A stored variant with what a patch names. */
export function patched(before: StoredVariant, patch: VariantPatch): StoredVariant {
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  const row = variantRow({
    id: before.id,
    productId: before.product_id,
    position: before.position,
    variant: {
      sku: before.sku,
      barcode: before.barcode,
      title: before.title,
      options: before.options,
      currency: before.currency ?? undefined,
      priceMinor: before.price_minor,
      compareAtMinor: before.compare_at_minor,
      costMinor: before.cost_minor,
      weightGrams: before.weight_grams,
      dimensions: before.dimensions,
      giftCard: before.gift_card,
      active: before.active,
      stockCounted: before.stock_counted,
      attributes: before.attributes,
      ...given,
    },
  });
  return { ...row, updated_at: before.updated_at };
}

/**
 * Deletes a variant softly: its history stays, channel items linked to it show none, then become unlinked. Throws HubError
 * VARIANT_LAST for a product's only variant, VARIANT_IN_BUNDLE for a component.
 */
export async function deleteVariant(
  tx: Tx,
  input: { readonly id: string; readonly onChannels?: DeletedOnChannels | undefined; readonly now: Date },
): Promise<void> {
  // The product's lock first, as when it is changed: two deletions at once must not each count the other's variant.
  await tx.run(
    `select 1 from product where organization_id = argosy.tenant()
       and id = (select product_id from variant where organization_id = argosy.tenant() and id = $1) for update`,
    [input.id],
  );
  const row = await tx.maybe<{ product_id: string; siblings: number }>(
    `select v.product_id,
       (select count(*)::int from variant o where o.organization_id = v.organization_id and o.product_id = v.product_id
       and o.deleted_at is null) as siblings
     from variant v where v.organization_id = argosy.tenant() and v.id = $1 and v.deleted_at is null for update`,
    [input.id],
  );
  if (!row) throw refusal({ code: "VARIANT_NOT_FOUND", message: "There is no such variant." });
  if (row.siblings <= 1)
    throw new HubError("VARIANT_LAST", "conflict", "This is the product's only variant; delete the product instead.");
  await deleteVariantRows(tx, { ids: [input.id], onChannels: input.onChannels ?? "zero", now: input.now });
  await notifyProducts(tx, "updated", [row.product_id]);
}

/** Marks variants deleted and lets go of their channel items. Throws HubError VARIANT_IN_BUNDLE. */
async function deleteVariantRows(
  tx: Tx,
  {
    ids,
    onChannels,
    now,
  }: { readonly ids: readonly string[]; readonly onChannels: DeletedOnChannels; readonly now: Date },
): Promise<void> {
  if (ids.length === 0) return;
  const bundle = await tx.maybe<{ sku: string; bundle: string }>(
    `select c.sku, b.sku as bundle from bundle_item i
     join variant c on c.organization_id = i.organization_id and c.id = i.component_variant_id
     join variant b on b.organization_id = i.organization_id and b.id = i.bundle_variant_id and b.deleted_at is null
       and b.id <> all($1)
     where i.organization_id = argosy.tenant() and i.component_variant_id = any($1) limit 1`,
    [ids],
  );
  if (bundle)
    throw new HubError(
      "VARIANT_IN_BUNDLE",
      "conflict",
      message("refused.variantInBundle", { sku: bundle.sku, bundle: bundle.bundle }),
    );
  await tx.run(
    "update variant set deleted_at = $2, updated_at = $2 where organization_id = argosy.tenant() and id = any($1)",
    [ids, now],
  );
  await tx.run("delete from bundle_item where organization_id = argosy.tenant() and bundle_variant_id = any($1)", [
    ids,
  ]);
  await notePaceChanged(tx);
  await letGo(tx, { variantIds: ids, onChannels });
  await tx.run(
    `update listing set state = 'unmapped', suggested_variant_id = null, match_method = null, confidence = null
     where organization_id = argosy.tenant() and suggested_variant_id = any($1) and state = 'suggested'`,
    [ids],
  );
}

/** Locks products that are not deleted against being deleted, and against being given variants; answers their ids. */
async function lockProducts(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(
    `select id
     from product
     where organization_id = argosy.tenant() and id = any($1) and deleted_at is null
     order by id
     for update`,
    [ids.filter(isUuid)],
  );
  return rows.map(({ id }) => id);
}

/** Deletes products and their variants softly; answers per product. Order history and stock history stay. */
export async function deleteProducts(
  tx: Tx,
  input: {
    readonly ids: readonly string[];
    /** Absent: zero. */
    readonly onChannels?: DeletedProductOnChannels | undefined;
    readonly now: Date;
  },
): Promise<ItemOutcome[]> {
  requireFew(input.ids.length);
  const ids = await lockProducts(tx, input.ids);
  // Read once they are locked: another call may just have added one.
  const variants = await tx.rows<{ id: string }>(
    `select id
     from variant
     where organization_id = argosy.tenant() and product_id = any($1) and deleted_at is null
     order by id`,
    [ids],
  );
  await deleteVariantRows(tx, {
    ids: variants.map(({ id }) => id),
    onChannels: input.onChannels === "leave" ? "leave" : "zero",
    now: input.now,
  });
  await tx.run(
    "update product set deleted_at = $2, updated_at = $2 where organization_id = argosy.tenant() and id = any($1)",
    [ids, input.now],
  );
  await endImagesOf(tx, ids, input.now);
  if (input.onChannels === "unpublish") await takeOffChannels(tx, ids, input.now);
  await notifyProducts(tx, "deleted", ids);
  const done = new Set(ids);
  return input.ids.map((id, index) =>
    done.has(id)
      ? { index, ok: true, id }
      : { index, ok: false, error: { code: "PRODUCT_NOT_FOUND", message: "There is no such product." } },
  );
}
