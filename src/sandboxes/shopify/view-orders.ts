/** Orders, shipments, refunds, customers and subscriptions as the objects GraphQL resolves. */

import { groupView } from "./bundles.ts";
import {
  currentTotalMinor,
  decimalOf,
  financialStatus,
  fulfilmentStatus,
  lineDiscountMinor,
  openUnits,
  paidMinor,
  refundedMinor,
  removedUnits,
  totalMinor,
} from "./figures.ts";
import type {
  AddressRow,
  CustomerRow,
  FulfilmentOrderRow,
  FulfilmentRow,
  OrderLineRow,
  OrderRow,
  RefundRow,
  ReturnRow,
  SubscriptionRow,
  Transaction,
} from "./state.ts";
import type { Scope, View } from "./view-base.ts";
import { bag, byLocation, gid, locationById, moneyV2, page } from "./view-base.ts";
import { productView, variantView } from "./view-catalog.ts";
import { returnStatus, returnView } from "./view-returns.ts";

export function customerView(customer: CustomerRow): View {
  return {
    __typename: "Customer",
    id: gid("Customer", customer.id),
    legacyResourceId: customer.id,
    firstName: customer.firstName,
    lastName: customer.lastName,
    displayName: `${customer.firstName} ${customer.lastName}`.trim() || customer.email || "",
    createdAt: customer.createdAt,
    updatedAt: customer.updatedAt,
    defaultEmailAddress: customer.email ? { emailAddress: customer.email } : null,
    defaultPhoneNumber: customer.phone ? { phoneNumber: customer.phone } : null,
  };
}

function addressView(order: OrderRow, address: AddressRow | null): View | null {
  if (!address) return null;
  return {
    ...address,
    id: gid("MailingAddress", order.id),
    name: [address.firstName, address.lastName].filter(Boolean).join(" "),
    province: address.provinceCode,
    country: address.countryCode,
    countryCodeV2: address.countryCode,
  };
}

export function orderView(scope: Scope, order: OrderRow): View {
  const { state } = scope;
  const { currency } = order;
  const customer = order.customerId === null ? undefined : state.customers.get(order.customerId);
  return {
    __typename: "Order",
    id: gid("Order", order.id),
    legacyResourceId: order.id,
    name: order.name,
    createdAt: order.createdAt,
    processedAt: order.createdAt,
    updatedAt: () => order.updatedAt,
    cancelledAt: () => order.cancelledAt,
    cancelReason: () => order.cancelReason,
    closed: () => order.closedAt !== null,
    closedAt: () => order.closedAt,
    note: () => order.note,
    customAttributes: [],
    discountCodes: [],
    tags: () => order.tags,
    test: false,
    sourceName: "web",
    sourceIdentifier: order.sourceIdentifier,
    currencyCode: currency,
    presentmentCurrencyCode: currency,
    taxesIncluded: false,
    dutiesIncluded: false,
    displayFinancialStatus: () => financialStatus(order),
    displayFulfillmentStatus: () => fulfilmentStatus(order),
    returnStatus: () => returnStatus(order),
    risk: () => ({ recommendation: order.risk }),
    paymentGatewayNames: order.gateways,
    email: order.email,
    phone: order.phone,
    customer: customer ? customerView(customer) : null,
    customerJourneySummary: () => journeyView(order),
    shippingAddress: addressView(order, order.address),
    billingAddress: addressView(order, order.address),
    ...orderFigures(order),
    ...orderConnections(scope, order),
    suggestedRefund: (args: { refundLineItems?: readonly { lineItemId: string; quantity: number }[] | null }) =>
      suggestedRefund(order, args.refundLineItems ?? []),
  };
}

function journeyView({ visit }: OrderRow): View | null {
  if (visit === null) return null;
  return { lastVisit: { source: visit.source, utmParameters: { ...visit } } };
}

function orderFigures(order: OrderRow): View {
  const { currency } = order;
  const shipping = order.shipping.reduce((sum, line) => sum + line.minor, 0n);
  const zero = bag(0n, currency);
  return {
    subtotalPriceSet: () => bag(totalMinor(order) - shipping, currency),
    totalDiscountsSet: bag(order.discountMinor, currency),
    totalTaxSet: zero,
    totalPriceSet: () => bag(totalMinor(order), currency),
    currentTotalPriceSet: () => bag(currentTotalMinor(order), currency),
    totalShippingPriceSet: bag(shipping, currency),
    totalTipReceivedSet: zero,
    totalRefundedSet: () => bag(refundedMinor(order), currency),
    originalTotalDutiesSet: null,
    originalTotalAdditionalFeesSet: null,
    totalCashRoundingAdjustment: { paymentSet: zero, refundSet: zero },
    canMarkAsPaid: () => paidMinor(order) < totalMinor(order) && order.cancelledAt === null,
  };
}

