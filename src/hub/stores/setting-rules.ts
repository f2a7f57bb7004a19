/** What each sync setting may be, and how a change is laid over what is stored. */

import { CONTENT_FIELDS } from "../../commerce/content-fields.ts";
import { isUuid } from "../../commerce/ids.ts";
import type { Json } from "../../commerce/product.ts";
import { ORDER_STATUSES } from "../../commerce/statuses.ts";
import { HubError } from "../errors.ts";
import {
  asSection,
  CUSTOMER_POLICIES,
  DEFAULT_SETTINGS,
  FULFILLERS,
  isContentField,
  ORDER_POLICIES,
  POLICIES,
  type StoreSettings,
  WEBHOOK_SUBJECTS,
} from "./settings.ts";

const MIN_ORDER_MINUTES = 5;
const MIN_INVENTORY_MINUTES = 30;
const MAX_MINUTES = 24 * 60;

type Section = Readonly<Record<string, Json>>;
type SectionName = keyof StoreSettings;
const SECTIONS = Object.keys(DEFAULT_SETTINGS) as readonly SectionName[];

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
const isOneOf =
  (allowed: readonly string[]) =>
  (value: Json): boolean =>
    typeof value === "string" && allowed.includes(value);
const areSomeOf =
  (allowed: readonly string[]) =>
  (value: Json): boolean =>
    Array.isArray(value) && value.every(isOneOf(allowed));

/** What each setting may be, and what to say when it is something else. */
const RULES: {
  readonly [S in SectionName]: Readonly<Record<keyof StoreSettings[S], [(value: Json) => boolean, string]>>;
} = {
  orders: {
    enabled: [isBoolean, "is yes or no"],
    automatic: [isBoolean, "is yes or no"],
    intervalMinutes: [isMinutes(MIN_ORDER_MINUTES), `is a whole number from ${MIN_ORDER_MINUTES} to ${MAX_MINUTES}`],
    statuses: [areSomeOf(ORDER_STATUSES), `is a list of ${ORDER_STATUSES.join(", ")}`],
    fulfilledBy: [isOneOf(FULFILLERS), `is one of ${FULFILLERS.join(", ")}`],
    statusMap: [isStatusMap, `names for each of the platform's words one of ${ORDER_STATUSES.join(", ")}`],
    unpaidHoldMinutes: [isWhole(0, 43_200), "is a whole number from 0 to 43200"],
    tellsHolds: [isBoolean, "is yes or no"],
    sendsInvoices: [isBoolean, "is yes or no"],
  },
  inventory: {
    enabled: [isBoolean, "is yes or no"],
    automatic: [isBoolean, "is yes or no"],
    intervalMinutes: [
      isMinutes(MIN_INVENTORY_MINUTES),
      `is a whole number from ${MIN_INVENTORY_MINUTES} to ${MAX_MINUTES}`,
    ],
    fulfilledBy: [isOneOf(FULFILLERS), `is one of ${FULFILLERS.join(", ")}`],
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
    products: [isOneOf(["by_hand", "automatic"]), "is by_hand or automatic"],
    content: [isBoolean, "is yes or no"],
    categories: [isBoolean, "is yes or no"],
    customers: [isBoolean, "is yes or no"],
  },
  webhooks: {
    enabled: [isBoolean, "is yes or no"],
    topics: [areSomeOf(WEBHOOK_SUBJECTS), `is a list of ${WEBHOOK_SUBJECTS.join(", ")}`],
  },
  prices: { newItems: [isBoolean, "is yes or no"] },
  policy: {
    content: [isOneOf(POLICIES), "is hub, channel, newest or ask"],
    price: [isOneOf(POLICIES), "is hub, channel, newest or ask"],
    stock: [isOneOf(POLICIES), "is hub, channel, newest or ask"],
    order: [isOneOf(ORDER_POLICIES), "is hub or channel"],
    fulfilment: [isOneOf(ORDER_POLICIES), "is hub or channel"],
    customer: [isOneOf(CUSTOMER_POLICIES), "is hub, channel or newest"],
    fields: [
      (value) =>
        Object.entries(asSection(value)).every(([field, policy]) => isContentField(field) && isOneOf(POLICIES)(policy)),
      `is an object of ${CONTENT_FIELDS.join(", ")} with hub, channel, newest or ask`,
    ],
  },
};

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
