import type { HubText } from "../../../commerce/message.ts";
import type { DecimalText, Money } from "../../../commerce/money.ts";
import type { OrderPart } from "../../../commerce/order.ts";
import type { CommandOf, HoldCommand, OrderCommand, TrackingCommand } from "../../../commerce/order-command.ts";
import type {
  ChannelCategory,
  ChannelLevel,
  ChannelProduct,
  Json,
  ProductForChannel,
} from "../../../commerce/product.ts";
import type { OrderStatus } from "../../../commerce/statuses.ts";
import type { AnswerText } from "./answer-text.ts";
import type { Context, Field } from "./context.ts";
import type { ErrorKind } from "./errors.ts";
import type { ChannelDocument, DocumentToSend } from "./order-documents.ts";
import type { OrderDraft, OrderQuote } from "./order-draft.ts";

export type { CommandOf, OrderCommand, TrackingCommand } from "../../../commerce/order-command.ts";
export type { OrderDraft, OrderForChannel, OrderQuote } from "./order-draft.ts";

/** A page of a sweep; the cursor resumes after it, also in another process. */
export interface SweepPage<T> {
  readonly items: readonly T[];
  /** Opaque; from the platform's clock or ids, never ours. */
  readonly cursor: string;
  /** True when everything before the cursor has been handed out, so that it may be stored. */
  readonly safeToSave: boolean;
  /** When what it tells was true, where that was before it was asked for (an export's file). */
  readonly asOf?: Date | undefined;
  /** How many records of this page cannot be read and have no key to be asked for by. */
  readonly unread?: number | undefined;
  /** Keys (as `get` takes them) of records that cannot be read: each is asked for again by itself, the cursor goes on. */
  readonly unreadKeys?: readonly string[] | undefined;
  /** Keys of records that were open and that the platform no longer knows. Of conversations alone. */
  readonly goneKeys?: readonly string[] | undefined;
  /** Keys of records that were met as they were told before, and are not told again. Of `open_ids` alone. */
  readonly unchangedKeys?: readonly string[] | undefined;
  /** What the account tells of itself differs from the facts of this connection (its time zone): they are read again. */
  readonly accountChanged?: true | undefined;
}

/** A way to walk a platform's records in bounded memory. */
export interface Sweep<T> {
  readonly id: string;
  /**
   * `changed`: since the cursor's watermark, endless over time; `sequence`: by running number; `open_ids`:
   * re-reads the ids given, some of the open orders at a time; `full`: everything, the cursor starts anew after the end.
   */
  readonly mode: "changed" | "created" | "sequence" | "open_ids" | "full";
  readonly everyMs: number;
  /**
   * It tells records some of which something happened to (a return was opened): the other sweeps tell every record, and
   * no quantity waits for it.
   */
  readonly partial?: true | undefined;
  /** `open_ids`: how many orders one run takes, where each costs a call; the next goes on after them. Absent: 2,000. */
  readonly idsARun?: number | undefined;
  /**
   * `open_ids`: how many closed orders of the last two months each run asks for besides, in turn, where neither a list nor
   * a time of change tells what became of them.
   */
  readonly closedARun?: number | undefined;
  /**
   * Walks from `cursor` (null: from `since`, or from the beginning). Ends when the platform has no more for
   * now; the last page's cursor is where the next run starts, with the overlap already inside it.
   */
  run(
    input: {
      readonly cursor: string | null;
      readonly since?: string | undefined;
      readonly openIds?: readonly string[] | undefined;
    },
    ctx: Context,
  ): AsyncIterable<SweepPage<T>>;
}

export interface PushItem<V> {
  /** The listing's key on the channel (ChannelVariant.key). */
  readonly key: string;
  /** The channel's location, "" on channels with one number. */
  readonly location: string;
  /** Sequence of the desired value, echoed back. */
  readonly seq: bigint;
  readonly want: V;
  /** What the channel is believed to show; null when unknown. Compare-and-set or read-before-write uses it. */
  readonly expected: V | null;
  readonly ext: Json;
  /** Stable for the same desired value: an idempotency key where the platform takes one. */
  readonly idempotencyKey: string;
}

