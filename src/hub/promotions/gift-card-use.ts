/** What is taken off channels' gift cards and put back: each has its effect once, and no card pays more than it holds. */

import { actorText, type By, systemActor } from "../../commerce/actor.ts";
import { type HubText, message } from "../../commerce/message.ts";
import { formatDecimal, type Money } from "../../commerce/money.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert, resolveAlert } from "../alerts/alerts.ts";
import { HubError } from "../errors.ts";
import { refusal } from "../refusals.ts";
import { hashOfForeign } from "./gift-card-code.ts";
import { redemptionUnknown, tooMuchBack } from "./gift-card-ledger.ts";

export interface CardUse extends By {
  readonly connectionId: string;
  readonly code: string;
  readonly amount: Money;
  /** The same key is the same use. */
  readonly key: string;
  readonly reference: string;
  /** Of what is put back: the redemption. */
  readonly ofId?: string | undefined;
}

export type PendingUse =
  | {
      readonly state: "call";
      readonly id: string;
      /** An earlier attempt ended without an answer. */
      readonly uncertain: boolean;
      /** What other redemptions of this card may take yet: their answers never came. */
      readonly heldMinor: bigint;
    }
  | { readonly state: "done"; readonly transactionKey: string; readonly balance: Money };

interface Row {
  readonly id: string;
  readonly state: "running" | "done" | "refused";
  readonly sameRequest: boolean;
  readonly startedAt: Date;
  readonly callEndsBy: Date | null;
  readonly transactionKey: string | null;
  readonly balanceMinor: bigint | null;
}

// Longer than any call to a platform may take: whoever was at it then is gone.
const STALE_MS = 90_000;
// A call that never answered has had its effect by then, and the platform's balance shows it.
const HELD_MS = 60 * 60_000;

const busy = (text: HubText) => new HubError("GIFT_CARD_BUSY", "conflict", text);

/**
 * Notes that a card is about to be used; one use of a card is under way at a time, for a platform that has no atomic
 * redeem reads a balance and writes another. Throws HubError GIFT_CARD_KEY_USED, GIFT_CARD_BUSY.
 */
export async function beginUse(tx: Tx, use: CardUse): Promise<PendingUse> {
  const { connectionId, code, amount, reference, actor, now } = use;
  const hash = hashOfForeign(code);
  await lockCard(tx, connectionId, hash);
  const key = keyOf(use);
  const existing = await tx.maybe<Row>(
    `select id, state, code_hash = $3 and amount_minor = $4
       and currency = $5 as "sameRequest", settles_at as "callEndsBy",
       ${columns("", "startedAt transactionKey balanceMinor")}
     from argosy.gift_card_use where organization_id = argosy.tenant() and connection_id = $1 and key = $2 for update`,
    [connectionId, key, hash, amount.minor, amount.currency],
  );
  const before = existing && doneBefore(existing, use);
  if (before) return before;
  const heldMinor = await heldByOthers(tx, { connectionId, hash, id: existing?.id ?? null, now });
  if (existing) {
    await tx.run(
      `update argosy.gift_card_use
       set state = 'running', started_at = $2, settles_at = null, error = null
       where organization_id = argosy.tenant() and id = $1`,
      [existing.id, now],
    );
    return { state: "call", id: existing.id, uncertain: existing.state === "running", heldMinor };
  }
  const { id } = await tx.one<{ id: string }>(
    `insert into argosy.gift_card_use (organization_id, connection_id, key, code_hash, code_end, amount_minor, currency,
       reference, state, requested_by, started_at, kind, of_id)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7, 'running', $8, $9, $10, $11) returning id`,
    [
      connectionId,
      key,
      hash,
      code.trim().slice(-4),
      amount.minor,
      amount.currency,
      reference,
      actorText(actor),
      now,
      use.ofId === undefined ? "redeem" : "give_back",
      use.ofId ?? null,
    ],
  );
  return { state: "call", id, uncertain: false, heldMinor };
}

const keyOf = ({ key, ofId }: Pick<CardUse, "key" | "ofId">) => (ofId === undefined ? key : `back:${key}`);

async function lockCard(tx: Tx, connectionId: string, hash: Buffer): Promise<void> {
  await tx.run("select pg_advisory_xact_lock(hashtextextended('gift card ' || $1 || $2, 0))", [
    connectionId,
    hash.toString("hex"),
  ]);
}

