/** A pack of one channel that is a plain variant here is oversold by others: a person is told, and makes it a bundle. */
import { expect, test } from "vitest";
import { timeVersion } from "../../commerce/version.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture, fixturePerTest } from "../../db/testing-fixtures.ts";
import { resolveSettledAlerts } from "../../engine/maintenance/settled-alerts.ts";
import { listAlerts } from "../alerts/alerts.ts";
import { setComponents } from "../catalog/bundles.ts";
import { recordChannelProducts } from "../channel-products/record.ts";
import { actor, minutes, noon, orderLine, orderPart, testShop } from "../orders/testing.ts";
import { linkListings } from "./matching.ts";
import { reportPacks } from "./packs.ts";
import { channelProduct, channelVariant } from "./samples.ts";

const db = fixture(testDatabase);
const shop = fixturePerTest(() => testShop(db));

const CONTENTS = [
  { variantKey: "cup", quantity: 2 },
  { variantKey: "oil", quantity: 1 },
];

/** A shop with a pack of two cups and one bottle of oil, all three variants of ours; `elsewhere` knows none of them yet. */
async function shopWithPack() {
  const presta = await shop.newStore("Presta");
  const elsewhere = await shop.newStore("Woo");
  const [cup, oil, pack] = [await shop.newVariant("CUP"), await shop.newVariant("OIL"), await shop.newVariant("PACK")];
  const link = (listingId: string, variantId: string) =>
    shop.run((tx) =>
      linkListings(tx, { links: [{ listingId, variantId, method: "manual", confidence: 100 }], by: actor, now: noon }),
    );
  let minute = 0;
  /** The shop tells its products, the pack with these contents. */
  const told = (contents: typeof CONTENTS | undefined) =>
    shop.run((tx) =>
      recordChannelProducts(tx, {
        connectionId: presta.id,
        products: ["cup", "oil", "pack"].map((key) =>
          channelProduct(key, [channelVariant(key, { sku: key.toUpperCase(), ...(key === "pack" && { contents }) })], {
            version: timeVersion(minutes(minute++).toISOString()),
          }),
        ),
        now: noon,
        initial: false,
      }),
    );
  return { presta, elsewhere, cup, oil, pack, link, told };
}

const alerts = async () => {
  const { items } = await shop.run((tx) => listAlerts(tx, { kind: "pack_sold_elsewhere", state: "open", now: noon }));
  return items;
};
const settled = () => shop.run((tx) => resolveSettledAlerts(tx, minutes(1)));
const bundle = (variantId: string, components: readonly { variantId: string; quantity: number }[]) =>
  shop.run((tx) => setComponents(tx, { variantId, components }));

test("a pack that another channel sells too is told with what to make of it, and as a bundle its sale there takes the contents [D6.2]", async () => {
  const { elsewhere, cup, oil, pack, told, link } = await shopWithPack();
  await shop.stock(cup, 29);
  await shop.stock(oil, 17);
  await told(CONTENTS);
  expect(await alerts()).toEqual([]);
  await link(await elsewhere.list(null, "w-pack"), pack);
  const components = [
    { variantId: cup, quantity: 2 },
    { variantId: oil, quantity: 1 },
  ];
  expect(await alerts()).toMatchObject([
    {
      severity: "warning",
      subjectKind: "variant",
      subjectId: pack,
      title: "Presta: the pack Product PACK is also sold on Woo",
      text: "Sold on Presta, it takes 2 × Product CUP, 1 × Product OIL. Sold on Woo, it takes only its own stock, so its contents can be oversold. Make it a bundle of these items.",
      action: { kind: "make_bundle", variantId: pack, components },
    },
  ]);
  // The same again is no news.
  await told(CONTENTS);
  expect([(await alerts())[0]?.count, await settled()]).toEqual([1, 0]);
  await bundle(pack, components);
  expect([await settled(), await alerts()]).toEqual([1, []]);
  await elsewhere.apply([orderPart("w1", { lines: [orderLine({ variantKey: "w-pack", quantity: 3 })] })]);
  expect([await shop.level(cup), await shop.level(oil)]).toMatchObject([{ available: 23 }, { available: 14 }]);
});

