import { expect, test } from "vitest";
import type { ProductForChannel } from "../../commerce/product.ts";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { Categories, Products } from "../../connectors/kit/contract/ports.ts";
import { createProduct } from "../../hub/catalog/create.ts";
import { channelProduct, channelVariant, NOON } from "../../hub/listings/samples.ts";
import { listSyncLog } from "../../hub/sync-log/sync-log.ts";
import { type TestEngine, testEngine } from "../testing.ts";
import { fullSweep } from "../testing-ports.ts";

interface Made {
  readonly name: string;
  readonly parentKey?: string | undefined;
}

/** A channel with no category of ours; refuses one by name. */
function channel(refuses: string | null) {
  const made: Made[] = [];
  const puts: ProductForChannel[] = [];
  const categories: Categories = {
    sweep: fullSweep(async function* () {
      yield { items: [], cursor: "", safeToSave: true };
    }),
    async put({ name, parentKey }) {
      if (name === refuses) throw new ConnectorError({ kind: "rejected" }, "No such name here.");
      made.push({ name, ...(parentKey !== undefined && { parentKey }) });
      return `key-${name}`;
    },
  };
  const products: Products = {
    sweeps: [],
    get: async () => null,
    async put({ product }) {
      puts.push(product);
      return {
        key: `p${puts.length}`,
        product: channelProduct(`p${puts.length}`, [
          channelVariant(`v${puts.length}`, { sku: product.variants[0]?.sku }),
        ]),
        variants: product.variants.map(({ id }) => ({ id, key: `v${puts.length}`, ext: null })),
      };
    },
  };
  return { made, puts, ports: { categories, products } };
}

/** A product of ours in Kitchen / Mugs, on its way to the channel. */
async function sendMug({ db, inside, organization, store, clock }: TestEngine, title: string): Promise<void> {
  await db.owner.run(
    `with kitchen as (insert into category (organization_id, name) values ($1, 'Kitchen') on conflict do nothing
       returning id)
     insert into category (organization_id, name, parent_id) select $1, 'Mugs', id from kitchen`,
    [organization],
  );
  const { id: mugs } = await db.owner.one<{ id: string }>(
    "select id from category where organization_id = $1 and name = 'Mugs'",
    [organization],
  );
  const { id } = await inside((tx) =>
    createProduct(tx, {
      product: {
        title,
        kind: "virtual",
        shortDescriptionHtml: "<p>Short</p>",
        categoryIds: [mugs],
        variants: [{ sku: title, priceMinor: 900n }],
      },
      now: NOON,
    }),
  );
  const now = new Date(clock.now());
  await db.owner.run(
    `insert into product_listing (organization_id, connection_id, product_id, title, content_sync, want_seq, due_at,
       state)
     values ($1, $2, $3, $4, true, 1, $5, 'waiting')`,
    [organization, store, id, title, now],
  );
  await inside((tx) =>
    tx.rows("select argosy.wake_lane(argosy.tenant(), array[$1::uuid], 'outbound', $2)", [store, now]),
  );
}

async function work(engine: TestEngine): Promise<void> {
  for (let n = 0; n < 3; n++) {
    engine.clock.pass(3_000);
    await engine.engine.runUntilIdle();
  }
}

test("categories the channel lacks are created along their tree before the product, once [A4.4]", async () => {
  const shop = channel(null);
  await using engine = await testEngine(shop.ports);
  await sendMug(engine, "MUG");
  await work(engine);
  expect(shop.made).toEqual([{ name: "Kitchen" }, { name: "Mugs", parentKey: "key-Kitchen" }]);
  expect(shop.puts).toMatchObject([
    { categoryKeys: ["key-Mugs"], kind: "virtual", shortDescriptionHtml: "<p>Short</p>" },
  ]);
  await engine.db.owner.run("update product set title = 'Cup' where organization_id = $1", [engine.organization]);
  await work(engine);
  expect(shop.made).toHaveLength(2);
});

test("a category the channel refuses is told and left out with what is below it; the product goes", async () => {
  const shop = channel("Kitchen");
  await using engine = await testEngine(shop.ports);
  await sendMug(engine, "MUG");
  await work(engine);
  expect([shop.made, shop.puts.map((put) => put.categoryKeys)]).toEqual([[], [[]]]);
  const { items } = await engine.inside((tx) => listSyncLog(tx, { connectionId: engine.store }));
  expect(items).toContainEqual(
    expect.objectContaining({
      action: "sync_categories",
      text: expect.stringContaining('The category "Kitchen" was not created. No such name here.'),
    }),
  );
});
