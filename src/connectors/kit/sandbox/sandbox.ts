/** What every sandbox offers besides its platform's own interface: the controls of a merchant, a buyer and a saboteur. */
import type { Clock } from "../../../commerce/clock.ts";
import type { FilledListing, ListingValues } from "../../../commerce/listing/schema.ts";
import type { Optional } from "../../../commerce/optional.ts";
import type { Json, ProductForChannel } from "../../../commerce/product.ts";
import type { FileRow } from "../contract/files.ts";
import type { Controls } from "./controls.ts";
import type { SandboxSet, SandboxSetKind } from "./sets.ts";

export interface SandboxOptions {
  /** 0 (default) takes any free port on 127.0.0.1. */
  readonly port?: number | undefined;
  readonly clock: Clock;
  /** Makes ids and choices repeatable. */
  readonly seed?: number | undefined;
  /** Currency of the shop; default the platform's most usual. */
  readonly currency?: string | undefined;
  /** Nothing of the platform stands at another address. */
  readonly hasOneOrigin?: boolean | undefined;
  /** Asked before each call is handled; what it answers is done before the call is answered. */
  readonly watch?: (() => () => Promise<void>) | undefined;
}

export type Fault =
  | { readonly kind: "throttle"; readonly retryAfterSeconds?: number | undefined }
  | {
      readonly kind: "status";
      readonly status: number;
      readonly body?: string | undefined;
      readonly headers?: Readonly<Record<string, string>> | undefined;
    }
  /** Waits this long on the sandbox's clock before it answers. */
  | { readonly kind: "slow"; readonly ms: number }
  /** Applies the call, then cuts the connection without an answer. */
  | { readonly kind: "drop_after_commit" }
  | { readonly kind: "drop_before" }
  /** Takes the call and gives no answer: so many of its steps are carried out at once, the rest when `finish` is called. */
  | { readonly kind: "unfinished"; readonly steps: number }
  /** Valid status, body cut in the middle. */
  | { readonly kind: "truncate" }
  /** Adds a field nobody knows and keeps the rest. */
  | { readonly kind: "add_field" }
  /** Removes this top-level field of the resource from answers. */
  | { readonly kind: "drop_field"; readonly field: string }
  /** Puts another word in place of this one wherever an answer holds it as a whole value. */
  | { readonly kind: "rename_value"; readonly from: string; readonly to: string }
  /** Makes a record unreadable wherever it is told whole: its id and times stay, all else has a form nobody knows. */
  | { readonly kind: "spoil_record"; readonly key: string }
  /** Puts other JSON in place of an answer's. */
  | { readonly kind: "rewrite"; readonly rewrite: (json: Json) => Json };

/** What is not said of the call holds for all. */
export interface FaultRule extends Optional<FaultyCall> {
  readonly fault: Fault;
  /** How many matching calls it hits; default all until cleared. */
  readonly times?: number | undefined;
  /** How many matching calls go by before it; default none. */
  readonly after?: number | undefined;
}

export interface FaultyCall {
  readonly method: string;
  /** In a rule: a part of it. */
  readonly path: string;
  /** True where it changes something in the shop. */
  readonly write: boolean;
}

export interface Faults {
  add(rule: FaultRule): void;
  clear(): void;
  /** Carries out what was left of unfinished calls, as a platform does after its caller has gone. */
  finish(): Promise<void>;
  /** Steps that wait for `finish`; none where the call was carried out whole. */
  waiting(): number;
  webhooks: {
    /** Webhooks queued while this is true never leave. */
    lose: boolean;
    /** Extra deliveries of each webhook: 2 = three in all; a fraction is the chance of one more. */
    duplicate: number;
    reorder: boolean;
    /** Keeps webhooks in the queue until it is false again. */
    paused: boolean;
    /** One webhook at a time, whatever address it goes to. */
    oneByOne: boolean;
  };
  /** Makes every access token issued so far expired (or every key revoked). */
  expireTokens(): void;
  revoke(): void;
}

export interface RecordedCall {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly at: number;
  readonly write: boolean;
  readonly requestBody: string;
  readonly responseBody: string;
}

export interface SandboxProduct {
  readonly title: string;
  readonly status?: "active" | "draft" | undefined;
  readonly variants: readonly {
    readonly sku: string;
    readonly price: string;
    readonly stock: number;
    readonly barcode?: string | undefined;
    readonly option?: string | undefined;
  }[];
  readonly category?: string | undefined;
}

export interface SandboxDiscount {
  readonly code: string;
  readonly kind: "percent" | "amount";
  /** Percent, or an amount of the shop's currency. */
  readonly value: string;
  readonly minimum?: string | undefined;
  readonly expired?: boolean | undefined;
}

