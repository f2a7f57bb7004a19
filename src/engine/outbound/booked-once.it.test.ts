/** A label is bought once: a worker that ends in the middle of a booking leaves behind when it was asked for. */
import { afterEach, expect, test } from "vitest";
import { systemActor } from "../../commerce/actor.ts";
import type { BookingRun, Shipments } from "../../connectors/kit/contract/couriers.ts";
import { cleanUp, platform } from "../../connectors/kit/testing/toy.ts";
import { listAlerts } from "../../hub/alerts/alerts.ts";
import { cancelShipment } from "../../hub/shipping/decide.ts";
import { listShipments, shipmentDetail } from "../../hub/shipping/list.ts";
import { requestShipment } from "../../hub/shipping/request.ts";
import { newBookedShipment, type ShippingWorld, shippingWorldOf } from "./testing-shipments.ts";

afterEach(cleanUp);

const MINUTE = 60_000;

/** A courier that is asked over HTTP: what was asked for stands in its books at once, what it answers is the test's. */
async function slowCourier(answers: (path: string) => Promise<number>) {
  const bought: string[] = [];
  const finds: string[] = [];
  const url = await platform(async (request, reply, body) => {
    if (request.method === "POST") bought.push(body);
    reply.statusCode = await answers(request.url ?? "");
    reply.setHeader("content-type", "application/json").end("{}");
  });
  const shipmentOf = ({ draft }: Pick<BookingRun, "draft">) => newBookedShipment({ draft }, 1);
  const shipments: Shipments = {
    mostParcels: 1,
    directions: ["forward"],
    collects: false,
    settlesWithinMs: 30_000,
    book: async (run, ctx) => {
      await run.save({ quote: run.draft.reference });
      await ctx.http.json({ method: "POST", url: "/labels", json: {}, operation: "labels.buy" });
      await ctx.http.json({ method: "GET", url: "/carrier", operation: "carriers.get" });
      return { state: "booked", shipment: shipmentOf(run) };
    },
    find: async (run) => {
      finds.push(run.draft.reference);
      return bought.length > 0 ? { state: "found", shipment: shipmentOf(run) } : { state: "absent" };
    },
  };
  const auth = { baseUrl: () => url, authorize: <R>(request: R) => request, secretNames: [] };
  return { bought, finds, open: () => shippingWorldOf({ shipments }, { auth }) };
}

/** Says nothing until it may. */
function slowly() {
  let onRequest: () => void = () => undefined;
  let answer: () => void = () => undefined;
  const requested = new Promise<void>((resolve) => (onRequest = resolve));
  const may = new Promise<void>((resolve) => (answer = resolve));
  return {
    requested,
    answer: () => answer(),
    answers: async () => {
      onRequest();
      await may;
      return 200;
    },
  };
}

/** A world whose courier is at work on its first booking. */
async function underWay() {
  const slow = slowly();
  const courier = await slowCourier(slow.answers);
  const world = await courier.open();
  const [order = ""] = await world.orders(1);
  const id = await world.ask(order);
  const turn = world.engine.runUntilIdle();
  await slow.requested;
  return { slow, courier, world, order, id, turn };
}

const stateOf = async (world: ShippingWorld, id: string) => {
  const { state, text } = await world.inside((tx) => shipmentDetail(tx, id));
  return { state, text };
};

const alertsOf = async (world: ShippingWorld) => {
  const now = new Date(world.clock.now());
  return (await world.inside((tx) => listAlerts(tx, { state: "open", now }))).items.map(({ kind, text }) => ({
    kind,
    text,
  }));
};

