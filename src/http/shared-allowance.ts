/** What an organization asks of all web processes together, counted on the way of every request. */
import type { Clock } from "../commerce/clock.ts";
import type { Limit, SharedAllowance } from "../hub/accounts/allowance.ts";

/** Requests of one key that are let through before the other processes hear of them, as a part of the allowance. */
const PORTION = 1 / 20;

export interface SharedQuota {
  /** Counts a request, without waiting for the database: seconds to wait where all processes together had enough. */
  spend(key: string, limit: Limit): number | undefined;
}

/** A quota on the way of every request: each process tells what it let through in portions, and closes when told so. */
export function createSharedQuota(
  { allowance, clock }: { readonly allowance: SharedAllowance; readonly clock: Clock },
  failed: (error: unknown) => void,
): SharedQuota {
  const spent = new Map<string, { count: number; closedUntil: number }>();
  return {
    spend(key, limit) {
      const spending = spent.get(key) ?? { count: 0, closedUntil: 0 };
      spent.set(key, spending);
      const waitMs = spending.closedUntil - clock.now();
      if (waitMs > 0) return Math.ceil(waitMs / 1_000);
      spending.count += 1;
      const portion = Math.max(1, Math.floor(limit.most * PORTION));
      if (spending.count < portion) return undefined;
      spending.count = 0;
      allowance.take(key, limit, portion).then((waitS) => {
        if (waitS !== undefined) spending.closedUntil = clock.now() + waitS * 1_000;
      }, failed);
      return undefined;
    },
  };
}
