/** What the emulated shop knows, whatever style of API stands before it. */

import type { Clock } from "../../commerce/clock.ts";
import { formatDecimal, parseMoney } from "../../commerce/money.ts";
import { timesQuantity } from "../../connectors/kit/sandbox/measured.ts";

export interface StoredItem {
  readonly id: string;
  sku: string;
  barcode: string | null;
  label: string | null;
  price: string;
  stock: number;
}

export interface StoredProduct {
  readonly id: string;
  title: string;
  html: string;
  active: boolean;
  changedAt: number;
  categories: readonly string[];
  items: StoredItem[];
}

export interface StoredRow {
  readonly id: string;
  readonly itemId: string;
  readonly productId: string;
  readonly sku: string;
  readonly title: string;
  readonly price: string;
  ordered: number;
  quantity: number;
  sent: number;
  restocked: number;
}

export interface StoredParcel {
  readonly id: string;
  readonly carrier: string | null;
  readonly numbers: readonly string[];
  readonly rows: readonly { readonly rowId: string; readonly quantity: number }[];
  readonly at: number;
}

export interface StoredOrder {
  readonly id: string;
  readonly number: string;
  state: "new" | "ok" | "packing" | "sent" | "void";
  paid: boolean;
  readonly method: "card" | "cod";
  readonly buyer: {
    readonly id: string;
    readonly name: string;
    readonly email: string | null;
    readonly phone: string | null;
  } | null;
  /** What the buyer wrote at checkout. */
  readonly words: string | null;
  readonly placedAt: number;
  changedAt: number;
  readonly shipping: string;
  readonly discount: string;
  readonly rows: StoredRow[];
  readonly parcels: StoredParcel[];
  readonly refunds: { readonly id: string; readonly amount: string; readonly reason: string; readonly at: number }[];
  readonly notes: string[];
}

export interface StoredCode {
  readonly code: string;
  readonly kind: "percent" | "amount";
  readonly value: string;
  readonly minimum: string | null;
  readonly expired: boolean;
}

export type Happening = "order.created" | "order.changed" | "product.changed" | "product.deleted";

export interface State {
  readonly currency: string;
  readonly clock: Clock;
  readonly products: Map<string, StoredProduct>;
  readonly orders: Map<string, StoredOrder>;
  readonly categories: Map<string, { readonly id: string; readonly name: string; readonly parentId: string | null }>;
  readonly codes: Map<string, StoredCode>;
  readonly cards: Map<string, { balance: string }>;
  /** Answers already given, by idempotency key. */
  readonly given: Map<string, { readonly status: number; readonly text: string }>;
  /** Secrets and tokens that open the shop. */
  readonly secrets: Set<string>;
  readonly tokens: Set<string>;
  hook: { readonly url: string; readonly secret: string } | null;
  id(): string;
  now(): number;
  /** Tells the subscribed hub, in the style's own words. */
  tell(what: Happening, id: string): void;
}

export function findItem(state: State, key: string): { product: StoredProduct; item: StoredItem } | null {
  for (const product of state.products.values()) {
    const item = product.items.find((one) => one.id === key || one.sku === key);
    if (item) return { product, item };
  }
  return null;
}

export const minorOf = (text: string, state: State): bigint => parseMoney(text, state.currency).minor;
export const textOf = (minor: bigint, state: State): string => formatDecimal({ minor, currency: state.currency });

export function totalOf(order: StoredOrder, state: State): bigint {
  const itemsTotal = order.rows.reduce((sum, row) => sum + timesQuantity(minorOf(row.price, state), row.quantity), 0n);
  return itemsTotal - minorOf(order.discount, state) + minorOf(order.shipping, state);
}

export function touch(state: State, order: StoredOrder, what: Happening = "order.changed"): void {
  order.changedAt = state.now();
  state.tell(what, order.id);
}

export function touchProduct(state: State, product: StoredProduct): void {
  product.changedAt = state.now();
  state.tell("product.changed", product.id);
}

export function moveStock(state: State, itemId: string, by: number): void {
  const found = findItem(state, itemId);
  if (found) found.item.stock += by;
}

/** Everything that was not sent goes back on the shelf. */
export function cancel(state: State, order: StoredOrder): void {
  if (order.state === "void") return;
  for (const row of order.rows) {
    moveStock(state, row.itemId, row.quantity - row.sent);
    row.quantity = row.sent;
  }
  order.state = "void";
  touch(state, order);
}

/** False when more would leave than is open, or nothing, or the order is cancelled. */
export function ship(state: State, order: StoredOrder, parcel: Omit<StoredParcel, "id" | "at">): boolean {
  const rows = parcel.rows.map(({ rowId, quantity }) => ({
    row: order.rows.find((one) => one.id === rowId),
    quantity,
  }));
  if (order.state === "void" || rows.length === 0) return false;
  if (rows.some(({ row, quantity }) => !row || row.sent + quantity > row.quantity)) return false;
  for (const { row, quantity } of rows) if (row) row.sent += quantity;
  order.parcels.push({ ...parcel, id: state.id(), at: state.now() });
  order.state = order.rows.every((row) => row.sent === row.quantity) ? "sent" : "packing";
  touch(state, order);
  return true;
}
