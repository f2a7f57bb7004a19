/** An item's profit with another price, discount or ad budget; everything else as it was. */
import { type DecimalText, divideRounded, parseDecimal } from "../decimal.ts";
import type { Optional } from "../optional.ts";
import type { PeriodSums } from "./bridge.ts";

export interface ItemSums extends Omit<PeriodSums, "fees" | "shipping"> {
  /** Follow what is paid: commissions and payment fees. */
  readonly ofRevenue: bigint;
  /** Follow the units: couriers, packaging, charges a parcel. */
  readonly ofUnits: bigint;
}

export type WhatIfChange = Optional<{
  /** List price of a unit, without tax; absent: as it was. */
  priceMinor: bigint;
  /** "10": 10 % of the list price. */
  discountPercent: DecimalText;
  adsMinor: bigint;
  units: number;
}>;

export interface WhatIf {
  readonly units: number;
  readonly priceMinor: bigint;
  readonly grossMinor: bigint;
  readonly discountMinor: bigint;
  readonly revenueMinor: bigint;
  readonly cogsMinor: bigint;
  readonly cm1Minor: bigint;
  readonly sellingMinor: bigint;
  readonly cm2Minor: bigint;
  readonly adsMinor: bigint;
  readonly overheadMinor: bigint;
  readonly cm3Minor: bigint;
  /** From which list price on CM3 is not below zero; null where no price does it. */
  readonly breakEvenPriceMinor: bigint | null;
}

const portion = (amount: bigint, part: bigint, of: bigint) => (of === 0n ? 0n : divideRounded(amount * part, of));

/**
 * What an item of these sums leaves after the change. Refunds, commissions and payment fees follow what is paid for the
 * goods, the goods' cost and what a parcel costs follow the units, overhead stays. Nobody says how many more are bought
 * at a lower price: give `units` for that.
 */
export function whatIf(sums: ItemSums, change: WhatIfChange): WhatIf {
  const now = atPrice(sums, change, change.priceMinor ?? null);
  return { ...now, breakEvenPriceMinor: breakEven(sums, change, now) };
}

type AtPrice = Omit<WhatIf, "breakEvenPriceMinor">;

function atPrice(sums: ItemSums, change: WhatIfChange, priceMinor: bigint | null): AtPrice {
  const units = BigInt(change.units ?? sums.units);
  const was = BigInt(sums.units);
  const gross = priceMinor === null ? portion(sums.gross, units, was) : priceMinor * units;
  const discount = discountOf(sums, change, gross);
  const paid = gross - discount;
  const wasPaid = sums.gross - sums.discount;
  const revenue = paid + portion(sums.charged, units, was) - portion(sums.refund, paid, wasPaid);
  const cogs = portion(sums.cogs, units, was);
  const selling = portion(sums.ofRevenue, paid, wasPaid) + portion(sums.ofUnits, units, was);
  const ads = change.adsMinor ?? sums.ads;
  return {
    units: Number(units),
    priceMinor: priceMinor ?? portion(sums.gross, 1n, was),
    grossMinor: gross,
    discountMinor: discount,
    revenueMinor: revenue,
    cogsMinor: cogs,
    cm1Minor: revenue - cogs,
    sellingMinor: selling,
    cm2Minor: revenue - cogs - selling,
    adsMinor: ads,
    overheadMinor: sums.overhead,
    cm3Minor: revenue - cogs - selling - ads - sums.overhead,
  };
}

function discountOf(sums: ItemSums, { discountPercent }: WhatIfChange, gross: bigint): bigint {
  if (discountPercent === undefined) return portion(sums.discount, gross, sums.gross);
  const { digits, scale } = parseDecimal(discountPercent);
  return divideRounded(gross * digits, 100n * 10n ** BigInt(scale));
}

/** Profit rises in a straight line with the price: the lowest price at which it is not below zero, found by halving. */
function breakEven(sums: ItemSums, change: WhatIfChange, { priceMinor, units }: AtPrice): bigint | null {
  if (units === 0) return null;
  const earns = (price: bigint) => atPrice(sums, change, price).cm3Minor >= 0n;
  let high = priceMinor > 0n ? priceMinor : 1n;
  const most = high * 1_000n;
  while (!earns(high)) {
    if (high >= most) return null;
    high *= 2n;
  }
  let low = -1n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle <= low) break;
    if (earns(middle)) high = middle;
    else low = middle;
  }
  return high;
}