function doneBefore(row: Row, { amount, now }: CardUse): PendingUse | null {
  if (!row.sameRequest) throw refusal("GIFT_CARD_KEY_USED");
  if (row.state === "done" && row.transactionKey !== null && row.balanceMinor !== null)
    return {
      state: "done",
      transactionKey: row.transactionKey,
      balance: { minor: row.balanceMinor, currency: amount.currency },
    };
  if (row.state === "running" && now.getTime() - row.startedAt.getTime() < STALE_MS)
    throw busy("This redemption is under way. Ask again with the same key in a minute.");
  if (row.state === "running" && row.callEndsBy !== null && now < row.callEndsBy)
    throw busy(message("refused.giftCardUnconfirmed", { againAt: row.callEndsBy.toISOString() }));
  return null;
}

/** What other uses of the card hold open. Throws HubError GIFT_CARD_BUSY while one of them is being asked. */
async function heldByOthers(
  tx: Tx,
  card: { readonly connectionId: string; readonly hash: Buffer; readonly id: string | null; readonly now: Date },
): Promise<bigint> {
  const ago = (ms: number) => new Date(card.now.getTime() - ms);
  const { isAsked, held } = await tx.one<{ isAsked: boolean; held: bigint }>(
    `select coalesce(bool_or(started_at > $4), false) as "isAsked",
       coalesce(sum(amount_minor) filter (
         where kind = 'redeem' and greatest(started_at, finished_at) > $5), 0)::bigint as held
     from argosy.gift_card_use
     where organization_id = argosy.tenant() and connection_id = $1 and code_hash = $2 and state = 'running'
       and id is distinct from $3`,
    [card.connectionId, card.hash, card.id, ago(STALE_MS), ago(HELD_MS)],
  );
  if (isAsked) throw busy("Another payment with this gift card is under way. Ask again in a moment.");
  return held;
}

/** What all tills of this hub may yet take off a card whose answers never came. */
export async function heldOf(
  tx: Tx,
  { connectionId, code, now }: Pick<CardUse, "connectionId" | "code" | "now">,
): Promise<bigint> {
  const { held } = await tx.one<{ held: bigint }>(
    `select coalesce(sum(amount_minor), 0)::bigint as held from argosy.gift_card_use
     where organization_id = argosy.tenant() and connection_id = $1 and code_hash = $2 and state = 'running'
       and kind = 'redeem' and greatest(started_at, finished_at) > $3`,
    [connectionId, hashOfForeign(code), new Date(now.getTime() - HELD_MS)],
  );
  return held;
}

/**
 * The redemption that is put back, with what the platform called it. Throws HubError GIFT_CARD_REDEMPTION_UNKNOWN, and
 * GIFT_CARD_AMOUNT where all that was put back would be more than it took.
 */
export async function redemptionOf(
  tx: Tx,
  use: Pick<CardUse, "connectionId" | "code" | "amount" | "key"> & { readonly of: string },
): Promise<{ readonly id: string; readonly transactionKey: string }> {
  const hash = hashOfForeign(use.code);
  await lockCard(tx, use.connectionId, hash);
  const row = await tx.maybe<{ id: string; transactionKey: string; amount: bigint; currency: string }>(
    `select ${columns("", "id transactionKey")}, amount_minor as amount, currency from argosy.gift_card_use
     where organization_id = argosy.tenant() and connection_id = $1 and key = $2 and code_hash = $3
       and kind = 'redeem' and state = 'done'`,
    [use.connectionId, use.of, hash],
  );
  if (!row) throw redemptionUnknown();
  const { given } = await tx.one<{ given: bigint }>(
    `select coalesce(sum(amount_minor), 0)::bigint as given from argosy.gift_card_use
     where organization_id = argosy.tenant() and of_id = $1 and state <> 'refused' and key <> $2`,
    [row.id, `back:${use.key}`],
  );
  if (row.currency !== use.amount.currency || given + use.amount.minor > row.amount) throw tooMuchBack();
  return row;
}

