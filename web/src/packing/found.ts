/** Which order of a batch a scanned code means, without asking the hub: it may be away. */
import { READY_TO_PACK } from "../../../src/commerce/order-states.ts";
import { isSameCode } from "../../../src/commerce/product-codes.ts";
import { isToScan, toScan } from "../shipping/scanned.ts";
import type { StationOrder } from "./station-order.ts";

export type FoundBy = "tote" | "number" | "tracking" | "item";

export interface FoundOrder {
  readonly by: FoundBy;
  readonly order: StationOrder;
}

const same = (one: string | null, code: string): boolean => one !== null && one.toLowerCase() === code.toLowerCase();

/** By tote ("4", "B-12-4"), by number, or the first tote that still needs this item. */
export function foundInBatch(orders: readonly StationOrder[], code: string): FoundOrder | undefined {
  const inTote = orders.find(({ tote, batchNumber }) => same(`${tote}`, code) || same(`${batchNumber}-${tote}`, code));
  if (inTote) return { by: "tote", order: inTote };
  const numbered = orders.filter(({ number, platformNumber }) => same(number, code) || same(platformNumber, code));
  const [only] = numbered;
  // Channels may number alike: then a person chooses by the number here.
  if (only && numbered.length === 1) return { by: "number", order: only };
  const needing = orders
    .toSorted((a, b) => (a.tote ?? 0) - (b.tote ?? 0))
    .find(
      (order) =>
        READY_TO_PACK.includes(order.state) && isToScan(order) && toScan(order).some(({ item }) => isItem(item, code)),
    );
  return needing && { by: "item", order: needing };
}

const isItem = ({ barcode, sku }: { readonly barcode: string | null; readonly sku: string | null }, code: string) =>
  [barcode, sku].some((one) => one !== null && isSameCode(one, code));
