/** A shop that writes times as its own clock shows them, moved to another time zone. */
import { expect } from "vitest";
import type { OrderPart } from "../../../commerce/order.ts";
import { type Bench, createProducts, need, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";

const MINUTE_MS = 60_000;
/** Runs after the move, and how long lies between them: within an hour everything is told. */
const RUNS = 5;
const BETWEEN_MS = 15 * MINUTE_MS;
const LATER_MS = 24 * 60 * MINUTE_MS;

/** Far to either side of wherever the emulated shop stands. */
const ZONES = ["Pacific/Honolulu", "Pacific/Auckland"];

/** The newest of what is told of each order; what the engine would take for older than what it has is left out. */
function told(parts: readonly OrderPart[]): Map<string, OrderPart> {
  const newest = new Map<string, OrderPart>();
  for (const part of parts) {
    const cached = newest.get(part.orderKey);
    if (!cached || part.version.value >= cached.version.value) newest.set(part.orderKey, part);
  }
  return newest;
}

async function expectFound(bench: Bench, zone: string): Promise<void> {
  const { shop, clock } = bench;
  if (!shop.moveZone) throw new Unsupported("the platform's times have their zone, or it cannot be moved");
  const connection = await bench.connect();
  let { ctx, ports } = connection;
  shop.addProduct(createProducts(0, { stock: 1_000 }));
  const place = () => shop.placeOrder({ lines: [{ sku: "MUG-0", quantity: 2 }], payment: "paid" });
  const cursors = new Map<string, string | null>();
  const parts: OrderPart[] = [];
  const read = async () => {
    await clock.sleep(BETWEEN_MS);
    let isChanged = false;
    for (const sweep of need(ports, "orders").sweeps) {
      const cursor = cursors.get(sweep.id) ?? null;
      for await (const page of sweep.run({ cursor, openIds: [] }, ctx)) {
        parts.push(...page.items);
        isChanged ||= page.accountChanged === true;
        if (page.safeToSave) cursors.set(sweep.id, page.cursor);
      }
    }
    // As the engine, which then reads the account again.
    if (!isChanged) return;
    const { facts } = await bench.connector.connect.detect(ctx);
    ctx = connection.context({ connection: { ...ctx.connection, facts } });
    ports = bench.connector.open(ctx.connection);
  };
  const [cancelled, refunded] = [place(), place()];
  shop.shipOrder?.(refunded);
  await read();
  await read();
  shop.moveZone(zone);
  await clock.sleep(MINUTE_MS);
  const placed = place();
  const placedMs = clock.now();
  shop.cancelOrder(cancelled);
  for (let run = 0; run < RUNS; run += 1) await read();
  expect(told(parts).has(placed), `${zone}: an order placed after the move`).toBe(true);
  expect(told(parts).get(cancelled)?.status, `${zone}: an order cancelled after it`).toBe("cancelled");
  const apart = Math.abs(Date.parse(told(parts).get(placed)?.placedAt ?? "") - placedMs);
  expect(apart, `${zone}: when the order was placed`).toBeLessThan(BETWEEN_MS + 5 * MINUTE_MS);
  if (!shop.refundOrder) return;
  shop.refundOrder(refunded, [{ sku: "MUG-0", quantity: 1, restock: false }]);
  for (let run = 0; run < RUNS; run += 1) await read();
  await clock.sleep(LATER_MS);
  await read();
  expect(told(parts).get(refunded)?.refunds.length, `${zone}: a refund of an order from before the move`).toBe(1);
}

export const zoneCases: readonly Case[] = [
  {
    name: "sweeps: what happens after a shop moved to another time zone is told within the hour",
    run: async (bench) => {
      for (const zone of ZONES) await expectFound(await bench.twin(), zone);
    },
  },
];
