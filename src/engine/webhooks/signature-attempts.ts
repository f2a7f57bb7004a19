import { createSlices } from "../../commerce/slices.ts";
import type { Delivery, WebhookHandler } from "../../connectors/kit/contract/webhooks.ts";

/**
 * Whether these secrets may prove a delivery at the app's address. Anybody may name a thousand accounts over five
 * megabytes: each secret is tried once, whichever store it is of, and others go on in between.
 */
export function createSignatureAttempts(webhooks: WebhookHandler, accounts: number) {
  const known = new Map<string, boolean>();
  const slice = createSlices();
  return async (told: Delivery, secrets: readonly string[]): Promise<boolean> => {
    if (accounts < 2) return true;
    await slice();
    const key = JSON.stringify([told.registeredUrl, secrets]);
    const mayProve = known.get(key) ?? webhooks.verify(told, secrets).outcome !== "refused";
    known.set(key, mayProve);
    return mayProve;
  };
}
