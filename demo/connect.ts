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
  const { connectionId, webhookUrls, callbackUrl } = await seller.post<{
    connectionId: string;
    webhookUrls: Record<string, string>;
    callbackUrl: string;
  }>("/stores", { provider, draft: true });
  shop.registerCallback?.(new URL(`/api/integrations/${provider}/oauth/callback`, callbackUrl).href);
  const byHand = meta?.topics.some((topic) => !topic.automatic) ?? false;
  const pasted = byHand ? shop.installWebhooks(webhookUrls) : {};
  const begun = await seller.post<{ step?: string; url?: string }>("/stores", {
    provider,
    draftId: connectionId,
    name,
    values: { ...shop.credentials(), ...pasted, endpoint: url, ...choices.values },
    syncOptions: choices.sync,
  });
  if (begun.step === "redirect" && begun.url !== undefined) await consent(begun.url);
  return { id: connectionId, name, provider, sandbox, webhookUrls };
}

/** What the seller's browser does: the platform's consent page, which the sandbox approves at once, and back to the hub. */
async function consent(url: string): Promise<void> {
  const granted = await fetch(url, { redirect: "manual" });
  const callback = granted.headers.get("location");
  if (callback === null) throw new Error(`The consent page answered ${granted.status} and leads nowhere.`);
  const back = await fetch(new URL(callback, url), { redirect: "manual" });
  const end = back.headers.get("location") ?? "";
  if (back.status >= 400 || /[?&]error=/.test(end)) throw new Error(`Connecting ended with ${back.status} at ${end}.`);
}

/** The environment variables an operator would set to offer this platform, from the sandbox's developer pages. */
export function appVariables(sandbox: Sandbox): Readonly<Record<string, string>> {
  const names = connectors.get(sandbox.provider)?.meta.appEnvironment ?? {};
  const values = sandbox.shop.appCredentials?.() ?? {};
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (names[name] === undefined ? [] : [[names[name], value]])),
  );
}
