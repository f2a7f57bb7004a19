/** A basket with the discounts that count for it, and why each line loses what it loses. */

import { type Message, type MessagePart, messageParts, textOf, withEnglish } from "../../commerce/message.ts";
import { applyPromotions, type LineDiscount, type PromotionOutcome } from "../../commerce/promotions/apply.ts";
import type { Promotion } from "../../commerce/promotions/promotion.ts";
import type { Tx } from "../../db/database.ts";
import { type AskedBasket, knownBasket } from "./basket.ts";
import { promotionsFor } from "./promotions.ts";
import { usesOf } from "./uses.ts";

/** What a channel said of a code, in the hub's terms. */
export interface ChannelCode {
  readonly code: string;
  readonly promotion: Promotion | null;
  /** Why it takes nothing off here; a string is the channel's own words. */
  readonly refusal: string | Message | null;
  readonly warnings: readonly (string | Message)[];
}

type Explained<T> = Omit<T, "why" | "amount"> & { readonly amountMinor: bigint; readonly why: Message };

export interface CheckedBasket {
  readonly lines: readonly {
    readonly key: string;
    readonly discounts: readonly Explained<LineDiscount>[];
    readonly discountMinor: bigint;
  }[];
  readonly applied: readonly {
    readonly promotionId: string;
    readonly code: string | null;
    readonly title: string;
    readonly amountMinor: bigint;
    readonly shippingMinor: bigint;
    /** The hub's own, not a channel's. */
    readonly isOwn: boolean;
    /** Conditions that only the channel can check, and the parts of each. */
    readonly warnings: readonly string[];
    readonly warningsTold: readonly (readonly MessagePart[] | null)[];
  }[];
  /** Entered codes that take nothing off. */
  readonly refused: readonly {
    readonly code: string;
    readonly reason: PromotionOutcome["refused"][number]["reason"] | "channel";
    readonly text: string;
    /** Null: the words are the channel's. */
    readonly why: Message | null;
  }[];
  readonly goodsMinor: bigint;
  readonly shippingMinor: bigint;
  readonly customerId: string | null;
}

/** Those of the codes that are none of the hub's own. */
export async function foreignCodes(tx: Tx, codes: readonly string[]): Promise<string[]> {
  const own = new Set((await promotionsFor(tx, codes)).flatMap(({ code }) => code?.toUpperCase() ?? []));
  return codes.filter((code) => !own.has(code.trim().toUpperCase()));
}

/** Works out a basket with the hub's own discounts, and with what a channel said of other codes. */
export async function checkOwn(
  tx: Tx,
  question: { readonly basket: AskedBasket; readonly codes: readonly string[]; readonly told: readonly ChannelCode[] },
): Promise<CheckedBasket> {
  const { basket, customerId } = await knownBasket(tx, question.basket);
  const own = await promotionsFor(tx, question.codes);
  const uses = await usesOf(tx, own, customerId);
  const told = question.told.flatMap(({ promotion }) => promotion ?? []);
  const outcome = applyPromotions({ basket, promotions: [...own, ...told], codes: question.codes, uses });
  const saidOf = (code: string | null) => question.told.find((one) => one.code === code);
  return {
    lines: outcome.lines.map(({ key, discounts, total }) => ({
      key,
      discounts: discounts.map(({ amount, why, ...rest }) => ({ ...rest, amountMinor: amount, why: withEnglish(why) })),
      discountMinor: total,
    })),
    applied: outcome.applied.map(({ promotionId, code, title, amount, shipping }) => ({
      promotionId,
      code,
      title,
      amountMinor: amount,
      shippingMinor: shipping,
      isOwn: own.some(({ id }) => id === promotionId),
      warnings: (saidOf(code)?.warnings ?? []).map(textOf),
      warningsTold: (saidOf(code)?.warnings ?? []).map(messageParts),
    })),
    refused: outcome.refused.flatMap(({ code, reason, why }) => {
      if (code === null) return [];
      const channel = reason === "unknown" ? saidOf(code)?.refusal : undefined;
      const refusal = channel ?? withEnglish(why);
      const words = typeof refusal === "string" ? { text: refusal, why: null } : { text: refusal.text, why: refusal };
      return [{ code, reason: channel ? ("channel" as const) : reason, ...words }];
    }),
    goodsMinor: outcome.goods,
    shippingMinor: outcome.shipping,
    customerId,
  };
}
