import { describe, expect, test } from "vitest";
import { textOf } from "../../commerce/message.ts";
import { moveTo } from "../../sandboxes/prestashop/controls-orders.ts";
import { addState } from "../../sandboxes/prestashop/seed.ts";
import { find, insert, rowsOf, text, where } from "../../sandboxes/prestashop/state.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { CANCEL, FULFIL, openShop, order, refundOf, toStatus } from "./testing.ts";

describe("shipping", () => {
  test("tracking goes first, the state second", async () => {
    await using open = await openShop();
    const key = order(open);
    expect((await open.run(FULFIL, key)).state).toBe("done");
    expect(open.writes()).toEqual(["PATCH /api/order_carriers", "POST /api/order_histories"]);
    expect(await open.read(key)).toMatchObject({
      fulfilment: "in_transit",
      fulfilments: [{ status: "in_transit", carrier: "My carrier", trackingNumbers: ["TRACK-1"] }],
    });
  });

  test("customers get a mail only when asked for, and one for one shipment", async () => {
    await using open = await openShop();
    const [quiet, loud] = [order(open), order(open)];
    await open.run(FULFIL, quiet);
    expect(open.state.mails).toEqual([]);
    await open.run({ ...FULFIL, notifyCustomer: true }, loud);
    expect(open.state.mails).toEqual(["Shipped"]);
  });

  test("a tracking number's mail goes out where the shop's state sends none", async () => {
    await using open = await openShop();
    const shipped = find(open.state, "order_states", 4);
    if (shipped) shipped.values.send_email = "0";
    await open.run({ ...FULFIL, notifyCustomer: true }, order(open));
    expect(open.state.mails).toEqual(["Package in transit"]);
  });

  test("an order without a delivery gets one for its number, and ships without where it has no carrier", async () => {
    await using open = await openShop();
    const [with1, without] = [order(open), order(open)];
    rowsOf(open.state, "order_carriers").clear();
    const stored = find(open.state, "orders", without);
    if (stored) stored.values.id_carrier = "0";
    expect((await open.run(FULFIL, with1)).state).toBe("done");
    expect((await open.read(with1)).fulfilments).toMatchObject([{ trackingNumbers: ["TRACK-1"] }]);
    expect(await open.run(FULFIL, without)).toMatchObject({ state: "done", text: textWith("not kept") });
    expect(await open.read(without)).toMatchObject({ fulfilment: "in_transit", fulfilments: [] });
    expect([open.shop.order(with1)?.status, open.shop.order(without)?.status]).toEqual(["4", "4"]);
  });

  test("a tracking mail whose answer is lost is not sent twice", async () => {
    await using open = await openShop();
    const shipped = find(open.state, "order_states", 4);
    if (shipped) shipped.values.send_email = "0";
    const key = order(open);
    open.sandbox.faults.add({ fault: { kind: "drop_after_commit" }, times: 1, write: true });
    const command = { ...FULFIL, notifyCustomer: true };
    await expect(open.run(command, key)).rejects.toMatchObject({ kind: "ambiguous" });
    expect((await open.run(command, key, true)).state).toBe("done");
    expect(open.state.mails).toEqual(["Package in transit"]);
  });

  test("an order that is shipped is not shipped again: no second line, no second mail", async () => {
    await using open = await openShop();
    const key = order(open);
    await open.run(FULFIL, key);
    expect((await open.run(FULFIL, key, true)).state).toBe("done");
    expect(where(open.state, "order_histories", { id_order: key, id_order_state: 4 })).toHaveLength(1);
    expect(open.writes()).toHaveLength(2);
  });

  test("a shipment that left with another number is refused, and the number can be changed", async () => {
    await using open = await openShop();
    const key = order(open);
    await open.run(FULFIL, key);
    expect(await open.run({ ...FULFIL, trackingNumbers: ["OTHER"] }, key)).toMatchObject({ code: "shipped" });
    const part = await open.read(key);
    const run = { idempotencyKey: "k", saved: null, save: async () => undefined, uncertain: false };
    const command = {
      kind: "tracking" as const,
      fulfilmentKey: part.fulfilments[0]?.key ?? "",
      trackingNumbers: ["NEW-2"],
      notifyCustomer: false,
    };
    const existing = {
      key,
      number: part.number,
      currency: "EUR",
      status: part.status,
      platformStatus: "",
      lines: part.lines,
    };
    const result = await open.orders.updateTracking?.({ ...run, command, order: existing }, open.ctx);
    expect(result).toMatchObject({ state: "done", order: { fulfilments: [{ trackingNumbers: ["NEW-2"] }] } });
  });

  test("several numbers stand in the one field, and are told apart again", async () => {
    await using open = await openShop();
    const key = order(open);
    await open.run({ ...FULFIL, trackingNumbers: ["A-1", "B-2"] }, key);
    expect(open.shop.order(key)?.trackingNumbers).toEqual(["A-1 / B-2"]);
    expect((await open.read(key)).fulfilments[0]?.trackingNumbers).toEqual(["A-1", "B-2"]);
  });

  test.each([
    ["too long", ["X".repeat(65)], "tracking_too_long"],
    ["an umlaut", ["PÄCK-1"], "tracking_signs"],
    ["a bracket", ["<b>1</b>"], "tracking_signs"],
  ])("a number the shop refuses is refused before anything is written: %s", async (_name, trackingNumbers, code) => {
    await using open = await openShop();
    const key = order(open);
    expect(await open.run({ ...FULFIL, trackingNumbers }, key)).toMatchObject({ state: "rejected", code });
    expect(open.writes()).toEqual([]);
  });

  test("a part of an order is refused, all its units by name are not", async () => {
    await using open = await openShop();
    const key = order(open);
    const [line] = (await open.read(key)).lines;
    const lines = (quantity: number) => [{ lineKey: line?.key ?? "", quantity }];
    expect(await open.run({ ...FULFIL, lines: lines(1) }, key)).toMatchObject({ code: "partial" });
    expect((await open.run({ ...FULFIL, lines: lines(2) }, key)).state).toBe("done");
  });
});

