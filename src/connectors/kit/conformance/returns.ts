/** Goods on their way back, as the platform tells it: with the order, and by the word of a webhook. */
import { expect } from "vitest";
import type { OrderPart, OrderReturn } from "../../../commerce/order.ts";
import type { SandboxShop } from "../sandbox/sandbox.ts";
import { type Bench, collect, createProducts, need, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";
import { interpret, withWebhooks } from "./webhooks.ts";

type ReturnControls = Required<Pick<SandboxShop, "openReturn" | "endReturn" | "shipOrder">>;

function controlsOf({ shop }: Bench): ReturnControls {
  const { openReturn, endReturn, shipOrder } = shop;
  if (!openReturn || !endReturn || !shipOrder) throw new Unsupported("the platform tells of no returns");
  return { openReturn, endReturn, shipOrder };
}

const returnOf = (parts: readonly OrderPart[], key: string): OrderReturn | undefined =>
  parts.flatMap(({ returns }) => returns ?? []).findLast((one) => one.key === key);

/** Some platforms' claims are walked more rarely than their orders. */
const RUN_LATER_MS = 40 * 60_000;

/** Two mugs that have left. */
function shipped(bench: Bench, { shipOrder }: ReturnControls): string {
  const key = bench.shop.placeOrder({
    lines: [{ sku: "MUG-1", quantity: 2 }],
    payment: "paid",
    customer: { name: "Ada Lovelace", phone: "+201001234567" },
  });
  shipOrder(key);
  return key;
}

/** Two mugs that have left, and a run of all that tells what becomes of them. */
async function mugsOut(bench: Bench) {
  const connection = await bench.connect();
  const controls = controlsOf(bench);
  const sweeps = need(connection.ports, "orders").sweeps.filter(({ mode }) => mode === "changed");
  if (sweeps.length === 0) throw new Unsupported("no run tells what changed");
  bench.shop.addProduct(createProducts(1, { stock: 1_000 }));
  const key = shipped(bench, controls);
  const cursors = new Map<string, string | null>();
  const run = async (): Promise<OrderPart[]> => {
    const parts: OrderPart[] = [];
    for (const sweep of sweeps) {
      const { items, cursor } = await collect(sweep, connection.ctx, { cursor: cursors.get(sweep.id) ?? null });
      cursors.set(sweep.id, cursor);
      parts.push(...items.filter((part) => part.orderKey === key));
    }
    return parts;
  };
  return { controls, key, run };
}

export const returnCases: readonly Case[] = [
  {
    name: "returns: a later run tells one that was asked for, and then what became of it",
    proves: ["A5.7"],
    run: async (bench) => {
      const { controls, key, run } = await mugsOut(bench);
      await run();
      const later = async () => {
        await bench.clock.sleep(RUN_LATER_MS);
        return run();
      };
      await bench.clock.sleep(60_000);
      const returned = controls.openReturn(key, [{ sku: "MUG-1", quantity: 1 }]);
      const requested = await later();
      const one = returnOf(requested, returned);
      expect(one?.state).toMatch(/^(requested|approved)$/);
      expect(one?.platformStatus).not.toBe("");
      const lines = new Set(requested.flatMap((part) => part.lines.map((line) => line.key)));
      expect(one?.lines.map(({ lineKey }) => lines.has(lineKey))).toEqual([true]);
      // Where a platform's returns are of whole lines, both mugs.
      expect([1, 2]).toContain(one?.lines[0]?.quantity);
      controls.endReturn(returned, "completed");
      expect(returnOf(await later(), returned)?.state).toBe("completed");
    },
  },
  {
    name: "returns: one the buyer takes back is over",
    run: async (bench) => {
      const { controls, key, run } = await mugsOut(bench);
      await bench.clock.sleep(60_000);
      const returned = controls.openReturn(key, [{ sku: "MUG-1", quantity: 1 }]);
      expect(returnOf(await run(), returned)).toBeDefined();
      await bench.clock.sleep(60_000);
      controls.endReturn(returned, "cancelled");
      await bench.clock.sleep(RUN_LATER_MS);
      const parts = await run();
      const isOver = returnOf(parts, returned)?.state === "cancelled" || parts.some((part) => part.noOtherReturns);
      expect(isOver, "the return stays open").toBe(true);
    },
  },
  {
    name: "returns: a delivery about one brings it with its order",
    proves: ["A5.1", "A5.7"],
    run: withWebhooks(async (bench) => {
      const controls = controlsOf(bench);
      const key = shipped(bench, controls);
      await bench.sandbox.settle();
      const before = bench.mailbox.deliveries.length;
      const returned = controls.openReturn(key, [{ sku: "MUG-1", quantity: 1 }]);
      await bench.sandbox.settle();
      const parts: OrderPart[] = [];
      for (const delivery of bench.mailbox.deliveries.slice(before)) {
        for (const event of bench.webhooks.read(delivery)) {
          const change = await interpret(bench, delivery, event);
          if (change.as === "orders") parts.push(...change.parts);
        }
      }
      expect(parts.map(({ orderKey }) => orderKey)).toContain(key);
      expect(returnOf(parts, returned)?.lines).toHaveLength(1);
    }),
  },
];
