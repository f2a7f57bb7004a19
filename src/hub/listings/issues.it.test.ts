/** What a channel finds wrong with a product is seen at its listing, and told once for the store. */
import { expect, test } from "vitest";
import type { ChannelProduct, ListingIssue } from "../../commerce/product.ts";
import { timeVersion } from "../../commerce/version.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { resolveSettledAlerts } from "../../engine/maintenance/settled-alerts.ts";
import { listAlerts } from "../alerts/alerts.ts";
import { markProductsGone, recordChannelProducts } from "../channel-products/record.ts";
import { minutes, noon, testShop } from "../orders/testing.ts";
import { listListings } from "./index.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

const product = (key: string, issues: readonly ListingIssue[] | undefined): ChannelProduct => ({
  key,
  version: timeVersion(noon.toISOString()),
  title: `Shirt ${key}`,
  status: "active",
  ...(issues ? { issues } : {}),
  categoryKeys: [],
  images: [],
  variants: ["M", "L"].map((size) => ({ key: `${key}-${size}`, sku: `${key}-${size}`, options: [], ext: null })),
  ext: null,
  raw: null,
});

test("an item kept off sale says so at its listing and in one alert a store, until the channel takes it back", async () => {
  const { id: connectionId } = await shop.newStore("Delta");
  const told = (...products: ChannelProduct[]) =>
    shop.run((tx) => recordChannelProducts(tx, { connectionId, products, now: noon, initial: false }));
  const blocked = () => shop.run((tx) => listListings(tx, { connectionId, blocked: true }));
  const alerts = async () => {
    const { items } = await shop.run((tx) => listAlerts(tx, { state: "open", now: noon }));
    return items.filter(({ kind }) => kind === "products_blocked");
  };
  const image = { blocks: true, text: "The main image is missing.", sku: "a-M" };
  const advice = { blocks: false, text: "Add a size chart." };
  await told(product("a", [image, advice]), product("b", []), product("c", undefined));
  const { items } = await blocked();
  const bySku = items.toSorted((a, b) => ((a.sku ?? "") < (b.sku ?? "") ? -1 : 1));
  expect(bySku.map(({ sku, issues }) => [sku, issues])).toEqual([
    ["a-L", [advice]],
    ["a-M", [image, advice]],
  ]);
  const [alert, ...more] = await alerts();
  expect(more).toEqual([]);
  expect(alert).toMatchObject({
    title: "Delta: products are kept off sale by the channel",
    text: "1 product is not on sale there. Shirt a: The main image is missing.",
    action: { kind: "show_blocked", connectionId },
  });
  // The same again is no news; another one is told with the first.
  await told(product("a", [image, advice]));
  expect((await alerts())[0]?.count).toBe(1);
  await told(product("b", [{ blocks: true, text: "Banned." }]));
  expect((await alerts())[0]?.text).toContain("2 products are not on sale there");
  await told(product("a", []));
  await shop.run((tx) => markProductsGone(tx, { connectionId, extKeys: ["b"], now: noon }));
  await shop.run((tx) => resolveSettledAlerts(tx, minutes(60)));
  expect(await alerts()).toEqual([]);
});
