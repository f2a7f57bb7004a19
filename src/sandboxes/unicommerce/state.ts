/** What the emulated courier holds, and the ways couriers of the contract were seen to differ. */
import type { Clock } from "../../commerce/clock.ts";

export interface Parcel {
  readonly reference: string;
  readonly waybill: string;
  readonly collects: string;
  readonly courier: string;
  readonly centimetres: readonly number[];
  word: string;
  at: number;
  hasLabel: boolean;
  isManifested: boolean;
  isCancelled: boolean;
}

export interface State {
  readonly clock: Clock;
  readonly username: string;
  readonly password: string;
  readonly tokens: Set<string>;
  isRevoked: boolean;
  /** Which form of the token is taken. */
  scheme: "bare" | "bearer";
  /** Wrong credentials are told with this status. */
  refusalStatus: 200 | 400 | 401;
  /** A token that has ended is told by status, or by words in an answer of 200. */
  expiryAs: "status" | "words";
  /** Capital or small, in tracking. */
  statusKey: "Status" | "status";
  /** The name of the label's link; "" leaves it out at first. */
  labelField: "shippingLabel" | "label_url" | "labelUrl" | "label" | "";
  /** What its carriers read. */
  unit: "cm" | "mm";
  /** Fields a booking has to have beside the common ones. */
  demanded: readonly string[];
  /** A gateway's page in place of the next answers. */
  htmlAnswers: number;
  /** Taken, without a number. */
  namesNoWaybill: boolean;
  /** Numbers that make a call of tracking fail as a whole. */
  readonly poisoned: Set<string>;
  wallet: number;
  readonly parcels: Parcel[];
  readonly url: () => string;
  next(): number;
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** "21-Nov-2026 19:23:00", India's time. */
export function contractDate(ms: number): string {
  const at = new Date(ms + 330 * 60_000);
  const day = String(at.getUTCDate()).padStart(2, "0");
  return `${day}-${MONTHS[at.getUTCMonth()]}-${at.getUTCFullYear()} ${at.toISOString().slice(11, 19)}`;
}
