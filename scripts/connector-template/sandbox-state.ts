/** What the emulated shop knows. Written from the platform's documentation, never from the connector. */
import { createHmac } from "node:crypto"; // #if webhooks
import type { Clock } from "../../src/commerce/clock.ts";
import { formatDecimal, parseMoney } from "../../src/commerce/money.ts";
import type { Access } from "./sandbox-access.ts";

export interface StoredVariant {
  readonly id: string;
  readonly sku: string;
  readonly barcode: string | null;
  readonly option: string | null;
  price: string;
  stock: number;
}

export interface StoredProduct {
  readonly id: string;
  title: string;
  readonly description: string;
  readonly status: string;
  updated_at: string;
  readonly variants: readonly StoredVariant[];
}

export interface StoredLine {
  readonly id: string;
  readonly variant_id: string;
  readonly product_id: string;
  readonly sku: string;
  readonly title: string;
  quantity: number;
  shipped: number;
  readonly price: string;
}

export interface StoredOrder {
  readonly id: string;
  readonly number: string;
  status: string;
  readonly payment_method: "card" | "cod";
  /** Money has come in. A cancellation gives none back. */
  is_paid: boolean;
  readonly currency: string;
  readonly created_at: string;
  updated_at: string;
  total: string;
  readonly shipping: string;
  readonly tracking: { readonly id: string; readonly carrier: string | null; readonly number: string }[];
  readonly customer: { readonly name: string; readonly email: string | null; readonly phone: string | null } | null;
  readonly lines: StoredLine[];
  readonly notes: string[];
}

// #if webhooks
export interface StoredHook {
  readonly id: string;
  readonly url: string;
  readonly secret: string;
  readonly active: boolean;
}
// #end

export interface State {
  /** What an account is told apart by: every shop has its own. */
  readonly shopId: string;
  readonly currency: string;
  readonly access: Access;
  readonly products: Map<string, StoredProduct>;
  readonly orders: Map<string, StoredOrder>;
  readonly hooks: Map<string, StoredHook>; // #if webhooks
  /** Order and idempotency key of what was carried out. */
  readonly given: Set<string>;
  readonly clock: Clock;
  id(): string;
  now(): string;
  send(hook: StoredHook, delivery: string, body: string, signature: string): void; // #if webhooks
}

// #if webhooks
export function changed(state: State, event: string, about: "order" | "product", record: object): void {
  const body = JSON.stringify({ event, [about]: record });
  for (const hook of state.hooks.values()) {
    if (!hook.active) continue;
    state.send(hook, `d-${state.id()}`, body, createHmac("sha256", hook.secret).update(body).digest("hex"));
  }
}
// #end

export function findVariant(state: State, id: string): { product: StoredProduct; variant: StoredVariant } | null {
  for (const product of state.products.values()) {
    const variant = product.variants.find((one) => one.id === id || one.sku === id);
    if (variant) return { product, variant };
  }
  return null;
}

/** Adds to (or takes from) what the shop shows. */
export function moveStock(state: State, id: string, by: number): void {
  const found = findVariant(state, id);
  if (found) found.variant.stock += by;
}

export function touchOrder(state: State, order: StoredOrder): void {
  order.updated_at = state.now();
  const minor = (text: string) => parseMoney(text, order.currency).minor;
  const itemsTotal = order.lines.reduce((sum, line) => sum + minor(line.price) * BigInt(line.quantity), 0n);
  order.total = formatDecimal({ minor: itemsTotal + minor(order.shipping), currency: order.currency });
  changed(state, "order.updated", "order", order); // #if webhooks
}

/** The shop puts back what was not shipped yet. */
export function cancelOrder(state: State, order: StoredOrder): void {
  if (order.status === "cancelled") return;
  for (const line of order.lines) moveStock(state, line.variant_id, line.quantity - line.shipped);
  order.status = "cancelled";
  touchOrder(state, order);
}
