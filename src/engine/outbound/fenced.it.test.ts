/** A worker that has lost its lane writes nothing any more, and no turn keeps what is more urgent waiting. */
import { expect, test } from "vitest";
import type { CommandRun, Orders } from "../../connectors/kit/ports.ts";
import { type TestEngine, testEngine } from "../testing.ts";
import { shelf } from "./testing.ts";

const ordersBy = (execute: Orders["execute"]): Orders => ({
  sweeps: [],
  get: async () => null,
  options: () => [],
  execute,
});

/** Another worker takes the lane in the middle of this one's turn; answers whether there was one. */
const loseLane = (engine: TestEngine) =>
  engine.db.owner.run(
    "UPDATE argosy.lane SET lease_token = gen_random_uuid() WHERE kind = 'outbound' AND lease_token IS NOT NULL",
  );

async function askFor(engine: TestEngine): Promise<void> {
  await engine.inside(async (tx) => {
    const { id } = await tx.one<{ id: string }>(
      `INSERT INTO argosy.sales_order (organization_id, connection_id, ext_key, ext_number, number, status, financial, fulfilment, currency, placed_at)
       VALUES (argosy.tenant(), $1, 'o', 'o', 'o', 'confirmed', 'paid', 'unfulfilled', 'USD', $2) RETURNING id`,
      [engine.store, new Date(engine.clock.now())],
    );
    await tx.run(
      `INSERT INTO argosy.command (organization_id, order_id, connection_id, kind, input, idempotency_key, due_at, requested_by)
       VALUES (argosy.tenant(), $1, $2, 'cancel', '{"kind":"cancel"}', 'k', $3, 'x')`,
      [id, engine.store, new Date(engine.clock.now())],
    );
    await tx.run("SELECT argosy.wake_lane(argosy.tenant(), ARRAY[$1]::uuid[], 'outbound', $2)", [
      engine.store,
      new Date(engine.clock.now()),
    ]);
  });
}

test("stock is not written by a worker whose lane another one has by now", async () => {
  const channel = shelf();
  await using engine = await testEngine({ stock: channel.stock });
  channel.onRead = async () => {
    if ((await loseLane(engine)) > 0) channel.onRead = async () => undefined;
  };
  await engine.listed("OIL", 10);
  await engine.engine.drain();
  expect(channel.sends).toBe(0);
  // The other worker's lease runs out, and whoever takes the lane next does it.
  engine.clock.pass(11_000);
  await engine.engine.drain();
  expect(channel.shown.get("OIL")).toBe(10);
});

test("an order command stops at its next step, and is not called done by a worker that lost it", async () => {
  const steps: string[] = [];
  const execute = async ({ save, saved }: CommandRun) => {
    steps.push(saved === null ? "first" : "second");
    if (saved === null) {
      await loseLane(engine);
      await save({ at: 1 });
      steps.push("went on");
    }
    return { state: "done" as const, text: "Cancelled." };
  };
  await using engine = await testEngine({ orders: ordersBy(execute) });
  await askFor(engine);
  await engine.engine.drain();
  const state = () =>
    engine.inside((tx) =>
      tx.rows("SELECT state, attempts FROM argosy.command WHERE organization_id = argosy.tenant()"),
    );
  expect(steps).toEqual(["first"]);
  expect(await state()).toEqual([{ state: "running", attempts: 0 }]);
});

test("a long list of numbers leaves an order command waiting for a second at most", async () => {
  const channel = shelf();
  let sendsBefore: number | undefined;
  await using engine = await testEngine({
    stock: { ...channel.stock, push: { ...channel.stock.push, maxItems: 1 } },
    orders: ordersBy(async () => {
      sendsBefore = channel.sends;
      return { state: "done", text: "Cancelled." };
    }),
  });
  for (let n = 0; n < 12; n += 1) await engine.listed(`P${n}`, 5);
  channel.onSend = async () => {
    if (channel.sends === 2) await askFor(engine);
    engine.clock.pass(400);
    return undefined;
  };
  await engine.engine.drain();
  expect(sendsBefore).toBeLessThanOrEqual(4);
  expect(channel.shown.size).toBe(12);
});
