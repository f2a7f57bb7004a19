/** The seller's portal, the operator and the buyers of the emulated marketplace. */
import { formatDecimal, parseMoney } from "../../commerce/money.ts";
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type { PriceScopes } from "../../connectors/kit/sandbox/money-controls.ts";
import type {
  SandboxOrder,
  SandboxOrderInput,
  SandboxOrderRecord,
  SandboxProduct,
  SandboxShop,
} from "../../connectors/kit/sandbox/sandbox.ts";
import { documentControls } from "./documents.ts";
import { settle } from "./money.ts";
import { paidOf } from "./order-views.ts";
import { cancelOrder, setState, shipWhole } from "./orders.ts";
import { ship, shippedOf } from "./shipments.ts";
import {
  type State,
  type StoredLine,
  type StoredOffer,
  type StoredOrder,
  settleImports,
  type Tax,
  takeAt,
  touch,
} from "./state.ts";
import { conversationControls } from "./threads.ts";

const SHIPPING = "5.00";
const DAY_MS = 86_400_000;

export function createShop(state: State): SandboxShop {
  const find = (sku: string): StoredOffer => {
    settleImports(state);
    return state.offers.get(sku) ?? missing("SKU", sku);
  };
  const orderOf = (key: string): StoredOrder => state.orders.get(key) ?? missing("order", key);
  return {
    discountsOrders: true,
    settlesCancelled: true,
    mostStock: 1_000_000_000,
    credentials: () => ({
      instanceUrl: "https://emulated-prod.mirakl.example",
      apiKey: goodKey(state),
      shopId: String(state.shopId),
    }),
    installWebhooks: () => ({}),
    addProduct: (product) => addProduct(state, product),
    removeProduct: (key) => void state.offers.delete(key),
    blockProduct: (key) => void find(key).reasons.add("CATEGORY_UNAUTHORIZED_TO_SELL"),
    stockOf: (sku) => find(sku).quantity,
    setStock: (sku, quantity) => Object.assign(find(sku), { quantity }),
    priceOf: (sku) => find(sku).discountPrice ?? find(sku).price,
    setPrice: (sku, price) => Object.assign(find(sku), { price, discountPrice: undefined }),
    titleOf: (sku) => find(sku).title,
    setTitle: (sku, title) => Object.assign(find(sku), { title }),
    listingSample,
    skus: () => [...state.offers.keys()],
    placeOrder: (input) => placeOrder(state, input, find),
    cancelOrder: (key) => cancelOrder(orderOf(key), state),
    shipOrder: (key, lines) => shipFromPortal(state, orderOf(key), lines),
    deliverOrder: (key) => {
      setState(orderOf(key), "RECEIVED");
      touch(state, orderOf(key));
    },
    refundOrder: (key, lines) => refundFromPortal(state, orderOf(key), lines),
    openReturn: (key, lines) => openReturn(state, orderOf(key), lines),
    endReturn(key, end) {
      const one = state.returns.get(key);
      if (one)
        Object.assign(one, { state: end === "completed" ? "RECEIVED" : "CANCELED", updatedAt: state.clock.now() });
    },
    settlesRefunds: true,
    settleOrder: (key) => settle(state, orderOf(key)),
    ...conversationControls(state),
    ...documentControls(state),
    openPriceScopes: () => priceScopes(state, find),
    order: (key) => orderView(state, key),
    record: (key) => recordOf(state, key),
    orderKeys: () => [...state.orders.keys()],
  };
}

/** Of a mug; several differ in their colour. */
const listingSample: NonNullable<SandboxShop["listingSample"]> = (skus) => ({
  categoryKey: "MUGS",
  listing: {
    product: {
      condition: ["11"],
      logisticClass: ["S"],
      images: ["https://images.example/mug.jpg", "https://images.example/mug-2.jpg"],
      "attribute:category": ["MUGS"],
      "attribute:product_title": ["Mug of the suite"],
      "attribute:long_description": ["<p>Holds 300 ml; keeps warm.</p>"],
      "attribute:brand": ["b_1"],
      "attribute:material": ["m_1", "m_2"],
      "attribute:item_weight": ["0.4536 kg"],
      "attribute:launched": ["2026-11-30"],
      ...(skus.length === 1 ? { "attribute:colour": ["c_2"] } : {}),
    },
    variants: skus.map((sku, index) => ({
      price: ["12.50"],
      "attribute:shop_sku": [sku],
      "attribute:ean": ["4006381333931"],
      ...(skus.length === 1 ? {} : { "attribute:colour": [`c_${index + 1}`] }),
    })),
  },
});

