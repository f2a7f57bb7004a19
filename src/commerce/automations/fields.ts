/** What conditions and placeholders can name. */
import { CHANNEL_DOUBTS, HOLD_REASONS } from "../order-holds.ts";
import { ORDER_PRIORITIES } from "../order-priority.ts";
import { FINANCIAL_STATUSES, FULFILMENT_STATUSES, ORDER_STATUSES, SHIPMENT_STATUSES } from "../statuses.ts";
import type { FieldKind } from "./operators.ts";
import type { FieldGroup } from "./triggers.ts";

/** Texts that are ids of something the organization has: an editor offers a list. */
export type ReferenceKind =
  | "channel"
  | "courier"
  | "location"
  | "member"
  | "message_template"
  | "package"
  | "webhook_endpoint";

/** Rights that some fields need besides `view`, as roles and keys have them. */
export type FieldRight = "view_costs" | "view_profit";

export interface Field {
  readonly group: FieldGroup;
  readonly kind: FieldKind;
  /** A text that is one of these. */
  readonly choices?: readonly string[];
  /** A text that is an id of one of these. */
  readonly reference?: ReferenceKind;
  /** Spaces and hyphens in it do not count. */
  readonly isPostcode?: true;
  /** Who has not this right reads nothing of it. */
  readonly needs?: FieldRight;
}

const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

const as = (group: FieldGroup, kind: FieldKind) => ({ group, kind });
const oneOf = (group: FieldGroup, choices: readonly string[]) => ({ group, kind: "text", choices }) as const;

const PRODUCT_KINDS = ["goods", "virtual", "group", "external"] as const;

