/** Orders the platform cancels because their parcel was not delivered: the goods are on their way back, or lost. */
import { expect } from "vitest";
import { collect, createProducts, need, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";

export const undeliveredCases: readonly Case[] = [
  {
    name: "orders: one cancelled after its parcel left does not bring its units back",
    proves: ["J2"],
    run: async (bench) => {
      const { shop, clock } = bench;
      const { ctx, ports } = await bench.connect();
      const orders = need(ports, "orders");
      const { cancelUndelivered } = shop;
      if (!cancelUndelivered) throw new Unsupported("the platform cancels no order whose parcel has left");
      shop.addProduct(createProducts(0, { stock: 10 }));
      const key = shop.placeOrder({ lines: [{ sku: "MUG-0", quantity: 2 }], payment: "paid" });
      await clock.sleep(2_000);
      cancelUndelivered(key);
      const part = await orders.get(key, ctx);
      const sum = (of: (line: NonNullable<typeof part>["lines"][number]) => number) =>
        part?.lines.reduce((all, line) => all + of(line), 0);
      expect(part?.status).toBe("cancelled");
      expect(
        { wanted: sum((line) => line.quantity), left: sum((line) => line.fulfilledQuantity) },
        "units that left",
      ).toEqual({ wanted: 2, left: 2 });
      expect(
        sum((line) => line.restockedQuantity),
        "put back into stock",
      ).toBe(0);
      expect(
        part?.refunds.flatMap(({ lines }) => lines.filter(({ restocked }) => restocked === true)),
        "refunded and put back into stock",
      ).toEqual([]);
      const back = part?.returns?.flatMap(({ state, lines }) => (state === "approved" ? lines : []));
      expect(
        back?.reduce((all, { quantity }) => all + quantity, 0),
        "expected back",
      ).toBe(2);
      // A sweep tells no other state than the order itself.
      for (const sweep of orders.sweeps.filter(({ mode }) => mode !== "open_ids")) {
        const { items } = await collect(sweep, ctx);
        const reported = items.filter(({ orderKey }) => orderKey === key).at(-1);
        if (reported)
          expect(reported.lines.map((line) => line.fulfilledQuantity)).toEqual(
            part?.lines.map((one) => one.fulfilledQuantity),
          );
      }
    },
  },
];
