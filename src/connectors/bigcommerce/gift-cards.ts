/** Gift certificates: read, and paid with by writing the new balance; BigCommerce has no redeeming of its own. */
import { createHash } from "node:crypto";
import type { z } from "zod";
import type { Money } from "../../commerce/money.ts";
import { formatDecimal, money, parseMoney } from "../../commerce/money.ts";
import type { Context } from "../kit/contract/contract.ts";
import { closedGiftCard, emptyGiftCard, foreignGiftCard, unknownGiftCard } from "../kit/contract/gift-card-refusals.ts";
import type { GiftCard, GiftCards } from "../kit/contract/promotions.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { asTree, bareRows, storeCall } from "./client.ts";
import { certificateSchema } from "./schemas.ts";
import { factsOf } from "./shop.ts";

type Certificate = z.output<typeof certificateSchema>;

async function find(code: string, ctx: Context): Promise<Certificate | null> {
  const { body } = await storeCall(ctx, {
    path: "v2/gift_certificates",
    query: [["code", code]],
    operation: "giftcards.find",
  });
  const row = bareRows(body, ctx, "gift certificates").find((one) => asTree(one)["code"] === code);
  return row === undefined ? null : parseResponse(certificateSchema, row, { ctx, what: "gift certificate" });
}

function balanceOf(one: Certificate, ctx: Context): Money {
  return parseMoney(one.balance, one.currency_code ?? factsOf(ctx.connection).currency);
}

/** Expiry is a moment in unix seconds, 0 or empty when there is none. */
function expiry(one: Certificate): number | null {
  const seconds = Number(one.expiry_date ?? 0);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null;
}

function stateOf(one: Certificate, nowMs: number): GiftCard["state"] {
  const end = expiry(one);
  if (one.status === "expired" || (end !== null && end < nowMs)) return "expired";
  return one.status === "active" ? "active" : "disabled";
}

/** Mark of a payment at the end of the certificate's message: the only field of ours a certificate can carry. */
function markOf(idempotencyKey: string): string {
  return `[argosy ${createHash("sha256").update(idempotencyKey).digest("hex").slice(0, 16)}]`;
}

/** So many payments later one whose answer was lost is still known; the description gives the message no length. */
const MARKS = 20;

/** The buyer's own message with the marks of the last payments. */
function marked(message: string, mark: string): string {
  const marks = message.match(/\[argosy [0-9a-f]{16}\]/g) ?? [];
  const own = message.replace(/\s?\[argosy [0-9a-f]{16}\]/g, "");
  return [own, ...marks.slice(1 - MARKS), mark].filter((part) => part !== "").join(" ");
}

export const giftCards: GiftCards = {
  async balance(code, ctx) {
    const one = await find(code, ctx);
    if (one === null) return null;
    const end = expiry(one);
    return {
      balance: balanceOf(one, ctx),
      state: stateOf(one, ctx.shopNow()),
      ...(end === null ? {} : { expiresOn: new Date(end).toISOString().slice(0, 10) }),
    };
  },

  async redeem({ code, amount, idempotencyKey }, ctx) {
    const one = await find(code, ctx);
    if (one === null) throw unknownGiftCard("BigCommerce");
    const balance = balanceOf(one, ctx);
    const mark = markOf(idempotencyKey);
    if (one.message.includes(mark)) return { transactionKey: mark.slice(1, -1), balance };
    const state = stateOf(one, ctx.shopNow());
    if (state !== "active") throw closedGiftCard(state);
    if (amount.currency !== balance.currency) throw foreignGiftCard(balance.currency, amount.currency);
    if (amount.minor <= 0n || amount.minor > balance.minor) throw emptyGiftCard(balance);
    const rest = money(balance.minor - amount.minor, balance.currency);
    await storeCall(ctx, {
      method: "PUT",
      path: `v2/gift_certificates/${one.id}`,
      json: {
        to_name: one.to_name,
        to_email: one.to_email,
        from_name: one.from_name,
        from_email: one.from_email,
        amount: one.amount,
        balance: formatDecimal(rest),
        message: marked(one.message, mark),
      },
      operation: "giftcards.redeem",
    });
    return { transactionKey: mark.slice(1, -1), balance: rest };
  },
};
