/** What a store's settings say, with their defaults. */
import type { ConnectionInfo } from "../kit/contract/contract.ts";

type Settings = ConnectionInfo["settings"];

const text = (settings: Settings, id: string): string => {
  const value = settings[id];
  return typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
};

const number = (settings: Settings, id: string): number | undefined => {
  const value = text(settings, id);
  const parsed = Number(value);
  return value !== "" && Number.isFinite(parsed) ? parsed : undefined;
};

const flag = (settings: Settings, id: string): boolean => settings[id] === true || settings[id] === "true";

export const DEFAULT_REQUESTS_PER_HOUR = 1_000;

/** Flipkart publishes no figure: this budget is the seller's or the operator's own. */
export const requestsPerHour = (settings: Settings): number =>
  Math.max(60, number(settings, "requestsPerHour") ?? DEFAULT_REQUESTS_PER_HOUR);

export const appIdOf = (settings: Settings): string => text(settings, "appId");
export const sellerIdOf = (settings: Settings): string => text(settings, "sellerId");
export const gstinOf = (settings: Settings): string => text(settings, "gstin").toUpperCase();

/** True when the operator's partner app holds the access, not an application of the seller's own. */
export const isPartner = (settings: Settings): boolean => settings.authMode === "partner_oauth";

/** Location ids as typed, in their order: the first is where listings without locations are counted. */
export const locationIdsOf = (settings: Settings): readonly string[] =>
  text(settings, "locationIds")
    .split(/[\s,;]+/)
    .filter((id) => id !== "");

const PROFILES: Readonly<Record<string, readonly string[]>> = {
  seller: ["NON_FBF"],
  seller_and_lite: ["NON_FBF", "FBF_LITE"],
  all: ["NON_FBF", "FBF_LITE", "FBF"],
};

/** Fulfilment profiles whose shipments are imported. Left out, Flipkart shows NON_FBF alone. */
export const serviceProfilesOf = (settings: Settings): readonly string[] =>
  PROFILES[text(settings, "serviceProfiles")] ?? ["NON_FBF"];

/** The URL as Flipkart registered it, where that is not the hub's own: it is part of the signature. */
export const notificationUrlOf = (settings: Settings): string => text(settings, "notificationUrl");

export interface Packing {
  /** "" lets Flipkart number the invoice. */
  readonly invoicePrefix: string;
  /** Centimetres and kilograms (units assumed). */
  readonly dimensions:
    | { readonly length: number; readonly breadth: number; readonly height: number; readonly weight: number }
    | undefined;
  /** Percent, for items whose tax code names no single rate. */
  readonly taxRate: number | undefined;
}

/** How shipments are packed from here; undefined: the seller packs in the seller portal. */
export function packingOf(settings: Settings): Packing | undefined {
  if (!flag(settings, "packing")) return undefined;
  const [length, breadth, height, weight] = ["packageLength", "packageBreadth", "packageHeight", "packageWeight"].map(
    (id) => number(settings, id),
  );
  const exists = length !== undefined && breadth !== undefined && height !== undefined && weight !== undefined;
  return {
    invoicePrefix: text(settings, "invoicePrefix"),
    dimensions: exists ? { length, breadth, height, weight } : undefined,
    taxRate: number(settings, "taxRate"),
  };
}

/** Invoice numbers of self-ship parcels are the seller's own; without a prefix they are the item's number alone. */
export const invoicePrefixOf = (settings: Settings): string => text(settings, "invoicePrefix");

const DEFAULT_SELF_SHIP_DAYS = 5;

/** Days a self-ship parcel is promised to take. */
export const selfShipDaysOf = (settings: Settings): number =>
  number(settings, "selfShipDays") ?? DEFAULT_SELF_SHIP_DAYS;
