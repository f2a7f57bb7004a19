/** The merchant's and the customers' side of the emulated site. */
import { formatDecimal } from "../../commerce/money.ts";
import { splitName } from "../../connectors/kit/parse/person-name.ts";
import { fieldSwitch } from "../../connectors/kit/sandbox/field-switch.ts";
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type {
  SandboxDiscount,
  SandboxOrderInput,
  SandboxProduct,
  SandboxShop,
} from "../../connectors/kit/sandbox/sandbox.ts";
import { STORE_PAGE } from "./api.ts";
import { markFulfilled } from "./orders.ts";
import {
  addToCatalog,
  index,
  minorOf,
  moneyOf,
  notify,
  now,
  ofMinor,
  removeFromCatalog,
  returnStock,
  type State,
  type StoredOrder,
  type StoredProduct,
  SUBJECTS,
  takeStock,
  touch,
  unindex,
} from "./state.ts";

const SHIPPING = "5.00";
const FOR_EVER = Number.POSITIVE_INFINITY;

function existingOrder(state: State, key: string): StoredOrder {
  return state.orders.get(key) ?? missing("order", key);
}

export function createShop(state: State): SandboxShop {
  const find = (sku: string) => state.bySku.get(sku) ?? missing("SKU", sku);
  const edit = (sku: string, change: (found: ReturnType<typeof find>) => void) => {
    const found = find(sku);
    change(found);
    found.product.modifiedOn = now(state);
  };
  const order = (key: string) => existingOrder(state, key);
  return {
    credentials: () => ({ authMode: "api_key", apiKey: keyOf(state) }),
    installWebhooks: () => ({}),
    // For all calls of a site (sheet, section 3).
    published: { calls: 300, perMs: 60_000 },
    withdrawRight: () => void state.withdrawn.add("orders"),
    // Repeated failures delete a subscription (sheet, section 6).
    loseWebhooks: () => void state.hooks.delete(state.hooks.keys().next().value ?? ""),
    addProduct: (product) => addProduct(state, product),
    removeProduct(key) {
      const product = state.products.get(key);
      if (product) removeFromCatalog(state, product);
    },
    stockOf: (sku) => find(sku).variant.stock.quantity,
    setStock: (sku, quantity) =>
      edit(sku, ({ variant }) => Object.assign(variant, { stock: { quantity, unlimited: false } })),
    counting: (sku) => fieldSwitch(find(sku).variant.stock, "unlimited", { on: false, off: true }),
    priceOf: (sku) => {
      const { onSale, salePrice, basePrice } = find(sku).variant.pricing;
      return (onSale && salePrice ? salePrice : basePrice).value;
    },
    setPrice: (sku, price) =>
      edit(sku, ({ variant }) => Object.assign(variant.pricing, { basePrice: moneyOf(state, price) })),
    titleOf: (sku) => find(sku).product.name,
    setTitle: (sku, title) => edit(sku, ({ product }) => Object.assign(product, { name: title })),
    renameSku: (sku, next) =>
      edit(sku, ({ product, variant }) => {
        unindex(state, variant);
        index(state, product, Object.assign(variant, { sku: next }));
      }),
    setDescription: (sku, html) => edit(sku, ({ product }) => Object.assign(product, { description: html })),
    catalog: () => state.products,
    skus: () => [...state.products.values()].flatMap((product) => product.variants.map(({ sku }) => sku)),
    placeOrder: (input) => placeOrder(state, input),
    cancelOrder: (key) => cancel(state, order(key)),
    addDiscount: (discount) => void state.discounts.push(discountOf(state, discount)),
    ...paying(state, order),
    shipOrder: (key) => markFulfilled(state, order(key), []),
    refundOrder: (key, lines) => refund(state, order(key), lines),
    order: (key) => {
      const found = state.orders.get(key);
      return found && view(found);
    },
    record: (key) => {
      const found = state.orders.get(key);
      return found && record(found);
    },
    ...storing(state, order),
  };
}

const paying = (
  state: State,
  order: (key: string) => StoredOrder,
): Required<Pick<SandboxShop, "failPayment" | "payOrder" | "owedOn">> => ({
  failPayment(key) {
    order(key).paymentState = "FAILED";
    touch(state, order(key), null);
  },
  payOrder(key) {
    order(key).paymentState = "PAID";
    touch(state, order(key), null);
  },
  owedOn(key) {
    const { paymentState, fulfillmentStatus, grandTotal, refundedTotal } = order(key);
    const isOver = fulfillmentStatus === "CANCELED" || paymentState === "PAID" || paymentState === "REFUNDED";
    return isOver ? "0" : ofMinor(minorOf(grandTotal) - minorOf(refundedTotal), state.currency).value;
  },
});

