/** A shop of one's own: any HTTP JSON API, described by a manifest instead of code. */

import type { ConnectionInfo, Connector, Ports } from "../kit/contract/contract.ts";
import { defineConnector } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import { SHOP_PORTS } from "../kit/contract/ports-by.ts";
import { auth } from "./auth.ts";
import { classify } from "./classify.ts";
import { connect } from "./connect.ts";
import { gallery } from "./gallery.ts";
import { manifestJsonSchema } from "./manifest.ts";
import { meta } from "./meta.ts";
import { portsOf } from "./ports.ts";
import { limitsOf, manifestIn, pushDefaultsOf } from "./settings.ts";
import { webhooksOf } from "./webhooks.ts";
import { catalog } from "./words.ts";

/** Without a description there is a webhook handler that lets nobody in, so that an unknown address costs the same work. */
function open(connection: ConnectionInfo): Ports {
  const manifest = readable(connection);
  return manifest ? portsOf(manifest, pushDefaultsOf({ connection })) : { webhooks: webhooksOf(null) };
}

/** A description of an older form must not keep the rest of the hub from opening the store. */
function readable(connection: ConnectionInfo) {
  try {
    return manifestIn(connection);
  } catch (error) {
    if (isConnectorError(error)) return null;
    throw error;
  }
}

export const connector: Connector = defineConnector({
  meta,
  auth,
  classify,
  connect,
  limits: (connection) => (readable(connection) ? limitsOf(connection) : []),
  maximum: [...SHOP_PORTS, "discounts", "giftCards", "webhooks", "inbound"],
  open,
  schemas: { manifest: manifestJsonSchema },
  examples: { manifest: gallery },
  ...catalog,
});
