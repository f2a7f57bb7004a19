/** Edits of the catalog that meet in two transactions: neither writes over what it has not seen. */
import { describe, expect, test } from "vitest";
import type { Tx } from "../db/database.ts";
import { testDatabase } from "../db/testing.ts";
import { fixture, fixturePerTest } from "../db/testing-fixtures.ts";
import { bulkEditPage } from "./catalog/bulk-edit.ts";
import {
  addVariant,
  createProduct,
  deleteProducts,
  deleteVariant,
  updateProduct,
  updateVariant,
} from "./catalog/index.ts";
import { recordChannelProducts } from "./channel-products/record.ts";
import { listConflicts } from "./conflicts/conflicts.ts";
import { linkListings } from "./listings/matching.ts";
import { channelProduct, channelVariant } from "./listings/samples.ts";
import { actor, minutes, noon, testShop } from "./orders/testing.ts";
import { createView, updateView } from "./views/views.ts";

const db = fixture(testDatabase);
const shop = fixturePerTest(() => testShop(db));

describe("edits of a product that a channel reports at once", () => {
  const record = (tx: Tx, connectionId: string, version: bigint, keys: readonly string[]) =>
    recordChannelProducts(tx, {
      connectionId,
      products: [
        channelProduct(
          "p1",
          keys.map((key) => channelVariant(key, { sku: `${key}-${version}` })),
          { version: { kind: "time", value: version }, title: `Version ${version}` },
        ),
      ],
      now: noon,
      initial: false,
    });

  test("a product's older state, read while a newer one is written, changes nothing", async () => {
    const { id } = await shop.newStore();
    await shop.run((tx) => record(tx, id, 3n, ["a"]));
    const recorded = await shop.meet(
      (tx) => record(tx, id, 5n, ["a", "b"]),
      (tx) => record(tx, id, 4n, ["a"]),
    );
    expect(recorded.stale).toBe(1);
    const items = await shop.run((tx) =>
      tx.rows("select sku, gone_at from listing where organization_id = argosy.tenant() order by sku"),
    );
    expect(items).toEqual([
      { sku: "a-5", gone_at: null },
      { sku: "b-5", gone_at: null },
    ]);
  });

  test("a product's stored state, reported while a newer one is written, changes nothing of its items", async () => {
    const { id } = await shop.newStore();
    await shop.run((tx) => record(tx, id, 3n, ["a"]));
    await shop.meet(
      (tx) => record(tx, id, 5n, ["a", "b"]),
      (tx) => record(tx, id, 3n, ["a"]),
    );
    const items = await shop.run((tx) =>
      tx.rows("select sku, gone_at from listing where organization_id = argosy.tenant() order by sku"),
    );
    expect(items).toEqual([
      { sku: "a-5", gone_at: null },
      { sku: "b-5", gone_at: null },
    ]);
  });

  test("a report is not taken over where the product is edited here at the same time: a person decides [F17]", async () => {
    const { id } = await shop.newStore();
    await shop.run((tx) =>
      tx.run(
        `update connection set settings = '{"policy":{"content":"newest"}}' where organization_id = argosy.tenant()`,
      ),
    );
    const { id: product } = await shop.run((tx) =>
      createProduct(tx, { product: { title: "Mug", variants: [{ sku: "MUG" }] }, now: noon }),
    );
    const shows = (title: string, at: Date) => (tx: Tx) =>
      recordChannelProducts(tx, {
        connectionId: id,
        products: [
          channelProduct("p1", [channelVariant("a", { sku: "MUG" })], {
            version: { kind: "time", value: BigInt(at.getTime()) * 1000n },
            title,
          }),
        ],
        now: at,
        initial: false,
      });
    await shop.run(shows("Mug", noon));
    await shop.meet(
      (tx) => updateProduct(tx, { id: product, patch: { title: "Ours" }, now: minutes(1) }),
      shows("Theirs", minutes(1)),
    );
    const { title } = await shop.run((tx) =>
      tx.one<{ title: string }>("select title from product where organization_id = argosy.tenant() and id = $1", [
        product,
      ]),
    );
    expect(title).toBe("Ours");
    const conflicts = await shop.run((tx) => listConflicts(tx, { state: "open" }));
    expect(conflicts.items).toMatchObject([{ field: "title", hubValue: "Ours", channelValue: "Theirs" }]);
  });
});

