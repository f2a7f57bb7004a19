/** Scanning what is packed against what was bought: which line a code belongs to, and when it is one too many. */
import { type PackedItem, toPack } from "../../../src/commerce/packed-item.ts";
import { isSameCode } from "../../../src/commerce/product-codes.ts";

/** Units scanned of each line. */
export type Counted = Readonly<Record<string, number>>;

export interface Packing {
  readonly items: readonly PackedItem[];
}

/** Something of it is left, in no closed parcel. */
export const isToScan = ({ items }: Packing): boolean => items.some(({ left, packed }) => left > packed);

/** What is scanned: what no closed parcel holds; of an order that is packed or has left, all of it once more. */
export const toScan = ({ items }: Packing): ReturnType<typeof toPack> =>
  isToScan({ items })
    ? items.filter(({ left, packed }) => left > packed).map((item) => ({ item, units: item.left - item.packed }))
    : toPack({ items });

export type Scanned =
  | { readonly kind: "counted"; readonly item: PackedItem; readonly counted: Counted; readonly isComplete: boolean }
  /** All of it is in the parcel already. */
  | { readonly kind: "enough"; readonly item: PackedItem }
  | { readonly kind: "wrong" };

const same = (code: string | null, scanned: string) => code !== null && isSameCode(code, scanned);

export const isComplete = (order: Packing, counted: Counted): boolean =>
  toScan(order).every(({ item, units }) => (counted[item.lineId] ?? 0) >= units);

/** What a scanned code means for the parcel: a barcode first, else an SKU. */
export function scanned(order: Packing, counted: Counted, code: string): Scanned {
  const lines = toScan(order);
  const byBarcode = lines.filter(({ item }) => same(item.barcode, code));
  const found = byBarcode.length > 0 ? byBarcode : lines.filter(({ item }) => same(item.sku, code));
  const [first] = found;
  if (!first) return { kind: "wrong" };
  const open = found.find(({ item, units }) => (counted[item.lineId] ?? 0) < units);
  return open ? withOne(order, counted, open.item) : { kind: "enough", item: first.item };
}

/** One more unit of a line, scanned or counted by hand. */
export function withOne(
  order: Packing,
  counted: Counted,
  item: PackedItem,
): Extract<Scanned, { readonly kind: "counted" }> {
  const after = { ...counted, [item.lineId]: (counted[item.lineId] ?? 0) + 1 };
  return { kind: "counted", item, counted: after, isComplete: isComplete(order, after) };
}
