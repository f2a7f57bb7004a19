/** Orders as the shop tells them: decimals that are never rounded, totals that shrink with refunds and returns. */
import { timesQuantity } from "../../connectors/kit/sandbox/measured.ts";
import { type Amount, all, amountOf, both, gross, net, part, RATE, sum } from "./amounts.ts";
import { linksView } from "./catalog.ts";
import type { State, StoredLine, StoredOrder, StoredParcel, StoredPayment, StoredReturn } from "./state.ts";

/** Of a line as it stands: units that came back are taken out. */
function lineFigures({ taxInclusive }: State, line: StoredLine) {
  const left = line.quantity - line.received - line.dismissed;
  const listed = timesQuantity(line.unit, left);
  const subtotal = taxInclusive ? net(listed) : listed;
  const off = part(sum(line.adjustments.map(({ amount }) => amount)), left, line.quantity);
  const total = gross(subtotal - off);
  return {
    subtotal,
    discount_subtotal: off,
    discount_total: gross(off),
    discount_tax_total: gross(off) - off,
    total,
    tax_total: total - (subtotal - off),
    original_total: gross(subtotal),
    original_subtotal: subtotal,
    refundable_total: total,
  };
}

const shippingHasTax = ({ taxInclusive }: State, { shippingIsNet }: StoredOrder) => taxInclusive && !shippingIsNet;

function shippingFigures(state: State, order: StoredOrder) {
  const { shipping } = order;
  const hasTax = shippingHasTax(state, order);
  const total = hasTax ? shipping : gross(shipping);
  const subtotal = hasTax ? net(shipping) : shipping;
  return {
    subtotal,
    total,
    tax_total: total - subtotal,
    discount_total: 0n,
    discount_subtotal: 0n,
    original_total: total,
  };
}

export const capturedOf = ({ captures }: StoredPayment): Amount => sum(captures.map(({ amount }) => amount));
export const refundedOf = ({ refunds }: StoredPayment): Amount => sum(refunds.map(({ amount }) => amount));

export function orderFigures(state: State, order: StoredOrder) {
  const lines = order.lines.map((line) => lineFigures(state, line));
  const shipping = shippingFigures(state, order);
  const credit = sum(order.creditLines);
  const items = sum(lines.map(({ total }) => total));
  const paid = sum(order.payments.map(capturedOf));
  const refunded = sum(order.payments.map(refundedOf));
  const total = items + shipping.total - credit;
  return { lines, shipping, credit, items, paid, refunded, total, pending: total - (paid - refunded) };
}

/** What it was sold for, whatever became of it. */
export function soldTotal(state: State, order: StoredOrder): Amount {
  const lines = order.lines.map((line) => lineFigures(state, { ...line, received: 0, dismissed: 0 }).total);
  return sum(lines) + shippingFigures(state, order).total;
}

function paymentStatus(order: StoredOrder): string {
  const payments = order.payments.filter(({ canceledAt }) => canceledAt === null);
  const captured = sum(payments.map(capturedOf));
  const refunded = sum(payments.map(refundedOf));
  const amount = sum(payments.map((one) => one.amount));
  // A part that was captured and any refund of it is told as refunded.
  if (refunded > 0n) return captured < amount || refunded >= captured ? "refunded" : "partially_refunded";
  if (captured > 0n) return captured < amount ? "partially_captured" : "captured";
  if (order.canceledAt) return "canceled";
  return payments.length > 0 ? "authorized" : "not_paid";
}

function fulfilmentStatus({ lines, canceledAt }: StoredOrder): string {
  if (canceledAt) return "canceled";
  const units = (count: (line: StoredLine) => number) => lines.reduce((total, line) => total + count(line), 0);
  const requested = units(({ quantity }) => quantity);
  for (const [word, count] of [
    ["delivered", units(({ delivered }) => delivered)],
    ["shipped", units(({ shipped }) => shipped)],
    ["fulfilled", units(({ fulfilled }) => fulfilled)],
  ] as const)
    if (count > 0) return count < requested ? `partially_${word}` : word;
  return "not_fulfilled";
}

