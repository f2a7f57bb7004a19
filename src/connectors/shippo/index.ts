/** Shippo: one account, many carriers; rates, labels, tracking, cancelling. */
import { defineConnector } from "../kit/contract/contract.ts";
import { portsForAll } from "../kit/contract/ports-by.ts";
import { auth, classify, connect } from "./auth.ts";
import { labels } from "./labels.ts";
import { meta } from "./meta.ts";
import { rates } from "./quote.ts";
import { shipments } from "./shipments.ts";
import { tracking } from "./tracking.ts";
import { subscriptions, webhooks } from "./webhooks.ts";
import { catalog } from "./words.ts";

export const connector = defineConnector({
  meta,
  auth,
  classify,
  connect,
  ...portsForAll({ rates, shipments, labels, tracking, webhooks, subscriptions }),
  ...catalog,
});
