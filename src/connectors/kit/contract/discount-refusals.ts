/** Why a platform's discount code takes nothing off a basket, as the hub says it of every platform. */
import { type Message, message } from "../../../commerce/message.ts";
import { formatDecimal, money } from "../../../commerce/money.ts";
import type { DiscountAnswer } from "./promotions.ts";

export type DiscountRefusal = Extract<DiscountAnswer, { valid: false }>;

const refused = (reason: DiscountRefusal["reason"], text: Message): DiscountRefusal => ({ valid: false, reason, text });

export const unknownCode = (platform: string): DiscountRefusal =>
  refused("unknown", message("platform.discount.unknown", { platform }));

/** Where the platform tells capitals from small letters. */
export const unknownSpelling = (platform: string): DiscountRefusal =>
  refused("unknown", message("platform.discount.unknownSpelling", { platform }));

export const switchedOffCode = (): DiscountRefusal => refused("not_active", message("promotion.notActive"));

export const futureCode = (): DiscountRefusal => refused("not_yet", message("platform.discount.notYet"));

export const expiredCode = (): DiscountRefusal => refused("expired", message("platform.discount.expired"));

export const usedUpCode = (): DiscountRefusal => refused("used_up", message("promotion.usedUp"));

export const codeUsedByCustomer = (): DiscountRefusal => refused("used_up", message("promotion.usedByCustomer"));

/** It is for certain customers, of whom the basket's is none. */
export const customersCode = (): DiscountRefusal => refused("conditions", message("platform.discount.customers"));

export const codeInCurrency = (currencies: readonly string[]): DiscountRefusal =>
  refused("conditions", message("promotion.currency", { currency: currencies.join(", ") }));

interface OfBasket {
  /** Minor units, as the limit. */
  readonly total: bigint;
  readonly currency: string;
}

const told = (minor: bigint, currency: string) => `${formatDecimal(money(minor, currency))} ${currency}`;

export const belowLeastAmount = (least: bigint, { total, currency }: OfBasket): DiscountRefusal =>
  refused(
    "conditions",
    message("promotion.minimumAmount", { amount: told(least, currency), missing: told(least - total, currency) }),
  );

export const aboveMostAmount = (most: bigint, currency: string): DiscountRefusal =>
  refused("conditions", message("platform.discount.most", { amount: told(most, currency) }));

export const belowLeastQuantity = (least: number, pieces: number): DiscountRefusal =>
  refused("conditions", message("promotion.minimumQuantity", { quantity: least, missing: least - pieces }));

/** None of the basket's items is one the code is for. */
export const noEligibleItems = (): DiscountRefusal => refused("conditions", message("promotion.noItems"));

/** It counts, and takes nothing off these goods. */
export const nothingOff = (): DiscountRefusal => refused("conditions", message("promotion.nothing"));

/** It counts in another part of the shop: a website, a channel. */
export const codeElsewhere = (part: string): DiscountRefusal =>
  refused("not_active", message("platform.discount.elsewhere", { part }));

/** `limit` as the platform writes it: ">= 50.00 EUR". */
export const amountMustBe = (limit: string): DiscountRefusal =>
  refused("conditions", message("platform.discount.amountMustBe", { limit }));

export const quantityMustBe = (limit: string): DiscountRefusal =>
  refused("conditions", message("platform.discount.quantityMustBe", { limit }));
