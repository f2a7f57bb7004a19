/**
 * What the living journey has to know of a shop: a small driver each, nothing of it shared with the connector. A shop of
 * your own is held by the same journey once it has one (docs/living.md).
 */

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
  /** Still wanted, or gone out and not come back. */
  readonly wanted: number;
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
  readonly city: string;
  /** In no order: lines put into a basket at once have no order of their own in a shop's tables. */
  readonly lines: readonly TrueLine[];
  readonly tracking: readonly string[];
}

export interface Purchase {
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  /** `open`: placed, and the money only promised. */
  readonly payment: "paid" | "open";
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

export interface OpenShop {
  readonly version: string;
  readonly currency: string;
  /** What a seller types to connect it. */
  readonly values: Readonly<Record<string, string>>;
  /** The same for a second sales channel with the same goods and the same stock, of a shop that has one. */
  readonly secondChannel?: Readonly<Record<string, string>> | undefined;
  /** What tells the writes of the hub that ship, pay back and place, in method, path and body of a call. */
  readonly writes: { readonly ship: RegExp; readonly refund: RegExp; readonly place: RegExp };
  /** Whether an order of which a parcel has left can be cancelled for the rest; else it is refused, and nothing moves. */
  readonly cancelsTheRest: boolean;
  /** Rejects with the shop's own no. Answers with the order's key. */
  buy(purchase: Purchase): Promise<string>;
  pay(order: string): Promise<void>;
  /** In the back office. Without lines all that is left. */
  ship(order: string, lines?: readonly { readonly sku: string; readonly quantity: number }[]): Promise<void>;
  cancel(order: string): Promise<void>;
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

export interface Driver {
  /** The connector's id. */
  readonly provider: string;
  readonly name: string;
  /** The folder that holds its package.json and lock file. */
  readonly manifest: string;
  open(ground: ShopGround): Promise<OpenShop>;
}
