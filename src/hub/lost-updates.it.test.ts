/** What is judged by rows another transaction is changing is judged by what they are once it has ended: nothing is lost. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Tx } from "../db/database.ts";
import { type TestDatabase, testDatabase } from "../db/testing.ts";
import { addVariant, createProduct, deleteProducts, deleteVariant, updateProduct } from "./catalog/index.ts";
import { recordChannelProducts } from "./channel-products/record.ts";
import { listConflicts } from "./conflicts/conflicts.ts";
import { editCustomer } from "./customers/edit.ts";
import { mergeCustomers } from "./customers/merge.ts";
import { endEmptyHolds } from "./holds/holds.ts";
import { takeHeld } from "./holds/release.ts";
import { ignoreListings } from "./listings/mapping.ts";
import { linkListings } from "./listings/matching.ts";
import { channelProduct, channelVariant } from "./listings/samples.ts";
import { requestCommand, retryCommand } from "./orders/commands.ts";
import { openReturn } from "./orders/returns/open-return.ts";
import { receiveReturn } from "./orders/returns/receive-return.ts";
import { refundReturnRefused } from "./orders/returns/refund-return.ts";
import { listReturns } from "./orders/returns/return-view.ts";
import { endCommandsOfStore } from "./orders/store-deleted.ts";
import { actor, later, minutes, noon, orderLine, orderPart, type TestShop, testShop } from "./orders/testing.ts";
import { refreshUnmappedFlags } from "./orders/unmapped.ts";
import { softDeleteStore } from "./stores/lifecycle.ts";
import { createView, updateView } from "./views/views.ts";

let db: TestDatabase;
let shop: TestShop;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());
beforeEach(async () => {
  shop = await testShop(db);
});

/** `second` begins when `first` has written and not committed, which it does once the other waits for it or has ended. */
async function meet<T>(first: (tx: Tx) => Promise<unknown>, second: (tx: Tx) => Promise<T>): Promise<T> {
  const written = Promise.withResolvers<void>();
  let hasEnded = false;
  const one = shop.run(async (tx) => {
    await first(tx);
    written.resolve();
    const waiting =
      "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' limit 1";
    while (!hasEnded && (await db.owner.maybe(waiting)) === undefined);
  });
  await Promise.race([written.promise, one]);
  const other = shop.run(second).finally(() => {
    hasEnded = true;
  });
  const [, result] = await Promise.all([one, other]);
  return result;
}

const by = { actor, now: noon };

