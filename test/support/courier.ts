/** Emulated couriers, connected through the public API as a seller does. */
import type { Seller } from "../../demo/seller.ts";
import { systemClock } from "../../src/commerce/clock.ts";
import type { CourierSandbox } from "../../src/connectors/kit/sandbox/courier.ts";
import { startCourierSandbox } from "../../src/sandboxes/index.ts";

/** Starts the courier's sandbox and connects it. */
export async function connectCourier(
  seller: Seller,
  provider: string,
  seed: number,
): Promise<CourierSandbox & AsyncDisposable> {
  const courier = await startCourierSandbox(provider, { clock: systemClock, seed });
  const values = { ...courier.shop.credentials(), endpoint: courier.url };
  await seller.post("/stores", { provider, values });
  return Object.assign(courier, { [Symbol.asyncDispose]: () => courier.close() });
}

/** Gives the seller what every booking needs: an address parcels leave from, and a package. */
export async function readyToBook(seller: Seller): Promise<void> {
  const [location] = (await seller.get<{ items: { id: string }[] }>("/locations")).items;
  const address = { line1: "965 Mission St", city: "San Francisco", region: "CA", postcode: "94103", country: "US" };
  await seller.patch(`/locations/${location?.id}`, { address });
  const size = { lengthMm: 220, widthMm: 160, heightMm: 110 };
  await seller.post("/package-presets", { name: "Small box", ...size, weightGrams: 80, isDefault: true });
}
