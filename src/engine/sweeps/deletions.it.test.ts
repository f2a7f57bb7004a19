import { afterEach, beforeEach, expect, test } from "vitest";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import { runDeps, runNow, shopOf } from "../runs/testing.ts";
import { type TestEngine, testEngine } from "../testing.ts";

let engine: TestEngine;

beforeEach(async () => {
  engine = await testEngine({});
});
afterEach(() => engine[Symbol.asyncDispose]());

const goneKeys = async () =>
  (
    await engine.inside((tx) =>
      tx.rows<{ key: string }>(
        `select ext_key as key
         from argosy.product_listing
         where organization_id = argosy.tenant() and gone_at is not null
         order by 1`,
      ),
    )
  ).map((row) => row.key);
const syncProducts = () => runNow(engine, runDeps(engine), { kind: "sync_products", options: {} });

test("a product missing in a list is gone only when the channel itself says so, and then only proposed", async () => {
  const all = await shopOf(engine, () => [all.slice(0, 1)], ["p1", "p2"]);
  await syncProducts();
  expect(await goneKeys()).toEqual(["p3"]);
  const alerts = await engine.inside((tx) =>
    tx.rows("select kind, text from argosy.alert where organization_id = argosy.tenant() and state = 'open'"),
  );
  expect(alerts).toEqual([
    {
      kind: "products_gone",
      text: expect.stringContaining('1 product is no longer on the channel (for example "Product p3")'),
    },
  ]);
});

test("an empty list makes nothing gone, nor does one that breaks off", async () => {
  const all = await shopOf(engine, () => [[]], ["p1", "p2", "p3"]);
  await syncProducts();
  expect(await goneKeys()).toEqual([]);
  engine.clock.pass(3 * 60 * 60_000);
  await shopOf(engine, () => {
    throw new ConnectorError({ kind: "drift", path: "products" }, "Broken off.");
  }, []);
  await syncProducts();
  expect(await goneKeys()).toEqual([]);
  expect(all).toHaveLength(3);
});

test("a product the import cannot read is asked for again by name, and not taken for gone", async () => {
  await shopOf(engine, () => [], []);
  const { products } = engine.ports;
  const [sweep] = products?.sweeps ?? [];
  if (!products || !sweep) throw new Error("no products");
  const poison = { items: [], unreadKeys: ["p3"], cursor: "1", safeToSave: true };
  const get = async (key: string) => {
    if (key === "p3") throw new ConnectorError({ kind: "drift", path: "title" }, "Unreadable.");
    return null;
  };
  engine.ports = {
    products: {
      ...products,
      get,
      sweeps: [
        {
          ...sweep,
          run: async function* () {
            yield poison;
          },
        },
      ],
    },
  };
  await syncProducts();
  expect(await goneKeys()).toEqual(["p1", "p2"]);
  expect(await engine.db.owner.rows("select kind, ref, status from argosy.inbox_event")).toEqual([
    { kind: "product", ref: "p3", status: "pending" },
  ]);
});
