import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import { createFiles } from "../../hub/files/files.ts";
import { cancelShipment } from "../../hub/shipping/decide.ts";
import { listManifests, manifestFile } from "../../hub/shipping/handover.ts";
import { shipmentDetail } from "../../hub/shipping/list.ts";
import { listPickups } from "../../hub/shipping/pickups.ts";
import { applyScans } from "../../hub/shipping/scans.ts";
import { fakeCourier, shippingWorld } from "../outbound/testing-shipments.ts";

const actor = { kind: "user", id: "u", name: "ana@example.test" } as const;
const HOUR = 3_600_000;

test("parcels are handed over once, and what is handed over is not taken back [G1]", async () => {
  const courier = fakeCourier();
  const lists: string[][] = [];
  const refused = new Set<string>();
  Object.assign(courier.ports, {
    manifests: {
      most: 2,
      create: async (open: readonly { readonly reference: string }[]) => {
        lists.push(open.map(({ reference }) => reference));
        const leftOut = open.flatMap(({ reference }) =>
          refused.has(reference) ? [{ reference, text: "The courier does not know it." }] : [],
        );
        const bytes = Buffer.from("%PDF list");
        return {
          number: `M-${lists.length}`,
          documents: [{ kind: "manifest", contentType: "application/pdf", bytes }],
          leftOut,
        };
      },
    },
  });
  await using world = await shippingWorld(courier);
  const { organization, store, engine } = world;
  const orders = await world.orders(4);
  const ids: string[] = [];
  for (const order of orders) ids.push(await world.ask(order));
  const [first = "", second = "", third = "", unasked = ""] = ids;
  await engine.runUntilIdle();
  await world.inside((tx) => cancelShipment(tx, unasked, { actor, now: new Date(world.clock.now()) }));
  const parcel = (id: string) =>
    world.inside((tx) => tx.one<{ reference: string }>("select reference from argosy.shipment where id = $1", [id]));
  refused.add((await parcel(second)).reference);

  const done = await engine.couriers.handOver({ organization, actor, courierId: store, shipmentIds: ids });
  expect(lists.map((list) => list.length)).toEqual([2, 1]);
  expect(done.shipmentIds).toHaveLength(2);
  expect(done.leftOut.map(({ text }) => text).sort()).toEqual([
    "It is not ready with this courier.",
    "The courier does not know it.",
  ]);
  const again = await engine.couriers.handOver({
    organization,
    actor,
    courierId: store,
    shipmentIds: done.shipmentIds,
  });
  expect([again.shipmentIds, again.manifestId, lists.length]).toEqual([[], null, 2]);
  const stages = await Promise.all(
    done.shipmentIds.map(async (id) => (await world.inside((tx) => shipmentDetail(tx, id))).stage),
  );
  // No scan was told of them: they are on their way, and not to be handed over for ever.
  expect(stages).toEqual(["moving", "moving"]);
  const cancel = (id: string) =>
    world.inside((tx) => cancelShipment(tx, id, { actor, now: new Date(world.clock.now()) }));
  await expect(cancel(done.shipmentIds[0] ?? "")).rejects.toMatchObject({ code: "SHIPMENT_OVER" });
  const remaining = [first, second, third].find((id) => !done.shipmentIds.includes(id)) ?? "";
  await cancel(remaining);
  const manifests = await world.inside((tx) => listManifests(tx, store));
  expect(manifests.map(({ shipments, hasDocument }) => [shipments, hasDocument])).toEqual([
    [1, true],
    [1, true],
  ]);
  const file = await world.inside((tx) => manifestFile(tx, store, manifests[0]?.id ?? ""));
  expect((await buffer(createFiles(world.db.database).read(organization, file))).toString()).toBe("%PDF list");
});

