/** The inside of an emulated EasyOrders store: what it keeps and the rules it keeps it by. No HTTP here. */
import type { Clock } from "../../commerce/clock.ts";
import type { Json } from "../../commerce/product.ts";

export interface StoredVariant {
  id: string;
  price: number;
  sale_price: number;
  quantity: number;
  taager_code: string | null;
  variation_props: { id: string; variation: string; variation_prop: string; product_variant_id: string }[];
}

export interface StoredProduct {
  id: string;
  store_id: string;
  created_at: string;
  updated_at: string;
  name: string;
  price: number;
  sale_price: number;
  description: string;
  slug: string;
  sku: string | null;
  taager_code: string | null;
  thumb: string;
  images: string[];
  quantity: number;
  track_stock: boolean;
  disable_orders_for_no_stock: boolean;
  hidden: boolean;
  categories: { id: string; name?: string }[];
  variations: Json[];
  variants: StoredVariant[];
  [further: string]: Json | object | undefined;
}

export interface StoredItem {
  id: string;
  product_id: string;
  variant_id?: string;
  store_id: string;
  order_id: string;
  price: number;
  quantity: number;
  product: object;
  variant?: object;
}

export interface StoredOrder {
  id: string;
  short_id: number;
  store_id: string;
  created_at: string;
  updated_at: string;
  status: string;
  cost: number;
  shipping_cost: number;
  total_cost: number;
  full_name: string;
  phone: string;
  government: string;
  address: string;
  payment_method: string;
  cart_items: StoredItem[];
}

export interface StoredCategory {
  id: string;
  created_at: string;
  name: string;
  slug: string;
  thumb: string;
  parent_id: string | null;
  hidden: boolean;
  position: number;
  show_in_header: boolean;
}

export interface StoredNote {
  order_id: string;
  note: string;
  store_id: string;
  type: string;
}

export type HookEvent = "order-created" | "order-status-update";

export interface Hook {
  readonly event: HookEvent;
  readonly url: string;
  readonly secret: string;
}

export interface ApiKey {
  readonly key: string;
  readonly permissions: readonly string[];
  revoked: boolean;
}

/** One store and everything in it; `send` is how its webhooks leave. */
export interface State {
  readonly storeId: string;
  readonly currency: string;
  readonly clock: Clock;
  /** False: the merchant's subscription lapsed. */
  active: boolean;
  /** EasyOrders keeps the field on products [3P]; older stores may not. */
  readonly products: Map<string, StoredProduct>;
  readonly orders: Map<string, StoredOrder>;
  readonly categories: Map<string, StoredCategory>;
  readonly notes: StoredNote[];
  readonly shipping: { is_active: boolean; cities: string };
  readonly keys: ApiKey[];
  hooks: Hook[];
  nextShortId: number;
  uuid(): string;
  send(event: HookEvent, body: object): void;
}

export function newState(input: {
  readonly clock: Clock;
  readonly currency: string;
  random(): number;
  send(hook: Hook, body: object): void;
}): State {
  const uuid = () => uuidFrom(input.random);
  const state: State = {
    storeId: uuid(),
    currency: input.currency,
    clock: input.clock,
    active: true,
    products: new Map(),
    orders: new Map(),
    categories: new Map(),
    notes: [],
    shipping: { is_active: false, cities: "" },
    keys: [],
    hooks: [],
    nextShortId: 1,
    uuid,
    send: (event, body) => {
      for (const hook of state.hooks) if (hook.event === event) input.send(hook, body);
    },
  };
  return state;
}

/** A new key with permissions, as the dashboard and the install page make them. */
export function newKey(state: State, permissions: readonly string[]): string {
  const key = `eo_${state.uuid().replaceAll("-", "")}`;
  state.keys.push({ key, permissions, revoked: false });
  return key;
}

/** A new webhook with the kind of secret seen live: 16 base64 characters. A second one is added, never replaced. */
export function newHook(state: State, event: HookEvent, url: string): Hook {
  const secret = Buffer.from(state.uuid().replaceAll("-", "").slice(0, 24), "hex").toString("base64").slice(0, 16);
  const hook = { event, url, secret };
  state.hooks.push(hook);
  return hook;
}

const CAIRO = new Intl.DateTimeFormat("en-US", { timeZone: "Africa/Cairo", timeZoneName: "longOffset" });

/** Now as EasyOrders prints it: Cairo's offset (+02:00, in summer +03:00) and six decimal places. */
export function stamp(state: State): string {
  const ms = state.clock.now();
  const zone = CAIRO.formatToParts(ms).find((part) => part.type === "timeZoneName")?.value ?? "GMT+02:00";
  const hours = Number(/[+-]\d{2}/.exec(zone)?.[0] ?? "2");
  const local = new Date(ms + hours * 3_600_000).toISOString();
  return `${local.slice(0, -1)}000+0${hours}:00`;
}

export function touch(state: State, product: StoredProduct): void {
  product.updated_at = stamp(state);
}

/** The merchant's own stock falls when an order is made and track_stock is on, and comes back on cancelling. */
export function moveStock(state: State, order: StoredOrder, sign: 1 | -1): void {
  for (const item of order.cart_items) {
    const product = state.products.get(item.product_id);
    if (!product?.track_stock) continue;
    const holder = product.variants.find((variant) => variant.id === item.variant_id) ?? product;
    holder.quantity = Math.max(0, holder.quantity + sign * item.quantity);
    touch(state, product);
  }
}

/** Changes an order's status, moves stock where that follows, and tells whoever listens. */
export function changeStatus(state: State, order: StoredOrder, status: string): void {
  const old = order.status;
  if (old === status) return;
  if (status === "canceled") moveStock(state, order, 1);
  else if (old === "canceled") moveStock(state, order, -1);
  order.status = status;
  order.updated_at = stamp(state);
  state.send("order-status-update", {
    event_type: "order-status-update",
    order_id: order.id,
    old_status: old,
    new_status: status,
    payment_ref_id: status === "paid" ? `TX${order.short_id}` : "",
  });
}

function uuidFrom(random: () => number): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}
