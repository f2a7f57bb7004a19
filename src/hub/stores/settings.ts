import { isUuid } from "../../commerce/ids.ts";
import type { Json } from "../../commerce/product.ts";
import { ORDER_STATUSES, type OrderStatus } from "../../commerce/statuses.ts";
import { HubError } from "../errors.ts";

/** Who wins when hub and channel differ (C6). */
export const POLICIES = ["hub", "channel", "newest", "ask"] as const;
export type Policy = (typeof POLICIES)[number];

/** Products by category (with those below it), brand, tag, or by name. */
export interface ProductSelection {
  readonly categoryIds: readonly string[];
  readonly brands: readonly string[];
  readonly tags: readonly string[];
  readonly productIds: readonly string[];
}

/** A store's sync settings (A10). Intervals are for polling; what changes is pushed at once. */
export interface StoreSettings {
  readonly orders: {
    readonly enabled: boolean;
    readonly automatic: boolean;
    readonly intervalMinutes: number;
    readonly statuses: readonly string[];
    /** What statuses of the shop's own mean here, by the platform's word; a word in neither table is put on hold. */
    readonly statusMap: Readonly<Record<string, OrderStatus>>;
    /** How far back orders are imported at setup, in days. */
    readonly historyDays: number | "all" | "none";
  };
  readonly inventory: {
    readonly enabled: boolean;
    readonly automatic: boolean;
    readonly intervalMinutes: number;
    /** one_way: channel edits are overwritten and logged; two_way: they enter as adjustments. */
    readonly direction: "one_way" | "two_way";
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
  };
  readonly webhooks: { readonly enabled: boolean; readonly topics: readonly string[] };
  readonly prices: { readonly enabled: boolean };
  readonly policy: {
    readonly content: Policy;
    readonly price: Policy;
    readonly stock: Policy;
    /** What holds for single content fields, by their name, instead of `content`. */
    readonly fields: Readonly<Record<string, Policy>>;
  };
}

export const DEFAULT_SETTINGS: StoreSettings = {
  orders: { enabled: true, automatic: true, intervalMinutes: 5, statuses: [], statusMap: {}, historyDays: "none" },
  inventory: {
    enabled: true,
    automatic: true,
    intervalMinutes: 30,
    direction: "one_way",
    holdPercent: 30,
    holdLeast: 20,
  },
  listings: {
    enabled: true,
    automatic: true,
    several: false,
    select: { categoryIds: [], brands: [], tags: [], productIds: [] },
  },
  publish: { products: "by_hand", content: false, categories: false },
  webhooks: { enabled: true, topics: [] },
  prices: { enabled: false },
  policy: { content: "hub", price: "hub", stock: "hub", fields: {} },
};

/** Fields of a product's description that hub and channel may differ in. */
export const CONTENT_FIELDS = [
  "title",
  "description",
  "brand",
  "active",
  "images",
  "categories",
  "barcode",
  "weight",
] as const;
export type ContentField = (typeof CONTENT_FIELDS)[number];

export function isContentField(field: string): field is ContentField {
  return CONTENT_FIELDS.some((each) => each === field);
}

/** Who wins in a field: content fields one by one where said so, else by their group. */
export function policyOf(settings: StoreSettings, field: string): Policy {
  if (field === "stock") return settings.policy.stock;
  if (!isContentField(field)) return settings.policy.price;
  return settings.policy.fields[field] ?? settings.policy.content;
}

const MIN_ORDER_MINUTES = 5;
const MIN_INVENTORY_MINUTES = 30;
const MAX_MINUTES = 24 * 60;

type Section = Readonly<Record<string, Json>>;
type SectionName = keyof StoreSettings;
const SECTIONS = Object.keys(DEFAULT_SETTINGS) as readonly SectionName[];

const policies: readonly Json[] = POLICIES;
const isBoolean = (value: Json) => typeof value === "boolean";
const isTexts = (value: Json) => Array.isArray(value) && value.every((each) => typeof each === "string");
const isWhole = (least: number, most: number) => (value: Json) =>
  Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
const isMinutes = (least: number) => isWhole(least, MAX_MINUTES);
const isStatusMap = (value: Json) =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).length <= 200 &&
  Object.values(value).every((each) => ORDER_STATUSES.some((status) => status === each));
const SELECTED_BY = ["categoryIds", "brands", "tags", "productIds"];
const SELECTED_BY_ID = ["categoryIds", "productIds"];
const isSelection = (value: Json) =>
  value !== null &&
  typeof value === "object" &&
  !Array.isArray(value) &&
  Object.entries(value).every(
    ([key, each]) =>
      SELECTED_BY.includes(key) && isTexts(each) && (!SELECTED_BY_ID.includes(key) || (each as string[]).every(isUuid)),
  );
const isDays = (value: Json) =>
  value === "all" || value === "none" || (Number.isInteger(value) && Number(value) > 0 && Number(value) <= 3650);

