/** What is known of the shop an open connection speaks to. */
import type { ConnectionInfo } from "../kit/contract/contract.ts";

export interface ShopFacts {
  readonly channelToken: string;
  readonly channel: string;
  readonly currency: string;
  readonly language: string;
  /** Decimals of the shop's whole numbers of money, the same for every currency. */
  readonly precision: number;
  /** Prices entered in the shop contain the tax. */
  readonly pricesIncludeTax: boolean;
  /** What items without a setting of their own do. */
  readonly tracksStock: boolean;
  /** Stock locations of the channel, the default one first. */
  readonly locations: readonly string[];
  /** Payment methods by which the courier collects. */
  readonly codMethods: readonly string[];
}

/** The channel that sees the orders of all others. */
export const DEFAULT_CHANNEL = "__default_channel__";

export function shopOf({ facts, settings }: Pick<ConnectionInfo, "facts" | "settings">): ShopFacts {
  const text = (value: unknown, otherwise: string) => (typeof value === "string" && value ? value : otherwise);
  const list = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
  return {
    channelToken: text(facts.channelToken, text(settings.channelToken, "")),
    channel: text(facts.channel, ""),
    currency: text(facts.currency, "USD"),
    language: text(facts.language, "en"),
    precision: typeof facts.precision === "number" ? facts.precision : 2,
    pricesIncludeTax: facts.pricesIncludeTax === true,
    tracksStock: facts.tracksStock !== false,
    locations: list(facts.stockLocations),
    codMethods: text(settings.codMethods, "cash-on-delivery")
      .split(",")
      .map((code) => code.trim())
      .filter((code) => code !== ""),
  };
}
