/** Which discounts count for a basket, what each line loses and why. Pure: the server and a till's device agree. */
import type { MessageRef } from "../message.ts";
import { type RefusalReason, refusalOf, unknownCodes, worthOf } from "./conditions.ts";
import { type OpenLine, takenBy } from "./effects.ts";
import {
  classOf,
  PROMOTION_CLASSES,
  type Promotion,
  type PromotionBasket,
  type PromotionUses,
  plainCode,
} from "./promotion.ts";

/** As a line of a till or an order keeps it. */
export interface LineDiscount {
  readonly source: "coupon" | "automatic";
  readonly promotionId: string;
  readonly code: string | null;
  readonly title: string;
  /** Minor units, positive. */
  readonly amount: bigint;
  readonly why: MessageRef;
}

export interface AppliedPromotion {
  readonly promotionId: string;
  readonly code: string | null;
  readonly title: string;
  /** Off the goods. */
  readonly amount: bigint;
  /** Off shipping. */
  readonly shipping: bigint;
  readonly why: MessageRef | null;
}

export interface RefusedPromotion {
  /** Null: no promotion has this code. */
  readonly promotionId: string | null;
  readonly code: string | null;
  readonly title: string | null;
  readonly reason: RefusalReason;
  readonly why: MessageRef;
}

export interface PromotionOutcome {
  readonly lines: readonly {
    readonly key: string;
    readonly discounts: readonly LineDiscount[];
    readonly total: bigint;
  }[];
  readonly applied: readonly AppliedPromotion[];
  /** Codes that do not count, with the reason; automatic ones that lost to another are not named. */
  readonly refused: readonly RefusedPromotion[];
  /** Off the goods. */
  readonly goods: bigint;
  readonly shipping: bigint;
}

export interface PromotionQuestion {
  readonly basket: PromotionBasket;
  readonly promotions: readonly Promotion[];
  /** Entered by a person. */
  readonly codes: readonly string[];
  /** Null: nobody can say how often others used one; those with a limit do not count then. */
  readonly uses: ReadonlyMap<string, PromotionUses> | null;
}

const NONE: PromotionUses = { total: 0, byCustomer: 0 };

/** Items lose first, then the basket as a whole, then shipping; each discount works on what the ones before left. */
export function applyPromotions({ basket, promotions, codes, uses }: PromotionQuestion): PromotionOutcome {
  const entered = new Set(codes.map(plainCode));
  const requested = promotions.filter(({ code }) => code === null || entered.has(plainCode(code)));
  const refused: RefusedPromotion[] = unknownCodes(codes, promotions).map((code) => ({
    promotionId: null,
    code,
    title: null,
    reason: "unknown",
    why: { code: "promotion.unknown", gaps: { code } },
  }));
  const good: Promotion[] = [];
  for (const promotion of requested) {
    const refusal = refusalOf(promotion, basket, uses && (uses.get(promotion.id) ?? NONE));
    if (refusal === null) good.push(promotion);
    else refused.push({ ...named(promotion), ...refusal });
  }
  const { chosen, lost, idle } = choose(good, basket);
  for (const { promotion, other } of lost)
    refused.push({
      ...named(promotion),
      reason: "combination",
      why: { code: "promotion.combination", gaps: { title: other.title } },
    });
  const { taken, lines, shipping } = take(chosen, basket);
  const isIdle = ({ amount, shipping: off }: AppliedPromotion) => amount === 0n && off === 0n;
  for (const { promotionId, code, title } of [...idle.map(named), ...taken.filter(isIdle)])
    refused.push({ promotionId, code, title, reason: "nothing", why: { code: "promotion.nothing", gaps: {} } });
  return {
    lines,
    applied: taken.filter((one) => !isIdle(one)),
    refused: refused.filter(({ code }) => code !== null),
    goods: lines.reduce((sum, { total }) => sum + total, 0n),
    shipping,
  };
}

const named = ({ id, code, title }: Promotion) => ({ promotionId: id, code, title });

/** The first by priority, then the one that saves more; others join where both sides allow. */
function choose(good: readonly Promotion[], basket: PromotionBasket) {
  const saving = new Map(good.map((one) => [one.id, alone(one, basket)]));
  const isIdle = ({ id }: Promotion) => saving.get(id) === 0n;
  const ranked = good
    .filter((one) => !isIdle(one))
    .sort((a, b) => {
      if (a.priority !== b.priority) return a.priority - b.priority;
      const more = (saving.get(b.id) ?? 0n) - (saving.get(a.id) ?? 0n);
      if (more !== 0n) return more > 0n ? 1 : -1;
      return a.id < b.id ? -1 : 1;
    });
  const chosen: Promotion[] = [];
  const lost: { readonly promotion: Promotion; readonly other: Promotion }[] = [];
  for (const promotion of ranked) {
    const other = chosen.find((one) => !standTogether(one, promotion));
    if (other) lost.push({ promotion, other });
    else chosen.push(promotion);
  }
  return { chosen, lost, idle: good.filter(isIdle) };
}

function alone(promotion: Promotion, basket: PromotionBasket): bigint {
  const { taken } = take([promotion], basket);
  return taken.reduce((sum, { amount, shipping }) => sum + amount + shipping, 0n);
}

const standTogether = (a: Promotion, b: Promotion): boolean =>
  a.combines.includes(classOf(b)) && b.combines.includes(classOf(a));

function take(chosen: readonly Promotion[], basket: PromotionBasket) {
  const left = new Map(basket.lines.map((line) => [line.key, worthOf(line)]));
  const discounts = new Map<string, LineDiscount[]>(basket.lines.map(({ key }) => [key, []]));
  let shippingLeft = basket.shipping ?? 0n;
  const inOrder = PROMOTION_CLASSES.flatMap((kind) => chosen.filter((one) => classOf(one) === kind));
  const taken = inOrder.map((promotion): AppliedPromotion => {
    const open: OpenLine[] = basket.lines.map((line) => ({ line, left: left.get(line.key) ?? 0n }));
    const cuts = takenBy(promotion, open, basket.currency);
    for (const { key, amount, why } of cuts) {
      left.set(key, (left.get(key) ?? 0n) - amount);
      const source = promotion.code === null ? "automatic" : "coupon";
      discounts.get(key)?.push({ source, ...named(promotion), amount, why });
    }
    const isShipping = promotion.effect.kind === "free_shipping";
    const shipping = isShipping ? shippingLeft : 0n;
    shippingLeft -= shipping;
    const amount = cuts.reduce((sum, cut) => sum + cut.amount, 0n);
    const why = isShipping ? ({ code: "promotion.freeShipping", gaps: {} } as const) : (cuts[0]?.why ?? null);
    return { ...named(promotion), amount, shipping, why };
  });
  const lines = basket.lines.map(({ key }) => {
    const own = discounts.get(key) ?? [];
    return { key, discounts: own, total: own.reduce((sum, { amount }) => sum + amount, 0n) };
  });
  return { taken, lines, shipping: (basket.shipping ?? 0n) - shippingLeft };
}
