import type { Feature } from "../kit/contract/features.ts";
import { english } from "./words.ts";

/** Permissions: of an API key by their names in Squarespace's panel, of the OAuth app by scope. */
export interface Permission {
  /** The first word of the operations that need it. */
  readonly subject: string;
  readonly scope: string;
  /** As the panel for API keys calls it. */
  readonly panel: string;
  readonly disables: string;
  /** What has to be in use for it to be asked for; absent: always. */
  readonly features?: readonly Feature[] | undefined;
}

export const PERMISSIONS: readonly Permission[] = [
  {
    subject: "orders",
    scope: "website.orders",
    panel: "Orders (read and write)",
    disables: english("missing.ordersFulfilment"),
    features: ["orders"],
  },
  {
    subject: "products",
    scope: "website.products",
    panel: "Products (read and write)",
    disables: english("missing.productsPrices"),
    features: ["products", "prices"],
  },
  {
    subject: "inventory",
    scope: "website.inventory",
    panel: "Inventory (read and write)",
    disables: english("missing.stock"),
    features: ["stock"],
  },
  {
    subject: "contacts",
    scope: "website.contacts",
    panel: "Contacts (read)",
    disables: english("missing.customers"),
    features: ["orders"],
  },
  {
    subject: "discounts",
    scope: "website.discounts",
    panel: "Discounts (read)",
    disables: english("missing.discountCodesTill"),
  },
  {
    subject: "transactions",
    scope: "website.transactions.read",
    panel: "Transactions (read)",
    disables: english("missing.fees"),
    features: ["orders"],
  },
];

/** The permission an operation needs, in both of its names. */
export function scopeOf(operation: string): string {
  const found = PERMISSIONS.find(({ subject }) => operation.startsWith(`${subject}.`));
  return found ? `${found.scope} (API key: ${found.panel})` : operation;
}
