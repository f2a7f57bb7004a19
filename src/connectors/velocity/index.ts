/** Velocity Shipping, an aggregator of couriers in India; the same under its former name, Shipfast. README.md is the map. */
import { underAnotherName } from "../kit/contract/another-name.ts";
import { type Connector, defineConnector } from "../kit/contract/contract.ts";
import { portsForAll } from "../kit/contract/ports-by.ts";
import { auth, connect } from "./auth.ts";
import { shipments } from "./booking.ts";
import { classify } from "./classify.ts";
import { charges, remittance } from "./finance.ts";
import { labels } from "./labels.ts";
import { meta } from "./meta.ts";
import { serviceability } from "./serviceability.ts";
import { tracking } from "./tracking.ts";
import { webhooks } from "./webhooks.ts";
import { catalog } from "./words.ts";

export const connector: Connector = defineConnector({
  meta,
  auth,
  classify,
  connect,
  ...portsForAll({ serviceability, shipments, labels, tracking, charges, remittance, webhooks }),
  ...catalog,
});

export const shipfast: Connector = underAnotherName(connector, {
  id: "shipfast",
  name: "Shipfast (now Velocity Shipping)",
  docs: "docs/providers/shipfast.md",
});
