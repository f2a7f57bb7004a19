/** Delhivery, the courier of India: the B2C interface ("CMU", Delhivery One). README.md is the map. */
import { type Connector, defineConnector } from "../kit/contract/contract.ts";
import { portsForAll } from "../kit/contract/ports-by.ts";
import { auth, connect } from "./auth.ts";
import { shipments } from "./booking.ts";
import { classify } from "./classify.ts";
import { exceptions } from "./exceptions.ts";
import { labels } from "./labels.ts";
import { meta } from "./meta.ts";
import { pickups } from "./pickups.ts";
import { rates } from "./rates.ts";
import { serviceability } from "./serviceability.ts";
import { tracking } from "./tracking.ts";
import { webhooks } from "./webhooks.ts";
import { catalog } from "./words.ts";

export const connector: Connector = defineConnector({
  meta,
  auth,
  classify,
  connect,
  ...portsForAll({ serviceability, rates, shipments, labels, tracking, pickups, exceptions, webhooks }),
  ...catalog,
});
