/** The seller's side in the Seller Centre and the buyers' side in the app. */
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type {
  SandboxOrderInput,
  SandboxOrderRecord,
  SandboxProduct,
  SandboxShop,
} from "../../connectors/kit/sandbox/sandbox.ts";
import type { SandboxSet } from "../../connectors/kit/sandbox/sets.ts";
import { arrange, numberOf } from "./logistics.ts";
import { accept, ask, CHARGES_OF_AN_ORDER, cancel } from "./money.ts";
import { close, move, shipByDate, totalOf } from "./orders.ts";
import { pushStatus } from "./pushes.ts";
import type { State, StoredItem, StoredLine, StoredModel, StoredOrder } from "./state.ts";
import { available, bySku, CARRIER, changeStock, NO_GTIN, seconds, USUAL_SIZE } from "./state.ts";
import { LEAF, OTHER_LEAF, SHIRTS } from "./taxonomy.ts";

const MAIN_ACCOUNT = 9_001;

export function createShop(state: State): SandboxShop {
  const order = (key: string): StoredOrder => state.orders.get(key) ?? missing("order", key);
  return {
    assignsTracking: true,
    demandsDescription: true,
    demanded: () => ({
      categoryKeys: [String(OTHER_LEAF)],
      images: ["mug", "handle"].map((name, position) => ({ url: `${state.url()}/images/${name}.jpg`, position })),
    }),
    credentials: () => ({}),
    appCredentials: () => ({
      partnerId: String(state.partnerId),
      partnerKey: state.partnerKey,
      pushPartnerKey: state.pushKey,
    }),
    addShop(name) {
      const other = state.another(name);
      state.others.set(other.shopId, other);
      const shops = state.mainAccount?.shops ?? [state.shopId];
      state.mainAccount = { id: MAIN_ACCOUNT, shops: [...shops, other.shopId] };
      return { account: String(other.shopId), shop: createShop(other) };
    },
    installWebhooks: () => ({}),
    withdrawRight: () => void state.forbidden.add("order/"),
    // Below 30 % of deliveries taken the pushes of the app are suspended (sheet, section 6).
    loseWebhooks() {
      state.push.status = "Suspended";
    },
    addProduct: (product) => addProduct(state, product),
    removeProduct: (key) => {
      const item = state.items.get(Number(key));
      if (item) item.status = "SELLER_DELETE";
    },
    ...catalogControls(state),
    placeOrder: (input) => placeOrder(state, input),
    settlesCancelled: true,
    cancelOrder: (key) => close(order(key), state),
    ...paying(state, order),
    ...outgoing(state, order),
    refundOrder: (key, lines) => refund(state, order(key), lines),
    blockProduct(key) {
      const item = state.items.get(Number(key));
      if (item) Object.assign(item, { status: "BANNED", updatedAt: seconds(state) });
    },
    openReturn: (key, lines) => ask(order(key), chosenLines(order(key), lines), state).sn,
    endReturn(key, end) {
      const one = state.returns.get(key);
      if (!one) return;
      if (end === "completed") accept(one, state);
      else cancel(one, state);
    },
    settleOrder: (key) => {
      const one = order(key);
      ship(state, one);
      one.releasedAt = seconds(state);
      move(one, "COMPLETED", state);
      return CHARGES_OF_AN_ORDER;
    },
    order: (key) => (state.orders.has(key) ? told(state, order(key)) : undefined),
    record: (key) => (state.orders.has(key) ? record(state, order(key)) : undefined),
    orderKeys: () => [...state.orders.keys()],
  };
}

/** Of a shirt; several differ in their size. */
const listingSample = (
  state: State,
  skus: readonly string[],
): ReturnType<NonNullable<SandboxShop["listingSample"]>> => ({
  categoryKey: String(SHIRTS),
  listing: {
    product: {
      title: ["Shirt of the suite"],
      description: ["Soft cotton, washed before it is sewn."],
      images: [`${state.url()}/images/shirt.jpg`],
      condition: ["NEW"],
      brand: ["#5002"],
      length: ["30 cm"],
      width: ["20.5 cm"],
      height: ["3 cm"],
      "attribute:100001": ["#102"],
      "attribute:100008": ["#803"],
      "attribute:100009": ["#901"],
      "attribute:100002": ["Waves"],
      "attribute:100004": ["#401", "#403"],
      ...(skus.length === 1 ? {} : { option1Name: ["Size"] }),
    },
    variants: skus.map((_, index) => ({
      price: ["12.50"],
      quantity: ["5"],
      barcode: [index % 2 === 0 ? "4006381333931" : "00"],
      weight: [`0.${index + 2} kg`],
      ...(skus.length === 1 ? {} : { option1: [["S", "M", "L", "XL", "XXL"][index] ?? ""] }),
    })),
  },
});

