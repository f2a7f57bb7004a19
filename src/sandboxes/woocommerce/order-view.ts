/** Orders, their lines and refunds as the REST API prints them. */
import { minorText, rounded, shownMinor, unitNumber, unpadded } from "./decimals.ts";
import type { View } from "./product-view.ts";
import { links } from "./rest.ts";
import type { Line, Obj, Order, Product, Refund, Shop } from "./state.ts";
import { decimalsOf, setting } from "./state.ts";
import { datePair } from "./time.ts";

/** Symbols by currency as WooCommerce prints them in orders. */
const SYMBOLS: Readonly<Record<string, string>> = {
  EUR: "€",
  USD: "$",
  GBP: "£",
  INR: "₹",
  JPY: "¥",
  KWD: "د.ك",
  EGP: "EGP",
  SAR: "ر.س",
};

export interface Totals {
  readonly discount: bigint;
  readonly discountTax: bigint;
  readonly shipping: bigint;
  readonly shippingTax: bigint;
  readonly cartTax: bigint;
  readonly total: bigint;
  readonly totalTax: bigint;
}

export function totalsOf(lines: readonly Line[]): Totals {
  let discount = 0n,
    discountTax = 0n,
    shipping = 0n,
    shippingTax = 0n,
    cartTax = 0n,
    total = 0n;
  for (const line of lines) {
    if (line.kind === "tax" || line.kind === "coupon") continue;
    total += rounded(line.total) + line.totalTax;
    if (line.kind === "shipping") {
      shipping += rounded(line.total);
      shippingTax += line.totalTax;
    } else cartTax += line.totalTax;
    if (line.kind !== "line_item") continue;
    discount += line.subtotal - line.total;
    discountTax += line.subtotalTax - line.totalTax;
  }
  return { discount, discountTax, shipping, shippingTax, cartTax, total, totalTax: cartTax + shippingTax };
}

interface Printer {
  readonly shop: Shop;
  readonly decimals: number;
  readonly money: (fine: bigint) => string;
}

function printer(shop: Shop, dp?: number): Printer {
  const decimals = decimalsOf(shop);
  return { shop, decimals, money: (fine) => minorText(shownMinor(fine), decimals, Math.max(dp ?? decimals, decimals)) };
}

function lineMeta(line: Line): Obj[] {
  return line.meta.map((meta) => ({
    ...meta,
    display_key: meta.display_key ?? meta.key,
    display_value: meta.display_value ?? meta.value,
  }));
}

function renderItem(p: Printer, line: Line): Obj {
  const variation = line.variationId ? p.shop.products.get(line.variationId) : undefined;
  const product: Product | undefined = variation ?? p.shop.products.get(line.productId);
  const parent = variation ? p.shop.products.get(variation.parentId) : undefined;
  return {
    id: line.id,
    name: line.name,
    product_id: line.productId,
    variation_id: line.variationId,
    quantity: line.quantity,
    tax_class: "",
    subtotal: p.money(line.subtotal),
    subtotal_tax: p.money(line.subtotalTax),
    total: p.money(line.total),
    total_tax: p.money(line.totalTax),
    taxes: line.taxes.map((one) => ({ id: one.id, total: p.money(one.total), subtotal: p.money(one.subtotal) })),
    meta_data: lineMeta(line),
    // A variation without its own shows its parent's.
    sku: product ? product.sku || (parent?.sku ?? "") : null,
    global_unique_id: product ? product.gtin || (parent?.gtin ?? "") : null,
    price: unitNumber(line.total, line.quantity, p.decimals),
    image: product && !variation ? { id: "", src: "" } : { id: 0, src: "" },
    parent_name: parent?.name ?? null,
    ...line.fields,
  };
}

function renderShipping(p: Printer, line: Line): Obj {
  return {
    id: line.id,
    method_title: line.name,
    method_id: line.fields["method_id"] ?? "",
    instance_id: line.fields["instance_id"] ?? "",
    total: p.money(line.total),
    total_tax: p.money(line.totalTax),
    taxes: line.taxes.map((one) => ({ id: one.id, total: p.money(one.total), subtotal: "" })),
    tax_status: "taxable",
    meta_data: lineMeta(line),
  };
}

function renderFee(p: Printer, line: Line): Obj {
  return {
    id: line.id,
    name: line.name,
    tax_class: "",
    tax_status: line.taxable ? "taxable" : "none",
    amount: "",
    total: p.money(line.total),
    total_tax: p.money(line.totalTax),
    taxes: line.taxes.map((one) => ({ id: one.id, total: p.money(one.total), subtotal: "" })),
    meta_data: lineMeta(line),
  };
}

function renderCoupon(p: Printer, line: Line): Obj {
  const free = line.fields["free_shipping"] === true;
  return {
    id: line.id,
    code: line.name,
    discount: unpadded(p.money(line.total)),
    discount_tax: unpadded(p.money(line.totalTax)),
    meta_data: lineMeta(line),
    discount_type: line.fields["discount_type"],
    nominal_amount: Number(line.fields["nominal_amount"]),
    free_shipping: free,
  };
}

