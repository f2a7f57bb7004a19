/** The seller's and the buyers' side of the emulated account. */
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type { SandboxOrderInput, SandboxShop } from "../../connectors/kit/sandbox/sandbox.ts";
import { closeConversation, openConversation, repliesIn, writeToSeller } from "./conversations.ts";
import { settle } from "./finances.ts";
import type { Goods } from "./goods.ts";
import { inventoryGoods } from "./inventory-goods.ts";
import { askCancel, isCancelled, moveStock, refund, sellerTotal, settleOrder, shippedOf, touch } from "./order-life.ts";
import { shipByOf } from "./orders.ts";
import { endReturn, openReturn } from "./returns.ts";
import { digits, minorOf, moneyOf, now, ofMinor, type State, type StoredOrder } from "./state.ts";

const SHIPPING = "5.00";

/** Its goods are those of the Inventory API unless others are given. */
export function createShop(state: State, goods: Goods = inventoryGoods(state)): SandboxShop {
  const { sell, ...controls } = goods;
  const order = (key: string): StoredOrder => {
    const found = state.orders.get(key) ?? missing("order", key);
    settleOrder(state, found);
    return found;
  };
  return {
    ...access(state),
    ...controls,
    plainTracking: true,
    listingSample: (skus) => listingSample(skus),
    placeOrder: (input) => placeOrder(state, input, sell),
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
    openReturn: (key, lines) => openReturn(state, order(key), lines),
    endReturn: (key, end) => endReturn(state, key, end),
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

function placeOrder(state: State, input: SandboxOrderInput, sell: Goods["sell"]): string {
  const { customer } = input;
  const id = `12-${digits(state, 5)}-${digits(state, 5)}`;
  const at = now(state);
  const lines = input.lines.map(({ sku, quantity }) => {
    const line = { id: digits(state, 14), sku, quantity, ...sell(sku, quantity) };
    moveStock(state, line, -quantity);
    return line;
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
