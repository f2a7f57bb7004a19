import { Counter, Histogram, type Registry } from "prom-client";

/** Told of each chunk of a kind of derived work. */
export type DerivedWorkObserver = (kind: string, chunk: { readonly ms: number; readonly isFailed: boolean }) => void;

/** Counts and times chunks of derived work by kind; `outcome` is "ok" or "failed". */
export function measureDerivedWork(registry: Registry): DerivedWorkObserver {
  const chunks = new Counter({
    name: "argosy_derived_work_chunks_total",
    help: "Chunks of derived work (search, sales, profit ...) by kind and outcome: ok or failed",
    labelNames: ["kind", "outcome"] as const,
    registers: [registry],
  });
  const seconds = new Histogram({
    name: "argosy_derived_work_chunk_seconds",
    help: "Time a chunk of derived work takes",
    labelNames: ["kind"] as const,
    buckets: [0.005, 0.025, 0.1, 0.25, 1, 2.5, 10, 60],
    registers: [registry],
  });
  return (kind, { ms, isFailed }) => {
    chunks.inc({ kind, outcome: isFailed ? "failed" : "ok" });
    seconds.observe({ kind }, ms / 1000);
  };
}
