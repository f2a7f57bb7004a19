/** Emulated couriers, connected through the public API as a seller does. */
import type { Seller } from "../../demo/seller.ts";
import { systemClock } from "../../src/commerce/clock.ts";
import type { CourierSandbox } from "../../src/connectors/kit/sandbox/courier.ts";
import { startCourierSandbox } from "../../src/connectors/sandboxes.ts";

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
