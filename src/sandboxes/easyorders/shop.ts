/** The merchant's and the customers' side of the emulated store. */

import { TOPICS } from "../../connectors/easyorders/webhooks.ts";
import type {
  SandboxOrderInput,
  SandboxOrderRecord,
  SandboxProduct,
  SandboxShop,
} from "../../connectors/kit/sandbox/sandbox.ts";
import type { State, StoredItem, StoredOrder, StoredProduct, StoredVariant } from "./state.ts";
import { changeStatus, moveStock, newHook, newKey, stamp, touch } from "./state.ts";

const ALL_PERMISSIONS = [
  "products:read",
  "products:create",
  "products:update",
  "orders:read",
  "orders:update",
  "categories:read",
  "categories:create",
  "categories:update",
  "shipping_areas",
];
const SHIPPING = 20;

export function createShop(state: State): SandboxShop {
  let key: string | null = null;
  return {
    credentials() {
      // A seller whose key was deleted makes a new one.
      const isUsable = state.keys.some((each) => each.key === key && !each.revoked);
      if (key === null || !isUsable) key = newKey(state, ALL_PERMISSIONS);
      return {
        apiKey: key,
        storeUrl: "https://sandbox.myeasyorders.com",
        currency: state.currency,
        phoneCountry: "EG",
      };
    },
    installWebhooks(urls) {
      const secrets: Record<string, string> = {};
      const orders = urls[TOPICS.order];
      const status = urls[TOPICS.status];
      if (orders) secrets.orderWebhookSecret = newHook(state, "order-created", orders).secret;
      if (status) secrets.statusWebhookSecret = newHook(state, "order-status-update", status).secret;
      return secrets;
    },
    withdrawRight() {
      for (const existing of state.keys)
        Object.assign(existing, { permissions: existing.permissions.filter((name) => !name.startsWith("orders:")) });
    },
    addProduct: (product) => addProduct(product, state),
    removeProduct: (id) => void state.products.delete(id),
    stockOf: (sku) => holder(sku, state).quantity,
    setStock: (sku, quantity) => edit(sku, state, (item) => Object.assign(item, { quantity })),
    priceOf: (sku) => priceOf(holder(sku, state)),
    setPrice: (sku, price) => edit(sku, state, (item) => Object.assign(item, { price: Number(price), sale_price: 0 })),
    titleOf: (sku) => find(sku, state).product.name,
    setTitle: (sku, title) => edit(sku, state, () => Object.assign(find(sku, state).product, { name: title })),
    renameSku: (sku, next) => {
      const { product, variant } = find(sku, state);
      Object.assign(variant ?? product, variant ? { taager_code: next } : { sku: next });
      touch(state, product);
    },
    setDescription: (sku, html) =>
      edit(sku, state, () => Object.assign(find(sku, state).product, { description: html })),
    catalog: () => state.products,
    skus: () => [...state.products.values()].flatMap(skusOf),
    placeOrder: (order) => placeOrder(order, state),
    cancelOrder(id) {
      const order = state.orders.get(id);
      if (order) changeStatus(state, order, "canceled");
    },
    ...orderControls(state),
    order: (id) => orderView(state.orders.get(id), state),
    orderKeys: () => [...state.orders.keys()],
  };
}

/** What a merchant does in the dashboard: every step is a status of the whole order. */
function orderControls(
  state: State,
): Pick<SandboxShop, "owedOn" | "payOrder" | "failPayment" | "shipOrder" | "record"> {
  const move = (id: string, from: readonly string[], to: string) => {
    const order = state.orders.get(id);
    if (order && from.includes(order.status)) changeStatus(state, order, to);
  };
  return {
    // The courier has the cash once the parcel is delivered.
    owedOn(id) {
      const order = state.orders.get(id);
      const isOver = ["paid", "delivered", "canceled", "refunded"].includes(order?.status ?? "");
      return !order || isOver ? "0" : String(order.total_cost);
    },
    failPayment: (id) => move(id, ["pending", "pending_payment"], "paid_failed"),
    payOrder: (id) => move(id, ["pending_payment", "paid_failed"], "paid"),
    shipOrder: (id) => move(id, ["pending", "confirmed", "paid", "processing", "waiting_for_pickup"], "in_delivery"),
    record: (id) => {
      const order = state.orders.get(id);
      return order && recordOf(order, state);
    },
  };
}

