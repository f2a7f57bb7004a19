import { Counter, Histogram, type Registry } from "prom-client";
import type { CallRecord } from "../../connectors/kit/http/call-log.ts";

/** Told of each call this process made to a platform. */
export type PlatformCallObserver = (provider: string, call: Pick<CallRecord, "error" | "ms">) => void;

/** Counts and times calls to platforms by provider; `outcome` is "ok" or the kind of failure. */
export function measurePlatformCalls(registry: Registry): PlatformCallObserver {
  const calls = new Counter({
    name: "argosy_platform_calls_total",
    help: "Calls to platforms by provider and outcome: ok, or the kind of failure",
    labelNames: ["provider", "outcome"] as const,
    registers: [registry],
  });
  const seconds = new Histogram({
    name: "argosy_platform_call_seconds",
    help: "Time platforms take to answer",
    labelNames: ["provider"] as const,
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60],
    registers: [registry],
  });
  return (provider, { error, ms }) => {
    calls.inc({ provider, outcome: error ?? "ok" });
    seconds.observe({ provider }, ms / 1000);
  };
}