function catalogControls(state: State) {
  const touched = (sku: string, change: (found: ReturnType<typeof bySku>) => void) => {
    const found = bySku(state, sku);
    change(found);
    found.item.updatedAt = seconds(state);
  };
  return {
    listingSample: (skus: readonly string[]) => listingSample(state, skus),
    setKinds: [{ name: "kit item", takes: "parts" as const, untold: "what is in a kit is another request for each" }],
    makeSet: (set: SandboxSet) => makeKit(state, set),
    stockOf: (sku: string) => available(bySku(state, sku).model),
    setStock: (sku: string, quantity: number) =>
      touched(sku, ({ model }) => {
        const [location = ""] = model.stock.keys();
        model.stock.set(location, quantity);
      }),
    priceOf: (sku: string) => bySku(state, sku).model.price,
    setPrice: (sku: string, price: string) =>
      touched(sku, ({ model }) => {
        model.price = price;
      }),
    titleOf: (sku: string) => bySku(state, sku).item.name,
    setTitle: (sku: string, title: string) =>
      touched(sku, ({ item }) => {
        item.name = title;
      }),
    renameSku: (sku: string, next: string) =>
      touched(sku, ({ item, model }) => {
        model.sku = next;
        if (item.sku === sku) item.sku = next;
      }),
    // The Seller Centre's field is plain text.
    setDescription: (sku: string, html: string) =>
      touched(sku, ({ item }) => {
        item.description = html.replace(/<[^>]*>/g, "");
      }),
    imagesOf: (sku: string) => {
      const { item, model } = bySku(state, sku);
      const bytesOf = (id: string) => state.pictures.get(id) ?? "";
      const shown = item.tiers.flatMap(({ images }, tier) => images[model.tier[tier] ?? -1] || []);
      return { product: item.images.map(bytesOf), item: shown.map(bytesOf) };
    },
    catalog: () => [state.items, state.collections],
    skus: () =>
      [...state.items.values()]
        .filter(({ status }) => !status.endsWith("_DELETE"))
        .flatMap(({ models }) => models.map(({ sku }) => sku)),
  };
}

/** Several variants, or one with an option, are models of a tier. */
function addProduct(state: State, product: SandboxProduct): ReturnType<SandboxShop["addProduct"]> {
  const [first] = product.variants;
  const hasTier = product.variants.length > 1 || first?.option !== undefined;
  const [location = ""] = state.locations.keys();
  const models = product.variants.map(
    (variant, index): StoredModel => ({
      id: hasTier ? state.nextId() : 0,
      sku: variant.sku,
      price: variant.price,
      stock: new Map([[location, variant.stock]]),
      reserved: 0,
      gtin: variant.barcode ?? NO_GTIN,
      weight: null,
      tier: hasTier ? [index] : [],
    }),
  );
  const item: StoredItem = {
    id: state.nextId(),
    name: product.title,
    description: "Made for the sandbox",
    sku: hasTier ? `${first?.sku}-PARENT` : (first?.sku ?? ""),
    status: product.status === "draft" ? "UNLIST" : "NORMAL",
    category: LEAF,
    images: [`sg-11134207-${state.nextId()}`],
    weight: "0.3",
    dimension: USUAL_SIZE,
    brand: "NoBrand",
    createdAt: seconds(state),
    updatedAt: seconds(state),
    tiers: hasTier
      ? [
          {
            name: "Size",
            options: product.variants.map((variant, index) => variant.option ?? `Option ${index + 1}`),
            images: product.variants.map(() => ""),
          },
        ]
      : [],
    models,
    inPromotion: false,
    byShopee: false,
  };
  state.items.set(item.id, item);
  return {
    key: String(item.id),
    variantKeys: Object.fromEntries(models.map((model) => [model.sku, `${item.id}-${model.id}`])),
  };
}

/** One variation, as every kit has at least; made of models of other items. */
function makeKit(state: State, { sku, price, parts }: SandboxSet): void {
  const { key } = addProduct(state, { title: sku, variants: [{ sku, price, stock: 0, option: "Kit" }] });
  const item = state.items.get(Number(key));
  const components = parts.map((part) => {
    const found = bySku(state, part.sku);
    return { item: found.item.id, model: found.model.id, quantity: part.quantity };
  });
  if (item) item.models = item.models.map((model) => ({ ...model, stock: new Map(), components }));
}

