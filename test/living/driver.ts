/**
 * What the living journey has to know of a shop: a small driver each, nothing of it shared with the connector. A shop of
 * your own is held by the same journey once it has one (docs/living.md).
 */

import type { Copy } from "./dump.ts";

/** An item as the shop's own tables have it. */
export interface TrueItem {
  /** The key the platform's interface uses. */
  readonly key: string;
  readonly sku: string;
  readonly productTitle: string;
  /** Regular price, decimal text in the shop's currency. */
  readonly price: string;
  readonly places: readonly { readonly place: string; readonly onHand: number; readonly promised: number }[];
}

export interface TrueLine {
  readonly sku: string;
  readonly ordered: number;
  /** Still wanted, or gone out and not come back. Null where the shop does not note what came back. */
  readonly wanted: number | null;
  /** Units of parcels that have left. */
  readonly shipped: number;
}

/** A placed order as the shop's own tables have it; money as decimal text. */
export interface TrueOrder {
  readonly key: string;
  readonly number: string;
  readonly currency: string;
  readonly placedAt: string;
  readonly total: string;
  readonly paid: string;
  readonly refunded: string;
  readonly cancelled: boolean;
  readonly email: string;
  /** Where it goes; null of an order that goes nowhere. */
  readonly city: string | null;
  /** In no order: lines put into a basket at once have no order of their own in a shop's tables. */
  readonly lines: readonly TrueLine[];
  /** Null of an order that has no place for it. */
  readonly tracking: readonly string[] | null;
}

export interface Buyer {
  readonly firstName: string;
  readonly lastName: string;
  readonly street: string;
  readonly city: string;
}

export interface Purchase {
  readonly lines: readonly {
    readonly sku: string;
    readonly quantity: number;
    /** What the buyer picks of an option that the item leaves open. */
    readonly choice?: { readonly name: string; readonly value: string } | undefined;
  }[];
  /** `open`: placed, and the money only promised. `unpaid`: the buyer was sent away to pay, and has not come back. */
  readonly payment: "paid" | "open" | "unpaid";
  readonly buyer?: Buyer | undefined;
  readonly coupon?: string | undefined;
  /** Through the shop's second sales channel. */
  readonly isSecondChannel?: boolean | undefined;
}

/** Rows of every table, by the table's name and the row's key: what an edit changed is told from two of them. */
export type Tables = ReadonlyMap<string, ReadonlyMap<string, string>>;

export interface ShopPictures {
  /** What tells the pictures of its product apart (addresses, files), in their order. */
  of(sku: string): Promise<readonly string[]>;
  /** Tables in which one more picture is noted. */
  readonly tables: readonly string[];
}

/** Why this shop cannot be stopped and killed, moved in time, or do what a step needs: it is skipped, or a part of it is. */
export interface Lacks {
  readonly stop?: string | undefined;
  readonly clock?: string | undefined;
  readonly parts?: string | undefined;
  /** The hub cannot ship an order in parts there. */
  readonly partsHere?: string | undefined;
  /** The hub cannot pay back a part of an order there. */
  readonly refunds?: string | undefined;
  /** Nothing that has left comes back in this shop, and an amount is paid back as the whole payment. */
  readonly returns?: string | undefined;
  /** An order that is paid is not canceled there. */
  readonly cancelPaid?: string | undefined;
  /** The hub makes no orders there. */
  readonly ownOrders?: string | undefined;
  /** A refund is never only booked there: it may pay the buyer. */
  readonly bookedRefunds?: string | undefined;
  /** The hub cannot put units back into stock with a refund before they left. */
  readonly restockBefore?: string | undefined;
}

export interface UnpaidOrders {
  /** The time in which its units are kept aside is over; the order stays. */
  lapse(order: string): Promise<void>;
  /** The same, and the shop's own job cancels the order. */
  clear(order: string): Promise<void>;
}

export interface SlowGateway {
  /** From now on a refund takes so long. */
  take(ms: number): Promise<void>;
  /** What it paid back for an order, by its own book: decimal text, payment by payment. */
  paidBack(order: string): Promise<readonly string[]>;
}

export interface ReturnedUnits {
  readonly sku: string;
  readonly quantity: number;
  readonly isRestocked: boolean;
  readonly isPaidBack: boolean;
}

/** Units of an order given up in the back office, whether they had left or not. */
export interface Returns {
  take(order: string, units: ReturnedUnits): Promise<void>;
  /** Whether units can come back without their money. */
  readonly areUnpaidToo: boolean;
  /** What has not left goes into stock, whatever is said. */
  readonly alwaysRestocksUnshipped: boolean;
}

/** A product made of others. */
export interface PackOfShop {
  readonly sku: string;
  readonly contents: readonly { readonly sku: string; readonly quantity: number }[];
  /** What a sale of it takes. */
  readonly takes: "itself" | "contents" | "both";
}

export interface SpecialProducts {
  readonly packs?: readonly PackOfShop[];
  /** SKUs of two items that are counted together, and the number they have. */
  readonly shared?: { readonly items: readonly [string, string]; left(): Promise<number> };
  /** Items nobody ships; of those the shop counts, and whether it ends their orders by itself once they are paid. */
  readonly virtual?: readonly { readonly sku: string; readonly isEndedByShop: boolean }[];
  /** SKU of an item that may be sold beyond what there is, of which two are there. */
  readonly oversold?: string;
  /** SKUs of further goods, for an order of a hundred lines. */
  readonly more?: readonly string[];
  readonly openOption?: { readonly sku: string; readonly choice: { readonly name: string; readonly value: string } };
  /** SKU of an item that is always on sale. */
  readonly uncounted?: string;
  /** An item of which 12.5 are there. */
  readonly fraction?: {
    sell(quantity: string): Promise<string>;
    /** What the shop counts of it. */
    left(): Promise<number>;
  };
}

