/** What a store's settings and facts say, with their defaults. */
import type { ConnectionInfo } from "../kit/contract/contract.ts";

type Settings = ConnectionInfo["settings"];

const text = (settings: Settings, id: string): string => {
  const value = settings[id];
  return typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
};

const flag = (settings: Settings, id: string): boolean => settings[id] === true || settings[id] === "true";

/** Undefined for what is no web address. The host alone counts: people paste the page they look at. Plain http is called where the operator allows it. */
export function instanceOrigin(address: string): string | undefined {
  const url = URL.parse(/^https?:\/\//i.test(address) ? address : `https://${address}`);
  return url !== null && /^https?:$/.test(url.protocol) && url.hostname.includes(".") ? url.origin : undefined;
}

export const instanceOf = (settings: Settings): string => instanceOrigin(text(settings, "instanceUrl")) ?? "";

export const shopIdOf = ({ settings, facts }: Pick<ConnectionInfo, "settings" | "facts">): string =>
  text(settings, "shopId") || text(facts, "shopId");

/** Mirakl says nowhere who is one (sheet section 14): the seller is asked. */
export const isExternalPartner = (settings: Settings): boolean => flag(settings, "externalPartner");

export type StockTakes = "placed" | "accepted" | "never";

/** When the marketplace lowers the quantity it shows; no source says it (sheet section 8). */
export function stockTakesOf(settings: Settings): StockTakes {
  const reported = text(settings, "stockTakes");
  return reported === "accepted" || reported === "never" ? reported : "placed";
}

/** The seller's warehouse whose quantity is written; "" writes the offer's one quantity. No call lists the codes. */
export const warehouseOf = (settings: Settings): string => text(settings, "warehouseCode");

/**
 * How long the marketplace waits for orders to be accepted, in whole hours; no call tells it (sheet section 5). Undefined:
 * not known.
 */
export function acceptHoursOf(settings: Settings): number | undefined {
  const hours = Number(text(settings, "acceptHours"));
  return Number.isInteger(hours) && hours > 0 && hours <= 30 * 24 ? hours : undefined;
}

/** Code of the marketplace's reason for refunds; "" takes the first that shops may give. */
export const refundReasonOf = (settings: Settings): string => text(settings, "refundReason");

/** The type under which the marketplace keeps an invoice or a credit note; both are settings of each marketplace (DO01). */
export function documentTypeOf(settings: Settings, kind: "invoice" | "credit_note"): string {
  const ofInvoices = text(settings, "invoiceType") || "CUSTOMER_INVOICE";
  return kind === "invoice" ? ofInvoices : text(settings, "creditNoteType") || ofInvoices;
}

/** What the marketplace's own settings say, as `detect` keeps them. */
export interface Facts {
  readonly currency: string;
  readonly multiShipment: boolean;
  readonly returns: boolean;
  readonly otherCarriersRefused: boolean;
  readonly discountPeriodRequired: boolean;
  /** Between the values of an attribute that takes several. */
  readonly listSeparator: string;
  /** Products stand in categories without children alone. */
  readonly onlyLeaf: boolean;
  readonly taxCodeRequired: boolean;
  /** The marketplace accepts all orders itself. */
  readonly acceptsByItself: boolean;
  /** The operator's products are kept in Mirakl's catalogue manager (MCM). */
  readonly hasCatalogManager: boolean;
}

export function factsOf({ facts }: Pick<ConnectionInfo, "facts">): Facts {
  return {
    currency: text(facts, "currency"),
    multiShipment: flag(facts, "multiShipment"),
    returns: flag(facts, "returns"),
    otherCarriersRefused: flag(facts, "otherCarriersRefused"),
    discountPeriodRequired: flag(facts, "discountPeriodRequired"),
    listSeparator: text(facts, "listSeparator") || "|",
    // Channels connected before it was read have no such fact.
    onlyLeaf: facts.onlyLeaf === undefined || flag(facts, "onlyLeaf"),
    acceptsByItself: flag(facts, "acceptsByItself"),
    taxCodeRequired: flag(facts, "taxCodeRequired"),
    hasCatalogManager: flag(facts, "hasCatalogManager"),
  };
}
