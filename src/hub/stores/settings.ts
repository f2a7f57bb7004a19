import type { Json } from "../../commerce/product.ts";
import { HubError } from "../errors.ts";

/** Who wins when hub and channel differ (C6). */
export type Policy = "hub" | "channel" | "newest" | "ask";

/** A store's sync settings (A10). Intervals are for polling; what changes is pushed at once. */
export interface StoreSettings {
  readonly orders: {
    readonly enabled: boolean;
    readonly automatic: boolean;
    readonly intervalMinutes: number;
    readonly statuses: readonly string[];
    /** How far back orders are imported at setup, in days. */
    readonly historyDays: number | "all" | "none";
  };
  readonly inventory: {
    readonly enabled: boolean;
    readonly automatic: boolean;
    readonly intervalMinutes: number;
    /** one_way: channel edits are overwritten and logged; two_way: they enter as adjustments. */
    readonly direction: "one_way" | "two_way";
  };
  readonly listings: { readonly enabled: boolean; readonly automatic: boolean };
  readonly webhooks: { readonly enabled: boolean; readonly topics: readonly string[] };
  readonly prices: { readonly enabled: boolean };
  readonly policy: { readonly content: Policy; readonly price: Policy };
}

export const DEFAULT_SETTINGS: StoreSettings = {
  orders: { enabled: true, automatic: true, intervalMinutes: 5, statuses: [], historyDays: "none" },
  inventory: { enabled: true, automatic: true, intervalMinutes: 30, direction: "one_way" },
  listings: { enabled: true, automatic: true },
  webhooks: { enabled: true, topics: [] },
  prices: { enabled: false },
  policy: { content: "hub", price: "hub" },
};

const MIN_ORDER_MINUTES = 5;
const MIN_INVENTORY_MINUTES = 30;
const MAX_MINUTES = 24 * 60;

type Section = Readonly<Record<string, Json>>;
type SectionName = keyof StoreSettings;
const SECTIONS = Object.keys(DEFAULT_SETTINGS) as readonly SectionName[];

const policies: readonly Json[] = ["hub", "channel", "newest", "ask"];
const isBoolean = (value: Json) => typeof value === "boolean";
const isTexts = (value: Json) => Array.isArray(value) && value.every((each) => typeof each === "string");
const isMinutes = (least: number) => (value: Json) =>
  Number.isInteger(value) && Number(value) >= least && Number(value) <= MAX_MINUTES;
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
  },
  listings: { enabled: [isBoolean, "is yes or no"], automatic: [isBoolean, "is yes or no"] },
  webhooks: { enabled: [isBoolean, "is yes or no"], topics: [isTexts, "is a list of topics"] },
  prices: { enabled: [isBoolean, "is yes or no"] },
  policy: {
    content: [(value) => policies.includes(value), "is hub, channel, newest or ask"],
    price: [(value) => policies.includes(value), "is hub, channel, newest or ask"],
  },
};

function asSection(value: Json | undefined): Section {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Section) : {};
}

/** The settings of a stored settings object, gaps filled with the defaults. */
export function readSettings(stored: Readonly<Record<string, Json>>): StoreSettings {
  return {
    orders: { ...DEFAULT_SETTINGS.orders, ...asSection(stored.orders) },
    inventory: { ...DEFAULT_SETTINGS.inventory, ...asSection(stored.inventory) },
    listings: { ...DEFAULT_SETTINGS.listings, ...asSection(stored.listings) },
    webhooks: { ...DEFAULT_SETTINGS.webhooks, ...asSection(stored.webhooks) },
    prices: { ...DEFAULT_SETTINGS.prices, ...asSection(stored.prices) },
    policy: { ...DEFAULT_SETTINGS.policy, ...asSection(stored.policy) },
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
  return merged;
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
