/** What a till sells, as the device makes it and the server keeps it. Amounts are minor units of the sale's currency. */
import type { Optional } from "../optional.ts";
import type { Address } from "../order.ts";

/** Where a discount comes from; `amount` has the sign of the line's quantity and is taken off it. */
export interface TillDiscount {
  readonly source: "line" | "basket" | "coupon" | "automatic";
  readonly promotionId?: string | undefined;
  readonly code?: string | undefined;
  readonly title: string;
  readonly amount: bigint;
}

/** A tax as a line bears it. */
export interface LineTax {
  readonly tax: string;
  /** Exact decimal, percent. */
  readonly rate: string;
  readonly isCompound: boolean;
}

export interface TillLine {
  /** Unique within the sale. */
  readonly key: string;
  readonly variantId: string | null;
  readonly sku: string | null;
  readonly title: string;
  /** Whole; below zero where goods come back. */
  readonly quantity: number;
  readonly unitPrice: bigint;
  /** What it cost before somebody wrote another price over it. */
  readonly priceBefore?: bigint | undefined;
  readonly reason?: string | undefined;
  readonly taxClass: string;
  /** The taxes it was sold with, also of goods that come back; absent: those of its class today. */
  readonly taxes?: readonly LineTax[] | undefined;
  readonly discounts: readonly TillDiscount[];
  readonly serials?: readonly string[] | undefined;
  readonly batch?: string | undefined;
  /** Of goods that come back: whether they go on sale again; absent: yes. */
  readonly restock?: boolean | undefined;
}

export type TillPaymentKind = "cash" | "card" | "gift_card" | "other" | "deposit";

/** Money taken (below zero: given back). `amount` is what it pays of the sale, without change and tip. */
export interface TillPayment {
  readonly key: string;
  readonly kind: TillPaymentKind;
  readonly amount: bigint;
  /** Cash handed over. */
  readonly given?: bigint | undefined;
  readonly change?: bigint | undefined;
  readonly tip?: bigint | undefined;
  /** The terminal's slip. */
  readonly reference?: string | undefined;
  readonly giftCard?: { readonly codeEnd: string; readonly source: string; readonly redemptionKey: string } | undefined;
}

export type TillCustomer = Optional<{
  id: string;
  name: string;
  email: string;
  phone: string;
}>;

/** What the device showed. */
export interface ShownTotals {
  readonly subtotal: bigint;
  readonly discount: bigint;
  readonly tax: bigint;
  readonly total: bigint;
}

export interface TillSale {
  /** Made on the device: the same id is the same sale. */
  readonly id: string;
  readonly registerId: string;
  readonly sessionId: string;
  readonly staffId: string;
  /** The register's own run, made on the device: R1-000123. */
  readonly number: string;
  /** ISO 8601 UTC. */
  readonly soldAt: string;
  readonly currency: string;
  readonly pricesIncludeTax: boolean;
  readonly customer?: TillCustomer | undefined;
  readonly lines: readonly TillLine[];
  readonly payments: readonly TillPayment[];
  /** What rounding cash adds to the total. */
  readonly rounding: bigint;
  readonly totals: ShownTotals;
  readonly offline: boolean;
  /** The quote, layaway or parked basket it was made of. */
  readonly basketId?: string | undefined;
  readonly returnOf?: { readonly orderId: string } | undefined;
  readonly deliverFrom?: { readonly locationId: string; readonly address?: Address | undefined } | undefined;
  readonly note?: string | undefined;
}

/** One tax of one class of goods at one place; several taxes (GST and PST, CGST and SGST) add up. */
export interface TaxRate {
  readonly id: string;
  /** What the tax is called: VAT, GST, PST. Of each tax the rate of the nearest place counts. */
  readonly tax: string;
  readonly taxClass: string;
  /** ISO 3166-1 alpha-2; null: everywhere. */
  readonly country: string | null;
  /** The region's name or code as addresses have it; null: the whole country. */
  readonly region: string | null;
  /** Exact decimal, percent. */
  readonly rate: string;
  /** Counted on the price with the other taxes. */
  readonly isCompound: boolean;
}

export interface TaxLocation {
  readonly country?: string | undefined;
  readonly region?: string | undefined;
}

/** How a country has tax rounded: each line by itself, or what a receipt has at each rate. */
export interface TaxRounding {
  readonly per: "line" | "receipt";
  readonly mode: "half_up" | "down" | "up";
}

/** Cash is paid in multiples of `unit` minor units; 1 where every unit has its coin. */
export interface CashRounding {
  readonly unit: bigint;
  readonly mode: "half_up" | "half_down" | "down" | "up";
}

export interface TaxAmount {
  readonly tax: string;
  /** Percent. */
  readonly rate: string;
  /** What was taxed, without any tax. */
  readonly base: bigint;
  readonly amount: bigint;
}

export interface TillLineTotals {
  readonly key: string;
  /** Unit price times quantity. */
  readonly gross: bigint;
  readonly discount: bigint;
  /** After discounts, as priced: with tax exactly where prices contain it. */
  readonly amount: bigint;
  readonly net: bigint;
  readonly tax: bigint;
  readonly total: bigint;
  readonly taxes: readonly TaxAmount[];
}

export interface TillTotals {
  readonly lines: readonly TillLineTotals[];
  /** As priced, before discounts. */
  readonly subtotal: bigint;
  readonly discount: bigint;
  readonly net: bigint;
  readonly tax: bigint;
  readonly taxes: readonly TaxAmount[];
  /** To pay, before cash is rounded. */
  readonly total: bigint;
}
