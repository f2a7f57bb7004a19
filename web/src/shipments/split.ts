/** What goes into which parcel of a booking: how each is packed, and the units of each line in it. */
import type { Shape } from "../data/hub.ts";
import { firstPacked, type Packed, parcelOf } from "./package-fields.tsx";
import type { Packing, Preset } from "./queries.ts";

export type PackLine = Shape<"PackLine">;

export interface ParcelDraft {
  readonly id: number;
  readonly packed: Packed;
  /** Units by line. */
  readonly units: Readonly<Record<string, number>>;
}

/** Units of a line that are in no parcel yet. */
export const unpacked = (line: PackLine, parcels: readonly ParcelDraft[]): number =>
  line.left - parcels.reduce((sum, { units }) => sum + (units[line.lineId] ?? 0), 0);

/** Units that wait for stock, or for another parcel of the order. */
export const waiting = (lines: readonly PackLine[]): number =>
  lines.reduce((sum, { left, next }) => sum + left - next, 0);

/** One parcel more, of what is in none yet; the first without units that wait. */
export function withParcel(
  parcels: readonly ParcelDraft[],
  lines: readonly PackLine[],
  presets: readonly Preset[],
): readonly ParcelDraft[] {
  const units = Object.fromEntries(
    lines.map((line) => [line.lineId, parcels.length === 0 ? line.next : Math.max(0, unpacked(line, parcels))]),
  );
  const id = Math.max(0, ...parcels.map((each) => each.id)) + 1;
  return [...parcels, { id, packed: parcels.at(-1)?.packed ?? firstPacked(presets), units }];
}

/** Null while a parcel is empty, has no size, or holds more than there is. */
export function splitPacking(
  parcels: readonly ParcelDraft[],
  lines: readonly PackLine[],
  presets: readonly Preset[],
): Packing | null {
  const whole = parcels.flatMap((draft) => {
    const parcel = parcelOf(draft.packed, presets);
    const items = Object.entries(draft.units).flatMap(([lineId, quantity]) =>
      quantity > 0 ? [{ lineId, quantity }] : [],
    );
    return parcel && items.length > 0 ? [{ ...parcel, items }] : [];
  });
  const isTooMuch = lines.some((line) => unpacked(line, parcels) < 0);
  return whole.length === parcels.length && whole.length > 0 && !isTooMuch ? { parcels: whole } : null;
}
