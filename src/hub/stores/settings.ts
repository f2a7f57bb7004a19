import { CONTENT_FIELDS, type ContentField } from "../../commerce/content-fields.ts";
import type { Json } from "../../commerce/product.ts";
import type { OrderStatus } from "../../commerce/statuses.ts";

/** Who wins when hub and channel differ (C6). */
export const POLICIES = ["hub", "channel", "newest", "ask"] as const;
export type Policy = (typeof POLICIES)[number];

/** Of orders nobody is asked: they have to go on. */
export const ORDER_POLICIES = ["hub", "channel"] as const;
export type OrderPolicy = (typeof ORDER_POLICIES)[number];
export const CUSTOMER_POLICIES = ["hub", "channel", "newest"] as const;
export type CustomerPolicy = (typeof CUSTOMER_POLICIES)[number];
/** Who wins where an order is known otherwise here than on the channel. */
export interface OrderPolicies {
  readonly order: OrderPolicy;
  readonly fulfilment: OrderPolicy;
  readonly customer: CustomerPolicy;
}

/** Whose orders or stock a store takes: the seller's own, the marketplace's, or both. */
export const FULFILLERS = ["all", "merchant", "marketplace"] as const;
export type Fulfiller = (typeof FULFILLERS)[number];

/** What deliveries of a channel are about, as a seller chooses among them. */
export const WEBHOOK_SUBJECTS = ["orders", "products", "stock", "customers"] as const;
export type WebhookSubject = (typeof WEBHOOK_SUBJECTS)[number];

/** Products by category (with those below it), brand, tag, or by name. */
export interface ProductSelection {
  readonly categoryIds: readonly string[];
  readonly brands: readonly string[];
  readonly tags: readonly string[];
  readonly productIds: readonly string[];
}

/** A store's sync settings. Intervals are for polling; what changes is pushed at once. */
export interface StoreSettings {
  readonly orders: {
    readonly enabled: boolean;
    readonly automatic: boolean;
    readonly intervalMinutes: number;
    /** New orders in another status stay on the channel; none named lets all in. Orders that are here are kept up in any. */
    readonly statuses: readonly OrderStatus[];
    /** New orders that somebody else ships stay on the channel: the seller's own, or the marketplace's (FBA, FBF). */
    readonly fulfilledBy: Fulfiller;
    /** What statuses of the shop's own mean here, by the platform's word; a word in neither table is put on hold. */
    readonly statusMap: Readonly<Record<string, OrderStatus>>;
    /**
     * How long an order that waits for its payment holds its units, where the channel neither says so nor has taken them
     * from its number; 0: as long as the order is open.
     */
    readonly unpaidHoldMinutes: number;
    /** A hold placed here is placed on the channel too, and released with it, where the channel takes holds. */
    readonly tellsHolds: boolean;
    /** Invoices and credit notes of its orders are sent to the channel when they are issued, where it takes them. */
    readonly sendsInvoices: boolean;
  };
  readonly inventory: {
    readonly enabled: boolean;
    readonly automatic: boolean;
    readonly intervalMinutes: number;
    /** Whose stock is in sync: the seller's own, what lies in the marketplace's warehouses (read alone), or both. */
    readonly fulfilledBy: Fulfiller;
    /** More than this share of the store's items going to none within an hour waits for a person; 100 never does. */
    readonly holdPercent: number;
    /** Fewer items than this never wait. */
    readonly holdLeast: number;
  };
  readonly listings: {
    readonly enabled: boolean;
    readonly automatic: boolean;
    /** A variant may stand for several items of the store: such links are offered. */
    readonly several: boolean;
    /** Which of our products the store may have; a product that fits any of them. All empty: every product. */
    readonly select: ProductSelection;
  };
  /** What of ours goes to the store without being asked for each time (decision 86). */
  readonly publish: {
    /** automatic: products and variants the store may have and lacks are made there. */
    readonly products: "by_hand" | "automatic";
    /** What products say is kept there as it is here: of every linked product. */
    readonly content: boolean;
    /** Categories made, renamed, moved and deleted here are so there. */
    readonly categories: boolean;
    /** A customer a person corrected here is corrected in their account there (decision 87). */
    readonly customers: boolean;
  };
  readonly webhooks: {
    /** Off: none are registered, and what comes all the same is not looked at. */
    readonly enabled: boolean;
    /** What deliveries may be about; none named means all. Access and privacy are always heard. */
    readonly topics: readonly WebhookSubject[];
  };
  readonly prices: {
    /** Items of the channel that are read from now on have their prices sent; each has its own switch. */
    readonly newItems: boolean;
  };
  readonly policy: {
    readonly content: Policy;
    readonly price: Policy;
    /** hub: channel edits are overwritten and logged; channel, newest: they enter as adjustments (two-way). */
    readonly stock: Policy;
    /** An order's status somebody set here stays against the channel's (decision 119). */
    readonly order: OrderPolicy;
    /** What was shipped here counts until the channel tells as much, or only until it tells the order again. */
    readonly fulfilment: OrderPolicy;
    /** Whether orders change what is known of a customer. */
    readonly customer: CustomerPolicy;
    /** What holds for single content fields, by their name, instead of `content`. */
    readonly fields: Readonly<Record<string, Policy>>;
  };
}

