/** What a store's settings and facts say, with their defaults. */
import type { Json } from "../../commerce/product.ts";
import type { ConnectionInfo } from "../kit/contract/contract.ts";

type Settings = ConnectionInfo["settings"];

const text = (value: Json | undefined): string => (typeof value === "string" ? value.trim() : "");

export const clientIdOf = (settings: Settings): string => text(settings.clientId);

export const isSandbox = (settings: Settings): boolean => settings.environment === "sandbox";

export type Charges = "line" | "unit" | "unknown";

/** Whether a charge is a line's or a unit's is stated nowhere (sheet section 5.1). */
export function chargesOf(settings: Settings): Charges {
  const reported = text(settings.charges);
  return reported === "line" || reported === "unit" ? reported : "unknown";
}

/**
 * When Walmart lowers the quantity it shows; guides of its markets differ (sheet section 5.2). "never" is the safe side:
 * the hub then writes the number itself after each parcel.
 */
export const lowersWhenShipped = (settings: Settings): boolean => settings.stockTakes === "shipped";

/** The old price feed is in the description, the new one in the guide alone (sheet section 5.4). */
export const usesNewPriceFeed = (settings: Settings): boolean => settings.priceFeed === "price_and_promotion";

/** Recommended in 2026-09 (sheet section 5.3); Walmart changes it every few weeks and refuses old ones in time. */
const ITEM_SPEC = "5.0.20260803-17_50_56-api";

export const itemSpecOf = (settings: Settings): string => text(settings.itemSpec) || ITEM_SPEC;

/** The seller's own active fulfillment centers, the account's default first. */
export function nodesOf({ facts }: Pick<ConnectionInfo, "facts">): readonly string[] {
  const reported = facts.shipNodes;
  return Array.isArray(reported) ? reported.flatMap((one) => (typeof one === "string" ? [one] : [])) : [];
}
