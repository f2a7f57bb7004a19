/** A label is cancelled: what of its command was sent decides, and not what the connector saved of it. */
import { afterEach, expect, test } from "vitest";
import { platformText } from "../../connectors/kit/contract/answer-text.ts";
import type { CommandRun, Orders } from "../../connectors/kit/contract/ports.ts";
import { cleanUp, platform } from "../../connectors/kit/testing/toy.ts";
import { ensureDefaultLocation } from "../../hub/inventory/locations.ts";
import { requestCommand } from "../../hub/orders/commands.ts";
import { actor, orderLine, orderPart } from "../../hub/orders/testing.ts";
import { cancelChannelFulfilment } from "../../hub/shipping/request-channel-fulfilment.ts";
import { type TestEngine, testEngine } from "../testing.ts";
import { reportOrders } from "../testing-orders.ts";

afterEach(cleanUp);

const HOUR = 3_600_000;

/**
 * A channel that takes an order's two parcels one after the other, by a connector that saves a plan before the first. It
 * answers the writes as told; 0: it does what was asked for and its answer is lost.
 */
async function planning(...answers: readonly number[]) {
  const left = [...answers];
  const writes: string[] = [];
  const runs: CommandRun[] = [];
  const hooks = { onWrite: async (): Promise<void> => undefined };
  const url = await platform(async (request, reply) => {
    const status = left.shift() ?? 200;
    if (status === 0 || status === 200) writes.push(request.url ?? "");
    await hooks.onWrite();
    if (status === 0) request.socket.destroy();
    else reply.writeHead(status, { "content-type": "application/json" }).end("{}");
  });
  const execute: Orders["execute"] = async (run, ctx) => {
    runs.push(run);
    if (run.saved === null) await run.save({ plan: ["1", "2"] });
    for (const parcel of ["1", "2"]) {
      if (run.uncertain && writes.includes(`/parcels/${parcel}`)) continue;
      await ctx.http.json({ method: "POST", url: `/parcels/${parcel}`, json: {}, operation: "parcels.create" });
    }
    return { state: "done", text: platformText("Shipped.") };
  };
  const orders: Orders = { essential: {}, sweeps: [], get: async () => null, options: () => [], execute };
  const engine = await testEngine(
    { orders },
    {
      auth: { baseUrl: () => url, authorize: (request) => request, secretNames: [] },
      classify: ({ status }) => {
        if (status < 400) return null;
        return status === 503 ? { kind: "transient", maintenance: true } : { kind: "rejected" };
      },
    },
  );
  return { writes, runs, hooks, engine };
}

/** An order with a label whose number is requested for the channel. */
async function labelled(engine: TestEngine) {
  const now = new Date(engine.clock.now());
  const by = { actor, now };
  const part = orderPart("o1", { status: "confirmed", lines: [orderLine({ key: "1", quantity: 2 })] });
  const [applied] = await reportOrders(engine, [part], { source: "poll" });
  const orderId = applied?.orderId ?? "";
  const command = { kind: "fulfil", trackingNumbers: ["DEAD-1"], notifyCustomer: false } as const;
  const request = { orderId, command, evenIfShort: true, idempotencyKey: "k", ...by };
  const { id } = await engine.inside((tx) => requestCommand(tx, request));
  const locationId = await engine.inside((tx) => ensureDefaultLocation(tx, now));
  const label = await engine.inside((tx) =>
    tx.one<{ id: string }>(
      `insert into argosy.shipment (organization_id, order_id, connection_id, location_id, reference, idempotency_key,
         state, status, payment, value_minor, currency, tells_at, requested_by, created_at, updated_at, command_id)
       values (argosy.tenant(), $1, $2, $5, 'P1', 'p1', 'booked', 'label_ready', 'prepaid', 1, 'USD', 'booked', 'x',
         $3, $3, $4) returning id`,
      [orderId, engine.store, now, id, locationId],
    ),
  );
  const cancelling = () =>
    engine.inside((tx) =>
      tx.run("update argosy.shipment set cancel_state = 'requested' where organization_id = argosy.tenant()"),
    );
  return {
    cancelling,
    async cancelled() {
      await cancelling();
      await engine.inside((tx) => cancelChannelFulfilment(tx, { id: label.id, orderId }, by));
    },
    state: async () =>
      (
        await engine.inside((tx) =>
          tx.one<{ state: string }>("select state from argosy.command where organization_id = argosy.tenant()"),
        )
      ).state,
    isTaken: async () =>
      (
        await engine.inside((tx) =>
          tx.one<{ taken: boolean }>(
            "select command_id is not null as taken from argosy.shipment where organization_id = argosy.tenant()",
          ),
        )
      ).taken,
  };
}

async function settle({ engine, clock }: TestEngine): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    await engine.runUntilIdle();
    clock.pass(HOUR);
  }
}

test.each([
  ["refused", 422],
  ["turned away by a shop in maintenance", 503],
])("a planned shipment whose first write was %s is not sent once its label is cancelled [G1]", async (_how, status) => {
  const { engine, writes } = await planning(status);
  await using _engine = engine;
  const label = await labelled(engine);
  await engine.engine.runUntilIdle();
  await label.cancelled();
  expect([await label.state(), await label.isTaken()]).toEqual(["cancelled", false]);
  await settle(engine);
  expect(writes).toEqual([]);
});

test.each([
  ["whose answer was lost", [0]],
  ["of which the second parcel was refused", [200, 422]],
])("a planned shipment %s stays, whatever becomes of its label [G1]", async (_how, answers) => {
  const { engine, writes } = await planning(...answers);
  await using _engine = engine;
  const label = await labelled(engine);
  await engine.engine.runUntilIdle();
  expect(writes).toEqual(["/parcels/1"]);
  await label.cancelled();
  expect([await label.state(), await label.isTaken()]).not.toContain("cancelled");
  expect(await label.isTaken()).toBe(true);
});

test("a label cancelled while its shipment is being refused is not sent at the next attempt [G1]", async () => {
  const { engine, writes, runs, hooks } = await planning(503);
  await using _engine = engine;
  const label = await labelled(engine);
  hooks.onWrite = label.cancelled;
  await engine.engine.runUntilIdle();
  hooks.onWrite = async () => undefined;
  await settle(engine);
  expect([writes, runs.length, await label.state()]).toEqual([[], 1, "cancelled"]);
});

test("a label a killed worker may have sent is looked up, also after an attempt that was refused for certain", async () => {
  const { engine, writes, runs } = await planning(503);
  await using _engine = engine;
  const label = await labelled(engine);
  writes.push("/parcels/1");
  await engine.inside((tx) =>
    tx.run("update argosy.command set state = 'running', saved = '{}' where organization_id = argosy.tenant()"),
  );
  await settle(engine);
  expect(runs.map(({ uncertain }) => uncertain)).toEqual([true, true]);
  expect([writes, await label.state()]).toEqual([["/parcels/1", "/parcels/2"], "done"]);
});
