import { packedItem } from "../shipping/testing-items.ts";
import type { StationOrder } from "./station-order.ts";

/** An order of a batch in its tote, for tests. */
export const orderInTote = (tote: number, more: Partial<StationOrder> = {}): StationOrder => ({
  id: `id-${tote}`,
  number: `SH-${tote}`,
  platformNumber: `#SH-${tote}`,
  state: "to_ship",
  usesStock: true,
  batchNumber: "B-7",
  tote,
  items: [packedItem("MUG", { sku: "MUG", quantity: 2, left: 2 })],
  tooMuch: [],
  togetherWith: [],
  ...more,
});
