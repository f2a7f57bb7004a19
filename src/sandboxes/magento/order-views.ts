/** Orders and what hangs on them, as the shop prints them: fields without a value are left out. */

import { formatDecimal, money } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import { timesQuantity } from "../../connectors/kit/sandbox/measured.ts";
import type { Doc } from "./replies.ts";
import type {
  State,
  StoredAddress,
  StoredCreditmemo,
  StoredInvoice,
  StoredItem,
  StoredOrder,
  StoredShipment,
} from "./state.ts";
import { dateText } from "./state.ts";

/** A JSON number of minor units. */
export function amount(minor: bigint, currency: string): number {
  return Number(formatDecimal(money(minor, currency)));
}

/** Every amount is told twice; the emulated shop has one currency. */
function both(fields: Readonly<Record<string, bigint>>, currency: string): Doc {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, minor]) => {
      const value = amount(minor, currency);
      return [[name, value] as const, [`base_${name}`, value] as const];
    }),
  );
}

export interface Totals {
  readonly subtotal: bigint;
  readonly discount: bigint;
  readonly tax: bigint;
  readonly grand: bigint;
}

export function totalsOf(order: StoredOrder): Totals {
  const sum = (of: (item: StoredItem) => bigint) => order.items.reduce((total, item) => total + of(item), 0n);
  const subtotal = sum((item) => timesQuantity(item.price, item.ordered));
  const discount = sum((item) => item.discount);
  const tax = sum((item) => item.tax) + order.shippingTax;
  const fixed = sum((item) => timesQuantity(item.fixedTax ?? 0n, item.ordered));
  return { subtotal, discount, tax, grand: subtotal - discount + tax + fixed + order.shipping };
}

export function orderView(order: StoredOrder): Doc {
  const totals = totalsOf(order);
  const items = order.items.map((item) => itemView(item, order));
  const tops = order.items.filter((item) => item.parentId === null);
  return compact({
    ...moneyView(order, totals),
    ...peopleView(order),
    billing_address_id: order.billing?.id ?? null,
    created_at: dateText(order.createdAt),
    updated_at: dateText(order.updatedAt),
    email_sent: 1,
    entity_id: order.id,
    ext_order_id: order.extOrderId,
    increment_id: order.number,
    is_virtual: 0,
    protect_code: "9353fa17aff73d37ff6ed2f579a8e51d",
    quote_id: order.quoteId,
    remote_ip: "127.0.0.1",
    shipping_description: "Flat Rate - Fixed",
    state: order.state,
    status: order.status,
    hold_before_state: order.held?.state ?? null,
    hold_before_status: order.held?.status ?? null,
    store_id: 1,
    store_name: "Main Website\nMain Website Store\nDefault Store View",
    total_item_count: tops.length,
    total_qty_ordered: tops.reduce((sum, item) => sum + item.ordered, 0),
    weight: 1,
    items,
    billing_address: order.billing ? addressView(order.billing, order, "billing") : null,
    payment: paymentView(order, totals),
    status_histories: order.comments.map((comment) => commentView(comment, order)),
    extension_attributes: extensionView(order, items),
  });
}

function moneyView(order: StoredOrder, totals: Totals): Doc {
  const { currency } = order;
  const amounts = {
    discount_amount: -totals.discount,
    grand_total: totals.grand,
    discount_tax_compensation_amount: 0n,
    shipping_amount: order.shipping,
    shipping_discount_amount: 0n,
    shipping_incl_tax: order.shipping + order.shippingTax,
    shipping_tax_amount: order.shippingTax,
    subtotal: totals.subtotal,
    subtotal_incl_tax: totals.subtotal + totals.tax - order.shippingTax,
    tax_amount: totals.tax,
    total_due: order.paid > 0n ? totals.grand - order.paid : totals.grand,
    ...(order.paid > 0n ? { total_paid: order.paid, total_invoiced: order.paid } : {}),
    ...(order.refunded > 0n ? { total_refunded: order.refunded, shipping_refunded: order.shippingRefunded } : {}),
    ...(order.canceledTotal === null ? {} : { total_canceled: order.canceledTotal }),
  };
  return {
    ...both(amounts, currency),
    shipping_discount_tax_compensation_amount: 0,
    base_shipping_discount_tax_compensation_amnt: 0,
    base_currency_code: currency,
    global_currency_code: currency,
    order_currency_code: currency,
    store_currency_code: currency,
    base_to_global_rate: 1,
    base_to_order_rate: 1,
    store_to_base_rate: 0,
    store_to_order_rate: 0,
  };
}

