import { expect, test } from "vitest";
import type { TrackedKey } from "../../connectors/kit/contract/couriers.ts";
import { shipmentDetail } from "../../hub/shipping/list.ts";
import { applyScans } from "../../hub/shipping/scans.ts";
import { fakeCourier, shippingWorld } from "../outbound/testing-shipments.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const actor = { kind: "user", id: "u", name: "ana@example.test" } as const;

test("a parcel is asked for every 30 minutes, every 6 hours where scans come by themselves, until its end or 45 days [G1]", async () => {
  const courier = fakeCourier();
  const requests: { readonly number: string; readonly at: number }[] = [];
  Object.assign(courier.ports, {
    tracking: {
      batch: 5,
      pull: async (parcels: readonly TrackedKey[]) => {
        for (const { trackingNumber } of parcels) requests.push({ number: trackingNumber, at: world.clock.now() });
        return [];
      },
    },
    webhooks: {
      secrets: () => [],
      verify: () => ({ outcome: "refused", reason: "" }),
      read: () => [],
      reply: () => ({ status: 401 }),
      interpret: async () => ({ as: "nothing", reason: "" }),
    },
  });
  await using world = await shippingWorld(courier);
  const { clock, engine, store, db } = world;
  const ids: string[] = [];
  for (const order of await world.orders(2)) ids.push(await world.ask(order));
  await engine.runUntilIdle();
  const [endedId = "", silentId = ""] = ids;
  const read = (id: string) => world.inside((tx) => shipmentDetail(tx, id));
  const numberOf = async (id: string) => (await read(id)).trackingNumbers[0] ?? "";
  const [ended, silent] = [await numberOf(endedId), await numberOf(silentId)];
  const booked = clock.now();
  const go = async (times: number, ms: number) => {
    for (let n = 0; n < times; n += 1) {
      clock.pass(ms);
      await engine.runUntilIdle();
    }
  };
  const of = (number: string, since: number) =>
    requests.flatMap((one) => (one.number === number && one.at > since ? [one.at] : []));
  const gaps = (times: readonly number[]) => times.slice(1).map((at, n) => (at - (times[n] ?? 0)) / MINUTE);
  const between = (values: readonly number[], least: number, most: number) =>
    values.filter((value) => value < least || value > most);

  await go(18, 10 * MINUTE);
  for (const number of [ended, silent]) {
    const times = [booked, ...of(number, booked)];
    expect(times.length, "asked all the time").toBeGreaterThan(4);
    expect(between(gaps(times), 30, 50)).toEqual([]);
  }

  const scan = {
    key: "d",
    at: new Date(clock.now()).toISOString(),
    status: "delivered",
    platformStatus: "D",
    text: "D",
  } as const;
  await world.inside((tx) =>
    applyScans(tx, {
      connectionId: store,
      parcels: [{ trackingNumber: ended, scans: [scan] }],
      source: "webhook",
      actor,
      now: new Date(clock.now()),
    }),
  );
  await db.owner.run(
    `insert into argosy.inbox_event (organization_id, connection_id, kind, ref, topic, body, status, received_at)
     values ($1, $2, 'tracking', $3, 'scan', '', 'processed', $4)`,
    [world.organization, store, ended, new Date(clock.now())],
  );
  const pushed = clock.now();
  await go(26, HOUR);
  expect(of(ended, pushed), "what has ended is not asked for").toEqual([]);
  const rare = of(silent, pushed);
  expect(rare.length).toBeGreaterThan(2);
  expect(between(gaps(rare), 6 * 60, 8 * 60)).toEqual([]);

  // Nothing was heard for two days: webhooks that are lost do not leave parcels unseen.
  await go(30, HOUR);
  const quiet = clock.now();
  await go(6, 10 * MINUTE);
  expect(of(silent, quiet - 6 * HOUR).length).toBeGreaterThan(1);
  await go(6, 10 * MINUTE);
  expect(between(gaps(of(silent, quiet)), 30, 50)).toEqual([]);
  expect(await read(silentId)).toMatchObject({ isStale: false });

  clock.pass(45 * 24 * HOUR);
  await go(2, HOUR);
  expect(await read(silentId)).toMatchObject({ isStale: true, stage: "attention" });
  const flagged = clock.now();
  await go(4, HOUR);
  expect(of(silent, flagged), "a person looks after it now").toEqual([]);
  const alerts = await db.owner.rows(
    "select 1 from argosy.alert where kind = 'shipment_stale' and state <> 'resolved'",
  );
  expect(alerts).toHaveLength(1);
});
