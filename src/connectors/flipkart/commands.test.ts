import { describe, expect, it } from "vitest";
import { textOf } from "../../commerce/message.ts";
import type { OrderCommand } from "../../commerce/order-command.ts";
import type { Json } from "../../commerce/product.ts";
import { ORDER_STATUSES } from "../../commerce/statuses.ts";
import { placeOrder, progress } from "../../sandboxes/flipkart/orders.ts";
import { readPart } from "../kit/testing/commands.ts";
import { CANCEL_REASONS } from "./cancel.ts";
import { optionsOf } from "./order-commands.ts";
import { ITEM_STATUSES } from "./statuses.ts";
import { bodyOf, calledSince, FULFIL, openAccount, ordersOf, PACKING, run, writes } from "./testing.ts";

const one = (sku = "MUG-1", quantity = 1) => [{ sku, quantity }];
const CANCEL: OrderCommand = { kind: "cancel", reason: "inventory", restock: true, notifyCustomer: false };
const status = (word: (typeof ORDER_STATUSES)[number]): OrderCommand => ({ kind: "status", status: word });

describe("a parcel the seller ships", () => {
  it("a self-shipped parcel leaves with carrier and tracking, is tracked anew, and arrives", async () => {
    await using account = await openAccount();
    const key = placeOrder(account.sandbox.state, { lines: one(), payment: "cod" }, { type: "SELF" });
    const connection = await account.connect({ settings: { selfShipDays: "3" } });
    expect((await run(connection, key, status("completed"))).result).toMatchObject({
      state: "rejected",
      code: "not_shipped",
    });
    const { result } = await run(connection, key, FULFIL);
    expect(result).toMatchObject({ state: "done", order: { fulfilment: "in_transit" } });
    const [entry] = bodyOf(account, "selfShip/dispatch").shipments;
    const days = (Date.parse(entry.tentativeDeliveryDate) - Date.parse(entry.dispatchDate)) / 86_400_000;
    expect([entry.deliveryPartner, entry.trackingId, days]).toEqual(["Delhivery", "DL-1", 3]);
    expect(entry.invoice).toMatchObject({ invoiceDate: "2026-11-20", items: [{ quantity: 1 }] });

    const part = await readPart(connection, key);
    const changed = await ordersOf(connection).updateTracking?.(
      {
        command: {
          kind: "tracking",
          fulfilmentKey: part.partKey,
          carrier: "Blue Dart",
          trackingNumbers: ["BD-2"],
          notifyCustomer: false,
        },
        order: {
          key,
          number: key,
          currency: "INR",
          status: part.status,
          platformStatus: part.platformStatus,
          lines: [],
        },
        idempotencyKey: "intent-2",
        saved: null,
        save: async () => undefined,
        uncertain: false,
      },
      connection.ctx,
    );
    expect(changed).toMatchObject({ state: "done" });
    expect(account.shop.order(key)?.trackingNumbers).toEqual(["BD-2"]);
    expect((await run(connection, key, status("completed"))).result).toMatchObject({
      state: "done",
      order: { status: "completed", financial: "paid", fulfilment: "delivered" },
    });
    const count = writes(account).length;
    expect((await run(connection, key, status("completed"))).result.state).toBe("done");
    expect(writes(account)).toHaveLength(count);
  });

  it("a shipment already on its way is done with the same tracking and a contradiction with other", async () => {
    await using account = await openAccount();
    const key = placeOrder(account.sandbox.state, { lines: one(), payment: "paid" }, { type: "SELF" });
    const connection = await account.connect();
    await run(connection, key, FULFIL);
    expect((await run(connection, key, FULFIL)).result.state).toBe("done");
    const other = await run(connection, key, { ...FULFIL, trackingNumbers: ["DL-9"] });
    expect(other.result).toMatchObject({ state: "rejected", code: "already_shipped" });
    expect(writes(account)).toHaveLength(1);
  });

  it("a self-shipped parcel takes one tracking number; Flipkart's courier takes none and reports arrivals itself", async () => {
    await using account = await openAccount();
    const { state } = account.sandbox;
    const self = placeOrder(state, { lines: one(), payment: "paid" }, { type: "SELF" });
    const standard = placeOrder(state, { lines: one(), payment: "paid" });
    progress(state, standard, "SHIPPED");
    const connection = await account.connect();
    const two = await run(connection, self, { ...FULFIL, trackingNumbers: ["A", "B"] });
    expect(two.result).toMatchObject({ state: "rejected", code: "one_number" });
    expect((await run(connection, standard, status("completed"))).result.state).toBe("unsupported");
    expect(writes(account)).toEqual([]);
  });
});