describe("states", () => {
  test.each([
    ["confirmed", "pending", "2"],
    ["confirmed", "cod", "3"],
    ["processing", "paid", "3"],
    ["completed", "paid", "5"],
  ] as const)("%s of an order that is %s enters state %s", async (status, payment, state) => {
    await using open = await openShop();
    const key = order(open, payment);
    expect((await open.run(toStatus(status), key)).state).toBe("done");
    expect(open.shop.order(key)?.status).toBe(state);
  });

  test("a hold needs a state of the merchant's own", async () => {
    await using open = await openShop();
    const key = order(open);
    const option = open.orders.options({ ...(await commandOrder(open, key)) }).find(({ kind }) => kind === "status");
    expect(option?.statuses).not.toContain("on_hold");
    const before = open.shop.order(key)?.status;
    expect(await open.run(toStatus("on_hold"), key)).toMatchObject({ state: "unsupported" });
    expect([open.shop.order(key)?.status, open.writes().length]).toEqual([before, 0]);
  });

  test("a hold without a state names those there are to choose from", async () => {
    await using open = await openShop({ prepare: (state) => void addState(state, "Waiting for the engraver", "paid") });
    const key = order(open);
    const refused = await open.run(toStatus("on_hold"), key);
    expect(refused.state === "unsupported" && textOf(refused.text)).toContain("14 Waiting for the engraver");
    expect(open.writes()).toEqual([]);
  });

  test("an order that has left is not taken back into preparation, nor put on hold", async () => {
    await using open = await openShop({
      settings: { stateMap: "14=on_hold" },
      prepare: (state) => void addState(state, "Waiting", "paid"),
    });
    const key = order(open);
    await open.run(FULFIL, key);
    const option = open.orders.options(await commandOrder(open, key)).find(({ kind }) => kind === "status");
    expect(option?.statuses).toEqual(["completed"]);
    expect((await open.run(toStatus("processing"), key)).state).toBe("done");
    expect(await open.run(toStatus("on_hold"), key)).toMatchObject({ code: "shipped" });
    expect([open.shop.order(key)?.status, open.writes().length]).toEqual(["4", 2]);
  });

  test("the state it already has is not entered again", async () => {
    await using open = await openShop();
    const key = order(open);
    await open.run(toStatus("processing"), key);
    await open.run(toStatus("processing"), key);
    expect(open.writes()).toHaveLength(1);
  });

  test("a state whose answer is lost is looked up, not entered twice: units move once", async () => {
    await using open = await openShop();
    const key = order(open);
    open.sandbox.faults.add({ fault: { kind: "drop_after_commit" }, times: 1, write: true });
    expect((await open.run(CANCEL, key)).state).toBe("done");
    expect([open.shop.stockOf("MUG-1"), open.writes().length]).toEqual([100, 1]);
  });

  test("a crash of the shop that did nothing stays unknown, and nothing is repeated", async () => {
    await using open = await openShop();
    const key = order(open);
    open.sandbox.faults.add({ fault: { kind: "status", status: 500, body: "" }, times: 1, write: true });
    await expect(open.run(CANCEL, key)).rejects.toMatchObject({ kind: "ambiguous" });
    expect(open.shop.order(key)?.cancelled).toBe(false);
  });

  test("a cancelled order is not brought back: 9.x would take its units again", async () => {
    await using open = await openShop();
    const key = order(open);
    await open.run(CANCEL, key);
    for (const command of [toStatus("processing"), FULFIL, refundOf(3_000n)])
      expect((await open.run(command, key)).state).toBe("rejected");
    expect([open.shop.stockOf("MUG-1"), open.writes().length]).toEqual([100, 1]);
  });

  test("a delivered order is not cancelled: its units would go back into stock", async () => {
    await using open = await openShop();
    const key = order(open);
    await open.run(toStatus("completed"), key);
    expect(await open.run(CANCEL, key)).toMatchObject({ code: "delivered" });
  });

  test("a deleted state list refuses in words instead of entering state 0", async () => {
    await using open = await openShop();
    const key = order(open);
    rowsOf(open.state, "order_states").delete(4);
    expect(await open.run(FULFIL, key)).toMatchObject({
      state: "unsupported",
      text: textWith("Add one in PrestaShop and name it"),
    });
    expect(open.writes()).toEqual(["PATCH /api/order_carriers"]);
  });
});