test("a booking cut short by a stop is handed over with its time, and nobody asks again before it must have ended [G1]", async () => {
  const { slow, courier, world: opened, order, id, turn } = await underWay();
  await using world = opened;
  await world.engine.stop(0, 0);
  await turn;
  const { state, text } = await stateOf(world, id);
  expect(state).toBe("uncertain");
  const [shown] = (await world.inside((tx) => listShipments(tx, { limit: 5, state: "uncertain" }))).items;
  expect(shown).toMatchObject({ id, state: "uncertain", sentAt: expect.any(Date), againAt: expect.any(Date) });
  expect((await world.inside((tx) => listShipments(tx, { limit: 5, state: "booking" }))).items).toEqual([]);
  expect(text).toContain("at 2026-11-20 12:00 UTC");
  expect(await alertsOf(world)).toContainEqual({ kind: "shipment_unknown", text });
  const other = await world.secondWorker();
  await other.runUntilIdle();
  world.clock.pass(MINUTE);
  // Nor because a person books again, or cancels.
  const again = world.inside((tx) =>
    requestShipment(tx, {
      ...{ orderId: order, connectionId: world.store, idempotencyKey: "again" },
      ...{ parcels: [{ weightGrams: 500, lengthMm: 200, widthMm: 150, heightMm: 100 }], fulfilWhen: "booked" },
      ...{ notifyCustomer: false, actor: systemActor, now: new Date(world.clock.now()) },
    }),
  );
  await expect(again).rejects.toMatchObject({ code: "SHIPMENT_NOTHING_LEFT" });
  await other.runUntilIdle();
  expect([courier.bought.length, courier.finds.length]).toEqual([1, 0]);
  world.clock.pass(4 * MINUTE);
  await other.runUntilIdle();
  expect([courier.bought.length, courier.finds.length, (await stateOf(world, id)).state]).toEqual([1, 1, "booked"]);
  expect((await alertsOf(world)).map(({ kind }) => kind)).not.toContain("shipment_unknown");
  slow.answer();
});

test("a booking that is cancelled while nobody knows of it is looked for first [G1]", async () => {
  const { slow, courier, world: opened, id, turn } = await underWay();
  await using world = opened;
  await world.engine.stop(0, 0);
  await turn;
  const other = await world.secondWorker();
  const now = new Date(world.clock.now());
  await world.inside((tx) => cancelShipment(tx, id, { actor: systemActor, now }));
  await other.runUntilIdle();
  expect(courier.finds).toEqual([]);
  world.clock.pass(5 * MINUTE);
  await other.runUntilIdle();
  expect([courier.bought.length, courier.finds.length, (await stateOf(world, id)).state]).toEqual([1, 1, "booked"]);
  slow.answer();
});

test("a stop waits for a booking under way [G1]", async () => {
  const { slow, courier, world: opened, id, turn } = await underWay();
  await using world = opened;
  const stopped = world.engine.stop(0, 60_000);
  slow.answer();
  await Promise.all([turn, stopped]);
  expect([courier.bought.length, (await stateOf(world, id)).state]).toEqual([1, "booked"]);
});

test("a worker that takes the lane of one that was killed in the middle of a booking does not ask again [G1]", async () => {
  const { slow, courier, world: opened, turn } = await underWay();
  await using world = opened;
  // As after a kill: nobody renews the lease, and what was done is what stands in the database.
  await world.db.owner.run(
    `update argosy.lane set lease_token = null, lease_until = null, seq = seq + 1, due_at = $1
     where kind = 'outbound' and lease_token is not null`,
    [new Date(world.clock.now())],
  );
  const other = await world.secondWorker();
  await other.runUntilIdle();
  world.clock.pass(2 * MINUTE);
  await other.runUntilIdle();
  expect([courier.bought.length, courier.finds.length]).toEqual([1, 0]);
  slow.answer();
  await turn;
});

test("a label that was bought before another call failed is found, not bought again [G1]", async () => {
  let isDown = true;
  const courier = await slowCourier(async (path) => (path.startsWith("/carrier") && isDown ? 503 : 200));
  await using world = await courier.open();
  const [order = ""] = await world.orders(1);
  const id = await world.ask(order);
  await world.engine.runUntilIdle();
  isDown = false;
  for (let n = 0; n < 6; n += 1) {
    world.clock.pass(5 * MINUTE);
    await world.engine.runUntilIdle();
  }
  expect([courier.bought.length, (await stateOf(world, id)).state]).toEqual([1, "booked"]);
});
