/** A courier of one's own: any HTTP JSON API that books parcels, described by a manifest instead of code. */
import type { ConnectionInfo, Connector, FieldExample, Ports } from "../../kit/contract/contract.ts";
import { defineConnector } from "../../kit/contract/contract.ts";
import { isConnectorError } from "../../kit/contract/errors.ts";
import { auth } from "../auth.ts";
import { classify } from "../classify.ts";
import { courierIn, limitsOf } from "../settings.ts";
import { catalog, english } from "../words.ts";
import { connect } from "./connect.ts";
import fleet from "./examples/fleet.json" with { type: "json" };
import { courierJsonSchema } from "./manifest.ts";
import { meta } from "./meta.ts";
import { portsOf } from "./ports.ts";
import { webhooksOf } from "./webhooks.ts";

/** Descriptions to begin with. */
const examples: readonly FieldExample[] = [
  {
    id: "fleet",
    label: english("label.fleetOwnApiKey"),
    help: english("help.quotesBookingSeveralBoxesLook"),
    value: fleet,
  },
];

/** Without a description there is a webhook handler that lets nobody in, so that an unknown address costs the same work. */
function open(connection: ConnectionInfo): Ports {
  const manifest = readable(connection);
  return manifest ? portsOf(manifest) : { webhooks: webhooksOf(null) };
}

/** A description of an older form must not keep the rest of the hub from opening the courier. */
function readable(connection: ConnectionInfo) {
  try {
    return courierIn(connection);
  } catch (error) {
    if (isConnectorError(error)) return null;
    throw error;
  }
}

export const connector: Connector = defineConnector({
  meta,
  folder: "custom_api",
  auth,
  classify,
  connect,
  limits: (connection) => (readable(connection) ? limitsOf(connection) : []),
  maximum: ["serviceability", "rates", "shipments", "labels", "tracking", "pickups", "manifests", "webhooks"],
  open,
  schemas: { manifest: courierJsonSchema },
  examples: { manifest: examples },
  ...catalog,
});
