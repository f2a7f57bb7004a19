/** The partner portal and the shoppers' side of the emulated marketplace. */
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type {
  SandboxOrderInput,
  SandboxOrderRecord,
  SandboxProduct,
  SandboxShop,
} from "../../connectors/kit/sandbox/sandbox.ts";
import { cancelLines, clockText, orderJson, pack, shipByMs } from "./orders.ts";
import type { State, StoredLine, StoredOrder, StoredStyle } from "./state.ts";
import { COURIER } from "./state.ts";

const LEFT = new Set(["SH", "S", "DL", "D", "C"]);
const PAYMENTS = { paid: "on", cod: "cod", pending: undefined } as const;

export function createShop(state: State): SandboxShop {
  const find = (sku: string): StoredStyle => state.styles.get(sku) ?? missing("SKU", sku);
  return {
    assignsTracking: true,
    credentials: () => ({
      baseUrl: "https://api-integration.myntra.com",
      merchantId: state.merchantId,
      secretKey: state.secretKey,
      model: "PPMP",
      warehouses: state.warehouses.join(", "),
    }),
    installWebhooks(urls) {
      state.webhooks = { url: (urls[""] ?? "").replace(/\/+$/, ""), token: state.word(43) };
      return { webhookSecret: state.webhooks.token };
    },
    addProduct: (product) => addProduct(state, product),
    removeProduct: (key) => void state.styles.delete(key),
    stockOf: (sku) => [...find(sku).stores.values()].reduce((sum, count) => sum + count, 0),
    levelsOf: (sku) => find(sku).stores,
    setStock(sku, quantity) {
      const { stores } = find(sku);
      for (const [index, code] of state.warehouses.entries()) stores.set(code, index === 0 ? quantity : 0);
    },
    priceOf: (sku) => String(find(sku).price),
    setPrice: (sku, price) => void Object.assign(find(sku), { price: Number(price) }),
    titleOf: (sku) => find(sku).title,
    setTitle: (sku, title) => void Object.assign(find(sku), { title }),
    skus: () => [...state.styles.keys()],
    addLocation(name) {
      const code = name.replace(/[^A-Za-z0-9]/g, "") || `WH${state.next()}`;
      state.warehouses.push(code);
      return code;
    },
    placeOrder: (input) => placeOrder(state, input),
    settlesCancelled: true,
    cancelOrder: (key) => cancelOrder(state, key),
    shipOrder: (key) => shipOrder(state, key),
    order(key) {
      const order = state.orders.get(key);
      if (!order) return undefined;
      const live = order.lines.filter(({ status }) => status !== "IC");
      const paise = order.lines.reduce((sum, { paid }) => sum + Math.round(paid * 100), 0);
      return {
        key,
        number: key,
        status: [...new Set(order.lines.map(({ status }) => status))].join(", "),
        fulfilled: live.length > 0 && live.every(({ status }) => status === "PK" || LEFT.has(status)),
        cancelled: live.length === 0,
        trackingNumbers: order.trackingNumber === undefined ? [] : [order.trackingNumber],
        total: (paise / 100).toFixed(2),
      };
    },
    ...booksOf(state),
    orderKeys: () => [...state.orders.keys()],
  };
}

function addProduct(state: State, product: SandboxProduct): ReturnType<SandboxShop["addProduct"]> {
  for (const { sku, price, stock } of product.variants) {
    const stores = new Map(state.warehouses.map((code, index) => [code, index === 0 ? stock : 0]));
    state.styles.set(sku, { title: product.title, price: Number(price), stores });
  }
  const [first] = product.variants;
  return { key: first?.sku ?? "", variantKeys: Object.fromEntries(product.variants.map(({ sku }) => [sku, sku])) };
}