test("a price edited here while the channel tells another is not written over: a person is asked [F17]", async () => {
  const store = await shop.newStore();
  await shop.run((tx) =>
    tx.run(
      `update connection
       set settings = '{"prices":{"newItems":true},"policy":{"price":"newest"}}'
       where organization_id = argosy.tenant()`,
    ),
  );
  const { id: product } = await shop.run((tx) =>
    createProduct(tx, {
      product: { title: "Mug", variants: [{ sku: "MUG", priceMinor: 1000n, currency: "USD" }] },
      now: noon,
    }),
  );
  const { id: variant } = await shop.run((tx) =>
    tx.one<{ id: string }>("select id from variant where organization_id = argosy.tenant() and product_id = $1", [
      product,
    ]),
  );
  const shows = (price: string, at: Date) => (tx: Tx) =>
    recordChannelProducts(tx, {
      connectionId: store.id,
      products: [channelProduct("p1", [channelVariant("a", { sku: "MUG", price })])],
      now: at,
      initial: false,
    });
  const priced = async () =>
    (
      await shop.run((tx) =>
        tx.one<{ minor: bigint }>("select price_minor as minor from variant where organization_id = argosy.tenant()"),
      )
    ).minor;
  /** As after the fan-out: what was marked is worked out. */
  const execute = () =>
    shop.run(async (tx) => {
      await tx.run("delete from change_mark where organization_id = argosy.tenant()");
      await tx.run(
        "update listing_price set desired_minor = 1000, due_at = null where organization_id = argosy.tenant()",
      );
    });
  await shop.run(shows("10.00", noon));
  await execute();
  await shop.meet(
    (tx) => updateVariant(tx, { id: variant, patch: { priceMinor: 1500n }, now: minutes(1) }),
    shows("12.00", minutes(1)),
  );
  expect(await priced()).toBe(1500n);
  const conflicts = await shop.run((tx) => listConflicts(tx, { state: "open" }));
  expect(conflicts.items).toMatchObject([{ field: "price", channelValue: "1200" }]);
  // Edited on the channel alone it is taken over.
  await shop.run((tx) => tx.run("delete from conflict where organization_id = argosy.tenant()"));
  await execute();
  await shop.run(shows("13.00", minutes(2)));
  expect(await priced()).toBe(1300n);
});

test("a bulk edit raises the price somebody is just changing, not the one from before", async () => {
  const { id: product } = await shop.run((tx) =>
    createProduct(tx, {
      product: { title: "Mug", variants: [{ sku: "MUG", priceMinor: 1000n, currency: "USD" }] },
      now: noon,
    }),
  );
  const variant = await shop.run((tx) =>
    tx.one<{ id: string }>("select id from variant where organization_id = argosy.tenant()"),
  );
  const edit = { where: { productIds: [product] }, change: { price: { percent: "10" } } };
  // By a statement of its own, as whoever takes a channel's price.
  const taken = "update variant set price_minor = 2000 where organization_id = argosy.tenant() and id = $1";
  const page = await shop.meet(
    (tx) => tx.run(taken, [variant.id]),
    (tx) => bulkEditPage(tx, { edit, cursor: undefined, write: true, now: noon }),
  );
  expect(page.items).toMatchObject([{ changes: { "MUG price": { before: 2000, after: 2200 } }, error: null }]);
  const found = await shop.run((tx) =>
    tx.one("select price_minor::int as minor from variant where organization_id = argosy.tenant()"),
  );
  expect(found).toEqual({ minor: 2200 });
});

describe("a product that is deleted", () => {
  const alive = () =>
    shop.run((tx) =>
      tx.rows("select sku from variant where organization_id = argosy.tenant() and deleted_at is null order by sku"),
    );
  const made = async (...skus: string[]) => {
    const product = { title: "Mug", variants: skus.map((sku) => ({ sku })) };
    return (await shop.run((tx) => createProduct(tx, { product, now: noon }))).id;
  };

  test("a product that is deleted while it gets a variant has none left, whichever was first", async () => {
    const [one, two] = [await made("A", "B"), await made("C")];
    const adds = (productId: string, sku: string) => (tx: Tx) =>
      addVariant(tx, { productId, variant: { sku }, now: noon });
    const goes = (id: string) => (tx: Tx) => deleteProducts(tx, { ids: [id], now: noon });
    await shop.meet(adds(one, "D"), goes(one));
    await expect(shop.meet(goes(two), adds(two, "E"))).rejects.toMatchObject({ code: "PRODUCT_NOT_FOUND" });
    expect(await alive()).toEqual([]);
  });

  test("a deletion while an item is linked leaves the item unlinked, whichever was first", async () => {
    const product = await made("A", "B");
    const [a = "", b = ""] = (
      await shop.run((tx) =>
        tx.rows<{ id: string }>(
          "select id from variant where organization_id = argosy.tenant() and product_id = $1 order by sku",
          [product],
        ),
      )
    ).map(({ id }) => id);
    const store = await shop.newStore();
    const links = (listingId: string, variantId: string) => (tx: Tx) =>
      linkListings(tx, { links: [{ listingId, variantId, method: "manual", confidence: 100 }], by: actor, now: noon });
    const [first, second] = [await store.list(null, "a"), await store.list(null, "b")];
    await shop.meet((tx) => deleteVariant(tx, { id: a, onChannels: "leave", now: noon }), links(first, a));
    await shop.meet(links(second, b), (tx) => deleteProducts(tx, { ids: [product], onChannels: "leave", now: noon }));
    const states = await shop.run((tx) =>
      tx.rows("select state, variant_id from listing where organization_id = argosy.tenant()"),
    );
    expect(states).toEqual(states.map(() => ({ state: "unmapped", variant_id: null })));
  });
});

test("two people who change different things of one view both have their way [F17]", async () => {
  const ana = { memberId: shop.organization, mayShare: true };
  const view = await shop.run((tx) =>
    createView(tx, ana, {
      subject: "orders",
      name: "Mine",
      filter: {},
      columns: [],
      position: 0,
      isShared: true,
      now: noon,
    }),
  );
  const changed = await shop.meet(
    (tx) => updateView(tx, ana, { id: view.id, patch: { name: "Ours" }, now: noon }),
    (tx) => updateView(tx, ana, { id: view.id, patch: { position: 3 }, now: noon }),
  );
  expect(changed).toMatchObject({ name: "Ours", position: 3 });
});
