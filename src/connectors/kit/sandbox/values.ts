/** What to type into a hub's connect form, or to send it, to reach a sandbox. */
import type { ConnectorMeta } from "../contract/contract.ts";
import type { SandboxAccount, SandboxOf } from "./sandbox.ts";

type AnySandbox = SandboxOf<SandboxAccount>;

export interface SandboxValues {
  /** Of the form: where it asks for the shop's address, the sandbox's own. */
  readonly values: Readonly<Record<string, string>>;
  /** Sent as the value `endpoint` where the platform's host is no field of the form; null where it is. */
  readonly endpoint: string | null;
}

/** The variables a hub is started with to offer this platform: the app's keys as its developer pages show them. */
export function sandboxVariables(
  { appEnvironment = {} }: Pick<ConnectorMeta, "appEnvironment">,
  { shop }: Pick<AnySandbox, "shop">,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(shop.appCredentials?.() ?? {}).flatMap(([name, value]) => {
      const variable = appEnvironment[name];
      return variable === undefined ? [] : [[variable, value]];
    }),
  );
}

/** Enters at the app's developer pages where consent leads back to, for a hub at this address. */
export function registerHub({ shop, provider }: Pick<AnySandbox, "shop" | "provider">, hubUrl: string): void {
  shop.registerCallback?.(new URL(`/api/integrations/${provider}/oauth/callback`, hubUrl).href);
}

export function sandboxValues(
  { setupFormFields }: Pick<ConnectorMeta, "setupFormFields">,
  { url, shop }: Pick<AnySandbox, "url" | "shop">,
): SandboxValues {
  const given = shop.credentials();
  // The first address a form needs is the shop's: the store keeps it as its own.
  const address = setupFormFields.find((field) => field.type === "url" && field.required && field.id in given);
  if (!address) return { values: given, endpoint: url };
  return { values: { ...given, [address.id]: url }, endpoint: null };
}
