import type { FinancialStatus } from "../../commerce/statuses.ts";

interface Paid {
  readonly financial: FinancialStatus;
  readonly total_minor: string | null;
  readonly current_total_minor: string | null;
  readonly till_paid_minor: string;
}

/** What was paid at a till stays paid; a total that was raised since is paid in part. */
export function paidHere(before: Paid, next: Paid): FinancialStatus {
  const [was, is] = [before, next].map((row) => row.current_total_minor ?? row.total_minor);
  if (was == null || is == null) return before.financial;
  if (before.financial === "paid") return BigInt(is) > BigInt(was) ? "partially_paid" : "paid";
  const isWhole = before.financial === "partially_paid" && BigInt(is) <= BigInt(before.till_paid_minor);
  return isWhole ? "paid" : before.financial;
}
