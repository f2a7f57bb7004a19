/** The merchant's and the customers' side of the emulated shop. */
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type { SandboxOrderInput, SandboxProduct, SandboxShop } from "../../connectors/kit/sandbox/sandbox.ts";
import {
  cancel,
  findItem,
  minorOf,
  moveStock,
  type State,
  type StoredOrder,
  ship,
  textOf,
  totalOf,
  touch,
  touchProduct,
} from "./state.ts";

const SHIPPING_UNITS = 5n;

export type Controls = Omit<SandboxShop, "credentials" | "installWebhooks">;

/** All controls but those that depend on the style of the API. */
export function createControls(state: State): Controls {
  const find = (sku: string) => findItem(state, sku) ?? missing("SKU", sku);
  const orderOf = (key: string): StoredOrder => state.orders.get(key) ?? missing("order", key);
  const edit = (sku: string, change: (found: ReturnType<typeof find>) => void) => {
    const found = find(sku);
    change(found);
    touchProduct(state, found.product);
  };
  return {
    addProduct: (product) => addProduct(state, product),
    removeProduct(key) {
      if (state.products.delete(key)) state.tell("product.deleted", key);
    },
    stockOf: (sku) => find(sku).item.stock,
    setStock: (sku, quantity) => edit(sku, ({ item }) => Object.assign(item, { stock: quantity })),
    priceOf: (sku) => find(sku).item.price,
    setPrice: (sku, price) => edit(sku, ({ item }) => Object.assign(item, { price })),
    titleOf: (sku) => find(sku).product.title,
    setTitle: (sku, title) => edit(sku, ({ product }) => Object.assign(product, { title })),
    renameSku: (sku, next) => edit(sku, ({ item }) => Object.assign(item, { sku: next })),
    setDescription: (sku, html) => edit(sku, ({ product }) => Object.assign(product, { html })),
    catalog: () => state.products,
    skus: () => [...state.products.values()].flatMap((product) => product.items.map((item) => item.sku)),
    placeOrder: (order) => placeOrder(state, order),
    cancelOrder: (key) => cancel(state, orderOf(key)),
    editOrder: (key, sku, quantity) => editRow(state, orderOf(key), sku, quantity),
    measureLine: (key, sku, quantity) => editRow(state, orderOf(key), sku, quantity),
    ...paying(state, orderOf),
    shipOrder(key, lines) {
      const order = orderOf(key);
      const open = order.rows.map((row) => ({ rowId: row.id, quantity: row.quantity - row.sent, sku: row.sku }));
      const rows = lines
        ? open.flatMap((row) =>
            lines.filter((line) => line.sku === row.sku).map(({ quantity }) => ({ ...row, quantity })),
          )
        : open;
      if (!ship(state, order, { carrier: "Own van", numbers: [], rows })) throw new RangeError("More than is open.");
    },
    addDiscount: ({ code, kind, value, minimum = null, expired = false }) =>
      void state.codes.set(code, { code, kind, value, minimum: minimum ?? null, expired: expired ?? false }),
    addGiftCard: ({ code, balance }) => void state.cards.set(code, { balance }),
    giftCardBalance: (code) => state.cards.get(code)?.balance ?? "0",
    order(key) {
      const order = state.orders.get(key);
      return order && view(order, state);
    },
    record(key) {
      const order = state.orders.get(key);
      return (
        order && {
          lines: order.rows.map(({ sku, quantity, sent, restocked }) => ({ sku, quantity, shipped: sent, restocked })),
          parcels: order.parcels.map(({ numbers, carrier }) => ({
            trackingNumbers: numbers,
            carrier: carrier ?? undefined,
          })),
          refunds: order.refunds.map(({ amount, reason }) => ({ amount, reason })),
          notes: order.notes,
        }
      );
    },
    orderKeys: () => [...state.orders.keys()],
  };
}

const paying = (
  state: State,
  orderOf: (key: string) => StoredOrder,
): Required<Pick<Controls, "payOrder" | "owedOn">> => ({
  payOrder(key) {
    const order = orderOf(key);
    order.paid = true;
    touch(state, order);
  },
  owedOn(key) {
    const order = orderOf(key);
    const back = order.refunds.reduce((sum, { amount }) => sum + minorOf(amount, state), 0n);
    return order.paid || order.state === "void" ? "0" : textOf(totalOf(order, state) - back, state);
  },
});

function view(order: StoredOrder, state: State) {
  return {
    key: order.id,
    number: order.number,
    status: order.state,
    fulfilled: order.state === "sent",
    cancelled: order.state === "void",
    trackingNumbers: order.parcels.flatMap((parcel) => parcel.numbers),
    total: textOf(totalOf(order, state), state),
  };
}

function addProduct(state: State, input: SandboxProduct): ReturnType<Controls["addProduct"]> {
  const items = input.variants.map(({ sku, price, stock, barcode, option }) => ({
    id: state.id(),
    sku,
    barcode: barcode ?? null,
    label: option ?? null,
    price,
    stock,
  }));
  const id = state.id();
  const active = (input.status ?? "active") === "active";
  const product = { id, title: input.title, html: "", active, changedAt: 0, categories: [], items };
  state.products.set(id, product);
  touchProduct(state, product);
  return { key: id, variantKeys: Object.fromEntries(items.map((item) => [item.sku, item.id])) };
}

function editRow(state: State, order: StoredOrder, sku: string, quantity: number): void {
  const row = order.rows.find((one) => one.sku === sku) ?? missing("row of", sku);
  moveStock(state, row.itemId, row.quantity - quantity);
  row.quantity = quantity;
  row.ordered = quantity;
  touch(state, order);
}

export function placeOrder(
  state: State,
  input: SandboxOrderInput,
  sums: Partial<Pick<StoredOrder, "shipping" | "discount">> = {},
): string {
  const id = state.id();
  const now = state.now();
  const rows = input.lines.map(({ sku, quantity }) => {
    const found = findItem(state, sku) ?? missing("SKU", sku);
    found.item.stock -= quantity;
    const { item, product } = found;
    const row = {
      id: state.id(),
      itemId: item.id,
      productId: product.id,
      sku,
      title: product.title,
      price: item.price,
    };
    return { ...row, ordered: quantity, quantity, sent: 0, restocked: 0 };
  });
  const { customer } = input;
  const shipping = sums.shipping ?? textOf(SHIPPING_UNITS * minorOf("1", state), state);
  const order: StoredOrder = {
    id,
    number: `N-${id}`,
    state: (input.payment ?? "paid") === "paid" ? "ok" : "new",
    paid: (input.payment ?? "paid") === "paid",
    method: input.payment === "cod" ? "cod" : "card",
    buyer: customer
      ? { id: state.id(), name: customer.name, email: customer.email ?? null, phone: customer.phone ?? null }
      : null,
    words: input.note ?? null,
    placedAt: now,
    changedAt: now,
    shipping,
    discount: sums.discount ?? textOf(0n, state),
    rows,
    parcels: [],
    refunds: [],
    notes: [],
  };
  state.orders.set(id, order);
  touch(state, order, "order.created");
  return id;
}