function peopleView({ customer, coupon, note }: StoredOrder): Doc {
  return {
    coupon_code: coupon?.code ?? null,
    discount_description: coupon?.title ?? null,
    applied_rule_ids: coupon ? "1" : null,
    customer_email: customer.email,
    customer_firstname: customer.first,
    customer_group_id: 0,
    customer_id: customer.id,
    customer_is_guest: customer.id === null ? 1 : 0,
    customer_lastname: customer.last,
    customer_note_notify: 1,
    customer_note: note,
  };
}

function extensionView(order: StoredOrder, items: readonly Json[]): Doc {
  const shippingInclTax = order.shipping + order.shippingTax;
  const total = both(
    {
      shipping_amount: order.shipping,
      shipping_discount_amount: 0n,
      shipping_incl_tax: shippingInclTax,
      shipping_tax_amount: order.shippingTax,
    },
    order.currency,
  );
  const address = order.shippingAddress ? { address: addressView(order.shippingAddress, order, "shipping") } : {};
  const shipping = {
    ...address,
    method: "flatrate_flatrate",
    total: { ...total, base_shipping_discount_tax_compensation_amnt: 0, shipping_discount_tax_compensation_amount: 0 },
  };
  return {
    shipping_assignments: [{ shipping, items, stock_id: 1 }],
    payment_additional_info: [{ key: "method_title", value: order.method }],
    applied_taxes: [],
    item_applied_taxes: [],
  };
}

/** Its row's name is another in the books' currency. */
function fixedTaxOf({ fixedTax, ordered }: StoredItem) {
  if (fixedTax === undefined) return {};
  const row = timesQuantity(fixedTax, ordered);
  return { weee_tax_applied_amount: fixedTax, weee_tax_applied_row_amount: row, weee_tax_applied_row_amnt: row };
}

function itemView(item: StoredItem, order: StoredOrder): Json {
  const { currency } = order;
  const gross = timesQuantity(item.price, item.ordered);
  const parent = order.items.find((one) => one.id === item.parentId);
  const own = {
    amount_refunded: 0n,
    discount_amount: item.discount,
    discount_invoiced: 0n,
    price: item.price,
    row_invoiced: 0n,
    // Net of the discount in answers, gross in the database.
    row_total: gross - item.discount,
    tax_amount: item.tax,
    tax_invoiced: 0n,
    row_total_incl_tax: gross - item.discount + item.tax,
    original_price: item.price,
    ...fixedTaxOf(item),
  };
  const top = { price_incl_tax: item.price, discount_tax_compensation_amount: 0n };
  return compact({
    ...both(parent ? own : { ...own, ...top }, currency),
    applied_rule_ids: parent ? null : order.coupon ? "1" : null,
    created_at: dateText(order.createdAt),
    discount_percent: 0,
    free_shipping: 0,
    is_qty_decimal: 0,
    is_virtual: item.isVirtual ? 1 : 0,
    item_id: item.id,
    name: item.name,
    no_discount: 0,
    order_id: order.id,
    parent_item_id: item.parentId,
    product_id: item.productId,
    product_type: item.type,
    qty_canceled: item.canceled,
    qty_invoiced: item.invoiced,
    qty_ordered: item.ordered,
    qty_refunded: item.refunded,
    qty_shipped: item.shipped,
    quote_item_id: item.id,
    row_weight: 0,
    sku: item.sku,
    store_id: 1,
    tax_percent: 0,
    updated_at: dateText(order.updatedAt),
    weight: 0.4,
    parent_item: parent ? itemView(parent, order) : null,
    extension_attributes: { itemized_taxes: [] },
  });
}

function addressView(address: StoredAddress, order: StoredOrder, kind: "billing" | "shipping"): Json {
  return compact({
    address_type: kind,
    city: address.city,
    company: address.company,
    country_id: address.country,
    email: address.email,
    entity_id: address.id,
    firstname: address.firstname,
    lastname: address.lastname,
    parent_id: order.id,
    postcode: address.postcode,
    region: address.region,
    region_code: address.region,
    street: address.street,
    telephone: address.telephone,
  });
}

function paymentView(order: StoredOrder, totals: Totals): Json {
  return {
    account_status: null,
    additional_information: [order.method],
    ...both({ amount_ordered: totals.grand, shipping_amount: order.shipping }, order.currency),
    cc_last4: null,
    entity_id: order.id,
    method: order.method,
    parent_id: order.id,
    ...(order.paid > 0n ? both({ amount_paid: order.paid }, order.currency) : {}),
  };
}

export function commentView(comment: StoredOrder["comments"][number], order: StoredOrder): Json {
  return {
    comment: comment.text,
    created_at: dateText(comment.createdAt),
    entity_id: comment.id,
    ...(comment.entity === null ? {} : { entity_name: comment.entity }),
    is_customer_notified: comment.notified,
    is_visible_on_front: comment.visible,
    parent_id: order.id,
    status: comment.status,
  };
}