function renderTax(p: Printer, lines: readonly Line[], tax: Line): Obj {
  const id = Number(tax.fields["rate"]);
  const sum = (kinds: string[]) =>
    lines
      .filter((line) => kinds.includes(line.kind))
      .flatMap((line) => line.taxes.filter((one) => one.id === id))
      .reduce((total, one) => total + one.total, 0n);
  return {
    id: tax.id,
    rate_code: tax.name,
    rate_id: id,
    label: tax.fields["label"],
    compound: false,
    tax_total: p.money(sum(["line_item", "fee"])),
    shipping_tax_total: p.money(sum(["shipping"])),
    rate_percent: tax.fields["percent"],
    meta_data: [],
  };
}

function lineSections(p: Printer, lines: readonly Line[]): Obj {
  const of = (kind: Line["kind"], render: (line: Line) => Obj) =>
    lines.filter((line) => line.kind === kind).map(render);
  return {
    line_items: of("line_item", (line) => renderItem(p, line)),
    tax_lines: of("tax", (line) => renderTax(p, lines, line)),
    shipping_lines: of("shipping", (line) => renderShipping(p, line)),
    fee_lines: of("fee", (line) => renderFee(p, line)),
    coupon_lines: of("coupon", (line) => renderCoupon(p, line)),
  };
}

function totalsFields(p: Printer, totals: Totals): Obj {
  return {
    discount_total: p.money(totals.discount),
    discount_tax: p.money(totals.discountTax),
    shipping_total: p.money(totals.shipping),
    shipping_tax: p.money(totals.shippingTax),
    cart_tax: p.money(totals.cartTax),
    total: p.money(totals.total),
    total_tax: p.money(totals.totalTax),
  };
}

export function renderOrder(
  v: View,
  order: Order,
  options: { dp?: number | undefined; metaFilter?: (key: string) => boolean } = {},
): Obj {
  const { shop } = v;
  const p = printer(shop, options.dp);
  const totals = totalsOf(order.lines);
  const base = `${v.origin}/wp-json/wc/v3/orders`;
  const self = `${base}/${order.id}`;
  const isOpen = ["pending", "on-hold", "auto-draft", "checkout-draft"].includes(order.status);
  const mayPay = ["pending", "failed"].includes(order.status) && totals.total > 0n;
  return {
    id: order.id,
    parent_id: 0,
    status: order.status,
    currency: order.currency,
    version: "10.2.4",
    prices_include_tax: setting(shop, "woocommerce_prices_include_tax") === "yes",
    ...datePair("date_created", shop.zone, order.created),
    ...datePair("date_modified", shop.zone, order.modified),
    ...datePair("date_completed", shop.zone, order.completed),
    ...datePair("date_paid", shop.zone, order.paid),
    ...totalsFields(p, totals),
    customer_id: order.customerId,
    order_key: order.key,
    billing: order.billing,
    shipping: order.shipping,
    ...order.fields,
    cart_hash: "",
    number: String(order.id),
    meta_data: order.meta.filter((meta) => options.metaFilter?.(meta.key) ?? true),
    ...lineSections(p, order.lines),
    refunds: [...order.refunds].reverse().map((refund) => ({
      id: refund.id,
      reason: refund.reason,
      total: `-${p.money(refund.amount)}`,
    })),
    payment_url: `${v.origin}/checkout/order-pay/${order.id}/?pay_for_order=true&key=${order.key}`,
    is_editable: isOpen,
    needs_payment: mayPay,
    needs_processing: order.lines.some((line) => line.kind === "line_item" && line.productId !== 0),
    currency_symbol: SYMBOLS[order.currency] ?? order.currency,
    _links: links(v.allow, self, base, {
      email_templates: [{ embeddable: true, href: `${self}/actions/email_templates` }],
      ...(order.customerId ? { customer: [{ href: `${v.origin}/wp-json/wc/v3/customers/${order.customerId}` }] } : {}),
    }),
  };
}

export function renderRefund(v: View, order: Order, refund: Refund, isShopWide = false): Obj {
  const p = printer(v.shop);
  const self = `${v.origin}/wp-json/wc/v3/orders/${order.id}`;
  const { coupon_lines: _none, ...sections } = lineSections(p, refund.lines);
  return {
    id: refund.id,
    ...(isShopWide ? { parent_id: order.id } : {}),
    ...datePair("date_created", v.shop.zone, refund.created),
    amount: p.money(refund.amount),
    reason: refund.reason,
    refunded_by: refund.by,
    refunded_payment: refund.moved,
    meta_data: refund.meta,
    ...sections,
    _links: links(v.allow ? ["GET", "DELETE"] : null, `${self}/refunds/${refund.id}`, `${self}/refunds`, {
      up: [{ href: self }],
    }),
  };
}
