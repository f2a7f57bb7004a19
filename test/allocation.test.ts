/** What stores show by rules, locations, bundles and prices: the explanation's number is the one on the shelf. */
import { beforeAll, expect, test } from "vitest";
import type { ConnectedShop } from "../demo/connect.ts";
import { fixture } from "../src/db/testing-fixtures.ts";
import { levelsOf } from "../src/sandboxes/shopify/catalog.ts";
import type { ShopifySandbox } from "../src/sandboxes/shopify/index.ts";
import { MINUTE, openLab, SECOND } from "./support/lab.ts";

let woo: ConnectedShop;
let shopify: ConnectedShop;
let annex: string;

interface Mapping {
  readonly id: string;
  readonly sku: string;
  readonly variantId: string;
}
interface Explained {
  readonly notPushed: readonly string[];
  readonly locations: readonly {
    readonly location: string;
    readonly quantity: number;
    readonly channel: { readonly expected: number; readonly observed: number } | null;
    readonly steps: readonly { readonly label: string; readonly value: number }[];
  }[];
}

const lab = fixture(() => openLab("allocation"));
beforeAll(async () => {
  woo = await lab.stocked("woocommerce", { MUG: 20, CUP: 9 });
  shopify = await lab.stocked("shopify", { MUG: 20, CUP: 9 });
  annex = (await lab.seller.post<{ id: string }>("/locations", { name: "Annex" })).id;
});

async function mapping(store: ConnectedShop, sku: string): Promise<Mapping> {
  const { items } = await lab.seller.get<{ items: Mapping[] }>(`/stores/${store.id}/mappings?q=${sku}`);
  const found = items.find((each) => each.sku === sku);
  if (!found) throw new Error(`no ${sku}`);
  return found;
}

/** What the explanation says the channel should show; it is what the shop shows, and what it confirmed. */
async function shown(store: ConnectedShop, sku: string): Promise<number> {
  await lab.pass(MINUTE, 10 * SECOND);
  const { id } = await mapping(store, sku);
  const explained = await lab.seller.get<Explained>(`/mappings/${id}/explain`);
  const quantity = explained.locations.reduce((sum, each) => sum + each.quantity, 0);
  expect(explained.locations.map((each) => each.channel?.expected)).toEqual(
    explained.locations.map((each) => each.quantity),
  );
  expect(store.sandbox.shop.stockOf(sku)).toBe(quantity);
  expect(explained.locations.every((each) => each.steps.at(-1)?.value === each.quantity)).toBe(true);
  return quantity;
}

test("a number follows a store's buffer, share, cap and threshold, and an item's own [D5.2]", async () => {
  const rule = (change: object) => lab.seller.put(`/stores/${woo.id}/allocation`, change);
  const cases: [object, number, number][] = [
    [{ buffer: 3 }, 17, 6],
    [{ buffer: 3, percent: 50 }, 8, 3],
    [{ buffer: 3, percent: 50, cap: 5 }, 5, 3],
    [{ buffer: 3, percent: 50, cap: 5, zeroBelow: 4 }, 5, 0],
  ];
  for (const [change, mugs, cups] of cases) {
    const preview = await lab.seller.post<{ samples: { sku: string; after: number }[] }>(
      `/stores/${woo.id}/allocation/preview`,
      change,
    );
    await rule(change);
    expect([await shown(woo, "MUG"), await shown(woo, "CUP")]).toEqual([mugs, cups]);
    for (const { sku, after } of preview.samples) expect(woo.sandbox.shop.stockOf(sku)).toBe(after);
  }
  const { id } = await mapping(woo, "MUG");
  await lab.seller.put(`/mappings/${id}/allocation`, { buffer: 0, percent: 100, cap: 12 });
  expect(await shown(woo, "MUG")).toBe(12);
  await lab.seller.call("DELETE", `/mappings/${id}/allocation`);
  await rule({});
  expect(await shown(woo, "MUG")).toBe(20);
  expect(await shown(shopify, "MUG")).toBe(20);
});

