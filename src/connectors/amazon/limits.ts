/** A token bucket for every operation, as the official models publish them (August 2026). */
import type { Bucket } from "../kit/contract/contract.ts";
import type { PlatformResponse } from "../kit/contract/platform-http.ts";

const SOURCE = "usage plan of the official Swagger models (read 2026-08), by account and application";

/** Requests a second and burst, by the name the connector calls an operation. */
const USAGE_PLANS: Readonly<Record<string, readonly [rate: number, burst: number]>> = {
  "orders.search": [0.0056, 20],
  "orders.get": [0.5, 30],
  "orders.ship": [2, 10],
  "listings.search": [5, 5],
  "listings.get": [5, 10],
  "listings.put": [5, 10],
  "listings.patch": [5, 5],
  "listings.delete": [5, 5],
  "feeds.document": [0.5, 15],
  "feeds.create": [0.0083, 15],
  "feeds.get": [2, 15],
  "feeds.result": [0.0222, 10],
  "sellers.participations": [0.016, 15],
  "definitions.search": [5, 10],
  "definitions.get": [5, 10],
  "catalog.search": [2, 2],
  "fba.summaries": [2, 2],
  "finances.list": [0.5, 10],
  "reports.list": [0.0222, 10],
  "reports.document": [0.0167, 15],
  "notifications.destinations": [1, 5],
  "notifications.addDestination": [1, 5],
  "notifications.list": [1, 5],
  "notifications.subscribe": [1, 5],
  "notifications.unsubscribe": [1, 5],
};

/** Listing feeds have a limit of their own beside that of createFeed: five in five minutes. */
const listingFeeds: Bucket = {
  id: "feeds.createListings",
  scope: "account",
  operations: ["feeds.createListings"],
  rate: 5 / 300,
  burst: 5,
  whyBelow:
    "a batch whose feed has to wait is read again before it is sent. The hub sends a thousand numbers a feed, so that no batch's reading keeps orders waiting for more than ten seconds; a feed takes 25,000, and one would do for all of these.",
  source: "developer documentation, feed type values: JSON_LISTINGS_FEED, five feeds in five minutes (read 2026-08)",
};

export const limits: readonly Bucket[] = [
  ...Object.entries(USAGE_PLANS).map(([operation, [rate, burst]]) => ({
    id: operation,
    scope: "account" as const,
    operations: [operation],
    rate,
    burst,
    learn: learnRate,
    source: SOURCE,
  })),
  listingFeeds,
];

/** Plans grow and shrink with a seller's business: the header tells the rate in force. */
export function learnRate({ headers }: Pick<PlatformResponse, "headers">): { readonly rate: number } | null {
  const rate = Number(headers["x-amzn-ratelimit-limit"] ?? "");
  return Number.isFinite(rate) && rate > 0 ? { rate } : null;
}

/** Amazon names no time to wait: one token's worth of it. 0 for an operation without a plan. */
export function oneTokenMs(operation: string): number {
  const rate = USAGE_PLANS[operation]?.[0] ?? (operation === listingFeeds.id ? listingFeeds.rate : 0);
  return rate === 0 ? 0 : Math.ceil(1000 / rate);
}
