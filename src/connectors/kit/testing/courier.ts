/** For couriers' tests: a shipment to book, and a booking as the hub makes it. */
import type { Json } from "../../../commerce/product.ts";
import type { BookedShipment, Scan, ShipmentDraft, ShippingOrigin } from "../../../commerce/shipment.ts";
import type { Connector } from "../contract/contract.ts";
import type { BookingResult, BookingRun, OpenShipment, TrackedKey } from "../contract/couriers.ts";
import { isConnectorError } from "../contract/errors.ts";
import type { CourierSandbox } from "../sandbox/courier.ts";
import type { SandboxOptions } from "../sandbox/sandbox.ts";
import type { TestConnection } from "./connection.ts";
import { type ConnectedShop, must, openConnectedShop, portOf } from "./shop.ts";

/** Opens connections to fresh accounts of a courier; `prepare` changes the account before it is connected. */
export const accountsOf =
  <S extends CourierSandbox>(courier: Connector, startSandbox: (options: SandboxOptions) => Promise<S>) =>
  (
    prepare?: (sandbox: S) => void,
    values?: Readonly<Record<string, string>>,
    connector: Connector = courier,
  ): Promise<ConnectedShop<S>> =>
    openConnectedShop(connector, (clock) => startSandbox({ clock, seed: 3 }), { prepare, ...(values && { values }) });

const warehouse: ShippingOrigin = {
  name: "Ravi Example",
  company: "Example Store",
  line1: "1 Warehouse Road",
  city: "Bangalore",
  region: "Karnataka",
  postcode: "560068",
  country: "IN",
  phone: "+91 90000 00002",
  email: "ops@example.com",
};
const buyer: ShippingOrigin = {
  name: "Asha Example",
  line1: "12 Sample Street",
  line2: "Flat 3",
  city: "Bangalore",
  region: "Karnataka",
  postcode: "560102",
  country: "IN",
  phone: "+919000000001",
  email: "asha@example.com",
};

/** One tee of 350 grams, cash on delivery, within India. */
export function indianDraft(reference: string, changes: Partial<ShipmentDraft> = {}): ShipmentDraft {
  return {
    reference,
    orderNumber: "1001",
    orderedAt: "2026-11-20T06:53:00Z",
    from: { locationId: "00000000-0000-4000-8000-000000000001", address: warehouse },
    to: buyer,
    parcels: [
      {
        reference,
        weightGrams: 350,
        lengthMm: 250,
        widthMm: 200,
        heightMm: 50,
        items: [{ title: "Cotton tee", sku: "TEE-BLK-M", quantity: 1, unitMinor: 49_900n, hsn: "6109" }],
      },
    ],
    payment: "cod",
    collectMinor: 49_900n,
    valueMinor: 49_900n,
    currency: "INR",
    direction: "forward",
    ...changes,
  };
}

/** What a booking saved, as the hub keeps it between attempts. */
export interface Shelf {
  saved: Json;
}

function runOf(draft: ShipmentDraft, fakeChannel: Shelf): BookingRun {
  return {
    draft,
    saved: fakeChannel.saved,
    async save(progress) {
      fakeChannel.saved = progress;
    },
  };
}

export const book = (connection: TestConnection, draft: ShipmentDraft, fakeChannel: Shelf = { saved: null }) =>
  portOf(connection, "shipments").book(runOf(draft, fakeChannel), connection.ctx);

/** The shipment of a booking that has to have succeeded. */
export function booked(result: BookingResult): BookedShipment {
  if (result.state !== "booked") throw new Error(`not booked: ${JSON.stringify(result)}`);
  return result.shipment;
}

/** Books it and hands it over as later calls are given it. */
export async function openShipment(connection: TestConnection, draft: ShipmentDraft): Promise<OpenShipment> {
  return { reference: draft.reference, shipment: booked(await book(connection, draft)) };
}

/** As the hub: after an unknown outcome it looks, and books again only what is absent. */
export async function bookSurely(
  { connection, sandbox }: Pick<ConnectedShop<CourierSandbox>, "connection" | "sandbox">,
  reference: string,
): Promise<BookedShipment> {
  const draft = indianDraft(reference);
  const fakeChannel: Shelf = { saved: null };
  const { find, book: again } = portOf(connection, "shipments");
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    try {
      return booked(await again(runOf(draft, fakeChannel), connection.ctx));
    } catch (error) {
      if (!isConnectorError(error) || error.kind !== "ambiguous") throw error;
    }
    const readNow = () => find?.({ draft, saved: fakeChannel.saved }, connection.ctx);
    let existing = await readNow();
    if (existing?.state === "unsure") {
      sandbox.shop.workOff();
      existing = await readNow();
    }
    if (existing?.state === "found") return existing.shipment;
    if (existing?.state !== "absent") throw new Error(`looked for, and found ${existing?.state ?? "no port"}`);
  }
  throw new Error("never booked");
}

/** A booked parcel, as the courier is asked where it is. */
export async function parcelOf(connection: TestConnection, reference = "ARG-1"): Promise<TrackedKey> {
  const { shipment } = await openShipment(connection, indianDraft(reference));
  return { trackingNumber: must(shipment.parcels[0]).trackingNumber, carrier: shipment.carrier, shipment };
}

/** What the courier tells of a parcel's way when asked. */
export async function scansOf(connection: TestConnection, parcel: TrackedKey): Promise<readonly Scan[]> {
  const [reported] = await portOf(connection, "tracking").pull([parcel], connection.ctx);
  return must(reported).scans;
}

/** What an address within India lacks for a courier, after a change of it. */
export function lackedOf(connection: TestConnection, change: Partial<ShippingOrigin>): readonly string[] | undefined {
  const draft = indianDraft("ARG-1");
  const lacks = portOf(connection, "shipments").lacks?.({ ...draft, to: { ...draft.to, ...change } });
  return lacks?.map(({ field }) => field);
}
