/** GraphQL documents about orders: reading them whole and carrying out commands. See queries.ts for the rules. */

import { readDocument as read, writeDocument as write } from "../kit/graphql/graphql.ts";

const MONEY = `{ shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }`;
const ADDRESS = `{ name company address1 address2 city province provinceCode zip countryCodeV2 phone }`;

const LINE_FRAGMENT = `
fragment LineParts on LineItem {
  id title variantTitle sku quantity currentQuantity unfulfilledQuantity requiresShipping isGiftCard
  variant { id } product { id } customAttributes { key value }
  originalUnitPriceSet { shopMoney { amount currencyCode } }
  discountAllocations { allocatedAmountSet { shopMoney { amount currencyCode } } }
  taxLines { priceSet { shopMoney { amount currencyCode } } }
}`;

const ORDER_FRAGMENT = `
fragment OrderParts on Order {
  id name createdAt updatedAt cancelledAt closed note tags customAttributes { key value } discountCodes test sourceName sourceIdentifier
  currencyCode presentmentCurrencyCode taxesIncluded dutiesIncluded
  displayFinancialStatus displayFulfillmentStatus returnStatus paymentGatewayNames risk { recommendation }
  email phone
  customer { id displayName }
  customerJourneySummary { lastVisit { source utmParameters { source medium campaign } } }
  shippingAddress ${ADDRESS}
  billingAddress ${ADDRESS}
  totalTaxSet ${MONEY}
  totalPriceSet ${MONEY}
  currentTotalPriceSet ${MONEY}
  totalTipReceivedSet { shopMoney { amount currencyCode } }
  originalTotalDutiesSet { shopMoney { amount currencyCode } }
  originalTotalAdditionalFeesSet { shopMoney { amount currencyCode } }
  totalCashRoundingAdjustment { paymentSet { shopMoney { amount currencyCode } } }
  shippingLines(first: 3) {
    nodes { originalPriceSet ${MONEY} discountAllocations { allocatedAmountSet ${MONEY} } }
    pageInfo { hasNextPage }
  }
  transactions(first: $transactions) { id kind status gateway processedAt amountSet { shopMoney { amount currencyCode } } parentTransaction { id } }
  fulfillments(first: 1) { id }
  refunds(first: 1) { id }
  fulfillmentOrders(first: 2) @include(if: $pickups) { nodes { status deliveryMethod { methodType } } }
}`;

/** Orders of a page, lines and payments of each: together they stay under MAX_QUERY_COST. */
export const ORDERS_IN_LIST = 6;
export const LINES_IN_LIST = 7;
/** An order with as many payments is read by itself, with up to PAYMENTS_OF_ORDER. */
export const PAYMENTS_IN_LIST = 4;
export const PAYMENTS_OF_ORDER = 30;

export const ORDERS_PAGE = read(
  "orders.list",
  955,
)`query ArgosyOrders($first: Int!, $after: String, $query: String, $lines: Int!, $transactions: Int!, $pickups: Boolean!) {
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes { ...OrderParts lineItems(first: $lines) { nodes { ...LineParts } pageInfo { hasNextPage endCursor } } }
    pageInfo { hasNextPage endCursor }
  }
}${ORDER_FRAGMENT}${LINE_FRAGMENT}`;

