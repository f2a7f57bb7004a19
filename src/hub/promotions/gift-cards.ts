/** Gift cards of the hub's own: issued, read, switched off, corrected, expired. */

import { z } from "zod";
import { actorText, type By } from "../../commerce/actor.ts";
import { fieldMessage } from "../../commerce/messages/checks.ts";
import { formatDecimal, money, requireCurrency } from "../../commerce/money.ts";
import { newId } from "../../commerce/new-id.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import type { Vault } from "../../db/vault.ts";
import { type Answered, id, minorUnits, time } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { announce } from "../events.ts";
import { storableText } from "../json-column.ts";
import type { Page, PageRequest } from "../paging.ts";
import { type BothEnds, byAge, type MadeWithin, madeWithin, type Placed, sortedPage, unplaced } from "../sorting.ts";
import { openOwned, storeSecrets } from "../stores/secrets.ts";
import { hashOfOwn, newCode, plainOwnCode } from "./gift-card-code.ts";
import { dayHere, expiresOn } from "./gift-card-expiry.ts";
import { enter } from "./gift-card-ledger.ts";

export const GIFT_CARD_STATES = ["active", "disabled", "expired", "used"] as const;
export type GiftCardState = (typeof GIFT_CARD_STATES)[number];

export const cardFields = {
  id,
  codeEnd: z.string().describe("the last four signs of its code"),
  currency: z.string().regex(/^[A-Z]{3}$/, fieldMessage("field.currency")),
  initialMinor: minorUnits,
  balanceMinor: minorUnits,
  state: z.enum(GIFT_CARD_STATES),
  expiresOn: z.string().nullable().describe("the last day it counts; null: for ever"),
  reference: z.string(),
  issuedAt: time,
  issuedBy: z.string(),
};

export const ownGiftCardSchema = z.object(cardFields).meta({ id: "GiftCard" });

export type OwnGiftCard = Answered<typeof ownGiftCardSchema>;

const TODAY = dayHere("$1");
const STATE = `case when not g.is_active then 'disabled'
    when g.expires_on < ${TODAY} then 'expired'
    when g.balance_minor = 0 then 'used' else 'active' end`;
const ROW = `
  ${columns("g", "id codeEnd currency initialMinor balanceMinor")},
    ${STATE} as state, g.expires_on::text as "expiresOn", ${columns("g", "reference issuedAt issuedBy")}
  from argosy.gift_card g where g.organization_id = argosy.tenant()`;
/** As `STATE` tells them; the rare ones have their own indexes. */
const IN_STATE: Readonly<Record<GiftCardState, string>> = {
  active: `and g.is_active and g.balance_minor > 0 and (g.expires_on >= ${TODAY} or g.expires_on is null)`,
  disabled: "and not g.is_active",
  expired: `and g.is_active and g.expires_on < ${TODAY}`,
  used: `and g.is_active and g.balance_minor = 0 and (g.expires_on >= ${TODAY} or g.expires_on is null)`,
};
const SORTS = byAge(["g.id", "uuid"]);

export interface GiftCardFilter extends PageRequest, MadeWithin {
  readonly codeEnd?: string | undefined;
  readonly state?: GiftCardState | undefined;
  readonly sort?: BothEnds | undefined;
  readonly now: Date;
}

