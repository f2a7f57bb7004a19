import { expect, test } from "vitest";
import type { Json } from "../../commerce/product.ts";
import { readPart } from "../kit/testing/commands.ts";
import { readOrder } from "./order-mapping.ts";
import { openAccount, swept } from "./testing.ts";
import { bodyTime, dayPlus, eventTime, indianDay, msOf } from "./time.ts";

const READ_AT = Date.UTC(2026, 10, 20, 9);

const line = (more: { readonly [key: string]: Json } = {}) => ({
  orderLineId: "9001",
  sku: "KRT-BLU-M",
  warehouse: "WH01",
  mrp: 999,
  lineFinalAmount: 649.1,
  status_code: "WP",
  packByTime: "20-11-2026 10:00:00",
  ...more,
});

function partFrom(order: { readonly [key: string]: Json }, settings: Readonly<Record<string, Json>> = {}) {
  const drifts: string[] = [];
  const raw = { sellerOrderId: "5550001", orderLineEntries: [line()], ...order };
  const connection = { account: { externalId: "" }, facts: {}, settings };
  const read = () => readOrder(raw, READ_AT, { connection, drift: ({ path }) => void drifts.push(path) }).part;
  return { read, drifts };
}

test("one line is one unit, line ids are kept, and paise add up", async () => {
  await using account = await openAccount();
  const connection = await account.connect();
  const key = account.shop.placeOrder({
    lines: [
      { sku: "KRT-1", quantity: 3 },
      { sku: "KRT-2", quantity: 1 },
    ],
    customer: { name: "அன்பு 🪷" },
    payment: "cod",
  });
  const part = await readPart(connection, key);
  expect(part.lines.map((one) => [one.sku, one.orderedQuantity, one.totalMinor])).toEqual([
    ["KRT-1", 1, 64_950n],
    ["KRT-1", 1, 64_950n],
    ["KRT-1", 1, 64_950n],
    ["KRT-2", 1, 64_950n],
  ]);
  expect(part.lines.map((one) => one.key)).toEqual(account.state.orders.get(key)?.lines.map(({ id }) => id));
  const { subtotalMinor, discountMinor, totalMinor } = part.totals;
  expect([subtotalMinor, discountMinor, totalMinor]).toEqual([390_000n, 130_200n, 259_800n]);
  expect([part.contact.name, part.payment.kind, part.financial]).toEqual(["அன்பு 🪷", "cod", "cod_pending"]);
});

test("amounts are decimals, as numbers or as text, never floating point", () => {
  const { read } = partFrom({ orderLineEntries: [line({ mrp: "1999.99", lineFinalAmount: "0.10" })] });
  expect(read().lines[0]).toMatchObject({ unitPrice: "1999.99", totalMinor: 10n, discountMinor: 199_989n });
  const dear = partFrom({ orderLineEntries: [line({ mrp: 500, lineFinalAmount: 649.1 })] }).read();
  expect(dear.lines[0]).toMatchObject({ unitPrice: "649.10", totalMinor: 64_910n, discountMinor: 0n });
  expect(partFrom({ orderLineEntries: [line({ lineFinalAmount: "six" })] }).read).toThrow(/lineFinalAmount/);
});

test("ids of 64 bits survive as text or number; an order may be wrapped", () => {
  const long = partFrom({ sellerOrderId: "9007199254740993123" }).read();
  expect(long.orderKey).toBe("9007199254740993123");
  const wrapped = {
    data: [{ sellerOrderId: 7, orderLineEntries: [line({ orderLineId: 12 })] }],
    sellerOrderId: undefined,
  };
  const { sellerOrderId: _none, ...raw } = wrapped;
  const connection = { account: { externalId: "" }, facts: {}, settings: {} };
  const { part } = readOrder(raw, READ_AT, { connection, drift: () => undefined });
  expect([part.orderKey, part.lines[0]?.key]).toEqual(["7", "12"]);
});

test("a code nobody knows leaves the order as it was and says so", () => {
  const { read, drifts } = partFrom({ orderLineEntries: [line({ status_code: "ZZ" })] });
  expect(read).toThrow(/status code "ZZ"/);
  expect(drifts).toEqual(["orderLineEntries.status_code"]);
  expect(
    partFrom({ orderLineEntries: [line({ status_code: "ZZ" })] }, { statusCodes: "ZZ=SH" }).read().fulfilment,
  ).toBe("in_transit");
});

test("the time of an order follows from when it must be packed", () => {
  expect(partFrom({}).read().placedAt).toBe("2026-11-18T04:30:00.000Z");
  expect(partFrom({}, { processingSla: "1" }).read().placedAt).toBe("2026-11-19T04:30:00.000Z");
  expect(partFrom({ orderLineEntries: [line({ packByTime: null })] }).read().placedAt).toBe("2026-11-20T09:00:00.000Z");
});