/** What Shopify Payments took for the payments of orders; more than these no order has in practice. */
export const ORDER_FEES = read("fees.list", 500)`query ArgosyOrderFees($first: Int!, $after: String, $query: String) {
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes {
      id updatedAt
      transactions(first: 10) {
        id processedAt
        fees { id type rateName amount { amount currencyCode } taxAmount { amount currencyCode } }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** Payouts of Shopify Payments, and what one consists of. */
export const PAYOUTS = read("payouts.list", 70)`query ArgosyPayouts($first: Int!, $after: String, $query: String) {
  shopifyPaymentsAccount {
    payouts(first: $first, after: $after, query: $query, sortKey: ISSUED_AT) {
      nodes { id issuedAt status transactionType net { amount currencyCode } }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;

export const PAYOUT_LINES = read(
  "payouts.lines",
  500,
)`query ArgosyPayoutLines($first: Int!, $after: String, $query: String) {
  shopifyPaymentsAccount {
    balanceTransactions(first: $first, after: $after, query: $query, sortKey: PROCESSED_AT, hideTransfers: true) {
      nodes {
        id type transactionDate test adjustmentReason
        amount { amount currencyCode } net { amount currencyCode } associatedOrder { id }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;

export const ORDER_GET = read(
  "orders.get",
  560,
)`query ArgosyOrder($id: ID!, $lines: Int!, $transactions: Int!, $pickups: Boolean!) {
  order(id: $id) { ...OrderParts lineItems(first: $lines) { nodes { ...LineParts } pageInfo { hasNextPage endCursor } } }
}${ORDER_FRAGMENT}${LINE_FRAGMENT}`;

export const ORDER_LINES = read("orders.lines", 900)`query ArgosyOrderLines($id: ID!, $after: String) {
  order(id: $id) { id lineItems(first: 74, after: $after) { nodes { ...LineParts } pageInfo { hasNextPage endCursor } } }
}${LINE_FRAGMENT}`;

/** Fulfilments and refunds, with where each line ships from when the shop has several locations. */
export const ORDER_EVENTS = read(
  "orders.events",
  900,
)`query ArgosyOrderEvents($id: ID!, $events: Int!, $lines: Int!, $locations: Boolean!) {
  order(id: $id) {
    id updatedAt
    fulfillments(first: $events) {
      id status displayStatus createdAt trackingInfo(first: 5) { company number url } location { id }
      fulfillmentLineItems(first: $lines) { nodes { quantity lineItem { id } } pageInfo { hasNextPage endCursor } }
    }
    refunds(first: $events) {
      id note createdAt processedAt totalRefundedSet { shopMoney { amount currencyCode } }
      refundLineItems(first: $lines) { nodes { quantity restockType restocked lineItem { id } } pageInfo { hasNextPage endCursor } }
    }
    fulfillmentOrders(first: 5) @include(if: $locations) {
      nodes { id status deliveryMethod { methodType } assignedLocation { name location { id } } lineItems(first: 20) { nodes { lineItem { id } } } }
    }
  }
}`;

/** Returns of an order; needs the right to read returns. */
export const ORDER_RETURNS = read("orders.returns", 700)`query ArgosyOrderReturns($id: ID!) {
  order(id: $id) {
    id
    returns(first: 8) {
      nodes {
        id name status
        returnLineItems(first: 20) {
          nodes { quantity returnReasonNote returnReasonDefinition { name } ... on ReturnLineItem { fulfillmentLineItem { lineItem { id } } } }
        }
      }
    }
  }
}`;

export const RETURN_OWNER = read(
  "returns.owner",
  2,
)`query ArgosyReturnOwner($id: ID!) { return(id: $id) { id order { id } } }`;

export const FULFILMENT_LINES = read(
  "orders.fulfilment_lines",
  520,
)`query ArgosyFulfilmentLines($id: ID!, $after: String) {
  node(id: $id) { ... on Fulfillment { fulfillmentLineItems(first: 250, after: $after) { nodes { quantity lineItem { id } } pageInfo { hasNextPage endCursor } } } }
}`;

export const REFUND_LINES = read("orders.refund_lines", 520)`query ArgosyRefundLines($id: ID!, $after: String) {
  node(id: $id) { ... on Refund { refundLineItems(first: 250, after: $after) { nodes { quantity restockType restocked lineItem { id } } pageInfo { hasNextPage endCursor } } } }
}`;

export const ORDER_BY_SOURCE = read(
  "orders.find",
  15,
)`query ArgosyOrderFind($query: String!) { orders(first: 10, query: $query) { nodes { id sourceIdentifier } } }`;

export const ORDER_BRIEF = read(
  "orders.brief",
  2,
)`query ArgosyOrderBrief($id: ID!) { order(id: $id) { id name note cancelledAt closed currencyCode presentmentCurrencyCode } }`;

export const FULFILMENT_ORDER_OWNER = read(
  "fulfilment_orders.owner",
  2,
)`query ArgosyFulfilmentOrderOwner($id: ID!) { fulfillmentOrder(id: $id) { id orderId } }`;

export const FULFILMENT_ORDERS = read(
  "fulfilment_orders.list",
  900,
)`query ArgosyFulfilmentOrders($id: ID!, $after: String) {
  order(id: $id) {
    id
    fulfillmentOrders(first: 8, after: $after) {
      nodes {
        id status supportedActions { action } assignedLocation { name location { id } } fulfillmentHolds { id handle heldByRequestingApp }
        lineItems(first: 50) { nodes { id remainingQuantity lineItem { id } } pageInfo { hasNextPage endCursor } }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;

export const FULFILMENT_ORDER_LINES = read(
  "fulfilment_orders.lines",
  510,
)`query ArgosyFulfilmentOrderLines($id: ID!, $after: String) {
  fulfillmentOrder(id: $id) { id lineItems(first: 250, after: $after) { nodes { id remainingQuantity lineItem { id } } pageInfo { hasNextPage endCursor } } }
}`;

export const FULFILMENTS = read(
  "fulfilments.list",
  790,
)`query ArgosyFulfilments($id: ID!) { order(id: $id) { id fulfillments(first: 25) { id status trackingInfo(first: 30) { company number url } } } }`;

export const FULFILMENT_IDS = read(
  "fulfilments.ids",
  110,
)`query ArgosyFulfilmentIds($id: ID!) { order(id: $id) { id fulfillments(first: 100) { id } } }`;

export const FULFILMENT_CREATE = write("fulfilment.create", 15)`mutation ArgosyFulfil($fulfillment: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $fulfillment) { fulfillment { id status } userErrors { field message } }
}`;

export const TRACKING_UPDATE = write(
  "fulfilment.tracking",
  15,
)`mutation ArgosyTracking($id: ID!, $tracking: FulfillmentTrackingInput!, $notify: Boolean) {
  fulfillmentTrackingInfoUpdate(fulfillmentId: $id, trackingInfoInput: $tracking, notifyCustomer: $notify) { fulfillment { id } userErrors { field message } }
}`;

export const HOLD = write(
  "fulfilment_orders.hold",
  15,
  true,
)`mutation ArgosyHold($id: ID!, $hold: FulfillmentOrderHoldInput!) {
  fulfillmentOrderHold(id: $id, fulfillmentHold: $hold) { fulfillmentOrder { id status } userErrors { field message code } }
}`;

export const RELEASE_HOLD = write(
  "fulfilment_orders.release",
  15,
  true,
)`mutation ArgosyReleaseHold($id: ID!, $holds: [ID!]) {
  fulfillmentOrderReleaseHold(id: $id, holdIds: $holds) { fulfillmentOrder { id status } userErrors { field message } }
}`;

export const REPORT_PROGRESS = write("fulfilment_orders.progress", 15, true)`mutation ArgosyProgress($id: ID!) {
  fulfillmentOrderReportProgress(id: $id) { fulfillmentOrder { id status } userErrors { field message } }
}`;

export const ORDER_CLOSE = write(
  "orders.close",
  15,
  true,
)`mutation ArgosyClose($input: OrderCloseInput!) { orderClose(input: $input) { order { id closed } userErrors { field message } } }`;

export const ORDER_CANCEL = write(
  "orders.cancel",
  15,
)`mutation ArgosyCancel($id: ID!, $reason: OrderCancelReason!, $restock: Boolean!, $notify: Boolean, $note: String) {
  orderCancel(orderId: $id, reason: $reason, restock: $restock, refundMethod: { originalPaymentMethodsRefund: false }, notifyCustomer: $notify, staffNote: $note) {
    job { id done }
    orderCancelUserErrors { field message code }
  }
}`;

export const JOB = read("jobs.get", 2)`query ArgosyJob($id: ID!) { job(id: $id) { id done } }`;

export const ORDER_NOTE = write(
  "orders.note",
  15,
  true,
)`mutation ArgosyNote($input: OrderInput!) { orderUpdate(input: $input) { order { id note } userErrors { field message } } }`;

export const REFUND_QUOTE = read(
  "refunds.quote",
  90,
)`query ArgosyRefundQuote($id: ID!, $lines: [RefundLineItemInput!]) {
  order(id: $id) {
    id currencyCode presentmentCurrencyCode
    refunds(first: 30) { id }
    suggestedRefund(refundLineItems: $lines) {
      amountSet ${MONEY}
      maximumRefundableSet ${MONEY}
      suggestedTransactions { gateway amountSet ${MONEY} maximumRefundableSet ${MONEY} parentTransaction { id } }
    }
  }
}`;

/** Not sent again at once, for all its key: while it is at work the key answers with an error (decision 540). */
export const REFUND_CREATE = write("refunds.create", 25)`mutation ArgosyRefund($input: RefundInput!, $key: String!) {
  refundCreate(input: $input) @idempotent(key: $key) { refund { id totalRefundedSet { shopMoney { amount currencyCode } } transactions(first: 10) { nodes { status manualPaymentGateway } } } userErrors { field message } }
}`;

export const ORDER_CREATE = write(
  "orders.create",
  15,
)`mutation ArgosyOrderCreate($order: OrderCreateOrderInput!, $options: OrderCreateOptionsInput) {
  orderCreate(order: $order, options: $options) { order { id } userErrors { field message code } }
}`;
