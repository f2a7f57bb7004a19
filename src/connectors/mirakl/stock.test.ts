/** Files of quantities: what the report says, and what the offers show afterwards. */
import { describe, expect, test } from "vitest";
import { parseMoney } from "../../commerce/money.ts";
import { awaitAnswers } from "../kit/conformance/bench.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { portOf } from "../kit/testing/shop.ts";
import { filesOf, openShop, pushStock } from "./testing.ts";

type Shop = Awaited<ReturnType<typeof openShop>>;

/** Sends quantities as one file, whose report nobody asks for. */
async function sendFile({ connection }: Shop, wants: readonly (readonly [string, number])[], expected = 10) {
  const items = wants.map(([key, want], index) => ({
    ...{ key, location: "", seq: BigInt(index + 1), want, expected, ext: null, idempotencyKey: key },
  }));
  const answers = await portOf(connection, "stock").push.send(items, connection.ctx);
  return new Set(answers.map(({ outcome }) => outcome));
}

const ACCEPTED = new Set(["accepted"]);

describe("a file of quantities", () => {
  test("a file that is taken for an equal older one is never reported as done", async () => {
    await using shop = await openShop({ duplicateMs: 6 * 3_600_000 });
    expect((await pushStock(shop, { "MUG-1": 5 })).get("MUG-1")).toMatchObject({ outcome: "applied", observed: 5 });
    shop.sandbox.shop.setStock("MUG-1", 4);
    // An even number of minutes later the bytes are the same.
    await shop.clock.sleep(60 * 60_000 - (shop.clock.now() % 120_000));
    const before = filesOf(shop).length;
    const outcomes: string[] = [];
    for (let round = 0; round < 3 && outcomes.at(-1) !== "applied"; round += 1) {
      outcomes.push((await pushStock(shop, { "MUG-1": 5 }, 4)).get("MUG-1")?.outcome ?? "");
      await shop.clock.sleep(61_000);
    }
    expect(outcomes.at(-1)).toBe("applied");
    expect(shop.sandbox.shop.stockOf("MUG-1")).toBe(5);
    expect(filesOf(shop).length).toBeGreaterThan(before);
  });

  test("a file with a line in error refuses that item with the report's message and writes the others", async () => {
    await using shop = await openShop();
    const { push } = portOf(shop.connection, "stock");
    const items = ["MUG-1", "MUG-2"].map((key, index) => ({
      ...{ key, location: "", seq: BigInt(index + 1), want: 7, expected: 10, ext: null, idempotencyKey: key },
    }));
    const answers = await push.send(items, shop.connection.ctx);
    expect(answers.map(({ outcome }) => outcome)).toEqual(["accepted", "accepted"]);
    // The offer goes before its file is read.
    shop.sandbox.shop.removeProduct("MUG-2");
    const results = await awaitAnswers(push, items, answers, shop.connection);
    expect(results).toMatchObject([
      { key: "MUG-1", outcome: "applied", observed: 7 },
      {
        key: "MUG-2",
        outcome: "rejected",
        code: "import_error",
        text: { gaps: { words: "The offer does not exist" } },
      },
    ]);
  });

  test("an offer counted by warehouse is not written over without the warehouse's code", async () => {
    await using shop = await openShop();
    const offer = shop.sandbox.state.offers.get("MUG-1");
    offer?.warehouses.set("LYON", 4).set("LILLE", 6);
    expect((await pushStock(shop, { "MUG-1": 5 })).get("MUG-1")).toMatchObject({
      outcome: "rejected",
      code: "by_warehouse",
    });
    expect([...(offer?.warehouses ?? [])]).toEqual([
      ["LYON", 4],
      ["LILLE", 6],
    ]);
    await using named = await openShop({}, { warehouseCode: "LYON" });
    const other = named.sandbox.state.offers.get("MUG-1");
    other?.warehouses.set("LYON", 4).set("LILLE", 6);
    expect((await pushStock(named, { "MUG-1": 5 }, 4)).get("MUG-1")).toMatchObject({ outcome: "applied", observed: 5 });
    expect([...(other?.warehouses ?? [])]).toEqual([
      ["LYON", 5],
      ["LILLE", 6],
    ]);
  });

  test("a file whose minute has not come reads no offers, and goes out when it has", async () => {
    await using shop = await openShop();
    expect(await sendFile(shop, [["MUG-1", 5]])).toEqual(ACCEPTED);
    const firstAt = shop.clock.now();
    const before = shop.sandbox.calls.length;
    const refusal = await sendFile(shop, [["MUG-2", 5]]).catch((error: unknown) => error);
    if (!(refusal instanceof ConnectorError) || refusal.info.kind !== "throttled") throw refusal;
    expect(shop.sandbox.calls.length).toBe(before);
    await shop.clock.sleep(refusal.info.waitMs);
    expect(await sendFile(shop, [["MUG-2", 5]])).toEqual(ACCEPTED);
    expect(Math.round((shop.clock.now() - firstAt) / 1000)).toBe(60);
    expect(shop.sandbox.calls.filter(({ status }) => status === 429)).toEqual([]);
  });

  test("a long list of offers is read from where the last reading ended, and round to the beginning", async () => {
    await using shop = await openShop();
    for (let at = 1000; at < 1300; at += 1)
      shop.sandbox.shop.addProduct({ title: `Cup ${at}`, variants: [{ sku: `CUP-${at}`, price: "9.00", stock: 10 }] });
    const cups = (from: number, want = 5) =>
      Array.from({ length: 100 }, (_, index) => [`CUP-${from + index}`, want] as const);
    const pagesOf = async (wants: readonly (readonly [string, number])[]) => {
      await shop.clock.sleep(120_000);
      const before = shop.sandbox.calls.length;
      const shown = shop.sandbox.shop.stockOf(wants[0]?.[0] ?? "") ?? undefined;
      expect(await sendFile(shop, wants, shown)).toEqual(ACCEPTED);
      return shop.sandbox.calls.slice(before).filter(({ method }) => method === "GET").length;
    };
    expect(await pagesOf(cups(1000))).toBe(1);
    expect(await pagesOf(cups(1100))).toBe(2);
    expect(await pagesOf(cups(1200))).toBe(2);
    // From the third page on: the fourth, then the first.
    expect(await pagesOf(cups(1000, 4))).toBe(3);
    expect(await pagesOf(cups(1200, 4))).toBe(3);
    // The list became shorter than where that ended: the page is empty, and the next is the first.
    for (let at = 1100; at < 1300; at += 1) shop.sandbox.shop.removeProduct(`CUP-${at}`);
    for (const sku of ["MUG-1", "MUG-2"]) shop.sandbox.shop.removeProduct(sku);
    expect(await pagesOf(cups(1000, 3))).toBe(2);
  });

  test("a file that takes hours is polled until it ends", async () => {
    await using shop = await openShop({ importMs: 10 * 60_000 });
    expect((await pushStock(shop, { "MUG-1": 3 })).get("MUG-1")).toMatchObject({ outcome: "applied", observed: 3 });
  });
});

