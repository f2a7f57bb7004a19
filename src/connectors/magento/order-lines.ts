/**
 * The rows of an order and the lines they are. A configurable product is two rows, both with the child's SKU: the
 * money stands on the parent, the child says which item it is, and only the parent's id can be shipped. A bundle's
 * parts are lines of their own, without money; the bundle's own row carries that and is no goods.
 */
import { compareDecimal, parseDecimal } from "../../commerce/decimal.ts";
import { goneUnits, type Sold, soldOf } from "../kit/parse/sold-units.ts";
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
  /** Of a bundle: its parts. */
  readonly parts?: readonly MagentoItem[] | undefined;
  /** A bundle's part whose bundle is sent as one: only the bundle's own row counts what was sent. */
  readonly isSentWhole?: boolean | undefined;
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
      const isSentWhole = !own.some((part) => isPositive(part.qty_shipped));
      return [
        { row, item: row, isNoGoods: true, parts: own },
        ...own.map((part) => ({ row: part, item: part, isNoGoods: part.is_virtual, bundle: row, isSentWhole })),
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
  readonly cancelled: number;
  /** Goods sold by weight have an exact quantity beside their units. */
  readonly sold: Sold;
}

/** Units of a row; the shop takes refunded units off what is left to ship before it takes them off what has left. */
export function quantitiesOf(orderRow: OrderRow): Quantities {
  const { row, bundle, isSentWhole } = orderRow;
  const sold = soldOf(row.qty_ordered);
  const ordered = sold.orderedQuantity;
  const [refunded, cancelled, invoiced, sent] = [
    isPricedByParts(orderRow) ? refundedSets(orderRow) : goneUnits(sold, row.qty_refunded),
    goneUnits(sold, row.qty_canceled),
    goneUnits(sold, row.qty_invoiced),
    goneUnits(sold, row.qty_shipped),
  ];
  const shipped = isSentWhole ? Math.max(sent, shippedWithBundle(row, bundle)) : sent;
  const open = Math.max(0, ordered - shipped - refunded - cancelled);
  return { ordered, shipped, refunded, open, cancelled, wanted: shipped + open, invoiced, sold };
}

/** A bundle whose price is that of its parts is refunded by their rows; a fixed price is the bundle's own. */
export function isPricedByParts({ parts = [] }: OrderRow): boolean {
  return parts.some((part) => isPositive(part.base_price) || isPositive(part.base_row_total));
}

/**
 * Bundles of which some part was refunded. A memo of parts counts all invoiced bundles on the bundle's own row, however
 * few it is of (magento2, Sales/Model/Order/CreditmemoFactory.php, getQtyToRefund).
 */
function refundedSets({ row, parts = [] }: OrderRow): number {
  const ordered = Number(row.qty_ordered);
  const sets = parts
    .filter((part) => isPositive(part.qty_ordered))
    .map((part) => (Number(part.qty_refunded) * ordered) / Number(part.qty_ordered));
  return Math.min(ordered, Math.ceil(Math.max(0, ...sets)));
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
