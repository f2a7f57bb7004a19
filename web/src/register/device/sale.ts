/** A basket that is paid, as the hub takes it. Pure. */
import { registerNumber } from "../../../../src/commerce/till/number.ts";
import { type Settlement, settlementOf } from "../../../../src/commerce/till/payments.ts";
import type { TillPayment, TillSale } from "../../../../src/commerce/till/types.ts";
import type { Basket, CountedBasket } from "./basket.ts";
import { cashRule, type Setup } from "./setup.ts";

export interface SaleFacts {
  readonly setup: Setup;
  readonly sessionId: string;
  readonly staffId: string;
  readonly run: number;
  readonly soldAt: string;
  readonly isOffline: boolean;
}

export const settledBy = (setup: Setup, total: bigint, payments: readonly TillPayment[]): Settlement =>
  settlementOf(total, payments, cashRule(setup));

export function saleOf(basket: Basket, { lines, totals }: CountedBasket, facts: SaleFacts): TillSale {
  const { register } = facts.setup;
  return {
    id: basket.id,
    registerId: register.id,
    sessionId: facts.sessionId,
    staffId: facts.staffId,
    number: registerNumber(register.prefix, facts.run),
    soldAt: facts.soldAt,
    currency: register.currency,
    pricesIncludeTax: register.pricesIncludeTax,
    ...(basket.customer !== null && { customer: basket.customer }),
    lines,
    payments: basket.payments,
    rounding: settledBy(facts.setup, totals.total, basket.payments).rounding,
    totals: { subtotal: totals.subtotal, discount: totals.discount, tax: totals.tax, total: totals.total },
    offline: facts.isOffline,
    ...(basket.returnOf !== null && { returnOf: { orderId: basket.returnOf } }),
    ...(basket.asideId != null && { basketId: basket.asideId }),
    ...(basket.deliverFrom != null && { deliverFrom: basket.deliverFrom }),
    ...(basket.note !== "" && { note: basket.note }),
  };
}