/** Another channel of the marketplace, with prices of its own. */
const priceScopes = (state: State, find: (sku: string) => StoredOffer): PriceScopes => ({
  set(sku, price) {
    find(sku).otherPrices = [{ channels: ["PRO"], price }];
  },
  of: (sku) =>
    Object.fromEntries(
      find(sku).otherPrices.map(({ channels, price }) => [channels.join("|"), `${Number(price)} ${state.currency}`]),
    ),
});

function goodKey(state: State): string {
  const usable = [...state.keys].find(([, kind]) => kind === "good")?.[0];
  const key = usable ?? `2f9e${String(state.id()).padStart(4, "0")}-1111-4222-8333-5c9f2e1d0a7b`;
  state.keys.set(key, "good");
  return key;
}

function addProduct(state: State, product: SandboxProduct): ReturnType<SandboxShop["addProduct"]> {
  const made = product.variants.map((variant) => {
    const offer: StoredOffer = {
      id: state.id(),
      sku: variant.sku,
      title: product.title,
      ean: variant.barcode,
      quantity: variant.stock,
      warehouses: new Map(),
      price: variant.price,
      discountPrice: undefined,
      otherPrices: [],
      description: "",
      reasons: new Set(product.status === "draft" ? ["NOT_IN_AVAILABILITY_PERIOD"] : []),
    };
    state.offers.set(offer.sku, offer);
    return offer.sku;
  });
  return { key: made[0] ?? "", variantKeys: Object.fromEntries(made.map((sku) => [sku, sku])) };
}

/** A fifth on top, or a sixth of what holds it. */
const vat = (minor: bigint, isIncluded: boolean): readonly Tax[] =>
  minor === 0n ? [] : [{ code: "TVA", amount: isIncluded ? (minor * 2n + 6n) / 12n : (minor * 2n + 5n) / 10n }];

const STATES = { paid: "SHIPPING", cod: "SHIPPING", pending: "WAITING_ACCEPTANCE" } as const;

function placeOrder(state: State, input: SandboxOrderInput, find: (sku: string) => StoredOffer): string {
  const now = state.clock.now();
  const commercialId = `Order_${String(state.id()).padStart(5, "0")}`;
  const id = `${commercialId}-A`;
  const { payment = "paid", discountPercent = 0 } = input;
  const isIncluded = state.platform.taxMode === "TAX_INCLUDED";
  const minor = (text: string) => parseMoney(text, state.currency).minor;
  const word = STATES[payment];
  const lines = input.lines.map(({ sku, quantity }, index): StoredLine => {
    const offer = find(sku);
    const origin = minor(offer.discountPrice ?? offer.price);
    const unit = (origin * BigInt(100 - discountPercent)) / 100n;
    const shipping = index === 0 ? minor(input.shipping ?? SHIPPING) : 0n;
    return {
      ...{ id: `${id}-${index + 1}`, offer, quantity, origin, unit, shipping, state: word, shippedAt: undefined },
      taxes: vat(unit * BigInt(quantity), isIncluded),
      shippingTaxes: vat(shipping, isIncluded),
      refunds: [],
      cancelations: [],
    };
  });
  const order: StoredOrder = {
    ...{ id, commercialId, createdAt: now, updatedAt: now, state: word, lines, tracking: {} },
    debitedAt: payment === "paid" ? now : undefined,
    workflow: payment === "cod" ? "PAY_ON_DELIVERY" : "PAY_ON_ACCEPTANCE",
    buyer: input.customer,
    shipBy: now + 2 * DAY_MS,
  };
  state.orders.set(id, order);
  takeAt(state, order, "placed");
  return id;
}

type Lines = readonly { readonly sku: string; readonly quantity: number }[];

const linesOf = (order: StoredOrder, lines: Lines | undefined) =>
  lines === undefined
    ? order.lines.map((line) => ({ line, quantity: line.quantity }))
    : lines.flatMap(({ sku, quantity }) => {
        const line = order.lines.find(({ offer }) => offer.sku === sku);
        return line ? [{ line, quantity }] : [];
      });

