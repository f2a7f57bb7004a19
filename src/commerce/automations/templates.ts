/** Usual wishes as automations to begin with. A name of a tag or a place is the seller's to change. */
import { type AutomationAction, type AutomationDefinition, type Condition, DEFAULT_LIMITS } from "./definition.ts";
import type { TriggerKey } from "./triggers.ts";

export interface AutomationTemplate {
  readonly key: string;
  readonly automation: AutomationDefinition;
}

interface OrderRequest {
  readonly key: string;
  readonly name: string;
  readonly trigger: TriggerKey;
  readonly when?: Condition;
  readonly actions: readonly AutomationAction[];
}

const tag = (...tags: readonly string[]): AutomationAction => ({ do: "add_tags", tags });
const priority = (level: "high" | "low"): AutomationAction => ({ do: "set_priority", priority: level });
const hold = (reason: string, more: Readonly<Record<string, string | number>> = {}): AutomationAction => ({
  do: "hold_order",
  reason,
  ...more,
});
const task = (title: string, text = ""): AutomationAction => ({
  do: "create_task",
  title,
  ...(text !== "" && { text }),
});
const euros = (minor: number) => ({ minor, currency: "EUR" });

const ORDER_REQUESTS: readonly OrderRequest[] = [
  {
    key: "large_orders_first",
    name: "Large orders first",
    trigger: "order.received",
    when: { field: "order.total", is: "at_least", value: euros(20_000) },
    actions: [priority("high"), tag("large")],
  },
  {
    key: "first_order",
    name: "Mark first orders",
    trigger: "order.received",
    when: { field: "customer.is_first_order", is: "is", value: true },
    actions: [tag("first order")],
  },
  {
    key: "returning_customer",
    name: "Mark good customers",
    trigger: "order.received",
    when: { field: "customer.orders", is: "at_least", value: 5 },
    actions: [tag("good customer"), priority("high")],
  },
  {
    key: "gift_note",
    name: "Gifts with a note",
    trigger: "order.received",
    when: {
      any: [
        { field: "order.note", is: "contains", value: "gift" },
        { field: "lines.product_tags", is: "has_any", value: ["gift"] },
      ],
    },
    actions: [tag("gift")],
  },
  {
    key: "express",
    name: "Express on the same day",
    trigger: "order.received",
    when: { field: "order.tags", is: "has_any", value: ["express"] },
    actions: [priority("high"), { do: "set_ship_by", hours: 8 }],
  },
  {
    key: "cod_large",
    name: "Hold large cash on delivery",
    trigger: "order.received",
    when: {
      all: [
        { field: "order.payment_kind", is: "is", value: "cod" },
        { field: "order.total", is: "at_least", value: euros(15_000) },
      ],
    },
    actions: [
      hold("payment"),
      task("Confirm order {{order.number}} by phone", "{{customer.name}}, {{customer.phone}}"),
    ],
  },
  {
    key: "hold_unpaid",
    name: "Hold unpaid orders until they are paid",
    trigger: "order.received",
    when: { field: "order.payment", is: "is", value: "pending" },
    actions: [hold("payment", { until: "paid" })],
  },
  {
    key: "many_orders_in_a_day",
    name: "Many orders of one customer in a day",
    trigger: "order.received",
    when: { field: "customer.orders_1_day", is: "at_least", value: 4 },
    actions: [hold("fraud"), task("Check order {{order.number}}: {{customer.orders_1_day}} orders in a day")],
  },
  {
    key: "countries_differ",
    name: "Billing and delivery in different countries",
    trigger: "order.received",
    when: {
      all: [
        { field: "address.country", is: "is", value: "DE" },
        { field: "address.billing_country", is: "is_not", value: "DE" },
      ],
    },
    actions: [tag("check address"), hold("address", { hours: 24 })],
  },
  {
    key: "no_street",
    name: "Address without a street",
    trigger: "order.received",
    when: { field: "address.street", is: "is_empty" },
    actions: [hold("address"), task("Complete the address of order {{order.number}}")],
  },
  {
    key: "wholesale",
    name: "Wholesale orders",
    trigger: "order.received",
    when: { field: "order.units", is: "at_least", value: 50 },
    actions: [tag("wholesale"), priority("low")],
  },
  {
    key: "heavy",
    name: "Heavy parcels",
    trigger: "order.received",
    when: { field: "order.weight_grams", is: "at_least", value: 30_000 },
    actions: [tag("freight"), task("Order {{order.number}} needs freight")],
  },
  {
    key: "insure_valuable",
    name: "Insure valuable orders",
    trigger: "order.received",
    when: { field: "order.total", is: "more_than", value: euros(20_000) },
    actions: [{ do: "insure" }],
  },
  {
    key: "weekend",
    name: "Weekend orders",
    trigger: "order.received",
    when: { field: "time.weekday", is: "one_of", value: ["saturday", "sunday"] },
    actions: [tag("weekend")],
  },
  {
    key: "unlinked_items",
    name: "Unlinked items",
    trigger: "order.received",
    when: { field: "order.has_unlinked_items", is: "is", value: true },
    actions: [task("Link the items of order {{order.number}}")],
  },
  {
    key: "accept_in_stock",
    name: "Accept orders whose items are in stock",
    trigger: "order.received",
    when: {
      all: [
        { field: "order.awaits_acceptance", is: "is", value: true },
        { field: "order.is_short", is: "is", value: false },
        { field: "order.has_unlinked_items", is: "is", value: false },
      ],
    },
    actions: [{ do: "set_status", status: "confirmed" }],
  },
  {
    key: "short",
    name: "Tell customers that an item is missing",
    trigger: "order.short",
    actions: [
      tag("waiting for stock"),
      {
        do: "mail_customer",
        subject: "Your order {{order.number}}",
        text: "An item of your order {{order.number}} is out of stock at the moment. We ship it as soon as it is here.",
      },
    ],
  },
  {
    key: "ship_what_is_there",
    name: "Ship what is in stock",
    trigger: "order.short",
    actions: [{ do: "split_order", by: "availability" }],
  },
  {
    key: "gift_above",
    name: "Gift with large orders",
    trigger: "order.paid",
    when: { field: "order.total", is: "at_least", value: euros(10_000) },
    // The seller's own SKU takes its place.
    actions: [{ do: "add_gift", sku: "GIFT" }],
  },
  {
    key: "in_stock",
    name: "Stock arrived",
    trigger: "order.in_stock",
    actions: [{ do: "remove_tags", tags: ["waiting for stock"] }, priority("high"), { do: "release_order" }],
  },
  {
    key: "late",
    name: "Late orders",
    trigger: "order.late",
    actions: [priority("high"), task("Order {{order.number}} is late")],
  },
  {
    key: "print_when_booked",
    name: "Print papers of booked orders",
    trigger: "shipment.booked",
    actions: [{ do: "print_papers", papers: "label_slip" }],
  },
  {
    key: "delivered",
    name: "Thank customers for their first order",
    trigger: "shipment.delivered",
    when: { field: "customer.is_first_order", is: "is", value: true },
    actions: [
      {
        do: "mail_customer",
        subject: "Your order {{order.number}} arrived",
        text: "Thank you for your first order, {{customer.name}}. Reply to this e-mail if anything is not right.",
      },
    ],
  },
  {
    key: "exception",
    name: "Delivery problems",
    trigger: "shipment.exception",
    actions: [tag("delivery problem"), task("Parcel {{shipment.tracking_number}} of order {{order.number}} is stuck")],
  },
  {
    key: "return_opened",
    name: "Returns of valuable orders",
    trigger: "return.opened",
    when: { field: "order.total", is: "at_least", value: euros(10_000) },
    actions: [task("Check return {{return.number}} of order {{order.number}}", "{{return.reason}}")],
  },
  {
    key: "new_product_check",
    name: "Check new products",
    trigger: "product.created",
    when: {
      any: [
        { field: "product.images", is: "is", value: 0 },
        { field: "product.barcodes", is: "is_empty" },
      ],
    },
    actions: [tag("to complete"), task("Complete {{product.title}}", "It has no image or no barcode.")],
  },
  {
    key: "low_margin",
    name: "Products with a low margin",
    trigger: "product.changed",
    when: { field: "product.lowest_margin", is: "less_than", value: 10 },
    actions: [tag("low margin"), task("{{product.title}} has a margin of {{product.lowest_margin}} %")],
  },
  {
    key: "low_stock_task",
    name: "Low stock",
    trigger: "stock.low",
    actions: [task("Order {{product.title}} again", "{{product.skus}}: {{product.available}} left.")],
  },
  {
    key: "back_in_stock",
    name: "Back in stock",
    trigger: "stock.arrived",
    when: { field: "product.tags", is: "has_any", value: ["sold out"] },
    actions: [{ do: "remove_tags", tags: ["sold out"] }, { do: "clear_channel_price" }],
  },
  {
    key: "channel_failing",
    name: "A channel fails",
    trigger: "channel.failing",
    actions: [task("{{channel.name}} does not respond", "Check the connection before orders are missed.")],
  },
];

export const AUTOMATION_TEMPLATES: readonly AutomationTemplate[] = ORDER_REQUESTS.map(({ key, ...orderRequest }) => ({
  key,
  automation: { ...orderRequest, channels: null, stopHere: false, limits: DEFAULT_LIMITS },
}));
