/** How many calls EasyOrders takes, and what its answers tell of them. */
import type { Bucket } from "../kit/contract/contract.ts";
import type { PlatformResponse } from "../kit/contract/platform-http.ts";

/** Calls at once; with a pace of all but these, no minute holds more than EasyOrders takes, however it counts minutes. */
const BURST = 2;
/** Left to the seller's other programs when somebody else calls and the minute's calls run out. */
const RESERVE = 6;
/** Of the published calls, where nothing is told or others call as well. */
const CAREFUL = 0.75;

interface Reported {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds into the minute of their clock. */
  readonly second: number;
}

function reportedBy({ headers }: PlatformResponse): Reported | null {
  const [limit, remaining] = [headers["x-ratelimit-limit"], headers["x-ratelimit-remaining"]].map((text) =>
    text ? Number(text) : Number.NaN,
  );
  const at = Date.parse(headers.date ?? "");
  if (!limit || remaining === undefined || !Number.isFinite(limit) || !Number.isFinite(remaining)) return null;
  return limit > BURST && Number.isFinite(at) ? { limit, remaining, second: Math.floor(at / 1000) % 60 } : null;
}

/**
 * Up to two calls below what the answer says the minute takes, as long as no more are gone than we alone can have made
 * in it; careful again as soon as more are.
 */
function learn(response: PlatformResponse): { available?: number; burst?: number; rate?: number } | null {
  const reported = reportedBy(response);
  if (reported === null) return null;
  const { limit, remaining, second } = reported;
  const ours = (limit - BURST) / 60;
  const isAlone = limit - remaining <= ours * (second + 1) + 1;
  if (isAlone) return { rate: ours };
  return { rate: (limit * CAREFUL) / 60, ...(remaining < RESERVE && { available: remaining - RESERVE }) };
}

/** EasyOrders counts 40 calls a minute. */
export const requests: Bucket = {
  id: "requests",
  scope: "connection",
  rate: (40 * CAREFUL) / 60,
  burst: BURST,
  publishedRate: 40 / 60,
  whyBelow:
    "on purpose: whether the 40 calls belong to the key, the store or the address, and how the minute is counted, is not published, and a shop's other programs may share them. So 30 a minute, and 38 while the header of every answer shows that no one else calls; two at once, orders first.",
  learn,
  source:
    "public-api-docs.easy-orders.net (40 a minute, wait for the next minute), read 2026-04; headers x-ratelimit-* seen live 2026-10",
};