function shipFromPortal(state: State, order: StoredOrder, lines: Lines | undefined): void {
  if (order.state !== "SHIPPING") return;
  if (!state.platform.multiShipment) return void shipWhole(order, state);
  const left = linesOf(order, lines)
    .map(({ line, quantity }) => ({
      order_line_id: line.id,
      quantity: Math.min(quantity, line.quantity - shippedOf(order, line.id, state)),
    }))
    .filter(({ quantity }) => quantity > 0);
  ship(order, { order_id: order.id, shipment_lines: left }, state);
}

/** The seller pays back units in the portal; whether they go back on sale is another page. */
function refundFromPortal(state: State, order: StoredOrder, lines: Lines): void {
  if (order.debitedAt === undefined) return;
  const group = `group-${state.id()}`;
  const isIncluded = state.platform.taxMode === "TAX_INCLUDED";
  for (const { line, quantity } of linesOf(order, lines))
    line.refunds.push({
      ...{ id: String(state.id()), group, at: state.clock.now(), quantity, shipping: 0n, shippingTaxes: [] },
      amount: line.unit * BigInt(quantity),
      taxes: vat(line.unit * BigInt(quantity), isIncluded),
      reason: "17",
      state: "REFUNDED",
    });
  touch(state, order);
}

function openReturn(state: State, order: StoredOrder, lines: Lines): string {
  const now = state.clock.now();
  const id = `return-${state.id()}`;
  state.returns.set(id, {
    ...{ id, order, createdAt: now, updatedAt: now, state: "WAITING_ACCEPTANCE" },
    lines: linesOf(order, lines).map(({ line, quantity }) => ({ lineId: line.id, quantity })),
  });
  return id;
}

function orderView(state: State, key: string): SandboxOrder | undefined {
  const order = state.orders.get(key);
  if (!order) return undefined;
  return {
    key,
    number: key,
    status: order.state,
    fulfilled: ["SHIPPED", "RECEIVED", "CLOSED"].includes(order.state),
    cancelled: ["CANCELED", "REFUSED"].includes(order.state),
    trackingNumbers: parcelsOf(state, order).flatMap(({ trackingNumbers }) => trackingNumbers),
    total: formatDecimal({ minor: paidOf(order, state), currency: state.currency }),
  };
}

function parcelsOf(state: State, order: StoredOrder): SandboxOrderRecord["parcels"] {
  const told = (tracking: StoredOrder["tracking"]) => ({
    trackingNumbers: tracking.tracking_number === undefined ? [] : [tracking.tracking_number],
    carrier: tracking.carrier_name ?? tracking.carrier_code,
  });
  if (!state.platform.multiShipment) return Object.keys(order.tracking).length === 0 ? [] : [told(order.tracking)];
  return [...state.shipments.values()]
    .filter(({ orderId }) => orderId === order.id)
    .map(({ tracking }) => told(tracking));
}

function recordOf(state: State, key: string): SandboxOrderRecord | undefined {
  const order = state.orders.get(key);
  if (!order) return undefined;
  const isOver = ["CANCELED", "REFUSED"].includes(order.state);
  const shippedUnits = (line: StoredLine) =>
    state.platform.multiShipment ? shippedOf(order, line.id, state) : line.shippedAt === undefined ? 0 : line.quantity;
  const onTop = (taxes: readonly Tax[]) =>
    state.platform.taxMode === "TAX_INCLUDED" ? 0n : taxes.reduce((sum, { amount }) => sum + amount, 0n);
  const backs = order.lines.flatMap((line) => [...line.refunds, ...line.cancelations]);
  const groups = Map.groupBy(backs, ({ group, id }) => group || id);
  return {
    lines: order.lines.map((line) => ({
      sku: line.offer.sku,
      quantity: isOver ? 0 : line.quantity,
      shipped: shippedUnits(line),
      restocked: 0,
    })),
    parcels: parcelsOf(state, order),
    refunds: [...groups.values()].map((some) => ({
      amount: formatDecimal({
        minor: some.reduce(
          (sum, one) => sum + one.amount + one.shipping + onTop([...one.taxes, ...one.shippingTaxes]),
          0n,
        ),
        currency: state.currency,
      }),
      reason: some[0]?.reason ?? "",
      waits: some.some((one) => !["REFUNDED", "CANCELED"].includes(one.state)),
    })),
    shipBy: new Date(order.shipBy).toISOString(),
    ...(order.state === STATES.pending && { toAccept: {} }),
    notes: [],
  };
}
