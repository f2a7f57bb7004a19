/** What is chosen for all orders of a bulk booking, and for one of them. */
import type { Sent } from "../../data/hub.ts";
import { type Packed, parcelOf } from "../../shipments/package-fields.tsx";
import type { Preset } from "../../shipments/queries.ts";

/** Chosen in place of a courier. */
export const BY_RULES = "rules";
export const ANY = "any";
/** Chosen in place of a package. */
export const EACH_ITS_OWN = "each";
/** Chosen in place of a service. */
export const PREFERENCES = ["cheapest", "fastest"] as const;
export type Preference = (typeof PREFERENCES)[number];

export interface Choice {
  readonly courierId: string | null;
  /** A package for all, or each in its own. */
  readonly packageId: string;
  /** A preference, else a service of the courier. */
  readonly service: string;
  readonly fulfilsOnBooking: boolean;
  readonly notifies: boolean;
}

/** Of one order, in place of what is chosen for all. */
export interface OwnChoice {
  readonly packed: Packed;
  /** Null: as chosen for all. */
  readonly courier: { readonly courierId: string; readonly service: string | undefined } | null;
  /** rules: as an automation chose, else not. */
  readonly insured: (typeof ROW_COVERS)[number];
}

export const ROW_COVERS = ["rules", "none", "goods"] as const;

type Checked = Sent<"postShipmentsBulkCheck">["orders"][number];
/** How an order is packed and who takes it. */
export type How = Omit<Checked, "orderId" | "parcel"> & {
  readonly parcel: NonNullable<Checked["parcel"]>;
  /** Null: a size of its own. */
  readonly packageId: string | null;
};

const isPreference = (service: string): service is Preference => PREFERENCES.some((one) => one === service);

/** A service of the courier; undefined: its best rate. */
export const serviceOf = ({ service }: Choice): string | undefined => (isPreference(service) ? undefined : service);

/** Whether orders may be booked without their price: not where the price decides who takes them. */
export const isPriceNeeded = ({ courierId, service }: Choice): boolean => courierId === ANY || service === "fastest";

/** The package chosen for all, else the one a rule chose for this order, else the default. */
export function presetOf(
  { packageId }: Pick<Choice, "packageId">,
  order: { readonly packageId: string | null },
  presets: readonly Preset[],
): Preset | undefined {
  const isOne = (requested: string | null) => presets.find(({ id }) => id === requested);
  if (packageId !== EACH_ITS_OWN) return isOne(packageId);
  return isOne(order.packageId) ?? presets.find(({ isDefault }) => isDefault);
}

/** Null while a package or a size is missing. */
export function howOf(
  choice: Choice,
  {
    order,
    own,
    presets,
  }: {
    readonly order: { readonly packageId: string | null };
    readonly own: OwnChoice | undefined;
    readonly presets: readonly Preset[];
  },
): How | null {
  const preset = presetOf(choice, order, presets);
  const packed = own?.packed ?? (preset && packedIn(preset));
  const parcel = packed ? parcelOf(packed, presets) : null;
  if (parcel === null) return null;
  const insured = own === undefined || own.insured === "rules" ? undefined : own.insured;
  const how = { parcel, packageId: packed?.presetId ?? null, ...(insured !== undefined && { insured }) };
  if (own?.courier) {
    const { courierId, service } = own.courier;
    return { ...how, courierId, ...(service !== undefined && { service }) };
  }
  if (choice.courierId === null || choice.courierId === BY_RULES) return how;
  const service = serviceOf(choice);
  return {
    ...how,
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