/** Myntra splits every quantity into lines of one. */
function placeOrder(state: State, { lines, customer, payment }: SandboxOrderInput): string {
  const units = lines.flatMap(({ sku, quantity }) => Array.from({ length: quantity }, () => sku));
  const order: StoredOrder = {
    id: String(5_550_000 + state.next()),
    placedAt: state.clock.now(),
    paymentMethod: payment === undefined ? "on" : PAYMENTS[payment],
    name: customer?.name,
    mobile: customer?.phone,
    lines: units.map((sku) => newLine(sku, state)),
    trackingNumber: undefined,
  };
  state.orders.set(order.id, order);
  state.call("POST", `storefront/v4/order/${order.id}`, { ...orderJson(order), status: "WORK_IN_PROGRESS" });
  return order.id;
}

function newLine(sku: string, state: State): StoredLine {
  const style = state.styles.get(sku) ?? missing("SKU", sku);
  const warehouse = [...style.stores].find(([, count]) => count > 0)?.[0] ?? state.warehouses[0] ?? "";
  return {
    id: String(9_000_000 + state.next()),
    sku,
    warehouse,
    mrp: Math.ceil(style.price * 1.5),
    paid: style.price,
    status: state.firstStatus,
    packetId: undefined,
    invoiceNumber: undefined,
    invoiceDate: undefined,
    cancelledOn: undefined,
    cancellationReason: undefined,
  };
}

function orderOf(state: State, key: string): StoredOrder {
  return state.orders.get(key) ?? missing("order", key);
}

const booksOf = (state: State): Required<Pick<SandboxShop, "record" | "owedOn">> => ({
  record: (key) => recordOf(state, key),
  owedOn: (key) => owedOn(orderOf(state, key)),
});

/** The courier collects for what was not cancelled. */
function owedOn({ lines, paymentMethod }: StoredOrder): string {
  const due = paymentMethod === PAYMENTS.cod ? lines.filter(({ status }) => status !== "IC") : [];
  return (due.reduce((sum, { paid }) => sum + Math.round(paid * 100), 0) / 100).toFixed(2);
}

function cancelOrder(state: State, key: string): void {
  const order = orderOf(state, key);
  const lines = order.lines.filter(({ status }) => !LEFT.has(status) && status !== "IC");
  if (lines.length === 0) return;
  cancelLines(lines, "CANCELLED_BY_CUSTOMER", state);
  notify(state, order, "ItemCancellation", lines);
}

/** The seller packs in the portal and the courier collects. */
function shipOrder(state: State, key: string): void {
  const order = orderOf(state, key);
  const live = order.lines.filter(({ status }) => status === "RFR" || status === "WP" || status === "PK");
  for (const line of live) {
    if (line.status !== "PK") pack(order, line, { number: key, date: clockText(state.clock.now()) }, state);
    line.status = "SH";
  }
  if (live.length > 0) notify(state, order, "shipped", live);
}

function notify(state: State, { id }: StoredOrder, event: string, lines: readonly StoredLine[]): void {
  state.call("PUT", `storefront/v4/order/${id}/${event}`, {
    eventTime: clockText(state.clock.now()),
    orderLineEntries: lines.map((line) => ({ orderLineId: line.id, status_code: line.status })),
  });
}

function recordOf(state: State, key: string): SandboxOrderRecord | undefined {
  const order = state.orders.get(key);
  if (!order) return undefined;
  const bySku = Map.groupBy(order.lines, ({ sku }) => sku);
  return {
    lines: [...bySku].map(([sku, lines]) => ({
      sku,
      quantity: lines.filter(({ status }) => status !== "IC").length,
      shipped: lines.filter(({ status }) => LEFT.has(status)).length,
      restocked: 0,
    })),
    parcels: order.trackingNumber === undefined ? [] : [{ trackingNumbers: [order.trackingNumber], carrier: COURIER }],
    refunds: [],
    // Myntra's clock shows whole seconds.
    shipBy: new Date(Math.floor(shipByMs(order) / 1000) * 1000).toISOString(),
    notes: [],
  };
}
