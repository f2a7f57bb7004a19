/** What a store's form and settings say. All that no official page confirms is here, with the sheet's values as defaults. */
import type { ConnectionInfo } from "../kit/contract/contract.ts";

type Settings = ConnectionInfo["settings"];

export const DEFAULTS = {
  baseUrl: "https://api-integration.myntra.com",
  ppmpStore: "MYNTRA",
  omniStore: "omni",
  tokenHeader: "access_token",
  refreshHeader: "refresh_token",
  secretHeader: "secret_key",
  storeHeader: "x-partner-store",
  quantityField: "inventoryCount",
  warehouseField: "storeCode",
  prepaidWords: "on",
  shipDays: 2,
} as const;

const text = (settings: Settings, id: string): string => {
  const value = settings[id];
  return typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
};

const flag = (settings: Settings, id: string): boolean => settings[id] === true || settings[id] === "true";

const words = (value: string): readonly string[] => value.split(/[\s,;]+/).filter((word) => word !== "");

export const baseUrlOf = (settings: Settings): string => text(settings, "baseUrl") || DEFAULTS.baseUrl;
export const merchantIdOf = (settings: Settings): string => text(settings, "merchantId");
export const isOmni = (settings: Settings): boolean => text(settings, "model") === "OMNI";

/** The value of the header that names the selling model; sources differ in its case, so that it can be overwritten. */
export const partnerStoreOf = (settings: Settings): string =>
  text(settings, "partnerStore") || (isOmni(settings) ? DEFAULTS.omniStore : DEFAULTS.ppmpStore);

export const sendsBasicAuth = (settings: Settings): boolean => flag(settings, "sendBasicAuth");

type HeaderId = "tokenHeader" | "refreshHeader" | "secretHeader" | "storeHeader";

/** A header's name in lower case, as answers are read. */
export const headerOf = (settings: Settings, id: HeaderId): string =>
  (text(settings, id) || DEFAULTS[id]).toLowerCase();

/** Myntra's codes of the seller's warehouses or stores; the first is meant where nothing names one. */
export const warehousesOf = (settings: Settings): readonly string[] => [
  ...new Set(words(text(settings, "warehouses"))),
];

export const quantityFieldOf = (settings: Settings): string =>
  text(settings, "quantityField") || DEFAULTS.quantityField;
export const warehouseFieldOf = (settings: Settings): string =>
  text(settings, "warehouseField") || DEFAULTS.warehouseField;

/** Days to ship that travel with stock; undefined leaves Myntra's own. */
export function processingSlaOf(settings: Settings): number | undefined {
  const days = Number(text(settings, "processingSla"));
  return Number.isSafeInteger(days) && days > 0 ? days : undefined;
}

/** Days between an order and the time it must be packed by. */
export const shipDaysOf = (settings: Settings): number => processingSlaOf(settings) ?? DEFAULTS.shipDays;

export const acceptsOrders = (settings: Settings): boolean => flag(settings, "acceptOrders");
export const invoicePrefixOf = (settings: Settings): string => text(settings, "invoicePrefix");

/** Words of paymentMethod that mean the money is there. */
export const prepaidTermsOf = (settings: Settings): ReadonlySet<string> =>
  new Set(words((text(settings, "prepaidWords") || DEFAULTS.prepaidWords).toLowerCase()));

/** Further status codes the seller has seen, like "PKD=PK, X=IC". */
export const statusCodesOf = (settings: Settings): ReadonlyMap<string, string> =>
  new Map(
    words(text(settings, "statusCodes").toUpperCase()).flatMap((pair) => {
      const [code = "", existing = ""] = pair.split("=");
      return code !== "" && existing !== "" ? [[code, existing] as const] : [];
    }),
  );
