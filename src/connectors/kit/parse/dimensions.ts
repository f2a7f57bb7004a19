/** The size of a parcel in a shop's unit of length, and in ours: whole millimetres. */
import type { DimensionsMm } from "../../../commerce/product.ts";

const MILLIMETRES: ReadonlyMap<string, number> = new Map([
  ["mm", 1],
  ["cm", 10],
  ["centimeters", 10],
  ["centimeter", 10],
  ["m", 1_000],
  ["in", 25.4],
  ["inches", 25.4],
  ["inch", 25.4],
  ["ft", 304.8],
  ["yd", 914.4],
]);

type Reported = string | number | null | undefined;

/** Undefined unless all three sides are told, as more than nothing, in a unit that is known. */
export function readDimensions(
  sides: { readonly length: Reported; readonly width: Reported; readonly height: Reported },
  unit: string,
): DimensionsMm | undefined {
  const factor = MILLIMETRES.get(unit.toLowerCase());
  if (factor === undefined) return undefined;
  const side = (reported: Reported) => Math.round(Number(String(reported ?? "").replace(",", ".")) * factor);
  const found = { length: side(sides.length), width: side(sides.width), height: side(sides.height) };
  return Object.values(found).every((each) => Number.isSafeInteger(each) && each > 0) ? found : undefined;
}

/** The three sides in the shop's unit, at most four places; undefined where the unit is not known or nothing is to be said. */
export function writeDimensions(
  size: DimensionsMm | undefined,
  unit: string,
): { readonly length: string; readonly width: string; readonly height: string } | undefined {
  const factor = MILLIMETRES.get(unit.toLowerCase());
  if (size === undefined || factor === undefined) return undefined;
  const side = (millimetres: number) => String(Number((millimetres / factor).toFixed(4)));
  return { length: side(size.length), width: side(size.width), height: side(size.height) };
}

/** Whether two parcels are the same to the millimetre. */
export function isSameSize(one: DimensionsMm | undefined, other: DimensionsMm | undefined): boolean {
  const round = (size: DimensionsMm | undefined) =>
    size && [size.length, size.width, size.height].map((side) => Math.round(side)).join();
  return round(one) === round(other);
}

/** The box every variant fits in, for platforms that know one size a product; undefined where none has a size. */
export function largestSize(sizes: readonly (DimensionsMm | undefined)[]): DimensionsMm | undefined {
  const reported = sizes.filter((size) => size !== undefined);
  if (reported.length === 0) return undefined;
  const most = (side: keyof DimensionsMm) => Math.max(...reported.map((size) => size[side]));
  return { length: most("length"), width: most("width"), height: most("height") };
}
