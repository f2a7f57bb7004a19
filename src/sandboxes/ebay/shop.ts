/** The seller's and the buyers' side of the emulated account. */
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type { SandboxOrderInput, SandboxProduct, SandboxShop } from "../../connectors/kit/sandbox/sandbox.ts";
import { closeConversation, openConversation, repliesIn, writeToSeller } from "./conversations.ts";
import { settle } from "./finances.ts";
import { askCancel, isCancelled, moveStock, refund, sellerTotal, settleOrder, shippedOf, touch } from "./order-life.ts";
import { shipByOf } from "./orders.ts";
import {
  digits,
  minorOf,
  moneyOf,
  now,
  offersOf,
  ofMinor,
  type State,
  type StoredItem,
  type StoredOffer,
  type StoredOrder,
  shownOf,
} from "./state.ts";

const SHIPPING = "5.00";

export function createShop(state: State): SandboxShop {
  const find = (sku: string): { readonly item: StoredItem; readonly offer: StoredOffer } => {
    const item = state.items.get(sku);
    const offer = offersOf(state, sku).find(({ site }) => site === state.site);
    if (!item || !offer) throw new RangeError(`The sandbox has no SKU "${sku}".`);
    return { item, offer };
  };
  const order = (key: string): StoredOrder => {
    const found = state.orders.get(key) ?? missing("order", key);
    settleOrder(state, found);
    return found;
  };
  return {
    ...access(state),
    plainTracking: true,
    addProduct: (product) => addProduct(state, product),
    removeProduct: (key) => removeProduct(state, key),
    blockProduct: (key) => {
      for (const sku of state.groups.get(key)?.skus ?? [key]) find(sku).offer.isOnHold = true;
    },
    stockOf: (sku) => shownOf(find(sku).item, find(sku).offer),
    setStock: (sku, quantity) => setStock(find(sku), quantity),
    priceOf: (sku) => find(sku).offer.price.value,
    setPrice: (sku, price) => Object.assign(find(sku).offer, { price: moneyOf(state, price) }),
    titleOf: (sku) => headOf(state, find(sku).item).title,
    setTitle: (sku, title) => Object.assign(headOf(state, find(sku).item), { title }),
    setDescription: (sku, description) => Object.assign(headOf(state, find(sku).item), { description }),
    listingSample: (skus) => listingSample(skus),
    catalog: () => [state.items, state.groups, state.offers],
    skus: () => [...state.items.keys()],
    placeOrder: (input) => placeOrder(state, input),
    settlesCancelled: true,
    cancelOrder: (key) => {
      if (order(key).cancel === null) askCancel(state, order(key), "SELLER", 0);
    },
    payOrder: (key) => pay(state, order(key), "PAID"),
    failPayment: (key) => pay(state, order(key), "FAILED"),
    shipOrder: (key, lines) => ship(state, order(key), lines),
    settlesRefunds: true,
    settleOrder: (key) => settle(state, order(key)),
    openConversation: (conversation) => openConversation(state, conversation),
    writeToSeller: (key, text) => writeToSeller(state, key, text),
    closeConversation: (key) => closeConversation(state, key),
    repliesIn: (key) => repliesIn(state, key),
    refundOrder: (key, lines) => refundLines(state, order(key), lines),
    order: (key) => (state.orders.has(key) ? view(order(key)) : undefined),
    record: (key) => (state.orders.has(key) ? record(state, order(key)) : undefined),
    orderKeys: () => [...state.orders.keys()],
  };
}

/** Of a mug; several differ in their colour. */
const listingSample: NonNullable<SandboxShop["listingSample"]> = (skus) => ({
  categoryKey: "20697",
  listing: {
    product: {
      title: ["Mug of the suite"],
      description: ["<p>Holds 300 ml.</p>"],
      images: ["https://images.example/mug.jpg"],
      condition: ["NEW"],
      weight: ["0.4 KILOGRAM"],
      merchantLocationKey: ["warehouse-1"],
      fulfillmentPolicyId: ["6196932000"],
      paymentPolicyId: ["6196947000"],
      returnPolicyId: ["6196944000"],
      "manufacturer.companyName": ["Argosy Pottery"],
      "manufacturer.email": ["safety@pottery.example"],
      "responsiblePerson.companyName": ["Argosy Europe"],
      "responsiblePerson.email": ["safety@pottery.example"],
      "aspect:Brand": ["Argosy Pottery"],
      "aspect:Material": ["Ceramic"],
      "aspect:Features": ["Dishwasher Safe", "Microwave Safe"],
      ...(skus.length === 1 ? { "aspect:Color": ["Blue"] } : {}),
    },
    variants: skus.map((_, index) => ({
      price: ["12.50"],
      quantity: ["5"],
      barcode: ["4006381333931"],
      ...(skus.length === 1 ? {} : { "aspect:Color": [["Black", "Blue", "Green", "Red", "White"][index] ?? ""] }),
    })),
  },
});

const access = (
  state: State,
): Pick<SandboxShop, "credentials" | "appCredentials" | "registerCallback" | "installWebhooks"> => ({
  credentials: () => ({ marketplaceId: state.site }),
  appCredentials: () => ({
    clientId: state.clientId,
    clientSecret: state.clientSecret,
    redirectUri: state.ruName,
  }),
  registerCallback: (url) => void Object.assign(state, { acceptUrl: url }),
  installWebhooks: () => ({}),
});

/** A group's title and text are its own. */
const headOf = (state: State, item: StoredItem): { title: string; description: string } =>
  (item.groupKey === null ? undefined : state.groups.get(item.groupKey)) ?? item;