/** The newest first. */
export async function listGiftCards(tx: Tx, filter: GiftCardFilter): Promise<Page<OwnGiftCard>> {
  const end = filter.codeEnd === undefined ? null : plainOwnCode(storableText(filter.codeEnd)).slice(-4);
  const params: unknown[] = [filter.now, end];
  const issued = madeWithin("g.id", filter, params);
  const by = sortedPage(SORTS[filter.sort ?? "newest"], filter, params);
  const rows = await by.rows<Placed<OwnGiftCard>>(
    tx,
    `select ${by.place}, ${ROW} and ($2::text is null or g.code_end = $2)
       ${filter.state === undefined ? "" : IN_STATE[filter.state]} ${issued} ${by.after} ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

/** Throws HubError GIFT_CARD_NOT_FOUND. */
export async function getGiftCard(tx: Tx, { id, now }: { readonly id: string; readonly now: Date }) {
  const card = await tx.maybe<OwnGiftCard>(`select ${ROW} and g.id = $2`, [now, id]);
  if (!card) throw new HubError("GIFT_CARD_NOT_FOUND", "not_found", "There is no such gift card.");
  return card;
}

/** By its code; null: there is none. */
export async function findGiftCard(tx: Tx, { code, now }: { readonly code: string; readonly now: Date }) {
  return tx.maybe<OwnGiftCard>(`select ${ROW} and g.code_hash = $2`, [now, hashOfOwn(code)]);
}

export interface NewGiftCard extends By {
  readonly amountMinor: bigint;
  readonly currency: string;
  /** Where it is issued, for how long it counts; ISO 3166-1 alpha-2. Absent: for ever. */
  readonly country?: string | undefined;
  /** In place of the country's setting. */
  readonly expiresOn?: string | null | undefined;
  readonly reference: string;
  /** The same key is the same card. */
  readonly key?: string | undefined;
}

/** Of one card: what is owed on all of them stays a number that JSON and every reader keep exactly. */
export const MOST_ON_A_CARD = 10n ** 11n;

function tooMuch(currency: string, field: "amountMinor" | "balanceMinor"): HubError {
  const most = formatDecimal(money(MOST_ON_A_CARD, currency));
  return new HubError("GIFT_CARD_AMOUNT", "validation", `A gift card holds at most ${most} ${currency}.`, field);
}

/** Issues a card and answers its code. Throws HubError GIFT_CARD_AMOUNT, GIFT_CARD_EXPIRY. */
export async function issueGiftCard(
  tx: Tx,
  vault: Vault,
  input: NewGiftCard,
): Promise<OwnGiftCard & { readonly code: string }> {
  const { amountMinor, currency, key, actor, now } = input;
  requireCurrency(currency);
  if (amountMinor <= 0n)
    throw new HubError("GIFT_CARD_AMOUNT", "validation", "A gift card holds more than zero.", "amountMinor");
  if (amountMinor > MOST_ON_A_CARD) throw tooMuch(currency, "amountMinor");
  const before = key === undefined ? null : await issuedBefore(tx, key);
  if (before !== null)
    return { ...(await getGiftCard(tx, { id: before, now })), code: await codeOf(tx, vault, before) };
  const id = newId(now);
  const code = newCode();
  await tx.run(
    `insert into argosy.gift_card (organization_id, id, code_hash, code_end, currency, initial_minor, balance_minor,
       is_active, expires_on, reference, issued_at, issued_by)
     values (argosy.tenant(), $1, $2, $3, $4, $5, 0, true, $6, $7, $8, $9)`,
    [
      id,
      hashOfOwn(code),
      code.slice(-4),
      currency,
      amountMinor,
      await expiresOn(tx, input),
      input.reference,
      now,
      actorText(actor),
    ],
  );
  await storeSecrets(tx, vault, { ownerKind: "gift_card", ownerId: id, secrets: { code }, now });
  const entry = { cardId: id, amountMinor, key: key === undefined ? null : issueKey(key), reference: input.reference };
  await enter(tx, { ...entry, kind: "issued", actor, now });
  await announce(tx, "gift_card.issued", { id });
  return { ...(await getGiftCard(tx, { id, now })), code };
}

const issueKey = (key: string) => `issue:${key}`;

async function issuedBefore(tx: Tx, key: string): Promise<string | null> {
  await tx.run("select pg_advisory_xact_lock(hashtextextended('gift card issue ' || argosy.tenant() || $1, 0))", [key]);
  const row = await tx.maybe<{ id: string }>(
    "select card_id as id from argosy.gift_card_entry where organization_id = argosy.tenant() and key = $1",
    [issueKey(key)],
  );
  return row?.id ?? null;
}

/** The code in full, for printing the card again. Throws HubError GIFT_CARD_NOT_FOUND. */
export async function codeOf(tx: Tx, vault: Vault, id: string): Promise<string> {
  const code = (await openOwned(tx, vault, { ownerKind: "gift_card", ownerId: id })).get("code");
  if (code === undefined) throw new HubError("GIFT_CARD_NOT_FOUND", "not_found", "There is no such gift card.");
  return code;
}

/** Switches a card off or on, or sets what is left on it by hand. Throws HubError GIFT_CARD_NOT_FOUND, GIFT_CARD_AMOUNT. */
export async function changeGiftCard(
  tx: Tx,
  change: By & {
    readonly id: string;
    readonly isActive?: boolean | undefined;
    readonly balanceMinor?: bigint | undefined;
    readonly reference?: string | undefined;
  },
): Promise<OwnGiftCard> {
  const { id, isActive, balanceMinor, actor, now } = change;
  await tx.maybe("select 1 from argosy.gift_card where organization_id = argosy.tenant() and id = $1 for update", [id]);
  const card = await getGiftCard(tx, change);
  if (balanceMinor !== undefined && balanceMinor < 0n)
    throw new HubError("GIFT_CARD_AMOUNT", "validation", "A balance is not below zero.", "balanceMinor");
  if (balanceMinor !== undefined && balanceMinor > MOST_ON_A_CARD) throw tooMuch(card.currency, "balanceMinor");
  if (balanceMinor !== undefined && balanceMinor !== card.balanceMinor) {
    const amountMinor = balanceMinor - card.balanceMinor;
    const reference = change.reference ?? "";
    await enter(tx, { cardId: id, kind: "adjusted", amountMinor, key: null, reference, actor, now });
  }
  if (isActive !== undefined)
    await tx.run("update argosy.gift_card set is_active = $2 where organization_id = argosy.tenant() and id = $1", [
      id,
      isActive,
    ]);
  await announce(tx, "gift_card.updated", { id });
  return getGiftCard(tx, change);
}
