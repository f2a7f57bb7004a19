/** Rows of the shop as the objects GraphQL resolves: plain values, and functions where a field takes arguments. */
import { fulfilmentStatus, financialStatus, currentTotalMinor, decimalOf, paidMinor, refundedMinor, removedUnits, shippedUnits, totalMinor } from "./figures.ts";
import { levelsOf } from "./catalog.ts";
import { connect } from "./relay.ts";
import type { PageArgs } from "./relay.ts";
import type { AddressRow, CustomerRow, FulfilmentOrderRow, FulfilmentRow, Level, OrderLineRow, OrderRow, RefundRow, SandboxProductRow, SandboxVariant, ShopState, SubscriptionRow } from "./state.ts";
import { levelKey } from "./state.ts";

export interface Scope {
  readonly state: ShopState;
  /** Bulk operations read connections whole. */
  readonly unlimited: boolean;
}

type View = Readonly<Record<string, unknown>>;
type Lazy = () => View | null;

const gid = (type: string, id: string) => `gid://shopify/${type}/${id}`;

/** Decimals of MoneyV2 lose their trailing zeros but keep one place: 39.90 -> "39.9", 12.00 -> "12.0". */
function amountText(amount: string): string {
  return amount.includes(".") ? amount.replace(/(\.\d+?)0+$/, "$1") : amount;
}

export function moneyV2(amount: string, currency: string): View {
  return { amount: amountText(amount), currencyCode: currency };
}

export function bag(minor: bigint, currency: string): View {
  const money = moneyV2(decimalOf(minor, currency), currency);
  return { shopMoney: money, presentmentMoney: money };
}

function page<Row, V>(scope: Scope, rows: readonly Row[], key: (row: Row) => { sort: string; id: string }, view: (row: Row) => V) {
  const sorted = rows.map((row) => ({ row, ...key(row) }));
  return (args: PageArgs) => connect(sorted, args, { unlimited: scope.unlimited, view });
}

const byPlace = <Row>(rows: readonly Row[]) => {
  const places = new Map(rows.map((row, at) => [row, String(at).padStart(6, "0")]));
  return (row: Row) => ({ sort: places.get(row) ?? "", id: places.get(row) ?? "" });
};

export function locationView(location: { id: string; name: string; active: boolean }): View {
  return { __typename: "Location", id: gid("Location", location.id), legacyResourceId: location.id, name: location.name, isActive: location.active };
}

function locationById(scope: Scope, id: string): View | null {
  const location = scope.state.locations.find((candidate) => candidate.id === id);
  return location ? locationView(location) : null;
}

export function productView(scope: Scope, product: SandboxProductRow): View {
  const { state } = scope;
  const variants = product.variantIds.flatMap((id) => state.variants.get(id) ?? []);
  const collections = product.collectionIds.flatMap((id) => state.collections.get(id) ?? []);
  const published = { count: product.publicationIds.length, precision: "EXACT" };
  return {
    __typename: "Product",
    id: gid("Product", product.id),
    legacyResourceId: product.id,
    title: product.title,
    descriptionHtml: product.descriptionHtml,
    vendor: product.vendor,
    status: product.status,
    handle: product.handle,
    tags: product.tags,
    createdAt: product.createdAt,
    updatedAt: product.updatedAt,
    publishedAt: product.publicationIds.length > 0 ? product.createdAt : null,
    onlineStoreUrl: product.publicationIds.length > 0 ? `https://${state.domain}/products/${product.handle}` : null,
    totalInventory: variants.flatMap((variant) => levelsOf(state, variant.itemId)).reduce((sum, entry) => sum + entry.level.available, 0),
    availablePublicationsCount: published,
    media: page(scope, product.media, byPlace(product.media), (media) => ({
      __typename: "MediaImage", id: gid("MediaImage", media.id), alt: media.alt, mediaContentType: "IMAGE", status: "READY", image: { url: media.url, altText: media.alt },
    })),
    collections: page(scope, collections, (row) => ({ sort: "", id: row.id }), (row) => collectionView(scope, row)),
    options: optionsOf(variants),
    variants: page(scope, variants, (row) => ({ sort: String(row.position).padStart(6, "0"), id: row.id }), (row) => variantView(scope, row)),
  };
}

