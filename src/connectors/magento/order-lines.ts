/**
 * The rows of an order and the lines they are. A configurable product is two rows, both with the child's SKU: the
 * money stands on the parent, the child says which item it is, and only the parent's id can be shipped. A bundle's
 * parts are lines of their own, without money; the bundle's own row carries that and is no goods.
 */
import { compareDecimal, parseDecimal } from "../../commerce/decimal.ts";
import type { MagentoItem, MagentoOrder } from "./schemas.ts";

export interface OrderRow {
  /** The row the shop ships, invoices and refunds. */
  readonly row: MagentoItem;
  /** The row that says which item it is. */
  readonly item: MagentoItem;
  /** True for the money of a bundle, and for goods that are never sent. */
  readonly isNoGoods: boolean;
  /** A bundle's part: the bundle it belongs to. */
  readonly bundle?: MagentoItem | undefined;
}

export function rowsOf(order: Pick<MagentoOrder, "items">): OrderRow[] {
  const byId = new Map(order.items.map((item) => [item.item_id, item]));
  const children = Map.groupBy(
    order.items.filter((item) => item.parent_item_id !== undefined && byId.has(item.parent_item_id)),
    (item) => item.parent_item_id ?? "",
  );
  return order.items
    .filter((item) => item.parent_item_id === undefined || !byId.has(item.parent_item_id))
    .flatMap((row): OrderRow[] => {
      const own = children.get(row.item_id) ?? [];
      if (row.product_type !== "bundle" || own.length === 0)
        return [{ row, item: own[0] ?? row, isNoGoods: row.is_virtual }];
      return [
        { row, item: row, isNoGoods: true },
        ...own.map((part) => ({ row: part, item: part, isNoGoods: part.is_virtual, bundle: row })),
      ];
    });
}

export interface Quantities {
  readonly ordered: number;
  /** Still wanted or already shipped. */
  readonly wanted: number;
  readonly shipped: number;
  readonly invoiced: number;
  readonly refunded: number;
  /** Left to ship, as the shop counts it. */
  readonly open: number;
  /** False for goods sold by weight: our lines count whole units. */
  readonly isWhole: boolean;
}

/** Units of a row; the shop takes refunded units off what is left to ship before it takes them off what has left. */
export function quantitiesOf({ row, bundle }: OrderRow): Quantities {
  const isWhole = Number.isInteger(Number(row.qty_ordered));
  const ordered = isWhole ? Number(row.qty_ordered) : 1;
  const scaled = (quantity: string) =>
    isWhole ? Math.round(Number(quantity)) : Math.min(1, Math.ceil(Number(quantity)));
  const shipped = Math.max(scaled(row.qty_shipped), shippedWithBundle(row, bundle));
  const [refunded, cancelled] = [scaled(row.qty_refunded), scaled(row.qty_canceled)];
  const open = Math.max(0, ordered - shipped - refunded - cancelled);
  return { ordered, shipped, refunded, open, wanted: shipped + open, invoiced: scaled(row.qty_invoiced), isWhole };
}

/** Parts of a bundle that is sent as one are counted on the bundle's row alone. */
function shippedWithBundle(part: MagentoItem, bundle: MagentoItem | undefined): number {
  const bundles = Number(bundle?.qty_ordered ?? 0);
  if (bundle === undefined || !(bundles > 0)) return 0;
  return Math.floor((Number(bundle.qty_shipped) * Number(part.qty_ordered)) / bundles);
}

/** How much of the order has an invoice. */
export function invoicedOf(order: Pick<MagentoOrder, "items">): "not invoiced" | "partly invoiced" | "invoiced" {
  const tops = rowsOf(order).filter((row) => row.bundle === undefined);
  const started = tops.filter(({ row }) => isPositive(row.qty_invoiced));
  const left = tops.filter(({ row }) => {
    const taken = Number(row.qty_invoiced) + Number(row.qty_canceled);
    return taken < Number(row.qty_ordered);
  });
  if (started.length === 0) return "not invoiced";
  return left.length === 0 ? "invoiced" : "partly invoiced";
}

function isPositive(quantity: string): boolean {
  return compareDecimal(parseDecimal(quantity), { digits: 0n, scale: 0 }) > 0;
}
