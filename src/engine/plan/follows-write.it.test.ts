import { expect, test } from "vitest";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { Products } from "../../connectors/kit/contract/ports.ts";
import { createProduct } from "../../hub/catalog/create.ts";
import { listProducts } from "../../hub/catalog/list.ts";
import { channelProduct, channelVariant, NOON } from "../../hub/listings/samples.ts";
import { type TestEngine, testEngine } from "../testing.ts";
import { applyPlan } from "./apply.ts";
import { buildPlan } from "./build.ts";
import { choosePlanItems, listPlanItems, planSummary } from "./read.ts";

/** A channel that takes products once it is told to. */
function channel() {
  const made: { acceptsWrites: boolean; readonly products: Products } = {
    acceptsWrites: false,
    products: {
      sweeps: [
        {
          id: "all",
          mode: "full",
          everyMs: 3_600_000,
          async *run() {
            yield { items: [], cursor: "end", safeToSave: true };
          },
        },
      ],
      get: async () => null,
      async put({ product }) {
        if (!made.acceptsWrites) throw new ConnectorError({ kind: "rejected" }, "The title is forbidden here.");
        return {
          key: "p1",
          product: channelProduct("p1", [channelVariant("v1", { sku: product.variants[0]?.sku })]),
          variants: product.variants.map(({ id }) => ({ id, key: "v1", ext: null })),
        };
      },
    },
  };
  return made;
}

const run = async ({ db, organization, store }: TestEngine, kind: string, options: object = {}) =>
  db.owner.one<{ id: string }>(
    `insert into run (organization_id, connection_id, kind, options, requested_by)
     values ($1, $2, $3, $4, 'test')
     returning id`,
    [organization, store, kind, JSON.stringify(options)],
  );

async function work(engine: TestEngine): Promise<void> {
  for (let n = 0; n < 3; n++) {
    engine.clock.pass(3_000);
    await engine.engine.runUntilIdle();
  }
}

test("a product created there is done when the channel has it; refused it failed in its words, and is tried again", async () => {
  const shop = channel();
  await using engine = await testEngine({ products: shop.products });
  const { inside, store } = engine;
  const { id } = await inside((tx) =>
    createProduct(tx, { product: { title: "Mug", variants: [{ sku: "MUG", priceMinor: 900n }] }, now: NOON }),
  );
  const { id: runId } = await run(engine, "plan");
  const apply = () =>
    applyPlan(engine.db.database, {
      organization: engine.organization,
      runId,
      connectionId: store,
      stockFrom: "hub",
      now: () => new Date(engine.clock.now()),
      onChunk: async () => undefined,
    });
  const group = async () =>
    (await inside((tx) => planSummary(tx, runId))).counts.find((c) => c.action === "create_there");
  const storesOf = async () =>
    (await inside((tx) => listProducts(tx, {}))).items.find((product) => product.id === id)?.stores;
  await inside((tx) => buildPlan(tx, { runId, connectionId: store }, NOON));
  await inside((tx) => choosePlanItems(tx, { runId, action: "create_there", chosen: true }));
  expect(await apply()).toEqual({ done: 0, sent: 1, failed: 0, skipped: 0 });
  expect(await group()).toMatchObject({ sent: 1, done: 0 });
  expect(await storesOf()).toBe(0);
  await work(engine);
  expect(await group()).toMatchObject({ sent: 0, done: 0, failed: 1 });
  const { items } = await inside((tx) => listPlanItems(tx, { runId, state: "failed" }));
  expect(items.map((item) => item.error)).toEqual([expect.stringContaining("The title is forbidden here.")]);
  const { id: later } = await run(engine, "plan");
  const again = await inside((tx) => buildPlan(tx, { runId: later, connectionId: store }, NOON));
  expect(again.counts.filter((count) => count.action === "create_there")).toMatchObject([{ planned: 1 }]);
  shop.acceptsWrites = true;
  await inside((tx) => choosePlanItems(tx, { runId, action: "create_there", chosen: true }));
  expect(await apply()).toMatchObject({ sent: 1 });
  await work(engine);
  expect(await group()).toMatchObject({ sent: 0, done: 1, failed: 0 });
  expect(await storesOf()).toBe(1);
});
