/** What an automation can be started by, and what it is about. */

/** A parcel is an order as it is about to be packed. */
export type SubjectKind = "order" | "parcel" | "channel" | "product";

/** Groups of fields an automation can look at. */
export type FieldGroup =
  | "order"
  | "lines"
  | "stock"
  | "customer"
  | "address"
  | "channel"
  | "time"
  | "parcel"
  | "shipment"
  | "return"
  | "refund"
  | "product"
  | "place";

export interface Trigger {
  readonly subject: SubjectKind;
  readonly fields: readonly FieldGroup[];
}

const ORDER = ["order", "lines", "stock", "customer", "address", "channel", "time"] as const;
const order: Trigger = { subject: "order", fields: ORDER };
const shipment: Trigger = { subject: "order", fields: [...ORDER, "shipment"] };
const itemsReturned: Trigger = { subject: "order", fields: [...ORDER, "return"] };

const product: Trigger = { subject: "product", fields: ["product", "time"] };
/** Of one variant: fields of the product's items hold that variant's alone. */
const stock: Trigger = { subject: "product", fields: ["product", "place", "time"] };

const TRIGGERS = {
  "order.received": order,
  "order.paid": order,
  "order.edited": order,
  "order.cancelled": order,
  "order.on_hold": order,
  "order.late": order,
  "order.short": order,
  "order.in_stock": order,
  /** A parcel of it is scanned to the last item at the scan station. */
  "order.packed": order,
  "shipment.booked": shipment,
  "shipment.shipped": shipment,
  "shipment.delivered": shipment,
  "shipment.exception": shipment,
  "return.opened": itemsReturned,
  "return.received": itemsReturned,
  /** Asked about each open order at the automation's own time of day. */
  "order.daily": order,
  /** Nothing that happens: asked whenever a courier is proposed for an order. */
  "order.shipping_choice": { subject: "parcel", fields: [...ORDER, "parcel"] },
  "order.refunded": { subject: "order", fields: [...ORDER, "refund"] },
  "product.created": product,
  "product.changed": product,
  /** None was available anywhere, and now some is. */
  "stock.arrived": stock,
  "stock.low": stock,
  "channel.failing": { subject: "channel", fields: ["channel", "time"] },
} as const satisfies Readonly<Record<string, Trigger>>;

export type TriggerKey = keyof typeof TRIGGERS;

export const TRIGGER_KEYS = Object.keys(TRIGGERS) as readonly TriggerKey[] as readonly [TriggerKey, ...TriggerKey[]];

export const isTrigger = (text: unknown): text is TriggerKey =>
  typeof text === "string" && Object.hasOwn(TRIGGERS, text);

/** A trigger, without the exact types of its row. */
export const triggerOf = (key: TriggerKey): Trigger => TRIGGERS[key];
