/** eBay counts calls by the day and for all sellers of an application together (sheet section 3). */
import type { Bucket } from "../kit/contract/contract.ts";

const SOURCE = "eBay's guide, API call limits (2026): calls of an application a day, reset at midnight Pacific time";
/** No source gives a figure for the Message API: the lowest that eBay has for any of its APIs. */
const MESSAGES_SOURCE = "No figure is published for the Message API; the lowest of eBay's others is kept to";
const METADATA_SOURCE = "No figure was read for the Metadata API; the lowest of eBay's others is kept to";
const POLICIES_SOURCE = "No figure was read for the Account API; the lowest of eBay's others is kept to";
const DAY_S = 86_400;

/** `perDay` calls are never exceeded: what may come at once is taken off what comes evenly. */
const daily = (id: string, operations: readonly string[], perDay: number, burst: number): Bucket => ({
  id,
  scope: "app",
  operations,
  rate: (perDay - burst) / DAY_S,
  burst,
  publishedRate: perDay / DAY_S,
  source: SOURCE,
});

export const limits: readonly Bucket[] = [
  daily("inventory", ["inventory.*", "offers.*"], 2_000_000, 5_000),
  daily("orders", ["orders.*"], 100_000, 2_000),
  daily("refunds", ["refunds.*"], 100_000, 200),
  daily("finances", ["finances.*"], 15_000, 200),
  daily("cancellations", ["cancellations.*"], 5_000, 100),
  daily("returns", ["returns.*"], 5_000, 300),
  daily("disputes", ["disputes.*"], 250_000, 500),
  // A long walk leaves a reply its own calls.
  {
    ...daily("messages", ["messages.list", "messages.get"], 4_500, 100),
    ...{ source: MESSAGES_SOURCE, publishedRate: undefined },
  },
  { ...daily("replies", ["messages.send"], 500, 50), source: MESSAGES_SOURCE, publishedRate: undefined },
  { ...daily("account", ["account.*"], 4_500, 100), source: POLICIES_SOURCE, publishedRate: undefined },
  { ...daily("metadata", ["metadata.*"], 4_500, 100), source: METADATA_SOURCE, publishedRate: undefined },
  daily("trading-list", ["trading.list"], 5_000, 150),
  // GetItem has 5,000: what is read of listings leaves changes half of them.
  { ...daily("trading-change", ["trading.change"], 2_500, 1_200), publishedRate: undefined },
  { ...daily("trading-read", ["trading.read"], 2_500, 1_200), publishedRate: undefined },
  daily("trading-revise", ["trading.revise"], 5_000, 1_000),
  daily("trading-preferences", ["trading.preferences"], 5_000, 50),
  daily("identity", ["identity.*"], 5_000, 100),
  daily("taxonomy", ["taxonomy.*"], 5_000, 100),
  daily("renewals", ["token.refresh"], 50_000, 200),
  daily("codes", ["token.code"], 10_000, 100),
  daily("appTokens", ["token.app"], 1_000, 50),
];
