/** What one courier of the contract has of its own. Its preset is a file of these values; everything else is shared. */
import type { ShipmentStatus } from "../../commerce/statuses.ts";
import type { SetupStep } from "../kit/contract/contract.ts";

export interface Preset {
  readonly id: string;
  /** As sellers know the courier. */
  readonly name: string;
  readonly icon: string;
  /** #rrggbb of the logo tile. */
  readonly color: string;
  readonly docs: string;
  /** Where its API answers, where it names one for all; absent: the form asks and proposes nothing. */
  readonly baseUrl?: string | undefined;
  /** The contract says millimetres; couriers were seen to read centimetres. What the form proposes. */
  readonly dimensionUnit: "cm" | "mm";
  readonly setupSteps: readonly SetupStep[];
  readonly notes: readonly string[];
  /** Fields of the contract this courier wants with every booking beside the common ones. */
  readonly bookingFields?: Readonly<Record<string, string>> | undefined;
  /** Its own words for a parcel's state, in capitals with "_", beside those of statuses.ts. */
  readonly words?: Readonly<Record<string, ShipmentStatus>> | undefined;
}
