/** Fifty calls a second for each API, app and shop (official guide on rate limits, state of December 2025). */
import type { Bucket } from "../kit/contract/contract.ts";

const SOURCE =
  "partner.tiktokshop.com, guide on rate limits (read 2025-12): 50 requests a second per API, app and shop";

/** Each is an API of its own with its own fifty. */
const APIS = [
  "shops.list",
  "logistics.warehouses",
  "logistics.providers",
  "products.search",
  "products.get",
  "products.create",
  "products.edit",
  "products.activate",
  "products.deactivate",
  "products.delete",
  "images.upload",
  "brands.list",
  "categories.list",
  "categories.recommend",
  "stock.read",
  "stock.set",
  "prices.set",
  "orders.search",
  "orders.get",
  "cancellations.search",
  "cancellations.create",
  "cancellations.approve",
  "returns.search",
  "returns.create",
  "returns.approve",
  "packages.mark",
  "packages.ship",
  "packages.create",
  "packages.get",
  "packages.slots",
  "packages.label",
  "packages.tracking",
  "coupons.search",
  "finance.statements",
  "finance.transactions",
  "finance.payments",
  "webhooks.list",
  "webhooks.set",
  "webhooks.delete",
] as const;

/** 10 + 40 stays within 50 in any second. */
/** Two at once and 47.8 a second stay below fifty in every second, also where one is late on the way. */
export const limits: readonly Bucket[] = APIS.map((operation) => ({
  id: operation,
  scope: "account",
  operations: [operation],
  rate: 47.8,
  burst: 2,
  publishedRate: 50,
  source: SOURCE,
}));