function recordOf(order: StoredOrder, state: State): SandboxOrderRecord {
  const isGone = order.status === "canceled";
  const isOut = ["in_delivery", "delivered", "returning_from_delivery"].includes(order.status);
  const own = state.notes.filter((note) => note.order_id === order.id);
  const notes = own.map((note) => note.note);
  return {
    lines: order.cart_items.map((item) => ({
      sku: skuOf(item, state),
      quantity: isGone ? 0 : item.quantity,
      shipped: isOut ? item.quantity : 0,
      restocked: 0,
    })),
    parcels: notes.flatMap((note) => {
      const numbers = /Tracking number: ([^.]+)\./.exec(note)?.[1];
      return numbers === undefined ? [] : [{ trackingNumbers: numbers.split(", ") }];
    }),
    refunds: [],
    notes,
    shownToBuyer: own.flatMap((note) => (note.type === "public" ? [note.note] : [])),
    hidesNotes: true,
  };
}

function skuOf(item: StoredItem, state: State): string {
  const product = state.products.get(item.product_id);
  const variant = product?.variants.find((candidate) => candidate.id === item.variant_id);
  return variant?.taager_code ?? product?.sku ?? "";
}

interface Found {
  readonly product: StoredProduct;
  readonly variant: StoredVariant | null;
}

function find(sku: string, state: State): Found {
  for (const product of state.products.values()) {
    const variant = product.variants.find((candidate) => candidate.taager_code === sku);
    if (variant) return { product, variant };
    if (product.variants.length === 0 && product.sku === sku) return { product, variant: null };
  }
  throw new RangeError(`The sandbox store has no SKU "${sku}".`);
}

function holder(sku: string, state: State): StoredProduct | StoredVariant {
  const { product, variant } = find(sku, state);
  return variant ?? product;
}

function edit(sku: string, state: State, change: (item: StoredProduct | StoredVariant) => void): void {
  change(holder(sku, state));
  touch(state, find(sku, state).product);
}

function skusOf(product: StoredProduct): string[] {
  const codes = product.variants.length > 0 ? product.variants.map((variant) => variant.taager_code) : [product.sku];
  return codes.filter((code) => code !== null);
}

function priceOf(item: StoredProduct | StoredVariant): string {
  return String(item.sale_price > 0 ? item.sale_price : item.price);
}

function categoryNamed(name: string, state: State): string {
  const existing = [...state.categories.values()].find((category) => category.name === name);
  if (existing) return existing.id;
  const id = state.uuid();
  state.categories.set(id, {
    id,
    created_at: new Date(state.clock.now()).toISOString().replace(/\.\d+Z$/, "Z"),
    name,
    slug: `c-${id.slice(0, 8)}`,
    thumb: "",
    parent_id: null,
    hidden: false,
    position: state.categories.size,
    show_in_header: true,
  });
  return id;
}

function addProduct(input: SandboxProduct, state: State): ReturnType<SandboxShop["addProduct"]> {
  const [first] = input.variants;
  if (!first) throw new RangeError("A product of the sandbox needs a variant.");
  const isPlain = input.variants.length === 1 && first.option === undefined;
  const id = state.uuid();
  const now = stamp(state);
  const variants = isPlain ? [] : input.variants.map((variant) => newVariant(variant, state));
  const product: StoredProduct = {
    id,
    store_id: state.storeId,
    created_at: now,
    updated_at: now,
    name: input.title,
    price: Number(first.price),
    sale_price: 0,
    description: "",
    slug: `p-${id.slice(0, 8)}`,
    sku: first.sku,
    taager_code: first.sku,
    thumb: "https://cdn.example.com/p.png",
    images: ["https://cdn.example.com/p.png"],
    quantity: input.variants.reduce((sum, variant) => sum + variant.stock, 0),
    track_stock: true,
    disable_orders_for_no_stock: false,
    hidden: input.status === "draft",
    categories: input.category === undefined ? [] : [{ id: categoryNamed(input.category, state) }],
    variants,
    variations: isPlain ? [] : [variationOf(variants, id, state)],
  };
  state.products.set(id, product);
  const keys = isPlain
    ? [[first.sku, id] as const]
    : variants.map((variant) => [variant.taager_code ?? "", variant.id] as const);
  return { key: id, variantKeys: Object.fromEntries(keys) };
}