test("a price leaves those of other channels and times as they are", async () => {
  await using shop = await openShop();
  const offer = shop.sandbox.state.offers.get("MUG-1");
  const others = [
    { channels: ["PRO", "B2B"], price: "11", discountPrice: "10" },
    { channels: [], price: "9", startDate: "2027-01-01T00:00:00Z", endDate: "2027-02-01T00:00:00Z" },
  ];
  offer?.otherPrices.push(...others);
  const { push } = portOf(shop.connection, "prices");
  const desired = { price: parseMoney("13.25", "EUR"), compareAt: parseMoney("15", "EUR") };
  const items = [
    { key: "MUG-1", location: "", seq: 1n, want: desired, expected: null, ext: null, idempotencyKey: "price" },
  ];
  const answers = await push.send(items, shop.connection.ctx);
  expect(await awaitAnswers(push, items, answers, shop.connection)).toMatchObject([{ outcome: "applied" }]);
  expect([offer?.price, offer?.discountPrice]).toEqual(["15.00", "13.25"]);
  expect(
    offer?.otherPrices.map(({ channels, price, discountPrice, startDate, endDate }) => [
      channels,
      price,
      discountPrice,
      startDate,
      endDate,
    ]),
  ).toEqual(
    others.map(({ channels, price, discountPrice, startDate, endDate }) => [
      channels,
      price,
      discountPrice,
      startDate,
      endDate,
    ]),
  );
});

test("an offer tells the brand and category of the marketplace's catalogue, and why it is off sale", async () => {
  await using shop = await openShop();
  shop.sandbox.state.offers.get("MUG-1")?.reasons.add("BRAND_UNAUTHORIZED_TO_SELL");
  const [one, two] = (await portOf(shop.connection, "products").bySku?.(["MUG-1", "MUG-2"], shop.connection.ctx)) ?? [];
  expect(one).toMatchObject({ brand: "Argosy", categoryKeys: ["MUGS"], status: "draft" });
  expect(one?.issues).toEqual([{ blocks: true, text: "Not on sale: brand unauthorized to sell." }]);
  expect(two).toMatchObject({ status: "active", issues: [] });
});
