import { createSlices } from "../../commerce/slices.ts";
import type { Delivery, WebhookHandler } from "../../connectors/kit/contract/webhooks.ts";

/**
 * Whether these secrets may prove a delivery at the app's address. Anybody may name a thousand accounts over five
 * megabytes: each secret is tried once, whichever store it is of, and others go on in between.
 */
export function createSignatureAttempts(webhooks: WebhookHandler, accounts: number) {
  const tried = new Map<string, boolean>();
  const slice = createSlices();
  return async (delivery: Delivery, secrets: readonly string[]): Promise<boolean> => {
    if (accounts < 2) return true;
    await slice();
    const key = JSON.stringify([delivery.registeredUrl, secrets]);
    const mayProve = tried.get(key) ?? webhooks.verify(delivery, secrets).outcome !== "refused";
    tried.set(key, mayProve);
    return mayProve;
  };
}
