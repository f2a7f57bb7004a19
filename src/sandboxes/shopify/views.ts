/** Rows of the shop as the objects GraphQL resolves. */
export type { Scope } from "./view-base.ts";
export { locationView } from "./view-base.ts";
export * from "./view-catalog.ts";
export * from "./view-orders.ts";
