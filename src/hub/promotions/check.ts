/** A basket with the discounts that count for it, and why each line loses what it loses. */

import { z } from "zod";
import { type Message, type MessagePart, messageParts, textOf, withEnglish } from "../../commerce/message.ts";
import { applyPromotions, type LineDiscount, type PromotionOutcome } from "../../commerce/promotions/apply.ts";
import type { Promotion } from "../../commerce/promotions/promotion.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, messageSchema, minorUnits, typed } from "../answer-schemas.ts";
import { type RequestedBasket, resolveBasket } from "./basket.ts";
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

const lineDiscountSchema = z.object({
  source: z.enum(["coupon", "automatic"]),
  promotionId: z.string(),
  code: z.string().nullable(),
  title: z.string(),
  amountMinor: z.int(),
  why: messageSchema,
});

const appliedPromotionSchema = z.object({
  promotionId: z.string(),
  code: z.string().nullable(),
  title: z.string(),
  amountMinor: minorUnits.describe("off the goods"),
  shippingMinor: minorUnits.describe("off shipping"),
  isOwn: z.boolean().describe("the hub's own, not a channel's"),
  warnings: z.array(z.string()).describe("conditions that only the channel can check"),
});

interface AppliedPromotion extends Answered<typeof appliedPromotionSchema> {
  /** The parts of each warning. */
  readonly warningsTold: readonly (readonly MessagePart[] | null)[];
}

export const checkedBasketSchema = z
  .object({
    lines: z.array(
      z.object({
        key: z.string(),
        discounts: z.array(typed<Explained<LineDiscount>>(lineDiscountSchema)),
        discountMinor: minorUnits,
      }),
    ),
    applied: z.array(typed<AppliedPromotion>(appliedPromotionSchema)),
    refused: z.array(
      z.object({
        code: z.string(),
        reason: typed<PromotionOutcome["refused"][number]["reason"] | "channel">(z.string()),
        text: z.string(),
        why: messageSchema.nullable().describe("null: the words are the channel's"),
      }),
    ),
    goodsMinor: minorUnits,
    shippingMinor: minorUnits,
    customerId: id.nullable(),
  })
  .meta({ id: "CheckedBasket" });

export type CheckedBasket = Answered<typeof checkedBasketSchema>;

/** Those of the codes that are none of the hub's own. */
export async function foreignCodes(tx: Tx, codes: readonly string[]): Promise<string[]> {
  const own = new Set((await promotionsFor(tx, codes)).flatMap(({ code }) => code?.toUpperCase() ?? []));
  return codes.filter((code) => !own.has(code.trim().toUpperCase()));
}

/** Works out a basket with the hub's own discounts, and with what a channel said of other codes. */
export async function checkOwn(
  tx: Tx,
  question: {
    readonly basket: RequestedBasket;
    readonly codes: readonly string[];
    readonly told: readonly ChannelCode[];
  },
): Promise<CheckedBasket> {
  const { basket, customerId } = await resolveBasket(tx, question.basket);
  const own = await promotionsFor(tx, question.codes);
  const uses = await usesOf(tx, own, customerId);
  const reported = question.told.flatMap(({ promotion }) => promotion ?? []);
  const outcome = applyPromotions({ basket, promotions: [...own, ...reported], codes: question.codes, uses });
  const messageOf = (code: string | null) => question.told.find((one) => one.code === code);
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
      warnings: (messageOf(code)?.warnings ?? []).map(textOf),
      warningsTold: (messageOf(code)?.warnings ?? []).map(messageParts),
    })),
    refused: outcome.refused.flatMap(({ code, reason, why }) => {
      if (code === null) return [];
      const channel = reason === "unknown" ? messageOf(code)?.refusal : undefined;
      const refusal = channel ?? withEnglish(why);
      const texts = typeof refusal === "string" ? { text: refusal, why: null } : { text: refusal.text, why: refusal };
      return [{ code, reason: channel ? ("channel" as const) : reason, ...texts }];
    }),
    goodsMinor: outcome.goods,
    shippingMinor: outcome.shipping,
    customerId,
  };
}
