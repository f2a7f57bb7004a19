/** Webhook bodies: REST resources with numeric ids, money as text and times in the shop's own offset. */
import { formatDecimal, money } from "../../commerce/money.ts";
import {
  currentTotalMinor,
  financialStatus,
  fulfilmentStatus,
  openUnits,
  outstandingMinor,
  removedUnits,
  totalMinor,
} from "./figures.ts";
import type {
  AddressRow,
  FulfilmentRow,
  Level,
  OrderLineRow,
  OrderRow,
  RefundRow,
  SandboxProductRow,
  ShopState,
} from "./state.ts";

/** The sandbox shop lives in Athens, two hours east of UTC in winter. */
const OFFSET_MS = 2 * 3_600_000;

export function shopTime(utc: string): string {
  return `${new Date(Date.parse(utc) + OFFSET_MS).toISOString().slice(0, 19)}+02:00`;
}

export function restLevel(_state: ShopState, place: { itemId: string; locationId: string }, level: Level): object {
  return {
    inventory_item_id: Number(place.itemId),
    location_id: Number(place.locationId),
    available: level.available,
    updated_at: shopTime(level.updatedAt),
    admin_graphql_api_id: `gid://shopify/InventoryLevel/${place.locationId}?inventory_item_id=${place.itemId}`,
  };
}

export function restProduct(state: ShopState, product: SandboxProductRow): object {
  const variants = product.variantIds.flatMap((id) => state.variants.get(id) ?? []);
  return {
    id: Number(product.id),
    admin_graphql_api_id: `gid://shopify/Product/${product.id}`,
    title: product.title,
    body_html: product.descriptionHtml,
    vendor: product.vendor,
    handle: product.handle,
    status: product.status.toLowerCase(),
    tags: product.tags.join(", "),
    created_at: shopTime(product.createdAt),
    updated_at: shopTime(product.updatedAt),
    variants: variants.map((variant) => ({
      id: Number(variant.id),
      admin_graphql_api_id: `gid://shopify/ProductVariant/${variant.id}`,
      product_id: Number(product.id),
      inventory_item_id: Number(variant.itemId),
      sku: variant.sku,
      price: variant.price,
      compare_at_price: variant.compareAtPrice,
      barcode: variant.barcode,
      position: variant.position,
      updated_at: shopTime(variant.updatedAt),
    })),
  };
}

function bagOf(order: OrderRow, minor: bigint) {
  const value = { amount: amountOf(order, minor), currency_code: order.currency };
  return { shop_money: value, presentment_money: value };
}

function amountOf(order: OrderRow, minor: bigint): string {
  return formatDecimal(money(minor, order.currency));
}

function landingSite({ visit }: OrderRow): string | null {
  if (visit === null) return null;
  const { source, medium, campaign } = visit;
  return `/?${new URLSearchParams({ utm_source: source, utm_medium: medium, utm_campaign: campaign })}`;
}

export function restOrder(state: ShopState, order: OrderRow): object {
  return {
    id: Number(order.id),
    admin_graphql_api_id: `gid://shopify/Order/${order.id}`,
    name: order.name,
    created_at: shopTime(order.createdAt),
    processed_at: shopTime(order.createdAt),
    updated_at: shopTime(order.updatedAt),
    cancelled_at: order.cancelledAt ? shopTime(order.cancelledAt) : null,
    cancel_reason: order.cancelReason?.toLowerCase() ?? null,
    closed_at: order.closedAt ? shopTime(order.closedAt) : null,
    ...restStatus(order),
    ...restTotals(order),
    email: order.email,
    phone: order.phone,
    note: order.note,
    tags: order.tags.join(", "),
    test: false,
    source_identifier: order.sourceIdentifier,
    landing_site: landingSite(order),
    customer: restCustomer(state, order),
    shipping_address: restAddress(order.address),
    billing_address: restAddress(order.address),
    line_items: order.lines.map((line) => restLine(state, order, line)),
    fulfillments: order.fulfilments.map((entry) => restFulfilment(order, entry)),
    refunds: order.refunds.map((refund) => restRefund(order, refund)),
  };
}

function restStatus(order: OrderRow): object {
  const fulfilment = fulfilmentStatus(order);
  const texts: Readonly<Record<string, string>> = { FULFILLED: "fulfilled", PARTIALLY_FULFILLED: "partial" };
  return {
    financial_status: financialStatus(order).toLowerCase(),
    fulfillment_status: texts[fulfilment] ?? null,
    payment_gateway_names: order.gateways,
  };
}

