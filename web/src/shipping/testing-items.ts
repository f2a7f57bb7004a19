import type { PackedItem } from "../../../src/commerce/packed-item.ts";

/** One unit of an item without codes, for tests; `more` says what is different. */
export const packedItem = (lineId: string, more: Partial<PackedItem> = {}): PackedItem => ({
  lineId,
  variantId: null,
  sku: null,
  barcode: null,
  title: lineId,
  options: [],
  imageUrl: null,
  locationName: null,
  bin: null,
  quantity: 1,
  left: 1,
  packed: 0,
  asksSerial: false,
  serials: [],
  asksLot: false,
  areLotsKnown: false,
  lots: [],
  packedLots: [],
  ...more,
});
