import { describe, expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { checkLedger, checkReservations } from "../inventory/doctor.ts";
import { indexAllDue } from "../search/index-due.ts";
import { ordersGone } from "./apply.ts";
import { type CommandRequest, requestCommand, requestCommands, retryCommand } from "./commands.ts";
import { createOrder, type NewOrder } from "./create.ts";
import { getOrder, getRawParts, getTimeline } from "./detail.ts";
import { countOrders, listOrders, type OrderFilter } from "./list.ts";
import { linkPushedOrder } from "./pushed.ts";
import { readCommand } from "./stored-command.ts";
import { actor, minutes, noon, orderLine, orderPart, testShop } from "./testing.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

const request = (orderId: string, command: CommandRequest["command"], idempotencyKey: string) =>
  shop.run((tx) => requestCommand(tx, { orderId, command, idempotencyKey, actor, now: noon }));
const create = (order: Partial<NewOrder> & Pick<NewOrder, "lines">) =>
  shop.run((tx) => createOrder(tx, { currency: "EUR", actor, now: noon, ...order }));

describe("a command for an order of a channel", () => {
  test("a command waits in sequence for the outbound lane, once per key, and can be tried again", async () => {
    const store = await shop.newStore();
    const [applied] = await store.apply([orderPart("1001", { lines: [orderLine({ variantKey: "v", quantity: 2 })] })]);
    const orderId = applied?.orderId ?? "";
    const received: string[] = [];
    const stop = await db.database.listen("argosy_lane", (payload) => received.push(payload));
    const fulfil = { kind: "fulfil", trackingNumbers: ["T1"], carrier: "DHL" } as const;
    const first = await request(orderId, fulfil, "k1");
    const again = await request(orderId, fulfil, "k1");
    expect(again.id).toBe(first.id);
    expect(first).toMatchObject({
      kind: "fulfil",
      state: "waiting",
      dueAt: noon,
      requestedBy: "user:ana@example.test",
    });
    expect(readCommand(first.kind, first.input)).toEqual({ ...fulfil, notifyCustomer: false });
    const lane =
      "select due_at from lane where organization_id = argosy.tenant() and connection_id = $1 and kind = 'outbound'";
    expect(await shop.run((tx) => tx.one(lane, [store.id]))).toEqual({ due_at: noon });
    expect((await shop.run((tx) => getTimeline(tx, orderId))).at(-1)?.text).toBe(
      "Shipment of all remaining items requested. Tracking: T1.",
    );
    await expect(shop.run((tx) => retryCommand(tx, { commandId: first.id, actor, now: noon }))).rejects.toMatchObject({
      code: "ORDER_COMMAND_NOT_FAILED",
    });
    await shop.run((tx) =>
      tx.run(
        `update command
         set state = 'failed', due_at = null, attempts = 5
         where organization_id = argosy.tenant() and id = $1`,
        [first.id],
      ),
    );
    expect(await shop.run((tx) => retryCommand(tx, { commandId: first.id, actor, now: noon }))).toMatchObject({
      state: "waiting",
      attempts: 0,
    });
    await stop();
  });

  test("a command stores the exact amount of a refund and refuses nonsense [E2.4]", async () => {
    const store = await shop.newStore();
    const [applied] = await store.apply([orderPart("1002", { lines: [orderLine({ variantKey: "v", quantity: 2 })] })]);
    const orderId = applied?.orderId ?? "";
    const refund = (minor: bigint, currency = "EUR") => ({ kind: "refund", amount: { minor, currency } }) as const;
    const stored = await request(orderId, refund(1999n), "r1");
    expect(readCommand(stored.kind, stored.input)).toMatchObject({
      amount: { minor: 1999n, currency: "EUR" },
      moveMoney: false,
    });
    const refused = async (command: CommandRequest["command"], code: string) =>
      expect(request(orderId, command, `x${code}`)).rejects.toMatchObject({ code });
    await refused(refund(2001n), "ORDER_REFUND_TOO_MUCH");
    await refused(refund(1n, "USD"), "ORDER_CURRENCY");
    await refused({ kind: "fulfil", lines: [{ lineKey: "nope", quantity: 1 }] }, "ORDER_LINE_UNKNOWN");
    await refused({ kind: "fulfil", lines: [{ lineKey: "v", quantity: 3 }] }, "ORDER_LINE_TOO_MANY");
    await refused({ kind: "note", text: " " }, "ORDER_COMMAND_INVALID");
    await expect(
      request("00000000-0000-7000-8000-000000000000", { kind: "note", text: "x" }, "k"),
    ).rejects.toMatchObject({
      code: "ORDER_UNKNOWN",
    });
  });

  test("a command for many orders answers for each [E2.6]", async () => {
    const store = await shop.newStore();
    const applied = await store.apply(
      ["1003", "1004"].map((key) => orderPart(key, { lines: [], status: key === "1004" ? "cancelled" : "processing" })),
    );
    const orderIds = applied.map((each) => each.orderId);
    const results = await shop.run((tx) =>
      requestCommands(tx, {
        orderIds: [...orderIds, "00000000-0000-7000-8000-000000000000"],
        command: { kind: "cancel" },
        idempotencyKey: "bulk",
        actor,
        now: noon,
      }),
    );
    expect(results.map((result) => result.command?.state ?? result.error?.code)).toEqual([
      "waiting",
      "ORDER_CANCELLED",
      "ORDER_UNKNOWN",
    ]);
  });
});

test("a status its channel does not take for an order is refused for that order, with those it takes [E2.6]", async () => {
  const store = await shop.newStore();
  const applied = await store.apply(["2001", "2002", "2003"].map((key) => orderPart(key, { lines: [] })));
  const [can = "", cannot = "", never = ""] = applied.map((each) => each.orderId);
  const results = await shop.run((tx) =>
    requestCommands(tx, {
      orderIds: [can, cannot, never],
      offered: new Map([
        [cannot, ["completed" as const]],
        [never, []],
      ]),
      command: { kind: "status", status: "on_hold" },
      idempotencyKey: "hold",
      actor,
      now: noon,
    }),
  );
  expect(results.map(({ command, error }) => command?.state ?? error?.code)).toEqual([
    "waiting",
    "ORDER_STATUS",
    "ORDER_STATUS",
  ]);
  expect(results[1]?.error?.message).toMatch(/Possible: Completed/i);
});

describe("an order made here", () => {
  test("an order made here is created once for one key, however often and at once it is requested", async () => {
    const lines = [{ title: "Gift wrap", quantity: 1, unitPrice: "2.00" }];
    const [first, ...others] = await Promise.all(
      Array.from({ length: 4 }, () => create({ lines, requestKey: "till-7" })),
    );
    expect(new Set(others.map((order) => order.id))).toEqual(new Set([first?.id]));
    const other = await create({ lines, requestKey: "till-8" });
    expect(other.id).not.toBe(first?.id);
    expect((await create({ lines })).id).not.toBe((await create({ lines })).id);
  });

  test("an order cancelled before it reached its store is withdrawn: nothing is created there, its stock is free", async () => {
    const store = await shop.newStore();
    const variant = await shop.newVariant("WITHDRAWN");
    await shop.stock(variant, 5);
    const order = await create({
      connectionId: store.id,
      lines: [{ sku: "withdrawn", quantity: 2, unitPrice: "1.00" }],
    });
    expect(await shop.level(variant)).toMatchObject({ reserved: 2 });
    expect(await request(order.id, { kind: "cancel" }, "c")).toMatchObject({ state: "done" });
    const after = await shop.run((tx) => getOrder(tx, order.id));
    expect(after).toMatchObject({ status: "cancelled", pushState: null });
    expect(after.commands).toMatchObject([
      { kind: "cancel", state: "done" },
      { kind: "push", state: "cancelled" },
    ]);
    expect(await shop.level(variant)).toEqual({ onHand: 5, reserved: 0, available: 5 });
  });

  test("an order made here without a channel lives its whole life at once", async () => {
    const variant = await shop.newVariant("TEA");
    await shop.stock(variant, 10);
    const order = await create({
      lines: [{ sku: "tea", quantity: 3, unitPrice: "4.50" }],
      shippingMinor: 500n,
      contact: { name: "Mona", email: "mona@example.test" },
    });
    expect(order).toMatchObject({
      status: "confirmed",
      totalMinor: 1850n,
      units: 3,
      customerName: "Mona",
      pushState: null,
    });
    expect(order.number).toMatch(/^M-\d+$/);
    expect(await shop.level(variant)).toEqual({ onHand: 10, reserved: 3, available: 7 });
    const key = order.lines[0]?.key ?? "";
    expect(
      await request(order.id, { kind: "fulfil", lines: [{ lineKey: key, quantity: 2 }], trackingNumbers: ["T9"] }, "f"),
    ).toMatchObject({ state: "done" });
    expect(await shop.level(variant)).toEqual({ onHand: 8, reserved: 1, available: 7 });
    const refund = {
      kind: "refund",
      amount: { minor: 900n, currency: "EUR" },
      lines: [{ lineKey: key, quantity: 2, restock: true }],
      moveMoney: true,
    } as const;
    // No gateway: nobody has paid the customer yet.
    expect(await request(order.id, refund, "r")).toMatchObject({ state: "done", moneyMoved: false });
    expect(await shop.level(variant)).toEqual({ onHand: 9, reserved: 0, available: 9 });
    const after = await shop.run((tx) => getOrder(tx, order.id));
    expect(after).toMatchObject({
      fulfilment: "partial",
      financial: "partially_refunded",
      refunds: [{ amountMinor: 900n }],
      fulfilments: [{ trackingNumbers: ["T9"] }],
      lines: [{ quantity: 2, fulfilledQuantity: 2, restockedQuantity: 1 }],
    });
    await request(order.id, { kind: "cancel" }, "c");
    // The unit still with the customer comes back by a return, not by cancelling.
    expect(await shop.level(variant)).toEqual({ onHand: 9, reserved: 0, available: 9 });
    expect(await shop.run(checkLedger)).toEqual([]);
    expect(await shop.run(checkReservations)).toEqual([]);
  });

  test("an order made here at the till is handed over and takes stock at once [B17, E4.5]", async () => {
    const variant = await shop.newVariant();
    await shop.stock(variant, 2);
    await create({
      lines: [{ variantId: variant, quantity: 1, unitPrice: "1" }],
      isHandedOver: true,
      financial: "paid",
    });
    expect(await shop.level(variant)).toEqual({ onHand: 1, reserved: 0, available: 1 });
  });

  test("an order for a store is pending, then linked: the platform's lines replace ours, nothing is reserved twice [E4.1]", async () => {
    const store = await shop.newStore();
    const variant = await shop.newVariant();
    await store.list(variant, "v");
    await shop.stock(variant, 10);
    const order = await create({
      connectionId: store.id,
      lines: [{ variantId: variant, quantity: 2, unitPrice: "10" }],
    });
    expect(order).toMatchObject({ pushState: "pending", commands: [{ kind: "push", state: "waiting" }] });
    const part = orderPart("7001", { lines: [orderLine({ key: "line-77", variantKey: "v", quantity: 2 })] });
    // The platform's own webhook is faster than its answer.
    await store.apply([part]);
    expect(await shop.level(variant)).toMatchObject({ reserved: 4 });
    await shop.run((tx) =>
      linkPushedOrder(tx, { orderId: order.id, orderKey: "7001", number: "7001", actor, now: noon }),
    );
    await store.apply([part], { source: "command" });
    expect(await shop.level(variant)).toMatchObject({ reserved: 2 });
    const linked = await shop.run((tx) => getOrder(tx, order.id));
    expect(linked).toMatchObject({
      number: order.number,
      platformNumber: "7001",
      pushState: "synced",
      lines: [{ key: "line-77", quantity: 2 }],
    });
    expect(await shop.run((tx) => getRawParts(tx, order.id))).toHaveLength(1);
    expect(await shop.run(checkReservations)).toEqual([]);
  });

  test("an order made here is refused with the field that is wrong [E4.4]", async () => {
    const refused = (order: Parameters<typeof create>[0], code: string, field: string) =>
      expect(create(order)).rejects.toMatchObject({ code, field });
    await refused({ lines: [] }, "ORDER_EMPTY", "lines");
    await refused({ lines: [{ sku: "NOPE", quantity: 1 }] }, "ORDER_VARIANT_UNKNOWN", "lines.0");
    await refused({ lines: [{ title: "Gift wrap", quantity: 1 }] }, "ORDER_PRICE_NEEDED", "lines.0.unitPrice");
    await refused({ lines: [{ title: "x", quantity: 0, unitPrice: "1" }] }, "ORDER_LINE_INVALID", "lines.0.quantity");
    await refused(
      { lines: [{ title: "x", quantity: 1, unitPrice: "1,5" }] },
      "ORDER_LINE_INVALID",
      "lines.0.unitPrice",
    );
    await refused(
      { currency: "euro", lines: [{ title: "x", quantity: 1, unitPrice: "1" }] },
      "ORDER_CURRENCY",
      "currency",
    );
  });
});

describe("the order list", () => {
  test("the list filters, searches and pages without gaps [E1.1]", async () => {
    const own = await testShop(db);
    const [store, other] = [await own.newStore(), await own.newStore("Giza shop")];
    const variant = await own.newVariant("BLUE-SHIRT");
    await store.list(variant, "v");
    const parts = Array.from({ length: 7 }, (_, n) =>
      orderPart(`90${n}`, {
        placedAt: minutes(-Math.floor(n / 2)).toISOString(),
        status: n === 0 ? "cancelled" : "processing",
        lines: [orderLine({ variantKey: "v", sku: "BLUE-SHIRT", quantity: 1 })],
      }),
    );
    await store.apply(parts);
    await other.apply([
      orderPart("A77", {
        lines: [orderLine({ variantKey: "?", quantity: 1 })],
        contact: { quality: "real", name: "Salma Nour", email: "salma@example.test" },
      }),
    ]);
    const list = async (filter: OrderFilter) =>
      (await own.run((tx) => listOrders(tx, filter))).items.map((order) => order.platformNumber);
    await indexAllDue(own.run);
    expect(await list({ hasUnmapped: true })).toEqual(["A77"]);
    expect(await list({ isShort: true, limit: 200 })).toHaveLength(6);
    expect(await list({ status: ["cancelled"], storeIds: [store.id] })).toEqual(["900"]);
    expect(await list({ from: minutes(-1), to: minutes(0) })).toHaveLength(2);
    for (const search of ["SH-A7", "a77", "#A77", "salma@example.test", "nour"])
      expect(await list({ search }), search).toEqual(["A77"]);
    expect(await list({ search: "blue-shirt" })).toHaveLength(7);
    expect(await list({ search: "%" })).toEqual([]);
    expect(await own.run((tx) => countOrders(tx, {}))).toEqual({
      cancelled: { count: 1, more: false },
      processing: { count: 7, more: false },
    });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await own.run((tx) => listOrders(tx, { limit: 3, cursor }));
      seen.push(...page.items.map((order) => order.number));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toHaveLength(8);
    expect(new Set(seen).size).toBe(8);
  });
});

test.each([
  ["cancel", "done", "The order was deleted on the channel. It is cancelled here.", null],
  [
    "fulfil",
    "rejected",
    "The order was deleted on the channel, so nothing was sent. It is cancelled here.",
    { code: "order_gone" },
  ],
] as const)(
  "a waiting %s of an order that a poll finds deleted is %s, as when it meets the deletion itself",
  async (kind, state, text, error) => {
    const store = await shop.newStore();
    const orderKey = `gone-${kind}`;
    const [applied] = await store.apply([
      orderPart(orderKey, { lines: [orderLine({ variantKey: "v", quantity: 1 })] }),
    ]);
    const orderId = applied?.orderId ?? "";
    const command =
      kind === "cancel" ? { kind, reason: "other" as const, restock: true, notifyCustomer: false } : { kind };
    await request(orderId, command, `gone-${kind}`);
    await shop.run((tx) => ordersGone(tx, { connectionId: store.id, orderKeys: [orderKey], now: noon, actor }));
    const answered = await shop.run((tx) =>
      tx.rows("select state, text, error from command where organization_id = argosy.tenant() and order_id = $1", [
        orderId,
      ]),
    );
    expect(answered).toEqual([{ state, text, error }]);
  },
);
