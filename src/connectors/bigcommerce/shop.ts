/** What is known of a store and what the seller has set, read with defaults. */
import type { ConnectionInfo } from "../kit/contract/contract.ts";

export interface Facts {
  readonly currency: string;
  readonly weightUnit: string;
  readonly dimensionUnit: string;
  readonly pricesIncludeTax: boolean;
  readonly channelId: number;
  /** When the store lowers its own numbers (setting of the store: update_stock_behavior). */
  readonly takesAt: "order_placed" | "order_completed_or_shipped";
  /** Whether refunding or cancelling puts units back; null when the store would not tell. */
  readonly returnsStock: boolean | null;
}

export function factsOf(connection: Pick<ConnectionInfo, "facts" | "settings">): Facts {
  const { facts, settings } = connection;
  const channel = Number(settings["channelId"] || facts["defaultChannelId"] || 1);
  return {
    currency: typeof facts["currency"] === "string" ? facts["currency"] : "USD",
    weightUnit: typeof facts["weightUnit"] === "string" ? facts["weightUnit"] : "",
    dimensionUnit: typeof facts["dimensionUnit"] === "string" ? facts["dimensionUnit"] : "",
    pricesIncludeTax: facts["pricesIncludeTax"] === true,
    channelId: Number.isSafeInteger(channel) && channel > 0 ? channel : 1,
    takesAt: takesAt(settings["stockTakenAt"], facts["stockTakenAt"]),
    returnsStock: returnsStock(settings["stockReturned"], facts["stockReturned"]),
  };
}

function takesAt(requested: unknown, reported: unknown): Facts["takesAt"] {
  const word = requested === "order_placed" || requested === "order_completed_or_shipped" ? requested : reported;
  return word === "order_completed_or_shipped" ? word : "order_placed";
}

function returnsStock(requested: unknown, reported: unknown): boolean | null {
  if (requested === "yes") return true;
  if (requested === "no") return false;
  return typeof reported === "boolean" ? reported : null;
}
