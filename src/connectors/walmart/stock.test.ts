/** Quantities and prices, one by one and as feeds; money of the reconciliation file; notices in either form. */
import { describe, expect, test } from "vitest";
import { parseMoney } from "../../commerce/money.ts";
import { startSandbox } from "../../sandboxes/walmart/index.ts";
import { awaitAnswers, collect } from "../kit/conformance/bench.ts";
import { must, openConnectedShop, portOf } from "../kit/testing/shop.ts";
import { connector } from "./index.ts";
import { csvIn, readCsv } from "./recon.ts";
import { FULFIL, itemsOf, openShop, partOf, place, pushStock, run, stored, writes } from "./testing.ts";

const MANY = Array.from({ length: 60 }, (_, index) => `CUP-${index}`);

describe("many quantities", () => {
  test("a batch of quantities is one feed whose report is read to its end, and a refused row is refused alone", async () => {
    await using shop = await openShop();
    for (const sku of MANY) shop.shop.addProduct({ title: sku, variants: [{ sku, price: "3.00", stock: 10 }] });
    const { push } = portOf(shop.connection, "stock");
    const items = itemsOf(
      MANY.map((sku) => [sku, 7]),
      { expected: 10 },
    );
    const answers = await push.send(items, shop.connection.ctx);
    expect(new Set(answers.map(({ outcome }) => outcome))).toEqual(new Set(["accepted"]));
    // It goes before its feed is carried out.
    shop.shop.removeProduct("CUP-5");
    const results = await awaitAnswers(push, items, answers, shop.connection);
    const byOutcome = Map.groupBy(results, ({ outcome }) => outcome);
    expect([byOutcome.get("applied")?.length, byOutcome.get("rejected")?.map(({ key }) => key)]).toEqual([
      59,
      ["CUP-5"],
    ]);
    expect(writes(shop).filter(({ path }) => path.startsWith("/v3/feeds")).length).toBe(1);
  });

  test("a batch of quantities whose feed's answer was lost is read back instead of sent again", async () => {
    await using shop = await openShop();
    for (const sku of MANY) shop.shop.addProduct({ title: sku, variants: [{ sku, price: "3.00", stock: 10 }] });
    shop.sandbox.faults.add({ path: "/v3/feeds", method: "POST", times: 1, fault: { kind: "drop_after_commit" } });
    const results = await pushStock(shop, Object.fromEntries(MANY.map((sku) => [sku, 4])));
    expect(new Set([...results.values()].map(({ outcome }) => outcome))).toEqual(new Set(["applied"]));
    expect(writes(shop).filter(({ path }) => path.startsWith("/v3/feeds")).length).toBe(1);
  });
});

test("quantities that somebody else changed meanwhile are told and not written over, wherever they stand in a batch", async () => {
  await using shop = await openShop();
  shop.shop.setStock("MUG-2", 6);
  const results = await pushStock(shop, { "MUG-1": 12, "MUG-2": 12 });
  expect(results.get("MUG-2")).toMatchObject({ outcome: "conflict", observed: 6 });
  expect(["MUG-1", "MUG-2"].map((sku) => shop.shop.stockOf(sku))).toEqual([12, 6]);
});

test("an item tells its kind, and why it is off sale", async () => {
  await using shop = await openShop();
  must(shop.shop.blockProduct)("MUG-1");
  expect(await portOf(shop.connection, "products").get("MUG-1", shop.connection.ctx)).toMatchObject({
    ...{ categoryKeys: ["Mugs"], status: "draft" },
    issues: [{ blocks: true, text: "Not on sale: Reasonable Price Not Satisfied." }],
  });
});

test("a quantity of one fulfillment center leaves the others as they are", async () => {
  await using shop = await openConnectedShop(connector, (clock) => startSandbox({ clock, seed: 3 }), {
    prepare({ shop: controls }) {
      must(controls.addLocation)("Annex");
      controls.addProduct({ title: "Mug", variants: [{ sku: "MUG-1", price: "12.50", stock: 10 }] });
    },
  });
  const [main = "", annex = ""] = shop.connection.detected.locations.map(({ key }) => key);
  expect((await pushStock(shop, { "MUG-1": 4 }, { expected: 0, location: annex })).get("MUG-1")).toMatchObject({
    outcome: "applied",
  });
  expect([...must(shop.shop.levelsOf)("MUG-1")]).toEqual([
    [main, 10],
    [annex, 4],
  ]);
  expect((await pushStock(shop, { "MUG-1": 4 })).get("MUG-1")).toMatchObject({ outcome: "rejected", code: "location" });
  // A partner's warehouse is none of the seller's.
  expect([main, annex]).not.toContain(shop.sandbox.state.nodes.find(({ type }) => type === "3PL")?.id);
});

