/** Delhivery, the courier of India: the B2C interface ("CMU", Delhivery One). README.md is the map. */
import { type Connector, defineConnector, type Ports } from "../kit/contract/contract.ts";
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
import { speech } from "./words.ts";

const ports: Ports = { serviceability, rates, shipments, labels, tracking, pickups, exceptions, webhooks };

export const connector: Connector = defineConnector({
  meta,
  auth,
  classify,
  connect,
  maximum: ["serviceability", "rates", "shipments", "labels", "tracking", "pickups", "exceptions", "webhooks"],
  open: () => ports,
  ...speech,
});
