import { describe, expect, it } from "vitest";
import { textOf } from "../../commerce/message.ts";
import type { OrderCommand } from "../../commerce/order-command.ts";
import { FINANCIAL_STATUSES, FULFILMENT_STATUSES, ORDER_STATUSES } from "../../commerce/statuses.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { runCommand } from "../kit/testing/commands.ts";
import { must } from "../kit/testing/shop.ts";
import { aLine, anOrder, aPackage } from "./fixtures/orders.ts";
import { orderSchema } from "./schemas.ts";
import { ORDER_MEANINGS, PACKAGE_MEANINGS, RETURN_MEANINGS, type ReturnMeaning, statusesOf } from "./statuses.ts";
import { createProducts, openShop } from "./testing.ts";

function told(
  fields: Parameters<typeof anOrder>[0],
  money = { refundedMinor: 0n, totalMinor: 1450n as bigint | null },
) {
  const drifts: string[] = [];
  const order = parseResponse(orderSchema, anOrder(fields), { what: "an order" });
  return { ...statusesOf(order, money, { drift: ({ path }) => void drifts.push(path) }), drifts };
}

/** The sheet's table, word by word: prepaid, then cash on delivery. */
const ORDERS = [
  ["UNPAID", "pending", "pending", "cod_pending", "unfulfilled", undefined],
  ["PENDING", "on_hold", "paid", "cod_pending", "unfulfilled", undefined],
  ["INVOICE_PENDING", "on_hold", "paid", "paid", "unfulfilled", undefined],
  ["READY_TO_SHIP", "confirmed", "paid", "cod_pending", "unfulfilled", undefined],
  ["PROCESSED", "processing", "paid", "cod_pending", "unfulfilled", ["financial"]],
  ["RETRY_SHIP", "processing", "paid", "cod_pending", "unfulfilled", ["financial"]],
  ["SHIPPED", "processing", "paid", "cod_pending", "in_transit", ["financial"]],
  ["TO_CONFIRM_RECEIVE", "processing", "paid", "paid", "delivered", undefined],
  ["COMPLETED", "completed", "paid", "paid", "delivered", undefined],
  ["IN_CANCEL", "on_hold", "paid", "cod_pending", "unfulfilled", ["financial", "fulfilment"]],
  ["CANCELLED", "cancelled", "refunded", "refunded", "unfulfilled", undefined],
  ["TO_RETURN", "on_hold", "paid", "paid", "delivered", ["financial"]],
] as const;

describe("order statuses", () => {
  it.each(ORDERS)("%s is %s, %s or %s, %s", (word, status, prepaid, cod, fulfilment, keeps) => {
    expect(told({ order_status: word })).toEqual({
      status,
      financial: prepaid,
      fulfilment,
      ...(keeps ? { keeps } : {}),
      drifts: [],
    });
    expect(told({ order_status: word, cod: true }).financial).toBe(cod);
  });

  it("the table has every word there is, and only words of ours", () => {
    expect(Object.keys(ORDER_MEANINGS).sort()).toEqual(ORDERS.map(([word]) => word).sort());
    for (const { status, fulfilment } of Object.values(ORDER_MEANINGS)) {
      expect(ORDER_STATUSES).toContain(status);
      expect(FULFILMENT_STATUSES).toContain(fulfilment);
    }
  });

  it("a word nobody knows is held, reported, and leaves the other axes alone", () => {
    expect(told({ order_status: "TELEPORTED" })).toMatchObject({
      status: "on_hold",
      keeps: ["financial", "fulfilment"],
      drifts: ["order_status"],
    });
  });

  it("an order cancelled before it was paid is void, also with the 0 and the null Shopee prints for no time", () => {
    for (const pay_time of [null, 0, undefined])
      expect(told({ order_status: "CANCELLED", pay_time }).financial).toBe("voided");
  });
});

describe("returns", () => {
  it("money given back decides before the word does: in part, in whole", () => {
    const back = (refundedMinor: bigint) => told({ order_status: "TO_RETURN" }, { refundedMinor, totalMinor: 1450n });
    expect(back(450n)).toMatchObject({ financial: "partially_refunded" });
    expect(back(1450n)).toMatchObject({ financial: "refunded" });
    expect(back(450n).keeps).toBeUndefined();
    expect(FINANCIAL_STATUSES).toContain(back(1n).financial);
  });

  it("units that came back decide where no return can be read", () => {
    const lines = (returned_qty: number) => ({ order_status: "COMPLETED", item_list: [aLine({ returned_qty })] });
    expect(told(lines(0)).financial).toBe("paid");
    expect(told(lines(1)).financial).toBe("partially_refunded");
    expect(told(lines(2)).financial).toBe("refunded");
  });

  it("every return status means open, accepted or ended", () => {
    const textsFor = (meaning: ReturnMeaning) =>
      Object.keys(RETURN_MEANINGS).filter((word) => RETURN_MEANINGS[word] === meaning);
    expect(textsFor("open")).toEqual(["REQUESTED", "PROCESSING", "JUDGING", "SELLER_DISPUTE"]);
    expect(textsFor("accepted")).toEqual(["ACCEPTED"]);
    expect(textsFor("ended")).toEqual(["CANCELLED", "CLOSED"]);
  });
});

