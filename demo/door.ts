/** An order's way to the door: its goods are weighed and packed, a rule chooses the courier, and the buyer follows the parcel. */
import { systemClock } from "../src/commerce/clock.ts";
import type { CourierSandbox } from "../src/connectors/kit/sandbox/courier.ts";
import { startCourierSandbox } from "../src/sandboxes/index.ts";
import type { ConnectedShop } from "./connect.ts";
import { POLL_AFTER_MS, pollNow } from "./poll-now.ts";
import type { Seller } from "./seller.ts";
import { act, good, scene } from "./view.ts";

interface Shipment {
  readonly id: string;
  readonly status: string;
  readonly labelState: string;
  readonly text: string;
  readonly carrier: string | null;
  readonly trackingNumbers: readonly string[];
  readonly trackingPath: string | null;
  readonly why: string | null;
}

const COURIER = "shippo";
const WAREHOUSE = { line1: "965 Mission St", city: "San Francisco", region: "CA", postcode: "94103", country: "US" };

/** The emulated courier; whoever starts it closes it. */
export const startDemoCourier = (): Promise<CourierSandbox> =>
  startCourierSandbox(COURIER, { clock: systemClock, seed: 9 });

export interface DeliveryInput {
  readonly seller: Seller;
  readonly courier: CourierSandbox;
  /** Where the order comes in. */
  readonly store: ConnectedShop;
  /** The hub's own address. */
  readonly url: string;
  /** A customer buys one of it. */
  buy(sku: string): string;
}

/** Connects the courier and takes one order to the door. */
export async function deliverParcel({ seller, courier, store, url, buy }: DeliveryInput): Promise<void> {
  scene("From order to door");
  const { storeId: courierId } = await seller.post<{ storeId: string }>("/stores", {
    provider: COURIER,
    values: { ...courier.shop.credentials(), endpoint: courier.url },
  });
  const packageId = await packingTable(seller, courierId);
  const key = buy("MUG-1");
  const orders = () => seller.get<{ items: { id: string; number: string; orderKey: string }[] }>("/orders?limit=50");
  const bought = Date.now();
  let isPolled = false;
  const order = await until(async () => {
    if (!isPolled && Date.now() - bought > POLL_AFTER_MS) {
      isPolled = true;
      await pollNow(seller, store);
    }
    return (await orders()).items.find(({ orderKey }) => orderKey === key);
  });
  act(`Order ${order.number} is packed, and booked by the rules`);
  const { results } = await seller.post<{ results: { shipmentId?: string; error?: { message: string } }[] }>(
    "/shipments/bulk",
    { orderIds: [order.id], packageId },
  );
  const [requested] = results;
  if (requested?.shipmentId === undefined) throw new Error(`It was not booked: ${requested?.error?.message}`);
  const read = () => seller.get<Shipment>(`/shipments/${requested.shipmentId}`);
  const booked = await until(async () => ofState(await read(), ({ labelState }) => labelState === "ready"));
  const [number = ""] = booked.trackingNumbers;
  good(`${booked.carrier} ${number}, the label is ready. Why: ${booked.why}`);
  for (const word of ["picked_up", "out_for_delivery", "delivered"] as const) {
    act(`The courier scans it: ${word.replaceAll("_", " ")}`);
    courier.shop.scan(number, word);
    await until(async () => ofState(await read(), ({ status }) => status === word));
  }
  await until(async () => (store.sandbox.shop.order(key)?.trackingNumbers ?? []).includes(number));
  good(`It has arrived, and ${store.name} knows the number. Its buyer followed it at ${url}${booked.trackingPath}`);
}

/** A place to leave from, what goods weigh, a box and a rule. */
async function packingTable(seller: Seller, courierId: string): Promise<string | undefined> {
  const [location] = (await seller.get<{ items: { id: string }[] }>("/locations")).items;
  await seller.patch(`/locations/${location?.id}`, { address: WAREHOUSE });
  for (const { id } of (await seller.get<{ items: { id: string }[] }>("/variants?limit=200")).items)
    await seller.patch(`/variants/${id}`, { weightGrams: 320 });
  const size = { lengthMm: 220, widthMm: 160, heightMm: 110 };
  const box = { name: "Small box", ...size, weightGrams: 80 };
  const { items } = await seller.post<{ items: { id: string }[] }>("/package-presets", box);
  const trigger = "order.shipping_choice";
  const light = { field: "parcel.weight_grams", is: "at_most", value: 1_000 };
  const propose = { do: "propose_courier", courier: courierId, prefer: "cheapest" };
  for (const rule of [
    { name: "Light parcels", when: light, actions: [propose] },
    { name: "Otherwise the fastest rate", actions: [{ do: "propose_courier", prefer: "fastest" }] },
  ])
    await seller.post("/automations", { isOn: true, trigger, ...rule });
  act("A courier is connected; goods are weighed, a box is measured, and one rule chooses: light parcels go cheapest");
  return items[0]?.id;
}

const ofState = (one: Shipment, isThere: (one: Shipment) => boolean): Shipment | undefined => {
  if (one.text !== "") throw new Error(`The shipment stands still: ${one.text}`);
  return isThere(one) ? one : undefined;
};

async function until<T>(readNow: () => Promise<T | undefined | false>): Promise<T> {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    const found = await readNow();
    if (found !== undefined && found !== false) return found;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error("The parcel did not move on within a minute.");
}
