/** What descriptors of one kind of connector have in common. */
import type { ConnectorMeta } from "./contract.ts";

/** A marketplace that tells its topics apart by header or body. */
export const marketplace = {
  kind: "commerce",
  section: "marketplaces",
  topicRouting: "request",
} as const satisfies Partial<ConnectorMeta>;

/** A shop system that tells its topics apart by header or body. */
export const webshop = {
  kind: "commerce",
  section: "stores",
  topicRouting: "request",
} as const satisfies Partial<ConnectorMeta>;

/** A courier signed in to with keys; it has no orders of its own. */
export const courier = {
  kind: "logistics",
  section: "logistics",
  connectType: "api_key",
  orderPrefix: "",
  orderHistory: { days: "none" },
} as const satisfies Partial<ConnectorMeta>;

/** Of a courier's form: whether parcels are real ones. */
export const COURIER_ENVIRONMENT = {
  id: "environment",
  type: "select",
  required: true,
  defaultValue: "production",
  options: ["production", "staging"],
} as const;

/** An advertising account: no orders, and nothing it calls about. */
export const adAccount = {
  kind: "marketing",
  section: "marketing",
  topics: [],
  topicRouting: "request",
  orderPrefix: "",
  orderHistory: { days: "none" },
} as const satisfies Partial<ConnectorMeta>;
