/**
 * People who decide what leaves and how: orders on hold, merged, routed, and sent with a courier's labels, and rules that
 * do so by themselves. Drawn apart, so that a seed's world without it is what it was.
 */
import { organizationId } from "../../src/commerce/ids.ts";
import type { CourierSandbox } from "../../src/connectors/kit/sandbox/courier.ts";
import { isDatabaseAway } from "../../src/db/away.ts";
import type { Tx } from "../../src/db/database.ts";
import { noteLateOrders } from "../../src/hub/automations/late.ts";
import { endDueHolds } from "../../src/hub/order-holds/due-holds.ts";
import { keyAddresses } from "../../src/hub/orders/address-key.ts";
import { notifyBackorders } from "../../src/hub/orders/backorders.ts";
import { calculatePromises } from "../../src/hub/orders/promise-dates.ts";
import { improveRoutes } from "../../src/hub/orders/route.ts";
import { startCourierSandbox } from "../../src/sandboxes/index.ts";
import { FAULTS, HOME, type PackingStation, workOffLabels } from "./labels.ts";
import { createRandom, type Random } from "./random.ts";
import type { World } from "./world.ts";

/** Every third world buys labels at the end (labels.ts), and an account is connected once. */
const LABELS_EVERY = 3;
const SHARE = 0.6;
const OFTEN = 0.8;
/** An act that is not possible now gives way to another. */
const TRIES = 4;
const COURIER = "shippo";
const SECOND = 1_000;

export interface OrderStation extends PackingStation {
  readonly world: World;
  /** The most units a line had when a label was asked for, by line. */
  readonly wanted: Map<string, number>;
  readonly problems: string[];
}

/** In three of five worlds of one organization, apart from those that buy labels at the end. */
export async function openOrderStation(world: World): Promise<OrderStation | null> {
  const { hub, seed, locations, neighbour } = world;
  if (neighbour !== null || seed % LABELS_EVERY === 0) return null;
  if (!createRandom((seed * 79) ^ 0xde5c).chance(SHARE)) return null;
  const sandbox = await startCourierSandbox(COURIER, { clock: hub.clock, seed });
  const values = { ...sandbox.shop.credentials(), endpoint: sandbox.url };
  const account = { provider: COURIER, values };
  const { storeId: courierId } = await world.ask<{ storeId: string }>("POST", "/stores", account);
  for (const locationId of locations) await world.ask("PATCH", `/locations/${locationId}`, { address: HOME });
  const settings = { windowHours: 720, acrossChannels: true, allowsMarketplaces: true };
  await world.ask("PATCH", "/order-merge-settings", settings);
  const station = { world, courierId, sandbox, shipments: [], wanted: new Map<string, number>(), problems: [] };
  return { ...station, tend: () => tend(station) };
}

/** One thing somebody at the desk does; null where it was not possible now. */
export interface StationAct {
  readonly name: string;
  readonly weight: number;
  run(station: OrderStation, random: Random): Promise<string | null>;
}

/** Before the step of this place, most times; the engine may die over what follows from it. */
export async function atTheStation(
  station: OrderStation,
  index: number,
  acts: readonly StationAct[],
): Promise<string | null> {
  const random = createRandom((station.world.seed * 83 + index) ^ 0x0d35);
  if (!random.chance(OFTEN)) return null;
  const { hub, sandboxes } = station.world;
  let text: string | null = null;
  for (let tries = 0; tries < TRIES && text === null; tries += 1)
    text = (await random.weighted(acts)?.run(station, random)) ?? null;
  if (text === null) return null;
  const reported = [text];
  const fault = random.chance(0.3) ? random.pick(FAULTS) : null;
  if (fault) {
    station.sandbox.faults.add({ fault, times: random.int(1, 2), after: random.int(0, 2), write: true });
    reported.push(`the courier: ${JSON.stringify(fault)}`);
  }
  if (random.chance(0.3)) {
    const { seam } = hub.life;
    if (random.chance(0.7)) seam.dieAtStatement(random.int(1, 60));
    else seam.dieAtCall(random.int(1, 4), random.pick(["before", "after"] as const));
    reported.push("the engine is to die");
  }
  if (random.chance(0.6) || fault) {
    await hub.work(sandboxes);
    await maintenance(station.world);
  }
  // A courier ends what it has begun long before it is asked again (decision 544).
  await workOffLabels(station);
  station.sandbox.faults.clear();
  hub.life.seam.disarm();
  // What is held, asked for and booked is told apart by its time.
  hub.clock.leap(SECOND);
  return reported.join("; ");
}

/** The courier's own doings reach the hub, and each minute's work is done. */
async function tend(station: { readonly world: World; readonly sandbox: CourierSandbox }): Promise<void> {
  await station.sandbox.settle();
  await maintenance(station.world);
}

const BATCHES: readonly ((tx: Tx, now: Date) => Promise<boolean>)[] = [
  endDueHolds,
  improveRoutes,
  keyAddresses,
  (tx) => calculatePromises(tx),
];
const ONCE: readonly ((tx: Tx, now: Date) => Promise<void>)[] = [noteLateOrders, notifyBackorders];

/** What the upkeep does every minute for these orders; the whole of it would also find lanes that sleep. */
async function maintenance({ hub, organization }: World): Promise<void> {
  for (;;) {
    const { seam } = hub.life;
    const now = new Date(hub.clock.now());
    const minute = async () => {
      const inside = <T>(work: (tx: Tx) => Promise<T>) => seam.db.tenant(organizationId(organization), work);
      for (const batch of BATCHES) while (await inside((tx) => batch(tx, now)));
      for (const task of ONCE) await inside((tx) => task(tx, now));
    };
    try {
      await Promise.race([minute(), seam.died]);
      if (!seam.isDead) return;
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
    }
    if (seam.isDead) await hub.restart();
  }
}