test("only chosen locations count, and a channel with several gets each one's number [D5.1]", async () => {
  const [main] = (await lab.seller.get<{ items: { id: string; isDefault: boolean }[] }>("/locations")).items.filter(
    (each) => each.isDefault,
  );
  await lab.seller.post("/inventory/levels", { items: [{ sku: "MUG", locationId: annex, onHand: 6 }] });
  expect(await shown(woo, "MUG")).toBe(26);
  await lab.seller.put(`/stores/${woo.id}/allocation`, { locationIds: [annex] });
  expect(await shown(woo, "MUG")).toBe(6);
  await lab.seller.put(`/stores/${woo.id}/allocation`, {});

  const sandbox = shopify.sandbox as ShopifySandbox;
  (sandbox.state.locations as { id: string; name: string; active: boolean }[]).push({
    id: "2",
    name: "Second",
    active: true,
  });
  const item = [...sandbox.state.variants.values()].find((each) => each.sku === "MUG")?.itemId ?? "";
  const first = [...sandbox.state.levels.entries()].find(([key]) => key.includes(item));
  if (first) sandbox.state.levels.set(first[0].replace(/1$/, "2"), { ...first[1], available: 0 });
  await lab.seller.post(`/stores/${shopify.id}/test-connection`);
  const { items } = await lab.seller.get<{ items: { key: string; name: string }[] }>(`/stores/${shopify.id}/locations`);
  const keyOf = (name: string) => items.find((each) => each.name === name)?.key ?? "";
  await lab.seller.put(`/stores/${shopify.id}/locations`, { key: keyOf("Main warehouse"), locationId: main?.id });
  await lab.seller.put(`/stores/${shopify.id}/locations`, { key: keyOf("Second"), locationId: annex });
  expect(await shown(shopify, "MUG")).toBe(26);
  expect(levelsOf(sandbox.state, item).map(({ locationId, level }) => [locationId, level.available])).toEqual([
    ["1", 20],
    ["2", 6],
  ]);
  // An item the channel does not keep there yet is put there with its first units, and needs nothing without.
  const cup = [...sandbox.state.variants.values()].find((each) => each.sku === "CUP")?.itemId ?? "";
  expect(await shown(shopify, "CUP")).toBe(9);
  expect(levelsOf(sandbox.state, cup)).toHaveLength(1);
  await lab.seller.post("/inventory/levels", { items: [{ sku: "CUP", locationId: annex, onHand: 4 }] });
  expect(await shown(shopify, "CUP")).toBe(13);
  expect(levelsOf(sandbox.state, cup).map(({ level }) => level.available)).toEqual([9, 4]);
  // Mapped to the same location as the first, it would sell the same units again: what was put there is taken away.
  await lab.seller.put(`/stores/${shopify.id}/locations`, { key: keyOf("Second"), locationId: main?.id });
  expect(await shown(shopify, "CUP")).toBe(9);
  expect(levelsOf(sandbox.state, cup).map(({ level }) => level.available)).toEqual([9, 0]);
  await lab.seller.put(`/stores/${shopify.id}/locations`, { key: keyOf("Second"), locationId: annex });
  expect(await shown(shopify, "CUP")).toBe(13);
  expect((await lab.alerts()).filter((each) => each.state === "open")).toEqual([]);
  await lab.seller.post("/inventory/levels", {
    items: ["MUG", "CUP"].map((sku) => ({ sku, locationId: annex, onHand: 0 })),
  });
});

