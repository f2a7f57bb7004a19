import type { DecimalText } from "./money.ts";
import type { Optional } from "./optional.ts";
import type { ChannelDoubt } from "./order-holds.ts";
import type { Json } from "./product.ts";
import type { ReportedState } from "./reported-state.ts";
import type { ReturnReason } from "./return-goods.ts";
import type { FinancialStatus, FulfilmentStatus, OrderStatus } from "./statuses.ts";
import type { Version } from "./version.ts";

/** How far a contact point may be trusted to name a person: only `real` ones merge customers. */
export type ContactQuality = "real" | "relay" | "masked" | "absent";

/** What is told of a person. */
export type ReportedPerson = Optional<{
  name: string;
  email: string;
  /** E.164 where it could be read as a number, else as given. */
  phone: string;
}>;

export interface Contact extends ReportedPerson {
  /** The platform's customer id, where the order names one. */
  readonly key?: string | undefined;
  readonly quality: ContactQuality;
}

export type Address = Optional<{
  name: string;
  company: string;
  line1: string;
  line2: string;
  city: string;
  region: string;
  postcode: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  phone: string;
}>;

/** Totals in minor units of one currency; null where the platform hides a figure. */
export interface OrderTotals {
  readonly currency: string;
  readonly subtotalMinor: bigint | null;
  readonly discountMinor: bigint | null;
  readonly taxMinor: bigint | null;
  readonly shippingMinor: bigint | null;
  /** Fees the customer paid beside goods and shipping (Woo fee lines, COD fee). */
  readonly feesMinor: bigint | null;
  readonly totalMinor: bigint | null;
  /**
   * What the order comes to now, without what was taken out of it or refunded since; absent: the channel tells one total,
   * and each refund takes its amount off it.
   */
  readonly currentTotalMinor?: bigint | null | undefined;
  /** True when line prices and the subtotal contain the tax. */
  readonly taxIncluded: boolean;
}

/** What the buyer chose or typed: a size, an engraving, a delivery date; both as the channel shows them. */
export interface OrderOption {
  readonly label: string;
  readonly value: string;
}

/** An item of the channel that is in a pack, and how many of it. */
export interface PackPart {
  readonly variantKey: string;
  readonly quantity: number;
}

/** What the channel takes from its own numbers for each unit of a line that is sold as a pack. */
export interface Pack {
  readonly parts: readonly PackPart[];
  /** The pack has a number of its own there, which is lowered as well. */
  readonly takesOwn: boolean;
}

export interface OrderLine {
  /** The platform's line id, unique within the order. */
  readonly key: string;
  /** Key of the set this line is a part of, where both are lines: the set's has the money and is no goods. */
  readonly group?: string | undefined;
  /** Absent: the channel takes the item itself. */
  readonly pack?: Pack | undefined;
  /** Key of the channel variant (ChannelVariant.key) when the line names one. */
  readonly variantKey?: string | undefined;
  /**
   * In place of `variantKey`, where the channel keeps its items in several catalogs and a line does not say in which: the
   * keys the item would have, the first that the store lists counts. Beside `sku`, which names it where none is listed.
   */
  readonly possibleKeys?: readonly string[] | undefined;
  readonly productKey?: string | undefined;
  readonly sku?: string | undefined;
  readonly title: string;
  /** What the buyer chose or typed for it, beside what its item says; absent: not told. */
  readonly options?: readonly OrderOption[] | undefined;
  /** Units first ordered. */
  readonly orderedQuantity: number;
  /** Of goods sold in fractions: how much was ordered. Units are this, rounded up. */
  readonly exactQuantity?: DecimalText | undefined;
  /** Units still wanted or already shipped: ordered less cancelled, removed or refunded before shipping. */
  readonly quantity: number;
  /** Units shipped. */
  readonly fulfilledQuantity: number;
  /** Units shipped, come back, and put into stock again. */
  readonly restockedQuantity: number;
  /**
   * Units refunded before they left of which the channel counts per line that they did not go back into its stock, where
   * it cannot say so of each refund; absent: what the refunds say counts.
   */
  readonly keptOutQuantity?: number | undefined;
  /** Units the channel has by now subtracted from the number it shows itself. */
  readonly channelTook: number;
  /** Exact decimal, before discounts. */
  readonly unitPrice: DecimalText;
  readonly discountMinor: bigint;
  readonly taxMinor: bigint;
  /** Amount of the ordered quantity after discounts, with tax exactly when the totals say taxIncluded. */
  readonly totalMinor: bigint;
  /** Part of the discount that the platform pays to the seller, in the order's currency; absent: none, or not told. */
  readonly platformPaidMinor?: bigint | undefined;
  /** The platform says that a gift card is sold: owed, not earned. */
  readonly giftCard?: true | undefined;
  readonly fulfilledBy: "merchant" | "marketplace" | "nobody";
  /** The channel's location the line is sold from, where it says so. */
  readonly location?: string | undefined;
}