/** What each setting may be, and what to say when it is something else. */
const RULES: {
  readonly [S in SectionName]: Readonly<Record<keyof StoreSettings[S], [(value: Json) => boolean, string]>>;
} = {
  orders: {
    enabled: [isBoolean, "is yes or no"],
    automatic: [isBoolean, "is yes or no"],
    intervalMinutes: [isMinutes(MIN_ORDER_MINUTES), `is a whole number from ${MIN_ORDER_MINUTES} to ${MAX_MINUTES}`],
    statuses: [isTexts, "is a list of statuses"],
    statusMap: [isStatusMap, `names for each of the platform's words one of ${ORDER_STATUSES.join(", ")}`],
    historyDays: [isDays, 'is a number of days, "all" or "none"'],
  },
  inventory: {
    enabled: [isBoolean, "is yes or no"],
    automatic: [isBoolean, "is yes or no"],
    intervalMinutes: [
      isMinutes(MIN_INVENTORY_MINUTES),
      `is a whole number from ${MIN_INVENTORY_MINUTES} to ${MAX_MINUTES}`,
    ],
    direction: [(value) => value === "one_way" || value === "two_way", "is one_way or two_way"],
    holdPercent: [isWhole(1, 100), "is a whole number from 1 to 100"],
    holdLeast: [isWhole(1, 100_000), "is a whole number from 1 to 100000"],
  },
  listings: {
    enabled: [isBoolean, "is yes or no"],
    automatic: [isBoolean, "is yes or no"],
    several: [isBoolean, "is yes or no"],
    select: [isSelection, "is an object of categoryIds, brands, tags and productIds, each a list"],
  },
  publish: {
    products: [(value) => value === "by_hand" || value === "automatic", "is by_hand or automatic"],
    content: [isBoolean, "is yes or no"],
    categories: [isBoolean, "is yes or no"],
  },
  webhooks: { enabled: [isBoolean, "is yes or no"], topics: [isTexts, "is a list of topics"] },
  prices: { enabled: [isBoolean, "is yes or no"] },
  policy: {
    content: [(value) => policies.includes(value), "is hub, channel, newest or ask"],
    price: [(value) => policies.includes(value), "is hub, channel, newest or ask"],
    stock: [(value) => policies.includes(value), "is hub, channel, newest or ask"],
    fields: [
      (value) =>
        Object.entries(asSection(value)).every(([field, policy]) => isContentField(field) && policies.includes(policy)),
      `is an object of ${CONTENT_FIELDS.join(", ")} with hub, channel, newest or ask`,
    ],
  },
};

function asSection(value: Json | undefined): Section {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Section) : {};
}

/** The settings of a stored settings object, gaps filled with the defaults. */
export function readSettings(stored: Readonly<Record<string, Json>>): StoreSettings {
  const inventory = { ...DEFAULT_SETTINGS.inventory, ...asSection(stored.inventory) };
  const listings = asSection(stored.listings);
  return {
    orders: { ...DEFAULT_SETTINGS.orders, ...asSection(stored.orders) },
    inventory,
    listings: {
      ...DEFAULT_SETTINGS.listings,
      ...listings,
      select: { ...DEFAULT_SETTINGS.listings.select, ...asSection(listings.select) },
    },
    publish: { ...DEFAULT_SETTINGS.publish, ...asSection(stored.publish) },
    webhooks: { ...DEFAULT_SETTINGS.webhooks, ...asSection(stored.webhooks) },
    prices: { ...DEFAULT_SETTINGS.prices, ...asSection(stored.prices) },
    policy: {
      ...DEFAULT_SETTINGS.policy,
      stock: inventory.direction === "two_way" ? "channel" : "hub",
      ...asSection(stored.policy),
    },
  };
}

/**
 * Merges a change into stored settings, section by section; keys that are no sync setting (the provider's own
 * form values) replace what was there. Throws HubError STORE_SETTING naming the field.
 */
export function mergeSettings(
  stored: Readonly<Record<string, Json>>,
  change: Readonly<Record<string, Json>>,
): Readonly<Record<string, Json>> {
  const merged: Record<string, Json> = { ...stored };
  for (const [key, value] of Object.entries(change)) {
    const name = SECTIONS.find((section) => section === key);
    if (name === undefined) merged[key] = value;
    else merged[name] = { ...asSection(stored[name]), ...checkedSection(name, value) };
  }
  return oneStockRule(merged, change);
}

/** The direction of stock and its policy say one thing in two words: what is set now carries the other along. */
function oneStockRule(
  merged: Readonly<Record<string, Json>>,
  change: Readonly<Record<string, Json>>,
): Readonly<Record<string, Json>> {
  const { stock } = asSection(change.policy);
  if (stock !== undefined) {
    const direction = stock === "channel" || stock === "newest" ? "two_way" : "one_way";
    return { ...merged, inventory: { ...asSection(merged.inventory), direction } };
  }
  if (asSection(change.inventory).direction === undefined || asSection(merged.policy).stock === undefined)
    return merged;
  const { stock: _said, ...policy } = asSection(merged.policy);
  return { ...merged, policy };
}

function checkedSection(name: SectionName, value: Json): Section {
  const rules: Readonly<Record<string, [(value: Json) => boolean, string]>> = RULES[name];
  if (value === null || typeof value !== "object" || Array.isArray(value))
    throw new HubError("STORE_SETTING", "validation", `The ${name} settings are an object.`, `settings.${name}`);
  for (const [key, each] of Object.entries(value)) {
    const field = `settings.${name}.${key}`;
    const rule = rules[key];
    if (!rule) throw new HubError("STORE_SETTING", "validation", `There is no setting ${name}.${key}.`, field);
    if (!rule[0](each)) throw new HubError("STORE_SETTING", "validation", `${name}.${key} ${rule[1]}.`, field);
  }
  return value as Section;
}
