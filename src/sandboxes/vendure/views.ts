/** Orders as the shop tells them: net beside gross, totals that fall with every cancellation. */

import { variantView } from "./catalog.ts";
import type { ListArgs } from "./lists.ts";
import type { State, StoredLine, StoredOrder, StoredParcel, StoredPayment, StoredRefund } from "./state.ts";
import { CHANNEL } from "./state.ts";

const RATE = 1.19;

const net = (gross: number): number => Math.round(gross / RATE);
const both = (name: string, gross: number) => ({ [name]: net(gross), [`${name}WithTax`]: gross });

const lineOf = ({ unit }: StoredLine, units: number) => unit * units;
const proratedOf = (line: StoredLine, units: number) =>
  lineOf(line, units) - Math.round((lineOf(line, units) * line.percentOff) / 100);

export function orderGross(order: StoredOrder): number {
  const itemsTotal = order.lines.reduce((sum, line) => sum + proratedOf(line, line.quantity), 0);
  return itemsTotal + (order.shippingCancelled ? 0 : order.shipping);
}

/** A parcel that is neither cancelled nor of another order holds units of a line. */
export function unitsIn(order: StoredOrder, lineId: string, states: readonly string[]): number {
  return order.parcels
    .filter(({ state }) => states.includes(state))
    .flatMap(({ lines }) => lines)
    .filter(({ orderLineId }) => orderLineId === lineId)
    .reduce((sum, { quantity }) => sum + quantity, 0);
}

export const parcelView = (parcel: StoredParcel) => ({
  __typename: "Fulfillment",
  ...parcel,
  lines: parcel.lines.map((line) => ({ ...line, fulfillmentId: parcel.id })),
});

export const refundView = (refund: StoredRefund) => ({
  __typename: "Refund",
  ...refund,
  transactionId: null,
  lines: refund.lines.map((line) => ({ ...line, refundId: refund.id })),
});

export const paymentView = (payment: StoredPayment) => ({
  __typename: "Payment",
  ...payment,
  refunds: payment.refunds.map(refundView),
});

export function orderView(state: State, order: StoredOrder) {
  const itemsTotal = order.lines.reduce((sum, line) => sum + proratedOf(line, line.quantity), 0);
  const itemsNet = order.lines.reduce((sum, line) => sum + net(proratedOf(line, line.quantity)), 0);
  const shipping = order.shippingCancelled ? 0 : order.shipping;
  return {
    __typename: "Order",
    id: order.id,
    code: order.code,
    type: "Regular",
    state: order.state,
    active: order.placedAt === null,
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
    orderPlacedAt: order.placedAt,
    currencyCode: state.currency,
    subTotal: itemsNet,
    subTotalWithTax: itemsTotal,
    ...both("shipping", shipping),
    total: itemsNet + net(shipping),
    totalWithTax: itemsTotal + shipping,
    couponCodes: order.couponCode === undefined ? [] : [order.couponCode],
    channels: [CHANNEL],
    surcharges: [],
    customer: order.customerId === null ? null : (state.customers.get(order.customerId) ?? null),
    shippingAddress: order.address ?? {},
    billingAddress: order.address ?? {},
    lines: order.lines.map((line) => lineView(state, order, line)),
    shippingLines: [
      {
        // The one figure that has a fraction.
        price: order.shipping / RATE,
        priceWithTax: order.shipping,
        discounts: order.shippingCancelled
          ? [
              {
                adjustmentSource: "CANCEL_ORDER",
                type: "OTHER",
                description: "shipping cancellation",
                amount: -net(order.shipping),
                amountWithTax: -order.shipping,
              },
            ]
          : [],
      },
    ],
    payments: order.payments.map(paymentView),
    fulfillments: order.parcels.map(parcelView),
    history: ({ options }: ListArgs) => {
      const notes = order.notes.map(({ text, isPublic }, index) => ({
        id: String(index + 1),
        type: "ORDER_NOTE",
        isPublic,
        data: { note: text },
      }));
      const items = options?.filter?.["type"]?.eq === "ORDER_NOTE" ? notes : [];
      return { items, totalItems: items.length };
    },
  };
}

function lineView(state: State, order: StoredOrder, line: StoredLine) {
  const variant = state.variants.get(line.variantId);
  const whole = lineOf(line, line.quantity);
  const prorated = proratedOf(line, line.quantity);
  // A line of which nothing is left has lost its discounts.
  const ofOne = line.quantity === 0 ? line.unit : Math.round(prorated / line.quantity);
  return {
    id: line.id,
    quantity: line.quantity,
    orderPlacedQuantity: line.placed,
    productVariant: variant && variantView(state, variant),
    ...both("unitPrice", line.unit),
    ...both("proratedUnitPrice", ofOne),
    ...both("linePrice", whole),
    ...both("proratedLinePrice", prorated),
    lineTax: prorated - net(prorated),
    fulfillmentLines: order.parcels.flatMap((parcel) =>
      parcel.lines
        .filter(({ orderLineId }) => orderLineId === line.id)
        .map((one) => ({ ...one, fulfillmentId: parcel.id })),
    ),
  };
}