export interface SandboxOrderInput {
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  readonly customer?:
    | { readonly name: string; readonly email?: string | undefined; readonly phone?: string | undefined }
    | undefined;
  readonly payment?: "paid" | "cod" | "pending" | undefined;
  /** What delivery costs, where the emulated shop has no price of its own for it; decimal text. */
  readonly shipping?: string | undefined;
  /** Percent a code takes off every line, where the emulated shop's orders have such (`discountsOrders`). */
  readonly discountPercent?: number | undefined;
  /** Where the buyer came from, where the platform's orders keep it (`attributesOrders`). */
  readonly attribution?: { readonly source: string; readonly medium: string; readonly campaign: string } | undefined;
  /** The buyer collects it, where the emulated checkout offers that. */
  readonly isCollected?: boolean | undefined;
  /** What the buyer wrote, where the platform's checkout asks for it. */
  readonly note?: string | undefined;
  /** Words the shop puts on the order, where the platform's orders have such. */
  readonly tags?: readonly string[] | undefined;
}

export interface SandboxOrder {
  readonly key: string;
  readonly number: string;
  readonly status: string;
  readonly fulfilled: boolean;
  readonly cancelled: boolean;
  readonly trackingNumbers: readonly string[];
  /** Order total, decimal text in the shop's currency. */
  readonly total: string;
}

/** What the platform itself has on record of an order; checks compare the hub with it. */
export interface SandboxOrderRecord {
  readonly lines: readonly {
    readonly sku: string;
    /** Units still wanted or already shipped. */
    readonly quantity: number;
    readonly shipped: number;
    /** Units shipped, come back, and put into stock again; 0 where the platform's orders keep no trace of that. */
    readonly restocked: number;
  }[];
  /** One entry a parcel or tracking record. */
  readonly parcels: readonly {
    readonly trackingNumbers: readonly string[];
    /** Where the platform chooses it; absent where it is what was sent, which the suite knows. */
    readonly carrier?: string | undefined;
  }[];
  readonly refunds: readonly {
    /** Money booked or paid back, decimal text. */
    readonly amount: string;
    readonly reason: string;
    /** It stands in the books, and its gateway has not paid yet. */
    readonly waits?: boolean | undefined;
    /** Its gateway paid the buyer. Absent where the platform pays all of them, or none. */
    readonly isPaid?: boolean | undefined;
  }[];
  /** By when it is to be shipped, and that it waits to be accepted, ISO 8601 UTC: as `OrderPart`. */
  readonly shipBy?: string | undefined;
  readonly toAccept?: { readonly by?: string | undefined } | undefined;
  readonly notes: readonly string[];
  /** Those of them the buyer sees; absent where no note reaches a buyer. */
  readonly shownToBuyer?: readonly string[] | undefined;
  /** The platform's interface shows no notes: nobody can look whether one whose answer was lost was written. */
  readonly hidesNotes?: true | undefined;
}

export interface SandboxAccount {
  /** Values a seller would type into our setup form for this account (ids of setupFormFields). */
  credentials(): Readonly<Record<string, string>>;
  /**
   * The operator's app as the platform's developer pages show it, by the names of meta.appEnvironment, the same in every
   * sandbox; absent where a seller's own values suffice to connect.
   */
  appCredentials?(): Readonly<Record<string, string>>;
  /** The app's developer enters where consent leads back to, where the platform's link does not name it. */
  registerCallback?(url: string): void;
  /**
   * The steps a person takes on the platform after we show our webhook URLs; returns values to paste back
   * (secrets made by the platform). Providers whose webhooks we register by API return {}.
   */
  installWebhooks(urls: Readonly<Record<string, string>>): Readonly<Record<string, string>>;
}

