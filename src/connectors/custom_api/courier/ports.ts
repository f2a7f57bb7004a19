/** What a courier can do follows from what its description declares. */
import type { Ports } from "../../kit/contract/contract.ts";
import { shipmentsOf } from "./booking.ts";
import { manifestsOf, pickups } from "./desk.ts";
import { labelsOf } from "./labels.ts";
import type { CourierManifest } from "./manifest.ts";
import { rates, serviceability } from "./offers.ts";
import { trackingOf } from "./tracking.ts";
import { webhooksOf } from "./webhooks.ts";

export function portsOf(manifest: CourierManifest): Ports {
  const { calls } = manifest;
  const ports: Ports = {
    serviceability: calls.serviceability && serviceability,
    rates: calls.rates && rates,
    shipments: shipmentsOf(manifest),
    labels: labelsOf(manifest),
    tracking: trackingOf(manifest),
    pickups: calls.pickup && pickups,
    manifests: manifestsOf(manifest),
    webhooks: manifest.webhooks && webhooksOf(manifest),
  };
  return Object.fromEntries(Object.entries(ports).filter(([, port]) => port !== undefined)) as Ports;
}
