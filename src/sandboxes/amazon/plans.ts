/** The published usage plans (official models, August 2026): a token bucket for every operation. */
import type { Clock } from "../../commerce/clock.ts";
import type { SandboxRequest } from "../../connectors/kit/sandbox/server.ts";

type Plan = readonly [method: string, path: RegExp, rate: number, burst: number];

const PLANS: readonly Plan[] = [
  ["GET", /^\/orders\/2026-01-01\/orders$/, 0.0056, 20],
  ["GET", /^\/orders\/2026-01-01\/orders\/[^/]+$/, 0.5, 30],
  ["POST", /^\/orders\/v0\/orders\/[^/]+\/shipmentConfirmation$/, 2, 10],
  ["GET", /^\/listings\/2021-08-01\/items\/[^/]+$/, 5, 5],
  ["GET", /^\/listings\/2021-08-01\/items\/[^/]+\/[^/]+$/, 5, 10],
  ["PUT", /^\/listings\/2021-08-01\/items\//, 5, 10],
  ["PATCH", /^\/listings\/2021-08-01\/items\//, 5, 5],
  ["DELETE", /^\/listings\/2021-08-01\/items\//, 5, 5],
  ["POST", /^\/feeds\/2021-06-30\/documents$/, 0.5, 15],
  ["POST", /^\/feeds\/2021-06-30\/feeds$/, 0.0083, 15],
  ["GET", /^\/feeds\/2021-06-30\/feeds\/[^/]+$/, 2, 15],
  ["GET", /^\/feeds\/2021-06-30\/documents\/[^/]+$/, 0.0222, 10],
  ["GET", /^\/sellers\/v1\/marketplaceParticipations$/, 0.016, 15],
  ["GET", /^\/definitions\/2020-09-01\/productTypes/, 5, 10],
  ["GET", /^\/catalog\/2022-04-01\/items$/, 2, 2],
  ["GET", /^\/fba\/inventory\/v1\/summaries$/, 2, 2],
  ["GET", /^\/reports\/2021-06-30\/reports$/, 0.0222, 10],
  ["GET", /^\/reports\/2021-06-30\/documents\/[^/]+$/, 0.0167, 15],
  ["GET", /^\/finances\/2024-06-19\/transactions$/, 0.5, 10],
  ["GET", /^\/notifications\/v1\/destinations/, 1, 5],
  ["POST", /^\/notifications\/v1\/destinations/, 1, 5],
  ["GET", /^\/notifications\/v1\/subscriptions/, 1, 5],
  ["POST", /^\/notifications\/v1\/subscriptions/, 1, 5],
  ["DELETE", /^\/notifications\/v1\/subscriptions/, 1, 5],
];

export interface Plans {
  /** The plan's rate, and whether this call is within it; null for what has no plan. */
  take(request: SandboxRequest): { readonly rate: number; readonly isWithin: boolean } | null;
}

export function createPlans(clock: Clock): Plans {
  const buckets = new Map<Plan, { tokens: number; at: number }>();
  return {
    take(request) {
      const plan = PLANS.find(([method, path]) => method === request.method && path.test(request.path));
      if (!plan) return null;
      const [, , rate, burst] = plan;
      const at = clock.now();
      const bucket = buckets.get(plan) ?? { tokens: burst, at };
      const tokens = Math.min(burst, bucket.tokens + ((at - bucket.at) / 1000) * rate);
      // A hair below one is one: two clocks never agree on the last millisecond.
      const isWithin = tokens >= 0.999;
      buckets.set(plan, { tokens: isWithin ? tokens - 1 : tokens, at });
      return { rate, isWithin };
    },
  };
}