/** The seller's and the customers' side of the emulated shop. */
export interface SandboxShop extends SandboxAccount, Controls {
  /** Orders can be placed with a discount. */
  readonly discountsOrders?: true | undefined;
  /** Orders keep where their buyers came from. */
  readonly attributesOrders?: true | undefined;
  /** The platform tells units that open orders wait for beside its number. */
  readonly tellsCommitted?: true | undefined;
  /** The platform makes the tracking numbers itself once a parcel is arranged, and takes none of ours. */
  readonly assignsTracking?: true | undefined;
  /** Tracking numbers have letters and digits alone there: other signs are left out of ours. */
  readonly plainTracking?: true | undefined;
  /** The currency the platform sells in, where it is not the shop's to choose. */
  readonly currency?: string | undefined;
  /** Prices are whole multiples of this many minor units; others are refused. */
  readonly priceStepMinor?: number | undefined;
  /** What an item may not cost more than there (a printed retail price), decimal text; dearer prices are refused. */
  mostPriceOf?(sku: string): string;
  /** The platform's interface tells no titles: what is edited there is known there alone. */
  readonly hidesTitles?: true | undefined;
  /** The platform takes no product without a text: an emptied one is not sent, or the title stands for it. */
  readonly demandsDescription?: true | undefined;
  /** The largest quantity the platform takes; absent: 999,999 at least. */
  readonly mostStock?: number | undefined;
  /** Of deliveries whose body is a signed token: what stands inside, and such a token around something else, unsigned. */
  readonly envelope?: { open(body: Uint8Array): Json; wrap(content: Json): Uint8Array } | undefined;
  /** Everything a listing of these SKUs needs in a category of the platform, by the keys of its schema. */
  listingSample?(skus: readonly string[]): {
    readonly categoryKey: string;
    readonly listing: Pick<FilledListing, "product"> & { readonly variants: readonly ListingValues[] };
  };
  /** What the platform takes no product without, beside title, text and price. */
  demanded?(): Pick<ProductForChannel, "categoryKeys" | "images">;
  /** The platform takes the right to read orders away; the next consent lacks it too. */
  withdrawRight?(): void;
  /** The platform gives up webhooks whose deliveries failed, each in its own way: switched off, or gone. */
  loseWebhooks?(): void;
  /** How many reads of one order the platform publishes that it answers within a time, where it does. */
  readonly published?: { readonly calls: number; readonly perMs: number } | undefined;
  addProduct(product: SandboxProduct): { readonly key: string; readonly variantKeys: Readonly<Record<string, string>> };
  removeProduct(key: string): void;
  /** The platform itself takes a product off sale and tells why or that it did, where it has such a thing. */
  blockProduct?(key: string): void;
  /**
   * Where one shop sells in several channels, websites or markets: the product leaves the connected one for another, is
   * offered in that one besides, and whether a buyer finds it there.
   */
  leaveChannel?(key: string): void;
  joinChannel?(key: string): void;
  isOnSaleElsewhere?(key: string): boolean;
  /** What the shop shows for a SKU now, and the same by the keys of its places where the platform counts by place. */
  stockOf(sku: string): number;
  levelsOf?(sku: string): ReadonlyMap<string, number>;
  /** An order takes all its units from one of these places, which never owes any. */
  readonly sellsFromOnePlace?: true | undefined;
  /** A merchant edits the number in the shop's admin. */
  setStock(sku: string, quantity: number): void;
  priceOf(sku: string): string;
  setPrice(sku: string, price: string): void;
  /** What the shop shows crossed out beside the price of a fresh product, where it always shows such. */
  compareAtOf?(sku: string): string;
  titleOf(sku: string): string;
  /** A merchant gives an item another SKU, where the item stays the same one: absent where its SKU is its identity. */
  renameSku?(sku: string, next: string): void;
  /** Signs the platform refuses in a product's title; the suite leaves them out of those it sends. */
  readonly refusedInTitles?: string | undefined;
  setTitle(sku: string, title: string): void;
  /** A merchant rewrites the text of the product this item is one of, markup included. */
  setDescription?(sku: string, html: string): void;
  skus(): readonly string[];
  /**
   * Where the images came from that the shop stored with the product of this item, and those the item itself shows: an
   * address, or the bytes as latin1 text. Absent where items have no images of their own.
   */
  imagesOf?(sku: string): { readonly product: readonly string[]; readonly item: readonly string[] };
  /** All the shop keeps of its goods, as it keeps it: also what no connector reads. */
  catalog?(): unknown;
  /** Another place the merchant stocks goods at, where the platform counts by place. Returns its key. */
  addLocation?(name: string): string;
  /** The merchant keeps an item at one of its places no more: others still have it. */
  leaveLocation?(sku: string, location: string): void;
  /** The same place goes on selling it, without counting. */
  stopCountingAt?(sku: string, location: string): void;
  /**
   * Another shop the same login opens, where the platform has such a thing: from now on a consent covers it as well.
   * Tells the account as the hub knows it, and the new shop's own controls.
   */
  addShop?(name: string): { readonly account: string; readonly shop: SandboxShop };
  /** A customer buys; the shop lowers its own stock as the real one does and sends its webhooks. Returns the order's key. */
  placeOrder(order: SandboxOrderInput): string;
  cancelOrder(key: string): void;
  /** The merchant cancels, or takes out, all units of one line and the order goes on, where it is known what becomes of its discount. */
  cancelLine?(key: string, sku: string): void;
  /** Changes a line's quantity in the shop's admin, or adds a line, where the platform has such a thing; 0 removes it. */
  editOrder?(key: string, sku: string, quantity: number): void;
  /** A line is weighed: a quantity that is no whole number, below the ordered one, where the platform's software keeps such. */
  measureLine?(key: string, sku: string, quantity: number): void;
  /** A merchant makes a discount code, where the platform has such a thing. `minimum` is the least basket. */
  addDiscount?(discount: SandboxDiscount): void;
  /** The platform settles an order and charges for it, where it tells fees. Returns how many entries it made. */
  settleOrder?(key: string): number;
  /** What `settleOrder` settles has lost what was refunded of the order before. */
  readonly settlesRefunds?: true | undefined;
  /** The same where charges may stand days later and move no time of their order. */
  settleLate?(key: string): number;
  /** The platform finds signs of fraud in an order, or none any more, where it tells such. */
  doubtOrder?(key: string, isDoubted: boolean): void;
  /** A buyer's payment for an order that was not paid is declined, where the platform keeps such orders. */
  failPayment?(key: string): void;
  /** The platform gives the buyer's money back by itself, or has not taken it yet, when an order is cancelled. */
  readonly settlesCancelled?: true | undefined;
  /** The merchant's switch for counting an item, where the platform has one. */
  counting?(sku: string): { isOn: boolean };
  /** The merchant counts one number for all variants of this one's product, where the platform can. */
  shareStock?(sku: string, quantity: number): void;
  /** How the platform, or an extension of it, sells several items as one; absent: it has no such thing. */
  readonly setKinds?: readonly SandboxSetKind[] | undefined;
  /** The merchant makes a set; ordering its SKU sells one. */
  makeSet?(set: SandboxSet): void;
  /** Units the shop keeps aside for unpaid orders beside the number it shows, where it does so: nobody else can buy them. */
  keptAside?(sku: string): number;
  /** Money comes in for an order that was not paid. */
  payOrder?(key: string): void;
  /** The carrier cannot deliver an order, so that the platform cancels it; the goods are not back with the seller. */
  cancelUndelivered?(key: string): void;
  /** What has left arrives; where the platform refunds nothing before. */
  deliverOrder?(key: string): void;
  /** The merchant ships in the platform's own admin; without lines, all that is left. */
  shipOrder?(key: string, lines?: readonly { readonly sku: string; readonly quantity: number }[]): void;
  /** The merchant refunds units in the admin, and puts them back into stock or not. */
  refundOrder?(
    key: string,
    lines: readonly { readonly sku: string; readonly quantity: number; readonly restock: boolean }[],
  ): void;
  /** A buyer asks to send shipped units back, where the platform tells of returns. Answers the return's key. */
  openReturn?(key: string, lines: readonly { readonly sku: string; readonly quantity: number }[]): string;
  /** The platform holds a return for done, or the buyer keeps the goods. */
  endReturn?(key: string, end: "completed" | "cancelled"): void;
  /** The panel of a platform without an API: it hands out reports and takes the stock file. */
  readonly panel?:
    | {
        /** A report as the hub would read it, by the kind of the connector's imports. */
        report(kind: string): readonly FileRow[];
        /** The same orders with a row no connector can read among them. */
        brokenReport(kind: string): readonly FileRow[];
        /** Header and rows of the connector's stock file. */
        upload(rows: readonly (readonly string[])[]): void;
      }
    | undefined;
  /** The merchant moves the shop to another time zone, where the platform writes its times in the shop's own. */
  moveZone?(timeZone: string): void;
  order(key: string): SandboxOrder | undefined;
  record?(key: string): SandboxOrderRecord | undefined;
  orderKeys(): readonly string[];
}

/** What a shop's goods are looked at and changed by. */
export type ProductControls = Pick<
  SandboxShop,
  | "addProduct"
  | "removeProduct"
  | "stockOf"
  | "levelsOf"
  | "setStock"
  | "priceOf"
  | "setPrice"
  | "titleOf"
  | "setTitle"
  | "renameSku"
  | "setDescription"
  | "skus"
  | "catalog"
  | "imagesOf"
>;

/** An emulated platform with the controls `S` of whoever works with it. */
export interface SandboxOf<S extends SandboxAccount> {
  readonly provider: string;
  /** Base URL of the emulated platform. */
  readonly url: string;
  readonly shop: S;
  readonly faults: Faults;
  /** Every API call received, oldest first (at most the last 100,000). */
  readonly calls: readonly RecordedCall[];
  /** How many webhooks their receiver answered as taken so far, repeated ones among them. */
  webhooksTaken(): number;
  /** Resolves when every webhook queued so far has been delivered, lost or given up. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export type Sandbox = SandboxOf<SandboxShop>;

export type StartSandbox = (options: SandboxOptions) => Promise<Sandbox>;