/** Fields of an order that its default set leaves out. */
export const HIDDEN = [
  "email",
  "currency_code",
  "canceled_at",
  "customer_id",
  "sales_channel_id",
  "is_draft_order",
] as const;

/** Orders come with these whatever is asked. */
export const ALWAYS = [
  "id",
  "status",
  "version",
  "*items",
  "*items.detail",
  "*payment_collections",
  "*fulfillments",
  "payment_status",
  "fulfillment_status",
] as const;

export function orderView(state: State, order: StoredOrder): object {
  const figures = orderFigures(state, order);
  const collectionIds = [...new Set(order.payments.map(({ collectionId }) => collectionId))];
  return {
    id: order.id,
    display_id: order.displayId,
    custom_display_id: null,
    status: order.status,
    version: order.version,
    created_at: order.createdAt,
    updated_at: order.updatedAt,
    canceled_at: order.canceledAt,
    email: order.email,
    customer_id: order.customerId,
    region_id: "reg_01SANDB0X00000000000000001",
    sales_channel_id: order.channelId,
    currency_code: state.currency,
    is_draft_order: order.isDraft,
    metadata: order.metadata,
    payment_status: paymentStatus(order),
    fulfillment_status: fulfilmentStatus(order),
    ...all({
      total: figures.total,
      item_total: figures.items,
      shipping_total: figures.shipping.total,
      original_total: sum(figures.lines.map(({ original_total }) => original_total)) + figures.shipping.total,
      discount_total: sum(figures.lines.map(({ discount_total }) => discount_total)),
      credit_line_total: figures.credit,
    }),
    summary: {
      ...all({
        paid_total: figures.paid,
        refunded_total: figures.refunded,
        transaction_total: figures.paid - figures.refunded,
        pending_difference: figures.pending,
        current_order_total: figures.total,
      }),
    },
    items: order.lines.map((line) => lineView(state, line)),
    credit_lines: order.creditLines.map((amount, index) => ({
      id: `ordcl_${order.id}_${index}`,
      ...both("amount", amount),
    })),
    shipping_methods: [
      {
        id: `ordsm_${order.id}`,
        name: "Parcel",
        is_tax_inclusive: shippingHasTax(state, order),
        ...both("amount", order.shipping),
        ...all(figures.shipping),
        tax_lines: [{ id: `ordsmtxl_${order.id}`, code: "nl-std", ...both("rate", amountOf(String(RATE))) }],
        detail: { id: `ordspmv_${order.id}`, version: 1, return_id: null, exchange_id: null, claim_id: null },
      },
    ],
    shipping_address: order.address && { id: `ordaddr_${order.id}`, ...order.address },
    billing_address: order.address && { id: `ordaddr_b_${order.id}`, ...order.address },
    customer: customerOf(state, order),
    payment_collections: [
      ...collectionIds.map((id) => collectionView(state, order, id)),
      ...order.openCollections.map((one) => openCollectionView(state, one)),
    ],
    fulfillments: order.parcels.map(parcelView),
    returns: [...state.returns.values()].filter(({ orderId }) => orderId === order.id).map(returnView),
  };
}

function customerOf(state: State, { customerId }: StoredOrder): object | null {
  const customer = state.customers.get(customerId);
  return customer ? customerView(customer) : null;
}

export function customerView({
  id,
  email,
  firstName,
  lastName,
  phone,
  hasAccount,
}: NonNullable<ReturnType<State["customers"]["get"]>>) {
  return { id, email, first_name: firstName, last_name: lastName, phone, has_account: hasAccount };
}

