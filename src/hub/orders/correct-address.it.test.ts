import { expect, test } from "vitest";
import type { Address } from "../../commerce/order.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { receiverOf, shippedOrder } from "../shipping/consignment.ts";
import { correctAddress } from "./correct-address.ts";
import { getOrder, getTimeline } from "./detail.ts";
import { actor, later, minutes, noon, orderLine, orderPart, testShop } from "./testing.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));
const store = fixture(() => shop.newStore());

const reported: Address = { name: "Ada", line1: "1 Lnog Street", city: "Giza", country: "EG" };
const right: Address = { ...reported, line1: " 1 Long Street ", postcode: "12511" };
const lines = [orderLine({ variantKey: "a", quantity: 1 })];

async function newOrder(number: string, shippingAddress: Address | undefined) {
  const part = orderPart(number, { lines, ...(shippingAddress && { shippingAddress }) });
  const [applied] = await store.apply([part]);
  const orderId = applied?.orderId ?? "";
  return {
    part,
    orderId,
    correct: (address: Address) => shop.run((tx) => correctAddress(tx, { orderId, address, actor, now: noon })),
    read: () => shop.run((tx) => getOrder(tx, orderId)),
    timeline: () => shop.run((tx) => getTimeline(tx, orderId)),
    report: (minute: number, address: Address | undefined) =>
      store.apply([later(part, minute, { buyerNote: `${minute}`, ...(address && { shippingAddress: address }) })]),
  };
}

test("a corrected address is what couriers get, and stays while the channel reports the one that was corrected", async () => {
  const order = await newOrder("1", reported);
  await order.correct(right);
  await order.report(1, reported);
  const read = await order.read();
  expect([read.shippingAddress, read.isAddressCorrected]).toEqual([
    { ...reported, line1: "1 Long Street", postcode: "12511" },
    true,
  ]);
  const receiver = receiverOf(await shop.run((tx) => shippedOrder(tx, order.orderId)));
  expect([receiver.line1, receiver.postcode]).toEqual(["1 Long Street", "12511"]);
  await order.correct({ ...right, city: "Cairo" });
  await order.report(2, reported);
  expect((await order.read()).shippingAddress).toMatchObject({ city: "Cairo", line1: "1 Long Street" });
});

test("another address from the channel takes the place of a corrected one, and the timeline says so", async () => {
  const order = await newOrder("2", reported);
  await order.correct(right);
  await order.report(1, { ...reported, line1: "9 Other Street" });
  const read = await order.read();
  expect([read.shippingAddress, read.isAddressCorrected]).toEqual([{ ...reported, line1: "9 Other Street" }, false]);
  expect((await order.timeline()).map(({ text }) => text)).toEqual(
    expect.arrayContaining([
      "The delivery address was corrected. The channel keeps its own.",
      "The channel has another delivery address. It takes the place of the one entered here.",
    ]),
  );
});

test("an address the channel corrects in the same way is the channel's again, without a word", async () => {
  const order = await newOrder("3", reported);
  await order.correct(right);
  await order.report(1, { ...right, line1: "1 Long Street" });
  const read = await order.read();
  expect(read.isAddressCorrected).toBe(false);
  expect((await order.timeline()).filter(({ kind }) => kind === "address")).toHaveLength(1);
});

test("an order without an address gets one and keeps it", async () => {
  const order = await newOrder("4", undefined);
  expect(() => receiverOf({ ...shown, shippingAddress: null })).toThrow("no address");
  await order.correct(right);
  await order.report(1, undefined);
  expect((await order.read()).shippingAddress).toMatchObject({ line1: "1 Long Street" });
});

test("the address of a cancelled order is not corrected", async () => {
  const order = await newOrder("5", reported);
  await store.apply([later(order.part, 1, { status: "cancelled" })]);
  await expect(order.correct(right)).rejects.toMatchObject({ code: "ORDER_CANCELLED" });
});

const shown = {
  id: "",
  number: "1",
  connectionId: null,
  status: "processing",
  placedAt: minutes(0),
  paymentKind: "prepaid",
  financial: "paid",
  currency: "EUR",
  totalMinor: 0n,
  contact: {},
  pickup: null,
  pickupAddress: null,
} as const;
