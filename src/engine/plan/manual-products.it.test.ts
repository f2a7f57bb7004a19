import { expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { listLevels } from "../../hub/inventory/levels.ts";
import { channelProduct, channelVariant, NOON, sampleStore } from "../../hub/listings/samples.ts";
import { channelOf } from "../../hub/listings/testing.ts";
import { createByHand } from "./manual-products.ts";

test("a chosen product of the channel becomes ours with its items and its stock; what came later joins it [A3.3]", async () => {
  await using db = await testDatabase();
  const here = await db.newOrganization();
  const shop = await sampleStore(db, here);
  const { record, one } = channelOf(() => ({ db, here, shop }));
  const create = async (productListingIds: string[]) =>
    db.database.tenant(here, (tx) =>
      createByHand(tx, { connectionId: shop, productListingIds, stockFrom: "channel", now: NOON }),
    );
  await record([channelProduct("p1", [channelVariant("a"), channelVariant("b")])]);
  const { productListingId } = await one("a");
  expect(await create([productListingId])).toEqual([{ id: productListingId, ok: true }]);
  const [a, b] = [await one("a"), await one("b")];
  expect([a, b]).toMatchObject([
    { state: "mapped", matchMethod: "created", variantSku: "SKU-a" },
    { state: "mapped", variantSku: "SKU-b" },
  ]);
  const levels = await db.database.tenant(here, (tx) => listLevels(tx, {}));
  expect(levels.items.map((level) => level.onHand)).toEqual([5, 5]);
  await record([channelProduct("p1", [channelVariant("a"), channelVariant("b"), channelVariant("c")])]);
  expect(await create([productListingId])).toEqual([{ id: productListingId, ok: true }]);
  const products = await db.owner.rows("select distinct product_id from variant where organization_id = $1", [here]);
  expect([products.length, (await one("c")).variantSku]).toEqual([1, "SKU-c"]);
  expect(await create([productListingId])).toEqual([
    { id: productListingId, ok: false, error: "It has no unlinked items.", errorTold: [{ code: "plan.noneUnlinked" }] },
  ]);
});