function placeOrder(state: State, { lines, customer, payment, note }: SandboxOrderInput): string {
  const at = seconds(state);
  const bought = lines.map(({ sku, quantity }): StoredLine => {
    const { item, model } = bySku(state, sku);
    return {
      item: item.id,
      model: model.id,
      name: item.name,
      modelName: model.tier.map((option, tier) => item.tiers[tier]?.options[option] ?? "").join(","),
      itemSku: item.sku,
      modelSku: model.id === 0 ? "" : model.sku,
      quantity,
      price: model.price,
      discounted: model.price,
      promotion: "",
      returned: 0,
    };
  });
  const number = state.nextId();
  const isPaid = payment === undefined || payment === "paid";
  const order: StoredOrder = {
    sn: `${new Date(at * 1000).toISOString().slice(2, 10).replaceAll("-", "")}${number.toString(36).toUpperCase().padStart(8, "0")}`,
    status: payment === "pending" ? "UNPAID" : "READY_TO_SHIP",
    cod: payment === "cod",
    createdAt: at,
    updatedAt: at,
    paidAt: isPaid ? at : 0,
    pickedUpAt: 0,
    lines: bought,
    packages: [{ number: `OFG${number}`, status: "LOGISTICS_READY", lines: bought, given: "", made: null }],
    channel: 10001,
    recipient: customer ? { name: customer.name, phone: customer.phone ?? "" } : null,
    message: note ?? "",
    note: "",
    shipping: "2",
    voucher: "0",
    advance: false,
    returns: [],
    cancelReason: "",
    releasedAt: 0,
  };
  state.orders.set(order.sn, order);
  for (const line of bought) changeStock(state, line, -line.quantity);
  pushStatus(state, order);
  return order.sn;
}

/** Handed to the carrier. */
function ship(state: State, order: StoredOrder): void {
  for (const one of order.packages) {
    if (one.status === "LOGISTICS_READY") arrange(order, one, state);
    one.status = "LOGISTICS_PICKUP_DONE";
  }
  order.pickedUpAt = seconds(state);
  move(order, "SHIPPED", state);
}

const outgoing = (
  state: State,
  order: (key: string) => StoredOrder,
): Required<Pick<SandboxShop, "shipOrder" | "cancelUndelivered">> => ({
  shipOrder: (key) => ship(state, order(key)),
  cancelUndelivered: (key) => cancelUndelivered(state, order(key)),
});

/** Nobody is there, or the buyer refuses it: the parcel goes back, and what becomes of it Shopee does not tell. */
function cancelUndelivered(state: State, order: StoredOrder): void {
  ship(state, order);
  for (const one of order.packages) one.status = "LOGISTICS_DELIVERY_FAILED";
  move(order, "CANCELLED", state);
}

/** Money of an order paid at the door comes in without moving the order. */
function pay(state: State, order: StoredOrder): void {
  order.paidAt ||= seconds(state);
  move(order, order.status === "UNPAID" ? "READY_TO_SHIP" : order.status, state);
}

/** A buyer sends back what has reached him; what has not left is cancelled instead. */
function refund(
  state: State,
  order: StoredOrder,
  lines: readonly { readonly sku: string; readonly quantity: number }[],
): void {
  if (order.pickedUpAt === 0) return;
  accept(ask(order, chosenLines(order, lines), state), state);
}

function chosenLines(order: StoredOrder, lines: readonly { readonly sku: string; readonly quantity: number }[]) {
  return lines.flatMap(({ sku, quantity }) => {
    const line = order.lines.find((one) => one.modelSku === sku || one.itemSku === sku);
    return line ? [{ line, quantity }] : [];
  });
}

const isArranged = (order: StoredOrder): boolean => order.packages.every((one) => one.status !== "LOGISTICS_READY");

/** With cash on delivery the courier collects. */
const paying = (
  state: State,
  order: (key: string) => StoredOrder,
): Required<Pick<SandboxShop, "payOrder" | "owedOn">> => ({
  payOrder: (key) => pay(state, order(key)),
  owedOn(key) {
    const { cod, status } = order(key);
    const isDue = cod && !["CANCELLED", "COMPLETED"].includes(status);
    return isDue ? totalOf(order(key), state.currency) : "0";
  },
});

function told(state: State, order: StoredOrder) {
  return {
    key: order.sn,
    number: order.sn,
    status: order.status,
    fulfilled: isArranged(order),
    cancelled: order.status === "CANCELLED",
    trackingNumbers: order.packages.map((one) => numberOf(one, state)).filter((number) => number !== ""),
    total: totalOf(order, state.currency),
  };
}

function record(state: State, order: StoredOrder): SandboxOrderRecord {
  const isShipped = order.pickedUpAt > 0;
  return {
    lines: order.lines.map((line) => ({
      sku: line.modelSku || line.itemSku,
      quantity: order.status === "CANCELLED" ? 0 : line.quantity,
      shipped: isShipped ? line.quantity : 0,
      restocked: 0,
    })),
    parcels: order.packages.flatMap((one) => {
      const number = numberOf(one, state);
      return number === "" ? [] : [{ trackingNumbers: [number], carrier: CARRIER }];
    }),
    refunds: order.returns.flatMap((sn) => {
      const one = state.returns.get(sn);
      return one?.status === "ACCEPTED" ? [{ amount: one.amount, reason: "It came broken" }] : [];
    }),
    shipBy: new Date(shipByDate(order) * 1000).toISOString(),
    notes: order.note === "" ? [] : order.note.split("\n"),
  };
}
