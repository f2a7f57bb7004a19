import { expect, test } from "vitest";
import type { Json } from "../../commerce/product.ts";
import type { PushItem } from "../kit/contract/ports.ts";
import { attemptCommand, readPart } from "../kit/testing/commands.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { openAccount, stockOf } from "./testing.ts";

const item = (key: string, desired: number, location = "", ext: Json = null): PushItem<number> => ({
  key,
  location,
  seq: BigInt(desired),
  want: desired,
  expected: null,
  ext,
  idempotencyKey: key,
});

test("ten SKUs a call, a hundred for stores; the basis holds open orders", async () => {
  await using account = await openAccount();
  const ppmp = stockOf(await account.connect());
  const omni = stockOf(await account.connect({ values: { model: "OMNI" } }));
  expect([ppmp.push.maxItems, omni.push.maxItems, ppmp.basis]).toEqual([10, 100, "available_plus_open_orders"]);
});

test("Myntra's number falls when an order is ready to dispatch, not when it is placed", async () => {
  await using account = await openAccount();
  const connection = await account.connect();
  const key = account.shop.placeOrder({ lines: [{ sku: "KRT-1", quantity: 2 }] });
  const took = async () => (await readPart(connection, key)).lines.map((line) => line.channelTook);
  expect([account.shop.stockOf("KRT-1"), await took()]).toEqual([100, [0, 0]]);
  await attemptCommand(connection, key, { kind: "fulfil", trackingNumbers: [], notifyCustomer: false });
  expect([account.shop.stockOf("KRT-1"), await took()]).toEqual([98, [1, 1]]);
});

test("one SKU of several that Myntra does not know is refused alone", async () => {
  await using account = await openAccount();
  const connection = await account.connect();
  const stock = stockOf(connection);
  const results = await stock.push.send([item("KRT-1", 5), item("NOPE", 6), item("KRT-2", 0)], connection.ctx);
  expect(results).toMatchObject([
    { key: "KRT-1", outcome: "applied", observed: 5 },
    { key: "NOPE", outcome: "rejected", code: "2007", text: textWith("Invalid SKU") },
    { key: "KRT-2", outcome: "applied", observed: 0 },
  ]);
  expect([account.shop.stockOf("KRT-1"), account.shop.stockOf("KRT-2")]).toEqual([5, 0]);
});

test.each<[string, Json]>([
  ["its SKU alone", "KRT-1"],
  ["other words", { sku_code: "KRT-1", errorMessage: "blocked" }],
])("a failed entry in a form of %s is understood", async (_name, entry) => {
  await using account = await openAccount();
  const connection = await account.connect();
  account.state.failing.set("KRT-1", entry);
  const results = await stockOf(connection).push.send([item("KRT-1", 5), item("KRT-2", 6)], connection.ctx);
  expect(results.map(({ outcome }) => outcome)).toEqual(["rejected", "applied"]);
});

test("a failed entry that names nobody counts none as written", async () => {
  await using account = await openAccount();
  const connection = await account.connect();
  account.state.failing.set("KRT-1", { index: 0 });
  const results = await stockOf(connection).push.send([item("KRT-1", 5), item("KRT-2", 6)], connection.ctx);
  expect(results.map(({ outcome }) => outcome)).toEqual(["retry", "retry"]);
  expect(connection.drifts.map(({ path }) => path)).toEqual(["failedEntries"]);
});

test("sources differ in the names of quantity and warehouse: both are settings", async () => {
  await using account = await openAccount();
  Object.assign(account.state, { quantityField: "quantity", warehouseField: "store_code" });
  const wrong = await account.connect();
  expect(await stockOf(wrong).push.send([item("KRT-1", 5)], wrong.ctx)).toMatchObject([{ outcome: "rejected" }]);
  const connection = await account.connect({
    settings: { quantityField: "quantity", warehouseField: "store_code", processingSla: "1" },
  });
  expect(await stockOf(connection).push.send([item("KRT-1", 5)], connection.ctx)).toMatchObject([
    { outcome: "applied" },
  ]);
  expect(JSON.parse(account.sandbox.calls.at(-1)?.requestBody ?? "")).toEqual([
    { sku: "KRT-1", quantity: 5, store_code: "WH01", processingSla: 1 },
  ]);
});

test("each warehouse has its number; the first is meant where none is named", async () => {
  await using account = await openAccount();
  account.shop.addLocation?.("WH02");
  const connection = await account.connect();
  const stock = stockOf(connection);
  await stock.push.send([item("KRT-1", 5), item("listing-2", 7, "WH02", { sku: "KRT-1" })], connection.ctx);
  const read = await stock.read(
    [
      { key: "KRT-1", ext: null },
      { key: "GONE", ext: null },
    ],
    connection.ctx,
  );
  expect(read).toEqual([
    {
      key: "KRT-1",
      levels: [
        { location: "WH01", available: 5 },
        { location: "WH02", available: 7 },
      ],
    },
    { key: "GONE", levels: [] },
  ]);
});

test("reading takes forty SKUs a call", async () => {
  await using account = await openAccount();
  const connection = await account.connect();
  const items = Array.from({ length: 81 }, (_, index) => ({ key: `SKU-${index}`, ext: null }));
  const before = account.sandbox.calls.length;
  await stockOf(connection).read(items, connection.ctx);
  expect(account.sandbox.calls.length - before).toBe(3);
});

test("no call has an empty body: Akamai would refuse it", async () => {
  await using account = await openAccount();
  const connection = await account.connect();
  account.shop.placeOrder({ lines: [{ sku: "KRT-1", quantity: 1 }] });
  await stockOf(connection).push.send([item("KRT-1", 5)], connection.ctx);
  const puts = account.sandbox.calls.filter(({ method }) => method === "PUT");
  expect(puts.every(({ requestBody, status }) => requestBody.length > 1 && status === 200)).toBe(true);
  const bare = await fetch(`${account.sandbox.url}/partner/v4/inventory/update`, { method: "PUT" });
  expect(bare.status).toBe(411);
});
