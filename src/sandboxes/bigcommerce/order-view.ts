/** Orders as V2 prints them: bare, money with four decimals, times as RFC 2822. */
import { rfc2822 } from "./replies.ts";
import type { Amount, Line, Order, Shipment, State } from "./state.ts";
import { fourDecimals, numberOf } from "./state.ts";

export const STATUS_NAMES: readonly string[] = [
  "Incomplete",
  "Pending",
  "Shipped",
  "Partially Shipped",
  "Refunded",
  "Cancelled",
  "Declined",
  "Awaiting Payment",
  "Awaiting Pickup",
  "Awaiting Shipment",
  "Completed",
  "Awaiting Fulfillment",
  "Manual Verification Required",
  "Disputed",
  "Partially Refunded",
];

/** Inline lines stop where the lines' own route ends its first page; nobody says that they go on. */
const INLINE_LINES = 50;

function subtotalOf(order: Order): Amount {
  return order.lines.reduce((sum, line) => sum + line.price * BigInt(line.quantity), 0n);
}

export function totalOf(order: Order): Amount {
  return subtotalOf(order) - order.discount + order.shipping;
}

export function refundedOf(order: Order): Amount {
  return order.refunds.reduce((sum, refund) => sum + refund.amount, 0n);
}

const sum = (lines: readonly Line[], of: (line: Line) => number) => lines.reduce((total, line) => total + of(line), 0);

export const addressOf = (order: Order, line: Line): number => line.addressId ?? order.addressId;

export function lineView(order: Order, line: Line): object {
  const price = fourDecimals(line.price);
  const total = fourDecimals(line.price * BigInt(line.quantity));
  return {
    id: line.id,
    order_id: order.id,
    product_id: line.productId,
    variant_id: line.variantId,
    order_address_id: addressOf(order, line),
    order_pickup_method_id: 0,
    name: line.name,
    name_customer: line.name,
    name_merchant: line.name,
    sku: line.sku,
    type: "physical",
    base_price: price,
    price_ex_tax: price,
    price_inc_tax: price,
    price_tax: "0.0000",
    base_total: total,
    total_ex_tax: total,
    total_inc_tax: total,
    total_tax: "0.0000",
    quantity: line.quantity,
    quantity_shipped: line.shipped,
    quantity_refunded: line.refunded,
    is_refunded: line.refunded > 0,
    refund_amount: fourDecimals(line.price * BigInt(line.refunded)),
    applied_discounts: [],
    product_options: [],
    configurable_fields: [],
    external_id: null,
    parent_order_product_id: line.parentId,
    is_bundled_product: line.parentId !== null,
  };
}

function moneyFields(order: Order): object {
  const [subtotal, total] = [fourDecimals(subtotalOf(order)), fourDecimals(totalOf(order))];
  const shipping = fourDecimals(order.shipping);
  return {
    subtotal_ex_tax: subtotal,
    subtotal_inc_tax: subtotal,
    subtotal_tax: "0.0000",
    base_shipping_cost: shipping,
    shipping_cost_ex_tax: shipping,
    shipping_cost_inc_tax: shipping,
    shipping_cost_tax: "0.0000",
    handling_cost_ex_tax: "0.0000",
    handling_cost_inc_tax: "0.0000",
    wrapping_cost_ex_tax: "0.0000",
    wrapping_cost_inc_tax: "0.0000",
    total_ex_tax: total,
    total_inc_tax: total,
    total_tax: "0.0000",
    discount_amount: fourDecimals(order.discount),
    coupon_discount: "0.0000",
    refunded_amount: fourDecimals(refundedOf(order)),
    store_credit_amount: "0.0000",
    gift_certificate_amount: "0.0000",
  };
}

function consignments(order: Order): object {
  const groups = Map.groupBy(order.lines, (line) => addressOf(order, line));
  return {
    pickups: [],
    shipping: [...groups].map(([addressId, lines], index) => {
      const cost = index === 0 ? numberOf(order.shipping) : 0;
      return {
        id: addressId,
        ...order.address,
        form_fields: [],
        line_items: lines.slice(0, INLINE_LINES).map((line) => lineView(order, line)),
        items_total: sum(lines, (line) => line.quantity),
        items_shipped: sum(lines, (line) => line.shipped),
        shipping_method: "Flat Rate",
        base_cost: cost,
        cost_ex_tax: cost,
        cost_inc_tax: cost,
        cost_tax: 0,
      };
    }),
    downloads: [],
    email: { gift_certificates: [] },
  };
}

function link(state: State, order: Order, name: string): object {
  return {
    url: `https://api.bigcommerce.com/stores/${state.hash}/v2/orders/${order.id}/${name}`,
    resource: `/orders/${order.id}/${name}`,
  };
}

/** Without `include` lines and addresses are links only. */
export function orderView(state: State, order: Order, inline: boolean): object {
  return {
    id: order.id,
    customer_id: order.customerId,
    date_created: rfc2822(order.created),
    date_modified: rfc2822(order.modified),
    date_shipped: order.shipments[0] ? rfc2822(order.shipments[0].created) : "",
    status_id: order.statusId,
    status: STATUS_NAMES[order.statusId] ?? "",
    custom_status: STATUS_NAMES[order.statusId] ?? "",
    ...moneyFields(order),
    items_total: sum(order.lines, (line) => line.quantity),
    items_shipped: sum(order.lines, (line) => line.shipped),
    payment_method: order.method,
    payment_provider_id: "",
    payment_status: order.paymentStatus,
    currency_code: state.currency,
    default_currency_code: state.currency,
    store_default_currency_code: state.currency,
    is_tax_inclusive_pricing: false,
    order_is_digital: false,
    staff_notes: order.notes,
    customer_message: order.message,
    channel_id: 1,
    external_id: null,
    external_source: order.externalSource,
    external_order_id: order.externalId,
    is_deleted: order.deleted,
    billing_address: { ...order.billing, form_fields: [] },
    products: link(state, order, "products"),
    shipping_addresses: link(state, order, "shipping_addresses"),
    coupons: link(state, order, "coupons"),
    consignments: inline ? consignments(order) : link(state, order, "consignments"),
    fees: inline ? [] : link(state, order, "fees"),
  };
}

export function shipmentView(order: Order, shipment: Shipment): object {
  const [first] = order.lines.filter(({ id }) => shipment.items.some(({ lineId }) => lineId === id));
  return {
    id: shipment.id,
    order_id: order.id,
    customer_id: order.customerId,
    order_address_id: first ? addressOf(order, first) : order.addressId,
    date_created: rfc2822(shipment.created),
    tracking_number: shipment.fields["tracking_number"] ?? "",
    merchant_shipping_cost: "0.0000",
    shipping_method: "Flat Rate",
    shipping_provider: shipment.fields["shipping_provider"] ?? "",
    tracking_carrier: shipment.fields["tracking_carrier"] ?? "",
    tracking_link: shipment.fields["tracking_link"] ?? "",
    comments: shipment.fields["comments"] ?? "",
    billing_address: order.billing,
    shipping_address: order.address,
    items: shipment.items.map(({ lineId, quantity }) => ({
      order_product_id: lineId,
      product_id: order.lines.find(({ id }) => id === lineId)?.productId ?? 0,
      quantity,
    })),
    shipping_provider_display_name: "",
    generated_tracking_link: "",
  };
}
