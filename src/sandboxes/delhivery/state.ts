/** What the emulated Delhivery account holds, and the ways it may behave that its public text leaves open. */
import type { Clock } from "../../commerce/clock.ts";

export interface Scanned {
  readonly type: string;
  readonly word: string;
  readonly code: string;
  readonly text: string;
  /** India's clock, without a zone. */
  readonly at: string;
}

export interface Parcel {
  readonly waybill: string;
  /** `order` as it was sent; boxes of one shipment share it. */
  readonly reference: string;
  readonly place: string;
  name: string;
  phone: string;
  address: string;
  readonly pin: string;
  readonly city: string;
  readonly payment: string;
  readonly collects: string;
  readonly total: string;
  readonly mode: string;
  readonly charged: string;
  readonly scans: Scanned[];
  readonly createdAt: number;
  labelUntil: number;
  isCancelled: boolean;
}

export interface State {
  readonly clock: Clock;
  readonly token: string;
  readonly client: string;
  readonly places: string[];
  readonly parcels: Parcel[];
  /** Prefetched numbers and the moment they can be used from. */
  readonly numbers: Map<string, number>;
  /** Open pickup requests by place and day. */
  readonly pickups: Map<string, number>;
  readonly reattempts: string[];
  /** Rupees left. */
  wallet: number;
  isRevoked: boolean;
  /** The token lacks the right to ask for pickups. */
  lacksPickups: boolean;
  isAutoPickup: boolean;
  /** Staging: every price is 0. */
  isStaging: boolean;
  /** A failed package is saved all the same. */
  savesPartially: boolean;
  /** Labels are drawn a while after the booking. */
  isLabelSlow: boolean;
  /** Calls by limit, for the firewall. */
  readonly recent: Map<string, number[]>;
  webhooks: { readonly url: string; readonly authorization: string } | null;
  readonly url: () => string;
  next(): number;
  push(body: object): void;
}

/** India's clock with fractions, as tracking tells it. */
export const india = (ms: number): string => new Date(ms + 330 * 60_000).toISOString().slice(0, 23);

export const CENTRE = "Testville_Central_D (Karnataka)";
export const UNSERVED = "799999";
/** Takes no cash. */
export const PREPAID_ONLY = "400064";
export const EMBARGOED = "190001";