export interface OrderFulfilment {
  readonly key: string;
  readonly status: FulfilmentStatus;
  readonly carrier?: string | undefined;
  readonly trackingNumbers: readonly string[];
  readonly trackingUrl?: string | undefined;
  /** ISO 8601 UTC. */
  readonly shippedAt?: string | undefined;
  readonly lines: readonly { readonly lineKey: string; readonly quantity: number }[];
}

export interface OrderRefund {
  readonly key: string;
  readonly amountMinor: bigint;
  readonly reason?: string | undefined;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** `restocked` is null where the platform does not tell. */
  readonly lines: readonly {
    readonly lineKey: string;
    readonly quantity: number;
    readonly restocked: boolean | null;
  }[];
}

/**
 * Goods on their way back, as the platform tells it. `completed`: the platform holds it for done; whether the goods can be
 * sold again is inspected by the seller.
 */
export interface OrderReturn {
  /** The platform's id of it, unique within the order. */
  readonly key: string;
  readonly state: "requested" | "approved" | "completed" | "rejected" | "cancelled";
  /** The platform's own word for its state. */
  readonly platformStatus: string;
  readonly reason?: string | undefined;
  /** Absent: the platform names no reason whose meaning is documented. */
  readonly reasonCode?: ReturnReason | undefined;
  readonly carrier?: string | undefined;
  readonly trackingNumber?: string | undefined;
  readonly trackingUrl?: string | undefined;
  readonly lines: readonly { readonly lineKey: string; readonly quantity: number }[];
}

