/** What the emulated marketplace keeps of one seller. Written from Walmart's description and guide, never from the connector. */
import type { Clock } from "../../commerce/clock.ts";
import type { Schema } from "../../connectors/kit/sandbox/json-schema.ts";

export type ItemSchema = Schema;
/** What is asked of an item's content, by product type. */
export type ProductTypes = Readonly<Record<string, ItemSchema>>;

export interface StoredItem {
  readonly sku: string;
  readonly productType?: string | undefined;
  readonly group?: string | undefined;
  title: string;
  readonly upc: string | undefined;
  price: string;
  publishedStatus: string;
  isRetired?: boolean;
  reasons: readonly string[];
  /** By fulfillment center, open orders included. */
  readonly units: Map<string, number>;
}

export interface Tracking {
  readonly shipDateTime: number;
  readonly carrierName: { readonly carrier?: string; readonly otherCarrier?: string };
  readonly methodCode: string;
  readonly trackingNumber: string;
  readonly trackingURL?: string;
}

export interface StoredStatus {
  status: string;
  quantity: number;
  tracking?: Tracking | undefined;
  reason?: string | undefined;
}

/** Amounts in minor units; what is given back is below zero. */
export interface StoredCharge {
  readonly type: string;
  readonly name: string;
  readonly minor: bigint;
  readonly tax: bigint | undefined;
}

export interface StoredLine {
  readonly number: string;
  readonly item: StoredItem;
  readonly quantity: number;
  charges: readonly StoredCharge[];
  statuses: StoredStatus[];
  statusAt: number;
  /** `group`: charges of one refund. */
  refunds: { readonly reason: string; readonly charge: StoredCharge; readonly group: number }[];
  intentToCancel: string | undefined;
  returnId: string | undefined;
}

export interface StoredOrder {
  readonly id: string;
  readonly customerOrderId: string;
  readonly createdAt: number;
  updatedAt: number;
  readonly type: string;
  readonly fulfilment: string;
  readonly node: string;
  readonly shipBy: number;
  readonly buyer:
    | { readonly name: string; readonly email?: string | undefined; readonly phone?: string | undefined }
    | undefined;
  readonly lines: StoredLine[];
}

export interface StoredReturnLine {
  readonly line: StoredLine;
  readonly quantity: number;
  refunded: number;
}

export interface StoredReturn {
  readonly id: string;
  readonly order: StoredOrder;
  readonly createdAt: number;
  updatedAt: number;
  status: string;
  events: string[];
  channel: string;
  readonly lines: StoredReturnLine[];
}

export interface FeedRow {
  readonly sku: string;
  status: string;
  /** What is wrong with it; each a name of a field and words, or words alone. */
  reasons?: readonly { readonly field?: string; readonly words: string }[];
  readonly carryOut: () => FeedRow["reasons"];
}

export interface StoredFeed {
  readonly id: string;
  readonly type: string;
  readonly sentAt: number;
  readonly readyAt: number;
  status: string;
  readonly rows: readonly FeedRow[];
}

export interface StoredHook {
  readonly id: string;
  readonly eventType: string;
  readonly eventVersion: string;
  readonly resourceName: string;
  readonly eventUrl: string;
  readonly secret: string;
  readonly header: string;
  readonly method: string;
  status: string;
}

export interface State {
  readonly clock: Clock;
  readonly partnerId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tokens: Map<string, number>;
  isRevoked: boolean;
  readonly items: Map<string, StoredItem>;
  productTypes: ProductTypes;
  readonly nodes: { readonly id: string; readonly name: string; readonly type: string; status: string }[];
  /** Units at Walmart's own warehouses. */
  readonly wfs: Map<string, number>;
  readonly orders: Map<string, StoredOrder>;
  readonly returns: Map<string, StoredReturn>;
  readonly feeds: Map<string, StoredFeed>;
  readonly hooks: Map<string, StoredHook>;
  /** By day as MMDDYYYY. */
  readonly reports: Map<string, Readonly<Record<string, string>>[]>;
  /** Cursors that were handed out, with where they lead. */
  readonly cursors: Map<string, number>;
  /** When an operation was asked for, within the last hour. */
  readonly asked: Map<string, number[]>;
  readonly platform: Platform;
  id(): number;
  token(): string;
  deliver(url: string, headers: Readonly<Record<string, string>>, body: string): void;
}

export interface Platform {
  /** When the number that is shown falls. */
  takes: "never" | "shipped";
  feedMs: number;
  /** A charge is the line's, or a unit's. */
  charges: "line" | "unit";
  /** Orders tell their total. */
  hasSummary: boolean;
  signature: "base64" | "hex";
  /** The kinds of event before 2026-02. */
  hasOldEvents: boolean;
  /** Who pays for what comes back. */
  refundChannel: string;
  scopes: Record<string, string>;
}

export const CURRENCY = "USD";

/** Notes a change of the order, on the platform's own clock. */
export function touch(state: State, order: StoredOrder): void {
  order.updatedAt = state.clock.now();
}

export const unitsOf = (line: StoredLine, ...states: readonly string[]): number =>
  line.statuses.reduce((sum, one) => sum + (states.includes(one.status) ? one.quantity : 0), 0);

/** Moves units from one state into another; the state they leave has as many. */
export function move(
  line: StoredLine,
  quantity: number,
  from: readonly string[],
  to: Omit<StoredStatus, "quantity">,
): void {
  let left = quantity;
  for (const one of line.statuses) {
    const taken = from.includes(one.status) ? Math.min(left, one.quantity) : 0;
    one.quantity -= taken;
    left -= taken;
  }
  line.statuses = [...line.statuses.filter((one) => one.quantity > 0), { ...to, quantity: quantity - left }];
}
