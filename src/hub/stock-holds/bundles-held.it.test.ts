/** Numbers of bundles that wait for a person: the channel's says nothing of their parts. */
import { expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { settleConflict, settleConflicts } from "../conflicts/settle.ts";
import { holdDispute } from "../conflicts/stock-dispute.ts";
import { checkLedger } from "../inventory/doctor.ts";
import { actor, noon, testShop } from "../orders/testing.ts";
import { settleHold } from "./stock-holds.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

/** A bundle of two cups, of which there are 10: 5 are shown, and now 4 are seen. */
async function bundle() {
  const store = await shop.newStore();
  const [kit, cup] = [await shop.newVariant(), await shop.newVariant()];
  await shop.stock(cup, 10);
  await shop.run((tx) =>
    tx.run(
      `insert into bundle_item (organization_id, bundle_variant_id, component_variant_id, quantity)
       values (argosy.tenant(), $1, $2, 2)`,
      [kit, cup],
    ),
  );
  const listing = await store.list(kit, "kit");
  await store.believe(listing, { expected: 5, observedAt: noon });
  await shop.run((tx) =>
    tx.run(
      `update listing_stock set desired = 5, observed = 4 where organization_id = argosy.tenant() and listing_id = $1`,
      [listing],
    ),
  );
  const levels = async () => [(await shop.level(kit)).onHand, (await shop.level(cup)).onHand];
  const row = () =>
    shop.run((tx) =>
      tx.one<{ held: string | null; isDue: boolean }>(
        `select held_as as held, due_at is not null as "isDue" from listing_stock
         where organization_id = argosy.tenant() and listing_id = $1`,
        [listing],
      ),
    );
  return { store, listing, levels, row };
}

test("a conflict about a bundle is not settled for the channel: it stays open, and ours may be sent", async () => {
  const { store, listing, levels, row } = await bundle();
  const numbers = [{ listingId: listing, location: "", name: "KIT", expected: 5, observed: 4 }];
  await shop.run((tx) => holdDispute(tx, { connectionId: store.id, numbers, policy: "ask", now: noon }));
  const { id } = await shop.run((tx) =>
    tx.one<{ id: string }>("select id from conflict where organization_id = argosy.tenant() and listing_id = $1", [
      listing,
    ]),
  );
  const settle = (winner: "hub" | "channel") =>
    shop.run((tx) => settleConflict(tx, { id, winner, by: actor, now: noon }));
  await expect(settle("channel")).rejects.toMatchObject({ code: "INVENTORY_IS_BUNDLE" });
  const { results } = await shop.run((tx) =>
    settleConflicts(tx, { ids: [id], winner: "channel", by: actor, now: noon }),
  );
  expect(results).toMatchObject([{ id, ok: false, error: expect.stringContaining("Count the parts") }]);
  expect([await levels(), await row()]).toEqual([[0, 10], { held: "dispute", isDue: false }]);
  await settle("hub");
  expect([await levels(), await row()]).toEqual([[0, 10], { held: null, isDue: true }]);
});

test("lower numbers of a channel that are approved move no stock of a bundle: ours is written there", async () => {
  const { store, levels, row } = await bundle();
  const { id } = await shop.run((tx) =>
    tx.one<{ id: string }>(
      `insert into stock_hold (organization_id, connection_id, direction, items, of_listings, found_at)
       values (argosy.tenant(), $1, 'in', 1, 1, $2) returning id`,
      [store.id, noon],
    ),
  );
  await shop.run((tx) =>
    tx.run(
      `update listing_stock set held_by = $1, held_as = 'lower'
       where organization_id = argosy.tenant() and connection_id = $2`,
      [id, store.id],
    ),
  );
  await shop.run((tx) => settleHold(tx, { id, approve: true, by: actor, now: noon }));
  expect([await levels(), await row()]).toEqual([[0, 10], { held: null, isDue: true }]);
  expect(await shop.run(checkLedger)).toEqual([]);
});
