/** What customers and the merchant do to orders in the emulated shop. */
import { missing } from "../../src/connectors/kit/sandbox/missing.ts";
import type { SandboxOrderInput, SandboxOrderRecord, SandboxShop } from "../../src/connectors/kit/sandbox/sandbox.ts";
import { fulfil } from "./sandbox-acts.ts";
import { cancelOrder, type findVariant, moveStock, type State, type StoredOrder, touchOrder } from "./sandbox-state.ts";

const SHIPPING = "5.00";

type Find = (sku: string) => NonNullable<ReturnType<typeof findVariant>>;
type OrderControls = Pick<
  SandboxShop,
  "placeOrder" | "cancelOrder" | "editOrder" | "payOrder" | "shipOrder" | "record" | "order" | "orderKeys"
>;

export function orderControls(state: State, find: Find): OrderControls {
  const orderOf = (key: string) => state.orders.get(key) ?? missing("order", key);
  return {
    placeOrder: (order) => placeOrder(state, order, find),
    cancelOrder(key) {
      const order = state.orders.get(key);
      if (order) cancelOrder(state, order);
    },
    editOrder(key, sku, quantity) {
      const order = orderOf(key);
      const line = order.lines.find((one) => one.sku === sku) ?? missing("line of", sku);
      moveStock(state, line.variant_id, line.quantity - quantity);
      line.quantity = quantity;
      touchOrder(state, order);
    },
    payOrder(key) {
      const order = orderOf(key);
      order.is_paid = true;
      if (order.status === "new") order.status = "paid";
      touchOrder(state, order);
    },
    shipOrder(key, lines) {
      const order = orderOf(key);
      const open = order.lines.map(({ sku, quantity, shipped }) => ({ sku, quantity: quantity - shipped }));
      const requested = new Map((lines ?? open).map(({ sku, quantity }) => [sku, quantity]));
      const parcel = order.lines.map(({ id, sku }) => ({ line_id: id, quantity: requested.get(sku) ?? 0 }));
      fulfil({ tracking_numbers: [], lines: parcel }, state, order);
    },
    record: (key) => {
      const order = state.orders.get(key);
      return order && recordOf(order);
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

/** What the shop's books say of an order. */
function recordOf({ status, lines, tracking, notes }: StoredOrder): SandboxOrderRecord {
  return {
    lines: lines.map(({ sku, quantity, shipped }) => ({
      sku,
      quantity: status === "cancelled" ? shipped : quantity,
      shipped,
      restocked: 0,
    })),
    parcels: tracking.map(({ carrier, number }) => ({
      trackingNumbers: [number],
      ...(carrier !== null && { carrier }),
    })),
    refunds: [],
    notes,
  };
}

function placeOrder(state: State, input: SandboxOrderInput, find: Find): string {
  const id = state.id();
  const now = state.now();
  const { name, email = null, phone = null } = input.customer ?? { name: "Sam Customer" };
  const order: StoredOrder = {
    id,
    number: `1${id.slice(-5)}`,
    status: (input.payment ?? "paid") === "paid" ? "paid" : "new",
    payment_method: input.payment === "cod" ? "cod" : "card",
    is_paid: (input.payment ?? "paid") === "paid",
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
  touchOrder(state, order);
  return id;
}
