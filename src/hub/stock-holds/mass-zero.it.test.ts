import { expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { setPresale } from "../orders/presales.ts";
import { noon, testShop } from "../orders/testing.ts";
import { holdMassZeros } from "./mass-zero.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

/** A channel whose three items all fall to zero at once; answers the keys of those that are held. */
async function held(isAhead: (n: number) => boolean): Promise<readonly string[]> {
  const store = await shop.newStore();
  const keys = new Map<string, string>();
  for (const n of [1, 2, 3]) {
    const variant = await shop.newVariant();
    const listing = await store.list(variant, `item ${n}`);
    keys.set(listing, `item ${n}`);
    await store.believe(listing, { expected: 5 });
    const presale = { preorderUntil: null, backorderDays: 9, mostAhead: 10 };
    if (isAhead(n)) await shop.run((tx) => setPresale(tx, variant, presale, noon));
  }
  await shop.run((tx) =>
    tx.run(
      `update listing_stock set desired = 0, want_seq = 2, passed_seq = 1, due_at = $2
       where organization_id = argosy.tenant() and connection_id = $1`,
      [store.id, noon],
    ),
  );
  const guarded = { id: store.id, name: "Shop", inventory: { holdPercent: 10, holdLeast: 1 } };
  const rows = await shop.run((tx) => holdMassZeros(tx, guarded, noon));
  return rows.map(({ listingId }) => keys.get(listingId) ?? "").toSorted();
}

test("zeros of many items wait for a person, not those of items whose purchase orders bring nothing any more [D5.1]", async () => {
  expect(await held(() => false)).toEqual(["item 1", "item 2", "item 3"]);
  expect(await held((n) => n === 2)).toEqual(["item 1", "item 3"]);
});
