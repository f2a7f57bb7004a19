/** The sync settings as the interface answers them, read with the hub's defaults where one is missing. */
import { CONTENT_FIELDS, type ContentField } from "../../../src/commerce/content-fields.ts";

/** A channel, as far as this is about it. */
interface Store {
  readonly syncSettings: Readonly<Record<string, unknown>>;
}

export interface SyncValues {
  readonly ordersOn: boolean;
  readonly ordersAlone: boolean;
  readonly ordersMinutes: number;
  readonly unpaidMinutes: number;
  readonly holdsTold: boolean;
  readonly invoicesSent: boolean;
  readonly orderStatuses: readonly string[];
  readonly ordersFulfilledBy: FulfilledBy;
  readonly stockOn: boolean;
  readonly stockAlone: boolean;
  readonly stockMinutes: number;
  readonly stockFulfilledBy: FulfilledBy;
  readonly holdPercent: number;
  readonly holdLeast: number;
  readonly listingsOn: boolean;
  readonly listingsAlone: boolean;
  readonly severalItems: boolean;
  readonly pricesOfNew: boolean;
  readonly productsOut: "by_hand" | "automatic";
  readonly contentOut: boolean;
  readonly categoriesOut: boolean;
  readonly customersOut: boolean;
  /** Which products the store may have; all where nothing is said. */
  readonly onlyCategories: readonly string[];
  readonly onlyBrands: readonly string[];
  readonly onlyTags: readonly string[];
  /** Chosen one by one. */
  readonly onlyProducts: readonly string[];
  readonly webhooksOn: boolean;
  readonly webhookTopics: readonly string[];
}

/** What stands on a card of its own. */
export type PublishKey =
  | "productsOut"
  | "contentOut"
  | "categoriesOut"
  | "customersOut"
  | "onlyCategories"
  | "onlyBrands"
  | "onlyTags"
  | "onlyProducts";

export const FULFILLED_BY = ["all", "merchant", "marketplace"] as const;
type FulfilledBy = (typeof FULFILLED_BY)[number];
export const ORDER_STATUSES = ["pending", "confirmed", "processing", "completed", "cancelled", "on_hold"] as const;
export const WEBHOOK_TOPICS = ["orders", "products", "stock", "customers"] as const;

const field = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;

const numberOr = (value: unknown, usual: number): number => (typeof value === "number" ? value : usual);

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];

export function syncValuesOf({ syncSettings }: Store): SyncValues {
  const { orders, inventory, listings, prices, publish, webhooks } = syncSettings;
  const select = field(listings, "select");
  return {
    ordersOn: field(orders, "enabled") !== false,
    ordersAlone: field(orders, "automatic") !== false,
    orderStatuses: textsOf(field(orders, "statuses")),
    ordersFulfilledBy: FULFILLED_BY.find((each) => each === field(orders, "fulfilledBy")) ?? "all",
    ordersMinutes: numberOr(field(orders, "intervalMinutes"), 5),
    unpaidMinutes: numberOr(field(orders, "unpaidHoldMinutes"), 0),
    holdsTold: field(orders, "tellsHolds") !== false,
    invoicesSent: field(orders, "sendsInvoices") === true,
    stockOn: field(inventory, "enabled") !== false,
    stockAlone: field(inventory, "automatic") !== false,
    stockMinutes: numberOr(field(inventory, "intervalMinutes"), 30),
    stockFulfilledBy: FULFILLED_BY.find((each) => each === field(inventory, "fulfilledBy")) ?? "all",
    holdPercent: numberOr(field(inventory, "holdPercent"), 30),
    holdLeast: numberOr(field(inventory, "holdLeast"), 20),
    listingsOn: field(listings, "enabled") !== false,
    listingsAlone: field(listings, "automatic") !== false,
    severalItems: field(listings, "several") === true,
    pricesOfNew: field(prices, "newItems") === true,
    productsOut: field(publish, "products") === "automatic" ? "automatic" : "by_hand",
    contentOut: field(publish, "content") === true,
    categoriesOut: field(publish, "categories") === true,
    customersOut: field(publish, "customers") === true,
    onlyCategories: textsOf(field(select, "categoryIds")),
    onlyBrands: textsOf(field(select, "brands")),
    onlyTags: textsOf(field(select, "tags")),
    onlyProducts: textsOf(field(select, "productIds")),
    webhooksOn: field(webhooks, "enabled") !== false,
    webhookTopics: textsOf(field(webhooks, "topics")),
  };
}

