import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ORDER_STATUSES } from "../../commerce/statuses.ts";
import { moveTo } from "../../sandboxes/prestashop/controls-orders.ts";
import { addState } from "../../sandboxes/prestashop/seed.ts";
import { find } from "../../sandboxes/prestashop/state.ts";
import { wordsMean } from "../kit/testing/meanings.ts";
import { TARGET_KIND } from "./state-change.ts";
import type { StateFlags } from "./statuses.ts";
import { INSTALLED, KINDS, kindOf, stateFor, statusesOf, tookUnits } from "./statuses.ts";
import { CANCEL, FULFIL, type OpenShop, openShop, order, toStatus } from "./testing.ts";

const flags = (id: string, more: Partial<StateFlags> = {}): StateFlags => ({
  id,
  name: id,
  paid: INSTALLED[id]?.paid ?? false,
  shipped: INSTALLED[id]?.shipped ?? false,
  logable: false,
  ...more,
});
const none = { isCod: false, wasPaid: false, wasShipped: false };

describe("states of a fresh shop", () => {
  wordsMean(
    "%s is %s",
    {
      1: "pending, pending, unfulfilled",
      2: "confirmed, paid, unfulfilled",
      3: "processing, paid, unfulfilled",
      4: "processing, paid, in_transit",
      5: "completed, paid, delivered",
      6: "cancelled, voided, unfulfilled",
      7: "cancelled, refunded, unfulfilled",
      8: "on_hold, pending, unfulfilled",
      9: "on_hold, paid, unfulfilled",
      10: "pending, pending, unfulfilled",
      11: "confirmed, paid, unfulfilled",
      12: "on_hold, pending, unfulfilled",
      13: "confirmed, cod_pending, unfulfilled",
    },
    (id) => {
      const state = flags(id);
      const { status, financial, fulfilment } = statusesOf(kindOf(state, {}), state.paid, none);
      return [status, financial, fulfilment];
    },
  );

  test("an order cancelled after payment stays paid, and after shipping is returned", () => {
    expect(statusesOf("cancelled", false, { ...none, wasPaid: true, wasShipped: true })).toEqual({
      status: "cancelled",
      financial: "paid",
      fulfilment: "returned",
    });
  });

  test("cash on delivery is open until it is delivered, whatever the shop has booked", () => {
    const past = { isCod: true, wasPaid: true, wasShipped: false };
    const financial = (id: string) => statusesOf(kindOf(flags(id), {}), flags(id).paid, past).financial;
    expect(["13", "2", "3", "4", "5", "6"].map(financial)).toEqual([
      "cod_pending",
      "cod_pending",
      "cod_pending",
      "cod_pending",
      "paid",
      "voided",
    ]);
  });
});

test("a state is known by its number only while its flags are those of the installation", () => {
  expect(kindOf(flags("3", { shipped: true }), {})).toBe("shipped");
  expect(kindOf(flags("4", { paid: false, shipped: false }), {})).toBe("pending");
  expect(kindOf(flags("99", { paid: true }), {})).toBe("confirmed");
  expect(kindOf(flags("99"), {})).toBe("pending");
  expect(kindOf(flags("99"), { "99": "delivered" })).toBe("delivered");
});

test("every state of every shop means something, and every word of ours has a kind or is refused", () => {
  const any = fc.record({
    id: fc.nat().map(String),
    name: fc.string(),
    paid: fc.boolean(),
    shipped: fc.boolean(),
    logable: fc.boolean(),
  });
  const past = fc.record({ isCod: fc.boolean(), wasPaid: fc.boolean(), wasShipped: fc.boolean() });
  fc.assert(
    fc.property(any, past, fc.dictionary(fc.nat().map(String), fc.string()), (state, before, map) => {
      const kind = kindOf(state, map);
      expect(KINDS).toContain(kind);
      expect(ORDER_STATUSES).toContain(statusesOf(kind, state.paid, before).status);
    }),
  );
  expect(ORDER_STATUSES.filter((word) => TARGET_KIND[word] === undefined)).toEqual(["pending"]);
});

