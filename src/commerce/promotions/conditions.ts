/** Whether a discount counts for a basket, before others are looked at. */

import type { MessageRef } from "../message.ts";
import { formatDecimal, money } from "../money.ts";
import {
  type Promotion,
  type PromotionBasket,
  type PromotionLine,
  type PromotionUses,
  plainCode,
  type Scope,
  type Targets,
} from "./promotion.ts";

export type RefusalReason =
  | "unknown"
  | "not_active"
  | "not_yet"
  | "expired"
  | "used_up"
  | "not_counted"
  | "customer"
  | "currency"
  | "place"
  | "minimum"
  | "no_items"
  | "no_shipping"
  | "combination"
  | "nothing";

export interface Refusal {
  readonly reason: RefusalReason;
  readonly why: MessageRef;
}

const names = ({ variants, products, categories }: Targets, line: PromotionLine): boolean =>
  (line.variantId !== null && variants.includes(line.variantId)) ||
  (line.productId !== null && products.includes(line.productId)) ||
  line.categoryIds.some((id) => categories.includes(id));

/** Whether a line is goods that a discount may count. */
const isItem = (line: PromotionLine): boolean => line.quantity > 0 && !line.isGiftCard;

export function isInScope(scope: Scope, line: PromotionLine): boolean {
  if (!isItem(line) || (scope.skipsReduced && line.isReduced)) return false;
  return (scope.include === null || names(scope.include, line)) && !names(scope.exclude, line);
}

/** What a line is worth before promotions. */
export function worthOf({ unitPrice, quantity, already }: PromotionLine): bigint {
  const worth = unitPrice * BigInt(quantity) - already;
  return worth > 0n ? worth : 0n;
}

/** An amount as messages show it: "12.50 EUR". */
export const amountText = (minor: bigint, currency: string): string =>
  `${formatDecimal(money(minor, currency))} ${currency}`;

/** Null: nothing speaks against it but, perhaps, other discounts. `uses` null: nobody can say how often it was used. */
export function refusalOf(promotion: Promotion, basket: PromotionBasket, uses: PromotionUses | null): Refusal | null {
  return (
    statusOf(promotion, basket) ??
    usesOf(promotion, basket, uses) ??
    minimumOf(promotion, basket) ??
    itemsOf(promotion, basket)
  );
}

const no = (reason: RefusalReason, code: MessageRef["code"], params: MessageRef["gaps"] = {}): Refusal => ({
  reason,
  why: { code, gaps: params },
});

function statusOf(promotion: Promotion, { at, currency, place }: PromotionBasket): Refusal | null {
  const { isActive, startsAt, endsAt, places } = promotion;
  if (!isActive) return no("not_active", "promotion.notActive");
  const now = Date.parse(at);
  if (startsAt !== null && Date.parse(startsAt) > now) return no("not_yet", "promotion.notYet", { startsAt });
  if (endsAt !== null && Date.parse(endsAt) <= now) return no("expired", "promotion.expired", { endsAt });
  if (promotion.currency !== null && promotion.currency !== currency)
    return no("currency", "promotion.currency", { currency: promotion.currency });
  if (!places.includes(place)) return no("place", place === "till" ? "promotion.notAtTill" : "promotion.onlyAtTill");
  return null;
}

function usesOf({ limits }: Promotion, { hasCustomer }: PromotionBasket, uses: PromotionUses | null): Refusal | null {
  const isLimited = limits.uses !== null || limits.perCustomer !== null;
  if (uses === null) return isLimited ? no("not_counted", "promotion.notCounted") : null;
  if (limits.uses !== null && uses.total >= limits.uses) return no("used_up", "promotion.usedUp");
  if (limits.perCustomer === null) return null;
  if (!hasCustomer) return no("customer", "promotion.customerNeeded");
  return uses.byCustomer >= limits.perCustomer ? no("used_up", "promotion.usedByCustomer") : null;
}

function minimumOf({ minimum, scope }: Promotion, { lines, currency }: PromotionBasket): Refusal | null {
  const counted = lines.filter((line) => (minimum.of === "basket" ? isItem(line) : isInScope(scope, line)));
  const worth = counted.reduce((sum, line) => sum + worthOf(line), 0n);
  const units = counted.reduce((sum, { quantity }) => sum + quantity, 0);
  if (minimum.amount !== null && worth < minimum.amount)
    return no("minimum", minimum.of === "basket" ? "promotion.minimumAmount" : "promotion.minimumAmountOfItems", {
      amount: amountText(minimum.amount, currency),
      missing: amountText(minimum.amount - worth, currency),
    });
  if (minimum.quantity !== null && units < minimum.quantity)
    return no("minimum", minimum.of === "basket" ? "promotion.minimumQuantity" : "promotion.minimumQuantityOfItems", {
      quantity: minimum.quantity,
      missing: minimum.quantity - units,
    });
  return null;
}

function itemsOf({ effect, scope }: Promotion, { lines, shipping }: PromotionBasket): Refusal | null {
  if (!lines.some((line) => isInScope(scope, line))) return no("no_items", "promotion.noItems");
  return effect.kind === "free_shipping" && shipping === null ? no("no_shipping", "promotion.noShipping") : null;
}

/** The codes a person entered that no promotion has. */
export function unknownCodes(codes: readonly string[], promotions: readonly Promotion[]): string[] {
  const existing = new Set(promotions.flatMap(({ code }) => (code === null ? [] : [plainCode(code)])));
  return codes.filter((code) => !existing.has(plainCode(code)));
}