test.each([
  ["shipping", FULFIL, 12],
  ["cancelling", CANCEL, 10],
  ["refunding", refundOf(3_000n), 10],
] as const)(
  "%s costs no more calls than it needs: one to look, the writes, eight to tell the order",
  async (_name, command, most) => {
    await using open = await openShop();
    const [first, second] = [order(open), order(open)];
    await open.read(first);
    await open.run(command, first);
    const from = open.sandbox.calls.length;
    const total = (await open.read(second)).totals.totalMinor ?? 0n;
    const before = open.sandbox.calls.length;
    const result = await open.run(command.kind === "refund" ? refundOf(total) : command, second);
    expect(result.state).toBe("done");
    // The test itself reads the order once more before the command.
    expect(open.sandbox.calls.length - before - (before - from)).toBeLessThanOrEqual(most);
  },
);

async function commandOrder(open: Awaited<ReturnType<typeof openShop>>, key: string) {
  const { number, status, platformStatus, lines, totals } = await open.read(key);
  return { key, number, currency: totals.currency, status, platformStatus, lines };
}

describe("refunds and notes", () => {
  test("the whole order is marked, nothing goes back into stock, and the words say that no money moved", async () => {
    await using open = await openShop();
    const key = order(open);
    const total = (await open.read(key)).totals.totalMinor ?? 0n;
    const result = await open.run(refundOf(total), key);
    expect(result).toMatchObject({ state: "done", moneyMoved: false });
    expect(await open.read(key)).toMatchObject({ status: "cancelled", financial: "refunded" });
    expect(open.shop.stockOf("MUG-1")).toBe(98);
  });

  test("an order of which a slip gave a part back, unknown to whoever asks for the whole, is not marked", async () => {
    await using open = await openShop();
    const key = order(open);
    const total = (await open.read(key)).totals.totalMinor ?? 0n;
    open.shop.shipOrder?.(key);
    open.shop.refundOrder?.(key, [{ sku: "MUG-1", quantity: 1, restock: true }]);
    expect(await open.run(refundOf(total), key)).toMatchObject({ state: "rejected", code: "partial" });
    expect(await open.read(key)).toMatchObject({ refunds: [{}], financial: "partially_refunded" });
  });

  test("a refund without restock of units that never left, marked by the hub, tells them as kept out of stock", async () => {
    await using open = await openShop();
    const key = order(open);
    const [before] = (await open.read(key)).lines;
    const refund = {
      ...refundOf((await open.read(key)).totals.totalMinor ?? 0n),
      lines: [{ lineKey: before?.key ?? "", quantity: 2, restock: false }],
    };
    const result = await open.run(refund, key);
    const line = { orderedQuantity: 2, quantity: 0, restockedQuantity: 0, keptOutQuantity: 2, channelTook: 2 };
    expect(result).toMatchObject({ state: "done", order: { lines: [line] } });
    expect([(await open.read(key)).lines[0], open.shop.stockOf("MUG-1")]).toMatchObject([line, 98]);
  });

  test("parts and other currencies are refused without a write", async () => {
    await using open = await openShop();
    const key = order(open);
    expect(await open.run(refundOf(100n), key)).toMatchObject({ code: "partial" });
    expect(await open.run(refundOf(3_000n, "USD"), key)).toMatchObject({ code: "currency" });
    expect(open.writes()).toEqual([]);
  });

  test("a credit slip written in the shop is told, also for an order that is closed, and moves no time of change", async () => {
    await using open = await openShop();
    const key = order(open);
    const [detail] = where(open.state, "order_details", { id_order: key });
    const version = (await open.read(key)).version.value;
    insert(
      open.state,
      "order_slip",
      {
        id_order: key,
        id_customer: "1",
        total_products_tax_incl: "12.500000",
        total_shipping_tax_incl: "0.000000",
        partial: "1",
      },
      { order_slip_details: [{ id: "1", id_order_detail: String(detail?.id), product_quantity: "1" }] },
    );
    const sweep = open.orders.sweeps.find(({ mode }) => mode === "open_ids");
    const reported = [];
    for await (const page of sweep?.run({ cursor: null, openIds: [] }, open.ctx) ?? []) reported.push(...page.items);
    expect(reported).toMatchObject([
      {
        orderKey: key,
        financial: "partially_refunded",
        version: { value: version },
        refunds: [{ amountMinor: 1_250n, lines: [{ quantity: 1, restocked: false }] }],
      },
    ]);
  });

  test.each([
    ["shipped and put back", 4, true, { quantity: 3, fulfilledQuantity: 3, restockedQuantity: 1, channelTook: 2 }],
    ["shipped and lost", 4, false, { quantity: 3, fulfilledQuantity: 3, restockedQuantity: 0, channelTook: 3 }],
    ["prepared and put back", 3, true, { quantity: 2, fulfilledQuantity: 0, restockedQuantity: 0, channelTook: 2 }],
    ["prepared and lost", 3, false, { quantity: 2, fulfilledQuantity: 0, restockedQuantity: 0, channelTook: 3 }],
    // Before a delivery it goes back into stock, whatever was ticked.
    ["paid", 2, false, { quantity: 2, fulfilledQuantity: 0, restockedQuantity: 0, channelTook: 2 }],
  ] as const)("a unit refunded in the back office, %s, is told as such", async (_name, to, restock, line) => {
    await using open = await openShop();
    const key = order(open, "paid", 3);
    const stored = find(open.state, "orders", key);
    if (stored) moveTo(open.state, stored, to);
    await open.clock.sleep(60_000);
    open.shop.refundOrder?.(key, [{ sku: "MUG-1", quantity: 1, restock }]);
    expect(await open.read(key)).toMatchObject({
      financial: "partially_refunded",
      lines: [line],
      refunds: [{ amountMinor: 1_250n, lines: [{ quantity: 1, restocked: line.channelTook === 2 }] }],
    });
    expect(open.shop.stockOf("MUG-1")).toBe(100 - line.channelTook);
  });

  test("a unit refunded before the rest was shipped is no part of the parcel", async () => {
    await using open = await openShop();
    const key = order(open, "paid", 3);
    open.shop.refundOrder?.(key, [{ sku: "MUG-1", quantity: 1, restock: true }]);
    await open.clock.sleep(60_000);
    const [line] = (await open.read(key)).lines;
    const rest = { ...FULFIL, lines: [{ lineKey: line?.key ?? "", quantity: 2 }] };
    expect((await open.run(rest, key)).state).toBe("done");
    expect(await open.read(key)).toMatchObject({
      lines: [{ quantity: 2, fulfilledQuantity: 2, restockedQuantity: 0, channelTook: 2 }],
      fulfilments: [{ lines: [{ quantity: 2 }] }],
    });
  });

  test("a row with some units put back and some not does not tell which slip put them back", async () => {
    await using open = await openShop();
    const key = order(open, "paid", 3);
    open.shop.shipOrder?.(key);
    await open.clock.sleep(60_000);
    for (const restock of [true, false]) open.shop.refundOrder?.(key, [{ sku: "MUG-1", quantity: 1, restock }]);
    const { lines, refunds } = await open.read(key);
    expect(lines).toMatchObject([{ restockedQuantity: 1, channelTook: 2 }]);
    expect(refunds.flatMap((one) => one.lines.map(({ restocked }) => restocked))).toEqual([null, null]);
  });

  test("a note is added as a line of the private note, once; notes to the customer are not possible", async () => {
    await using open = await openShop();
    const key = order(open);
    const note = (text: string, visibleToCustomer = false) =>
      open.run({ kind: "note", text: text, visibleToCustomer }, key);
    await note("First");
    await note("Second ✨ <b>&");
    await note("Second ✨ <b>&");
    expect(text(find(open.state, "orders", key), "note")).toBe("First\nSecond ✨ <b>&");
    expect((await note("Hello", true)).state).toBe("unsupported");
    expect(where(open.state, "order_histories", { id_order: key })).toHaveLength(1);
  });
});
