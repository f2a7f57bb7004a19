/** What goes into which parcel of a booking: how each is packed, and the units of each line in it. */
import type { Shape } from "../data/hub.ts";
import { firstPacked, type Packed, parcelOf } from "./package-fields.tsx";
import type { Packing, Preset } from "./queries.ts";
import { type ParcelUnits, unitsOfNext, unpacked } from "./split-units.ts";

export type PackLine = Shape<"PackLine">;

export interface ParcelDraft extends ParcelUnits {
  readonly id: number;
  readonly packed: Packed;
}

/** One parcel more, of what is in none yet and does not wait for stock; the first holds what is sent next. */
export function withParcel(
  parcels: readonly ParcelDraft[],
  lines: readonly PackLine[],
  presets: readonly Preset[],
): readonly ParcelDraft[] {
  const id = Math.max(0, ...parcels.map((each) => each.id)) + 1;
  const packed = parcels.at(-1)?.packed ?? firstPacked(presets);
  return [...parcels, { id, packed, units: unitsOfNext(parcels, lines) }];
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