/** A movement of money as the platform tells it; the amount is positive, the kind says which way it went. */
export interface OrderTransaction {
  readonly key: string;
  /** The transaction this one captures, refunds or voids. */
  readonly parentKey?: string | undefined;
  readonly kind: "authorization" | "sale" | "capture" | "refund" | "void";
  readonly status: "success" | "pending" | "failed";
  readonly gateway?: string | undefined;
  /** In the order's currency. */
  readonly amountMinor: bigint;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/** Where the buyer came from to the visit that led to the order. */
export type Attribution = Optional<{
  source: string;
  medium: string;
  /** The name or id an ad's link carries as utm_campaign. */
  campaign: string;
}>;

/** Where a buyer collects an order, as far as the platform says. */
export interface ReportedPickup {
  /** What the platform calls the place. */
  readonly place?: string | undefined;
  /** The channel's location, where it is one. */
  readonly location?: string | undefined;
}

/** An order that the platform gives to the seller only once the seller has accepted it. */
export interface ToAccept {
  /** Until when it has to be accepted, where that is known. ISO 8601 UTC. */
  readonly by?: string | undefined;
}

/** COD is never inferred from "not paid" (decision 16): an unknown gateway stays unknown. */
export type PaymentKind = "prepaid" | "cod" | "unknown";

/**
 * One source's view of an order. Most platforms tell an order in one part (partKey ""); those that tell
 * it shipment by shipment use several, and a part that is not mentioned is not deleted.
 */
export interface OrderPart {
  readonly orderKey: string;
  /** The key an order of ours was made under (`OrderDraft.key`), where the platform keeps it with the order. */
  readonly ourKey?: string | undefined;
  readonly partKey: string;
  readonly version: Version;
  /** False when the payload leaves lines out that may exist. */
  readonly complete: boolean;
  /** The number a person on the platform would quote. */
  readonly number: string;
  /** ISO 8601 UTC. */
  readonly placedAt: string;
  /** By when the platform wants it shipped, where it tells. ISO 8601 UTC. */
  readonly shipBy?: string | undefined;
  /** The platform waits for the seller to accept it; absent: it does not, or this source does not tell. */
  readonly toAccept?: ToAccept | undefined;
  readonly status: OrderStatus;
  readonly financial: FinancialStatus;
  readonly fulfilment: FulfilmentStatus;
  /**
   * Of an order that waits for its payment: until when the channel keeps its units aside from the number it shows, without
   * having taken them from it (`channelTook`). ISO 8601 UTC. Absent: it keeps none aside.
   */
  readonly heldUntil?: string | undefined;
  /**
   * Axes this state says nothing about (platforms with one status word for everything): an order already known
   * keeps its own value there, `financial` only once money has moved (not pending, cod_pending or voided); a new
   * order takes the value given.
   */
  readonly keeps?: readonly ("financial" | "fulfilment")[] | undefined;
  /** The platform's own words for its status, for people and for drift. */
  readonly platformStatus: string;
  /**
   * What the channel doubts of it. `fraud` and `address`: it is held until the channel doubts it no more or somebody
   * releases it. `payment` and `stock`: why it is on hold, where it is. Null: nothing; absent: this source does not tell.
   */
  readonly doubt?: ChannelDoubt | null | undefined;
  /**
   * The shop's own word for the status, where merchants and plugins may add words and nobody knows what this one means.
   * The order waits on hold until the seller says.
   */
  readonly unknownStatus?: string | undefined;
  /** Set by the hub: what was told beside `unknownStatus`, once the seller has said what the word means. */
  readonly told?: ReportedState | undefined;
  readonly payment: { readonly kind: PaymentKind; readonly paymentMethod?: string | undefined };
  /** Absent: not told. Without a campaign: the buyer came by none. */
  readonly attribution?: Attribution | undefined;
  readonly totals: OrderTotals;
  /** What the customer saw, when that is another currency than the shop's. */
  readonly presentment?: OrderTotals | undefined;
  /** `exact`: figures as told; `estimated`: some computed by us; `hidden`: the platform withholds some. */
  readonly quality: "exact" | "estimated" | "hidden";
  readonly lines: readonly OrderLine[];
  readonly fulfilments: readonly OrderFulfilment[];
  readonly refunds: readonly OrderRefund[];
  /** Those this source tells of; one left out stays as it was. */
  readonly returns?: readonly OrderReturn[] | undefined;
  /** The source says that no other goods are on their way back: returns it told before and tells no more are over. */
  readonly noOtherReturns?: true | undefined;
  /** Absent: this source does not tell payments. */
  readonly transactions?: readonly OrderTransaction[] | undefined;
  readonly contact: Contact;
  /** The buyer collects it; absent: it is sent, or not told. */
  readonly pickup?: ReportedPickup | undefined;
  readonly shippingAddress?: Address | undefined;
  readonly billingAddress?: Address | undefined;
  readonly buyerNote?: string | undefined;
  /** What the buyer chose or typed for the whole order; absent: not told. */
  readonly buyerInputs?: readonly OrderOption[] | undefined;
  /** Coupon and promotion codes the order was placed with; absent: not told. */
  readonly discountCodes?: readonly string[] | undefined;
  readonly tags: readonly string[];
  readonly site?: string | undefined;
  /** The platform's answer as received. */
  readonly raw: Json;
}