export type PushResult<V> = { readonly key: string; readonly location: string; readonly seq: bigint } & (
  | { readonly outcome: "applied"; readonly observed: V; readonly ext?: Json | undefined }
  | { readonly outcome: "accepted"; readonly handle: string; readonly pollAfterMs: number }
  /**
   * `code` of stock: `not_counted` where the channel counts the item at none of its places, `not_counted_here` where it
   * counts it at others.
   */
  | { readonly outcome: "rejected"; readonly code: string; readonly field?: string | undefined; readonly text: HubText }
  /** The channel shows something else than expected; nothing was written for this item. */
  | { readonly outcome: "conflict"; readonly observed: V }
  | { readonly outcome: "retry"; readonly error: ErrorKind; readonly text: HubText }
);

/** A batch write of one aspect; answers per item, in any order; one bad item never blocks the others. */
export interface Push<V> {
  readonly maxItems: number;
  /** Items with the same group travel together (variations of one parent). Absent: no grouping. */
  groupOf?(item: PushItem<V>): string;
  /** Throws ConnectorError only for what concerns the whole call (auth, throttle, network). */
  send(items: readonly PushItem<V>[], ctx: Context): Promise<readonly PushResult<V>[]>;
  /** What became of an accepted batch; `sent` are its items that are still open, as they were pushed, for answers that name none of them. */
  poll?(handle: string, ctx: Context, sent?: readonly PushItem<V>[]): Promise<PushAnswer<V>>;
  /**
   * With `poll`: within how long the platform answers what it accepted, as a rule. A person is told of what waits longer.
   * The platform's fact stands beside it, or that it is an assumption.
   */
  readonly usuallyMs?: number | undefined;
}

/** Of an accepted batch: the results of all of it, or those known by now and when to ask for the others. */
export type PushAnswer<V> = readonly PushResult<V>[] | OpenPush<V>;

export interface OpenPush<V> {
  readonly pendingMs: number;
  /** Items that are answered already; the others stay open. */
  readonly results?: readonly PushResult<V>[] | undefined;
}

export type StockItem = PushItem<number>;
export type StockResult = PushResult<number>;

export interface ShownStock {
  readonly key: string;
  readonly levels: readonly ChannelLevel[];
  /**
   * `levels` may lack places: nothing follows from one that is missing. Without any level it was not read, as where the
   * platform's limits do not last for all: it is asked for again.
   */
  readonly levelsInPart?: true | undefined;
  /** Places that sell it without counting, while others of the channel count it. */
  readonly uncountedAt?: readonly string[] | undefined;
}

export interface Stock {
  /** What the number on the channel means: units free, or units free plus units in open orders. */
  readonly basis: "available" | "available_plus_open_orders";
  /** `native`: the platform compares before it sets; `read`: the connector reads before it writes; `none`. */
  readonly compareAndSet: "native" | "read" | "none";
  /** Order statuses in which the channel has lowered its own number (words of the platform, for `explain`). */
  readonly takesAt: string;
  /** How often what is shown is compared, where the platform's limits want it rarer than every half hour. */
  readonly everyMs?: number | undefined;
  readonly push: Push<number>;
  /** What the channel shows now for these listings, at every place of it that counts them. */
  read(items: readonly { readonly key: string; readonly ext: Json }[], ctx: Context): Promise<readonly ShownStock[]>;
  readonly multiLocation: boolean;
  /** Where the marketplace sells some items from warehouses of its own. */
  readonly atMarketplace?: MarketplaceStock | undefined;
}

/** What lies in the marketplace's own warehouses: it counts that itself, so it is read and never written. */
export interface MarketplaceStock {
  /** Units that can be sold; items it has nothing to do with are left out. */
  read(
    items: readonly { readonly key: string; readonly ext: Json }[],
    ctx: Context,
  ): Promise<readonly { readonly key: string; readonly units: number }[]>;
}

export interface DesiredPrice {
  readonly price: Money;
  readonly compareAt?: Money | undefined;
}

export type PriceItem = PushItem<DesiredPrice>;
export type PriceResult = PushResult<DesiredPrice>;

export interface Prices {
  readonly push: Push<DesiredPrice>;
}

export interface Products {
  readonly sweeps: readonly Sweep<ChannelProduct>[];
  get(key: string, ctx: Context): Promise<ChannelProduct | null>;
  /** Exact SKU matches on the channel, products whole. */
  bySku?(skus: readonly string[], ctx: Context): Promise<readonly ChannelProduct[]>;
  /**
   * Creates (no key) or updates the product and all its variants. Adopts an existing item with the same SKU
   * where the platform says so. Variant keys come back for each of our variant ids.
   */
  put?(
    product: { readonly key: string | null; readonly product: ProductForChannel; readonly idempotencyKey: string },
    ctx: Context,
  ): Promise<PutProduct>;
  /** `put` shows the images given in place of others; absent: it sends images to a product that has none, or none at all. */
  readonly changesImages?: true | undefined;
  /** `put` cannot take a product off sale: the platform decides that alone, or has no such switch. */
  readonly alwaysOnSale?: true | undefined;
  remove?(key: string, ctx: Context): Promise<void>;
}