/** A sales channel that sells from two places of its own, and items that are sold there alone. */
export interface ShopLocations {
  /** What a seller types to connect it. */
  readonly values: Readonly<Record<string, string>>;
  /** The shop's keys of the two: what it sells it takes from the first, if it is not told. */
  readonly places: readonly [string, string];
  /** SKU of an item of which 21 lie at the first place and 4 at the second. */
  readonly sku: string;
  buy(purchase: Purchase): Promise<string>;
  shipFrom(place: string, order: string): Promise<void>;
  /** What lies at each place, and what is free in all. */
  left(): Promise<{ readonly onHand: readonly number[]; readonly free: number }>;
}

export interface OpenShop {
  readonly version: string;
  readonly currency: string;
  /** What a seller types to connect it. */
  readonly values: Readonly<Record<string, string>>;
  /** The same for a second sales channel with the same goods and the same stock, of a shop that has one. */
  readonly secondChannel?: Readonly<Record<string, string>> | undefined;
  readonly severalPlaces?: ShopLocations | undefined;
  /** What tells the writes of the hub that ship, pay back and place, in method, path and body of a call. */
  readonly writes: { readonly ship: RegExp; readonly refund: RegExp; readonly place: RegExp };
  readonly lacks: Lacks;
  /** What was sold twice stands below zero in its number, and rises to it with a cancellation. */
  readonly countsBelowZero?: boolean | undefined;
  /** It reads its number and writes another, without a lock: of sales at the same moment it may miss some. */
  readonly missesSales?: boolean | undefined;
  /** Whether an order of which a parcel has left can be cancelled for the rest; else it is refused, and nothing moves. */
  readonly cancelsTheRest: boolean;
  /** Rejects with the shop's own no. Answers with the order's key. */
  buy(purchase: Purchase): Promise<string>;
  pay(order: string): Promise<void>;
  /** In the back office. Without lines all that is left. */
  ship(order: string, lines?: readonly { readonly sku: string; readonly quantity: number }[]): Promise<void>;
  cancel(order: string): Promise<void>;
  /** An order that was shipped is set back to paid; it can be shipped and canceled again. */
  setBack?(order: string): Promise<void>;
  /** Units that had left come back and into stock. */
  takeBack(order: string, sku: string, quantity: number): Promise<void>;
  refund(order: string, amount: string): Promise<void>;
  setOnHand(sku: string, onHand: number): Promise<void>;
  /** Absent where the hub does not write pictures. */
  readonly pictures?: ShopPictures | undefined;
  setTitle(sku: string, title: string): Promise<void>;
  setPrice(sku: string, price: string): Promise<void>;
  items(): Promise<readonly TrueItem[]>;
  orders(): Promise<readonly TrueOrder[]>;
  tables(): Promise<Tables>;
  /** Of a shop that keeps units aside for buyers who were sent away to pay. */
  readonly unpaid?: UnpaidOrders | undefined;
  /** A payment gateway that can be slow to pay back. */
  readonly gateway?: SlowGateway | undefined;
  readonly special?: SpecialProducts | undefined;
  /** Shipping costs of orders made in the hub, where the shop does not take any. */
  readonly ownShippingMinor?: number | undefined;
  readonly returns?: Returns | undefined;
  /** Other quantity of a line, in the back office. */
  editLine?(order: string, sku: string, quantity: number): Promise<void>;
  /** Revokes the hub's keys. Answers with new ones, by the names of the form's fields. */
  replaceKeys?(): Promise<Readonly<Record<string, string>>>;
  /** Changes that follow from a write by themselves (times, histories), as patterns of "table.column". */
  readonly followsByItself: readonly RegExp[];
  stop(): Promise<void>;
  start(): Promise<void>;
  kill(): Promise<void>;
  /** Sets how far the shop's clock is ahead of the machine's, until it is started again. */
  moveClock(aheadMs: number): Promise<void>;
  close(): Promise<void>;
}

export interface ShopGround {
  /** Where its packages were installed. */
  readonly packages: string;
  /** An empty database, or one an earlier shop of the same driver had filled. */
  readonly databaseUrl: string;
  readonly isFilled: boolean;
  readonly port: number;
  /** Time zone of its machine and its database. */
  readonly zone: string;
  /** A folder of its own, for files. */
  readonly folder: string;
}

/** A shop that somebody has installed on this machine. */
export interface Status {
  readonly folder: string;
  /** Where it answers, or shall answer: without a slash at its end. */
  readonly url: string;
  /** The time zone it is set to for the run. */
  readonly zone: string;
}

export interface StandingDriver {
  /** The connector's id. */
  readonly provider: string;
  readonly name: string;
  /** Its database, and what a run adds to its files. Throws in a seller's words where the folder holds no such shop. */
  copyOf(folder: string): Copy;
  countOrders(folder: string): Promise<number>;
  open(status: Status): Promise<OpenShop>;
}

export interface Driver {
  /** The connector's id. */
  readonly provider: string;
  readonly name: string;
  /** The folder that holds its package.json and lock file. */
  readonly manifest: string;
  open(ground: ShopGround): Promise<OpenShop>;
}
