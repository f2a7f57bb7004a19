import { describe, expect, it } from "vitest";
import type { OrderCommand } from "../kit/contract/ports.ts";
import { attemptCommand, commandOrder, readPart } from "../kit/testing/commands.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { place, shopWith } from "./testing.ts";

const fulfil = (more: object = {}): OrderCommand => ({
  kind: "fulfil",
  trackingNumbers: ["1Z1"],
  carrier: "UPS",
  trackingUrl: "https://track.example/1Z1",
  notifyCustomer: false,
  ...more,
});

const withFulfilments: NonNullable<Parameters<typeof shopWith>[1]> = (sandbox) => {
  sandbox.state.features.fulfilments = true;
};

describe("fulfilment", () => {
  it("a shipment uses core fulfilments where the shop has them, with ids of zero and integer items", async () => {
    await shopWith(async (shop) => {
      const key = place(shop);
      expect(await attemptCommand(shop, key, fulfil())).toMatchObject({
        state: "done",
        order: {
          fulfilment: "fulfilled",
          platformStatus: "completed",
          fulfilments: [{ carrier: "UPS", trackingNumbers: ["1Z1"] }],
        },
      });
      const made = shop.sandbox.calls.find((call) => call.method === "POST" && call.path.includes("/fulfillments"));
      const { meta_data: meta } = JSON.parse(made?.requestBody ?? "{}") as {
        meta_data: { id: number; key: string }[];
      };
      expect(meta.every((entry) => entry.id === 0)).toBe(true);
    }, withFulfilments);
  });
  it("a shipment sends a part first and completes with the rest", async () => {
    await shopWith(async (shop) => {
      const key = place(shop, 3);
      const [mug] = (await readPart(shop, key)).lines;
      const some = fulfil({ lines: [{ lineKey: mug?.key ?? "", quantity: 2 }] });
      expect(await attemptCommand(shop, key, some, { idempotencyKey: "a" })).toMatchObject({
        state: "done",
        order: {
          fulfilment: "partial",
          platformStatus: "processing",
          lines: [{ fulfilledQuantity: 2 }, { fulfilledQuantity: 0 }],
        },
      });
      expect(await attemptCommand(shop, key, fulfil(), { idempotencyKey: "b" })).toMatchObject({
        state: "done",
        order: { fulfilment: "fulfilled", platformStatus: "completed" },
      });
      const packed = shop.sandbox.state.orders
        .get(Number(key))
        ?.fulfilments.map((one) => one.meta.find((meta) => meta.key === "_items")?.value);
      expect(packed).toMatchObject([[{ qty: 2 }], [{ qty: 1 }, { qty: 1 }]]);
    }, withFulfilments);
  });
  it("a shipment's parts are remembered also in shops without fulfilments", async () => {
    await shopWith(async (shop) => {
      const key = place(shop, 3);
      const [mug, cup] = (await readPart(shop, key)).lines;
      const some = fulfil({ lines: [{ lineKey: mug?.key ?? "", quantity: 2 }] });
      expect(await attemptCommand(shop, key, some, { idempotencyKey: "a" })).toMatchObject({
        order: { fulfilment: "partial", platformStatus: "processing" },
      });
      // The same intent again, its outcome unknown: not counted twice.
      await attemptCommand(shop, key, some, { idempotencyKey: "a", uncertain: true });
      expect((await readPart(shop, key)).lines.map((line) => line.fulfilledQuantity)).toEqual([2, 0]);
      const rest = fulfil({
        lines: [
          { lineKey: mug?.key ?? "", quantity: 1 },
          { lineKey: cup?.key ?? "", quantity: 1 },
        ],
        trackingNumbers: ["1Z2"],
      });
      expect(await attemptCommand(shop, key, rest, { idempotencyKey: "b" })).toMatchObject({
        order: { platformStatus: "completed" },
      });
      expect(shop.sandbox.shop.order(key)?.trackingNumbers).toEqual(["1Z1", "1Z2"]);
      expect([...shop.sandbox.state.notes.values()].filter((note) => note.text.startsWith("Shipped"))).toHaveLength(2);
    });
  });
  it("a shipment uses the shipment tracking plugin, and sends each number once", async () => {
    await shopWith(
      async (shop) => {
        const key = place(shop);
        const saved: unknown[] = [];
        const two = fulfil({ trackingNumbers: ["1Z1", "1Z2"] });
        await attemptCommand(shop, key, two, { save: (progress) => Promise.resolve(void saved.push(progress)) });
        expect(saved).toEqual([{ numbers: ["1Z1"] }, { numbers: ["1Z1", "1Z2"] }, { tracked: true, mode: "plugin" }]);
        await attemptCommand(shop, key, two, { saved: { numbers: ["1Z1"] }, uncertain: true });
        expect(shop.sandbox.state.orders.get(Number(key))?.trackings.map((one) => one["tracking_number"])).toEqual([
          "1Z1",
          "1Z2",
        ]);
        expect((await readPart(shop, key)).fulfilments.map((one) => one.trackingNumbers[0])).toEqual(["1Z1", "1Z2"]);
      },
      (sandbox) => {
        sandbox.state.features.shipmentTracking = true;
      },
    );
  });
  it("a shipment follows the seller's choice over what was found", async () => {
    await shopWith(
      async (shop) => {
        const key = place(shop);
        expect(await attemptCommand(shop, key, fulfil())).toMatchObject({ text: textWith("note") });
        expect(shop.sandbox.state.orders.get(Number(key))?.fulfilments).toEqual([]);
      },
      withFulfilments,
      { trackingMode: "note" },
    );
  });
  it.each(["core", "auto"])(
    "a shipment does not wait for fulfilments that were switched off since (%s)",
    async (trackingMode) => {
      await shopWith(
        async (shop) => {
          const key = place(shop);
          shop.sandbox.state.features.fulfilments = false;
          expect(await attemptCommand(shop, key, fulfil())).toMatchObject({
            state: "done",
            text: textWith("note"),
            order: {
              fulfilment: "fulfilled",
              platformStatus: "completed",
              fulfilments: [{ trackingNumbers: ["1Z1"] }],
            },
          });
        },
        withFulfilments,
        { trackingMode },
      );
    },
  );
  it("an order is read with a status of fulfilments the shop no longer has", async () => {
    await shopWith(async (shop) => {
      const key = place(shop);
      const order = shop.sandbox.state.orders.get(Number(key));
      order?.meta.push({ id: 900, key: "_fulfillment_status", value: "partially_fulfilled" });
      shop.sandbox.state.features.fulfilments = false;
      expect(await readPart(shop, key)).toMatchObject({ fulfilment: "partial", fulfilments: [] });
    }, withFulfilments);
  });
  it("a shipment's two parcels stay apart in notes alone, and one of them can be changed", async () => {
    await shopWith(async (shop) => {
      const key = place(shop, 3);
      const [mug, cup] = (await readPart(shop, key)).lines;
      const first = [{ lineKey: mug?.key ?? "", quantity: 2 }];
      const second = [
        { lineKey: mug?.key ?? "", quantity: 1 },
        { lineKey: cup?.key ?? "", quantity: 1 },
      ];
      await attemptCommand(shop, key, fulfil({ lines: first }), { idempotencyKey: "a:1" });
      await attemptCommand(shop, key, fulfil({ lines: second, trackingNumbers: ["2Z"], carrier: "DHL" }), {
        idempotencyKey: "b:1",
      });
      const parcels = async () =>
        (await readPart(shop, key)).fulfilments.map(({ carrier, trackingNumbers, lines, status }) => ({
          carrier,
          trackingNumbers,
          lines,
          status,
        }));
      expect(await parcels()).toEqual([
        { carrier: "UPS", trackingNumbers: ["1Z1"], lines: first, status: "fulfilled" },
        { carrier: "DHL", trackingNumbers: ["2Z"], lines: second, status: "fulfilled" },
      ]);
      const order = await readPart(shop, key);
      await shop.ports.orders?.updateTracking?.(
        {
          command: {
            kind: "tracking",
            fulfilmentKey: order.fulfilments[1]?.key ?? "",
            trackingNumbers: ["2Z-2"],
            notifyCustomer: false,
          },
          order: commandOrder(order),
          idempotencyKey: "c",
          saved: null,
          save: () => Promise.resolve(),
          uncertain: false,
        },
        shop.ctx,
      );
      expect((await parcels()).map(({ trackingNumbers }) => trackingNumbers)).toEqual([["1Z1"], ["2Z-2"]]);
    });
  });
});
