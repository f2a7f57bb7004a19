import { expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { observeLevels } from "../listings/levels.ts";
import { later, minutes, orderLine, orderPart, testShop } from "../orders/testing.ts";
import { SET_DESIRED } from "./desired-stock-sql.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

test("a number that was seen to differ is still looked at after its channel sold one, and not once the sale explains it", async () => {
  const readBacksAfter = async (seen: number) => {
    const store = await shop.newStore();
    const listing = await store.list(await shop.newVariant(), "v1");
    await store.believe(listing, { expected: 17, ackedAt: minutes(-60) });
    const [setTo, at] = [(units: number) => [[listing], [""], [store.id], [units], minutes(0)], minutes(0)];
    await shop.run((tx) => tx.rows(SET_DESIRED, setTo(17)));
    const levels = [{ listingId: listing, location: "", available: seen, at }];
    await shop.run((tx) => observeLevels(tx, { connectionId: store.id, levels, now: at }));
    const line = orderLine({ variantKey: "v1", quantity: 3, channelTook: 3 });
    const sold = orderPart(`seen-${seen}`, { placedAt: at.toISOString(), lines: [line] });
    await store.apply([later(sold, 0, {})]);
    await shop.run((tx) => tx.rows(SET_DESIRED, setTo(14)));
    const [row] = await shop.run((tx) =>
      tx.rows(
        `select expected, desired, due_at is not null as "isDue" from listing_stock
         where organization_id = argosy.tenant() and listing_id = $1`,
        [listing],
      ),
    );
    return row;
  };
  expect(await readBacksAfter(20)).toEqual({ expected: 14, desired: 14, isDue: true });
  expect(await readBacksAfter(14)).toEqual({ expected: 14, desired: 14, isDue: false });
});