test("nobody is told of a pack sold on its own channel alone, of contents that are not all linked, or of one that tells none", async () => {
  const { presta, elsewhere, oil, pack, told, link } = await shopWithPack();
  await told([...CONTENTS, { variantKey: "spoon", quantity: 1 }]);
  const listing = await elsewhere.list(null, "w-pack");
  await link(listing, pack);
  expect(await alerts()).toEqual([]);
  // What was missing is linked: the pack is told then.
  await link(await presta.list(null, "spoon"), await shop.newVariant("SPOON"));
  expect(await alerts()).toHaveLength(1);
  const listings = "argosy.listing where organization_id = argosy.tenant() and id = $1";
  const inOrOut = [
    [listings, listing, "active = false", "active = true"],
    [listings, listing, "gone_at = now()", "gone_at = null"],
    [listings.replace("id = $1", "variant_id = $1"), oil, "gone_at = now()", "gone_at = null"],
    [listings.replace("listing", "connection"), elsewhere.id, "state = 'deleted'", "state = 'active'"],
    [listings.replace("listing", "connection"), presta.id, "state = 'deleted'", "state = 'active'"],
  ] as const;
  for (const [rows, id, out, back] of inOrOut) {
    const set = (change: string) =>
      shop.run((tx) => tx.run(`update ${rows.replace(" where", ` set ${change} where`)}`, [id]));
    await set(out);
    expect([out, await settled(), await alerts()]).toEqual([out, 1, []]);
    await set(back);
    await shop.run((tx) => reportPacks(tx, { variantIds: [pack] }, noon));
    expect(await alerts()).toHaveLength(1);
  }
  await told(undefined);
  expect([await settled(), await alerts()]).toEqual([1, []]);
});

test("a pack told as such later, and one whose contents change, are told anew; its own stock has to go first", async () => {
  const { elsewhere, cup, pack, told, link } = await shopWithPack();
  await told(undefined);
  await link(await elsewhere.list(null, "w-pack"), pack);
  for (const quantity of [0.5, 0, 10_001]) await told([{ variantKey: "cup", quantity }]);
  expect(await alerts()).toEqual([]);
  await shop.stock(pack, 9);
  await told(CONTENTS);
  const stocked =
    "A bundle has no stock of its own. Move the stock of Product PACK (9) to its contents or set it to zero first.";
  expect((await alerts())[0]?.text).toContain(stocked);
  await shop.stock(pack, 0);
  await told([{ variantKey: "cup", quantity: 3 }]);
  const [alert] = await alerts();
  expect(alert).toMatchObject({ count: 2, action: { components: [{ variantId: cup, quantity: 3 }] } });
  expect(alert?.text).not.toContain(stocked);
});

test("a part that is a bundle here stands for what is in it", async () => {
  const { elsewhere, cup, oil, pack, told, link } = await shopWithPack();
  const bean = await shop.newVariant("BEAN");
  await bundle(oil, [
    { variantId: bean, quantity: 5 },
    { variantId: cup, quantity: 1 },
  ]);
  await told(CONTENTS);
  await link(await elsewhere.list(null, "w-pack"), pack);
  const components = [
    { variantId: bean, quantity: 5 },
    { variantId: cup, quantity: 3 },
  ];
  expect(await alerts()).toMatchObject([{ action: { components } }]);
  await bundle(pack, components);
  expect(await settled()).toBe(1);
});

test("a second shop that takes the contents too is no other channel", async () => {
  const { elsewhere, pack, told, link } = await shopWithPack();
  await told(CONTENTS);
  const listing = await elsewhere.list(null, "w-pack");
  await shop.run((tx) =>
    tx.run(
      `update argosy.listing set contents = '[{"variantKey": "x", "quantity": 1}]'
       where organization_id = argosy.tenant() and id = $1`,
      [listing],
    ),
  );
  await link(listing, pack);
  expect(await alerts()).toEqual([]);
});
