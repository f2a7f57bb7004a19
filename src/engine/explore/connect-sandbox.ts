/** An emulated shop connected as a person does it with the connect dialog: by the hub itself, the demo and tests alike. */
import type { ConnectorMeta } from "../../connectors/kit/contract/contract.ts";
import type { Sandbox } from "../../connectors/kit/sandbox/sandbox.ts";
import { registerHub } from "../../connectors/kit/sandbox/values.ts";

export interface ReservedAddresses {
  readonly connectionId: string;
  /** By topic; null where this hub cannot be called. */
  readonly webhookUrls: Readonly<Record<string, string | null>>;
  readonly callbackUrl: string;
}

/** What the one who connects can do. */
export interface ConnectDriver {
  reserve(): Promise<ReservedAddresses>;
  /** Sends the form; `url` is where the seller's browser goes next. */
  send(
    values: Readonly<Record<string, string>>,
    reserved: ReservedAddresses,
  ): Promise<{ readonly step?: string | undefined; readonly url?: string | undefined }>;
  /** The platform's consent page; answers where it leads to. */
  consent(url: string): Promise<string | null>;
  /** The seller's browser comes back. Throws when that does not connect. */
  comeBack(url: URL): Promise<void>;
}

/** Reserves the addresses, pastes them into the shop where the platform has no API for it, sends the form, consents. */
export async function connectSandbox(
  driver: ConnectDriver,
  { shop, provider }: Sandbox,
  meta: Pick<ConnectorMeta, "topics"> | undefined,
): Promise<ReservedAddresses> {
  const reserved = await driver.reserve();
  registerHub({ shop, provider }, reserved.callbackUrl);
  const byHand = meta?.topics.some((topic) => !topic.automatic) ?? false;
  const urls = Object.entries(reserved.webhookUrls).flatMap(([topic, url]) => (url === null ? [] : [[topic, url]]));
  const pasted = byHand ? shop.installWebhooks(Object.fromEntries(urls)) : {};
  const started = await driver.send({ ...shop.credentials(), ...pasted }, reserved);
  if (started.step === "redirect" && started.url !== undefined) {
    const callback = await driver.consent(started.url);
    if (callback === null) throw new Error("The consent page leads nowhere.");
    await driver.comeBack(new URL(callback, started.url));
  }
  return reserved;
}