export function shipmentView(state: State, shipment: StoredShipment): Json {
  const order = state.orders.get(shipment.orderId);
  return compact({
    billing_address_id: order?.billing?.id ?? null,
    created_at: dateText(shipment.createdAt),
    entity_id: shipment.id,
    increment_id: String(shipment.id).padStart(9, "0"),
    order_id: shipment.orderId,
    packages: [],
    shipping_address_id: order?.shippingAddress?.id ?? null,
    store_id: 1,
    total_qty: shipment.items.reduce((sum, item) => sum + item.qty, 0),
    updated_at: dateText(shipment.createdAt),
    items: shipment.items.map(({ id, itemId, qty }) => {
      const item = order?.items.find((one) => one.id === itemId);
      return {
        entity_id: id,
        name: item?.name ?? "",
        parent_id: shipment.id,
        price: item && order ? amount(item.price, order.currency) : 0,
        product_id: item?.productId ?? 0,
        sku: item?.sku ?? "",
        weight: 0.4,
        order_item_id: itemId,
        qty,
      };
    }),
    tracks: shipment.tracks.map((track) => trackView(track, shipment)),
    comments: [],
    extension_attributes: { source_code: shipment.source },
  });
}

export function trackView(track: StoredShipment["tracks"][number], shipment: StoredShipment): Json {
  return {
    order_id: shipment.orderId,
    created_at: dateText(track.createdAt),
    entity_id: track.id,
    parent_id: shipment.id,
    updated_at: dateText(track.createdAt),
    weight: track.weight,
    qty: track.qty,
    description: track.description,
    track_number: track.number,
    title: track.title,
    carrier_code: track.carrier,
  };
}

export function invoiceView(state: State, invoice: StoredInvoice): Json {
  return documentView(state, invoice, {
    state: 2,
    can_void_flag: 0,
    total_qty: invoice.items.reduce((sum, one) => sum + one.qty, 0),
  });
}

export function creditmemoView(state: State, memo: StoredCreditmemo): Json {
  const order = state.orders.get(memo.orderId);
  const currency = order?.currency ?? state.currency;
  const figures = both(
    {
      adjustment: memo.adjustmentPositive - memo.adjustmentNegative,
      adjustment_positive: memo.adjustmentPositive,
      adjustment_negative: memo.adjustmentNegative,
      shipping_amount: memo.shipping,
      tax_amount: memo.tax,
    },
    currency,
  );
  const comments =
    memo.comment === null
      ? []
      : [
          {
            comment: memo.comment,
            is_customer_notified: 0,
            parent_id: memo.id,
            is_visible_on_front: 0,
            entity_id: memo.id,
            created_at: dateText(memo.createdAt),
          },
        ];
  return documentView(state, memo, { state: 2, ...figures, comments });
}

function documentView(state: State, document: StoredInvoice | StoredCreditmemo, more: Doc): Json {
  const order = state.orders.get(document.orderId);
  const currency = order?.currency ?? state.currency;
  const at = { created_at: dateText(document.createdAt), updated_at: dateText(document.createdAt) };
  return compact({
    base_currency_code: currency,
    base_to_global_rate: 1,
    base_to_order_rate: 1,
    billing_address_id: order?.billing?.id ?? null,
    ...at,
    entity_id: document.id,
    global_currency_code: currency,
    ...both({ grand_total: document.total, discount_amount: 0n, discount_tax_compensation_amount: 0n }, currency),
    increment_id: String(document.id).padStart(9, "0"),
    order_currency_code: currency,
    order_id: document.orderId,
    shipping_address_id: order?.shippingAddress?.id ?? null,
    store_currency_code: currency,
    store_id: 1,
    store_to_base_rate: 0,
    store_to_order_rate: 0,
    items: document.items.map(({ id, itemId, qty }) => {
      const item = order?.items.find((one) => one.id === itemId);
      return {
        ...both({ price: item?.price ?? 0n, row_total: weighed(item?.price ?? 0n, qty) }, currency),
        ...("restocked" in document ? { base_cost: null } : {}),
        entity_id: id,
        name: item?.name ?? "",
        order_item_id: itemId,
        parent_id: document.id,
        product_id: item?.productId ?? 0,
        qty,
        sku: item?.sku ?? "",
      };
    }),
    comments: [],
    ...more,
  });
}

/** Goods sold by measure have a part of a unit's price. */
const weighed = (price: bigint, qty: number): bigint => (price * BigInt(Math.round(qty * 10_000)) + 5_000n) / 10_000n;

function compact(fields: Readonly<Record<string, Json | undefined>>): Doc {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === null || value === undefined ? [] : [[name, value]])),
  );
}
