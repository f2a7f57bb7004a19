/** What a discount is: a coupon or an automatic promotion, the hub's own or as a platform tells it. Amounts are minor units. */
import type { DecimalText } from "../decimal.ts";

/** Lines by what they sell; ids are the hub's, or a channel's own keys where a channel tells the rule. */
export interface Targets {
  readonly variants: readonly string[];
  readonly products: readonly string[];
  readonly categories: readonly string[];
}

export interface Scope {
  /** Null: every item. */
  readonly include: Targets | null;
  readonly exclude: Targets;
  /** Items sold below their compare-at price are left out. */
  readonly skipsReduced: boolean;
}

export type Effect =
  /** Off each item of the scope, rounded line by line. `most` caps it over all lines. */
  | { readonly kind: "percent_items"; readonly percent: DecimalText; readonly most: bigint | null }
  /** Off the scope's goods together, rounded once and shared out. */
  | { readonly kind: "percent_basket"; readonly percent: DecimalText; readonly most: bigint | null }
  /** Off each unit of the scope. */
  | { readonly kind: "amount_items"; readonly amount: bigint }
  /** Off the scope's goods together, shared out by what they are worth. */
  | { readonly kind: "amount_basket"; readonly amount: bigint }
  | { readonly kind: "free_shipping" }
  /** For every `buy` units of the scope, `get` units of `of` (the cheapest) at `percent` off. `times`: how often at most. */
  | {
      readonly kind: "buy_get";
      readonly buy: number;
      readonly get: number;
      readonly of: Scope;
      readonly percent: DecimalText;
      readonly times: number | null;
    };

export const PROMOTION_CLASSES = ["items", "basket", "shipping"] as const;
/** What a discount works on; combination rules speak of these. */
export type PromotionClass = (typeof PROMOTION_CLASSES)[number];

export const PROMOTION_SCOPES = ["till", "order"] as const;
type PromotionScope = (typeof PROMOTION_SCOPES)[number];

export interface Promotion {
  readonly id: string;
  /** Null: it applies by itself. */
  readonly code: string | null;
  readonly title: string;
  readonly isActive: boolean;
  /** Of its amounts. Null: it has none, and counts in any. */
  readonly currency: string | null;
  readonly effect: Effect;
  readonly scope: Scope;
  /** Least goods, before any promotion: of the whole basket, or of the scope's items alone. */
  readonly minimum: {
    readonly amount: bigint | null;
    readonly quantity: number | null;
    readonly of: "basket" | "scope";
  };
  /** ISO instants. */
  readonly startsAt: string | null;
  readonly endsAt: string | null;
  readonly limits: { readonly uses: number | null; readonly perCustomer: number | null };
  /** Lower goes first. */
  readonly priority: number;
  /** Classes it stands together with, when they let it too. */
  readonly combines: readonly PromotionClass[];
  readonly places: readonly PromotionScope[];
}

export interface PromotionLine {
  readonly key: string;
  readonly variantId: string | null;
  readonly productId: string | null;
  readonly categoryIds: readonly string[];
  /** Whole; lines that go back (negative) get nothing. */
  readonly quantity: number;
  readonly unitPrice: bigint;
  /** Taken off by hand already, of the whole line. */
  readonly already: bigint;
  readonly isReduced: boolean;
  /** Money for money: never discounted, and no goods for a minimum. */
  readonly isGiftCard: boolean;
}

export interface PromotionBasket {
  readonly currency: string;
  readonly lines: readonly PromotionLine[];
  /** What shipping costs; null: nothing is shipped. */
  readonly shipping: bigint | null;
  /** Whether the customer is known, so that uses by them can be counted. */
  readonly hasCustomer: boolean;
  readonly place: PromotionScope;
  /** ISO instant. */
  readonly at: string;
}

export interface PromotionUses {
  readonly total: number;
  readonly byCustomer: number;
}

/**
 * A code's own rule, where the platform tells all of it: the hub works out each line with it. Targets are the channel's
 * keys (ChannelVariant.key, ChannelProduct.key, ChannelCategory.key), amounts of the basket's currency.
 */
export interface DiscountRule {
  readonly effect: Effect;
  readonly scope: Scope;
  readonly minimum: Promotion["minimum"];
}

export const NO_TARGETS: Targets = { variants: [], products: [], categories: [] };
export const EVERYTHING: Scope = { include: null, exclude: NO_TARGETS, skipsReduced: false };

/** The class of a discount, from what it does. */
export function classOf({ effect }: Pick<Promotion, "effect">): PromotionClass {
  if (effect.kind === "free_shipping") return "shipping";
  return effect.kind === "percent_basket" || effect.kind === "amount_basket" ? "basket" : "items";
}

/** A code as it is compared: platforms and people do not mind its case. */
export const plainCode = (code: string): string => code.trim().toUpperCase();
