/** What the emulated eBay knows of one seller. Written from the sheet and the official descriptions, never from the connector. */
import type { KeyObject } from "node:crypto";
import type { Clock } from "../../commerce/clock.ts";
import { formatDecimal, parseMoney } from "../../commerce/money.ts";

export interface Money {
  readonly value: string;
  readonly currency: string;
}

export interface StoredItem {
  readonly sku: string;
  quantity: number;
  title: string;
  description: string;
  readonly barcode: string | null;
  readonly option: string | null;
  groupKey: string | null;
  /** As a program wrote it; null: made in the seller's own tools. */
  readonly written?: WrittenItem | undefined;
}

/** The parts of an item that a program writes whole. */
export interface WrittenItem {
  readonly condition?: string;
  readonly product?: {
    readonly title?: string;
    readonly description?: string;
    readonly aspects?: Readonly<Record<string, readonly string[]>>;
    readonly imageUrls?: readonly string[];
    readonly ean?: readonly string[];
    readonly upc?: readonly string[];
    readonly isbn?: readonly string[];
  };
  readonly availability?: { readonly shipToLocationAvailability?: { readonly quantity?: number } };
  readonly packageWeightAndSize?: object;
}

export interface StoredGroup {
  readonly key: string;
  title: string;
  description: string;
  skus: string[];
  readonly written?:
    | {
        readonly imageUrls?: readonly string[];
        readonly variesBy?: {
          readonly specifications?: readonly { readonly name: string; readonly values: readonly string[] }[];
        };
      }
    | undefined;
}

export interface StoredOffer {
  readonly id: string;
  readonly sku: string;
  readonly site: string;
  price: Money;
  /** A limit of this offer's own below the item's number. */
  available: number | null;
  status: "PUBLISHED" | "UNPUBLISHED";
  /** "" until it is published. */
  listingId: string;
  category: string;
  readonly written?: WrittenOffer | undefined;
  sold: number;
  isOnHold: boolean;
}

/** A variation of a listing made on the site, or all of one without variations. */
export interface SiteVariation {
  readonly sku: string | null;
  readonly option: string | null;
  readonly barcode: string | null;
  price: Money;
  /** What was sold is counted as well. */
  quantity: number;
  sold: number;
}

export interface SiteListing {
  readonly itemId: string;
  readonly site: string;
  readonly type: "FixedPriceItem" | "Chinese";
  title: string;
  description: string;
  variations: SiteVariation[];
  isEnded: boolean;
}

export interface WrittenOffer {
  readonly sku?: string;
  readonly marketplaceId?: string;
  readonly categoryId?: string;
  readonly merchantLocationKey?: string;
  readonly listingDescription?: string;
  readonly listingPolicies?: Readonly<Record<string, string>>;
  readonly pricingSummary?: { readonly price?: Money };
  readonly availableQuantity?: number;
  readonly regulatory?: WrittenRegulatory;
}

type WrittenContact = Readonly<Record<string, string | readonly string[]>>;

export interface WrittenRegulatory {
  readonly manufacturer?: WrittenContact;
  readonly responsiblePersons?: readonly WrittenContact[];
  readonly productSafety?: Labels;
  readonly hazmat?: Labels;
  readonly documents?: readonly { readonly documentId?: string }[];
  readonly energyEfficiencyLabel?: Readonly<Record<string, string>>;
  readonly repairScore?: number;
}

interface Labels {
  readonly pictograms?: readonly string[];
  readonly statements?: readonly string[];
  readonly component?: string;
}

export interface StoredLine {
  readonly id: string;
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly cost: Money;
  readonly listingId: string;
  readonly variationId?: string | undefined;
}

export interface StoredParcel {
  readonly id: string;
  readonly carrier: string | null;
  readonly number: string | null;
  readonly shippedAt: string;
  readonly lines: readonly { readonly lineItemId: string; readonly quantity: number }[];
}

export interface StoredRefund {
  readonly id: string;
  readonly amount: Money;
  readonly comment: string;
  readonly at: string;
  /** When eBay has paid it. */
  readonly doneAt: number;
}

export interface StoredOrder {
  readonly id: string;
  readonly site: string;
  readonly createdAt: string;
  modifiedAt: string;
  payment: "PAID" | "PENDING" | "FAILED";
  readonly lines: readonly StoredLine[];
  readonly shipping: Money;
  readonly customer: { readonly name: string; readonly email: string | null; readonly phone: string | null } | null;
  readonly note: string | null;
  readonly parcels: StoredParcel[];
  readonly refunds: StoredRefund[];
  /** A cancellation that was asked for: when it is through, and by whom it was asked. */
  cancel: { readonly id: string; readonly by: "BUYER" | "SELLER"; doneAt: number | null } | null;
  isRestocked: boolean;
}