test("a list whose answer was lost is recorded when the courier says that it has the parcels [G1]", async () => {
  const courier = fakeCourier();
  const taken = new Set<string>();
  let isLost = true;
  Object.assign(courier.ports, {
    manifests: {
      most: 50,
      create: async (open: readonly { readonly reference: string }[]) => {
        const before = open.filter(({ reference }) => taken.has(reference));
        for (const { reference } of open) taken.add(reference);
        if (isLost) throw new ConnectorError({ kind: "ambiguous" }, "No answer.");
        const leftOut = before.map(({ reference }) => ({ reference, text: "Handed over before.", before: true }));
        return { number: "M-2", documents: [], leftOut };
      },
    },
  });
  await using world = await shippingWorld(courier);
  const { organization, store, engine } = world;
  const orders = await world.orders(3);
  const ids: string[] = [];
  for (const order of orders) ids.push(await world.ask(order));
  await engine.runUntilIdle();
  const handOver = (shipmentIds: readonly string[]) =>
    engine.couriers.handOver({ organization, actor, courierId: store, shipmentIds });
  await expect(handOver(ids.slice(0, 2))).rejects.toMatchObject({ code: "COURIER_SILENT" });
  isLost = false;
  const done = await handOver(ids);
  expect([done.shipmentIds.toSorted(), done.leftOut, done.number]).toEqual([ids.toSorted(), [], "M-2"]);
  const lists = await world.inside((tx) => listManifests(tx, store));
  expect(lists.map(({ number, shipments }) => [number, shipments]).toSorted()).toEqual([
    [null, 2],
    ["M-2", 1],
  ]);
});

test("two people who hand over the same parcels at once leave one list", async () => {
  const courier = fakeCourier();
  await using world = await shippingWorld(courier);
  const { organization, store, engine } = world;
  const [order = ""] = await world.orders(1);
  const id = await world.ask(order);
  await engine.runUntilIdle();
  let waiting = 0;
  const both = Promise.withResolvers<void>();
  Object.assign(courier.ports, {
    manifests: {
      most: 50,
      create: async () => {
        waiting += 1;
        if (waiting === 2) both.resolve();
        await both.promise;
        return { number: null, documents: [], leftOut: [] };
      },
    },
  });
  const handOver = () => engine.couriers.handOver({ organization, actor, courierId: store, shipmentIds: [id] });
  const answers = await Promise.all([handOver(), handOver()]);
  expect(answers.map(({ shipmentIds }) => shipmentIds.length).toSorted()).toEqual([0, 1]);
  const second = answers.find(({ shipmentIds }) => shipmentIds.length === 0);
  expect([second?.manifestId, second?.leftOut.length]).toEqual([null, 1]);
  expect(await world.inside((tx) => listManifests(tx, store))).toHaveLength(1);
});

test("a van is asked for with what stands ready, and an answer that is lost is kept as that", async () => {
  const courier = fakeCourier();
  const requests: number[] = [];
  let fails = false;
  Object.assign(courier.ports, {
    pickups: {
      request: async ({ parcels }: { readonly parcels: number }) => {
        requests.push(parcels);
        if (fails) throw new ConnectorError({ kind: "ambiguous" }, "No answer.");
        return { state: "arranged", key: "P-1", text: "" };
      },
    },
  });
  await using world = await shippingWorld(courier);
  const { organization, store, engine, clock } = world;
  for (const order of await world.orders(2)) await world.ask(order);
  const ask = () =>
    engine.couriers.askPickup({
      organization,
      actor,
      connectionId: store,
      earliest: new Date(clock.now() + HOUR),
      latest: new Date(clock.now() + 2 * HOUR),
    });
  await expect(ask()).rejects.toMatchObject({ code: "PICKUP_NOTHING" });
  await engine.runUntilIdle();
  expect(await ask()).toMatchObject({ state: "arranged", key: "P-1", parcels: 2 });
  fails = true;
  clock.pass(1);
  expect(await ask()).toMatchObject({ state: "unanswered", text: "No answer." });
  expect(requests).toEqual([2, 2]);
  expect((await world.inside((tx) => listPickups(tx, store))).map(({ state }) => state)).toEqual([
    "unanswered",
    "arranged",
  ]);
});

