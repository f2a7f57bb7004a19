/** What a connection's form and settings say. */
import type { ConnectionInfo } from "../kit/contract/contract.ts";

type Settings = ConnectionInfo["settings"];

/** The second appears in official samples; access to it is by request. */
const HOSTS = {
  production: "https://shazam.velocity.in",
  staging: "https://shazam.stagingvelocity.in",
} as const;

const text = (settings: Settings, id: string): string => {
  const value = settings[id];
  return typeof value === "string" ? value.trim() : "";
};

export const hostOf = (settings: Settings): string =>
  text(settings, "environment") === "staging" ? HOSTS.staging : HOSTS.production;
export const usernameOf = (settings: Settings): string => text(settings, "username");
export const keyEndsOnOf = (settings: Settings): string => text(settings, "apiKeyExpiresOn");
export const storeNameOf = (settings: Settings): string => text(settings, "storeName");

export interface Warehouse {
  readonly id: string;
  /** Letter by letter as Velocity shows it. */
  readonly name: string;
}

/** "WHEX01 Example Warehouse 1; WHEX02 Second": Velocity has no call that lists them. The first is the usual one. */
export const warehousesOf = (settings: Settings): readonly Warehouse[] =>
  text(settings, "warehouses")
    .split(";")
    .flatMap((entry) => {
      const [, id, name] = /^(WH[A-Z0-9]{4,})\s+(\S.*)$/.exec(entry.trim()) ?? [];
      return id === undefined || name === undefined ? [] : [{ id, name }];
    });

/** The one a location was mapped to by its id, else the usual one; null where none is entered. */
export function warehouseOf(settings: Settings, key: string | undefined): Warehouse | null {
  const existing = warehousesOf(settings);
  return existing.find(({ id }) => id === key) ?? existing[0] ?? null;
}