/** The merchant's key; once it is revoked, the next one. */
function keyOf(state: State): string {
  const usable = [...state.access].find(([, access]) => access.kind === "key" && access.endsAt === FOR_EVER)?.[0];
  if (usable !== undefined) return usable;
  const key = state.uuid();
  state.access.set(key, { kind: "key", may: new Set(SUBJECTS), endsAt: FOR_EVER });
  return key;
}

function view(order: StoredOrder) {
  return {
    key: order.id,
    number: order.orderNumber,
    status: order.fulfillmentStatus,
    fulfilled: order.fulfillmentStatus === "FULFILLED",
    cancelled: order.fulfillmentStatus === "CANCELED",
    trackingNumbers: order.fulfillments.map(({ trackingNumber }) => trackingNumber),
    total: order.grandTotal.value,
  };
}

function record(order: StoredOrder): NonNullable<ReturnType<NonNullable<SandboxShop["record"]>>> {
  const wasShipped = order.fulfilledOn !== null;
  const isCancelled = order.fulfillmentStatus === "CANCELED";
  return {
    lines: order.lineItems.map((line) => ({
      sku: line.sku ?? "",
      quantity: isCancelled && !wasShipped ? 0 : line.quantity,
      shipped: wasShipped ? line.quantity : 0,
      // A refund with "restock" raises the item's number; the order itself keeps no trace of it.
      restocked: 0,
    })),
    parcels: order.fulfillments.map(({ trackingNumber, carrierName }) => ({
      trackingNumbers: [trackingNumber],
      carrier: carrierName,
    })),
    refunds: minorOf(order.refundedTotal) === 0n ? [] : [{ amount: order.refundedTotal.value, reason: "" }],
    notes: [],
  };
}

function addProduct(state: State, input: SandboxProduct): ReturnType<SandboxShop["addProduct"]> {
  const hasOptions = input.variants.length > 1 || input.variants.some(({ option }) => option !== undefined);
  const id = state.hexId();
  const at = now(state);
  const product: StoredProduct = {
    id,
    type: "PHYSICAL",
    storePageId: STORE_PAGE,
    name: input.title,
    description: "",
    urlSlug: `p-${id}`,
    tags: input.category === undefined ? [] : [input.category],
    isVisible: input.status !== "draft",
    variantAttributes: hasOptions ? ["Option"] : [],
    variants: input.variants.map(({ sku, price, stock, barcode, option }) => ({
      id: state.uuid(),
      sku,
      gtin: barcode ?? null,
      pricing: { basePrice: moneyOf(state, price), onSale: false, salePrice: null },
      stock: { quantity: stock, unlimited: false },
      attributes: hasOptions ? { Option: option ?? sku } : {},
      shippingMeasurements: null,
    })),
    images: [],
    createdOn: at,
    modifiedOn: at,
  };
  addToCatalog(state, product);
  return { key: id, variantKeys: Object.fromEntries(product.variants.map((variant) => [variant.sku, variant.id])) };
}

const PAYMENT = { paid: "PAID", cod: "NOT_CHARGED", pending: "PENDING" } as const;

function placeOrder(state: State, input: SandboxOrderInput): string {
  const lineItems = input.lines.map(({ sku, quantity }) => {
    const found = state.bySku.get(sku) ?? missing("SKU", sku);
    const { product, variant } = found;
    return {
      id: state.hexId(),
      lineItemType: "PHYSICAL_PRODUCT",
      variantId: variant.id,
      sku,
      productId: product.id,
      productName: product.name,
      quantity,
      unitPricePaid: variant.pricing.basePrice,
      variantOptions: Object.entries(variant.attributes).map(([optionName, value]) => ({ optionName, value })),
    };
  });
  const { currency } = state;
  const itemsTotal = lineItems.reduce((sum, line) => sum + minorOf(line.unitPricePaid) * BigInt(line.quantity), 0n);
  const shipping = minorOf(moneyOf(state, SHIPPING));
  // A tenth of the goods, on top.
  const tax = itemsTotal / 10n;
  const at = now(state);
  const order: StoredOrder = {
    id: state.hexId(),
    orderNumber: String(state.orders.size + 1),
    createdOn: at,
    modifiedOn: at,
    ...customerOf(input.customer),
    channelName: null,
    externalOrderReference: null,
    fulfillmentStatus: "PENDING",
    paymentState: PAYMENT[input.payment ?? "paid"],
    fulfilledOn: null,
    fulfillments: [],
    lineItems,
    subtotal: ofMinor(itemsTotal, currency),
    shippingTotal: ofMinor(shipping, currency),
    discountTotal: ofMinor(0n, currency),
    taxTotal: ofMinor(tax, currency),
    refundedTotal: ofMinor(0n, currency),
    grandTotal: ofMinor(itemsTotal + shipping + tax, currency),
    priceTaxInterpretation: "EXCLUSIVE",
    took: new Map(),
  };
  state.orders.set(order.id, order);
  takeStock(state, order);
  notify(state, "order.create", { orderId: order.id });
  return order.id;
}

