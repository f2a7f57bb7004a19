/** What the emulated Velocity account holds, and the ways it may behave that its public text leaves open. */
import type { Clock } from "../../commerce/clock.ts";

export interface Activity {
  readonly date: string;
  readonly activity: string;
  readonly location: string;
}

export interface Shipment {
  readonly shipmentId: string;
  readonly orderId: string;
  /** `order_id` as it was sent. */
  readonly reference: string;
  readonly createdAt: number;
  readonly collects: string;
  readonly isCod: boolean;
  readonly name: string;
  awb: string | null;
  carrier: { readonly id: string; readonly name: string } | null;
  status: string;
  readonly activities: Activity[];
  /** Each time the wallet was charged for it. */
  readonly charges: string[];
  labelUntil: number;
  isBeingCancelled: boolean;
  utr: string | null;
}

export interface State {
  readonly clock: Clock;
  readonly apiKey: string;
  readonly username: string;
  readonly password: string;
  readonly tokens: Set<string>;
  isRevoked: boolean;
  failedLogins: number;
  /** Which form of the header is taken: official text and samples disagree. */
  scheme: "bearer" | "bare" | "both";
  readonly carriers: { readonly id: string; readonly name: string }[];
  readonly warehouse: { readonly id: string; readonly name: string };
  readonly stores: string[];
  readonly shipments: Map<string, Shipment>;
  /** Rupees left. */
  wallet: number;
  /** The list pays no heed to `search`. */
  ignoresSearch: boolean;
  /** A second order of the same number is refused. */
  refusesDuplicates: boolean;
  /** The carrier takes its time: taken, without a number. */
  isCarrierSlow: boolean;
  /** A shipment that has a number is given another, and charged again. */
  givesNumbersTwice: boolean;
  /** Calls of the two finance endpoints, by time. */
  readonly financeCalls: number[];
  /** The header a webhook's key comes in; which one it is was never published. */
  webhookHeader: string;
  webhooks: { readonly url: string; readonly key: string; readonly header: string } | null;
  readonly url: () => string;
  next(): number;
  send(event: string, shipment: Shipment, more: object): void;
}

/** India's clock, as tracking shows it. */
export const india = (ms: number): string => new Date(ms + 330 * 60_000).toISOString().slice(0, 19).replace("T", " ");
/** The same with its offset, as webhooks tell it. */
export const indiaWithOffset = (ms: number): string => `${india(ms).replace(" ", "T")}+05:30`;