export const DEFAULT_SETTINGS: StoreSettings = {
  orders: {
    enabled: true,
    automatic: true,
    intervalMinutes: 5,
    statuses: [],
    fulfilledBy: "all",
    statusMap: {},
    unpaidHoldMinutes: 0,
    tellsHolds: true,
    sendsInvoices: false,
  },
  inventory: {
    enabled: true,
    automatic: true,
    intervalMinutes: 30,
    fulfilledBy: "all",
    holdPercent: 30,
    holdLeast: 20,
  },
  listings: {
    enabled: true,
    automatic: true,
    several: false,
    select: { categoryIds: [], brands: [], tags: [], productIds: [] },
  },
  publish: { products: "by_hand", content: false, categories: false, customers: false },
  webhooks: { enabled: true, topics: [] },
  prices: { newItems: false },
  policy: {
    content: "hub",
    price: "hub",
    stock: "hub",
    order: "channel",
    fulfilment: "hub",
    customer: "newest",
    fields: {},
  },
};

export function isContentField(field: string): field is ContentField {
  return CONTENT_FIELDS.some((each) => each === field);
}

/** Who wins in a field: content fields one by one where said so, else by their group. */
export function policyOf(settings: StoreSettings, field: string): Policy {
  if (field === "stock") return settings.policy.stock;
  if (!isContentField(field)) return settings.policy.price;
  return settings.policy.fields[field] ?? settings.policy.content;
}

/** Whether numbers of the seller's own stock are sent to the store and read there. */
export function syncsOwnStock({ inventory }: Pick<StoreSettings, "inventory">): boolean {
  return inventory.enabled && inventory.fulfilledBy !== "marketplace";
}

/** A section of stored settings, empty where there is none. */
export function asSection(value: Json | undefined): Readonly<Record<string, Json>> {
  return value !== null && typeof value === "object" && !Array.isArray(value)
    ? (value as Readonly<Record<string, Json>>)
    : {};
}

/** The settings of a stored settings object, gaps filled with the defaults. */
export function readSettings(stored: Readonly<Record<string, Json>>): StoreSettings {
  const listings = asSection(stored.listings);
  return {
    orders: { ...DEFAULT_SETTINGS.orders, ...asSection(stored.orders) },
    inventory: { ...DEFAULT_SETTINGS.inventory, ...asSection(stored.inventory) },
    listings: {
      ...DEFAULT_SETTINGS.listings,
      ...listings,
      select: { ...DEFAULT_SETTINGS.listings.select, ...asSection(listings.select) },
    },
    publish: { ...DEFAULT_SETTINGS.publish, ...asSection(stored.publish) },
    webhooks: { ...DEFAULT_SETTINGS.webhooks, ...asSection(stored.webhooks) },
    prices: { ...DEFAULT_SETTINGS.prices, ...asSection(stored.prices) },
    policy: { ...DEFAULT_SETTINGS.policy, ...asSection(stored.policy) },
  };
}