function restTotals(order: OrderRow): object {
  const total = totalMinor(order);
  const shipping = order.shipping.reduce((sum, line) => sum + line.minor, 0n);
  return {
    currency: order.currency,
    presentment_currency: order.currency,
    taxes_included: false,
    subtotal_price: amountOf(order, total - shipping),
    subtotal_price_set: bagOf(order, total - shipping),
    total_discounts: amountOf(order, 0n),
    total_discounts_set: bagOf(order, 0n),
    total_tax: amountOf(order, 0n),
    total_tax_set: bagOf(order, 0n),
    total_price: amountOf(order, total),
    total_price_set: bagOf(order, total),
    current_total_price: amountOf(order, currentTotalMinor(order)),
    total_outstanding: amountOf(order, outstandingMinor(order)),
    shipping_lines: order.shipping.map((line) => ({
      id: Number(line.id),
      title: line.title,
      price: amountOf(order, line.minor),
      price_set: bagOf(order, line.minor),
      discount_allocations: [],
      tax_lines: [],
    })),
  };
}

function restCustomer(state: ShopState, order: OrderRow): object | null {
  const customer = order.customerId === null ? undefined : state.customers.get(order.customerId);
  if (!customer) return null;
  const { firstName, lastName, email, phone } = customer;
  return { id: Number(customer.id), first_name: firstName, last_name: lastName, email, phone };
}

function restFulfilment(order: OrderRow, entry: FulfilmentRow): object {
  return {
    id: Number(entry.id),
    order_id: Number(order.id),
    status: entry.status.toLowerCase(),
    shipment_status: null,
    created_at: shopTime(entry.createdAt),
    location_id: Number(entry.locationId),
    tracking_company: entry.tracking[0]?.company ?? null,
    tracking_numbers: entry.tracking.flatMap((info) => info.number ?? []),
    tracking_url: entry.tracking[0]?.url ?? null,
    line_items: entry.lines.map((line) => ({ id: Number(line.lineId), quantity: line.quantity })),
  };
}

function restLine(state: ShopState, order: OrderRow, line: OrderLineRow): object {
  const variant = line.variantId === null ? undefined : state.variants.get(line.variantId);
  const price = { amount: line.price, currency_code: order.currency };
  const current = line.quantity - removedUnits(order, line.id);
  return {
    id: Number(line.id),
    admin_graphql_api_id: `gid://shopify/LineItem/${line.id}`,
    variant_id: variant ? Number(variant.id) : null,
    product_id: variant ? Number(variant.productId) : null,
    title: line.title,
    variant_title: line.variantTitle,
    sku: line.sku,
    quantity: line.quantity,
    current_quantity: current,
    fulfillable_quantity: openUnits(order, line.id),
    requires_shipping: line.requiresShipping,
    gift_card: (variant && state.products.get(variant.productId)?.isGiftCard) ?? false,
    price: line.price,
    price_set: { shop_money: price, presentment_money: price },
    total_discount: "0.00",
    discount_allocations: [],
    tax_lines: [],
  };
}

export function restRefund(order: OrderRow, refund: RefundRow): object {
  const amount = formatDecimal(money(refund.minor, order.currency));
  return {
    id: Number(refund.id),
    admin_graphql_api_id: `gid://shopify/Refund/${refund.id}`,
    order_id: Number(order.id),
    created_at: shopTime(refund.createdAt),
    processed_at: shopTime(refund.createdAt),
    note: refund.note,
    transactions: refund.minor > 0n ? [{ kind: "refund", status: "success", amount, currency: order.currency }] : [],
    refund_line_items: refund.lines.map((line) => ({
      line_item_id: Number(line.lineId),
      quantity: line.quantity,
      restock_type: line.restockType.toLowerCase(),
      location_id: line.locationId ? Number(line.locationId) : null,
    })),
  };
}

function restAddress(address: AddressRow | null): object | null {
  if (!address) return null;
  return {
    first_name: address.firstName,
    last_name: address.lastName,
    name: [address.firstName, address.lastName].filter(Boolean).join(" "),
    company: address.company,
    address1: address.address1,
    address2: address.address2,
    city: address.city,
    province_code: address.provinceCode,
    zip: address.zip,
    country_code: address.countryCode,
    phone: address.phone,
  };
}

export function restShop(state: ShopState): object {
  return {
    id: 548380009,
    name: state.name,
    domain: state.domain,
    myshopify_domain: state.domain,
    currency: state.currency,
  };
}
