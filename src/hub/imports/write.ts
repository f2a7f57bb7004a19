/** Writes what a chunk's plans say, with the catalog's own functions: one statement a kind of change. */

import type { By } from "../../commerce/actor.ts";
import type { Tx } from "../../db/database.ts";
import type { FieldError } from "../answer-schemas.ts";
import { ensureCategoryPaths, pathKey } from "../catalog/category-paths.ts";
import { createProducts } from "../catalog/create.ts";
import { addVariants, updateVariants } from "../catalog/edit-variants.ts";
import type { NewProduct } from "../catalog/input.ts";
import { updateProducts } from "../catalog/update.ts";
import { setCostSource } from "../cost-source.ts";
import { setStock } from "../inventory/stock-changes.ts";
import { type Draft, issueOf } from "./draft.ts";
import { type GroupPlan, productRefused } from "./plan.ts";
import { columnOf, type RowShape } from "./row.ts";
import type { World } from "./world.ts";

export interface Writing extends By {
  readonly shape: RowShape;
  readonly world: World;
  /** Of the run; makes the causes of stock movements unique. */
  readonly runId: string;
}

/** Applies the plans. What the catalog refuses is noted on its rows. Answers the products by plan. */
export async function writePlans(tx: Tx, plans: readonly GroupPlan[], how: Writing): Promise<Map<GroupPlan, string>> {
  await setCostSource(tx, "import");
  const index = await ensureCategoryPaths(tx, {
    paths: plans.flatMap((plan) => plan.categories ?? []),
    index: how.world.categories,
    now: how.now,
  });
  const variantIds = new Map<Draft, string>();
  const products = await createNew(tx, plans, { ...how, index, variantIds });
  for (const plan of plans) if (plan.product) products.set(plan, plan.product.id);
  await addNew(tx, plans, { ...how, variantIds });
  await changeProducts(tx, plans, { ...how, index });
  await changeVariants(tx, plans, how);
  await setLevels(tx, plans, { ...how, variantIds });
  return products;
}

function refuse(plan: GroupPlan, draft: Draft, error: FieldError, shape: RowShape): void {
  draft.issues.push(issueOf(error, columnOf(shape, error.field)));
  plan.outcomes.set(draft, "refused");
}

function categoryIds(plan: GroupPlan, index: ReadonlyMap<string, string>): string[] | undefined {
  if (plan.categories === undefined) return undefined;
  return [...new Set(plan.categories.flatMap((path) => index.get(pathKey(path)) ?? []))];
}

interface Found {
  readonly index: ReadonlyMap<string, string>;
}

interface Made {
  readonly variantIds: Map<Draft, string>;
}

async function createNew(tx: Tx, plans: readonly GroupPlan[], how: Writing & Found & Made) {
  const fresh = plans.filter((plan) => plan.product === null && !plan.isMadeBefore && plan.added.length > 0);
  const products = new Map<GroupPlan, string>();
  if (fresh.length === 0) return products;
  const outcomes = await createProducts(tx, {
    now: how.now,
    products: fresh.map(
      (plan): NewProduct => ({
        ...plan.fields,
        title: plan.fields.title ?? "",
        variants: plan.added.map(({ variant }) => variant),
        images: plan.images,
        categoryIds: categoryIds(plan, how.index),
      }),
    ),
  });
  for (const [n, plan] of fresh.entries()) {
    const outcome = outcomes[n];
    if (outcome?.ok) {
      products.set(plan, outcome.id);
      for (const [index, { draft }] of plan.added.entries()) how.variantIds.set(draft, outcome.variantIds[index] ?? "");
    } else if (outcome) refuseProduct(plan, outcome.error, how.shape);
  }
  return products;
}

function refuseProduct(plan: GroupPlan, error: FieldError, shape: RowShape): void {
  const place = /^variants\.(\d+)\./.exec(error.field ?? "")?.[1];
  const culprit = (place === undefined ? undefined : plan.added[Number(place)]?.draft) ?? plan.group.drafts[0];
  for (const draft of plan.group.drafts) {
    if (draft === culprit) refuse(plan, draft, error, shape);
    else if (culprit && plan.outcomes.get(draft) !== "refused") {
      draft.issues.push(productRefused(culprit));
      plan.outcomes.set(draft, "refused");
    }
  }
}

async function addNew(tx: Tx, plans: readonly GroupPlan[], how: Writing & Made): Promise<void> {
  const items = plans.flatMap((plan) =>
    plan.product ? plan.added.map((each) => ({ ...each, plan, productId: plan.product?.id ?? "" })) : [],
  );
  const outcomes = await addVariants(tx, { items, now: how.now });
  for (const [n, { draft, plan }] of items.entries()) {
    const outcome = outcomes[n];
    if (outcome?.ok) how.variantIds.set(draft, outcome.id);
    else if (outcome) refuse(plan, draft, outcome.error, how.shape);
  }
}

async function changeProducts(tx: Tx, plans: readonly GroupPlan[], how: Writing & Found): Promise<void> {
  const changed = plans.flatMap((plan) => {
    const { product, fields, images, categories } = plan;
    const hasChange = Object.keys(fields).length > 0 || images !== undefined || categories !== undefined;
    return product && hasChange ? [{ plan, product }] : [];
  });
  if (changed.length === 0) return;
  const outcomes = await updateProducts(tx, {
    now: how.now,
    changes: changed.map(({ plan, product }) => ({
      id: product.id,
      patch: { ...plan.fields, images: plan.images, categoryIds: categoryIds(plan, how.index) },
    })),
  });
  for (const [n, { plan }] of changed.entries()) {
    const outcome = outcomes[n];
    const first = plan.group.drafts[0];
    if (outcome && !outcome.ok && first) refuse(plan, first, outcome.error, how.shape);
  }
}

async function changeVariants(tx: Tx, plans: readonly GroupPlan[], how: Writing): Promise<void> {
  const items = plans.flatMap((plan) => plan.changed.map((each) => ({ ...each, plan })));
  if (items.length === 0) return;
  const outcomes = await updateVariants(tx, { changes: items, now: how.now });
  for (const [n, { draft, plan }] of items.entries()) {
    const outcome = outcomes[n];
    if (outcome && !outcome.ok) refuse(plan, draft, outcome.error, how.shape);
  }
}

// What one call of the ledger takes.
const MOST_LEVELS = 5_000;

async function setLevels(tx: Tx, plans: readonly GroupPlan[], how: Writing & Made): Promise<void> {
  const items = plans.flatMap((plan) =>
    plan.stock.flatMap((each) => {
      const variantId = each.variantId ?? how.variantIds.get(each.draft);
      return variantId === undefined || plan.outcomes.get(each.draft) === "refused"
        ? []
        : [{ ...each, plan, variantId }];
    }),
  );
  for (let from = 0; from < items.length; from += MOST_LEVELS) {
    const part = items.slice(from, from + MOST_LEVELS);
    const results = await setStock(tx, {
      items: part.map(({ variantId, locationId, units }) => ({ variantId, locationId, onHand: units })),
      causeKind: "import",
      reference: `${how.runId}:${part[0]?.draft.row}:${from}`,
      actor: how.actor,
      now: how.now,
    });
    for (const [n, { draft, plan }] of part.entries()) {
      const result = results[n];
      if (result && !result.ok) refuse(plan, draft, { ...result.error, field: "stock" }, how.shape);
    }
  }
}
