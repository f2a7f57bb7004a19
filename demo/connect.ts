/** An emulated shop connected through the public API, as the connect dialog does it. Used by the demo and the whole-system tests. */
import { connectors } from "../src/connectors/index.ts";
import type { Sandbox } from "../src/connectors/kit/sandbox.ts";
import type { Seller } from "./seller.ts";

export interface ConnectedShop {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly sandbox: Sandbox;
  /** Webhook addresses by topic, as shown to the seller. */
  readonly webhookUrls: Readonly<Record<string, string>>;
}

export interface ConnectChoices {
  /** Default: the platform's name. */
  readonly name?: string | undefined;
  /** Values on top of what the sandbox says a seller would type. */
  readonly values?: Readonly<Record<string, string>> | undefined;
  readonly sync: {
    readonly importProducts: boolean;
    readonly stockFrom: "channel" | "hub" | "none";
    readonly importOrdersDays?: number | null | undefined;
  };
}

/** Reserves the addresses, pastes them into the shop where the platform has no API for it, and saves the form. */
export async function connectShop(seller: Seller, sandbox: Sandbox, choices: ConnectChoices): Promise<ConnectedShop> {
  const { provider, shop, url } = sandbox;
  const meta = connectors.get(provider)?.meta;
  const name = choices.name ?? meta?.name ?? provider;
  const { connectionId, webhookUrls } = await seller.post<{
    connectionId: string;
    webhookUrls: Record<string, string>;
  }>("/stores", { provider, draft: true });
  const byHand = meta?.topics.some((topic) => !topic.automatic) ?? false;
  const pasted = byHand ? shop.installWebhooks(webhookUrls) : {};
  await seller.post("/stores", {
    provider,
    draftId: connectionId,
    name,
    values: { ...shop.credentials(), ...pasted, endpoint: url, ...choices.values },
    syncOptions: choices.sync,
  });
  return { id: connectionId, name, provider, sandbox, webhookUrls };
}
