import { expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { createProduct } from "../catalog/create.ts";
import { recordChannelProducts } from "../channel-products/record.ts";
import { ANA, channelProduct, channelVariant, NOON } from "../listings/samples.ts";
import { patchStore } from "../store-settings/patch-store.ts";
import { beginStore, createDraft } from "./draft.ts";
import { activateStore, softDeleteStore } from "./lifecycle.ts";

async function bench() {
  const db = await testDatabase();
  const here = await db.newOrganization();
  const inside = <T>(work: Parameters<typeof db.database.tenant<T>>[1]) => db.database.tenant(here, work);
  const begun = (review = false) =>
    inside(async (tx) => {
      const draft = { kind: "commerce", provider: "fakeshop", name: "Shop", orderPrefix: "WC", now: NOON } as const;
      const { id: connectionId } = await createDraft(tx, db.vault, draft);
      await beginStore(tx, connectionId, { review });
      await activateStore(tx, { connectionId, by: ANA, now: NOON });
      return connectionId;
    });
  const prefixOf = async (id: string) =>
    (await db.owner.one<{ order_prefix: string }>("select order_prefix from connection where id = $1", [id]))
      .order_prefix;
  return { db, here, inside, begun, prefixOf, [Symbol.asyncDispose]: () => db[Symbol.asyncDispose]() };
}

test("no two stores share the prefix of their orders, a deleted one's stays its own", async () => {
  await using shops = await bench();
  const [first, second] = [await shops.begun(), await shops.begun()];
  expect([await shops.prefixOf(first), await shops.prefixOf(second)]).toEqual(["WC", "WC2"]);
  const patch = (orderPrefix: string) =>
    shops.inside((tx) => patchStore(tx, { connectionId: second, by: ANA, now: NOON, patch: { orderPrefix } }));
  await expect(patch("wc")).rejects.toMatchObject({ code: "STORE_PREFIX_TAKEN", field: "orderPrefix" });
  expect((await patch("CAI")).orderPrefix).toBe("CAI");
  await shops.inside((tx) => softDeleteStore(tx, { connectionId: first, by: ANA, now: NOON }));
  expect(await shops.prefixOf(await shops.begun())).toBe("WC2");
});

test.each([
  ["links nothing by itself", true, "unmapped"],
  ["without one it links what is certain", false, "mapped"],
])("a store that waits for its plan: %s", async (_what, review, state) => {
  await using shops = await bench();
  const connectionId = await shops.begun(review);
  await shops.inside((tx) => createProduct(tx, { product: { title: "Mug", sku: "SKU-v1" }, now: NOON }));
  const products = [channelProduct("p1", [channelVariant("v1")])];
  await shops.inside((tx) => recordChannelProducts(tx, { connectionId, products, now: NOON, initial: false }));
  expect(await shops.db.owner.rows("select state from listing where connection_id = $1", [connectionId])).toEqual([
    { state },
  ]);
});
