/** Compares rows with the catalog and says what each would do. Writes nothing, so a check and an import share it. */

import { isUuid } from "../../commerce/ids.ts";
import { message } from "../../commerce/message.ts";
import type { FieldError } from "../answer-schemas.ts";
import type { CategoryPath } from "../catalog/category-paths.ts";
import { checkCompareAt, checkImages, checkProduct, checkVariant } from "../catalog/check.ts";
import type { ImageInput, ProductFields, VariantFields, VariantPatch } from "../catalog/input.ts";
import { wrongOptions } from "../catalog/option-values.ts";
import type { StoredProduct } from "../catalog/stored.ts";
import { type Draft, isRefused, issueOf, rowError } from "./draft.ts";
import {
  areSameCategories,
  areSameImages,
  attributesAfter,
  imagesAfter,
  productChanges,
  productInput,
} from "./product-fields.ts";
import { columnOf, type RowShape } from "./row.ts";
import { inheritOptionNames, variantChanges, variantInput } from "./variant-fields.ts";
import type { ExistingVariant, Group, Met, World } from "./world.ts";

export type Outcome = "create" | "update" | "unchanged" | "refused" | "skipped";

interface Placed {
  readonly draft: Draft;
  readonly stored: ExistingVariant | undefined;
}

/** What a group of rows comes to. */
export interface GroupPlan {
  readonly group: Group;
  /** Null: to be made. Absent where the rows do nothing. */
  readonly product: StoredProduct | null;
  /** In a check: made by earlier rows of the file, so not there to be looked at. */
  readonly isMadeBefore: boolean;
  readonly fields: Partial<ProductFields>;
  readonly images: readonly ImageInput[] | undefined;
  readonly categories: readonly CategoryPath[] | undefined;
  readonly added: readonly { readonly draft: Draft; readonly variant: VariantFields }[];
  readonly changed: readonly { readonly draft: Draft; readonly id: string; readonly patch: VariantPatch }[];
  readonly stock: readonly {
    readonly draft: Draft;
    readonly variantId: string | null;
    readonly locationId: string;
    readonly units: number;
  }[];
  /** A product's own row that waits for the rows of its variants. */
  readonly waiting: Draft | null;
  readonly outcomes: Map<Draft, Outcome>;
}

export interface Understanding {
  readonly shape: RowShape;
  readonly world: World;
}

/** The key by which rows belong to one product; null for a row by itself. */
export function groupKey(draft: Draft): string | null {
  if (draft.handle !== undefined) return `h:${draft.handle}`;
  if (draft.parentRow !== undefined) return `i:${draft.parentRow}`;
  if (draft.parentSku !== undefined) return `p:${draft.parentSku.toLowerCase()}`;
  if (draft.kind !== "product") return null;
  if (draft.sku !== undefined) return `p:${draft.sku.toLowerCase()}`;
  return draft.rowId === undefined ? null : `i:${draft.rowId}`;
}

export function planGroup(group: Group, how: Understanding): GroupPlan {
  const met = group.key === null ? undefined : how.world.met.get(group.key);
  const rows = met?.draft ? [met.draft, ...group.drafts] : group.drafts;
  inheritOptionNames(rows);
  for (const draft of group.drafts) checkIdentity(draft, group, how.world);
  const good = rows.filter((draft) => !isRefused(draft));
  const variants = good
    .filter(isVariantRow)
    .map((draft): Placed => ({ draft, stored: how.world.variants.get((draft.sku ?? "").toLowerCase()) }));
  const product = productOf(group, variants, how.world);
  const plan = emptyPlan(group, product, met);
  for (const placed of variants) planVariant(placed, plan, how);
  refuseSameOptions(plan, how);
  const exists = product !== null || plan.isMadeBefore;
  if (!exists && variants.length === 0) return waitOrRefuse(plan, good, how);
  return planProduct(plan, { good, isKnown: exists, isContinued: met !== undefined && !met.draft }, how);
}

type Building = {
  -readonly [Key in keyof GroupPlan]: GroupPlan[Key] extends readonly (infer Item)[] ? Item[] : GroupPlan[Key];
};

function emptyPlan(group: Group, product: StoredProduct | null, met: Met | undefined): Building {
  return {
    group,
    product,
    isMadeBefore: product === null && met !== undefined && !met.draft,
    fields: {},
    images: undefined,
    categories: undefined,
    added: [],
    changed: [],
    stock: [],
    waiting: null,
    outcomes: new Map(group.drafts.map((draft) => [draft, "unchanged"])),
  };
}

function isVariantRow(draft: Draft): boolean {
  return draft.kind !== "product" && draft.sku !== undefined;
}

