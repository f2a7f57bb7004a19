import { expect, test } from "vitest";
import { createProduct } from "../../hub/catalog/create.ts";
import { deleteProducts, deleteVariant } from "../../hub/catalog/edit-variants.ts";
import { updateProduct } from "../../hub/catalog/update.ts";
import { ANA, sampleStore } from "../../hub/listings/samples.ts";
import { patchStore } from "../../hub/store-settings/patch-store.ts";
import { testEngine } from "../testing.ts";
import { channel, fakeChannel } from "./testing.ts";

test("products made, changed and deleted here reach every store that is to have them, and no other [A4.1, A4.2, A4.3]", async () => {
  const shops = { a: channel(), b: channel(), none: channel() };
  const shelves = { a: fakeChannel(), b: fakeChannel(), none: fakeChannel() };
  const sides = ["a", "b", "none"] as const;
  await using by = await testEngine(
    {},
    {
      open: ({ settings }) => {
        const side = sides.find((one) => one === settings["side"]) ?? "none";
        return { ...shops[side].ports, stock: shelves[side].stock };
      },
    },
  );
  const at = () => new Date(by.clock.now());
  const run = async () => {
    for (let n = 0; n < 4; n++) {
      by.clock.pass(3_000);
      await by.engine.runUntilIdle();
    }
  };
  const stores = [
    by.store,
    await sampleStore(by.db, by.organization, "B"),
    await sampleStore(by.db, by.organization, "C"),
  ];
  await by.db.owner.run("update connection set catalogue_read_at = now()");
  for (const [index, connectionId] of stores.entries()) {
    const side = sides[index] ?? "none";
    await by.db.owner.run(
      "update connection set settings = settings || jsonb_build_object('side', $2::text) where id = $1",
      [connectionId, side],
    );
    if (side !== "none")
      await by.inside((tx) =>
        patchStore(tx, {
          connectionId,
          by: ANA,
          now: at(),
          patch: { settings: { publish: { products: "automatic", content: true } } },
        }),
      );
  }
  const made = await by.inside((tx) =>
    createProduct(tx, {
      product: {
        title: "Jug",
        variants: ["S", "L"].map((size) => ({
          sku: `JUG-${size}`,
          priceMinor: 900n,
          options: [{ name: "Size", value: size }],
        })),
      },
      now: at(),
    }),
  );
  for (const variant of made.variantIds) await by.adjust(variant, 4);
  await run();
  const there = () => sides.map((side) => [...shops[side].shown.values()].map(({ title }) => title));
  const stock = () => sides.map((side) => Object.fromEntries(shelves[side].shown));
  expect(there()).toEqual([["Jug"], ["Jug"], []]);
  expect(stock()).toEqual([{ "v-JUG-S": 4, "v-JUG-L": 4 }, { "v-JUG-S": 4, "v-JUG-L": 4 }, {}]);
  await by.inside((tx) => updateProduct(tx, { id: made.id, patch: { title: "Big jug" }, now: at() }));
  await run();
  expect(there()).toEqual([["Big jug"], ["Big jug"], []]);
  await by.inside((tx) => deleteVariant(tx, { id: made.variantIds[1] ?? "", now: at() }));
  await run();
  expect(stock()).toEqual([{ "v-JUG-S": 4, "v-JUG-L": 0 }, { "v-JUG-S": 4, "v-JUG-L": 0 }, {}]);
  await by.inside((tx) => deleteProducts(tx, { ids: [made.id], onChannels: "unpublish", now: at() }));
  await run();
  expect(stock()).toEqual([{ "v-JUG-S": 0, "v-JUG-L": 0 }, { "v-JUG-S": 0, "v-JUG-L": 0 }, {}]);
  for (const side of ["a", "b"] as const) expect(shops[side].puts.at(-1)?.product.active).toBe(false);
  expect(shops.none.puts).toEqual([]);
});