describe("what a channel sells", () => {
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

  test("in an older state, read while a newer one is written, changes nothing", async () => {
    const { id } = await shop.newStore();
    await shop.run((tx) => record(tx, id, 3n, ["a"]));
    const recorded = await meet(
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

  test("is not taken over where it is edited here at the same time: a person is asked", async () => {
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
    await meet(
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

describe("a refund that puts goods back", () => {
  async function refunded() {
    const store = await shop.newStore();
    const variant = await shop.newVariant();
    await store.list(variant, "v");
    await shop.stock(variant, 10);
    const lines = [orderLine({ variantKey: "v", quantity: 3, fulfilledQuantity: 3 })];
    const [applied] = await store.apply([orderPart("1", { lines })]);
    const orderId = applied?.orderId ?? "";
    const command = {
      kind: "refund",
      amount: { minor: 3000n, currency: "EUR" },
      lines: [{ lineKey: "v", quantity: 3, restock: true }],
      moveMoney: true,
      notifyCustomer: false,
    } as const;
    const { id: commandId } = await shop.run((tx) =>
      requestCommand(tx, { orderId, command, idempotencyKey: "r", ...by }),
    );
    const returns = async () => (await shop.run((tx) => listReturns(tx, { orderId }))).items;
    const open = (quantity: number) => (tx: Tx) =>
      openReturn(tx, { orderId, lines: [{ lineKey: "v", quantity }], isApproved: true, ...by });
    return { commandId, returns, open };
  }

  test("and is refused while some arrive: those are back, the others may come in another return", async () => {
    const { commandId, returns, open } = await refunded();
    const [one] = await returns();
    const lineId = one?.lines[0]?.id ?? "";
    await meet(
      (tx) =>
        receiveReturn(tx, {
          returnId: one?.id ?? "",
          lines: [{ lineId, quantity: 1, disposition: "restock" }],
          key: "k",
          ...by,
        }),
      (tx) => refundReturnRefused(tx, commandId, noon),
    );
    expect((await returns()).map(({ state }) => state)).toEqual(["closed"]);
    await expect(shop.run(open(3))).rejects.toMatchObject({ code: "RETURN_TOO_MANY" });
    await shop.run(open(2));
  });

  test("and is tried again while its units are asked back otherwise: they are awaited once", async () => {
    const { commandId, returns, open } = await refunded();
    await shop.run(async (tx) => {
      await refundReturnRefused(tx, commandId, noon);
      await tx.run("update command set state = 'failed' where organization_id = argosy.tenant() and id = $1", [
        commandId,
      ]);
    });
    await meet(open(3), (tx) => retryCommand(tx, { commandId, ...by }));
    expect((await returns()).map(({ state }) => state).sort()).toEqual(["approved", "cancelled"]);
  });
});

describe("numbers that wait for a person", () => {
  async function held() {
    const store = await shop.newStore();
    const variant = await shop.newVariant();
    const listing = await store.list(variant, "v");
    await shop.stock(variant, 10);
    await store.believe(listing, { expected: 10, observedAt: noon });
    const { id } = await shop.run((tx) =>
      tx.one<{ id: string }>(
        `insert into stock_hold (organization_id, connection_id, direction, items, of_listings, found_at)
         values (argosy.tenant(), $1, 'in', 1, 1, $2) returning id`,
        [store.id, noon],
      ),
    );
    const hold = (tx: Tx) =>
      tx.run(
        "update listing_stock set desired = 10, observed = 7, held_by = $1, held_as = 'lower' where organization_id = argosy.tenant()",
        [id],
      );
    return { store, variant, id, hold };
  }

  test("are taken over without what an order explains meanwhile", async () => {
    const { store, variant, id, hold } = await held();
    await shop.run(hold);
    const sale = "update listing_stock set expected = expected - 2 where organization_id = argosy.tenant()";
    await meet(
      (tx) => tx.run(sale),
      (tx) => takeHeld(tx, { connectionId: store.id, heldBy: id, by: actor, now: noon }),
    );
    // Of the three that were missing the order took two, and gives them its own movement.
    expect((await shop.level(variant)).onHand).toBe(9);
  });

  test("are not left behind by a hold that ends for having been empty a moment ago", async () => {
    const { id, hold } = await held();
    await meet(
      async (tx) => {
        await tx.run("update stock_hold set items = 2 where organization_id = argosy.tenant() and id = $1", [id]);
        await hold(tx);
      },
      (tx) => endEmptyHolds(tx, noon),
    );
    const { state } = await shop.run((tx) =>
      tx.one<{ state: string }>("select state from stock_hold where organization_id = argosy.tenant()"),
    );
    expect(state).toBe("open");
  });
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

  test("while it is given a variant leaves none, whichever was first", async () => {
    const [one, two] = [await made("A", "B"), await made("C")];
    const adds = (productId: string, sku: string) => (tx: Tx) =>
      addVariant(tx, { productId, variant: { sku }, now: noon });
    const goes = (id: string) => (tx: Tx) => deleteProducts(tx, { ids: [id], now: noon });
    await meet(adds(one, "D"), goes(one));
    await expect(meet(goes(two), adds(two, "E"))).rejects.toMatchObject({ code: "PRODUCT_NOT_FOUND" });
    expect(await alive()).toEqual([]);
  });

  test("while an item is linked to it leaves the item unlinked, whichever was first", async () => {
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
    await meet((tx) => deleteVariant(tx, { id: a, onChannels: "leave", now: noon }), links(first, a));
    await meet(links(second, b), (tx) => deleteProducts(tx, { ids: [product], onChannels: "leave", now: noon }));
    const states = await shop.run((tx) =>
      tx.rows("select state, variant_id from listing where organization_id = argosy.tenant()"),
    );
    expect(states).toEqual(states.map(() => ({ state: "unmapped", variant_id: null })));
  });
});

test("an edit of a customer who is being merged is made to whoever they become", async () => {
  const store = await shop.newStore();
  for (const name of ["Omar", "Layla"])
    await store.apply([
      orderPart(name, { lines: [], contact: { name, email: `${name.toLowerCase()}@example.test`, quality: "real" } }),
    ]);
  const [omar = "", layla = ""] = (
    await shop.run((tx) =>
      tx.rows<{ id: string }>("select id from customer where organization_id = argosy.tenant() order by name desc"),
    )
  ).map(({ id }) => id);
  const edited = await meet(
    (tx) => mergeCustomers(tx, { from: layla, into: omar, ...by }),
    (tx) => editCustomer(tx, layla, { notes: "Rings twice" }, noon),
  );
  expect(edited).toMatchObject({ id: omar, notes: "Rings twice" });
});

test("an order that gets an unlinked item keeps its flag when another item is said to be nothing of ours", async () => {
  const store = await shop.newStore();
  const ignored = await store.list(null, "a");
  const part = orderPart("1", { lines: [orderLine({ variantKey: "a", quantity: 1 })] });
  await store.apply([part]);
  const more = later(part, 1, { lines: [...part.lines, orderLine({ variantKey: "b", quantity: 1 })] });
  await shop.run((tx) => ignoreListings(tx, { listingIds: [ignored], by: actor, now: noon }));
  await shop.run((tx) => tx.run("update sales_order set has_unmapped = true where organization_id = argosy.tenant()"));
  await meet(
    (tx) => store.applyIn(tx, [more]),
    (tx) => refreshUnmappedFlags(tx, [ignored], noon),
  );
  const { flag } = await shop.run((tx) =>
    tx.one<{ flag: boolean }>("select has_unmapped as flag from sales_order where organization_id = argosy.tenant()"),
  );
  expect(flag).toBe(true);
});

test("a command asked while its store is deleted is carried out here", async () => {
  const store = await shop.newStore();
  const [applied] = await store.apply([orderPart("1", { lines: [orderLine({ quantity: 1 })] })]);
  const cancel = { kind: "cancel", reason: "other", restock: true, notifyCustomer: false } as const;
  const asked = await meet(
    async (tx) => {
      await softDeleteStore(tx, { connectionId: store.id, by: actor, now: noon });
      await endCommandsOfStore(tx, store.id, by);
    },
    (tx) => requestCommand(tx, { orderId: applied?.orderId ?? "", command: cancel, idempotencyKey: "c", ...by }),
  );
  expect(asked.state).toBe("done");
});

test("two people who change different things of one view both have their way", async () => {
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
  const changed = await meet(
    (tx) => updateView(tx, ana, { id: view.id, patch: { name: "Ours" }, now: noon }),
    (tx) => updateView(tx, ana, { id: view.id, patch: { position: 3 }, now: noon }),
  );
  expect(changed).toMatchObject({ name: "Ours", position: 3 });
});