function customerOf(customer: SandboxOrderInput["customer"]) {
  const { first, last } = splitName(customer?.name);
  const address = {
    firstName: first,
    lastName: last,
    address1: "1 Long Street",
    address2: "Flat 5",
    city: "Cairo",
    state: "C",
    countryCode: "EG",
    postalCode: "11511",
    phone: customer?.phone ?? null,
  };
  return {
    customerId: null,
    customerEmail: customer?.email ?? null,
    billingAddress: address,
    shippingAddress: customer ? address : null,
  };
}

const storing = (
  state: State,
  order: (key: string) => StoredOrder,
): Pick<SandboxShop, "settleOrder" | "orderKeys"> => ({
  settleOrder: (key) => settle(state, order(key)),
  orderKeys: () => [...state.orders.keys()],
});

/** The gateway told its fee: 2.9 % and 30 cents. */
function settle(state: State, order: StoredOrder): number {
  const at = now(state);
  const paid = minorOf(order.grandTotal);
  const fee = ofMinor((paid * 29n + 999n) / 1_000n + 30n, state.currency);
  const nothing = ofMinor(0n, state.currency);
  const processingFee = { id: state.hexId(), amount: fee, refundedAmount: nothing, netAmount: fee, feeRefunds: [] };
  const payment = {
    id: state.hexId(),
    amount: order.grandTotal,
    refundedAmount: order.refundedTotal,
    netAmount: order.grandTotal,
    provider: "STRIPE",
    paidOn: at,
    refunds: [],
    processingFees: [processingFee],
  };
  const of = { id: state.hexId(), createdOn: at, modifiedOn: at, salesOrderId: order.id, total: order.grandTotal };
  state.documents.set(order.id, { ...of, payments: [payment] });
  return 1;
}

/** The merchant cancels in the panel: units not shipped go back, money that came is returned. */
function cancel(state: State, order: StoredOrder): void {
  if (order.fulfillmentStatus === "CANCELED") return;
  if (order.fulfilledOn === null) for (const line of order.lineItems) returnStock(state, order, line, line.quantity);
  order.fulfillmentStatus = "CANCELED";
  if (order.paymentState === "PAID") {
    order.paymentState = "REFUNDED";
    order.refundedTotal = order.grandTotal;
  }
  touch(state, order, "CANCELED");
}

function refund(
  state: State,
  order: StoredOrder,
  lines: readonly { readonly sku: string; readonly quantity: number; readonly restock: boolean }[],
): void {
  let amount = minorOf(order.refundedTotal);
  for (const { sku, quantity, restock } of lines) {
    const line = order.lineItems.find((one) => one.sku === sku) ?? missing("line of", sku);
    amount += minorOf(line.unitPricePaid) * BigInt(quantity);
    if (restock) returnStock(state, order, line, quantity);
  }
  order.refundedTotal = ofMinor(amount, state.currency);
  if (amount >= minorOf(order.grandTotal)) order.paymentState = "REFUNDED";
  touch(state, order, "REFUNDED");
}

function discountOf(state: State, { code, kind, value, minimum, expired }: SandboxDiscount): object {
  const amount = (text: string) => ({
    currency: state.currency,
    value: formatDecimal({ minor: minorOf(moneyOf(state, text)), currency: state.currency }),
  });
  return {
    id: state.hexId(),
    websiteId: state.websiteId,
    name: `Code ${code}`,
    criteria: minimum === undefined ? { type: "ANY_ORDER" } : { type: "CART_TOTAL", minimumCartTotal: amount(minimum) },
    template:
      kind === "percent"
        ? { type: "PERCENTAGE", percentage: Number(value) }
        : { type: "FIXED_AMOUNT", discountAmount: amount(value) },
    trigger: { type: "CODE", promoCode: code },
    status: expired === true ? "EXPIRED" : "ACTIVE",
    validFrom: "2020-01-01T00:00:00Z",
    validTo: expired === true ? "2021-01-01T00:00:00Z" : null,
    isLimitedUses: false,
    maxUsesAllowed: null,
    isOncePerCustomer: false,
    numberOfUses: 0,
    lastRedeemedAt: null,
  };
}
