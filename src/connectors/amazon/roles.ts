import type { Feature } from "../kit/contract/features.ts";
import { english } from "./words.ts";

/** Roles of a developer profile (sheet section 2d): which operations each one opens. */
interface Role {
  readonly role: string;
  /** The first words of the operations that need it. */
  readonly subjects: readonly string[];
  readonly disables: string;
  /** What has to be in use for it to be missed; absent: always. */
  readonly features?: readonly Feature[] | undefined;
}

export const ROLES: readonly Role[] = [
  {
    role: "Product Listing",
    subjects: ["listings", "feeds", "catalog", "definitions"],
    disables: english("missing.productsStockPrices"),
    features: ["products", "stock", "prices"],
  },
  {
    role: "Inventory and Order Tracking",
    subjects: ["orders"],
    disables: english("missing.ordersShippingConfirmations"),
    features: ["orders"],
  },
  { role: "Finance and Accounting", subjects: ["finances", "reports"], disables: english("missing.fees") },
];

/** Opens names, addresses and phones in orders; without it Amazon leaves them out. */
export const RESTRICTED_ROLE = "Direct-to-Consumer Delivery";

/** Opens what lies in Amazon's own warehouses (assumed to be the role of the FBA Inventory API; the sheet names no other). */
export const WAREHOUSE_ROLE = "Amazon Fulfillment";

/** The role an operation needs, in Amazon's word. */
export function roleOf(operation: string): string {
  const subject = operation.split(".")[0] ?? "";
  if (subject === "fba") return WAREHOUSE_ROLE;
  return ROLES.find(({ subjects }) => subjects.includes(subject))?.role ?? operation;
}
