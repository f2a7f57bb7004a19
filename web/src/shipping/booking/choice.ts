/** What is chosen for all orders of a bulk booking, and for one of them. */
import type { Sent } from "../../data/hub.ts";
import { type Packed, parcelOf } from "../../shipments/package-fields.tsx";
import type { Preset } from "../../shipments/queries.ts";

/** Chosen in place of a courier. */
export const BY_RULES = "rules";
export const ANY = "any";
/** Chosen in place of a service. */
export const PREFERENCES = ["cheapest", "fastest"] as const;
export type Preference = (typeof PREFERENCES)[number];

export interface Choice {
  readonly courierId: string | null;
  readonly packageId: string | null;
  /** A preference, else a service of the courier. */
  readonly service: string;
  readonly tellsNow: boolean;
  readonly notifies: boolean;
}

/** Of one order, in place of what is chosen for all. */
export interface OwnChoice {
  readonly packed: Packed;
  /** Null: as chosen for all. */
  readonly courier: { readonly courierId: string; readonly service: string | undefined } | null;
}

type Checked = Sent<"postShipmentsBulkCheck">["orders"][number];
/** How an order is packed and who takes it. */
export type How = Omit<Checked, "orderId">;

const isPreference = (service: string): service is Preference => PREFERENCES.some((one) => one === service);

/** A service of the courier; undefined: its best rate. */
export const serviceOf = ({ service }: Choice): string | undefined => (isPreference(service) ? undefined : service);

/** Whether orders may be booked without their price: not where the price decides who takes them. */
export const isPriceNeeded = ({ courierId, service }: Choice): boolean => courierId === ANY || service === "fastest";

/** Null while a package or a size is missing. */
export function howOf(choice: Choice, own: OwnChoice | undefined, presets: readonly Preset[]): How | null {
  const preset = presets.find(({ id }) => id === choice.packageId);
  const packed = own?.packed ?? (preset && packedIn(preset));
  const parcel = packed ? parcelOf(packed, presets) : null;
  if (parcel === null) return null;
  if (own?.courier) {
    const { courierId, service } = own.courier;
    return { parcel, courierId, ...(service !== undefined && { service }) };
  }
  if (choice.courierId === null || choice.courierId === BY_RULES) return { parcel };
  const service = serviceOf(choice);
  return {
    parcel,
    ...(choice.courierId !== ANY && { courierId: choice.courierId }),
    ...(isPreference(choice.service) && { prefer: choice.service }),
    ...(service !== undefined && { service }),
  };
}

/** Packed so, weighing what goods and package weigh. */
export const packedIn = ({ id, lengthMm, widthMm, heightMm }: Preset): Packed => ({
  ...{ presetId: id, lengthMm, widthMm, heightMm },
  weightGrams: null,
});
