/** What an app or an API key must hold, by the first word of the operations that need it (specs: x-permission-scopes). */
import { english } from "./words.ts";

export interface Permission {
  readonly subject: string;
  /** As the app's Permissions page spells it; an API key has boxes of the same meaning. */
  readonly scope: string;
  readonly disables: string;
}

export const PERMISSIONS: readonly Permission[] = [
  { subject: "orders", scope: "SCOPE.DC-STORES.MANAGE-ORDERS", disables: english("missing.orders") },
  {
    subject: "payments",
    scope: "SCOPE.DC-STORES.MANAGE-ORDERS (transactions)",
    disables: english("missing.ordersRefunds"),
  },
  {
    subject: "fulfillments",
    scope: "SCOPE.DC-STORES.MANAGE-ORDERS (fulfillments)",
    disables: english("missing.ordersShipping"),
  },
  {
    subject: "products",
    scope: "SCOPE.STORES.PRODUCT_READ and PRODUCT_WRITE",
    disables: english("missing.productsPrices"),
  },
  {
    subject: "inventory",
    scope: "SCOPE.STORES.INVENTORY_ITEM_READ and INVENTORY_ITEM_WRITE",
    disables: english("missing.stock"),
  },
  {
    subject: "categories",
    scope: "SCOPE.CATEGORIES.CATEGORY_READ and CATEGORY_WRITE",
    disables: english("missing.categories"),
  },
  { subject: "contacts", scope: "CONTACTS.CONTACT_READ", disables: english("missing.customers") },
  { subject: "coupons", scope: "SCOPE.DC-COUPONS.MANAGE-COUPONS", disables: english("missing.couponCodesTill") },
  { subject: "giftCards", scope: "GIFT_CARDS (read and redeem)", disables: english("missing.giftCardsTill") },
];

/** Hidden products and costs need this one beside reading (specs: NO_PERMISSION_TO_READ_MERCHANT_DATA). */
export const ADMIN_READ = {
  scope: "SCOPE.STORES.PRODUCT_READ_ADMIN",
  disables: english("missing.costsHiddenProducts"),
} as const;

/** The permission an operation needs, in words a person finds on Wix's pages. */
export function scopeOf(operation: string): string {
  const found = PERMISSIONS.find(({ subject }) => operation.startsWith(`${subject}.`));
  if (operation.startsWith("catalog.")) return "SCOPE.STORES.CATALOG_READ_LIMITED";
  return found?.scope ?? operation;
}
