/** Limits counted in points of query cost, as answers tell them in `extensions.cost.throttleStatus`. */
import { asObject } from "./errors.ts";

const THROTTLE_STATUS =
  /"throttleStatus"\s*:\s*\{[^}]*?"maximumAvailable"\s*:\s*([\d.]+)[^}]*?"currentlyAvailable"\s*:\s*([\d.]+)[^}]*?"restoreRate"\s*:\s*([\d.]+)/;

/** For a bucket's `learn`. Reads the end of the body alone: extensions come last, and a page may be megabytes. */
export function learnCost(text: string): { available: number; burst: number; rate: number } | null {
  const match = THROTTLE_STATUS.exec(text.slice(-1500));
  if (!match) return null;
  const [, burst, available, rate] = match.map(Number);
  if (burst === undefined || available === undefined || rate === undefined || rate <= 0) return null;
  return { available, burst, rate };
}

/** ceil((requested - available) / restoreRate) seconds; `otherwiseMs` where the answer does not say. */
export function costWaitMs(body: Readonly<Record<string, unknown>>, otherwiseMs: number): number {
  const cost = asObject(asObject(body.extensions).cost);
  const status = asObject(cost.throttleStatus);
  const missing = Number(cost.requestedQueryCost) - Number(status.currentlyAvailable);
  const rate = Number(status.restoreRate);
  if (!(missing > 0) || !(rate > 0)) return otherwiseMs;
  return Math.ceil(missing / rate) * 1000;
}
