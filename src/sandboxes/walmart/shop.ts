/** Seller Center, Walmart itself and the buyers of the emulated marketplace. */
import { formatDecimal, parseMoney } from "../../commerce/money.ts";
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type {
  SandboxOrder,
  SandboxOrderInput,
  SandboxOrderRecord,
  SandboxProduct,
  SandboxShop,
} from "../../connectors/kit/sandbox/sandbox.ts";
import { settleFeeds } from "./feeds.ts";
import { settle } from "./money.ts";
import { notifyItem, notifyOrder } from "./notices.ts";
import { totalOf } from "./order-views.ts";
import { cancel, ship } from "./order-writes.ts";
import { open } from "./returns.ts";
import {
  CURRENCY,
  move,
  type State,
  type StoredCharge,
  type StoredItem,
  type StoredLine,
  type StoredOrder,
  touch,
  unitsOf,
} from "./state.ts";

const SHIPPING = "5.00";
const DAY_MS = 86_400_000;
const OPEN = ["Created", "Acknowledged"] as const;

export function createShop(state: State): SandboxShop {
  const find = (sku: string): StoredItem => {
    settleFeeds(state);
    return state.items.get(sku) ?? missing("SKU", sku);
  };
  const orderOf = (key: string): StoredOrder => state.orders.get(key) ?? missing("order", key);
  return {
    discountsOrders: true,
    settlesCancelled: true,
    sellsFromOnePlace: true,
    tellsCommitted: true,
    currency: CURRENCY,
    mostStock: 2_147_483_647,
    credentials: () => ({ clientId: state.clientId, clientSecret: state.clientSecret, environment: "production" }),
    installWebhooks: () => ({}),
    loseWebhooks: () => {
      for (const hook of state.hooks.values()) hook.status = "INACTIVE";
    },
    withdrawRight: () => Object.assign(state.platform.scopes, { orders: "no_access" }),
    addProduct: (product) => addProduct(state, product),
    removeProduct: (key) => void state.items.delete(key),
    blockProduct(key) {
      Object.assign(find(key), { publishedStatus: "UNPUBLISHED", reasons: ["Reasonable Price Not Satisfied"] });
      notifyItem(state, find(key), "OFFER_UNPUBLISHED");
    },
    addLocation(name) {
      const id = `${state.partnerId}0${state.nodes.length}`;
      state.nodes.push({ id, name, type: "PHYSICAL", status: "ACTIVE" });
      for (const item of state.items.values()) item.units.set(id, 0);
      return id;
    },
    stockOf: (sku) => [...find(sku).units.values()].reduce((sum, units) => sum + units, 0),
    levelsOf: (sku) => new Map(find(sku).units),
    setStock: (sku, quantity) => void find(sku).units.set(mainOf(state), quantity),
    priceOf: (sku) => find(sku).price,
    setPrice: (sku, price) => Object.assign(find(sku), { price }),
    titleOf: (sku) => find(sku).title,
    setTitle: (sku, title) => Object.assign(find(sku), { title }),
    listingSample,
    skus: () => [...state.items.keys()],
    placeOrder: (input) => placeOrder(state, input, find),
    cancelOrder: (key) => cancelOrder(state, orderOf(key)),
    shipOrder: (key, lines) => shipOrder(state, orderOf(key), lines),
    deliverOrder: (key) => deliverOrder(state, orderOf(key)),
    refundOrder: (key, lines) => refundOrder(state, orderOf(key), lines),
    openReturn: (key, lines) => open(state, orderOf(key), linesOf(orderOf(key), lines)).id,
    endReturn: (key, end) => endReturn(state, key, end),
    settlesRefunds: true,
    settleOrder: (key) => settle(state, orderOf(key)),
    order: (key) => orderView(state, key),
    record: (key) => recordOf(state, key),
    orderKeys: () => [...state.orders.keys()],
  };
}

/** Of a mug; several differ in their colour. */
const listingSample: NonNullable<SandboxShop["listingSample"]> = (skus) => ({
  categoryKey: "Drinking Mugs",
  listing: {
    product: {
      images: ["https://images.example/mug.jpg", "https://images.example/mug-2.jpg"],
      "orderable:ShippingWeight": ["0.9 lb"],
      "orderable:stateRestrictions[].stateRestrictionsText": ["None"],
      "visible:productName": ["Mug of the suite"],
      "visible:brand": ["Argosy Pottery"],
      "visible:shortDescription": ["<p>Holds 300 ml.</p>"],
      "visible:keyFeatures": ["Dishwasher safe", "Keeps warm"],
      "visible:condition": ["New"],
      "visible:material": ["Ceramic"],
      "visible:pieceCount": ["1"],
      "visible:capacity": ["10 oz"],
      ...(skus.length === 1 ? { "visible:color": ["Blue"] } : {}),
    },
    variants: skus.map((_, index) => ({
      barcode: ["4006381333931"],
      "orderable:price": ["12.50"],
      ...(skus.length === 1 ? {} : { "visible:color": [["Red", "Blue", "Green"][index] ?? ""] }),
    })),
  },
});