export interface StoredTransaction {
  readonly id: string;
  readonly type: "SALE" | "REFUND";
  readonly site: string;
  readonly date: string;
  readonly orderId: string;
  readonly payoutId: string;
  readonly lineItemId: string;
  readonly basis: Money;
  readonly fees: Money;
  readonly tax: Money;
  readonly amount: Money;
  readonly marketplaceFees: readonly { readonly feeType: string; readonly amount: Money }[];
}

export interface StoredConversation {
  readonly id: string;
  readonly title: string;
  readonly messages: { readonly id: string; readonly at: string; readonly body: string; readonly isSeller: boolean }[];
}

export interface StoredDispute {
  readonly id: string;
  readonly orderId: string;
  readonly openedAt: string;
  readonly respondBy: string;
  readonly note: string;
  readonly amount: Money;
  status: "OPEN" | "ACTION_NEEDED" | "CLOSED";
  closedAt: string | null;
}

export interface StoredReturn {
  readonly id: string;
  readonly orderId: string;
  readonly site: string;
  readonly itemId: string;
  readonly lineItemId: string;
  readonly quantity: number;
  /** Post-Order writes amounts as numbers. */
  readonly amount: { readonly value: number; readonly currency: string };
  readonly openedAt: string;
  readonly respondBy: string;
  state: "RETURN_REQUESTED" | "REFUND_AS_PAYOUT_INITIATED" | "CLOSED";
  closedBy: string | null;
}

export interface Access {
  readonly kind: "user" | "app";
  readonly scopes: ReadonlySet<string>;
  endsAt: number;
}

export interface State {
  readonly conversations: StoredConversation[];
  readonly disputes: StoredDispute[];
  readonly returns: Map<string, StoredReturn>;
  readonly clock: Clock;
  readonly site: string;
  readonly currency: string;
  readonly userId: string;
  readonly registeredOn: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly ruName: string;
  /** What the developer entered for the RuName. */
  acceptUrl: string;
  /** Scopes the keyset has. */
  readonly keyset: Set<string>;
  readonly codes: Map<string, { readonly scopes: ReadonlySet<string>; readonly endsAt: number }>;
  readonly access: Map<string, Access>;
  readonly refreshTokens: Map<string, ReadonlySet<string>>;
  /** Public keys of requests, by their JWE. */
  readonly signingKeys: Map<string, KeyObject>;
  /** The key eBay signs notices with, and the id it is published under. */
  readonly noticeKey: { readonly id: string; readonly privateKey: KeyObject; readonly publicKey: KeyObject };
  readonly items: Map<string, StoredItem>;
  readonly groups: Map<string, StoredGroup>;
  readonly offers: Map<string, StoredOffer>;
  /** Made on eBay's site or by other tools, by item number. */
  readonly siteListings: Map<string, SiteListing>;
  /** The seller's option that keeps listings which sell out. */
  outOfStockOption: boolean;
  readonly orders: Map<string, StoredOrder>;
  readonly transactions: StoredTransaction[];
  readonly payouts: { readonly id: string; readonly site: string; readonly date: string; readonly amount: Money }[];
  /** By listing and calendar day. */
  readonly revisions: Map<string, number>;
  nextNumber(): number;
  random(): number;
}

export const now = (state: State): string => new Date(state.clock.now()).toISOString();

export const moneyOf = (state: State, text: string): Money => ({
  value: formatDecimal(parseMoney(text, state.currency)),
  currency: state.currency,
});

export const minorOf = ({ value, currency }: Money): bigint => parseMoney(value, currency).minor;

export const ofMinor = (minor: bigint, currency: string): Money => ({
  value: formatDecimal({ minor, currency }),
  currency,
});

export const token = (state: State, length: number): string =>
  Array.from({ length }, () => "abcdefghijklmnopqrstuvwxyz0123456789"[Math.floor(state.random() * 36)]).join("");

/** Another number each time. */
export const digits = (state: State, length: number): string =>
  `1${String(state.nextNumber()).padStart(length - 1, "0")}`;

export const offersOf = (state: State, sku: string): StoredOffer[] =>
  [...state.offers.values()].filter((offer) => offer.sku === sku);

/** The lower of the item's number and the offer's. */
export const shownOf = ({ quantity }: StoredItem, offer: StoredOffer | undefined): number =>
  offer?.available === null || offer === undefined ? quantity : Math.min(quantity, offer.available);