test("the number of an account's one fulfillment center is read by the center's key", async () => {
  await using shop = await openShop();
  const { read } = portOf(shop.connection, "stock");
  const levels = (await read([{ key: "MUG-1", ext: null }], shop.connection.ctx)).flatMap((one) => one.levels);
  expect(levels.map(({ location }) => location)).toEqual(shop.connection.detected.locations.map(({ key }) => key));
});

test("units that shipped count as taken only where the settings say that Walmart lowers its number", async () => {
  await using shop = await openShop({ takes: "shipped" }, { stockTakes: "shipped" });
  const key = place(shop);
  expect((await partOf(shop, key)).lines[0]?.channelTook).toBe(0);
  await run(shop, key, FULFIL);
  expect([(await partOf(shop, key)).lines[0]?.channelTook, shop.shop.stockOf("MUG-1")]).toEqual([2, 8]);
  await using other = await openShop();
  const sold = place(other);
  await run(other, sold, FULFIL);
  expect((await partOf(other, sold)).lines[0]?.channelTook).toBe(0);
  expect((await partOf(other, sold)).lines[0]?.location).toBe(stored(other, sold).node);
});

test("stock at Walmart's own warehouses is told beside the seller's", async () => {
  await using shop = await openShop();
  shop.sandbox.state.wfs.set("MUG-2", 31);
  const { atMarketplace } = portOf(shop.connection, "stock");
  const requested = ["MUG-1", "MUG-2"].map((key) => ({ key, ext: null }));
  expect(await atMarketplace?.read(requested, shop.connection.ctx)).toEqual([{ key: "MUG-2", units: 31 }]);
});

test("many prices go as a feed, in the new form where the settings say so", async () => {
  for (const priceFeed of ["price", "price_and_promotion"]) {
    await using shop = await openShop({}, { priceFeed });
    const skus = MANY.slice(0, 12);
    for (const sku of skus) shop.shop.addProduct({ title: sku, variants: [{ sku, price: "3.00", stock: 1 }] });
    const { push } = portOf(shop.connection, "prices");
    const items = itemsOf(skus.map((sku) => [sku, { price: parseMoney("4.25", "USD") }]));
    const answers = await push.send(items, shop.connection.ctx);
    const results = await awaitAnswers(push, items, answers, shop.connection);
    expect(results.filter(({ outcome }) => outcome === "applied")).toHaveLength(12);
    expect(skus.map((sku) => shop.shop.priceOf(sku))).toEqual(skus.map(() => "4.25"));
  }
});

test("a reconciliation file is told as a settlement whose lines come to what is paid", async () => {
  await using shop = await openShop();
  const key = place(shop);
  must(shop.shop.settleOrder)(key);
  const [sweep] = portOf(shop.connection, "fees").settlements ?? [];
  const { items } = await collect(must(sweep), shop.connection.ctx);
  const [file] = items;
  expect(file?.lines.map(({ kind }) => kind)).toEqual(["sale", "commission", "adjustment"]);
  expect(file?.lines.every(({ orderKey }) => orderKey === key)).toBe(true);
  expect(file?.lines.reduce((sum, { amount }) => sum + amount.minor, 0n)).toBe(file?.amount.minor);
});

test("a file that is cut is refused, and quotes of a CSV are read", async () => {
  await expect(csvIn(Buffer.from("PK\u0003\u0004cut", "latin1"))).rejects.toThrow("could not be opened");
  expect(await readCsv('a,"b, ""c""\nd"\r\ne,f')).toEqual([
    ["a", 'b, "c"\nd'],
    ["e", "f"],
  ]);
});

test("a wait is read as a date, in milliseconds and in seconds", () => {
  const now = Date.UTC(2026, 10, 20, 9);
  const waitOf = (reported: string) =>
    connector.classify(
      {
        status: 429,
        headers: { date: new Date(now).toUTCString(), "x-next-replenishment-time": reported },
        text: "",
        url: "",
      },
      { method: "GET", url: "/orders", operation: "orders.list" },
    );
  for (const reported of [String(now + 30_000), String(now / 1_000 + 30), new Date(now + 30_000).toISOString()])
    expect(waitOf(reported)).toEqual({ kind: "throttled", waitMs: 30_000 });
});
