import { type Policy, policyOf, type StoreSettings } from "./settings.ts";

export type Direction = "to_channel" | "to_hub" | "both" | "none";

/** Which way one kind of thing flows between hub and store, and who wins when both have changed it. */
export interface FlowOf {
  readonly group: "orders" | "stock" | "price" | "content" | "products" | "customers";
  readonly direction: Direction;
  /** Null where nothing can differ. */
  readonly policy: Policy | null;
  /** A sentence to show. */
  readonly text: string;
}

const STOCK: Readonly<Record<Policy, string>> = {
  hub: "Your stock is written to the channel; a number edited there is written over and logged.",
  channel: "Your stock is written to the channel; a number edited there changes your stock by the difference.",
  newest: "Your stock is written to the channel; a number edited there changes your stock by the difference.",
  ask: "Your stock is written to the channel; a number edited there waits for you, and nothing is written to it meanwhile.",
};

const VALUE: Readonly<Record<Policy, string>> = {
  hub: "an edit there is written over and logged",
  channel: "an edit there is taken over",
  newest: "of two edits the later one wins",
  ask: "an edit there waits for you to settle it",
};

const EDITED: Readonly<Record<Policy, Direction>> = { hub: "to_channel", channel: "both", newest: "both", ask: "both" };

/** What flows between hub and store, in words: no "sync" without its direction. */
export function flowsOf(settings: StoreSettings): FlowOf[] {
  const { orders, inventory, prices, listings, policy } = settings;
  return [
    {
      group: "orders",
      direction: orders.enabled ? "both" : "none",
      policy: null,
      text: orders.enabled
        ? "Orders come from the channel with their payment state; what you fulfil, cancel or refund here goes there."
        : "Orders are not read from this store.",
    },
    {
      group: "customers",
      direction: orders.enabled ? "to_hub" : "none",
      policy: "newest",
      text: "Customers come with their orders; what was told last is what is known. Nothing is written there.",
    },
    {
      group: "stock",
      direction: inventory.enabled ? EDITED[policy.stock] : "none",
      policy: policy.stock,
      text: inventory.enabled ? STOCK[policy.stock] : "Stock is not kept in sync.",
    },
    {
      group: "price",
      direction: prices.enabled ? EDITED[policy.price] : "none",
      policy: policy.price,
      text: prices.enabled
        ? `Prices go to new items of this store by themselves; ${VALUE[policy.price]}.`
        : "Prices are left to the channel, but for items switched on one by one.",
    },
    {
      group: "content",
      direction: EDITED[policy.content],
      policy: policy.content,
      text: `${contentText(settings)} Only products whose content sync is on are written to.`,
    },
    {
      group: "products",
      direction: listings.enabled ? "to_hub" : "none",
      policy: null,
      text: "New items of the channel are seen and linked where SKU or barcode say so. Nothing is created on either side, and nothing deleted, without you.",
    },
  ];
}

function contentText(settings: StoreSettings): string {
  const { policy } = settings;
  const other = Object.keys(policy.fields).filter((field) => policyOf(settings, field) !== policy.content);
  const first = `Titles, descriptions, pictures and the like go to the channel; ${VALUE[policy.content]}`;
  return other.length === 0
    ? `${first}.`
    : `${first}, except for ${other.map((field) => `${field} (${VALUE[policyOf(settings, field)]})`).join(", ")}.`;
}
