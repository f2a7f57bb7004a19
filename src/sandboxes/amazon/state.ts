/** What the emulated Amazon knows. Written from the official models and documentation, never from the connector. */
import type { Clock } from "../../commerce/clock.ts";
import { formatDecimal } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";

export type Attributes = Record<string, Json>;

export interface StoredListing {
  readonly sku: string;
  readonly asin: string;
  productType: string;
  itemName: string;
  /** "DEFAULT" is the seller's own stock. */
  channel: string;
  quantity: number;
  attributes: Attributes;
  parentSku: string | null;
  /** It holds a family together, and is not sold. */
  isParent: boolean;
  /** An accepted listing is shown a little later. */
  readonly visibleAt: number;
  readonly childSkus: string[];
  themeAttributes: string[];
  suppressed: boolean;
  /** Amazon keeps it off sale for what is wrong with it. */
  blocked: boolean;
  readonly createdDate: string;
  lastUpdatedDate: string;
  /** Accepted changes that are not live yet. */
  readonly queued: { readonly at: number; readonly apply: () => void }[];
}

export interface StoredItem {
  readonly orderItemId: string;
  readonly sku: string;
  readonly asin: string;
  readonly title: string;
  readonly quantity: number;
  shipped: number;
  cancelled: number;
  readonly unitMinor: bigint;
  cancelReason: string | null;
}

export interface StoredPackage {
  readonly reference: string;
  carrier: string;
  trackingNumber: string;
  shipTime: string;
  status: string;
  detailedStatus: string | null;
  readonly createdTime: string;
  items: { orderItemId: string; quantity: number }[];
}

export interface StoredOrder {
  readonly orderId: string;
  readonly createdTime: string;
  lastUpdatedTime: string;
  status: string;
  readonly fulfilledBy: "MERCHANT" | "AMAZON";
  readonly programs: string[];
  readonly isCod: boolean;
  readonly marketplaceId: string;
  readonly currency: string;
  readonly items: StoredItem[];
  readonly packages: Map<string, StoredPackage>;
  readonly customer: { readonly name: string; readonly phone: string | null } | null;
  readonly shippingMinor: bigint;
}

export interface StoredFeed {
  readonly feedId: string;
  readonly feedType: string;
  readonly marketplaceIds: readonly string[];
  readonly inputFeedDocumentId: string;
  readonly createdAt: number;
  result: { readonly documentId: string; readonly status: "DONE" | "FATAL" } | null;
}

export interface StoredDocument {
  readonly contentType: string;
  readonly madeAt: number;
  bytes: Buffer | null;
  gzip: boolean;
}

export interface QueuedMessage {
  readonly body: string;
  readonly id: string;
  /** Of the last time it was handed out. */
  receipt: string;
  visibleAt: number;
}

export interface State {
  readonly clock: Clock;
  readonly currency: string;
  readonly marketplaceId: string;
  readonly sellerId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly applicationId: string;
  readonly redirectUri: string;
  refreshToken: string;
  readonly codes: Map<string, number>;
  /** Access tokens: the moment they end, and for whom they are. */
  readonly access: Map<string, { endsAt: number; readonly scope: "seller" | "notifications" }>;
  /** Roles the app has. */
  readonly roles: Set<string>;
  /** False: the restricted role is missing and personal data is left out. */
  tellsPeople: boolean;
  isParticipating: boolean;
  hasSuspendedListings: boolean;
  readonly listings: Map<string, StoredListing>;
  readonly orders: Map<string, StoredOrder>;
  readonly feeds: Map<string, StoredFeed>;
  readonly documents: Map<string, StoredDocument>;
  readonly transactions: object[];
  readonly reports: StoredReport[];
  readonly destinations: Map<string, string>;
  readonly subscriptions: Map<string, { readonly destinationId: string; readonly type: string }>;
  readonly queueArn: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly messages: QueuedMessage[];
  /** Where documents are put and fetched: another origin than the API's. */
  storageUrl: () => string;
  /** How messages of the queue go astray. */
  faults: () => { readonly lose: boolean; readonly duplicate: number };
  random(): number;
  nextNumber(): number;
}

export interface StoredReport {
  readonly reportId: string;
  readonly createdTime: string;
  readonly reportDocumentId: string;
}

export const iso = (ms: number): string => new Date(ms).toISOString();
export const now = (state: State): string => iso(state.clock.now());

export const money = (minor: bigint, currency: string) => ({
  amount: formatDecimal({ minor, currency }),
  currencyCode: currency,
});

/** Random letters and digits, repeatable from the seed. */
export function secretOf(state: Pick<State, "random">, length: number): string {
  const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  return Array.from({ length }, () => letters[Math.floor(state.random() * letters.length)] ?? "a").join("");
}

export const digits = (state: State, length: number): string => String(state.nextNumber()).padStart(length, "0");

/** Changes become live some seconds after they were accepted. */
export const LIVE_AFTER_MS = 5_000;

export function queueChange(state: State, listing: StoredListing, apply: () => void): void {
  listing.queued.push({ at: state.clock.now() + LIVE_AFTER_MS, apply });
}

/** A listing as it is now: what was accepted long enough ago is live. */
export function live(state: State, listing: StoredListing): StoredListing {
  const at = state.clock.now();
  while (listing.queued[0] && listing.queued[0].at <= at) {
    listing.queued.shift()?.apply();
    listing.lastUpdatedDate = iso(at);
  }
  return listing;
}

export function liveBySku(state: State, sku: string): StoredListing | undefined {
  const listing = state.listings.get(sku);
  return listing && live(state, listing);
}
