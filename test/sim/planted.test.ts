import { expect, test } from "vitest";
import type { Connector, Ports } from "../../src/connectors/kit/contract/contract.ts";
import { testDatabase } from "../../src/db/testing.ts";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { checkStation, noteDesired } from "./check-desk.ts";
import { stationActs } from "./desk-acts.ts";
import { openSimHub } from "./hub.ts";
import { BOX } from "./labels.ts";
import { openOrderStation } from "./order-desk.ts";
import { createRandom } from "./random.ts";
import { runSeed } from "./run.ts";
import { openWorld } from "./world.ts";

type Fault = "none" | "refunds twice" | "buys labels twice" | "writes without comparing";
const TRIES = 9;
let planted: Fault = "none";

function refundsTwice({ orders, ...ports }: Ports): Ports {
  return {
    ...ports,
    ...(orders && {
      orders: {
        ...orders,
        async execute(run, ctx) {
          const result = await orders.execute(run, ctx);
          if (planted !== "refunds twice" || run.command.kind !== "refund" || result.state !== "done") return result;
          return orders.execute({ ...run, idempotencyKey: `${run.idempotencyKey}-again`, saved: null }, ctx);
        },
      },
    }),
  };
}

function buysTwice({ shipments, ...ports }: Ports): Ports {
  return {
    ...ports,
    ...(shipments && {
      shipments: {
        ...shipments,
        async book(run, ctx) {
          const result = await shipments.book(run, ctx);
          if (planted !== "buys labels twice" || result.state !== "booked") return result;
          let saved: typeof run.saved = null;
          const save = async (progress: typeof run.saved) => {
            saved = progress;
          };
          for (let tries = 0; tries < TRIES; tries += 1) {
            const again = await shipments.book({ ...run, saved, save }, ctx);
            if (again.state !== "pending") break;
            saved = again.saved;
          }
          return result;
        },
      },
    }),
  };
}

function writesBlindly({ stock, ...ports }: Ports): Ports {
  return {
    ...ports,
    ...(stock && {
      stock: {
        ...stock,
        push: {
          ...stock.push,
          send: (items, ctx) =>
            stock.push.send(
              planted === "writes without comparing" ? items.map((item) => ({ ...item, expected: null })) : items,
              ctx,
            ),
        },
      },
    }),
  };
}

function plant(sound: Connector): Connector {
  return { ...sound, open: (connection) => writesBlindly(buysTwice(refundsTwice(sound.open(connection)))) };
}

const hub = fixture(async () => openSimHub(await testDatabase(), { plant }));

async function problemsOf(fault: Fault, seed: number): Promise<readonly string[]> {
  planted = fault;
  const { problems } = await runSeed(hub, seed, { isShort: true, providers: ["custom_api"] });
  planted = "none";
  return problems;
}

test("a world shows a refund that is sent twice, and what people were not asked to pay", async () => {
  const problems = await problemsOf("refunds twice", 12);
  expect(problems.filter((text) => /left there|left \d+ refunds/.test(text))).not.toEqual([]);
});

test("a world shows a label that is bought twice, and what it cost", async () => {
  const problems = await problemsOf("buys labels twice", 12);
  expect(problems.filter((text) => /were bought instead of|labels cost/.test(text))).not.toEqual([]);
});

test("a world shows a label that is bought, and a number that is told, while their order is on hold", async () => {
  const world = await openWorld(hub, 2, ["custom_api"]);
  const station = await openOrderStation(world);
  try {
    if (!station) throw new Error("This seed has a desk.");
    const [order] = stationActs;
    await order?.run(station, { ...createRandom(1), chance: () => false });
    const [made] = world.made;
    const booking = {
      orderId: made?.orderId,
      courierId: station.courierId,
      parcels: [BOX],
      fulfilWhen: "booked",
    };
    await world.ask("POST", "/shipments", booking);
    await hub.pass(10 * 60_000, world.sandboxes);
    await noteDesired(station);
    expect(await checkStation(station)).toEqual([]);
    await hub.db.owner.run(
      `insert into argosy.order_hold (organization_id, order_id, source, reason, keeps_units, held_by, held_at,
         ended_at, ended_by, ended_why)
       select organization_id, order_id, 'hub', 'fraud', true, 'a', called_at - interval '1 s',
         now() + interval '1 year', 'a', 'released'
       from argosy.shipment where connection_id = $1`,
      [station.courierId],
    );
    expect(await checkStation(station)).toEqual([
      expect.stringMatching(/^a label of M-\d+ was bought while it was on hold$/),
      expect.stringMatching(/^M-\d+ was told as shipped \(done\) while it was on hold$/),
    ]);
  } finally {
    await world.end();
    await station?.sandbox.close();
  }
});

test("a world shows a number that is raised while a sale is not read", async () => {
  const world = await openWorld(hub, 12, ["custom_api"]);
  try {
    const [channel] = world.channels;
    const sku = world.goods.find(
      (good) => good.parts.size === 0 && channel?.sandbox.shop.skus().includes(good.sku),
    )?.sku;
    if (!channel || sku === undefined) throw new Error("nothing is sold there");
    await world.ask("PUT", `/stores/${channel.storeId}/allocation`, {
      ...{ buffer: 0, percent: null, cap: null, zeroBelow: 0, keep: 0, locationIds: null },
    });
    const [locationId] = world.locations;
    const add = (delta: number) =>
      world.ask("POST", "/inventory/adjustments", {
        items: [{ sku, locationId, delta }],
        reference: crypto.randomUUID(),
      });
    await add(10);
    await hub.pass(10 * 60_000, world.sandboxes);
    channel.sandbox.faults.webhooks.lose = true;
    const order = { lines: [{ sku, quantity: 2 }], payment: "paid" as const };
    await channel.raises.following(undefined, () => channel.sandbox.shop.placeOrder(order));
    planted = "writes without comparing";
    await add(5);
    await hub.work(world.sandboxes);
    expect(channel.raises.problems).toEqual([expect.stringContaining(`${sku} was raised from`)]);
  } finally {
    planted = "none";
    await world.end();
  }
});
