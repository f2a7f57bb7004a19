/** What a rule that a platform tells takes off a basket. Pure: the hub's own arithmetic of discounts. */

import { money } from "../../../commerce/money.ts";
import { applyPromotions } from "../../../commerce/promotions/apply.ts";
import {
  type DiscountRule,
  type Effect,
  EVERYTHING,
  type Promotion,
  type Scope,
  type Targets,
} from "../../../commerce/promotions/promotion.ts";
import { basketTotal } from "./basket.ts";
import { belowLeastAmount, belowLeastQuantity, type DiscountRefusal, nothingOff } from "./discount-refusals.ts";
import type { Basket, DiscountAnswer } from "./promotions.ts";

export const NO_MINIMUM: Promotion["minimum"] = { amount: null, quantity: null, of: "basket" };

/** A rule for all goods. */
export const forAll = (effect: Effect, minimum = NO_MINIMUM): DiscountRule => ({ effect, scope: EVERYTHING, minimum });

interface Coupon {
  readonly code: string;
  readonly title: string;
  readonly rule: DiscountRule;
  readonly warnings: Extract<DiscountAnswer, { valid: true }>["warnings"];
}

/**
 * The answer for a code whose rule is known whole: refused where the basket is below its minimum or has none of its
 * items; without a sum where the items are told by product or category, which a basket does not name.
 */
export function answerByRule({ code, title, rule, warnings }: Coupon, basket: Basket): DiscountAnswer {
  const short = belowMinimum(rule, basket);
  if (short !== null) return short;
  const { effect } = rule;
  const answer = { valid: true, code, title, warnings, rule } as const;
  if (effect.kind === "free_shipping")
    return { ...answer, kind: "free_shipping", discount: money(0n, basket.currency) };
  const discount = isReported(rule) ? money(itemsDiscount(rule, basket), basket.currency) : null;
  if (discount?.minor === 0n) return nothingOff();
  if (effect.kind === "buy_get") return { ...answer, kind: "other", discount };
  if ("percent" in effect) return { ...answer, kind: "percent", percent: effect.percent, discount };
  return { ...answer, kind: "amount", discount };
}

function belowMinimum({ minimum, scope }: DiscountRule, basket: Basket): DiscountRefusal | null {
  const { currency } = basket;
  const isWhole = minimum.of === "basket" || scope.include === null;
  const pieces = basket.lines.reduce((sum, { quantity }) => sum + quantity, 0);
  if (isWhole && minimum.quantity !== null && pieces < minimum.quantity)
    return belowLeastQuantity(minimum.quantity, pieces);
  const total = basketTotal(basket).minor;
  if (!isWhole || minimum.amount === null || total >= minimum.amount) return null;
  return belowLeastAmount(minimum.amount, { total, currency });
}

const isOfVariants = ({ products, categories }: Targets): boolean => products.length + categories.length === 0;
const isPlain = ({ include, exclude, skipsReduced }: Scope): boolean =>
  !skipsReduced && isOfVariants(exclude) && (include === null || isOfVariants(include));
const isReported = ({ effect, scope }: DiscountRule): boolean =>
  isPlain(scope) && (effect.kind !== "buy_get" || isPlain(effect.of));

function itemsDiscount(rule: DiscountRule, { currency, lines }: Basket): bigint {
  const at = "2000-01-01T00:00:00Z";
  const limits = { uses: null, perCustomer: null };
  const status = { isActive: true, currency: null, startsAt: null, endsAt: null, limits, priority: 0 } as const;
  const promotion: Promotion = { id: "", code: null, title: "", ...status, combines: [], places: ["till"], ...rule };
  const basket = {
    currency,
    shipping: null,
    hasCustomer: false,
    place: "till",
    at,
    lines: lines.map(({ variantKey, quantity, unitPrice }, n) => ({
      key: String(n),
      variantId: variantKey ?? null,
      productId: null,
      categoryIds: [],
      quantity,
      unitPrice: unitPrice.minor,
      already: 0n,
      isReduced: false,
      isGiftCard: false,
    })),
  } as const;
  return applyPromotions({ basket, promotions: [promotion], codes: [], uses: null }).goods;
}
