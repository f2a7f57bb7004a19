/** Holds of orders: placed and released once each, beside those of the merchant. */
import { expect } from "vitest";
import type { OrderPart } from "../../../commerce/order.ts";
import type { HoldCommand } from "../../../commerce/order-command.ts";
import { ConnectorError } from "../contract/errors.ts";
import type { CommandResult } from "../contract/ports.ts";
import { commandOrder, readPart } from "../testing/commands.ts";
import { Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";
import { type CommandBench, withCommands } from "./commands.ts";

interface HoldBench extends CommandBench {
  isHeld(part: OrderPart): boolean;
  change(part: OrderPart, action: HoldCommand["action"], uncertain?: boolean): Promise<CommandResult>;
  statusOf(part: OrderPart): Promise<OrderPart["status"]>;
}

function withHolds(run: (bench: HoldBench) => Promise<void>): Case["run"] {
  return withCommands(async (bench) => {
    const { connection, orders, shop } = bench;
    const { hold } = orders;
    if (!hold || !shop.isHeld) throw new Unsupported("the platform has no holds");
    await run({
      ...bench,
      isHeld: ({ orderKey }) => shop.isHeld?.(orderKey) === true,
      change: (part, action, uncertain = false) =>
        hold.call(
          orders,
          {
            command: { kind: "hold", action, holdId: "33333333-0000-4000-8000-000000000001", reason: "address" },
            order: commandOrder(part),
            idempotencyKey: `hold:33333333-0000-4000-8000-000000000001:${action}`,
            saved: null,
            save: async () => undefined,
            uncertain,
          },
          connection.ctx,
        ),
      statusOf: async ({ orderKey }) => (await readPart(connection, orderKey)).status,
    });
  });
}

export const holdCases: readonly Case[] = [
  {
    name: "holds: placed and released once each, however often they are asked for",
    proves: ["E2.1"],
    run: withHolds(async ({ place, change, isHeld, statusOf }) => {
      const part = await place();
      for (const uncertain of [false, true]) {
        const placed = await change(part, "place", uncertain);
        expect(placed).toMatchObject({ state: "done", order: { status: "on_hold" } });
        expect([isHeld(part), await statusOf(part)]).toEqual([true, "on_hold"]);
      }
      for (const uncertain of [false, true]) {
        expect(await change(part, "release", uncertain)).toMatchObject({ state: "done" });
        expect([isHeld(part), await statusOf(part)]).toEqual([false, part.status]);
      }
    }),
  },
  {
    name: "holds: a hold whose answer is lost is ours, and released",
    run: withHolds(async ({ sandbox, place, change, isHeld }) => {
      const part = await place();
      for (const action of ["place", "release"] as const) {
        sandbox.faults.add({ fault: { kind: "drop_after_commit" }, times: 1, write: true });
        let isLost = false;
        try {
          await change(part, action);
        } catch (error) {
          if (!(error instanceof ConnectorError)) throw error;
          isLost = true;
        }
        sandbox.faults.clear();
        const again = isLost ? await change(part, action, true) : { state: "done" };
        expect(again.state).toBe("done");
        expect("found" in again, "ours").toBe(false);
        expect(isHeld(part)).toBe(action === "place");
      }
    }),
  },
  {
    name: "holds: the merchant's own hold stays when ours is released",
    run: withHolds(async ({ shop, place, change, isHeld }) => {
      if (!shop.holdOrder) throw new Unsupported("no merchant holds orders");
      const part = await place();
      shop.holdOrder(part.orderKey);
      const placed = await change(part, "place");
      expect(placed.state).toBe("done");
      // Where the platform has one hold of an order, it is the merchant's, and the hub releases nothing.
      if (placed.state === "done" && placed.found !== true)
        expect(await change(part, "release")).toMatchObject({ state: "done" });
      expect(isHeld(part)).toBe(true);
    }),
  },
  {
    name: "holds: an order that was shipped meanwhile is left as it is, and told so",
    run: withHolds(async ({ shop, connection, place, change, isHeld }) => {
      if (!shop.shipOrder) throw new Unsupported("no merchant ships in the admin");
      const part = await place();
      shop.shipOrder(part.orderKey);
      const shipped = await readPart(connection, part.orderKey);
      const placed = await change(part, "place");
      if (placed.state === "done" && placed.found === true)
        expect(placed.order).toMatchObject({ fulfilment: shipped.fulfilment, status: shipped.status });
      // Where what is shipped can still be held: until the rest of it, a payment it may be, is settled.
      else expect(await change(part, "release")).toMatchObject({ state: "done" });
      expect(isHeld(part)).toBe(false);
      expect(await readPart(connection, part.orderKey)).toMatchObject({ fulfilment: shipped.fulfilment });
    }),
  },
];