test("a parcel that is held up may be tried again as its courier allows, and the order tells it", async () => {
  const courier = fakeCourier();
  const acted: string[] = [];
  Object.assign(courier.ports, {
    exceptions: {
      allowed: (last: string, attempts: number) => (last === "NOBODY_HOME" && attempts === 1 ? ["reattempt"] : []),
      act: async ({ action }: { readonly action: string }) => {
        acted.push(action);
        return { state: "accepted", text: "Tomorrow." };
      },
    },
  });
  await using world = await shippingWorld(courier);
  const { organization, store, engine, clock } = world;
  const [order = ""] = await world.orders(1);
  const shipmentId = await world.ask(order);
  await engine.runUntilIdle();
  const input = { organization, actor, shipmentId, action: "reattempt" } as const;
  expect(await engine.couriers.actionsOf(input)).toEqual([]);
  await expect(engine.couriers.act(input)).rejects.toMatchObject({ code: "SHIPMENT_ACTION" });
  const scan = {
    key: "1",
    at: new Date(clock.now()).toISOString(),
    platformStatus: "NOBODY_HOME",
    text: "Nobody home",
  };
  await world.inside((tx) =>
    applyScans(tx, {
      connectionId: store,
      parcels: [{ trackingNumber: "1Z0000010", scans: [{ ...scan, status: "exception" }] }],
      source: "poll",
      actor,
      now: new Date(clock.now()),
    }),
  );
  expect(await engine.couriers.actionsOf(input)).toEqual(["reattempt"]);
  expect(await engine.couriers.act(input)).toMatchObject({ isAccepted: true, text: "Tomorrow." });
  expect(acted).toEqual(["reattempt"]);
  const notified = await world.db.owner.one<{ n: number }>(
    "select count(*)::int as n from argosy.timeline where order_id = $1 and text like '%Tomorrow.%'",
    [order],
  );
  expect(notified.n).toBe(1);
});

test("a receiver the channel changed after booking is told, and corrected where the courier takes corrections", async () => {
  const courier = fakeCourier();
  await using world = await shippingWorld(courier);
  const { organization, engine, clock } = world;
  const [order = ""] = await world.orders(1);
  const shipmentId = await world.ask(order);
  await engine.runUntilIdle();
  const isChanged = async () => (await world.inside((tx) => shipmentDetail(tx, shipmentId))).isReceiverChanged;
  expect(await isChanged()).toBe(false);
  await world.db.owner.run(
    'update argosy.sales_order set shipping_address = shipping_address || \'{"line1":"2 Long Street"}\' where id = $1',
    [order],
  );
  expect(await isChanged()).toBe(true);
  const input = { organization, actor, shipmentId, change: { street: { line1: "2 Long Street" } } };
  expect(await engine.couriers.takesCorrections(input)).toBe(false);
  await expect(engine.couriers.correct(input)).rejects.toMatchObject({ code: "COURIER_CANNOT" });
  const changes: unknown[] = [];
  let isTaken = false;
  Object.assign(courier.ports.shipments ?? {}, {
    correct: async (_: unknown, change: unknown) => {
      changes.push(change);
      return { state: isTaken ? "accepted" : "refused", text: isTaken ? "Noted." : "It is out for delivery." };
    },
  });
  expect(await engine.couriers.correct(input)).toMatchObject({ isAccepted: false, text: "It is out for delivery." });
  expect(await isChanged()).toBe(true);
  isTaken = true;
  clock.pass(1);
  expect(await engine.couriers.correct(input)).toMatchObject({ isAccepted: true, text: "Noted." });
  expect(await isChanged()).toBe(false);
  expect(changes).toEqual([input.change, input.change]);
  const [noted] = await world.db.owner.rows<{ n: number }>(
    "select count(*)::int as n from argosy.timeline where order_id = $1 and text like '%Noted.%'",
    [order],
  );
  expect(noted?.n).toBe(1);
  await world.inside((tx) => cancelShipment(tx, shipmentId, { actor, now: new Date(clock.now()) }));
  await expect(engine.couriers.correct(input)).rejects.toMatchObject({ code: "SHIPMENT_OVER" });
});