function newVariant(input: SandboxProduct["variants"][number], state: State): StoredVariant {
  const id = state.uuid();
  const prop = {
    id: state.uuid(),
    variation: "Option",
    variation_prop: input.option ?? input.sku,
    product_variant_id: id,
  };
  return {
    id,
    price: Number(input.price),
    sale_price: 0,
    quantity: input.stock,
    taager_code: input.sku,
    variation_props: [prop],
  };
}

function variationOf(variants: readonly StoredVariant[], productId: string, state: State) {
  const id = state.uuid();
  const props = variants.map((variant) => {
    const name = variant.variation_props[0]?.variation_prop ?? "";
    return { id: state.uuid(), name, variation_id: id, value: name };
  });
  return { id, name: "Option", product_id: productId, type: "dropdown", props };
}

function placeOrder(input: SandboxOrderInput, state: State): string {
  const id = state.uuid();
  const now = stamp(state);
  const items = input.lines.map((line) => itemFor(line, id, state));
  // Sandbox prices have at most two places: whole piastres add up exactly.
  const cost = items.reduce((sum, item) => sum + Math.round(item.price * 100) * item.quantity, 0) / 100;
  const isCod = (input.payment ?? "cod") === "cod";
  const order: StoredOrder = {
    id,
    short_id: state.nextShortId,
    store_id: state.storeId,
    created_at: now,
    updated_at: now,
    status: input.payment === "paid" ? "paid" : isCod ? "pending" : "pending_payment",
    cost,
    shipping_cost: SHIPPING,
    total_cost: (Math.round(cost * 100) + SHIPPING * 100) / 100,
    full_name: input.customer?.name ?? "سارة محمود",
    // Written as people do: local, often in Arabic digits (sheet, section 8).
    phone: input.customer?.phone?.replace(/^\+20/, "0") ?? "٠١٠٣٤٥٦٧٨٩٠",
    government: "القاهرة",
    address: "12 شارع التحرير",
    payment_method: isCod ? "cod" : "card",
    cart_items: items,
  };
  state.nextShortId += 1;
  state.orders.set(id, order);
  moveStock(state, order, -1);
  state.send("order-created", order);
  return id;
}

function itemFor(line: SandboxOrderInput["lines"][number], orderId: string, state: State): StoredItem {
  const { product, variant } = find(line.sku, state);
  return {
    id: state.uuid(),
    product_id: product.id,
    ...(variant ? { variant_id: variant.id } : {}),
    store_id: state.storeId,
    order_id: orderId,
    price: Number(priceOf(variant ?? product)),
    quantity: line.quantity,
    product: {
      id: product.id,
      updated_at: product.updated_at,
      created_at: product.created_at,
      store_id: product.store_id,
      name: product.name,
      price: product.price,
      sku: product.sku,
      taager_code: product.taager_code,
      drop_shipping_provider: "",
    },
    ...(variant ? { variant: { ...variant, product_id: product.id } } : {}),
  };
}

function orderView(order: StoredOrder | undefined, state: State): ReturnType<SandboxShop["order"]> {
  if (!order) return undefined;
  const notes = state.notes.filter((note) => note.order_id === order.id).map((note) => note.note);
  const numbers = notes.flatMap((note) => /Tracking number: ([^.]+)\./.exec(note)?.[1]?.split(", ") ?? []);
  return {
    key: order.id,
    number: String(order.short_id),
    status: order.status,
    fulfilled: order.status === "in_delivery" || order.status === "delivered",
    cancelled: order.status === "canceled",
    trackingNumbers: [...new Set(numbers)],
    total: String(order.total_cost),
  };
}