const FIELDS = {
  "order.number": as("order", "text"),
  "order.status": oneOf("order", ORDER_STATUSES),
  "order.payment": oneOf("order", FINANCIAL_STATUSES),
  "order.fulfilment": oneOf("order", FULFILMENT_STATUSES),
  "order.channel_status": as("order", "text"),
  "order.payment_kind": oneOf("order", ["prepaid", "cod", "unknown"]),
  "order.payment_method": as("order", "text"),
  "order.total": as("order", "money"),
  "order.subtotal": as("order", "money"),
  "order.discount": as("order", "money"),
  "order.shipping": as("order", "money"),
  "order.tax": as("order", "money"),
  "order.refunded": as("order", "money"),
  /** After goods, fees and shipping, in the organization's currency; not known until it has been calculated. */
  "order.profit": { group: "order", kind: "money", needs: "view_profit" },
  "order.currency": as("order", "text"),
  "order.tags": as("order", "list"),
  "order.discount_codes": as("order", "list"),
  "order.note": as("order", "text"),
  "order.priority": oneOf("order", ORDER_PRIORITIES),
  "order.assignee": { group: "order", kind: "text", reference: "member" },
  "order.placed_at": as("order", "date"),
  "order.ship_by": as("order", "date"),
  /** What its channel doubts of it; not known where it doubts nothing. */
  "order.risk": oneOf("order", CHANNEL_DOUBTS),
  /** Why it is on hold; not known of one that is not. */
  "order.hold_reason": oneOf("order", HOLD_REASONS),
  /** Where it ships from. */
  "order.locations": { group: "order", kind: "list", reference: "location" },
  "order.is_manual": as("order", "boolean"),
  /** Its channel waits for the seller to accept it. */
  "order.awaits_acceptance": as("order", "boolean"),
  "order.is_short": as("order", "boolean"),
  "order.has_unlinked_items": as("order", "boolean"),
  "order.is_pickup": as("order", "boolean"),
  /** Of all units; not known while an item has no weight. */
  "order.weight_grams": as("order", "number"),
  "order.units": as("lines", "number"),
  "lines.count": as("lines", "number"),
  "lines.skus": as("lines", "list"),
  "lines.titles": as("lines", "list"),
  "lines.brands": as("lines", "list"),
  "lines.product_tags": as("lines", "list"),
  "lines.most_units": as("lines", "number"),
  "lines.highest_price": as("lines", "money"),
  /** The fewest available of one of its items, at all locations. */
  "stock.lowest_available": as("stock", "number"),
  "customer.name": as("customer", "text"),
  "customer.email": as("customer", "text"),
  "customer.phone": as("customer", "text"),
  /** Those of the customer, not of the order; not known of an order without one. */
  "customer.tags": as("customer", "list"),
  /** With this one. */
  "customer.orders": as("customer", "number"),
  "customer.orders_1_day": as("customer", "number"),
  "customer.orders_7_days": as("customer", "number"),
  "customer.orders_30_days": as("customer", "number"),
  "customer.is_first_order": as("customer", "boolean"),
  "address.name": as("address", "text"),
  "address.company": as("address", "text"),
  "address.street": as("address", "text"),
  "address.city": as("address", "text"),
  "address.region": as("address", "text"),
  "address.postcode": { group: "address", kind: "text", isPostcode: true },
  "address.country": as("address", "text"),
  "address.billing_country": as("address", "text"),
  "channel.id": { group: "channel", kind: "text", reference: "channel" },
  "channel.name": as("channel", "text"),
  "channel.platform": as("channel", "text"),
  /** By the organization's time zone, when the event happened. */
  "time.weekday": oneOf("time", WEEKDAYS),
  "time.hour": as("time", "number"),
  /** With its packaging. */
  "parcel.weight_grams": as("parcel", "number"),
  /** Of the goods in it. */
  "parcel.value": as("parcel", "money"),
  /** cod: something is collected for it. */
  "parcel.payment": oneOf("parcel", ["prepaid", "cod"]),
  "parcel.skus": as("parcel", "list"),
  "shipment.courier": { group: "shipment", kind: "text", reference: "courier" },
  "shipment.carrier": as("shipment", "text"),
  "shipment.service": as("shipment", "text"),
  "shipment.status": oneOf("shipment", SHIPMENT_STATUSES),
  "shipment.tracking_number": as("shipment", "text"),
  "return.number": as("return", "text"),
  "return.reason": as("return", "text"),
  "refund.amount": as("refund", "money"),
  "refund.reason": as("refund", "text"),
  "product.title": as("product", "text"),
  "product.brand": as("product", "text"),
  "product.type": oneOf("product", PRODUCT_KINDS),
  "product.tags": as("product", "list"),
  "product.categories": as("product", "list"),
  "product.is_active": as("product", "boolean"),
  "product.created_at": as("product", "date"),
  "product.images": as("product", "number"),
  /** Channels it is listed on. */
  "product.channels": { group: "product", kind: "list", reference: "channel" },
  "product.variants": as("product", "number"),
  "product.skus": as("product", "list"),
  "product.barcodes": as("product", "list"),
  /** Of its variants' prices; not known while one has none. */
  "product.lowest_price": as("product", "money"),
  "product.highest_price": as("product", "money"),
  /** Not known while the cost of one is not. */
  "product.highest_cost": { group: "product", kind: "money", needs: "view_costs" },
  /** Percent of the price that is left after the cost; of several variants the least. */
  "product.lowest_margin": { group: "product", kind: "number", needs: "view_costs" },
  /** Available at all locations, of all its variants. */
  "product.available": as("product", "number"),
  /** Null: low by its pace at all locations together. */
  "place.location": { group: "place", kind: "text", reference: "location" },
  "place.available": as("place", "number"),
  "place.reorder_point": as("place", "number"),
} as const satisfies Readonly<Record<string, Field>>;

export type FieldKey = keyof typeof FIELDS;

export const FIELD_KEYS = Object.keys(FIELDS) as readonly FieldKey[] as readonly [FieldKey, ...FieldKey[]];

export const isField = (text: unknown): text is FieldKey => typeof text === "string" && Object.hasOwn(FIELDS, text);

/** A field, without the exact types of its row. */
export const fieldOf = (key: FieldKey): Field => FIELDS[key];
