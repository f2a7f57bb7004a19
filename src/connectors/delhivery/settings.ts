/** What a connection's form and settings say. */
import type { ConnectionInfo } from "../kit/contract/contract.ts";

type Settings = ConnectionInfo["settings"];

const HOSTS = {
  production: "https://track.delhivery.com",
  staging: "https://staging-express.delhivery.com",
} as const;

export const MODES = ["Surface", "Express"] as const;
export type Mode = (typeof MODES)[number];

const text = (settings: Settings, id: string): string => {
  const value = settings[id];
  return typeof value === "string" ? value.trim() : "";
};

export const isStaging = (settings: Settings): boolean => text(settings, "environment") === "staging";
export const hostOf = (settings: Settings): string => (isStaging(settings) ? HOSTS.staging : HOSTS.production);
export const sellerGstOf = (settings: Settings): string => text(settings, "sellerGstTin");

/** The contract's own mode: an account of both has two tokens, and is connected twice. */
export const modeOf = (settings: Settings): Mode =>
  text(settings, "defaultMode") === "Express" ? "Express" : "Surface";

/** Names of pickup places, letter by letter; the first is the usual one. There is no call that lists them. */
export const pickupNamesOf = (settings: Settings): readonly string[] =>
  text(settings, "pickupLocations")
    .split(";")
    .map((name) => name.trim())
    .filter(Boolean);

/** The one a location was mapped to, else the usual one; null where none is entered. */
export function pickupNameOf(settings: Settings, key: string | undefined): string | null {
  const existing = pickupNamesOf(settings);
  return existing.find((name) => name === key) ?? existing[0] ?? null;
}