function checkIdentity(draft: Draft, group: Group, world: World): void {
  const first = world.repeats.get(draft.row);
  if (first !== undefined && draft.sku !== undefined)
    draft.issues.push(
      rowError("ROW_SKU_TWICE", message("row.skuTwice", { sku: draft.sku, row: first }), { value: draft.sku }),
    );
  if (draft.sku !== undefined || isRefused(draft)) return;
  const isNamed = draft.kind === "product" && draft.rowId !== undefined;
  const isPlain = !draft.hasVariant && (draft.kind === "product" || draft.stock.length === 0);
  const isPart = group.key !== null && (isPlain || isNamed);
  if (!isPart)
    draft.issues.push(rowError("ROW_SKU_MISSING", "The row has no SKU. Rows are recognised by it: fill the column."));
}

/** The product the rows belong to: met earlier in the file, that of a variant, of the parent's SKU, or of the id. */
function productOf(group: Group, variants: readonly Placed[], world: World): StoredProduct | null {
  const { key } = group;
  const met = key === null ? undefined : world.met.get(key)?.productId;
  const own = variants.find(({ stored }) => stored)?.stored?.product_id;
  const parent = key?.startsWith("p:") ? world.bySku.get(key.slice(2)) : undefined;
  const id = key?.startsWith("h:") && isUuid(key.slice(2)) ? key.slice(2) : undefined;
  return (
    [met, own, parent, id].map((each) => world.products.get(each ?? "")).find((each) => each !== undefined) ?? null
  );
}

function planVariant({ draft, stored }: Placed, plan: Building, { shape, world }: Understanding): void {
  const { mode } = shape.options;
  if (stored && stored.product_id !== plan.product?.id) {
    const { sku, product_title: title } = stored;
    draft.issues.push(rowError("ROW_SKU_ELSEWHERE", message("row.skuElsewhere", { sku, title }), { value: sku }));
    return;
  }
  if ((mode === "create" && stored) || (mode === "update" && !stored)) {
    plan.outcomes.set(draft, "skipped");
    return;
  }
  const input = variantInput(draft, shape, { stored, currency: world.currency });
  const patch = stored && variantChanges(input, stored);
  const error = checkVariant({ ...input, sku: draft.sku ?? "" }) ?? checkCompareAt(patch ?? input, "", stored);
  if (error) draft.issues.push(issueOf(error, columnOf(shape, error.field)));
  const stock = stockOf(draft, stored, world);
  if (isRefused(draft)) return;
  if (!stored || !patch) {
    plan.added.push({ draft, variant: { ...input, sku: draft.sku ?? "" } });
    plan.outcomes.set(draft, "create");
  } else {
    const hasChange = Object.keys(patch).length > 0;
    if (hasChange) plan.changed.push({ draft, id: stored.id, patch });
    if (hasChange || stock.length > 0) plan.outcomes.set(draft, "update");
  }
  plan.stock.push(...stock);
}

/** Of rows that name the same option values, or other options, the first is taken. */
function refuseSameOptions(plan: Building, { shape, world }: Understanding): void {
  const given = [
    ...plan.added.map(({ draft, variant: { options } }) => ({ draft, id: undefined, options })),
    ...plan.changed.map(({ draft, id, patch: { options } }) => ({ draft, id, options })),
  ];
  const stored = world.options.get(plan.product?.id ?? "");
  for (let left = given; ; ) {
    const same = wrongOptions(left, stored);
    if (!same) break;
    left[same.index]?.draft.issues.push(issueOf(same.error, columnOf(shape, "options")));
    left = left.filter((_, index) => index !== same.index);
  }
  plan.added = plan.added.filter(({ draft }) => !isRefused(draft));
  plan.changed = plan.changed.filter(({ draft }) => !isRefused(draft));
}

function stockOf(draft: Draft, stored: ExistingVariant | undefined, world: World): GroupPlan["stock"] {
  return draft.stock.flatMap(({ location, units }) => {
    const locationId = world.locations.get(location);
    if (locationId === undefined) {
      draft.issues.push(rowError("ROW_LOCATION", message("row.location", { code: location })));
      return [];
    }
    const before = stored ? onHandOf(stored.id, locationId, world) : 0;
    if (units === before) return [];
    if (units < 0) {
      draft.issues.push(rowError("ROW_STOCK", "Stock on hand cannot be set below zero.", { value: String(units) }));
      return [];
    }
    return [{ draft, variantId: stored?.id ?? null, locationId, units }];
  });
}

/** None is news of an item whose channels wait for its first number. */
function onHandOf(variantId: string, locationId: string, { onHand, awaited }: World): number | undefined {
  const units = onHand.get(`${variantId}|${locationId}`) ?? 0;
  return units === 0 && awaited.has(variantId) ? undefined : units;
}

/** A product's own row waits for its variants; a picture or a text of no product is refused. */
function waitOrRefuse(plan: Building, good: readonly Draft[], { shape }: Understanding): GroupPlan {
  const own = good.find((draft) => draft.kind === "product");
  for (const draft of good) {
    if (shape.options.mode === "update") plan.outcomes.set(draft, "skipped");
    else if (own) plan.outcomes.set(draft, "create");
    else if (plan.outcomes.has(draft))
      draft.issues.push(
        rowError(
          "ROW_NO_PRODUCT",
          "The row belongs to no product: none of the rows before it with this handle has been taken.",
        ),
      );
  }
  return own && shape.options.mode !== "update" ? { ...plan, waiting: own } : plan;
}