/** Notes that a call that moves the amount goes out now: the same key is not asked for again before `callEndsBy`. */
export async function noteUseSent(
  tx: Tx,
  sent: { readonly id: string; readonly now: Date; readonly callEndsBy: Date },
): Promise<void> {
  await tx.run(
    `update argosy.gift_card_use
     set sent_at = $2, settles_at = $3 where organization_id = argosy.tenant() and id = $1`,
    [sent.id, sent.now, sent.callEndsBy],
  );
}

/** The platform did it. */
export async function finishUse(
  tx: Tx,
  done: { readonly id: string; readonly transactionKey: string; readonly balance: Money; readonly now: Date },
): Promise<void> {
  await tx.run(
    `update argosy.gift_card_use
     set state = 'done', transaction_key = $2, balance_minor = $3, finished_at = $4, settles_at = null
     where organization_id = argosy.tenant() and id = $1`,
    [done.id, done.transactionKey, done.balance.minor, done.now],
  );
  await resolveAlert(tx, unconfirmedCause(done.id), done.now, systemActor);
}

/** The attempt failed: for certain (`refused`), or nobody knows (it stays under way until asked again). */
export async function failUse(
  tx: Tx,
  failed: { readonly id: string; readonly certain: boolean; readonly text: string; readonly now: Date },
): Promise<void> {
  const use = await tx.one<Unconfirmed>(
    `update argosy.gift_card_use
     set state = case when $2 then 'refused' else 'running' end, error = $3, finished_at = $4,
       started_at = case when $2 then started_at else to_timestamp(0) end,
       settles_at = case when $2 then null else settles_at end
     where organization_id = argosy.tenant() and id = $1
     returning ${columns("", "connectionId amountMinor currency codeEnd reference sentAt")},
       settles_at as "callEndsBy"`,
    [failed.id, failed.certain, failed.text, failed.now],
  );
  if (failed.certain) await resolveAlert(tx, unconfirmedCause(failed.id), failed.now, systemActor);
  else if (use.sentAt && use.callEndsBy) await alertUnconfirmed(tx, failed, use);
}

/** How long a channel may leave open what was asked of a card, before people are told. */
export const UNCONFIRMED_MS = 15 * 60_000;
const MOST = 50;

/**
 * Raises an alert for each use that nobody has confirmed, whether its answer never came, the card's channel knows keys and
 * was not asked again, or the process that asked has ended.
 */
export async function alertUnconfirmedUses(tx: Tx, now: Date): Promise<void> {
  const rows = await tx.rows<Unconfirmed & { readonly id: string }>(
    `update argosy.gift_card_use set told_at = $2
     where organization_id = argosy.tenant() and id in (
       select id from argosy.gift_card_use
       where organization_id = argosy.tenant() and state = 'running' and told_at is null
         and greatest(started_at, finished_at) < $1
       order by started_at limit ${MOST})
     returning ${columns("", "id connectionId amountMinor currency codeEnd reference")},
    coalesce(sent_at, finished_at, started_at) as "sentAt", coalesce(settles_at, $2) as "callEndsBy"`,
    [new Date(now.getTime() - UNCONFIRMED_MS), now],
  );
  for (const use of rows) await alertUnconfirmed(tx, { id: use.id, now }, use);
}

interface Unconfirmed {
  readonly connectionId: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly codeEnd: string;
  readonly reference: string;
  readonly sentAt: Date | null;
  readonly callEndsBy: Date | null;
}

const unconfirmedCause = (id: string) => `gift-card-use:${id}`;

/** Who took another payment meanwhile has to know that the card may have paid as well. */
async function alertUnconfirmed(
  tx: Tx,
  { id, now }: { readonly id: string; readonly now: Date },
  use: Unconfirmed,
): Promise<void> {
  const amount = `${formatDecimal({ minor: use.amountMinor, currency: use.currency })} ${use.currency}`;
  const of = { amount, card: use.codeEnd, reference: use.reference };
  const times = { sentAt: use.sentAt?.toISOString() ?? "", againAt: use.callEndsBy?.toISOString() ?? "" };
  await raiseAlert(tx, {
    kind: "gift_card_uncertain",
    severity: "warning",
    cause: unconfirmedCause(id),
    connectionId: use.connectionId,
    title: message("alert.gift_card_uncertain.title", of),
    text: message("alert.gift_card_uncertain.text", times),
    now,
  });
}
