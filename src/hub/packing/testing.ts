import { randomUUID } from "node:crypto";
import { beforeEach } from "vitest";
import type { Tx } from "../../db/database.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture, fixturePerTest } from "../../db/testing-fixtures.ts";
import { HubError } from "../errors.ts";
import { packedOrders } from "../orders/packing.ts";
import { actor, minutes, noon, orderLine, orderPart, testShop } from "../orders/testing.ts";
import { createBatch, type NewBatch } from "./batches.ts";
import { getBatch } from "./read-batches.ts";
import { type NewPacking, recordPacking } from "./record-packing.ts";

export const by = { actor, now: noon };
export const ben = { ...actor, id: "u2", name: "ben@example.test" };
export const EAN = "4006381333931";

export const mugs = (quantity: number) => orderLine({ key: "m", variantKey: "mug", sku: "MUG", quantity });
export const cups = (quantity: number) => orderLine({ key: "c", variantKey: "cup", sku: "CUP", quantity });

export const refusal = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof HubError ? error.code : error),
  );

/** A shop for each test, with mugs and cups in stock, whose orders are batched and packed. */
export function packingShop() {
  const db = fixture(testDatabase);
  const shop = fixturePerTest(() => testShop(db));
  const store = fixturePerTest(() => shop.newStore());

  beforeEach(async () => {
    for (const key of ["mug", "cup"]) {
      const variant = await shop.newVariant(key.toUpperCase());
      await store.list(variant, key);
      await shop.stock(variant, 1_000);
    }
    await shop.run((tx) =>
      tx.run("update argosy.variant set barcode = $1 where organization_id = argosy.tenant() and sku = 'MUG'", [EAN]),
    );
  });

  async function ordered(key: string, lines = [mugs(2), cups(1)], minute = 0): Promise<string> {
    const placedAt = minutes(minute).toISOString();
    const [made] = await store.apply([orderPart(key, { lines, placedAt })]);
    return made?.orderId ?? "";
  }
  const set = (orderId: string, change: string) =>
    shop.run((tx) =>
      tx.run(`update argosy.sales_order set ${change} where organization_id = argosy.tenant() and id = $1`, [orderId]),
    );
  const batchOf = (input: Partial<NewBatch>) => shop.run((tx) => createBatch(tx, { ...by, ...input }));
  const read = (id: string) => shop.run((tx) => getBatch(tx, id));
  const linesOf = (orderId: string) =>
    shop.run(async (tx) => {
      const [order] = await packedOrders(tx, [orderId]);
      return (order?.items ?? []).map(({ lineId, left, packed }) => ({ lineId, units: left - packed }));
    });
  async function pack(orderId: string, more: Partial<NewPacking> = {}) {
    const items = more.items ?? (await linesOf(orderId)).filter(({ units }) => units > 0);
    const packing = { ...by, id: randomUUID(), orderId, packedAt: noon, again: false, ...more, items };
    return shop.run((tx) => recordPacking(tx, packing));
  }
  const stepsOf = async (id: string) => (await read(id)).items.map(({ tote, step }) => `${tote} ${step}`);
  return { shop, store, ordered, set, batchOf, read, linesOf, pack, stepsOf };
}

/** The mug's variant, and the location its units are at. */
export const mugsOnHand = (tx: Tx) =>
  tx.one<{ variantId: string; locationId: string }>(
    `select v.id as "variantId", l.location_id as "locationId"
     from argosy.variant v
     join argosy.level l on l.organization_id = argosy.tenant() and l.variant_id = v.id
     where v.organization_id = argosy.tenant() and v.sku = 'MUG'`,
  );
