import { Counter, type Registry } from "prom-client";

/** Told of each delivery a platform made here, with the status it was answered. */
export type DeliveryObserver = (provider: string, status: number) => void;

/** Counts deliveries by provider; whoever calls a provider nobody knows is "unknown", so that labels stay few. */
export function measureDeliveries(registry: Registry, providers: ReadonlySet<string>): DeliveryObserver {
  const deliveries = new Counter({
    name: "argosy_webhook_deliveries_total",
    help: "Deliveries of platforms by provider and the status they were answered",
    labelNames: ["provider", "status"] as const,
    registers: [registry],
  });
  return (provider, status) =>
    deliveries.inc({ provider: providers.has(provider) ? provider : "unknown", status: String(status) });
}