function orderConnections(scope: Scope, order: OrderRow): View {
  const { currency } = order;
  return {
    shippingLines: page(
      scope,
      order.shipping,
      (line) => ({ sort: "", id: line.id }),
      (line) => ({
        id: gid("ShippingLine", line.id),
        title: line.title,
        originalPriceSet: bag(line.minor, currency),
        discountedPriceSet: bag(line.minor, currency),
        discountAllocations: [],
        taxLines: [],
      }),
    ),
    transactions: () => order.transactions.map((entry) => transactionView(order, entry.id)),
    fulfillmentsCount: () => ({ count: order.fulfilments.length, precision: "EXACT" }),
    fulfillments: (args: { first?: number }) =>
      order.fulfilments
        .slice(0, args.first ?? order.fulfilments.length)
        .map((row) => fulfilmentView(scope, order, row)),
    refunds: (args: { first?: number }) =>
      order.refunds.slice(0, args.first ?? order.refunds.length).map((row) => refundView(scope, order, row)),
    returns: page(
      scope,
      order.returns,
      (row) => ({ sort: "", id: row.id }),
      (row) => orderReturnView(scope, order, row),
    ),
    lineItems: page(
      scope,
      order.lines,
      (line) => ({ sort: "", id: line.id }),
      (line) => lineView(scope, order, line),
    ),
    fulfillmentOrders: page(
      scope,
      order.fulfilmentOrders,
      (row) => ({ sort: "", id: row.id }),
      (row) => fulfilmentOrderView(scope, order, row),
    ),
  };
}

function transactionView(order: OrderRow, id: string): View | null {
  const entry = order.transactions.find((candidate) => candidate.id === id);
  if (!entry) return null;
  return {
    __typename: "OrderTransaction",
    id: gid("OrderTransaction", entry.id),
    kind: entry.kind,
    status: entry.waits ? "PENDING" : "SUCCESS",
    gateway: entry.gateway,
    manualPaymentGateway: /^(manual|cash on delivery)/i.test(entry.gateway),
    processedAt: entry.at,
    amountSet: bag(entry.minor, order.currency),
    fees: () => (entry.fee ? [feeView(order, entry.fee)] : []),
    parentTransaction: () => (entry.parentId === null ? null : transactionView(order, entry.parentId)),
  };
}

function feeView(order: OrderRow, { id, minor, taxMinor }: NonNullable<Transaction["fee"]>): View {
  return {
    __typename: "TransactionFee",
    id: gid("TransactionFee", id),
    amount: moneyV2(decimalOf(minor, order.currency), order.currency),
    flatFee: moneyV2(decimalOf(0n, order.currency), order.currency),
    flatFeeName: null,
    rate: "2.9",
    rateName: "Shopify Payments",
    taxAmount: moneyV2(decimalOf(taxMinor, order.currency), order.currency),
    type: "processing_fee",
  };
}

function suggestedRefund(order: OrderRow, lines: readonly { lineItemId: string; quantity: number }[]): View | null {
  const sale = order.transactions.find((entry) => entry.kind === "SALE");
  if (!sale) return null;
  const left = paidMinor(order) - refundedMinor(order);
  const itemsTotal = lines.reduce((sum, requested) => {
    const line = order.lines.find((candidate) => gid("LineItem", candidate.id) === requested.lineItemId);
    return sum + (line ? BigInt(Math.round(Number(line.price) * 1000)) * BigInt(requested.quantity) : 0n);
  }, 0n);
  const exponent = decimalOf(0n, order.currency).split(".")[1]?.length ?? 0;
  const suggested = (itemsTotal * 10n ** BigInt(exponent)) / 1000n;
  const amount = suggested < left ? suggested : left;
  const set = bag(amount, order.currency);
  const most = bag(left, order.currency);
  return {
    amountSet: set,
    subtotalSet: set,
    maximumRefundableSet: most,
    suggestedTransactions: [
      {
        gateway: sale.gateway,
        kind: "SUGGESTED_REFUND",
        amountSet: set,
        maximumRefundableSet: most,
        parentTransaction: transactionView(order, sale.id),
      },
    ],
  };
}

function lineView(scope: Scope, order: OrderRow, line: OrderLineRow): View {
  const variant = line.variantId === null ? undefined : scope.state.variants.get(line.variantId);
  const current = line.quantity - removedUnits(order, line.id);
  const price = moneyV2(line.price, order.currency);
  return {
    __typename: "LineItem",
    id: gid("LineItem", line.id),
    title: line.title,
    name: line.title,
    variantTitle: line.variantTitle,
    customAttributes: [],
    sku: line.sku,
    quantity: line.quantity,
    currentQuantity: current,
    refundableQuantity: current,
    unfulfilledQuantity: openUnits(order, line.id),
    requiresShipping: line.requiresShipping,
    isGiftCard: (variant && scope.state.products.get(variant.productId)?.isGiftCard) ?? false,
    variant: variant ? () => variantView(scope, variant) : null,
    product: () => {
      const product = variant && scope.state.products.get(variant.productId);
      return product ? productView(scope, product) : null;
    },
    originalUnitPriceSet: { shopMoney: price, presentmentMoney: price },
    discountAllocations:
      order.discountMinor === 0n
        ? []
        : [{ allocatedAmountSet: bag(lineDiscountMinor(order, line.id), order.currency) }],
    taxLines: [],
    lineItemGroup: line.group && groupView(scope.state, line.group),
  };
}

