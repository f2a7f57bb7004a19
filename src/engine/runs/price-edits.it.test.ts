/** Many prices changed by a run: each kept as it was and became, put back where nothing changed it since. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemActor } from "../../commerce/actor.ts";
import { listAudit } from "../../hub/audit/audit.ts";
import { historyOf } from "../../hub/audit/history.ts";
import {
  createPriceEdit,
  createProduct,
  getPriceEdit,
  listPriceEditItems,
  movePriceEdit,
  type PriceEditInput,
  updateVariant,
} from "../../hub/catalog/index.ts";
import { type TestEngine, testEngine } from "../testing.ts";
import type { RunDeps } from "./run.ts";
import { executeRun, startRun } from "./runs.ts";
import { runDeps } from "./testing.ts";

let engine: TestEngine;
let deps: RunDeps;
beforeEach(async () => {
  engine = await testEngine({});
  deps = runDeps(engine);
});
afterEach(() => engine[Symbol.asyncDispose]());

const now = () => new Date(engine.clock.now());

/** Variants of one product with these prices, in cents. */
async function priced(prices: readonly (bigint | null)[]): Promise<readonly string[]> {
  const variants = prices.map((priceMinor, n) => ({ sku: `MUG-${n}`, priceMinor, currency: "EUR" }));
  return (await engine.inside((tx) => createProduct(tx, { product: { title: "Mug", variants }, now: now() })))
    .variantIds;
}

async function edited(edit: PriceEditInput): Promise<string> {
  const id = await engine.inside((tx) => createPriceEdit(tx, { edit, applyAt: now(), actor: systemActor, now: now() }));
  await work(id);
  return id;
}

async function work(priceEditId: string): Promise<void> {
  const { organization } = engine;
  const run = await engine.inside((tx) =>
    startRun(deps, tx, {
      organization,
      connectionId: null,
      kind: "price_edit",
      options: { priceEditId },
      actor: systemActor,
    }),
  );
  await executeRun(deps, { organization, run: run.id }, new AbortController().signal);
}

const undo = async (id: string) => {
  await engine.inside((tx) => movePriceEdit(tx, { id, to: "undoing", actor: systemActor, now: now() }));
  await work(id);
};
const prices = async () =>
  (
    await engine.inside((tx) =>
      tx.rows<{ price: bigint | null }>(
        "select price_minor as price from variant where organization_id = argosy.tenant() order by sku",
      ),
    )
  ).map(({ price }) => price);

const TEN_LESS: PriceEditInput = {
  where: {},
  field: "price",
  currency: "EUR",
  change: { percent: "-10", rounding: { stepMinor: 100, endingMinor: 99, direction: "nearest" } },
};

test("a price edit keeps old and new prices, and its undo leaves those changed since", async () => {
  const [, second = ""] = await priced([1_000n, 2_000n, null]);
  const id = await edited(TEN_LESS);
  expect(await prices()).toEqual([899n, 1_799n, null]);
  const items = (await engine.inside((tx) => listPriceEditItems(tx, { id }))).items;
  expect(items).toMatchObject([
    { sku: "MUG-0", beforeMinor: 1_000n, afterMinor: 899n, undone: null },
    { sku: "MUG-1", beforeMinor: 2_000n, afterMinor: 1_799n, undone: null },
  ]);
  await engine.inside((tx) => updateVariant(tx, { id: second, patch: { priceMinor: 1_500n }, now: now() }));
  await undo(id);
  expect(await prices()).toEqual([1_000n, 1_500n, null]);
  expect(await engine.inside((tx) => getPriceEdit(tx, id))).toMatchObject({
    state: "undone",
    changed: 2,
    restored: 1,
    changedSince: 1,
  });
  await expect(undo(id)).rejects.toMatchObject({ code: "PRICE_EDIT_STATE" });
});

