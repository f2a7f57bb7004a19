/** The ledger of the hub's own gift cards: every change of a balance is an entry, and none takes it below zero. */

import { z } from "zod";
import { actorText, type By, systemActor } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import { formatDecimal, type Money, money } from "../../commerce/money.ts";
import { newId } from "../../commerce/new-id.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, minorUnits, time } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { announce } from "../events.ts";
import type { Page, PageRequest } from "../paging.ts";
import { refusal } from "../refusals.ts";
import { byAge, type MadeWithin, madeWithin, type Placed, sortedPage, unplaced } from "../sorting.ts";
import { claimRedemptions } from "./gift-card-claims.ts";
import { hashOfOwn } from "./gift-card-code.ts";
import { dayHere } from "./gift-card-expiry.ts";

const GIFT_CARD_ENTRIES = ["issued", "redeemed", "given_back", "expired", "adjusted"] as const;
export type GiftCardEntryKind = (typeof GIFT_CARD_ENTRIES)[number];

export const giftCardEntrySchema = z.object({
  id,
  kind: z.enum(GIFT_CARD_ENTRIES),
  amountMinor: minorUnits.describe("what it adds to the card; below zero: takes"),
  balanceMinor: minorUnits.describe("after it"),
  reference: z.string(),
  expiresOn: z
    .string()
    .nullable()
    .describe("the card's new last day, where it was raised after the one before; null: not moved"),
  actor: z.string(),
  at: time,
});

export type GiftCardEntry = Answered<typeof giftCardEntrySchema>;

interface NewEntry extends By {
  readonly cardId: string;
  readonly kind: GiftCardEntryKind;
  readonly amountMinor: bigint;
  readonly key: string | null;
  readonly reference: string;
  readonly ofId?: string | undefined;
  readonly registerId?: string | undefined;
}

// Decision 639.
const DAYS_AFTER_EXPIRY = 30;

interface Entered {
  readonly balanceMinor: bigint;
  /** The card's new last day; null: the one it had. */
  readonly expiresOn: string | null;
}

/**
 * Writes an entry and moves the balance; whoever calls holds the card's row. What is put on a card after its last day
 * moves that day, or it would be written off within the hour.
 */
