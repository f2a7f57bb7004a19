/** An order, its payments and its parcels as the eCommerce API shows them. */
import { formatDecimal, money, multiplyDecimal } from "../../commerce/money.ts";
import { variantIdV1 } from "./catalog.ts";
import { isFulfilled, paidOf, refundedOf, shippedOf, totalOf } from "./order-figures.ts";
import type { Tree } from "./replies.ts";
import { defaultLocation, iso, type Order, type Payment, type State } from "./state.ts";

const STORES_APP = "215238eb-22a5-4c36-9e7b-e7c08025e04e";

const price = (state: State, minor: bigint): Tree => {
  const amount = formatDecimal(money(minor, state.currency));
  return { amount, formattedAmount: `${amount} ${state.currency}` };
};

function paymentStatus(state: State, order: Order): string {
  const [paid, back] = [paidOf(order), refundedOf(order)];
  if (back > 0n) return back >= paid ? "FULLY_REFUNDED" : "PARTIALLY_REFUNDED";
  if (paid >= totalOf(state, order) && paid > 0n) return "PAID";
  if (paid > 0n) return "PARTIALLY_PAID";
  return order.payments.some(({ status, offline }) => status === "PENDING" && !offline) ? "PENDING" : "NOT_PAID";
}

function fulfillmentStatus(order: Order): string {
  if (isFulfilled(order)) return "FULFILLED";
  return order.lines.some(({ id }) => shippedOf(order, id) > 0) ? "PARTIALLY_FULFILLED" : "NOT_FULFILLED";
}

function lineView(state: State, line: Order["lines"][number]): Tree {
  const product = state.products.get(line.productId);
  const variant = product?.variants.find(({ id }) => id === line.variantId);
  const variantId = state.catalog === "V1" && product && variant ? variantIdV1(product, variant) : line.variantId;
  const total = multiplyDecimal(line.price, line.quantity, state.currency).minor;
  return {
    id: line.id,
    productName: { original: line.name, translated: line.name },
    catalogReference: { catalogItemId: line.productId, appId: STORES_APP, options: { variantId } },
    quantity: line.quantity,
    price: { amount: line.price, formattedAmount: line.price },
    priceBeforeDiscounts: { amount: line.price, formattedAmount: line.price },
    lineItemPrice: price(state, total),
    totalDiscount: price(state, line.discountMinor),
    totalPriceBeforeTax: price(state, total - line.discountMinor),
    totalPriceAfterTax: price(state, total - line.discountMinor),
    taxInfo: { taxAmount: price(state, 0n), taxRate: "0", taxIncludedInPrice: false },
    physicalProperties: { sku: line.sku, shippable: true },
    itemType: { preset: "PHYSICAL" },
    ...(line.refunded > 0 ? { refundQuantity: line.refunded } : {}),
    ...(line.restocked > 0 ? { restockQuantity: line.restocked } : {}),
    ...(state.locations.length > 1 ? { locations: [{ id: defaultLocation(state) }] } : {}),
    paymentOption: "FULL_PAYMENT_ONLINE",
  };
}

export function orderView(state: State, order: Order): Tree {
  const total = totalOf(state, order);
  const [paid, refunded] = [paidOf(order), refundedOf(order)];
  const discount = order.lines.reduce((sum, line) => sum + line.discountMinor, 0n);
  const authorized = order.payments
    .filter(({ status }) => status === "AUTHORIZED")
    .reduce((sum, { minor }) => sum + minor, 0n);
  return {
    ...order.given,
    id: order.id,
    number: order.number,
    createdDate: iso(order.created),
    updatedDate: iso(order.updated),
    purchasedDate: iso(order.created),
    status: order.status,
    paymentStatus: paymentStatus(state, order),
    fulfillmentStatus: fulfillmentStatus(order),
    currency: state.currency,
    weightUnit: "KG",
    taxIncludedInPrices: false,
    // A line has one unit at least (official description): one without is not there.
    lineItems: order.lines.filter(({ quantity }) => quantity > 0).map((line) => lineView(state, line)),
    priceSummary: {
      subtotal: price(state, total + discount - order.shippingMinor),
      shipping: price(state, order.shippingMinor),
      tax: price(state, 0n),
      discount: price(state, discount),
      totalAdditionalFees: price(state, 0n),
      total: price(state, total),
    },
    balanceSummary: {
      balance: price(state, total - paid),
      paid: price(state, paid),
      refunded: price(state, refunded),
      authorized: price(state, authorized),
    },
    archived: false,
    activities: order.activities.map(({ id, message, created }) => ({
      id,
      createdDate: iso(created),
      type: "MERCHANT_COMMENT",
      merchantComment: { message },
    })),
  };
}

function paymentView(state: State, payment: Payment): Tree {
  return {
    id: payment.id,
    createdDate: iso(payment.created),
    amount: price(state, payment.minor),
    refundDisabled: false,
    status: payment.status,
    regularPaymentDetails: {
      offlinePayment: payment.offline,
      paymentMethod: payment.method,
      status: payment.status,
    },
  };
}

export function transactionsView(state: State, order: Order): Tree {
  return {
    orderId: order.id,
    payments: order.payments.map((payment) => paymentView(state, payment)),
    refunds: order.refunds.map((refund) => ({
      id: refund.id,
      createdDate: iso(refund.created),
      transactions: refund.parts.map(({ paymentId, minor, external }) => ({
        paymentId,
        amount: price(state, minor),
        refundStatus: refund.waits ? "PENDING" : "SUCCEEDED",
        externalRefund: external,
      })),
      details: { reason: refund.reason, lineItems: refund.lines, shippingIncluded: false },
    })),
  };
}

export function parcelsView(order: Order): Tree {
  return {
    orderId: order.id,
    fulfillments: order.parcels.map(({ id, lines, tracking, status, created }) => ({
      id,
      createdDate: iso(created),
      lineItems: lines,
      ...(Object.keys(tracking).length > 0 ? { trackingInfo: tracking } : {}),
      ...(status === "" ? {} : { status }),
    })),
  };
}