function optionsOf(variants: readonly SandboxVariant[]): View[] {
  const names = [...new Set(variants.flatMap((variant) => variant.options.map((option) => option.name)))];
  return names.map((name, at) => ({
    id: gid("ProductOption", String(at + 1)),
    name,
    position: at + 1,
    values: [...new Set(variants.flatMap((variant) => variant.options.filter((option) => option.name === name).map((option) => option.value)))],
  }));
}

export function collectionView(scope: Scope, row: { id: string; title: string; handle: string; updatedAt: string }): View {
  const products = [...scope.state.products.values()].filter((product) => product.collectionIds.includes(row.id));
  return {
    __typename: "Collection", id: gid("Collection", row.id), legacyResourceId: row.id, title: row.title, handle: row.handle, updatedAt: row.updatedAt,
    availablePublicationsCount: { count: 0, precision: "EXACT" },
    products: page(scope, products, (product) => ({ sort: "", id: product.id }), (product) => productView(scope, product)),
  };
}

export function variantView(scope: Scope, variant: SandboxVariant): View {
  const { state } = scope;
  return {
    __typename: "ProductVariant",
    id: gid("ProductVariant", variant.id),
    legacyResourceId: variant.id,
    title: variant.options.map((option) => option.value).join(" / "),
    sku: variant.sku,
    barcode: variant.barcode,
    price: variant.price,
    compareAtPrice: variant.compareAtPrice,
    position: variant.position,
    inventoryPolicy: variant.policy,
    inventoryQuantity: levelsOf(state, variant.itemId).reduce((sum, entry) => sum + entry.level.available, 0),
    createdAt: variant.createdAt,
    updatedAt: variant.updatedAt,
    selectedOptions: variant.options,
    availablePublicationsCount: { count: 0, precision: "EXACT" },
    inventoryItem: () => itemView(scope, variant),
    product: (() => {
      const product = state.products.get(variant.productId);
      return product ? productView(scope, product) : null;
    }) satisfies Lazy,
  };
}

export function itemView(scope: Scope, variant: SandboxVariant): View {
  const { state } = scope;
  const same = [...state.variants.values()].filter((other) => other.sku !== "" && other.sku === variant.sku);
  return {
    __typename: "InventoryItem",
    id: gid("InventoryItem", variant.itemId),
    legacyResourceId: variant.itemId,
    sku: variant.sku,
    tracked: variant.tracked,
    createdAt: variant.createdAt,
    updatedAt: variant.createdAt,
    duplicateSkuCount: same.length,
    unitCost: variant.cost === null ? null : moneyV2(variant.cost, state.currency),
    measurement: { weight: variant.weight },
    inventoryLevels: page(scope, levelsOf(state, variant.itemId), (entry) => ({ sort: "", id: entry.locationId }), (entry) =>
      levelView(scope, variant, entry.locationId, entry.level),
    ),
    inventoryLevel: (args: { locationId: string }) => {
      const locationId = args.locationId.split("/").at(-1) ?? "";
      const level = state.levels.get(levelKey(variant.itemId, locationId));
      return level ? levelView(scope, variant, locationId, level) : null;
    },
  };
}

export function levelView(scope: Scope, variant: SandboxVariant, locationId: string, level: Level): View {
  const known: Readonly<Record<string, number>> = {
    available: level.available, committed: level.committed, on_hand: level.available + level.committed,
    incoming: 0, reserved: 0, damaged: 0, safety_stock: 0, quality_control: 0,
  };
  const id = `${gid("InventoryLevel", locationId)}?inventory_item_id=${variant.itemId}`;
  return {
    __typename: "InventoryLevel", id, isActive: true, updatedAt: level.updatedAt,
    item: () => itemView(scope, variant),
    location: locationById(scope, locationId),
    quantities: (args: { names: readonly string[] }) =>
      args.names.map((name) => ({ __typename: "InventoryQuantity", id: `${id}&name=${name}`, name, quantity: known[name] ?? 0 })),
  };
}

export function customerView(customer: CustomerRow): View {
  return {
    __typename: "Customer", id: gid("Customer", customer.id), legacyResourceId: customer.id, firstName: customer.firstName, lastName: customer.lastName,
    displayName: `${customer.firstName} ${customer.lastName}`.trim() || customer.email || "", createdAt: customer.createdAt, updatedAt: customer.updatedAt,
    defaultEmailAddress: customer.email ? { emailAddress: customer.email } : null,
    defaultPhoneNumber: customer.phone ? { phoneNumber: customer.phone } : null,
  };
}

