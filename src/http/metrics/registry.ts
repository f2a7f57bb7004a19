import { collectDefaultMetrics, Registry } from "prom-client";

/** A registry with the process's own figures: processor, memory, event loop. */
export function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "argosy_" });
  return registry;
}