export interface PutProduct {
  readonly key: string;
  readonly variants: readonly { readonly id: string; readonly key: string; readonly ext: Json }[];
  readonly product: ChannelProduct;
}

export interface CommandOrder {
  readonly key: string;
  readonly number: string;
  readonly currency: string;
  readonly status: OrderStatus;
  readonly platformStatus: string;
  readonly lines: readonly CommandLine[];
}

export interface CommandLine {
  readonly key: string;
  /** Units still wanted or already shipped. */
  readonly quantity: number;
  readonly fulfilledQuantity: number;
  /** Units ordered; with `exactQuantity` alone. */
  readonly orderedQuantity?: number | undefined;
  /** What was ordered, where it is no whole number: `quantityOf` of the kit says what the platform calls some of its units. */
  readonly exactQuantity?: DecimalText | undefined;
  /** Units that refunds named before this command; with `exactQuantity` alone. */
  readonly refundedQuantity?: number | undefined;
}

/**
 * Of a refund that is to pay the customer back: `moves`, the channel does; `by_payment`, it can for some ways of paying,
 * and the command's answer says whether it did; `never`, it only books.
 */
export type RefundMoney = "moves" | "by_payment" | "never";

export type CommandResult =
  /**
   * `order` is the state after, when the platform told it: it is applied like any other inbound state. An order told in
   * several parts has the one the command was about there, the rest in `otherParts`.
   */
  | {
      readonly state: "done";
      readonly text: AnswerText;
      readonly order?: OrderPart | undefined;
      readonly otherParts?: readonly OrderPart[] | undefined;
      /**
       * Of a refund that was to move money: false where the channel only booked it and the seller has to pay. Absent where
       * the channel does not tell, or a part of it was paid.
       */
      readonly moneyMoved?: boolean | undefined;
      /**
       * Of refunds: the channel's own record of it is told with the order, the hub keeps none beside. Of holds: nothing of
       * ours is on the order, since it was held there before, or nothing of it is left to be shipped.
       */
      readonly found?: boolean | undefined;
    }
  /** Nobody but a person can tell whether it was done; it is not sent again unasked. */
  | { readonly state: "uncertain"; readonly text: AnswerText; readonly order?: OrderPart | undefined }
  | { readonly state: "pending"; readonly saved: Json; readonly pollAfterMs: number }
  | { readonly state: "needs_input"; readonly fields: readonly Field[]; readonly text: AnswerText }
  | { readonly state: "rejected"; readonly code: string; readonly text: AnswerText }
  | { readonly state: "unsupported"; readonly text: AnswerText };

export interface CommandRun {
  readonly command: OrderCommand;
  readonly order: CommandOrder;
  /** Stable for the intent, over all attempts. */
  readonly idempotencyKey: string;
  /** What the last attempt saved; null at the first. */
  readonly saved: Json;
  /**
   * Commits progress; call it after every remote write and before the next. What is saved before the first write is a
   * plan: the hub tells the two apart by the calls themselves (decision 663).
   */
  save(progress: Json): Promise<void>;
  /** True when an earlier attempt ended without knowing its outcome: look before repeating. */
  readonly uncertain: boolean;
  /** When the first call that may have changed anything was sent, of a command that may move money; absent: none was. */
  readonly sentAt?: Date | undefined;
}

/** A run of a command of one kind. */
export type RunOf<K extends OrderCommand["kind"]> = CommandRun & { readonly command: CommandOf<K> };

/** A change of a parcel's tracking, run like a command. */
export type TrackingRun = Omit<CommandRun, "command"> & { readonly command: TrackingCommand };

/** A hold to be placed or released, run like a command. */
export type HoldRun = Omit<CommandRun, "command"> & { readonly command: HoldCommand };

/** A document to be sent, run like a command. */
export type DocumentRun = Omit<CommandRun, "command"> & { readonly document: DocumentToSend };