test.each([
  ["on", "prepaid"],
  ["ON", "prepaid"],
  ["cod", "cod"],
  [null, "unknown"],
  ["", "unknown"],
])("payment method %j is %s", (paymentMethod, kind) => {
  expect(partFrom({ paymentMethod }).read().payment.kind).toBe(kind);
});

test("masked, missing and foreign contacts harm nobody", () => {
  expect(partFrom({ mobile: "98******21", email: "" }).read().contact).toMatchObject({ quality: "masked" });
  expect(partFrom({}).read().contact).toEqual({
    name: undefined,
    phone: undefined,
    email: undefined,
    quality: "absent",
  });
  expect(partFrom({ mobile: 9845012345 }).read().contact).toMatchObject({ phone: "+919845012345", quality: "relay" });
  expect(partFrom({ mobile: "९८४५०१२३४५" }).read().contact.phone).toBe("+919845012345");
  expect(partFrom({}).read().shippingAddress).toBeUndefined();
});

test("times are India's, in either form", () => {
  expect(msOf("20-11-2026 00:00:00")).toBe(Date.UTC(2026, 10, 19, 18, 30));
  expect(msOf("2026-11-20 00:00:00")).toBe(Date.UTC(2026, 10, 19, 18, 30));
  expect([msOf("20/11/2026"), msOf(""), msOf("99-99-2026 00:00:00"), msOf(undefined)]).toEqual(
    Array(4).fill(undefined),
  );
  expect([bodyTime(0), eventTime(0)]).toEqual(["01-01-1970 05:30:00", "1970-01-01 05:30:00"]);
  expect([indianDay(Date.UTC(2026, 10, 19, 18, 30)), dayPlus("2026-03-01", -1)]).toEqual(["2026-11-20", "2026-02-28"]);
});

test("a cycle fetches only orders whose lines have moved", async () => {
  await using account = await openAccount();
  const connection = await account.connect();
  const keys = Array.from({ length: 25 }, () => account.shop.placeOrder({ lines: [{ sku: "KRT-1", quantity: 1 }] }));
  const first = await swept(connection, "recent");
  expect(first.items).toHaveLength(25);
  const before = account.sandbox.calls.length;
  const quiet = await swept(connection, "recent", { cursor: first.cursor });
  expect([quiet.items.length, account.sandbox.calls.length - before]).toEqual([0, 2]);
  account.shop.cancelOrder(keys[3] ?? "");
  const second = await swept(connection, "recent", { cursor: quiet.cursor });
  expect(second.items.map(({ orderKey, status }) => [orderKey, status])).toEqual([[keys[3], "cancelled"]]);
});

test("days are whole and India's: an order of late evening there is found the next day", async () => {
  await using account = await openAccount();
  const connection = await account.connect();
  await account.clock.sleep(Date.UTC(2026, 10, 20, 18, 29, 50) - account.clock.now());
  const { cursor } = await swept(connection, "recent");
  const key = account.shop.placeOrder({ lines: [{ sku: "KRT-1", quantity: 1 }] });
  await account.clock.sleep(60_000);
  const { items } = await swept(connection, "recent", { cursor });
  expect(items.map(({ orderKey }) => orderKey)).toEqual([key]);
});

test("a hub that was away for days catches up", async () => {
  await using account = await openAccount();
  const connection = await account.connect();
  const { cursor } = await swept(connection, "recent");
  await account.clock.sleep(24 * 3_600_000);
  const key = account.shop.placeOrder({ lines: [{ sku: "KRT-1", quantity: 1 }] });
  await account.clock.sleep(6 * 24 * 3_600_000);
  const { items } = await swept(connection, "recent", { cursor });
  expect(items.map(({ orderKey }) => orderKey)).toEqual([key]);
});

test("an order that cannot be read holds up no other, and is read again", async () => {
  await using account = await openAccount();
  const connection = await account.connect();
  const keys = [1, 2, 3].map(() => account.shop.placeOrder({ lines: [{ sku: "KRT-1", quantity: 1 }] }));
  const bad = account.state.orders.get(keys[1] ?? "")?.lines[0];
  if (bad) bad.status = "ZZ";
  const first = await swept(connection, "recent");
  expect(first.items.map(({ orderKey }) => orderKey)).toEqual([keys[0], keys[2]]);
  expect(connection.drifts.map(({ path }) => path)).toContain("orderLineEntries.status_code");
  if (bad) bad.status = "WP";
  const second = await swept(connection, "recent", { cursor: first.cursor });
  expect(second.items.map(({ orderKey }) => orderKey)).toEqual([keys[1]]);
});