interface Rows {
  readonly good: readonly Draft[];
  /** The product exists, or earlier rows make it. */
  readonly isKnown: boolean;
  readonly isContinued: boolean;
}

function planProduct(plan: Building, rows: Rows, how: Understanding): GroupPlan {
  const { shape, world } = how;
  const left = rows.good.filter((draft) => !isRefused(draft) && plan.outcomes.get(draft) !== "skipped");
  const mayChange = plan.product === null || shape.options.mode !== "create";
  const first = left[0];
  if (!first || (!rows.isKnown && plan.added.length === 0)) return settled(plan, rows, how);
  const stored = plan.product;
  // A variation's name and the like are its own, unless nothing else speaks of a product that is to be made.
  const own = left.filter((draft) => draft.kind !== "variation");
  const speaking = own.length > 0 || rows.isKnown ? own : left;
  const input = productInput(speaking, {
    shape,
    world,
    pictured: left,
    isContinued: rows.isContinued || own.length === 0,
  });
  const attributes = speaking.length > 0 ? attributesAfter(speaking, stored?.attributes ?? {}, shape) : undefined;
  const fields = withParent({ ...input.fields, ...(attributes && { attributes }) }, plan.group, first, stored);
  const images = imagesAfter(input.images, left, { images: stored?.images ?? [], isContinued: rows.isContinued });
  const error = wrong(rows.isKnown ? fields : { ...fields, title: fields.title ?? "" }, { images, input, plan });
  if (error) {
    const hasNoTitle = error.field === "title" && fields.title === undefined;
    const culprit = plan.group.drafts.find(isRefused);
    if (hasNoTitle && culprit) first.issues.push(productRefused(culprit));
    else
      first.issues.push(
        issueOf(hasNoTitle ? { ...error, said: message("row.noTitle") } : error, columnOf(shape, error.field)),
      );
    return settled(plan, rows, how);
  }
  if (!mayChange || plan.isMadeBefore) return settled(plan, rows, how);
  plan.fields = stored ? productChanges(fields, stored) : fields;
  plan.images = images && stored && areSameImages(images, stored.images) ? undefined : images;
  plan.categories =
    input.categories && stored && areSameCategories(input.categories, stored.categories, world.categories)
      ? undefined
      : input.categories;
  return settled(plan, rows, how);
}

/** Said of rows whose product was not made because of another row. */
export function productRefused(culprit: Draft) {
  return rowError("ROW_PRODUCT_REFUSED", message("row.productRefused", { row: culprit.row }));
}

function withParent(
  fields: Partial<ProductFields>,
  { key }: Group,
  first: Draft,
  stored: StoredProduct | null,
): Partial<ProductFields> {
  if (stored || fields.sku !== undefined || !key?.startsWith("p:")) return fields;
  return { ...fields, sku: first.kind === "product" ? first.sku : first.parentSku };
}

function wrong(
  fields: Partial<ProductFields>,
  more: {
    readonly images: readonly ImageInput[] | undefined;
    readonly input: { readonly categories: readonly CategoryPath[] | undefined };
    readonly plan: Building;
  },
): FieldError | undefined {
  const deep = more.input.categories?.find((path) => path.length === 0 || path.some((name) => name.length > 255));
  if (deep) return { code: "CATEGORY_NAME", field: "category", message: "A category's name has 1 to 255 characters." };
  return checkProduct(fields) ?? checkImages(more.images);
}

/** Gives every row its outcome, now that it is known what becomes of the product. */
function settled(plan: Building, rows: Rows, { shape }: Understanding): GroupPlan {
  const first = rows.good.find((draft) => !isRefused(draft));
  const culprit = plan.group.drafts.find(isRefused) ?? rows.good.find(isRefused);
  const isMissing = !rows.isKnown && rows.good.some((draft) => isRefused(draft)) && !plan.fields.title;
  if (isMissing && culprit && shape.options.mode !== "update") {
    for (const draft of plan.group.drafts)
      if (!isRefused(draft) && plan.outcomes.get(draft) !== "skipped") draft.issues.push(productRefused(culprit));
  }
  const isNew = !rows.isKnown && !isMissing;
  const hasChange = Object.keys(plan.fields).length > 0 || plan.images !== undefined || plan.categories !== undefined;
  if (hasChange && !isNew && first && plan.outcomes.get(first) === "unchanged") plan.outcomes.set(first, "update");
  for (const draft of plan.group.drafts) {
    if (isNew && plan.outcomes.get(draft) === "unchanged")
      plan.outcomes.set(draft, plan.added.length > 0 ? "create" : "skipped");
    if (isRefused(draft)) plan.outcomes.set(draft, "refused");
  }
  plan.added = plan.added.filter(({ draft }) => !isRefused(draft));
  plan.changed = plan.changed.filter(({ draft }) => !isRefused(draft));
  plan.stock = plan.stock.filter(({ draft }) => !isRefused(draft));
  return plan;
}