test("the state for a word: the merchant's own first, then the installed one with its flags", () => {
  const list = Object.keys(INSTALLED).map((id) => flags(id));
  expect(stateFor("confirmed", list, {})?.id).toBe("2");
  expect(stateFor("shipped", list, {})?.id).toBe("4");
  expect(stateFor("shipped", [...list, flags("20", { shipped: true })], { "20": "shipped" })?.id).toBe("20");
  expect(stateFor("delivered", [flags("5", { paid: false, shipped: false })], {})).toBeUndefined();
});

/** Measured with numbers on both versions (stock of states). */
test.each([
  ["created paid", ["11"], true, true],
  ["created in error", ["8"], false, false],
  ["cancelled", ["11", "6"], false, false],
  ["cancelled, then refunded", ["11", "6", "7"], true, false],
  ["cancelled, then paid", ["11", "6", "2"], true, true],
  ["cancelled, then awaiting wire", ["11", "6", "10"], true, false],
  ["refunded, then cancelled", ["11", "7", "6"], false, false],
  ["error, wire, paid, shipped", ["8", "10", "2", "4"], true, false],
  ["error, cash, prepared, shipped, delivered", ["8", "13", "3", "4", "5"], true, false],
  ["error, paid", ["8", "2"], true, true],
  ["shipped, then cancelled", ["11", "4", "6"], false, false],
  ["cancelled twice", ["11", "6", "6"], false, false],
  ["nothing known", [], false, false],
])("%s: the shop holds the units (9.x, 8.x)", (_name, path, nine, eight) => {
  const logable = (id: string) => ["2", "3", "4", "5", "11"].includes(id);
  expect([tookUnits(path, logable, true), tookUnits(path, logable, false)]).toEqual([nine, eight]);
});

describe("states of the merchant's own", () => {
  test("a state that is new since connecting is read, and one that is not listed is reported", async () => {
    await using open = await openShop();
    const key = order(open);
    const own = addState(open.state, "Engraving", "paid logable");
    const stored = open.state.tables.get("orders")?.get(Number(key));
    if (stored) stored.values.current_state = String(own);
    expect(await open.read(key)).toMatchObject({
      status: "confirmed",
      platformStatus: `${own} Engraving`,
      unknownStatus: undefined,
    });
    const neutral = addState(open.state, "Awaiting pickup", "");
    if (stored) stored.values.current_state = String(neutral);
    expect(await open.read(key)).toMatchObject({
      status: "on_hold",
      fulfilment: "unfulfilled",
      unknownStatus: `${neutral} Awaiting pickup`,
    });
    if (stored) stored.values.current_state = "777";
    expect(await open.read(key)).toMatchObject({ status: "on_hold", unknownStatus: "777" });
    expect(open.drifts).toMatchObject([{ path: "current_state", value: "777" }]);
  });

  test("a state without a meaning after a parcel leaves the items with the buyer", async () => {
    await using open = await openShop();
    const key = order(open);
    open.shop.shipOrder?.(key);
    const neutral = addState(open.state, "At the pickup point", "");
    const stored = find(open.state, "orders", key);
    if (!stored) throw new Error("the order is not there");
    moveTo(open.state, stored, neutral);
    expect(await open.read(key)).toMatchObject({
      status: "on_hold",
      fulfilment: "in_transit",
      lines: [{ quantity: 2, fulfilledQuantity: 2 }],
    });
  });

  test("the setting says what they mean, in both directions", async () => {
    await using open = await openShop({
      settings: { stateMap: "14 = on_hold" },
      prepare: (state) => void addState(state, "Waiting for the engraver", "paid"),
    });
    const key = order(open);
    const result = await open.run({ kind: "status", status: "on_hold" }, key);
    expect(result.state).toBe("done");
    expect(open.shop.order(key)?.status).toBe("14");
    expect((await open.read(key)).status).toBe("on_hold");
  });
});