describe("cancelling", () => {
  it("a cancellation takes every group of every shipment in one call, and leaves the listing out of stock [B44.5]", async () => {
    await using account = await openAccount();
    const key = placeOrder(
      account.sandbox.state,
      { lines: [...one(), ...one("MUG-2")], payment: "paid" },
      { split: true },
    );
    const connection = await account.connect();
    expect((await run(connection, key, CANCEL)).result.state).toBe("done");
    expect(bodyOf(account, "/cancel").shipments).toEqual(
      account.shipments(key).map(({ shipmentId, locationId, items }) => ({
        shipmentId,
        locationId,
        cancellationGroupIds: items.map((item) => item.cancellationGroupId),
        reason: "not_enough_inventory",
      })),
    );
    expect([account.shop.stockOf("MUG-1"), account.shop.order(key)?.cancelled]).toEqual([0, true]);
    // Not given back: what the hub believes to be shown stays below what it wants, so that it looks and writes again.
    expect((await readPart(connection, key)).lines[0]).toMatchObject({ quantity: 0, channelTook: 1 });
    expect((await run(connection, key, CANCEL)).result.state).toBe("done");
    expect(writes(account)).toHaveLength(1);
  });

  it("a cancellation is all or nothing: once a shipment is packed, nothing is cancelled", async () => {
    await using account = await openAccount();
    const { state } = account.sandbox;
    const key = placeOrder(state, { lines: [...one(), ...one("MUG-2")], payment: "paid" }, { split: true });
    for (const item of account.shipments(key)[1]?.items ?? []) item.status = "PACKED";
    const connection = await account.connect();
    expect((await run(connection, key, CANCEL)).result).toMatchObject({ state: "rejected", code: "too_late" });
    expect(writes(account)).toEqual([]);
  });

  it("a cancellation has Flipkart's three reasons only, and the offer warns of the consequences", () => {
    expect(new Set(Object.values(CANCEL_REASONS))).toEqual(new Set(["not_enough_inventory", "cannot_procure_item"]));
    const order = {
      key: "OD1",
      number: "OD1",
      currency: "INR",
      status: "confirmed",
      platformStatus: "APPROVED",
      lines: [],
    } as const;
    const offer = optionsOf(order, {}).find(({ kind }) => kind === "cancel");
    expect(offer).toMatchObject({ allowed: true });
    expect(offer?.warnings.map(textOf).join(" ")).toMatch(/out of stock.*suspension/);
  });
});

describe("every command maps or is refused", () => {
  /** What is offered for an order whose shipments are all in this state: with packing from here. */
  const OFFERS: Readonly<Record<string, string>> = {
    APPROVED: "processing fulfil cancel",
    PACKING_IN_PROGRESS: "fulfil cancel",
    FORM_FAILED: "fulfil cancel",
    PACKED: "fulfil",
    READY_TO_DISPATCH: "",
    PICKUP_COMPLETE: "",
    SHIPPED: "completed",
    DELIVERED: "",
    COMPLETED: "",
    CANCELLED: "",
    RETURN_REQUESTED: "",
    RETURNED: "",
  };
  const offered = (platformStatus: string, settings: Readonly<Record<string, Json>>) =>
    optionsOf({ key: "1", number: "1", currency: "INR", status: "confirmed", platformStatus, lines: [] }, settings)
      .filter(({ allowed }) => allowed)
      .flatMap(({ kind, statuses }): readonly string[] => (kind === "status" ? (statuses ?? []) : [kind]))
      .join(" ");

  it.each(Object.keys(ITEM_STATUSES))("%s", (word) => {
    expect(offered(word, PACKING)).toBe(OFFERS[word]);
    expect(offered(`${word}, HOLD`, PACKING)).toBe((OFFERS[word] ?? "").replace(/processing |fulfil ?/g, ""));
  });

  it("an order is not packed from here without packing; of a mixed order each shipment allows its own", () => {
    expect(offered("APPROVED", {})).toBe("fulfil cancel");
    expect(offered("APPROVED, PACKED", PACKING)).toBe("processing fulfil");
    expect(offered("APPROVED, CANCELLED", {})).toBe("fulfil cancel");
  });

  it("statuses, refunds and notes Flipkart has no call for are refused without a write", async () => {
    await using account = await openAccount();
    const key = placeOrder(account.sandbox.state, { lines: one(), payment: "paid" });
    const connection = await account.connect();
    const refused: OrderCommand[] = [
      ...ORDER_STATUSES.map(status),
      { kind: "refund", amount: { minor: 100n, currency: "INR" }, lines: [], moveMoney: true },
      { kind: "note", text: "Hello", visibleToCustomer: false },
    ];
    for (const command of refused) {
      const { result } = await run(connection, key, command);
      expect([result.state, "text" in result && textOf(result.text).length > 15]).toEqual(["unsupported", true]);
    }
    expect(writes(account)).toEqual([]);
  });

  it("packing alone is the status “processing”", async () => {
    await using account = await openAccount();
    const key = placeOrder(account.sandbox.state, { lines: one(), payment: "paid" });
    const connection = await account.connect({ settings: PACKING });
    const mark = account.sandbox.calls.length;
    expect((await run(connection, key, status("processing"))).result).toMatchObject({
      state: "done",
      order: { platformStatus: "PACKED" },
    });
    expect(calledSince(account, mark).filter((call) => call.startsWith("POST"))).toEqual(["POST /v3/shipments/labels"]);
    const self = placeOrder(account.sandbox.state, { lines: one(), payment: "paid" }, { type: "SELF" });
    expect((await run(connection, self, status("processing"))).result).toMatchObject({
      state: "rejected",
      code: "self_ship",
    });
  });
});