const mainOf = ({ nodes }: State): string => nodes[0]?.id ?? "";

function addProduct(state: State, product: SandboxProduct): ReturnType<SandboxShop["addProduct"]> {
  const own = state.nodes.filter(({ type }) => type !== "3PL").map(({ id }) => id);
  const made = product.variants.map((variant) => {
    const item: StoredItem = {
      sku: variant.sku,
      title: product.title,
      upc: variant.barcode,
      price: variant.price,
      publishedStatus: product.status === "draft" ? "UNPUBLISHED" : "PUBLISHED",
      reasons: product.status === "draft" ? ["End date passed"] : [],
      units: new Map(own.map((id, index) => [id, index === 0 ? variant.stock : 0])),
    };
    state.items.set(item.sku, item);
    return item.sku;
  });
  return { key: made[0] ?? "", variantKeys: Object.fromEntries(made.map((sku) => [sku, sku])) };
}

/** Eight percent, collected and paid to the state by Walmart. */
const taxOf = (minor: bigint): bigint => (minor * 8n + 50n) / 100n;

function chargesOf(unit: bigint, quantity: number, percent: number, shipping: bigint): StoredCharge[] {
  const items = unit * BigInt(quantity);
  const discount = (items * BigInt(percent)) / 100n;
  const charge = (type: string, name: string, minor: bigint, tax: bigint | undefined) => ({ type, name, minor, tax });
  return [
    charge("PRODUCT", "ItemPrice", items, taxOf(items - discount)),
    ...(discount > 0n ? [charge("PRODUCT", "SubscriptionDiscount", -discount, undefined)] : []),
    ...(shipping > 0n ? [charge("SHIPPING", "Shipping", shipping, taxOf(shipping))] : []),
  ];
}

/** What sits where there is most of the first item. */
function nodeFor(state: State, item: StoredItem): string {
  const [best] = [...item.units].sort(([, a], [, b]) => b - a);
  return best?.[0] ?? mainOf(state);
}

function placeOrder(state: State, input: SandboxOrderInput, find: (sku: string) => StoredItem): string {
  const now = state.clock.now();
  const number = String(state.id()).padStart(9, "0");
  const minor = (text: string) => parseMoney(text, CURRENCY).minor;
  const status = input.payment === "pending" ? "Created" : "Acknowledged";
  const lines = input.lines.map(({ sku, quantity }, index): StoredLine => {
    const item = find(sku);
    const shipping = index === 0 ? minor(input.shipping ?? SHIPPING) : 0n;
    return {
      ...{ number: String(index + 1), item, quantity, statusAt: now, refunds: [] },
      charges: chargesOf(minor(item.price), quantity, input.discountPercent ?? 0, shipping),
      statuses: [{ status, quantity }],
      intentToCancel: undefined,
      returnId: undefined,
    };
  });
  const order: StoredOrder = {
    ...{ id: `1796${number}`, customerOrderId: `5281${number}`, createdAt: now, updatedAt: now, lines },
    type: "REGULAR",
    fulfilment: "SellerFulfilled",
    node: lines[0] ? nodeFor(state, lines[0].item) : mainOf(state),
    shipBy: now + 2 * DAY_MS,
    buyer: input.customer,
  };
  state.orders.set(order.id, order);
  notifyOrder(state, order, "PO_CREATED");
  return order.id;
}

type Lines = readonly { readonly sku: string; readonly quantity: number }[];

const linesOf = (order: StoredOrder, lines: Lines | undefined) =>
  lines === undefined
    ? order.lines.map((line) => ({ line, quantity: line.quantity }))
    : lines.flatMap(({ sku, quantity }) => {
        const line = order.lines.find(({ item }) => item.sku === sku);
        return line ? [{ line, quantity }] : [];
      });

function cancelOrder(state: State, order: StoredOrder): void {
  for (const line of order.lines) cancel(line, unitsOf(line, ...OPEN), "SELLER_CANCEL_OUT_OF_STOCK", state);
  touch(state, order);
  notifyOrder(state, order, "PO_LINE_AUTOCANCELLED");
}

