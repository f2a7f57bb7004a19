import { afterAll, beforeAll, expect, test } from "vitest";
import { systemActor } from "../../commerce/actor.ts";
import { listAlerts } from "../../hub/alerts/alerts.ts";
import { ensureDefaultLocation } from "../../hub/inventory/locations.ts";
import { setReorderPoints } from "../../hub/inventory/reorder.ts";
import { createOrder } from "../../hub/orders/create.ts";
import { createDocument } from "../../hub/stock-documents/documents.ts";
import { postDocument } from "../../hub/stock-documents/post-document.ts";
import { type TestEngine, testEngine } from "../testing.ts";

let engine: TestEngine;

beforeAll(async () => {
  engine = await testEngine({});
});
afterAll(() => engine[Symbol.asyncDispose]());

const now = () => new Date(engine.clock.now());
const act = () => ({ actor: systemActor, now: now() });

/** A variant with this many units that is low at 5 or fewer. */
async function watched(sku: string, onHand: number) {
  const { variant } = await engine.listed(sku, onHand);
  await reorderAt(sku, 5);
  await engine.engine.runUntilIdle();
  return variant;
}

const reorderAt = (sku: string, reorderPoint: number | null) =>
  engine.inside((tx) => setReorderPoints(tx, { items: [{ sku, reorderPoint, reorderQuantity: 12 }], now: now() }));

/** Titles of the open alerts about this SKU, once what changed was carried on. */
async function alerts(sku: string): Promise<string[]> {
  await engine.engine.runUntilIdle();
  const { items } = await engine.inside((tx) => listAlerts(tx, { kind: "low_stock", state: "open", now: now() }));
  return items.filter((alert) => alert.title.includes(sku)).map((alert) => alert.text);
}

const setBySql = (variant: string, onHand: number) =>
  engine.inside((tx) =>
    tx.run("update level set on_hand = $2 where organization_id = argosy.tenant() and variant_id = $1", [
      variant,
      onHand,
    ]),
  );

test("a level that falls to its reorder point has one alert until it is above it again [D6.1]", async () => {
  const variant = await watched("CUP", 6);
  expect(await alerts("CUP")).toEqual([]);
  await engine.adjust(variant, -1);
  const raised = ["5 available, reorder point 5. Suggested order: 12."];
  expect(await alerts("CUP")).toEqual(raised);
  await engine.adjust(variant, -2);
  expect(await alerts("CUP")).toEqual(raised);
  await engine.adjust(variant, 3);
  expect(await alerts("CUP")).toEqual([]);
});

test("an alert of low stock is opened and ended by anything that moves a level: orders, documents, SQL, the reorder point", async () => {
  const variant = await watched("LID", 6);
  await engine.inside((tx) =>
    createOrder(tx, { currency: "EUR", lines: [{ sku: "LID", quantity: 2, unitPrice: "1" }], ...act() }),
  );
  expect(await alerts("LID")).toHaveLength(1);
  await engine.inside(async (tx) => {
    const document = await createDocument(tx, {
      kind: "purchase_invoice",
      lines: [{ sku: "LID", quantity: 10 }],
      ...act(),
    });
    await postDocument(tx, { id: document.id, ...act() });
  });
  expect(await alerts("LID")).toEqual([]);
  await setBySql(variant, 3);
  expect(await alerts("LID")).toHaveLength(1);
  await setBySql(variant, 30);
  expect(await alerts("LID")).toEqual([]);
  await reorderAt("LID", 40);
  expect(await alerts("LID")).toHaveLength(1);
  await reorderAt("LID", null);
  expect(await alerts("LID")).toEqual([]);
});

test("an item that is not ordered is not low: a bundle, a deleted variant, a closed location", async () => {
  const [box, part, gone] = [await watched("BOX", 0), await watched("PART", 50), await watched("GONE", 0)];
  expect([await alerts("BOX"), await alerts("GONE")].flat()).toHaveLength(2);
  await engine.inside((tx) =>
    tx.run(
      `insert into bundle_item (organization_id, bundle_variant_id, component_variant_id, quantity)
       values (argosy.tenant(), $1, $2, 1)`,
      [box, part],
    ),
  );
  expect(await alerts("BOX")).toEqual([]);
  await engine.inside((tx) =>
    tx.run("update variant set deleted_at = $2 where organization_id = argosy.tenant() and id = $1", [gone, now()]),
  );
  await engine.engine.upkeep();
  expect(await alerts("GONE")).toEqual([]);
  const shut = await engine.inside(async (tx) => {
    const hall = await ensureDefaultLocation(tx, now());
    return tx.one<{ id: string }>(
      `insert into location (organization_id, name, code)
       select organization_id, 'Annex', 'annex'
       from location
       where id = $1
       returning id`,
      [hall],
    );
  });
  const item = { sku: "PART", locationId: shut.id, reorderPoint: 1, reorderQuantity: null };
  await engine.inside((tx) => setReorderPoints(tx, { items: [item], now: now() }));
  expect(await alerts("PART")).toEqual(["0 available, reorder point 1. Suggested order: 2."]);
  await engine.inside((tx) =>
    tx.run("update location set active = false where organization_id = argosy.tenant() and id = $1", [shut.id]),
  );
  await engine.engine.upkeep();
  expect(await alerts("PART")).toEqual([]);
});
