import { expect, test } from "vitest";
import { ORDER_STATUSES } from "../../commerce/statuses.ts";
import type { OrderCommand } from "../kit/contract/ports.ts";
import { attemptCommand, readPart } from "../kit/testing/commands.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { openAccount } from "./testing.ts";

const FULFIL: OrderCommand = { kind: "fulfil", trackingNumbers: ["MINE-1"], notifyCustomer: false };
const CANCEL: OrderCommand = { kind: "cancel", reason: "inventory", restock: true, notifyCustomer: false };
const status = (word: (typeof ORDER_STATUSES)[number]): OrderCommand => ({ kind: "status", status: word });

test("the status ready to dispatch carries invoice number and date; the tracking number is Myntra's", async () => {
  await using account = await openAccount();
  const connection = await account.connect({ settings: { invoicePrefix: "INV-" } });
  const key = account.shop.placeOrder({ lines: [{ sku: "KRT-1", quantity: 2 }] });
  const result = await attemptCommand(connection, key, FULFIL);
  expect(result).toMatchObject({ state: "done", order: { status: "processing", fulfilment: "unfulfilled" } });
  const sent = account.sandbox.calls.find(({ path }) => path.endsWith("/readyToDispatch/"))?.requestBody ?? "";
  expect(JSON.parse(sent)).toMatchObject({
    warehouse: "WH01",
    orderLineEntries: [
      { sellerOrderId: key, invoiceNumber: `INV-${key}`, invoiceDate: expect.stringMatching(/^20-11-2026 14:/) },
      { sellerOrderId: key },
    ],
  });
  expect(sent).not.toContain("MINE-1");
  const { fulfilments, lines } = await readPart(connection, key);
  expect(fulfilments).toMatchObject([{ carrier: "ML", trackingNumbers: [expect.stringMatching(/^MYSP/)] }]);
  expect(lines.map((line) => [line.channelTook, line.fulfilledQuantity])).toEqual([
    [1, 0],
    [1, 0],
  ]);
});

test("a handover covers only the requested lines", async () => {
  await using account = await openAccount();
  const connection = await account.connect();
  const key = account.shop.placeOrder({ lines: [{ sku: "KRT-1", quantity: 2 }] });
  const [first] = (await readPart(connection, key)).lines;
  await attemptCommand(connection, key, { ...FULFIL, lines: [{ lineKey: first?.key ?? "", quantity: 1 }] });
  expect(account.state.orders.get(key)?.lines.map((line) => line.status)).toEqual(["PK", "WP"]);
});

test("a line that is not yet eligible waits and is tried again", async () => {
  await using account = await openAccount();
  const connection = await account.connect();
  const key = account.shop.placeOrder({ lines: [{ sku: "KRT-1", quantity: 1 }] });
  account.state.notYet.add(account.state.orders.get(key)?.lines[0]?.id ?? "");
  expect(await attemptCommand(connection, key, FULFIL)).toMatchObject({ state: "pending", pollAfterMs: 900_000 });
  expect(await attemptCommand(connection, key, FULFIL)).toMatchObject({ state: "done" });
});

test("an order is accepted where the contract has that step", async () => {
  await using account = await openAccount();
  account.state.firstStatus = "RFR";
  const connection = await account.connect({ settings: { acceptOrders: true } });
  const key = account.shop.placeOrder({ lines: [{ sku: "KRT-1", quantity: 1 }] });
  expect(await attemptCommand(connection, key, FULFIL)).toMatchObject({ state: "rejected", code: "not_released" });
  expect(await attemptCommand(connection, key, status("confirmed"))).toMatchObject({ state: "done" });
  const sent = account.sandbox.calls.find(({ path }) => path.endsWith("/accept"))?.requestBody ?? "";
  expect(JSON.parse(sent).eventTime).toMatch(/^2026-11-20 14:\d\d:\d\d$/);
  const writes = account.sandbox.calls.filter((call) => call.write).length;
  expect(await attemptCommand(connection, key, status("confirmed"))).toMatchObject({ state: "done" });
  expect(account.sandbox.calls.filter((call) => call.write).length).toBe(writes);
  const plain = await account.connect();
  expect(await attemptCommand(plain, key, status("confirmed"))).toMatchObject({ state: "unsupported" });
});

test.each([
  ["RFR", "/reject"],
  ["WP", "/cancelItems"],
])("cancelling an order in %s goes by %s", async (firstStatus, path) => {
  await using account = await openAccount();
  account.state.firstStatus = firstStatus;
  const connection = await account.connect();
  const key = account.shop.placeOrder({ lines: [{ sku: "KRT-1", quantity: 2 }] });
  const before = account.shop.stockOf("KRT-1");
  expect(await attemptCommand(connection, key, CANCEL)).toMatchObject({
    state: "done",
    order: { status: "cancelled" },
  });
  expect(account.sandbox.calls.filter((call) => call.write).map((call) => call.path.endsWith(path))).toEqual([true]);
  expect(account.shop.stockOf("KRT-1")).toBe(before);
});

test("a line that is packed or has left is not cancelled, and nothing is written", async () => {
  await using account = await openAccount();
  const connection = await account.connect();
  const key = account.shop.placeOrder({ lines: [{ sku: "KRT-1", quantity: 2 }] });
  const order = account.state.orders.get(key);
  for (const code of ["PK", "SH", "S", "DL", "D", "C"]) {
    if (order?.lines[0]) order.lines[0].status = code;
    expect(await attemptCommand(connection, key, CANCEL), code).toMatchObject({ state: "rejected", code: "too_late" });
  }
  expect(account.sandbox.calls.filter((call) => call.write)).toEqual([]);
});

test("every other command is refused in words, and nothing is written", async () => {
  await using account = await openAccount();
  const connection = await account.connect();
  const key = account.shop.placeOrder({ lines: [{ sku: "KRT-1", quantity: 1 }] });
  const commands: OrderCommand[] = [
    ...ORDER_STATUSES.filter((word) => word !== "processing").map(status),
    { kind: "refund", amount: { minor: 1n, currency: "INR" }, lines: [], moveMoney: false },
    { kind: "note", text: "x", visibleToCustomer: false },
  ];
  for (const command of commands)
    expect(await attemptCommand(connection, key, command)).toMatchObject({
      state: "unsupported",
      text: textWith(/.{30,}/),
    });
  expect(account.sandbox.calls.filter((call) => call.write)).toEqual([]);
});