test("a bundle and its component sold at once on two stores: both shrink, nothing is promised twice [D6.2]", async () => {
  const made = await lab.seller.post<{ variants: { id: string }[] }>("/products", {
    title: "Tea set",
    variants: [{ sku: "SET", priceMinor: 4000, currency: "USD" }],
  });
  const bundle = made.variants[0]?.id;
  const [mug, cup] = await Promise.all(["MUG", "CUP"].map((sku) => mapping(woo, sku)));
  await lab.seller.put(`/variants/${bundle}/components`, {
    components: [
      { variantId: mug?.variantId, quantity: 2 },
      { variantId: cup?.variantId, quantity: 4 },
    ],
  });
  woo.sandbox.shop.addProduct({
    title: "Tea set",
    status: "active",
    variants: [{ sku: "SET", price: "40.00", stock: 0 }],
  });
  await lab.pass(31 * MINUTE, 5 * MINUTE);
  expect(await shown(woo, "SET")).toBe(2);
  woo.sandbox.shop.placeOrder({ lines: [{ sku: "SET", quantity: 1 }], payment: "paid" });
  shopify.sandbox.shop.placeOrder({ lines: [{ sku: "CUP", quantity: 3 }], payment: "paid" });
  await lab.pass(6 * MINUTE, MINUTE);
  expect([await shown(woo, "SET"), await shown(woo, "CUP"), await shown(shopify, "CUP")]).toEqual([0, 2, 2]);
  expect([await shown(woo, "MUG"), await shown(shopify, "MUG")]).toEqual([18, 18]);
  const levels = await lab.seller.get<{ items: { sku: string; reserved: number }[] }>("/inventory/levels?q=CUP");
  expect(levels.items.reduce((sum, each) => sum + each.reserved, 0)).toBe(7);
});

test("prices follow a store's rule, its rates and what is set for an item", async () => {
  const { id } = await mapping(woo, "MUG");
  const price = async () => {
    await lab.pass(MINUTE, 10 * SECOND);
    const explained = await lab.seller.get<{ priceMinor: number; channel: { expectedMinor: number } }>(
      `/mappings/${id}/explain-price`,
    );
    expect(explained.channel.expectedMinor).toBe(explained.priceMinor);
    expect(Number(woo.sandbox.shop.priceOf("MUG")) * 100).toBeCloseTo(explained.priceMinor, 6);
    return explained.priceMinor;
  };
  const { currency } = await lab.seller.get<{ currency: string | null }>(`/mappings/${id}/explain-price`);
  if (currency !== "USD") await lab.seller.put("/fx-rates", { rates: [{ base: "USD", quote: currency, rate: "0.9" }] });
  await lab.seller.patch(`/mappings/${id}`, { priceSync: true });
  const plain = currency === "USD" ? 1250 : 1125;
  expect(await price()).toBe(plain);
  const rule = await lab.seller.post<{ id: string }>(`/stores/${woo.id}/price-rules`, {
    name: "Charm",
    markupPercent: "10",
    stepMinor: 100,
    endingMinor: 99,
    direction: "up",
  });
  expect(await price()).toBe(currency === "USD" ? 1399 : 1299);
  await lab.seller.put(`/mappings/${id}/price`, { priceMinor: 777 });
  expect(await price()).toBe(777);
  await lab.seller.call("DELETE", `/mappings/${id}/price`);
  await lab.seller.call("DELETE", `/price-rules/${rule.id}`);
  expect(await price()).toBe(plain);
});

test("two organizations on one shop: each has its orders, and their fight over a number is damped and said [A1.4]", async () => {
  const rival = await lab.join("allocation-rival");
  await rival.seller.post("/products", {
    title: "Cup",
    variants: [{ sku: "CUP", priceMinor: 900, currency: "USD" }],
  });
  const theirs = await rival.connect(woo.sandbox, "The same shop");
  await rival.setStock({ CUP: 50 });
  await lab.pass(MINUTE, 10 * SECOND);
  const order = woo.sandbox.shop.placeOrder({ lines: [{ sku: "CUP", quantity: 1 }], payment: "paid" });
  await lab.pass(6 * MINUTE, MINUTE);
  expect(await rival.orderKeys(theirs)).toContain(order);
  expect(await lab.orderKeys(woo)).toContain(order);
  const before = woo.sandbox.calls.filter(({ write }) => write).length;
  const isReported = async () =>
    [...(await lab.alerts()), ...(await rival.alerts())].some(({ kind }) => kind === "stock_contested");
  for (let half = 0; half < 8 && !(await isReported()); half++) await lab.pass(30 * MINUTE, MINUTE);
  expect(await isReported()).toBe(true);
  expect(woo.sandbox.calls.filter(({ write }) => write).length - before).toBeLessThan(20);
});
