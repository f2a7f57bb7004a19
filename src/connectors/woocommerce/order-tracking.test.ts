import { describe, expect, it } from "vitest";
import type { WooSandbox } from "../../sandboxes/woocommerce/index.ts";
import type { TrackingCommand } from "../kit/contract/ports.ts";
import { attemptCommand, readPart } from "../kit/testing/commands.ts";
import { place, shopWith, type TestShop } from "./testing.ts";

const shipped = {
  kind: "fulfil",
  trackingNumbers: ["1Z1"],
  carrier: "UPS",
  trackingUrl: "https://track.example/1Z1",
  notifyCustomer: false,
} as const;

/** Puts another number on the order's first parcel, as the engine would. */
async function change(shop: TestShop, key: string, command: Partial<TrackingCommand> = {}) {
  const order = await readPart(shop, key);
  const orders = shop.ports.orders;
  if (!orders?.updateTracking) throw new Error("no tracking");
  return orders.updateTracking(
    {
      command: {
        kind: "tracking",
        fulfilmentKey: order.fulfilments[0]?.key ?? "",
        trackingNumbers: ["1Z2"],
        notifyCustomer: false,
        ...command,
      },
      order: { key, number: order.number, currency: "EUR", status: order.status, platformStatus: "", lines: [] },
      idempotencyKey: "intent-2",
      saved: null,
      save: () => Promise.resolve(),
      uncertain: false,
    },
    shop.ctx,
  );
}

const features: readonly (readonly [string, (sandbox: WooSandbox) => void])[] = [
  ["core fulfilments", (sandbox) => void Object.assign(sandbox.state.features, { fulfilments: true })],
  ["the tracking plugin", (sandbox) => void Object.assign(sandbox.state.features, { shipmentTracking: true })],
  ["a note", () => undefined],
];

describe.each(features)("another tracking number, kept in %s", (_name, setUp) => {
  it("a new tracking number replaces the first, once, and the carrier stays", async () => {
    await shopWith(async (shop) => {
      const key = place(shop);
      await attemptCommand(shop, key, shipped);
      const done = { state: "done", order: { fulfilments: [{ carrier: "UPS", trackingNumbers: ["1Z2"] }] } };
      expect(await change(shop, key, { carrier: "UPS" })).toMatchObject(done);
      expect(await change(shop, key, { carrier: "UPS" })).toMatchObject(done);
      expect((await readPart(shop, key)).fulfilments).toHaveLength(1);
      expect(shop.sandbox.shop.order(key)?.trackingNumbers).toEqual(["1Z2"]);
    }, setUp);
  });
});

it("a shipment the shop no longer has is refused with words", async () => {
  await shopWith(async (shop) => {
    const key = place(shop);
    await attemptCommand(shop, key, shipped);
    expect(await change(shop, key, { fulfilmentKey: "core:99" })).toMatchObject({
      state: "rejected",
      code: "parcel_gone",
    });
  }, features[0]?.[1]);
});