describe("parcels", () => {
  it.each([
    ["LOGISTICS_NOT_START", "unfulfilled"],
    ["LOGISTICS_READY", "unfulfilled"],
    ["LOGISTICS_PENDING_ARRANGE", "unfulfilled"],
    ["LOGISTICS_REQUEST_CREATED", "unfulfilled"],
    ["LOGISTICS_PICKUP_RETRY", "unfulfilled"],
    ["LOGISTICS_PICKUP_DONE", "in_transit"],
    ["LOGISTICS_DELIVERY_DONE", "delivered"],
    ["LOGISTICS_PICKUP_FAILED", "returned"],
    ["LOGISTICS_DELIVERY_FAILED", "returned"],
    ["LOGISTICS_LOST", "returned"],
    ["LOGISTICS_INVALID", "returned"],
    ["LOGISTICS_REQUEST_CANCELED", "returned"],
    ["LOGISTICS_COD_REJECTED", "returned"],
  ])("%s is %s", (word, meaning) => {
    expect(PACKAGE_MEANINGS[word]).toBe(meaning);
  });

  it.each([
    ["SHIPPED", ["LOGISTICS_PICKUP_DONE", "LOGISTICS_READY"], "partial"],
    ["SHIPPED", ["LOGISTICS_PICKUP_DONE", "LOGISTICS_DELIVERY_DONE"], "in_transit"],
    ["SHIPPED", ["LOGISTICS_DELIVERY_DONE", "LOGISTICS_DELIVERY_DONE"], "delivered"],
    ["PROCESSED", ["LOGISTICS_READY", "LOGISTICS_REQUEST_CREATED"], "unfulfilled"],
    ["CANCELLED", ["LOGISTICS_PICKUP_DONE", "LOGISTICS_READY"], "unfulfilled"],
    ["SHIPPED", ["LOGISTICS_PICKUP_DONE"], "in_transit"],
  ])("an order %s with parcels %j is %s", (order_status, texts, fulfilment) => {
    const package_list = texts.map((word, at) => aPackage({ package_number: `OFG${at}`, logistics_status: word }));
    expect(told({ order_status, package_list }).fulfilment).toBe(fulfilment);
  });

  it.each([
    [["LOGISTICS_DELIVERY_FAILED"], "in_transit"],
    [["LOGISTICS_COD_REJECTED", "LOGISTICS_REQUEST_CANCELED"], "partial"],
    [["LOGISTICS_LOST"], "in_transit"],
  ])("an order cancelled after its pickup with parcels %j is %s", (texts, fulfilment) => {
    const package_list = texts.map((word, at) => aPackage({ package_number: `OFG${at}`, logistics_status: word }));
    const cancelled = told({ order_status: "CANCELLED", package_list, pickup_done_time: 1_700_000_000 });
    expect(cancelled).toMatchObject({ status: "cancelled", fulfilment });
  });

  it("a parcel's unknown word is reported and keeps it here", () => {
    const package_list = ["LOGISTICS_TELEPORTED", "LOGISTICS_READY"].map((word) =>
      aPackage({ logistics_status: word }),
    );
    expect(told({ order_status: "PROCESSED", package_list })).toMatchObject({
      fulfilment: "unfulfilled",
      drifts: ["package_list.logistics_status"],
    });
  });
});

const COMMANDS: readonly OrderCommand[] = [
  ...ORDER_STATUSES.map((status): OrderCommand => ({ kind: "status", status })),
  { kind: "fulfil", trackingNumbers: [], notifyCustomer: false },
  ...(["customer", "inventory", "fraud", "declined", "other"] as const).map(
    (reason): OrderCommand => ({ kind: "cancel", reason, restock: true, notifyCustomer: false }),
  ),
  { kind: "refund", amount: { minor: 1n, currency: "SGD" }, lines: [], moveMoney: true },
  { kind: "note", text: "x", visibleToCustomer: false },
  { kind: "note", text: "x", visibleToCustomer: true },
];

describe("every command at every word of Shopee's", () => {
  it("every command in every status is carried out or refused with a reason, and done only where it was offered", async () => {
    await using shop = await openShop();
    const { ports, ...connection } = await shop.connect();
    const orders = must(ports.orders);
    shop.shop.addProduct(createProducts("MUG", { stock: 10_000 }));
    for (const [word] of ORDERS) {
      for (const command of COMMANDS) {
        const key = shop.shop.placeOrder({ lines: [{ sku: "MUG", quantity: 1 }], payment: "paid" });
        const order = shop.state.orders.get(key);
        if (order) order.status = word;
        const options = orders.options({
          key,
          number: key,
          currency: "SGD",
          status: "confirmed",
          platformStatus: word,
          lines: [],
        });
        const option = options.find(({ kind }) => kind === command.kind);
        const result = await runCommand({ ports, ...connection }, key, command);
        if (result.state === "done")
          expect(option?.allowed || word === "CANCELLED", `${word} ${command.kind}`).toBe(true);
        else expect(["rejected", "unsupported"], `${word} ${command.kind}: ${result.state}`).toContain(result.state);
        if (result.state === "rejected" || result.state === "unsupported")
          expect(textOf(result.text).length).toBeGreaterThan(20);
      }
    }
  });
});