export async function enter(tx: Tx, entry: NewEntry): Promise<{ readonly id: string } & Entered> {
  const id = newId(entry.now);
  const { balanceMinor, expiresOn } = await tx.one<Entered>(
    `update argosy.gift_card g set balance_minor = g.balance_minor + $2::bigint,
       expires_on = coalesce(moved.until, g.expires_on)
     from (select c.id, case when $2::bigint > 0 and c.expires_on < t.today
         then t.today + ${DAYS_AFTER_EXPIRY} end as until
       from argosy.gift_card c cross join (select ${dayHere("$3")} as today) t
       where c.organization_id = argosy.tenant() and c.id = $1) moved
     where g.organization_id = argosy.tenant() and g.id = moved.id
     returning g.balance_minor as "balanceMinor", moved.until::text as "expiresOn"`,
    [entry.cardId, entry.amountMinor, entry.now],
  );
  await tx.run(
    `insert into argosy.gift_card_entry (organization_id, id, card_id, kind, amount_minor, balance_minor, key,
       reference, of_id, register_id, actor, at, expires_on)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      id,
      entry.cardId,
      entry.kind,
      entry.amountMinor,
      balanceMinor,
      entry.key,
      entry.reference,
      entry.ofId ?? null,
      entry.registerId ?? null,
      actorText(entry.actor),
      entry.now,
      expiresOn,
    ],
  );
  return { id, balanceMinor, expiresOn };
}

export interface CardPayment extends By {
  readonly code: string;
  readonly amount: Money;
  readonly key: string;
  readonly reference: string;
  /** The register it is taken at, whose sale is to name the key. */
  readonly registerId?: string | undefined;
}

interface Held {
  readonly id: string;
  readonly currency: string;
  readonly balanceMinor: bigint;
  readonly isActive: boolean;
  readonly isExpired: boolean;
}

/** The card, held until the transaction ends. Throws HubError GIFT_CARD_UNKNOWN. */
async function hold(tx: Tx, code: string, now: Date): Promise<Held> {
  const card = await tx.maybe<Held>(
    `select ${columns("", "id currency balanceMinor isActive")},
       coalesce(expires_on < ${dayHere("$2")}, false) as "isExpired"
     from argosy.gift_card where organization_id = argosy.tenant() and code_hash = $1 for update`,
    [hashOfOwn(code), now],
  );
  if (!card) throw refusal("GIFT_CARD_UNKNOWN", "code");
  return card;
}

interface Before {
  readonly id: string;
  readonly cardId: string;
  readonly amountMinor: bigint;
  readonly balanceMinor: bigint;
  readonly expiresOn: string | null;
}

async function entryOf(tx: Tx, key: string): Promise<Before | undefined> {
  return tx.maybe<Before>(
    `select ${columns("", "id cardId amountMinor balanceMinor")},
       expires_on::text as "expiresOn"
     from argosy.gift_card_entry where organization_id = argosy.tenant() and key = $1`,
    [key],
  );
}

const keyUsed = () => refusal("GIFT_CARD_KEY_USED");

/**
 * Takes an amount off a card, once by key. Throws HubError GIFT_CARD_UNKNOWN, GIFT_CARD_NOT_ACTIVE, GIFT_CARD_SHORT,
 * GIFT_CARD_KEY_USED.
 */
export async function redeemOwn(
  tx: Tx,
  { code, amount, key, reference, registerId, actor, now }: CardPayment,
): Promise<{ readonly transactionKey: string; readonly balance: Money }> {
  const card = await hold(tx, code, now);
  const done = (id: string, left: bigint) => ({ transactionKey: id, balance: money(left, card.currency) });
  const before = await entryOf(tx, redeemKey(key));
  if (before) {
    if (before.cardId !== card.id || before.amountMinor !== -amount.minor || amount.currency !== card.currency)
      throw keyUsed();
    return done(before.id, before.balanceMinor);
  }
  if (!card.isActive || card.isExpired)
    throw new HubError("GIFT_CARD_NOT_ACTIVE", "conflict", "This gift card is switched off or has expired.", "code");
  if (amount.minor <= 0n || amount.currency !== card.currency || amount.minor > card.balanceMinor)
    throw short(money(card.balanceMinor, card.currency));
  const entry = { cardId: card.id, amountMinor: -amount.minor, key: redeemKey(key), reference, registerId, actor, now };
  const { id, balanceMinor } = await enter(tx, { ...entry, kind: "redeemed" });
  await announce(tx, "gift_card.updated", { id: card.id });
  return done(id, balanceMinor);
}

/** What is said when a card holds less than it is to pay. */
export function short(left: Money): HubError {
  const text = message("giftCard.short", { left: `${formatDecimal(left)} ${left.currency}` });
  return new HubError("GIFT_CARD_SHORT", "conflict", text, "amountMinor");
}

const redeemKey = (key: string) => `redeem:${key}`;

/** What was redeemed under each of these keys and not put back; those nobody redeemed by are left out. */
export async function redemptionsOf(tx: Tx, keys: readonly string[]): Promise<ReadonlyMap<string, bigint>> {
  if (keys.length === 0) return new Map();
  const rows = await tx.rows<{ key: string; amount: bigint }>(
    `select e.key, (-e.amount_minor - coalesce((
         select sum(b.amount_minor) from argosy.gift_card_entry b
         where b.organization_id = argosy.tenant() and b.of_id = e.id), 0))::bigint as amount
     from argosy.gift_card_entry e
     where e.organization_id = argosy.tenant() and e.key = any($1::text[]) and e.kind = 'redeemed'`,
    [keys.map(redeemKey)],
  );
  return new Map(rows.map(({ key, amount }) => [key.slice(redeemKey("").length), amount]));
}

/** Notes the sale that has these redemptions. */
export const sellRedemptions = (
  tx: Tx,
  { keys, ...sale }: { readonly keys: readonly string[]; readonly by: string; readonly now: Date },
): Promise<void> => claimRedemptions(tx, { ...sale, keys: keys.map(redeemKey) });

export interface GivenBack {
  readonly transactionKey: string;
  readonly balance: Money;
  /** ISO date: the card had expired, and what was put back counts until then. */
  readonly expiresOn?: string | undefined;
}

/**
 * Puts back what a redemption took, or a part of it, once by key; all of them together no more than it took. Throws
 * HubError GIFT_CARD_UNKNOWN, GIFT_CARD_REDEMPTION_UNKNOWN, GIFT_CARD_AMOUNT, GIFT_CARD_KEY_USED.
 */
export async function giveBackOwn(
  tx: Tx,
  { code, amount, key, of, reference, actor, now }: CardPayment & { readonly of: string },
): Promise<GivenBack> {
  const card = await hold(tx, code, now);
  const done = (put: Pick<Before, "id" | "balanceMinor" | "expiresOn">) => ({
    transactionKey: put.id,
    balance: money(put.balanceMinor, card.currency),
    ...(put.expiresOn !== null && { expiresOn: put.expiresOn }),
  });
  const redemption = await entryOf(tx, redeemKey(of));
  if (!redemption || redemption.cardId !== card.id) throw redemptionUnknown();
  const ownKey = `back:${key}`;
  const before = await entryOf(tx, ownKey);
  if (before) {
    if (before.cardId !== card.id || before.amountMinor !== amount.minor) throw keyUsed();
    return done(before);
  }
  const { given } = await tx.one<{ given: bigint }>(
    `select coalesce(sum(amount_minor), 0)::bigint as given from argosy.gift_card_entry
     where organization_id = argosy.tenant() and of_id = $1`,
    [redemption.id],
  );
  if (amount.minor <= 0n || amount.currency !== card.currency || given + amount.minor > -redemption.amountMinor)
    throw tooMuchBack();
  if (card.isExpired && card.balanceMinor > 0n) await writeOff(tx, { ...card, now });
  const entry = { cardId: card.id, amountMinor: amount.minor, key: ownKey, reference, ofId: redemption.id, actor, now };
  const put = await enter(tx, { ...entry, kind: "given_back" });
  if (given + amount.minor === -redemption.amountMinor)
    await claimRedemptions(tx, { keys: [redeemKey(of)], by: put.id, now });
  await announce(tx, "gift_card.updated", { id: card.id });
  return done(put);
}

export const redemptionUnknown = () =>
  new HubError(
    "GIFT_CARD_REDEMPTION_UNKNOWN",
    "not_found",
    "Nothing was taken off this card under this reference.",
    "of",
  );
export const tooMuchBack = () =>
  new HubError("GIFT_CARD_AMOUNT", "validation", "No more can be put back than was taken off.", "amountMinor");

const SORTS = byAge(["e.id", "uuid"]);

/** A card's entries, the newest first. */
export async function listGiftCardEntries(
  tx: Tx,
  filter: PageRequest & MadeWithin & { readonly cardId: string },
): Promise<Page<GiftCardEntry>> {
  const params: unknown[] = [filter.cardId];
  const made = madeWithin("e.id", filter, params);
  const by = sortedPage(SORTS.newest, filter, params);
  const rows = await by.rows<Placed<GiftCardEntry>>(
    tx,
    `select ${by.place}, ${columns("e", "id kind amountMinor balanceMinor reference")},
       e.expires_on::text as "expiresOn", e.actor, e.at
     from argosy.gift_card_entry e
     where e.organization_id = argosy.tenant() and e.card_id = $1 ${made} ${by.after} ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

export const GIFT_CARDS_AT_ONCE = 500;

/** Writes off what is left on cards whose last day is over; answers how many. */
export async function expireGiftCards(tx: Tx, now: Date): Promise<number> {
  const over = await tx.rows<{ id: string; balanceMinor: bigint }>(
    `select ${columns("", "id balanceMinor")} from argosy.gift_card
     where organization_id = argosy.tenant() and balance_minor > 0 and expires_on < ${dayHere("$1")}
     order by id limit ${GIFT_CARDS_AT_ONCE} for update skip locked`,
    [now],
  );
  for (const card of over) await writeOff(tx, { ...card, now });
  return over.length;
}

async function writeOff(
  tx: Tx,
  { id, balanceMinor, now }: { readonly id: string; readonly balanceMinor: bigint; readonly now: Date },
): Promise<void> {
  const entry = { cardId: id, amountMinor: -balanceMinor, key: null, reference: "", actor: systemActor, now };
  await enter(tx, { ...entry, kind: "expired" });
}