function addressView(order: OrderRow, address: AddressRow | null): View | null {
  if (!address) return null;
  return {
    ...address, id: gid("MailingAddress", order.id), name: [address.firstName, address.lastName].filter(Boolean).join(" "),
    province: address.provinceCode, country: address.countryCode, countryCodeV2: address.countryCode,
  };
}

export function orderView(scope: Scope, order: OrderRow): View {
  const { state } = scope;
  const { currency } = order;
  const customer = order.customerId === null ? undefined : state.customers.get(order.customerId);
  const shipping = order.shipping.reduce((sum, line) => sum + line.minor, 0n);
  const zero = bag(0n, currency);
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
    returnStatus: "NO_RETURN",
    paymentGatewayNames: order.gateways,
    email: order.email,
    phone: order.phone,
    customer: customer ? customerView(customer) : null,
    shippingAddress: addressView(order, order.address),
    billingAddress: addressView(order, order.address),
    subtotalPriceSet: () => bag(totalMinor(order) - shipping, currency),
    totalDiscountsSet: zero,
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
    shippingLines: page(scope, order.shipping, (line) => ({ sort: "", id: line.id }), (line) => ({
      id: gid("ShippingLine", line.id), title: line.title, originalPriceSet: bag(line.minor, currency), discountedPriceSet: bag(line.minor, currency), discountAllocations: [], taxLines: [],
    })),
    transactions: () => order.transactions.map((entry) => transactionView(order, entry.id)),
    fulfillmentsCount: () => ({ count: order.fulfilments.length, precision: "EXACT" }),
    fulfillments: (args: { first?: number }) => order.fulfilments.slice(0, args.first ?? order.fulfilments.length).map((row) => fulfilmentView(scope, order, row)),
    refunds: (args: { first?: number }) => order.refunds.slice(0, args.first ?? order.refunds.length).map((row) => refundView(scope, order, row)),
    lineItems: page(scope, order.lines, (line) => ({ sort: "", id: line.id }), (line) => lineView(scope, order, line)),
    fulfillmentOrders: page(scope, order.fulfilmentOrders, (row) => ({ sort: "", id: row.id }), (row) => fulfilmentOrderView(scope, order, row)),
    suggestedRefund: (args: { refundLineItems?: readonly { lineItemId: string; quantity: number }[] | null }) => suggestedRefund(order, args.refundLineItems ?? []),
  };
}

function transactionView(order: OrderRow, id: string): View | null {
  const entry = order.transactions.find((candidate) => candidate.id === id);
  if (!entry) return null;
  return {
    __typename: "OrderTransaction", id: gid("OrderTransaction", entry.id), kind: entry.kind, status: "SUCCESS", gateway: entry.gateway, processedAt: entry.at,
    amountSet: bag(entry.minor, order.currency), parentTransaction: () => (entry.parentId === null ? null : transactionView(order, entry.parentId)),
  };
}

function suggestedRefund(order: OrderRow, lines: readonly { lineItemId: string; quantity: number }[]): View | null {
  const sale = order.transactions.find((entry) => entry.kind === "SALE");
  if (!sale) return null;
  const left = paidMinor(order) - refundedMinor(order);
  const goods = lines.reduce((sum, wanted) => {
    const line = order.lines.find((candidate) => gid("LineItem", candidate.id) === wanted.lineItemId);
    return sum + (line ? BigInt(Math.round(Number(line.price) * 1000)) * BigInt(wanted.quantity) : 0n);
  }, 0n);
  const exponent = decimalOf(0n, order.currency).split(".")[1]?.length ?? 0;
  const suggested = (goods * 10n ** BigInt(exponent)) / 1000n;
  const amount = suggested < left ? suggested : left;
  const set = bag(amount, order.currency);
  const most = bag(left, order.currency);
  return {
    amountSet: set, subtotalSet: set, maximumRefundableSet: most,
    suggestedTransactions: [
      { gateway: sale.gateway, kind: "SUGGESTED_REFUND", amountSet: set, maximumRefundableSet: most, parentTransaction: transactionView(order, sale.id) },
    ],
  };
}

