/** Serial numbers at the scan station: what is wrong with one before the hub is asked. */
import type { PackedItem } from "../../../src/commerce/packed-item.ts";
import { isSameCode } from "../../../src/commerce/product-codes.ts";
import type { Packing } from "../shipping/scanned.ts";

/** Serial numbers or lots of the units scanned, by line. */
export type Serials = Readonly<Record<string, readonly string[]>>;

export type SerialResult =
  /** An item's own code was scanned instead. */
  | { readonly kind: "notSerial"; readonly title: string }
  | { readonly kind: "serialTwice" | "serialUnknown" | "serialWrittenOff"; readonly code: string }
  | { readonly kind: "serialTaken"; readonly code: string; readonly number: string };

export const serialsOf = (serials: Serials, lineId: string): readonly string[] => serials[lineId] ?? [];

interface Scan {
  readonly item: PackedItem;
  readonly serial: string;
}

/** It is an item's own code. */
export const isCodeOf = ({ items }: Packing, scanned: string): boolean =>
  items.some(({ barcode, sku }) => [barcode, sku].some((code) => code !== null && isSameCode(code, scanned)));

export function serialResult(order: Packing, serials: Serials, { item, serial }: Scan): SerialResult | null {
  if (isCodeOf(order, serial)) return { kind: "notSerial", title: item.title };
  const ofVariant = order.items.filter(({ variantId }) => variantId === item.variantId);
  const isTwice = ofVariant.some(({ lineId }) => serialsOf(serials, lineId).includes(serial));
  return isTwice ? { kind: "serialTwice", code: serial } : null;
}

interface Checked {
  readonly items: readonly {
    readonly place: "here" | "order" | "written_off";
    readonly orderId: string | null;
    readonly orderNumber: string | null;
  }[];
  readonly areReceived: boolean;
}

/** What the hub knows of it; with the order that is packed anew, it may stay. */
export function lookupResult({ items, areReceived }: Checked, code: string, orderId: string): SerialResult | null {
  const [existing] = items;
  if (!existing) return areReceived ? { kind: "serialUnknown", code } : null;
  if (existing.place === "written_off") return { kind: "serialWrittenOff", code };
  if (existing.place === "here" || existing.orderId === orderId) return null;
  return { kind: "serialTaken", code, number: existing.orderNumber ?? "" };
}
