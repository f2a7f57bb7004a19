/** What is judged by rows another transaction is changing is judged by what they are once it has ended: nothing is lost. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Tx } from "../db/database.ts";
import { type TestDatabase, testDatabase } from "../db/testing.ts";
import { editCustomer } from "./customers/edit.ts";
import { mergeCustomers } from "./customers/merge.ts";
import { endEmptyHolds } from "./holds/holds.ts";
import { takeHeld } from "./holds/release.ts";
import { ignoreListings } from "./listings/mapping.ts";
import { requestCommand, retryCommand } from "./orders/commands.ts";
import { openReturn } from "./orders/returns/open-return.ts";
import { receiveReturn } from "./orders/returns/receive-return.ts";
import { refundReturnRefused } from "./orders/returns/refund-return.ts";
import { listReturns } from "./orders/returns/return-view.ts";
import { endCommandsOfStore } from "./orders/store-deleted.ts";
import { actor, later, noon, orderLine, orderPart, type TestShop, testShop } from "./orders/testing.ts";
import { refreshUnmappedFlags } from "./orders/unmapped.ts";
import { softDeleteStore } from "./stores/lifecycle.ts";

let db: TestDatabase;
let shop: TestShop;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());
beforeEach(async () => {
  shop = await testShop(db);
});

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

  test("and is refused while some arrive: those are back, the others may come in another return", async () => {
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

  test("and is tried again while its units are asked back otherwise: they are awaited once", async () => {
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

  test("are taken over without what an order explains meanwhile", async () => {
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

  test("are not left behind by a hold that ends for having been empty a moment ago", async () => {
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
  const asked = await shop.meet(
    async (tx) => {
      await softDeleteStore(tx, { connectionId: store.id, by: actor, now: noon });
      await endCommandsOfStore(tx, store.id, by);
    },
    (tx) => requestCommand(tx, { orderId: applied?.orderId ?? "", command: cancel, idempotencyKey: "c", ...by }),
  );
  expect(asked.state).toBe("done");
});