export function lineView(scope: Scope, order: OrderRow, line: OrderLineRow): View {
  const variant = line.variantId === null ? undefined : scope.state.variants.get(line.variantId);
  const current = line.quantity - removedUnits(order, line.id);
  const price = moneyV2(line.price, order.currency);
  return {
    __typename: "LineItem", id: gid("LineItem", line.id), title: line.title, name: line.title, variantTitle: line.variantTitle, sku: line.sku,
    quantity: line.quantity, currentQuantity: current, refundableQuantity: current,
    unfulfilledQuantity: Math.max(0, current - shippedUnits(order, line.id)), requiresShipping: line.requiresShipping,
    variant: variant ? () => variantView(scope, variant) : null,
    product: () => {
      const product = variant && scope.state.products.get(variant.productId);
      return product ? productView(scope, product) : null;
    },
    originalUnitPriceSet: { shopMoney: price, presentmentMoney: price }, discountAllocations: [], taxLines: [],
  };
}

function lineById(scope: Scope, order: OrderRow, id: string): View | null {
  const line = order.lines.find((candidate) => candidate.id === id);
  return line ? lineView(scope, order, line) : null;
}

export function fulfilmentView(scope: Scope, order: OrderRow, row: FulfilmentRow): View {
  return {
    __typename: "Fulfillment", id: gid("Fulfillment", row.id), legacyResourceId: row.id, name: `${order.name}-F${order.fulfilments.indexOf(row) + 1}`,
    status: row.status, displayStatus: row.displayStatus, createdAt: row.createdAt, updatedAt: row.createdAt,
    trackingInfo: (args: { first?: number }) => row.tracking.slice(0, args.first ?? row.tracking.length),
    location: locationById(scope, row.locationId),
    fulfillmentLineItems: page(scope, row.lines, byPlace(row.lines), (line) => ({
      id: gid("FulfillmentLineItem", `${row.id}${line.lineId}`), quantity: line.quantity, lineItem: lineById(scope, order, line.lineId),
    })),
  };
}

export function refundView(scope: Scope, order: OrderRow, row: RefundRow): View {
  return {
    __typename: "Refund", id: gid("Refund", row.id), legacyResourceId: row.id, note: row.note, createdAt: row.createdAt, processedAt: row.createdAt, updatedAt: row.createdAt,
    totalRefundedSet: bag(row.minor, order.currency),
    refundLineItems: page(scope, row.lines, byPlace(row.lines), (line) => ({
      id: gid("RefundLineItem", `${row.id}${line.lineId}`), quantity: line.quantity, restockType: line.restockType, restocked: line.restockType !== "NO_RESTOCK",
      lineItem: lineById(scope, order, line.lineId), location: line.locationId === null ? null : locationById(scope, line.locationId),
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
    __typename: "FulfillmentOrder", id: gid("FulfillmentOrder", row.id), orderId: gid("Order", order.id), orderName: order.name, status: row.status,
    requestStatus: "UNSUBMITTED", createdAt: order.createdAt, updatedAt: row.updatedAt,
    supportedActions: (ACTIONS[row.status] ?? []).map((action) => ({ action })),
    assignedLocation: { name: scope.state.locations.find((location) => location.id === row.locationId)?.name ?? "", location: locationById(scope, row.locationId) },
    fulfillmentHolds: row.holds.map((hold) => ({
      id: gid("FulfillmentHold", hold.id), handle: hold.handle, reason: hold.reason, reasonNotes: hold.notes, displayReason: hold.notes || hold.reason, heldByRequestingApp: hold.app,
    })),
    lineItems: page(scope, row.lines, (line) => ({ sort: "", id: line.id }), (line) => ({
      id: gid("FulfillmentOrderLineItem", line.id), remainingQuantity: line.remaining, totalQuantity: line.total, lineItem: lineById(scope, order, line.lineId),
      sku: order.lines.find((candidate) => candidate.id === line.lineId)?.sku ?? null,
    })),
  };
}

export function subscriptionView(row: SubscriptionRow): View {
  return {
    __typename: "WebhookSubscription", id: gid("WebhookSubscription", row.id), legacyResourceId: row.id, topic: row.topic, uri: row.uri, format: "JSON",
    createdAt: row.createdAt, updatedAt: row.createdAt,
  };
}
