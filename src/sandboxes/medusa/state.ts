/** What the emulated shop keeps. Money is exact: whole numbers of eighteen decimals. */
import type { Amount } from "./amounts.ts";

export interface StoredLevel {
  readonly id: string;
  readonly location: string;
  stocked: number;
  reserved: number;
  updatedAt: string;
}

export interface StoredItem {
  readonly id: string;
  /** As the variant's was when it was made: a variant renamed later leaves it. */
  readonly sku: string | null;
  /** Variants that are made of it. */
  readonly owners: Set<string>;
  readonly levels: StoredLevel[];
}

export interface StoredPrice {
  readonly id: string;
  readonly currency: string;
  readonly amount: Amount;
  readonly min: number | null;
  readonly max: number | null;
  readonly rules: Readonly<Record<string, string>>;
}

export interface StoredVariant {
  readonly id: string;
  readonly productId: string;
  title: string;
  sku: string | null;
  barcode: string | null;
  managed: boolean;
  readonly options: Readonly<Record<string, string>>;
  prices: StoredPrice[];
  /** Stock items one unit is made of; one piece of one: it is that item. */
  readonly links: { readonly itemId: string; readonly required: number }[];
  updatedAt: string;
}

export interface StoredOption {
  readonly id: string;
  readonly title: string;
  readonly values: { readonly id: string; readonly value: string }[];
}

export interface StoredProduct {
  readonly id: string;
  readonly createdAt: string;
  updatedAt: string;
  title: string;
  handle: string;
  status: string;
  description: string | null;
  thumbnail: string | null;
  images: { readonly id: string; readonly url: string }[];
  categoryIds: string[];
  channelIds: string[];
  shippingProfileId: string | null;
  readonly options: StoredOption[];
}

export interface StoredReservation {
  readonly itemId: string;
  /** Pieces of the item in one unit of the line. */
  readonly each: number;
  location: string;
  quantity: number;
}

export interface StoredLine {
  readonly id: string;
  readonly variantId: string;
  readonly productId: string;
  readonly title: string;
  readonly variantTitle: string;
  readonly sku: string | null;
  quantity: number;
  readonly unit: Amount;
  readonly adjustments: { readonly code: string; readonly amount: Amount }[];
  fulfilled: number;
  shipped: number;
  delivered: number;
  returnRequested: number;
  received: number;
  dismissed: number;
  /** One of each stock item. */
  reservations: StoredReservation[];
}

export interface StoredCapture {
  readonly id: string;
  readonly amount: Amount;
  readonly createdAt: string;
}

export interface StoredRefund extends StoredCapture {
  readonly note: string | null;
}

export interface StoredPayment {
  readonly id: string;
  readonly collectionId: string;
  readonly provider: string;
  readonly amount: Amount;
  readonly createdAt: string;
  updatedAt: string;
  canceledAt: string | null;
  readonly captures: StoredCapture[];
  readonly refunds: StoredRefund[];
}

export interface StoredParcel {
  readonly id: string;
  readonly createdAt: string;
  readonly location: string;
  readonly metadata: Readonly<Record<string, unknown>> | null;
  readonly items: { readonly lineId: string; readonly quantity: number }[];
  /** As it is told: pieces of stock items, several of one line that is a kit. */
  readonly pieces: { readonly lineId: string; readonly itemId: string | null; readonly quantity: number }[];
  shippedAt: string | null;
  deliveredAt: string | null;
  canceledAt: string | null;
  labels: { readonly tracking_number: string; readonly tracking_url: string; readonly label_url: string }[];
}

export interface StoredReturn {
  readonly id: string;
  readonly orderId: string;
  status: "open" | "requested" | "partially_received" | "received" | "canceled";
  readonly location: string | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
  items: { readonly id: string; readonly lineId: string; readonly quantity: number; received: number }[];
  updatedAt: string;
}

