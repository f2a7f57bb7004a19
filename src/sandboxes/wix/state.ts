/** What the emulated site holds. One model of the catalog; the two APIs are two views of it. */
import type { Clock } from "../../commerce/clock.ts";
import type { Json } from "../../commerce/product.ts";

export interface Option {
  readonly id: string;
  readonly name: string;
  readonly choices: Choice[];
}

export interface Choice {
  readonly id: string;
  readonly name: string;
  /** Of the product's media, those shown once this is chosen. */
  mediaIds: readonly string[];
}

export interface Variant {
  readonly id: string;
  sku: string;
  barcode: string;
  visible: boolean;
  /** Decimal text. */
  price: string;
  compareAt: string | null;
  cost: string | null;
  weight: number | null;
  /** Of its package, as given. */
  box: { readonly [field: string]: Json } | null;
  readonly choices: readonly { readonly optionId: string; readonly choiceId: string }[];
}

export interface Product {
  readonly id: string;
  revision: number;
  name: string;
  slug: string;
  description: string;
  visible: boolean;
  brand: string;
  media: { readonly id: string; readonly url: string; readonly alt: string | undefined }[];
  options: Option[];
  variants: Variant[];
  categoryIds: string[];
  readonly created: number;
  updated: number;
}

/** Quantity null: sold without counting. */
export interface InventoryItem {
  readonly id: string;
  revision: number;
  readonly variantId: string;
  readonly productId: string;
  readonly locationId: string;
  quantity: number | null;
  updated: number;
}

export interface Location {
  readonly id: string;
  readonly name: string;
}

export interface Category {
  readonly id: string;
  revision: number;
  name: string;
  parentId: string | undefined;
}

export interface Line {
  readonly id: string;
  readonly productId: string;
  readonly variantId: string;
  readonly sku: string;
  readonly name: string;
  quantity: number;
  readonly price: string;
  discountMinor: bigint;
  refunded: number;
  restocked: number;
}

export interface Payment {
  readonly id: string;
  minor: bigint;
  status: "APPROVED" | "PENDING" | "AUTHORIZED" | "VOIDED" | "REFUNDED" | "PARTIALLY_REFUNDED";
  readonly offline: boolean;
  readonly method: string;
  readonly created: number;
}

export interface Refund {
  readonly id: string;
  readonly parts: readonly { readonly paymentId: string; readonly minor: bigint; readonly external: boolean }[];
  readonly lines: readonly { readonly lineItemId: string; readonly quantity: number }[];
  readonly reason: string;
  readonly created: number;
  /** Its gateway has not answered yet. */
  waits: boolean;
}

export interface Parcel {
  readonly id: string;
  readonly lines: readonly { readonly id: string; readonly quantity: number }[];
  tracking: { readonly [key: string]: Json };
  status: string;
  readonly created: number;
}

export interface Order {
  readonly id: string;
  readonly number: string;
  readonly created: number;
  updated: number;
  status: "INITIALIZED" | "PENDING" | "APPROVED" | "CANCELED" | "REJECTED";
  readonly lines: Line[];
  readonly shippingMinor: bigint;
  /** Fields of the order as they were sent or placed: addresses, notes, channel. */
  given: { readonly [key: string]: Json };
  readonly payments: Payment[];
  readonly refunds: Refund[];
  readonly parcels: Parcel[];
  readonly activities: { readonly id: string; readonly message: string; readonly created: number }[];
}

export interface Coupon {
  readonly id: string;
  readonly created: number;
  readonly used: number;
  readonly specification: { readonly [key: string]: Json };
}

export interface GiftCard {
  readonly id: string;
  readonly code: string;
  balanceMinor: bigint;
  readonly initialMinor: bigint;
  readonly expires: number | null;
  disabled: number | null;
  /** Idempotency keys that have been served, with the balance after. */
  readonly served: Map<string, bigint>;
}

export interface Contact {
  readonly id: string;
  readonly updated: number;
  readonly fields: { readonly [key: string]: Json };
}

export interface State {
  readonly catalog: "V1" | "V3" | "NONE";
  readonly currency: string;
  readonly siteId: string;
  readonly instanceId: string;
  readonly app: { readonly id: string; secret: string };
  apiKey: string;
  readonly access: "app" | "api_key";
  /** Access tokens and when they end. */
  readonly tokens: Map<string, number>;
  readonly signedInstances: Map<string, string>;
  /** Permissions (first words of routes) the app or key lacks. */
  readonly closed: Set<string>;
  /** Behaviours some sites have. */
  readonly quirks: { refusesProductSort: boolean; merchantDataClosed: boolean };
  readonly products: Map<string, Product>;
  readonly inventory: Map<string, InventoryItem>;
  readonly locations: Location[];
  readonly categories: Map<string, Category>;
  readonly orders: Map<string, Order>;
  readonly coupons: Coupon[];
  readonly giftCards: GiftCard[];
  readonly contacts: Map<string, Contact>;
  webhookUrl: string;
  readonly clock: Clock;
  guid(): string;
  nextNumber(): string;
  emit(type: string, event: EventBody): void;
}

export interface EventBody {
  readonly entityId?: string | undefined;
  /** Flat events of Catalog V1 are this alone. */
  readonly flat?: { readonly [key: string]: Json } | undefined;
  readonly inner?: { readonly [key: string]: Json } | undefined;
}

export const iso = (ms: number): string => new Date(ms).toISOString();

export const levelKey = (variantId: string, locationId: string): string => `${variantId}|${locationId}`;

export function defaultLocation(state: State): string {
  return state.locations[0]?.id ?? "";
}

export function findSku(state: State, sku: string): { readonly product: Product; readonly variant: Variant } | null {
  for (const product of state.products.values()) {
    const variant = product.variants.find((one) => one.sku === sku);
    if (variant) return { product, variant };
  }
  return null;
}
