/** Channels that send no webhook of an order are read every few minutes: the demo asks them, as **Sync now** does. */
import type { ConnectedShop } from "./connect.ts";
import type { Seller } from "./seller.ts";
import { act } from "./view.ts";

/** So long a webhook has time to come. */
export const POLL_AFTER_MS = 3_000;

/** A channel that cannot be asked just now is read when its turn comes. */
export async function pollNow(seller: Seller, store: ConnectedShop): Promise<void> {
  act(`${store.name} is asked for orders now`);
  await seller.post(`/stores/${store.id}/sync/orders`).catch(() => undefined);
}