/** Documents of orders, where a channel keeps them. */
export interface OrderDocuments {
  /** Empty where the order has none. */
  list(orderKey: string, ctx: Context): Promise<readonly ChannelDocument[]>;
  /** The file of one; no more than `MOST_DOCUMENT_BYTES`. Null: the channel has no such document any more. */
  read(document: { readonly orderKey: string; readonly key: string }, ctx: Context): Promise<Uint8Array | null>;
  /** Puts one there. A repeat finds what was sent before, also by an attempt whose answer was lost, and sends nothing. */
  send(run: DocumentRun, ctx: Context): Promise<CommandResult>;
}

export interface Orders {
  /**
   * Fields of the platform's answers without which an order cannot be read, by where a record stands in an answer ("":
   * the whole, "data.*": each row), the one that says which it is first: its lines, quantities, money, words and times of
   * change. All others may have any form. Empty: no answers are read.
   */
  readonly essential: Readonly<Record<string, readonly string[]>>;
  readonly sweeps: readonly Sweep<OrderPart>[];
  /** Null: the channel says that it has no such order. The hub then ends an open one. */
  get(key: string, ctx: Context): Promise<OrderPart | null>;
  /** False: one order cannot be asked for, or only by walking all of them; open ones are not asked for by name. */
  readonly asksOne?: boolean | undefined;
  /** Which commands the channel takes for an order in this state, with what a person should know first. */
  options(order: CommandOrder): readonly {
    readonly kind: OrderCommand["kind"];
    readonly allowed: boolean;
    readonly warnings: readonly HubText[];
    readonly statuses?: readonly OrderStatus[] | undefined;
    /** With `refund`, always. */
    readonly money?: RefundMoney | undefined;
  }[];
  execute(run: CommandRun, ctx: Context): Promise<CommandResult>;
  /** Puts other tracking on a parcel that has left. Absent: the channel has no way to. */
  updateTracking?(run: TrackingRun, ctx: Context): Promise<CommandResult>;
  /**
   * Places a hold of ours on what is still to be shipped, or releases it: a repeat places and releases nothing twice, and
   * holds of others stay. `rejected`: nothing of ours is on the order. A release that finds no hold of ours is done. Absent:
   * the channel has no holds; it may have a status for them.
   */
  hold?(run: HoldRun, ctx: Context): Promise<CommandResult>;
  /** Absent: the channel keeps no documents of orders, or takes and tells none. */
  readonly documents?: OrderDocuments | undefined;
  /**
   * The channel's own total for an order of ours, asked before anything is written that a buyer or the seller's staff
   * can see (a cart may be made). Implement it where the channel works totals out by itself. When it is not ours the
   * hub stops, tells the seller both figures, and goes on only when they accept the channel's. Absent: the channel
   * takes the sums it is given, or has no way to say.
   */
  quote?(draft: OrderDraft, ctx: Context): Promise<OrderQuote>;
  /**
   * Makes the order: line totals after discount, tax mode and shipping as given, where the channel takes them. Records
   * at most one payment, and of the total the channel itself shows. The hub compares the answer's total with ours and
   * raises an alert with both figures when they differ. `quote` is what `quote` answered and the hub or the seller
   * accepted; throw `rejected` with code `total_differs` when the channel's total has changed since.
   */
  create?(draft: OrderDraft & { readonly quote?: OrderQuote | undefined }, ctx: Context): Promise<OrderPart>;
  /**
   * True: an order of ours may be told without `ourKey` (put on it afterwards, or the shop has no place for it). While
   * nobody knows whether it was made, an order told of the same buyer with the same goods is taken for it.
   */
  readonly mayLackKey?: boolean | undefined;
}

export interface Categories {
  readonly sweep: Sweep<ChannelCategory>;
  /**
   * Creates (no key) or updates; returns the channel's key. Creating adopts one of the same name and parent. No
   * `parentKey`: it lies at the top, also where it lay below another before.
   */
  put?(
    category: { readonly key: string | null; readonly name: string; readonly parentKey?: string | undefined },
    ctx: Context,
  ): Promise<string>;
  /** Deletes one that has none below it; its products stay. One that is gone already is no failure. */
  remove?(key: string, ctx: Context): Promise<void>;
}

export interface Customers {
  readonly sweeps: readonly Sweep<{
    readonly key: string;
    readonly name?: string | undefined;
    readonly email?: string | undefined;
    readonly phone?: string | undefined;
    readonly raw: Json;
  }>[];
  /**
   * Changes the account with this e-mail address; what is absent stays. Null where there is none: accounts are the
   * customers' own to make.
   */
  update?(
    customer: { readonly email: string; readonly name?: string | undefined; readonly phone?: string | undefined },
    ctx: Context,
  ): Promise<string | null>;
}