function shipOrder(state: State, order: StoredOrder, lines: Lines | undefined): void {
  const tracking = {
    shipDateTime: state.clock.now(),
    carrierName: { carrier: "UPS" },
    methodCode: "Standard",
    trackingNumber: `1ZPORTAL${state.id()}`,
    trackingURL: "https://www.ups.com/track",
  };
  for (const { line, quantity } of linesOf(order, lines)) {
    const created = unitsOf(line, "Created");
    if (created > 0) move(line, created, ["Created"], { status: "Acknowledged" });
    const units = Math.min(quantity, unitsOf(line, "Acknowledged"));
    if (units > 0) ship(order, line, units, { tracking, state });
  }
  touch(state, order);
}

function deliverOrder(state: State, order: StoredOrder): void {
  for (const line of order.lines)
    for (const one of line.statuses) if (one.status === "Shipped") one.status = "Delivered";
  touch(state, order);
}

function refundOrder(state: State, order: StoredOrder, lines: Lines): void {
  const group = state.id();
  for (const { line, quantity } of linesOf(order, lines)) {
    if (unitsOf(line, "Shipped", "Delivered") === 0) continue;
    for (const one of line.charges.filter(({ type }) => type === "PRODUCT")) {
      const share = (minor: bigint) => -(minor * BigInt(quantity)) / BigInt(line.quantity);
      const tax = one.tax === undefined ? undefined : share(one.tax);
      line.refunds.push({ reason: "CustomerChangedMind", charge: { ...one, minor: share(one.minor), tax }, group });
    }
    line.statusAt = state.clock.now();
  }
  touch(state, order);
}

function endReturn(state: State, key: string, end: "completed" | "cancelled"): void {
  const one = state.returns.get(key);
  if (!one) return;
  // Both ends have the same status there.
  const event = end === "completed" ? "RETURN_COMPLETED" : "RETURN_CANCELLED";
  Object.assign(one, { status: "COMPLETED", events: [event, ...one.events], updatedAt: state.clock.now() });
}

const isOver = (order: StoredOrder): boolean =>
  order.lines.every((line) => unitsOf(line, "Cancelled") === line.quantity);

const parcelsOf = (order: StoredOrder): SandboxOrderRecord["parcels"] => {
  const all = order.lines.flatMap(({ statuses }) => statuses.flatMap(({ tracking }) => tracking ?? []));
  const numbers = new Map(all.map((one) => [one.trackingNumber, one]));
  return [...numbers.values()].map(({ trackingNumber, carrierName }) => ({
    trackingNumbers: [trackingNumber],
    carrier: carrierName.carrier ?? carrierName.otherCarrier,
  }));
};

function orderView(state: State, key: string): SandboxOrder | undefined {
  const order = state.orders.get(key);
  if (!order) return undefined;
  const first = order.lines.flatMap(({ statuses }) => statuses.map(({ status }) => status));
  return {
    key,
    number: key,
    status: first[0] ?? "",
    fulfilled: !isOver(order) && order.lines.every((line) => unitsOf(line, ...OPEN) === 0),
    cancelled: isOver(order),
    trackingNumbers: parcelsOf(order).flatMap(({ trackingNumbers }) => trackingNumbers),
    total: formatDecimal({ minor: totalOf(order), currency: CURRENCY }),
  };
}

function recordOf(state: State, key: string): SandboxOrderRecord | undefined {
  const order = state.orders.get(key);
  if (!order) return undefined;
  return {
    lines: order.lines.map((line) => ({
      sku: line.item.sku,
      quantity: line.quantity - unitsOf(line, "Cancelled"),
      shipped: unitsOf(line, "Shipped", "Delivered"),
      restocked: 0,
    })),
    parcels: parcelsOf(order),
    refunds: refundsOf(order),
    shipBy: new Date(order.shipBy).toISOString(),
    notes: [],
  };
}

/** What was given back at once is one refund, of however many lines and charges. */
function refundsOf(order: StoredOrder): SandboxOrderRecord["refunds"] {
  const rows = order.lines.flatMap(({ refunds }) => refunds);
  return [...Map.groupBy(rows, ({ group }) => group).values()].map((some) => {
    const minor = some.reduce((sum, { charge }) => sum - charge.minor - (charge.tax ?? 0n), 0n);
    return { amount: formatDecimal({ minor, currency: CURRENCY }), reason: some[0]?.reason ?? "" };
  });
}
