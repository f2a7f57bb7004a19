import { beforeEach, expect, test } from "vitest";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Tx } from "../../db/database.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { getVariant } from "../catalog/read.ts";
import { recordChannelProducts } from "../channel-products/record.ts";
import { ANA, channelProduct, channelVariant, later, NOON, sampleStore, sampleVariant } from "../listings/samples.ts";
import { listConflicts } from "./conflicts.ts";
import { settleConflict } from "./settle.ts";

let here: OrganizationId;
let variant: string;
let conflict: string;

const db = fixture(testDatabase);
beforeEach(async () => {
  here = await db.newOrganization();
  const shop = await sampleStore(db, here);
  variant = await sampleVariant(db, here, { sku: "SKU-v1" });
  await db.owner.run(
    `update connection set settings = '{"prices":{"newItems":true},"policy":{"price":"ask"}}' where id = $1`,
    [shop],
  );
  const record = (price: string, now: Date) =>
    inside((tx) =>
      recordChannelProducts(tx, {
        connectionId: shop,
        products: [channelProduct("p1", [channelVariant("v1", { price })])],
        now,
        initial: false,
      }),
    );
  await record("10.00", NOON);
  await db.owner.run("update listing_price set desired_minor = 1000 where organization_id = $1", [here]);
  await record("12.50", later(1));
  conflict = (await open())[0]?.id ?? "";
});

const inside = <T>(work: (tx: Tx) => Promise<T>) => db.database.tenant(here, work);
const open = async () => (await inside((tx) => listConflicts(tx, { state: "open" }))).items;
const settle = (winner: "hub" | "channel" | "dismissed", organization = here) =>
  db.database.tenant(organization, (tx) => settleConflict(tx, { id: conflict, winner, by: ANA, now: later(2) }));
const price = () =>
  db.owner.one("select desired_minor, expected_minor, due_at from listing_price where organization_id = $1", [here]);

test("a conflict is shown with both values and settled once [C6.2]", async () => {
  expect(await open()).toMatchObject([
    { field: "price", title: "SKU-v1", hubValue: "1000", channelValue: "1250", variantId: variant },
  ]);
  await settle("dismissed");
  expect(await open()).toEqual([]);
  expect(await price()).toMatchObject({ due_at: null });
  await expect(settle("hub")).rejects.toThrow("no such open conflict");
  const [row] = (await inside((tx) => listConflicts(tx, { state: "dismissed" }))).items;
  expect(row).toMatchObject({ settledBy: "user:ana@example.test", settledAt: later(2) });
});

test("a conflict the channel wins makes its price ours", async () => {
  await settle("channel");
  expect((await inside((tx) => getVariant(tx, variant))).priceMinor).toBe(1250n);
});

test("a conflict the hub wins sends our price", async () => {
  await settle("hub");
  expect(await price()).toEqual({ desired_minor: "1000", expected_minor: "1250", due_at: later(2) });
});

test("a conflict cannot be settled by another organization", async () => {
  const there = await db.newOrganization();
  await expect(settle("channel", there)).rejects.toThrow("no such open conflict");
  expect(await open()).toHaveLength(1);
});
