import type { DecimalText } from "../../../commerce/money.ts";
import type { Address, ReportedPerson } from "../../../commerce/order.ts";
import type { Json } from "../../../commerce/product.ts";

/**
 * A new order of ours on its way to a platform, with the sums the buyer agreed to. An order-level discount arrives
 * spread over the lines.
 */
export interface OrderForChannel {
  readonly currency: string;
  /** True: prices, discounts and shipping contain the tax. False: tax comes on top of them. */
  readonly taxIncluded: boolean;
  readonly lines: readonly {
    readonly variantKey?: string | undefined;
    readonly sku?: string | undefined;
    readonly title: string;
    readonly quantity: number;
    /** Exact decimal, before discounts. */
    readonly unitPrice: DecimalText;
    /** `unitPrice` times `quantity`. */
    readonly subtotalMinor: bigint;
    readonly discountMinor: bigint;
    /** `subtotalMinor` less `discountMinor`: what the buyer pays for the line. */
    readonly totalMinor: bigint;
    readonly ext?: Json | undefined;
  }[];
  readonly shippingMinor: bigint;
  /** The whole order's tax; null where the hub does not know it and the channel's tax rules decide. */
  readonly taxMinor: bigint | null;
  /** What the buyer pays: lines, shipping, and `taxMinor` when it is not included. */
  readonly totalMinor: bigint;
  /** The code the discount was given for, where there was one. */
  readonly discountCode?: string | undefined;
  readonly paid: boolean;
  readonly customer: ReportedPerson;
  readonly shippingAddress?: Address | undefined;
  readonly note?: string | undefined;
}

/** What the channel itself would charge for an order of ours. */
export interface OrderQuote {
  readonly currency: string;
  readonly totalMinor: bigint;
  /** Handed back to `create`: what was made in order to ask (a cart), so that it is not made twice. */
  readonly saved?: Json | undefined;
}

export interface OrderDraft {
  /** True when an earlier attempt ended without knowing its outcome: look before repeating. */
  readonly uncertain: boolean;
  readonly order: OrderForChannel;
  /** Our order's id, the same at every attempt. */
  readonly key: string;
  /** The channel's key of the order, where the channel has told it meanwhile: nothing is made, only completed. */
  readonly found?: string | undefined;
}
