/** A purchase order, and what of it can be edited. */
import type { Shape } from "../data/hub.ts";

export type Order = Shape<"PurchaseOrder">;
export type Draft = Pick<
  Order,
  "supplierId" | "locationId" | "currency" | "supplierReference" | "expectedOn" | "note" | "lines"
>;
