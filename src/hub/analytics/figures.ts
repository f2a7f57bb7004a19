import { z } from "zod";
import { divideRounded } from "../../commerce/decimal.ts";
import { CURRENCY_EXPONENTS } from "../../commerce/money.ts";
import { type Answered, minorUnits } from "../answer-schemas.ts";

/** Sales in a currency for which the hub knows no rate into the organization's: told beside, never added up. */
const otherCurrencySchema = z
  .object({
    currency: z.string(),
    orders: z.int(),
    grossMinor: minorUnits,
    refundsMinor: minorUnits,
    netMinor: minorUnits,
  })
  .meta({ id: "OtherCurrencySales", description: "Sales in a currency without a rate into the organization's" });

export type OtherCurrency = Answered<typeof otherCurrencySchema>;

export const figuresFields = {
  orders: z.int().describe("without cancelled ones, in whatever currency"),
  cancelled: z.int(),
  units: z.int(),
  grossMinor: minorUnits.describe("order totals without goods taken out unpaid, in the organization's currency"),
  refunds: z.int(),
  refundsMinor: minorUnits.describe("refunded in this period, whenever the order was placed"),
  netMinor: minorUnits.describe("gross less refunds"),
  averageMinor: minorUnits.nullable().describe("gross an order whose amount is known"),
  withoutTotal: z.int().describe("orders whose total the platform hides: counted, without an amount"),
  apart: z.array(otherCurrencySchema).describe("what could not be converted; not in the amounts"),
};

/** What was sold. Amounts are in the organization's currency; orders and units count whatever their currency. */
export const figuresSchema = z.object(figuresFields).meta({ id: "SalesFigures" });

export type Figures = Answered<typeof figuresSchema>;

/** Sums of one currency, with what they are in the organization's where there was a rate. */
export interface Summed {
  readonly currency: string;
  readonly isConverted: boolean;
  readonly orders: number;
  readonly cancelled: number;
  readonly hidden: number;
  readonly units: number;
  readonly refunds: number;
  readonly grossMinor: bigint;
  readonly refundsMinor: bigint;
}

/** One figure of sums over currencies. */
export function figuresOf(sums: readonly Summed[]): Figures {
  const total = (of: (sum: Summed) => number) => sums.reduce((so, sum) => so + of(sum), 0);
  const here = sums.filter((sum) => sum.isConverted);
  const grossMinor = here.reduce((so, sum) => so + sum.grossMinor, 0n);
  const refundsMinor = here.reduce((so, sum) => so + sum.refundsMinor, 0n);
  const valued = here.reduce((so, sum) => so + sum.orders - sum.hidden, 0);
  return {
    orders: total((sum) => sum.orders),
    cancelled: total((sum) => sum.cancelled),
    units: total((sum) => sum.units),
    grossMinor,
    refunds: total((sum) => sum.refunds),
    refundsMinor,
    netMinor: grossMinor - refundsMinor,
    averageMinor: valued === 0 ? null : divideRounded(grossMinor, BigInt(valued)),
    withoutTotal: total((sum) => sum.hidden),
    apart: apartOf(sums),
  };
}

function apartOf(sums: readonly Summed[]): OtherCurrency[] {
  const others = Map.groupBy(
    sums.filter((sum) => !sum.isConverted),
    (sum) => sum.currency,
  );
  return [...others]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, some]) => {
      const grossMinor = some.reduce((so, sum) => so + sum.grossMinor, 0n);
      const refundsMinor = some.reduce((so, sum) => so + sum.refundsMinor, 0n);
      const orders = some.reduce((so, sum) => so + sum.orders, 0);
      return { currency, orders, grossMinor, refundsMinor, netMinor: grossMinor - refundsMinor };
    })
    .filter((each) => each.orders > 0 || each.grossMinor !== 0n || each.refundsMinor !== 0n);
}

/** The parameters `factors` needs, in its order. */
export interface Conversion {
  readonly currency: string;
  readonly zone: string;
  readonly now: Date;
}
export const conversionParams = ({ currency, zone, now }: Conversion) => [
  currency,
  zone,
  now,
  JSON.stringify(CURRENCY_EXPONENTS),
];

/**
 * What amounts of each day and currency in `requested` are multiplied with: the rate in force at the end of that day (of
 * today: now), in minor units; null without one. $1 to $4 are `conversionParams`.
 */
export const factors = (requested: string) => `
  select d.day, d.currency, case when d.currency = $1::text then 1
    else r.rate * power(10::numeric,
      coalesce(($4::jsonb->>$1::text)::int, 2) - coalesce(($4::jsonb->>d.currency::text)::int, 2)) end as factor
  from (select distinct day, currency from ${requested}) d
  left join lateral (
    select f.rate
    from fx_rate f
    where f.organization_id = argosy.tenant() and f.base = d.currency and f.quote = $1::text
      and f.valid_from < (d.day + 1)::timestamp at time zone $2::text and f.valid_from <= $3::timestamptz
    order by f.valid_from desc limit 1) as r on d.currency <> $1::text`;
