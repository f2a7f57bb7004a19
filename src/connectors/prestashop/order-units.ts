/**
 * Units of a row: what is still wanted, what came back, what is in stock again. The back office books a refund in the
 * row's columns: `refunded` and `return` say that units are no longer the buyer's, `reinjected` that the shop put them
 * into its stock. A slip written by the Webservice moves none of them.
 */
import type { OrderLine } from "../../commerce/order.ts";
import type { Slip } from "./order-money.ts";
import type { Detail } from "./schemas.ts";

export interface UnitState {
  /** Cancelled in the shop: it puts every unit back, also when the parcel has left. */
  readonly isCancelled: boolean;
  /** Cancelled or refunded. */
  readonly isOver: boolean;
  readonly hasLeft: boolean;
  /** In the shop's local time. */
  readonly shippedAt: string | undefined;
  /** The shop has subtracted the order's units. */
  readonly took: boolean;
}

export type LineUnits = Pick<
  OrderLine,
  "orderedQuantity" | "quantity" | "fulfilledQuantity" | "restockedQuantity" | "channelTook" | "keptOutQuantity"
>;

export function unitsOf(detail: Detail, slips: readonly Slip[], state: UnitState): LineUnits {
  const ordered = detail.product_quantity;
  const { isCancelled, isOver, hasLeft, took } = state;
  const dropped = hasLeft ? beforeShipping(detail, slips, state) : Math.min(ordered, backUnits(detail));
  const requested = isOver && !hasLeft ? 0 : ordered - dropped;
  const inStock = Math.min(ordered, detail.product_quantity_reinjected ?? 0);
  const later = Math.max(0, inStock - Math.min(inStock, dropped));
  return {
    orderedQuantity: ordered,
    quantity: requested,
    fulfilledQuantity: hasLeft ? requested : 0,
    restockedQuantity: !hasLeft ? 0 : isCancelled && !took ? requested : Math.min(later, requested),
    // Neither a slip nor "Refunded" puts units back that never left; the row counts those that did go back.
    ...(!isCancelled && requested < ordered && { keptOutQuantity: Math.max(0, ordered - requested - inStock) }),
    channelTook: took ? ordered - inStock : 0,
  };
}

/** Units refunded or come back. */
export function backUnits(detail: Detail): number {
  return (detail.product_quantity_refunded ?? 0) + (detail.product_quantity_return ?? 0);
}

/** Refunded by a slip written before the parcel left; these units were never in it. */
function beforeShipping(detail: Detail, slips: readonly Slip[], { shippedAt }: UnitState): number {
  const early = slips.filter(({ date_add: at }) => shippedAt !== undefined && at !== undefined && at < shippedAt);
  const units = early
    .flatMap((slip) => slip.associations)
    .filter((one) => one.id_order_detail === detail.id)
    .reduce((sum, one) => sum + one.product_quantity, 0);
  return Math.min(units, detail.product_quantity_refunded ?? 0, detail.product_quantity);
}

/** Null where some of a row's units went back into stock and some did not: which slip's they were is not told. */
export function wentBack(detail: Detail | undefined): boolean | null {
  if (!detail) return null;
  const inStock = detail.product_quantity_reinjected ?? 0;
  if (inStock === 0) return false;
  return inStock >= backUnits(detail) ? true : null;
}
