import type { Role } from "../accounts/permissions.ts";

/** What members choose by; every kind of alert belongs to one. */
export const topics = ["connections", "sync", "orders", "stock", "privacy", "other"] as const;
export type Topic = (typeof topics)[number];

const KINDS: Readonly<Partial<Record<Topic, readonly string[]>>> = {
  connections: [
    "needs_reauth",
    "connection_failing",
    "connector_missing",
    "channel_refuses",
    "orders_unread",
    "reading_stopped",
    "api_ends",
    "webhook_endpoint_disabled",
    "webhook_delivery_failed",
    "webhooks_refused",
  ],
  sync: [
    "answer_late",
    "change_failed",
    "stock_failed",
    "price_failed",
    "price_held",
    "content_failed",
    "category_failed",
    "customer_failed",
    "listing_refused",
    "requirements_changed",
    "event_failed",
    "run_failed",
    "work_failed",
    "products_blocked",
    "products_gone",
  ],
  orders: [
    "order_short",
    "held_order_shipped",
    "orders_at_risk",
    "orders_to_accept",
    "purchase_moved",
    "order_total_differs",
    "card_payment_unused",
    "gift_card_uncertain",
    "gift_card_unused",
    "lines_unlinked",
    "locations_full",
    "no_location",
    "status_unknown",
    "command_failed",
    "command_uncertain",
    "conversation_waiting",
    "reply_refused",
    "reply_unconfirmed",
    "orders_gone",
    "shipment_outdated",
    "shipment_refused",
    "shipment_stale",
    "shipment_unknown",
    "tracking_outdated",
    "invoice_failed",
    "plan_orders",
  ],
  stock: [
    "lots_expire",
    "low_stock",
    "selling_out",
    "stock_hold",
    "stock_contested",
    "stock_shared",
    "stock_undecided",
    "stock_unknown",
    "sold_in_fractions",
    "pack_sold_elsewhere",
  ],
  privacy: ["privacy_export"],
};

const TOPIC_OF = new Map(topics.flatMap((topic) => (KINDS[topic] ?? []).map((kind) => [kind, topic] as const)));

/** The topic of a kind of alert; a kind nobody has placed is "other". */
export function topicOf(kind: string): Topic {
  return TOPIC_OF.get(kind) ?? "other";
}

/** Kinds that belong to any of these topics; `others` says whether kinds nobody has placed do. */
export function kindsOf(chosen: readonly Topic[]): { readonly kinds: readonly string[]; readonly others: boolean } {
  return { kinds: chosen.flatMap((topic) => KINDS[topic] ?? []), others: chosen.includes("other") };
}

/** Every kind that belongs to a topic by name. */
export const placedKinds = [...TOPIC_OF.keys()];

export const emailRoutes = ["off", "now", "daily"] as const;
export type EmailRoute = (typeof emailRoutes)[number];

export interface Choice {
  readonly topic: Topic;
  /** Counts as unread and in badges. */
  readonly app: boolean;
  readonly email: EmailRoute;
}

/** Until somebody chooses: everything in the app; mail at once about connections and privacy to owners and admins. */
export function defaultChoice(topic: Topic, role: Role): Choice {
  const runs = role === "owner" || role === "admin";
  return { topic, app: true, email: runs && (topic === "connections" || topic === "privacy") ? "now" : "off" };
}