function lineById(scope: Scope, order: OrderRow, id: string): View | null {
  const line = order.lines.find((candidate) => candidate.id === id);
  return line ? lineView(scope, order, line) : null;
}

export function fulfilmentView(scope: Scope, order: OrderRow, row: FulfilmentRow): View {
  return {
    __typename: "Fulfillment",
    id: gid("Fulfillment", row.id),
    legacyResourceId: row.id,
    name: `${order.name}-F${order.fulfilments.indexOf(row) + 1}`,
    status: row.status,
    displayStatus: row.displayStatus,
    createdAt: row.createdAt,
    updatedAt: row.createdAt,
    trackingInfo: (args: { first?: number }) => row.tracking.slice(0, args.first ?? row.tracking.length),
    location: locationById(scope, row.locationId),
    fulfillmentLineItems: page(scope, row.lines, byLocation(row.lines), (line) => ({
      id: gid("FulfillmentLineItem", `${row.id}${line.lineId}`),
      quantity: line.quantity,
      lineItem: lineById(scope, order, line.lineId),
    })),
  };
}

export function orderReturnView(scope: Scope, order: OrderRow, row: ReturnRow): View {
  return returnView(scope, row, {
    line: (id) => lineById(scope, order, id),
    order: () => orderView(scope, order),
  });
}

export function refundView(scope: Scope, order: OrderRow, row: RefundRow): View {
  return {
    __typename: "Refund",
    id: gid("Refund", row.id),
    legacyResourceId: row.id,
    note: row.note,
    createdAt: row.createdAt,
    processedAt: row.createdAt,
    updatedAt: row.createdAt,
    totalRefundedSet: bag(row.minor, order.currency),
    transactions: () => ({ nodes: row.transactionIds.map((id) => transactionView(order, id)) }),
    refundLineItems: page(scope, row.lines, byLocation(row.lines), (line) => ({
      id: gid("RefundLineItem", `${row.id}${line.lineId}`),
      quantity: line.quantity,
      restockType: line.restockType,
      restocked: line.restockType !== "NO_RESTOCK",
      lineItem: lineById(scope, order, line.lineId),
      location: line.locationId === null ? null : locationById(scope, line.locationId),
    })),
  };
}

const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  OPEN: ["CREATE_FULFILLMENT", "REPORT_PROGRESS", "MOVE", "HOLD", "SPLIT"],
  IN_PROGRESS: ["CREATE_FULFILLMENT", "MARK_AS_OPEN", "HOLD"],
  ON_HOLD: ["RELEASE_HOLD", "HOLD", "MOVE"],
};

export function fulfilmentOrderView(scope: Scope, order: OrderRow, row: FulfilmentOrderRow): View {
  return {
    __typename: "FulfillmentOrder",
    id: gid("FulfillmentOrder", row.id),
    orderId: gid("Order", order.id),
    orderName: order.name,
    status: row.status,
    requestStatus: "UNSUBMITTED",
    createdAt: order.createdAt,
    updatedAt: row.updatedAt,
    supportedActions: (ACTIONS[row.status] ?? []).map((action) => ({ action })),
    deliveryMethod:
      row.delivery === null ? null : { __typename: "DeliveryMethod", methodType: row.delivery ?? "SHIPPING" },
    assignedLocation: {
      name: scope.state.locations.find((location) => location.id === row.locationId)?.name ?? "",
      location: locationById(scope, row.locationId),
    },
    fulfillmentHolds: row.holds.map((hold) => ({
      id: gid("FulfillmentHold", hold.id),
      handle: hold.handle,
      reason: hold.reason,
      reasonNotes: hold.notes,
      displayReason: hold.notes || hold.reason,
      heldByRequestingApp: hold.app,
    })),
    lineItems: page(
      scope,
      row.lines,
      (line) => ({ sort: "", id: line.id }),
      (line) => ({
        id: gid("FulfillmentOrderLineItem", line.id),
        remainingQuantity: line.remaining,
        totalQuantity: line.total,
        lineItem: lineById(scope, order, line.lineId),
        sku: order.lines.find((candidate) => candidate.id === line.lineId)?.sku ?? null,
      }),
    ),
  };
}

export function subscriptionView(row: SubscriptionRow): View {
  return {
    __typename: "WebhookSubscription",
    id: gid("WebhookSubscription", row.id),
    legacyResourceId: row.id,
    topic: row.topic,
    uri: row.uri,
    format: "JSON",
    createdAt: row.createdAt,
    updatedAt: row.createdAt,
  };
}