test("the audit trail has what each price was and became, when applied and when undone", async () => {
  const [mug = ""] = await priced([1_000n]);
  const id = await edited(TEN_LESS);
  await undo(id);
  const { items } = await engine.inside((tx) => listAudit(tx, { targetKind: "price-edits", targetId: id }));
  expect(items.map(({ action, details }) => [action, details])).toMatchObject([
    ["price-edits.undone", { changes: { "MUG-0 priceMinor": { before: 899, after: 1_000 } } }],
    ["price-edits.applied", { changes: { "MUG-0 priceMinor": { before: 1_000, after: 899 } }, currency: "EUR" }],
  ]);
  const request = { subject: "variant", id: mug, showsCosts: false } as const;
  const history = (await engine.inside((tx) => historyOf(tx, request))).items;
  expect(history).toMatchObject([
    { action: "price-edits.undone", changes: [{ field: "MUG-0 priceMinor", before: 899, after: 1_000 }] },
    { action: "price-edits.applied", changes: [{ before: 1_000, after: 899 }], currency: "EUR" },
  ]);
});

test("a cancelled edit changes nothing, and prices in another currency stay", async () => {
  await priced([1_000n]);
  const id = await engine.inside((tx) =>
    createPriceEdit(tx, { edit: TEN_LESS, applyAt: now(), actor: systemActor, now: now() }),
  );
  await engine.inside((tx) => movePriceEdit(tx, { id, to: "cancelled", actor: systemActor, now: now() }));
  await work(id);
  await edited({ ...TEN_LESS, currency: "USD" });
  expect(await prices()).toEqual([1_000n]);
});

test("an edit of several pages changes each price once, also where its run begins again", async () => {
  for (let n = 0; n < 205; n++)
    await engine.inside((tx) =>
      createProduct(tx, {
        product: { title: `P${n}`, variants: [{ sku: `P-${n}`, priceMinor: 1_000n, currency: "EUR" }] },
        now: now(),
      }),
    );
  const stopping = new AbortController();
  let pages = 0;
  deps = {
    ...deps,
    onApplied: () => {
      if (++pages === 1) stopping.abort(new Error("stopping"));
    },
  };
  const id = await engine.inside((tx) =>
    createPriceEdit(tx, {
      edit: { ...TEN_LESS, change: { percent: "-10" } },
      applyAt: now(),
      actor: systemActor,
      now: now(),
    }),
  );
  const { organization } = engine;
  const run = await engine.inside((tx) =>
    startRun(deps, tx, {
      organization,
      connectionId: null,
      kind: "price_edit",
      options: { priceEditId: id },
      actor: systemActor,
    }),
  );
  await expect(executeRun(deps, { organization, run: run.id }, stopping.signal)).rejects.toThrow("stopping");
  await executeRun(deps, { organization, run: run.id }, new AbortController().signal);
  expect(new Set(await prices())).toEqual(new Set([900n]));
  expect(await engine.inside((tx) => getPriceEdit(tx, id))).toMatchObject({ state: "applied", changed: 205 });
});

test("an edit whose run stopped half-way is undone, and is not cancelled as if it had changed nothing", async () => {
  const [first = ""] = await priced([1_000n, 2_000n]);
  const before = await prices();
  const id = await edited(TEN_LESS);
  await engine.db.owner.run(
    `update argosy.price_edit e set state = 'waiting', applied_at = null,
       run_id = (select r.id from argosy.run r where r.organization_id = e.organization_id limit 1) where e.id = $1`,
    [id],
  );
  await engine.db.owner.run("delete from argosy.price_edit_item where variant_id <> $1", [first]);
  await engine.db.owner.run("update argosy.run set state = 'failed'");
  const cancel = () =>
    engine.inside((tx) => movePriceEdit(tx, { id, to: "cancelled", actor: systemActor, now: now() }));
  await expect(cancel()).rejects.toMatchObject({ code: "PRICE_EDIT_STATE" });
  await undo(id);
  expect((await prices())[0]).toEqual(before[0]);
  expect(await engine.inside((tx) => getPriceEdit(tx, id))).toMatchObject({ state: "undone", restored: 1 });
});