export interface StoredOrder {
  readonly id: string;
  readonly displayId: number;
  status: string;
  version: number;
  readonly createdAt: string;
  updatedAt: string;
  canceledAt: string | null;
  readonly email: string;
  readonly customerId: string;
  readonly channelId: string;
  metadata: Readonly<Record<string, unknown>> | null;
  address: Readonly<Record<string, string | null>> | null;
  readonly shipping: Amount;
  /** Of drafts: tax comes on top of it, whatever prices contain. */
  readonly shippingIsNet: boolean;
  /** Staff have not made an order of it yet. */
  isDraft: boolean;
  readonly lines: StoredLine[];
  /** Asked for by staff, and not paid yet. */
  readonly openCollections: { readonly id: string; readonly amount: Amount }[];
  readonly payments: StoredPayment[];
  readonly parcels: StoredParcel[];
  readonly creditLines: Amount[];
  /** What somebody has begun to change and not ended: `received` are the units noted so far. */
  change: {
    readonly returnId: string;
    readonly kind: "request" | "receive";
    readonly received: Map<string, number>;
  } | null;
}

export interface StoredPromotion {
  readonly id: string;
  readonly code: string;
  readonly kind: "percentage" | "fixed";
  readonly value: Amount;
  readonly least: string | null;
  readonly endsAt: string | null;
}

export interface StoredCategory {
  readonly id: string;
  name: string;
  readonly handle: string;
  parentId: string | null;
}

export interface StoredCustomer {
  readonly id: string;
  readonly email: string;
  firstName: string | null;
  lastName: string | null;
  phone: string | null;
  readonly hasAccount: boolean;
}

export interface State {
  readonly currency: string;
  /** Prices contain the tax. */
  taxInclusive: boolean;
  readonly keys: Set<string>;
  readonly secretKey: string;
  readonly channels: { readonly id: string; readonly name: string }[];
  readonly locations: { readonly id: string; readonly name: string; readonly channelIds: readonly string[] }[];
  readonly products: Map<string, StoredProduct>;
  readonly variants: Map<string, StoredVariant>;
  readonly items: Map<string, StoredItem>;
  readonly orders: Map<string, StoredOrder>;
  readonly returns: Map<string, StoredReturn>;
  readonly customers: Map<string, StoredCustomer>;
  readonly categories: Map<string, StoredCategory>;
  readonly promotions: StoredPromotion[];
  /** Ids begin with what they are of, and grow. */
  id(prefix: string): string;
  now(): string;
}

/** An answer that refuses. Also plain mistakes end as 500 there, without words. */
export class Refusal extends Error {
  readonly status: number;
  readonly type: string;

  constructor(status: number, type: string, message: string) {
    super(message);
    this.status = status;
    this.type = type;
  }
}

export const invalid = (message: string): Refusal => new Refusal(400, "invalid_data", message);
export const notAllowed = (message: string): Refusal => new Refusal(400, "not_allowed", message);
export const notFound = (message: string): Refusal => new Refusal(404, "not_found", message);
export const mistake = (): Refusal => new Refusal(500, "unknown_error", "An unknown error occurred.");

export function requiredRow<T>(found: T | undefined, message: string): T {
  if (found === undefined) throw notFound(message);
  return found;
}

/** Strict bodies refuse what they do not know. */
export function assertAllowed(body: object, names: readonly string[]): void {
  const strange = Object.keys(body).filter((name) => !names.includes(name));
  if (strange.length > 0) throw invalid(`Invalid request: Unrecognized fields: '${strange.join(", ")}'`);
}

export const SHIPPING_PROFILE = "sp_01SANDB0X00000000000000001";
export const REGION = "reg_01SANDB0X00000000000000001";

export function newState(shop: { readonly currency: string; now(): number; random(): number }): State {
  let last = 0;
  const hex = () => Math.floor(shop.random() * 16).toString(16);
  const id = (prefix: string) => {
    last += 1;
    return `${prefix}_01SANDB0X${String(last).padStart(17, "0")}`;
  };
  const secretKey = `sk_${Array.from({ length: 64 }, hex).join("")}`;
  const channel = { id: id("sc"), name: "Web" };
  return {
    currency: shop.currency.toLowerCase(),
    taxInclusive: true,
    keys: new Set([secretKey]),
    secretKey,
    channels: [channel],
    locations: [{ id: id("sloc"), name: "Warehouse main", channelIds: [channel.id] }],
    products: new Map(),
    variants: new Map(),
    items: new Map(),
    orders: new Map(),
    returns: new Map(),
    customers: new Map(),
    categories: new Map(),
    promotions: [],
    id,
    now: () => new Date(shop.now()).toISOString(),
  };
}
