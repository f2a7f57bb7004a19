/** Settings of order routing: which locations are preferred, and when an order may leave from several. */

import { comparedPostcode } from "../postcode.ts";

export const CRITERIA = ["day", "own", "area", "cost", "rank"] as const;
/**
 * day: can send it earlier. own: the channel's own location. area: nearer to the buyer, by area. cost: the cheaper parcel.
 * rank: higher in the list.
 */
export type Criterion = (typeof CRITERIA)[number];

export const SPLITS = ["when_needed", "when_cheaper", "never"] as const;
/** when_needed: only if no location has everything. when_cheaper: also if several parcels cost less than one. */
export type Split = (typeof SPLITS)[number];

/** Part of the world a location is near to. */
export interface Area {
  /** Two letters. */
  readonly country: string;
  /** How postcodes begin; empty: the whole country. */
  readonly postcodes: readonly string[];
}

export interface LocationRouting {
  readonly locationId: string;
  readonly areas: readonly Area[];
  /** It sends nowhere else. */
  readonly onlyAreas: boolean;
  /** What a parcel from there costs. Null: not known. */
  readonly costMinor: number | null;
  /** Orders it can send a day. Null: no limit. */
  readonly ordersPerDay: number | null;
}

export interface RoutingRules {
  /** Most important first. */
  readonly criteria: readonly Criterion[];
  readonly split: Split;
  /** By rank, best first; a location that is not listed comes after them. */
  readonly locations: readonly LocationRouting[];
}

export const DEFAULT_RULES: RoutingRules = { criteria: CRITERIA, split: "when_needed", locations: [] };

export const unlisted = (locationId: string): LocationRouting => ({
  locationId,
  areas: [],
  onlyAreas: false,
  costMinor: null,
  ordersPerDay: null,
});

export interface Destination {
  readonly country: string | null;
  readonly postcode: string | null;
}

/** How closely one of these areas describes where it goes: 0 where none does, more for a longer beginning of the postcode. */
export function closeness(areas: readonly Area[], to: Destination): number {
  const country = to.country?.toUpperCase() ?? "";
  const postcode = comparedPostcode(to.postcode ?? "");
  const near = areas
    .filter((area) => country !== "" && area.country.toUpperCase() === country)
    .map(({ postcodes }) => {
      if (postcodes.length === 0) return 1;
      const lengths = postcodes.map(comparedPostcode).filter((beginning) => postcode.startsWith(beginning));
      return lengths.reduce((most, { length }) => Math.max(most, length + 1), 0);
    });
  return Math.max(0, ...near);
}
