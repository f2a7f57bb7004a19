/** The merchant's and the customers' side of the emulated shop. */
import type { SandboxOrderInput, SandboxProduct, SandboxShop } from "@argosy/connector-kit/sandbox/sandbox";
import {
  cancelOrder,
  changed,
  findVariant,
  moveStock,
  type State,
  type StoredOrder,
  touchOrder,
} from "./sandbox-state.ts";

const SHIPPING = "5.00";

export function createShop(state: State): SandboxShop {
  const find = (sku: string) => {
    const found = findVariant(state, sku);
    if (!found) throw new RangeError(`The sandbox has no SKU "${sku}".`);
    return found;
  };
  const edit = (sku: string, change: (found: ReturnType<typeof find>) => void) => {
    const found = find(sku);
    change(found);
    found.product.updated_at = state.now();
    changed(state, "product.updated", "product", found.product);
  };
  return {
    credentials() {
      const usable = [...state.keys].find(([, kind]) => kind === "good")?.[0];
      const apiKey = usable ?? `key_${state.id().padStart(24, "0")}`;
      state.keys.set(apiKey, "good");
      return { apiKey, shopUrl: "https://sandbox-shop.example" };
    },
    installWebhooks: () => ({}),
    addProduct: (product) => addProduct(state, product),
    removeProduct(key) {
      const product = state.products.get(key);
      state.products.delete(key);
      if (product) changed(state, "product.deleted", "product", { id: product.id });
    },
    stockOf: (sku) => find(sku).variant.stock,
    setStock: (sku, quantity) => edit(sku, ({ variant }) => Object.assign(variant, { stock: quantity })),
    priceOf: (sku) => find(sku).variant.price,
    setPrice: (sku, price) => edit(sku, ({ variant }) => Object.assign(variant, { price })),
    titleOf: (sku) => find(sku).product.title,
    setTitle: (sku, title) => edit(sku, ({ product }) => Object.assign(product, { title })),
    skus: () => [...state.products.values()].flatMap((product) => product.variants.map((variant) => variant.sku)),
    placeOrder: (order) => placeOrder(state, order, find),
    cancelOrder(key) {
      const order = state.orders.get(key);
      if (order) cancelOrder(state, order);
    },
    editOrder(key, sku, quantity) {
      const order = state.orders.get(key);
      const line = order?.lines.find((one) => one.sku === sku);
      if (!order || !line) throw new RangeError(`Order ${key} has no line of ${sku}.`);
      moveStock(state, line.variant_id, line.quantity - quantity);
      line.quantity = quantity;
      touchOrder(state, order, "order.updated");
    },
    order: (key) => {
      const order = state.orders.get(key);
      return order && view(order);
    },
    orderKeys: () => [...state.orders.keys()],
  };
}

function view(order: StoredOrder) {
  return {
    key: order.id,
    number: order.number,
    status: order.status,
    fulfilled: order.status === "shipped",
    cancelled: order.status === "cancelled",
    trackingNumbers: order.tracking.map((parcel) => parcel.number),
    total: order.total,
  };
}

function addProduct(state: State, input: SandboxProduct): ReturnType<SandboxShop["addProduct"]> {
  const variants = input.variants.map(({ sku, price, stock, barcode = null, option = null }) => ({
    id: state.id(),
    sku,
    price,
    stock,
    barcode,
    option: option ?? (input.variants.length > 1 ? sku : "Standard"),
  }));
  const product = {
    id: state.id(),
    title: input.title,
    description: "",
    status: input.status ?? "active",
    updated_at: state.now(),
    variants,
  };
  state.products.set(product.id, product);
  changed(state, "product.created", "product", product);
  return { key: product.id, variantKeys: Object.fromEntries(variants.map(({ sku, id }) => [sku, id])) };
}

function placeOrder(
  state: State,
  input: SandboxOrderInput,
  find: (sku: string) => NonNullable<ReturnType<typeof findVariant>>,
): string {
  const id = state.id();
  const now = state.now();
  const { name, email = null, phone = null } = input.customer ?? { name: "Sam Customer" };
  const order: StoredOrder = {
    id,
    number: `1${id.slice(-5)}`,
    status: (input.payment ?? "paid") === "paid" ? "paid" : "new",
    payment_method: input.payment === "cod" ? "cod" : "card",
    currency: state.currency,
    created_at: now,
    updated_at: now,
    total: "0",
    shipping: SHIPPING,
    tracking: [],
    customer: { name, email, phone },
    lines: input.lines.map(({ sku, quantity }) => {
      const { product, variant } = find(sku);
      variant.stock -= quantity;
      const { id: variant_id, price } = variant;
      return {
        id: state.id(),
        variant_id,
        product_id: product.id,
        sku,
        title: product.title,
        quantity,
        shipped: 0,
        price,
      };
    }),
    notes: [],
  };
  state.orders.set(id, order);
  touchOrder(state, order, "order.created");
  return id;
}