/** "Has been shipped" asks all states gone through (classes/order/Order.php), whatever the present one is. */
describe("set back after a parcel left", () => {
  const moved = (open: OpenShop, key: string, state: number) => {
    const stored = find(open.state, "orders", key);
    if (!stored) throw new Error("the order is not there");
    moveTo(open.state, stored, state);
  };
  const setBack = async (to: number) => {
    const open = await openShop();
    const key = order(open);
    open.shop.shipOrder?.(key);
    moved(open, key, to);
    return { open, key };
  };

  test.each([
    [2, "processing", "paid"],
    [3, "processing", "paid"],
    [9, "on_hold", "paid"],
    [10, "processing", "pending"],
  ])(
    "an order set back to state %i leaves the items with the buyer, and the shop's number is explained",
    async (to, status, financial) => {
      const { open, key } = await setBack(to);
      await using _ = open;
      expect(await open.read(key)).toMatchObject({
        status,
        financial,
        fulfilment: "in_transit",
        lines: [{ quantity: 2, fulfilledQuantity: 2, restockedQuantity: 0, channelTook: 2 }],
        fulfilments: [{ status: "in_transit", trackingNumbers: [`SHOP-${key}`], lines: [{ quantity: 2 }] }],
      });
      expect(open.shop.stockOf("MUG-1")).toBe(98);
    },
  );

  test("an order set back is neither sent nor announced a second time, nor put back by a status", async () => {
    const { open, key } = await setBack(2);
    await using _ = open;
    const ship = { ...FULFIL, notifyCustomer: true };
    expect(await open.run({ ...ship, trackingNumbers: [] }, key)).toMatchObject({ state: "done" });
    expect(await open.run(ship, key)).toMatchObject({ state: "rejected", code: "shipped" });
    expect((await open.run(toStatus("processing"), key)).state).toBe("done");
    expect([open.writes(), open.state.mails, open.shop.order(key)?.status]).toEqual([[], [], "2"]);
  });

  test("a shipment does not move an order that was set back from a state of the merchant's own", async () => {
    await using open = await openShop({
      prepare: (state) => void addState(state, "With the courier", "paid shipped logable"),
    });
    const key = order(open);
    moved(open, key, 14);
    moved(open, key, 2);
    expect((await open.run({ ...FULFIL, trackingNumbers: [] }, key)).state).toBe("done");
    expect([open.writes(), open.shop.order(key)?.status]).toEqual([[], "2"]);
  });

  test("an order delivered once is not canceled: its units would go back into stock", async () => {
    const { open, key } = await setBack(5);
    await using _ = open;
    moved(open, key, 2);
    expect(await open.run(CANCEL, key)).toMatchObject({ code: "delivered" });
    expect(open.shop.stockOf("MUG-1")).toBe(98);
  });

  test("an order canceled in the shop then is in stock again as a whole, once", async () => {
    const { open, key } = await setBack(2);
    await using _ = open;
    moved(open, key, 6);
    expect(await open.read(key)).toMatchObject({
      status: "cancelled",
      fulfilment: "returned",
      lines: [{ fulfilledQuantity: 2, restockedQuantity: 2, channelTook: 0 }],
    });
    expect(open.shop.stockOf("MUG-1")).toBe(100);
  });

  test("a state that only counts as sent by the shop's own box counts as the merchant's setting says", async () => {
    await using open = await openShop({
      settings: { stateMap: "14 = processing" },
      prepare: (state) => void addState(state, "Handed to the packers", "paid shipped logable"),
    });
    const key = order(open);
    moved(open, key, 14);
    moved(open, key, 2);
    expect(await open.read(key)).toMatchObject({ status: "confirmed", fulfilment: "unfulfilled" });
  });
});
