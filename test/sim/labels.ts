/** Labels bought at a courier whose purchases take steps, and the money that leaves for them. */
import { parseMoney } from "../../src/commerce/money.ts";
import type { CourierSandbox } from "../../src/connectors/kit/sandbox/courier.ts";
import type { Fault } from "../../src/connectors/kit/sandbox/sandbox.ts";
import { startCourierSandbox } from "../../src/sandboxes/index.ts";
import { createRandom, type Random } from "./random.ts";
import type { World } from "./world.ts";

const EVERY = 3;
const COURIER = "shippo";
export const HOME = { line1: "965 Mission St", city: "San Francisco", region: "CA", postcode: "94103", country: "US" };
export const BUYER = {
  line1: "1092 Indian Summer Ct",
  city: "San Jose",
  region: "CA",
  postcode: "95122",
  country: "US",
};
export const BOX = { weightGrams: 700, lengthMm: 200, widthMm: 150, heightMm: 100 };

/** A courier the organization has an account with, and the labels people asked it for. */
export interface PackingStation {
  readonly courierId: string;
  readonly sandbox: CourierSandbox;
  readonly shipments: string[];
  /** What happens there while time passes. */
  tend?(): Promise<void>;
}

interface Shipment {
  readonly id: string;
  readonly reference: string;
  readonly state: "requested" | "booking" | "uncertain" | "booked" | "refused" | "unknown" | "withdrawn";
  readonly cancelState: string | null;
  readonly parcels: number;
  readonly trackingNumbers: readonly string[];
  readonly chargeMinor: number | null;
  readonly text: string;
}

/** Labels are bought at the end of every third world. Drawn apart, as all that is asked about money at the end. */
export async function buyLabels(
  world: World,
  seed: number,
  report: (text: string) => void,
): Promise<PackingStation | null> {
  if (seed % EVERY !== 0 || world.isNeighbour || world.neighbour !== null) return null;
  const random = createRandom((seed * 67) ^ 0x1abe1);
  const { hub, locations } = world;
  const sandbox = await startCourierSandbox(COURIER, { clock: hub.clock, seed });
  const values = { ...sandbox.shop.credentials(), endpoint: sandbox.url };
  const account = { provider: COURIER, values };
  const { storeId: courierId } = await world.ask<{ storeId: string }>("POST", "/stores", account);
  for (const locationId of locations) await world.ask("PATCH", `/locations/${locationId}`, { address: HOME });
  const station: PackingStation = { courierId, sandbox, shipments: [] };
  for (let labels = random.int(1, 3); labels > 0; labels -= 1) report(await buyLabel(world, station, random));
  return station;
}

export const FAULTS: readonly Fault[] = [
  { kind: "status", status: 503 },
  { kind: "drop_before" },
  { kind: "drop_after_commit" },
  { kind: "unfinished", steps: 0 },
  { kind: "unfinished", steps: 1 },
  { kind: "unfinished", steps: 2 },
];

/** For an order taken by telephone; while it is bought the courier fails, the engine dies, or somebody asks again. */
async function buyLabel(
  world: World,
  { courierId, sandbox, shipments }: PackingStation,
  random: Random,
): Promise<string> {
  const { hub } = world;
  const { sku } = random.pick(world.goods);
  const lines = [{ sku, quantity: 1 }];
  const contact = { name: "Caller", email: `label${shipments.length}@shop.example` };
  const order = await world.ask<{ id: string }>("POST", "/orders", {
    currency: world.currency,
    lines,
    financial: "paid",
    contact,
    shippingAddress: { name: "Caller", ...BUYER },
  });
  world.made.push({ orderId: order.id, channel: null, isHandedOver: false, lines });
  const fault = random.chance(0.8) ? random.pick(FAULTS) : null;
  if (fault) sandbox.faults.add({ fault, times: random.int(1, 2), after: random.int(0, 2), write: true });
  const isKilled = random.chance(0.4);
  if (isKilled) hub.life.seam.dieAtCall(random.int(1, 4), random.pick(["before", "after"] as const));
  // By name: units that wait for stock are in no parcel that names none.
  const ordered = await world.ask<{ lines: readonly { id: string }[] }>("GET", `/orders/${order.id}`);
  const items = ordered.lines.map(({ id: lineId }) => ({ lineId, quantity: 1 }));
  const body = { orderId: order.id, courierId, parcels: [{ ...BOX, items }] };
  const { id } = await world.ask<Shipment>("POST", "/shipments", body);
  shipments.push(id);
  await hub.work(world.sandboxes);
  if (isKilled) hub.life.seam.disarm();
  await workOffLabels({ sandbox });
  const isCancelled = random.chance(0.25);
  if (isCancelled) await world.ask("POST", `/shipments/${id}/cancel`).catch(() => undefined);
  const troubles = [
    fault ? `the courier: ${JSON.stringify(fault)}` : "",
    isKilled ? "the engine was killed" : "",
    isCancelled ? "it is cancelled" : "",
  ];
  return `hub: a label for 1 ${sku}; ${troubles.filter(Boolean).join("; ")}`;
}

/** The courier ends what it has begun. */
export async function workOffLabels({ sandbox }: Pick<PackingStation, "sandbox">): Promise<void> {
  await sandbox.faults.finish();
  sandbox.shop.workOff();
}

/** Where the hub cannot tell, a person looks at the courier's and says it. Answers whether anybody had to. */
export async function decideLabels(world: World, { sandbox, shipments }: PackingStation): Promise<boolean> {
  let count = 0;
  for (const id of shipments) {
    const { state, reference } = await world.ask<Shipment>("GET", `/shipments/${id}`);
    if (state !== "unknown") continue;
    const trackingNumbers = paidFor(sandbox, reference).map((parcel) => parcel.trackingNumber);
    const body = trackingNumbers.length > 0 ? { found: true, trackingNumbers } : { found: false };
    await world.ask("POST", `/shipments/${id}/decide`, body);
    count += 1;
  }
  return count > 0;
}

const paidFor = (sandbox: CourierSandbox, reference = "") =>
  sandbox.shop.parcels().filter((parcel) => parcel.reference.startsWith(reference) && !parcel.isCancelled);

/** Each parcel is bought once, and what the hub says it cost is what the courier charged. */
export async function checkLabels(world: World, { sandbox, shipments }: PackingStation): Promise<string[]> {
  const problems: string[] = [];
  let owed = 0;
  for (const id of shipments) {
    const now = await world.ask<Shipment>("GET", `/shipments/${id}`);
    const paid = paidFor(sandbox, now.reference);
    const isStored = now.state === "booked" && now.cancelState !== "cancelled";
    const expected = isStored ? now.parcels : 0;
    if (isStored) owed += now.chargeMinor ?? 0;
    const what = `label ${now.reference} (${now.state} ${now.cancelState ?? ""} ${now.text})`;
    if (paid.length !== expected) problems.push(`${what}: ${paid.length} were bought instead of ${expected}`);
    else if (isStored && paid.map((one) => one.trackingNumber).join() !== now.trackingNumbers.join())
      problems.push(`${what}: the hub tells ${now.trackingNumbers.join()}`);
    if (!["booked", "refused", "withdrawn"].includes(now.state)) problems.push(`${what} still waits`);
  }
  const charged = paidFor(sandbox).reduce((sum, one) => sum + Number(parseMoney(one.charged, "USD").minor), 0);
  if (charged !== owed) problems.push(`labels cost ${charged} at the courier, and ${owed} in the hub`);
  return problems;
}