function setStock({ item, offer }: { readonly item: StoredItem; readonly offer: StoredOffer }, quantity: number): void {
  item.quantity = quantity;
  if (offer.available !== null) offer.available = quantity;
}

function addProduct(state: State, input: SandboxProduct): ReturnType<SandboxShop["addProduct"]> {
  const skus = input.variants.map(({ sku }) => sku);
  const isGroup = skus.length > 1 || input.variants.some(({ option }) => option !== undefined);
  const key = isGroup ? `G-${digits(state, 8)}` : (skus[0] ?? "");
  if (isGroup) state.groups.set(key, { key, title: input.title, description: "", skus });
  const listingId = digits(state, 12);
  for (const { sku, price, stock, barcode, option } of input.variants) {
    state.items.set(sku, {
      sku,
      quantity: stock,
      title: input.title,
      description: "",
      barcode: barcode ?? null,
      option: isGroup ? (option ?? sku) : null,
      groupKey: isGroup ? key : null,
    });
    const id = digits(state, 11);
    state.offers.set(id, {
      id,
      sku,
      site: state.site,
      price: moneyOf(state, price),
      available: null,
      status: input.status === "draft" ? "UNPUBLISHED" : "PUBLISHED",
      listingId,
      category: input.category ?? "11450",
      sold: 0,
      isOnHold: false,
    });
  }
  return { key, variantKeys: Object.fromEntries(skus.map((sku) => [sku, sku])) };
}

function removeProduct(state: State, key: string): void {
  const skus = state.groups.get(key)?.skus ?? [key];
  state.groups.delete(key);
  for (const sku of skus) {
    for (const { id } of offersOf(state, sku)) state.offers.delete(id);
    state.items.delete(sku);
  }
}

function placeOrder(state: State, input: SandboxOrderInput): string {
  const { customer } = input;
  const id = `12-${digits(state, 5)}-${digits(state, 5)}`;
  const at = now(state);
  const lines = input.lines.map(({ sku, quantity }) => {
    const item = state.items.get(sku);
    const offer = offersOf(state, sku).find(({ site }) => site === state.site);
    if (!item || !offer) throw new RangeError(`The sandbox has no SKU "${sku}".`);
    moveStock(state, sku, -quantity);
    offer.sold += quantity;
    return {
      id: digits(state, 14),
      sku,
      title: headOf(state, item).title,
      quantity,
      cost: ofMinor(minorOf(offer.price) * BigInt(quantity), state.currency),
      listingId: offer.listingId,
    };
  });
  state.orders.set(id, {
    id,
    site: state.site,
    createdAt: at,
    modifiedAt: at,
    payment: (input.payment ?? "paid") === "paid" ? "PAID" : "PENDING",
    lines,
    shipping: moneyOf(state, SHIPPING),
    customer: customer ? { name: customer.name, email: customer.email ?? null, phone: customer.phone ?? null } : null,
    note: input.note ?? null,
    parcels: [],
    refunds: [],
    cancel: null,
    isRestocked: false,
  });
  return id;
}

function pay(state: State, order: StoredOrder, payment: "PAID" | "FAILED"): void {
  order.payment = payment;
  touch(state, order);
}

function ship(
  state: State,
  order: StoredOrder,
  lines: readonly { readonly sku: string; readonly quantity: number }[] | undefined,
): void {
  const shipped = order.lines.flatMap((line) => {
    const left = line.quantity - shippedOf(order, line.id);
    const requested = lines === undefined ? left : (lines.find(({ sku }) => sku === line.sku)?.quantity ?? 0);
    return requested > 0 ? [{ lineItemId: line.id, quantity: Math.min(requested, left) }] : [];
  });
  const number = digits(state, 12);
  order.parcels.push({ id: number, carrier: "USPS", number, shippedAt: now(state), lines: shipped });
  touch(state, order);
}

/** Money goes back; what becomes of the goods the seller counts by hand. */
function refundLines(
  state: State,
  order: StoredOrder,
  lines: readonly { readonly sku: string; readonly quantity: number }[],
): void {
  const minor = lines.reduce((sum, { sku, quantity }) => {
    const line = order.lines.find((one) => one.sku === sku);
    return line ? sum + (minorOf(line.cost) * BigInt(quantity)) / BigInt(line.quantity) : sum;
  }, 0n);
  refund(state, order, { minor });
}

function view(order: StoredOrder): NonNullable<ReturnType<SandboxShop["order"]>> {
  return {
    key: order.id,
    number: order.id,
    status: order.payment,
    fulfilled: order.lines.every((line) => shippedOf(order, line.id) >= line.quantity),
    cancelled: isCancelled(order),
    trackingNumbers: order.parcels.flatMap(({ number }) => number ?? []),
    total: ofMinor(sellerTotal(order), order.shipping.currency).value,
  };
}

function record(state: State, order: StoredOrder): NonNullable<ReturnType<NonNullable<SandboxShop["record"]>>> {
  return {
    lines: order.lines.map((line) => ({
      sku: line.sku,
      quantity: isCancelled(order) ? shippedOf(order, line.id) : line.quantity,
      shipped: shippedOf(order, line.id),
      restocked: 0,
    })),
    parcels: order.parcels.map(({ number, carrier }) => ({
      trackingNumbers: number === null ? [] : [number],
      ...(carrier === null ? {} : { carrier }),
    })),
    refunds: order.refunds.map(({ amount, comment, doneAt }) => ({
      amount: amount.value,
      reason: comment,
      ...(doneAt > state.clock.now() ? { waits: true } : {}),
    })),
    shipBy: shipByOf(order),
    notes: [],
  };
}
