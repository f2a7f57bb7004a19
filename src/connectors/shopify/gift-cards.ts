/** Gift cards: found by their code, debited and credited; a key of ours in the note tells what happened before. */
import { z } from "zod";
import { formatDecimal, type Money, parseMoney } from "../../commerce/money.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { closedGiftCard, foreignGiftCard, unknownGiftCard } from "../kit/contract/gift-card-refusals.ts";
import type { GiftCard, GiftCards } from "../kit/contract/promotions.ts";
import { allNodes, connection } from "../kit/graphql/pages.ts";
import { userErrors } from "../kit/graphql/refusals.ts";
import { localDay } from "../kit/parse/local-time.ts";
import { decimal, idText, optionalText } from "../kit/parse/parse.ts";
import { graphql, refuseUserErrors } from "./graphql.ts";
import { numberOf } from "./ids.ts";
import * as q from "./queries-promotions.ts";
import { message } from "./words.ts";

const moneySchema = z.object({ amount: decimal, currencyCode: z.string().length(3) });
const cardSchema = z.object({
  id: idText,
  enabled: z.boolean(),
  expiresOn: optionalText,
  lastCharacters: z.string(),
  balance: moneySchema,
});
type Card = z.output<typeof cardSchema>;

const moneyOf = ({ amount, currencyCode }: z.output<typeof moneySchema>): Money => parseMoney(amount, currencyCode);
// Eight to twenty letters and digits (sheet section 5); people write them in groups.
const plain = (code: string) => code.replace(/[\s-]/g, "").toLowerCase();
const CODE = /^[a-z0-9]{8,20}$/;

/** The search looks into names and notes too: only a single card whose code ends as ours does is the card. */
async function find(code: string, ctx: Context): Promise<Card | null> {
  const requested = plain(code);
  if (!CODE.test(requested)) return null;
  const schema = z.object({ giftCards: connection(cardSchema) });
  const { giftCards: found } = await graphql(ctx, q.GIFT_CARDS, {
    variables: { query: requested },
    schema,
    what: "a gift card",
  });
  const fitting = found.nodes.filter(({ lastCharacters }) => requested.endsWith(lastCharacters.toLowerCase()));
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
}

/** The last day counts, by the shop's calendar. */
function stateOf({ enabled, expiresOn }: Card, ctx: Context): GiftCard["state"] {
  if (!enabled) return "disabled";
  const { timeZone } = ctx.connection.facts;
  const today = localDay(ctx.shopNow(), typeof timeZone === "string" ? timeZone : "UTC");
  return expiresOn !== undefined && expiresOn < today ? "expired" : "active";
}

async function usable(code: string, amount: Money, ctx: Context): Promise<Card> {
  const card = await find(code, ctx);
  if (card === null) throw unknownGiftCard("Shopify");
  const { currency } = moneyOf(card.balance);
  if (currency !== amount.currency) throw foreignGiftCard(currency, amount.currency);
  return card;
}

interface Done {
  readonly transactionKey: string;
  readonly balance: Money;
}

const entriesSchema = z.object({
  giftCard: z
    .object({
      balance: moneySchema,
      transactions: connection(z.object({ id: idText, note: optionalText, amount: moneySchema })).nullish(),
    })
    .nullish(),
});

/** What an earlier attempt with this note did; null: nothing. */
async function doneBefore(card: Card, note: string, ctx: Context): Promise<Done | null> {
  let balance = moneyOf(card.balance);
  const entries = await allNodes(async (after) => {
    const variables = { id: card.id, after };
    const what = "the entries of a gift card";
    const { giftCard } = await graphql(ctx, q.GIFT_CARD_ENTRIES, { variables, schema: entriesSchema, what });
    if (giftCard) balance = moneyOf(giftCard.balance);
    return giftCard?.transactions;
  });
  const found = entries?.find((one) => one.note === note);
  return found ? { transactionKey: numberOf(found.id), balance } : null;
}

const doneSchema = z.object({ id: idText, giftCard: z.object({ balance: moneySchema }) }).nullish();
const movedSchema = z.object({ moved: z.object({ transaction: doneSchema, userErrors }) });

/** How money moves on a card: the mutation, and under what name it takes the amount. */
const DEBIT = { what: "a gift card's debit", document: q.GIFT_CARD_DEBIT, amountField: "debitAmount" } as const;
const CREDIT = { what: "a gift card's credit", document: q.GIFT_CARD_CREDIT, amountField: "creditAmount" } as const;

type Move = Omit<Parameters<NonNullable<GiftCards["redeem"]>>[0], "code"> & { readonly card: Card };

/** Moves the amount once: an attempt that ended without an answer is looked for by its note first. */
async function move(by: typeof DEBIT | typeof CREDIT, order: Move, ctx: Context): Promise<Done> {
  const { card, amount, idempotencyKey, reference, uncertain } = order;
  const note = `${reference} · argosy ${idempotencyKey}`;
  const before = uncertain ? await doneBefore(card, note, ctx) : null;
  if (before) return before;
  const state = stateOf(card, ctx);
  if (by === DEBIT && state !== "active") throw closedGiftCard(state);
  const money = { amount: formatDecimal(amount), currencyCode: amount.currency };
  const { moved } = await graphql(ctx, by.document, {
    variables: { id: card.id, input: { [by.amountField]: money, note } },
    schema: movedSchema,
    what: by.what,
  });
  refuseUserErrors(moved.userErrors, by.what);
  const { transaction } = moved;
  if (!transaction)
    throw new ConnectorError(
      { kind: "drift", path: by.what, problem: "is missing" },
      message("error.answeredWithout", { what: by.what }),
    );
  return { transactionKey: numberOf(transaction.id), balance: moneyOf(transaction.giftCard.balance) };
}

export const giftCards: GiftCards = {
  async balance(code, ctx) {
    const card = await find(code, ctx);
    if (card === null) return null;
    const { expiresOn } = card;
    return { balance: moneyOf(card.balance), state: stateOf(card, ctx), ...(expiresOn !== undefined && { expiresOn }) };
  },
  async redeem({ code, ...order }, ctx) {
    return move(DEBIT, { ...order, card: await usable(code, order.amount, ctx) }, ctx);
  },
  async giveBack({ code, ...order }, ctx) {
    return move(CREDIT, { ...order, card: await usable(code, order.amount, ctx) }, ctx);
  },
};