const isSame = (one: SyncValues[keyof SyncValues], other: SyncValues[keyof SyncValues]): boolean =>
  typeof one === "object" && typeof other === "object"
    ? one.length === other.length && one.every((each) => other.includes(each))
    : one === other;

/** Only what differs, as the interface takes it. */
export function changedSettings(before: SyncValues, now: SyncValues): Record<string, Record<string, unknown>> {
  const of = (section: Record<string, keyof SyncValues>): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(section).flatMap(([name, key]) => (isSame(before[key], now[key]) ? [] : [[name, now[key]]])),
    );
  const sections = {
    orders: of({
      enabled: "ordersOn",
      automatic: "ordersAlone",
      intervalMinutes: "ordersMinutes",
      unpaidHoldMinutes: "unpaidMinutes",
      tellsHolds: "holdsTold",
      sendsInvoices: "invoicesSent",
      statuses: "orderStatuses",
      fulfilledBy: "ordersFulfilledBy",
    }),
    inventory: of({
      enabled: "stockOn",
      automatic: "stockAlone",
      intervalMinutes: "stockMinutes",
      fulfilledBy: "stockFulfilledBy",
      holdPercent: "holdPercent",
      holdLeast: "holdLeast",
    }),
    listings: {
      ...of({ enabled: "listingsOn", automatic: "listingsAlone", several: "severalItems" }),
      ...changedSelection(before, now),
    },
    publish: of({
      products: "productsOut",
      content: "contentOut",
      categories: "categoriesOut",
      customers: "customersOut",
    }),
    prices: of({ newItems: "pricesOfNew" }),
    webhooks: of({ enabled: "webhooksOn", topics: "webhookTopics" }),
  };
  return Object.fromEntries(Object.entries(sections).filter(([, section]) => Object.keys(section).length > 0));
}

/** One setting: what is not named any more would be gone. */
function changedSelection(before: SyncValues, now: SyncValues): Record<string, unknown> {
  const keys = ["onlyCategories", "onlyBrands", "onlyTags", "onlyProducts"] as const;
  if (keys.every((key) => isSame(before[key], now[key]))) return {};
  const { onlyCategories, onlyBrands, onlyTags, onlyProducts } = now;
  return { select: { categoryIds: onlyCategories, brands: onlyBrands, tags: onlyTags, productIds: onlyProducts } };
}

const POLICIES = ["hub", "channel", "newest", "ask"] as const;
type Policy = (typeof POLICIES)[number];

/** Fields with a policy of their own. */
export function fieldPoliciesOf({ syncSettings }: Store): Partial<Record<ContentField, Policy>> {
  const own = field(syncSettings["policy"], "fields");
  return Object.fromEntries(
    CONTENT_FIELDS.flatMap((name) => {
      const policy = POLICIES.find((each) => each === field(own, name));
      return policy === undefined ? [] : [[name, policy]];
    }),
  );
}

type PolicyGroup = "stock" | "price" | "content" | "order" | "fulfilment" | "customer";

export function policiesOf({ syncSettings }: Store): Record<PolicyGroup, Policy> {
  const of = (group: PolicyGroup, usual: Policy): Policy => {
    const policy = field(syncSettings["policy"], group);
    return policy === "hub" || policy === "channel" || policy === "newest" || policy === "ask" ? policy : usual;
  };
  return {
    stock: of("stock", "hub"),
    price: of("price", "hub"),
    content: of("content", "hub"),
    order: of("order", "channel"),
    fulfilment: of("fulfilment", "hub"),
    customer: of("customer", "newest"),
  };
}
