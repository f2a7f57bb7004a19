/** Gift cards: found by their code, redeemed once for each key of ours. */
import { z } from "zod";
import { formatDecimal, type Money, parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isKind } from "../kit/contract/errors.ts";
import { closedGiftCard, emptyGiftCard, foreignGiftCard, unknownGiftCard } from "../kit/contract/gift-card-refusals.ts";
import type { GiftCard, GiftCards } from "../kit/contract/promotions.ts";
import { decimal, parseResponse } from "../kit/parse/parse.ts";
import { asText, asTree, codeOf, rowsOf, wixCall, wixQuery } from "./client.ts";
import { giftCardSchema } from "./schemas.ts";

const MAX_CODE = 20;
const MAX_KEY = 100;
const MAX_NOTE = 255;

const balanceSchema = z.object({ balance: z.object({ amount: decimal }), currency: z.string().length(3) });

interface Found {
  readonly id: string;
  readonly card: GiftCard;
}

const plain = (code: string) => code.replace(/[\s-]/g, "").toUpperCase();

/** Codes are printed with and without hyphens: both forms are asked for, and only the card's own counts. */
async function find(code: string, ctx: Context): Promise<Found | null> {
  const forms = [...new Set([code.trim(), plain(code)])].filter((form) => form.length > 0 && form.length <= MAX_CODE);
  if (forms.length === 0) return null;
  const body = await wixQuery(ctx, "giftCards.list", "/gift-cards/v1/gift-cards/query", {
    query: { filter: { code: { $in: forms } }, cursorPaging: { limit: 10 } },
  });
  const row = rowsOf(body, "giftCards", ctx).find((one) => plain(asText(asTree(one)["code"]) ?? "") === plain(code));
  return row === undefined ? null : read(row, ctx);
}

function read(row: Json, ctx: Context): Found {
  const reported = parseResponse(giftCardSchema, row, { ctx, what: "a gift card" });
  const expires = reported.expirationDate === undefined ? Number.NaN : Date.parse(reported.expirationDate);
  const isExpired = !Number.isNaN(expires) && expires <= ctx.shopNow();
  return {
    id: reported.id,
    card: {
      balance: parseMoney(reported.balance?.amount ?? "0", reported.currency),
      state: reported.disabledDate !== undefined ? "disabled" : isExpired ? "expired" : "active",
      ...(Number.isNaN(expires) ? {} : { expiresOn: new Date(expires).toISOString().slice(0, 10) }),
    },
  };
}

interface Change {
  readonly code: string;
  readonly amount: Money;
  readonly idempotencyKey: string;
  readonly reference: string;
}

/** Wix moves the amount once for each key: a repeated call is harmless, and needs no look beforehand. */
async function move(card: Found, change: Change, way: "decrease" | "increase", ctx: Context) {
  const key = change.idempotencyKey.slice(0, MAX_KEY);
  const body = await wixCall(ctx, {
    method: "POST",
    path: `/gift-cards/v1/gift-cards/${card.id}/${way}-balance`,
    json: {
      amount: { amount: formatDecimal(change.amount) },
      note: change.reference.slice(0, MAX_NOTE),
      idempotencyKey: key,
    },
    operation: way === "decrease" ? "giftCards.redeem" : "giftCards.giveBack",
    safe: true,
    changes: true,
  }).catch((error: unknown) => {
    if (isKind(error, "rejected") && codeOf(error) === "INSUFFICIENT_FUNDS") throw emptyGiftCard();
    throw error;
  });
  const left = parseResponse(balanceSchema, body, { ctx, what: "the card's balance" });
  return { transactionKey: key, balance: parseMoney(left.balance.amount, left.currency) };
}

async function cardFor({ code, amount }: Change, ctx: Context): Promise<Found> {
  const found = await find(code, ctx);
  if (!found) throw unknownGiftCard("Wix");
  if (found.card.balance.currency !== amount.currency)
    throw foreignGiftCard(found.card.balance.currency, amount.currency);
  return found;
}

export const giftCards: GiftCards = {
  knowsKeys: true,
  async balance(code, ctx) {
    return (await find(code, ctx))?.card ?? null;
  },
  async redeem(change, ctx) {
    const found = await cardFor(change, ctx);
    if (found.card.state !== "active") throw closedGiftCard(found.card.state);
    return move(found, change, "decrease", ctx);
  },
  async giveBack(change, ctx) {
    return move(await cardFor(change, ctx), change, "increase", ctx);
  },
};
