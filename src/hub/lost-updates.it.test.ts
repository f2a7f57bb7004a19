/** What is judged by rows another transaction is changing is judged by what they are once it has ended: nothing is lost. */
import { describe, expect, test } from "vitest";
import type { Tx } from "../db/database.ts";
import { testDatabase } from "../db/testing.ts";
import { fixture, fixturePerTest } from "../db/testing-fixtures.ts";
import { recordChannelProducts } from "./channel-products/record.ts";
import { editCustomer } from "./customers/edit.ts";
import { mergeCustomers } from "./customers/merge.ts";
import { createLocation } from "./inventory/locations.ts";
import { ignoreListings, mapListings } from "./listings/mapping.ts";
import { channelProduct, channelVariant } from "./listings/samples.ts";
import { requestCommand, retryCommand } from "./orders/commands.ts";
import { openReturn } from "./orders/returns/open-return.ts";
import { receiveReturn } from "./orders/returns/receive-return.ts";
import { refundReturnRefused } from "./orders/returns/refund-return.ts";
import { listReturns } from "./orders/returns/return-view.ts";
import { endCommandsOfStore } from "./orders/store-deleted.ts";
import { actor, later, noon, orderLine, orderPart, testShop } from "./orders/testing.ts";
import { refreshUnmappedFlags } from "./orders/unmapped.ts";
import { changeSupplier, createSupplier } from "./purchasing/suppliers.ts";
import { takeHeld } from "./stock-holds/release-held-stock.ts";
import { endEmptyHolds } from "./stock-holds/stock-holds.ts";
import { softDeleteStore } from "./stores/lifecycle.ts";

const db = fixture(testDatabase);
const shop = fixturePerTest(() => testShop(db));

const by = { actor, now: noon };

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

  test("a refund that is refused while units arrive leaves those back, and the others for another return", async () => {
    const { commandId, returns, open } = await refunded();
    const [one] = await returns();
    const lineId = one?.lines[0]?.id ?? "";
    await shop.meet(
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

  test("a refund that is retried while its units are requested otherwise awaits them once", async () => {
    const { commandId, returns, open } = await refunded();
    await shop.run(async (tx) => {
      await refundReturnRefused(tx, commandId, noon);
      await tx.run("update command set state = 'failed' where organization_id = argosy.tenant() and id = $1", [
        commandId,
      ]);
    });
    await shop.meet(open(3), (tx) => retryCommand(tx, { commandId, ...by }));
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
        `update listing_stock
         set desired = 10, observed = 7, held_by = $1, held_as = 'lower'
         where organization_id = argosy.tenant()`,
        [id],
      );
    return { store, variant, id, hold };
  }

  test("a held number is taken over without what an order explains meanwhile", async () => {
    const { store, variant, id, hold } = await held();
    await shop.run(hold);
    const sale = "update listing_stock set expected = expected - 2 where organization_id = argosy.tenant()";
    await shop.meet(
      (tx) => tx.run(sale),
      (tx) => takeHeld(tx, { connectionId: store.id, heldBy: id, by: actor, now: noon }),
    );
    // Of the three that were missing the order took two, and gives them its own movement.
    expect((await shop.level(variant)).onHand).toBe(9);
  });

  test("a held number is not left behind by a hold that ends for having been empty a moment ago", async () => {
    const { id, hold } = await held();
    await shop.meet(
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
  const edited = await shop.meet(
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
  await shop.meet(
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
  const requested = await shop.meet(
    async (tx) => {
      await softDeleteStore(tx, { connectionId: store.id, by: actor, now: noon });
      await endCommandsOfStore(tx, store.id, by);
    },
    (tx) => requestCommand(tx, { orderId: applied?.orderId ?? "", command: cancel, idempotencyKey: "c", ...by }),
  );
  expect(requested.state).toBe("done");
});

describe("two items of one SKU that a channel tells of in two transactions at once", () => {
  const told = (store: string, key: string, sku: string) => (tx: Tx) =>
    recordChannelProducts(tx, {
      connectionId: store,
      products: [channelProduct(`p-${key}`, [channelVariant(key, { sku, barcode: undefined })])],
      now: noon,
      initial: false,
    });
  const statesOf = async (variant: string) => {
    const rows = await shop.run((tx) =>
      tx.rows<{ state: string }>(
        `select state from listing
         where organization_id = argosy.tenant() and $1 in (variant_id, suggested_variant_id)`,
        [variant],
      ),
    );
    return rows.map(({ state }) => state).sort();
  };

  test("two items of one SKU reported at once are not both linked: the second transaction sees the first", async () => {
    const store = await shop.newStore();
    const variant = await shop.newVariant("TWIN-1");
    await shop.meet(told(store.id, "a", "TWIN-1"), told(store.id, "b", "twin-1"));
    expect(await statesOf(variant)).toEqual(["mapped"]);
  });

  test("two items of one SKU are offered where the seller lists variants several times there", async () => {
    const store = await shop.newStore();
    const variant = await shop.newVariant("TWIN-2");
    await shop.run((tx) =>
      tx.run(
        `update connection set settings = '{"listings": {"several": true}}'
         where organization_id = argosy.tenant() and id = $1`,
        [store.id],
      ),
    );
    await shop.meet(told(store.id, "a", "TWIN-2"), told(store.id, "b", "TWIN-2"));
    expect(await statesOf(variant)).toEqual(["mapped", "suggested"]);
  });

  test("an item is not linked beside one of its SKU that a person links meanwhile", async () => {
    const store = await shop.newStore();
    const variant = await shop.newVariant("TWIN-3");
    const listing = await store.list(null, "by-hand");
    await shop.meet(
      (tx) => mapListings(tx, { pairs: [{ listingId: listing, variantId: variant }], by: actor, now: noon }),
      told(store.id, "b", "TWIN-3"),
    );
    expect(await statesOf(variant)).toEqual(["mapped"]);
  });
});

describe("the second of two that take one name at once is refused", () => {
  const supplier = (name: string) => (tx: Tx) => createSupplier(tx, { name, now: noon });

  test("renamed suppliers take a name once", async () => {
    const one = await shop.run(supplier("North"));
    const other = await shop.run(supplier("South"));
    const renamed = (id: string) => (tx: Tx) => changeSupplier(tx, { id, name: "Weavers", now: noon });
    await expect(shop.meet(renamed(one.id), renamed(other.id))).rejects.toMatchObject({ code: "SUPPLIER_EXISTS" });
  });

  test("created locations take a code once", async () => {
    const made = (tx: Tx) => createLocation(tx, { name: "Harbour", code: "harbour", now: noon });
    await expect(shop.meet(made, made)).rejects.toMatchObject({ code: "LOCATION_CODE_TAKEN" });
  });
});