function lineView(state: State, line: StoredLine): object {
  const variant = state.variants.get(line.variantId);
  const whole = { quantity: line.quantity };
  return {
    id: line.id,
    title: line.title,
    product_title: line.title,
    variant_title: line.variantTitle,
    variant_sku: line.sku,
    variant_id: line.variantId,
    product_id: line.productId,
    requires_shipping: true,
    is_giftcard: false,
    is_tax_inclusive: state.taxInclusive,
    metadata: {},
    compare_at_unit_price: null,
    raw_compare_at_unit_price: null,
    ...both("unit_price", line.unit),
    quantity: line.quantity,
    raw_quantity: { value: String(line.quantity), precision: 20 },
    ...all(lineFigures(state, line)),
    tax_lines: [{ id: `ordlitxl_${line.id}`, code: "nl-std", ...both("rate", amountOf(String(RATE))) }],
    adjustments: line.adjustments.map(({ code, amount }, index) => ({
      id: `ordliadj_${line.id}_${index}`,
      code,
      ...both("amount", amount),
      ...both("total", gross(amount)),
    })),
    variant: variant
      ? {
          id: variant.id,
          sku: variant.sku,
          title: variant.title,
          manage_inventory: variant.managed,
          inventory_items: linksView(state, variant),
        }
      : null,
    detail: {
      id: `orditem_${line.id}`,
      version: 1,
      ...whole,
      fulfilled_quantity: line.fulfilled,
      shipped_quantity: line.shipped,
      delivered_quantity: line.delivered,
      return_requested_quantity: line.returnRequested,
      return_received_quantity: line.received,
      return_dismissed_quantity: line.dismissed,
      written_off_quantity: 0,
    },
  };
}

export function collectionView(state: State, order: StoredOrder, id: string): object {
  const payments = order.payments.filter(({ collectionId }) => collectionId === id);
  return {
    id,
    currency_code: state.currency,
    status: "authorized",
    ...all({
      amount: sum(payments.map(({ amount }) => amount)),
      captured_amount: sum(payments.map(capturedOf)),
      refunded_amount: sum(payments.map(refundedOf)),
    }),
    payments: payments.map((payment) => paymentView(state, payment)),
  };
}

export function openCollectionView(state: State, { id, amount }: StoredOrder["openCollections"][number]): object {
  return {
    id,
    currency_code: state.currency,
    status: "not_paid",
    ...both("amount", amount),
    authorized_amount: null,
    captured_amount: null,
    refunded_amount: null,
    payments: [],
  };
}

/** With `order`, where the list of payments tells whose it is. */
export function paymentView(state: State, payment: StoredPayment, order?: StoredOrder): object {
  return {
    id: payment.id,
    currency_code: state.currency,
    provider_id: payment.provider,
    ...both("amount", payment.amount),
    captured_at: capturedOf(payment) >= payment.amount ? (payment.captures.at(-1)?.createdAt ?? null) : null,
    canceled_at: payment.canceledAt,
    payment_collection_id: payment.collectionId,
    created_at: payment.createdAt,
    updated_at: payment.updatedAt,
    captures: payment.captures.map(({ id, amount, createdAt }) => ({
      id,
      created_at: createdAt,
      ...both("amount", amount),
    })),
    refunds: payment.refunds.map(({ id, amount, note, createdAt }) => ({
      id,
      note,
      created_at: createdAt,
      ...both("amount", amount),
    })),
    ...(order && { payment_collection: { id: payment.collectionId, order: { id: order.id } } }),
  };
}

function parcelView(parcel: StoredParcel): object {
  return {
    id: parcel.id,
    location_id: parcel.location,
    metadata: parcel.metadata,
    created_at: parcel.createdAt,
    packed_at: parcel.createdAt,
    shipped_at: parcel.shippedAt,
    delivered_at: parcel.deliveredAt,
    canceled_at: parcel.canceledAt,
    items: parcel.pieces.map(({ lineId, itemId, quantity }, index) => ({
      id: `fulit_${parcel.id}_${index}`,
      line_item_id: lineId,
      inventory_item_id: itemId,
      quantity,
      raw_quantity: { value: String(quantity), precision: 20 },
    })),
    labels: parcel.labels.map((label, index) => ({ id: `fulla_${parcel.id}_${index}`, ...label })),
  };
}

export function returnView(one: StoredReturn): object {
  return {
    id: one.id,
    order_id: one.orderId,
    status: one.status,
    location_id: one.location,
    metadata: one.metadata,
    updated_at: one.updatedAt,
    items: one.items.map(({ id, lineId, quantity, received }) => ({
      id,
      item_id: lineId,
      quantity,
      received_quantity: received,
      damaged_quantity: 0,
    })),
  };
}
