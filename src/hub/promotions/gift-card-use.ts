/** Redemptions of platforms' gift cards: each has its effect once, whatever is repeated. */
import { createHash } from "node:crypto";
import { type Actor, actorText } from "../../commerce/actor.ts";
import type { Money } from "../../commerce/money.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";

export interface Redemption {
  readonly connectionId: string;
  readonly code: string;
  readonly amount: Money;
  /** The same key is the same redemption. */
  readonly key: string;
  readonly reference: string;
  readonly actor: Actor;
  readonly now: Date;
}

export type BegunRedemption =
  | {
      readonly state: "call";
      readonly id: string /** An earlier attempt ended without an answer. */;
      readonly uncertain: boolean;
    }
  | { readonly state: "done"; readonly transactionKey: string; readonly balance: Money };

interface Row {
  readonly id: string;
  readonly state: "running" | "done" | "refused";
  readonly sameRequest: boolean;
  readonly startedAt: Date;
  readonly transactionKey: string | null;
  readonly balanceMinor: bigint | null;
}

// Longer than any call to a platform may take: whoever was at it then is gone.
const STALE_MS = 90_000;

const hashOf = (code: string) => createHash("sha256").update(code.trim().toUpperCase()).digest();

/** Notes that a card is about to be redeemed. Throws HubError GIFT_CARD_KEY_USED, GIFT_CARD_BUSY. */
export async function beginRedemption(tx: Tx, redemption: Redemption): Promise<BegunRedemption> {
  const { connectionId, code, amount, key, reference, actor, now } = redemption;
  const made = await tx.maybe<{ id: string }>(
    `insert into gift_card_use (organization_id, connection_id, key, code_hash, code_end, amount_minor, currency,
       reference, state, requested_by, started_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7, 'running', $8, $9)
     on conflict (organization_id, connection_id, key) do nothing returning id`,
    [
      connectionId,
      key,
      hashOf(code),
      code.trim().slice(-4),
      amount.minor,
      amount.currency,
      reference,
      actorText(actor),
      now,
    ],
  );
  if (made) return { state: "call", id: made.id, uncertain: false };
  const row = await tx.one<Row>(
    `select id, state, code_hash = $3 and amount_minor = $4
       and currency = $5 as "sameRequest", started_at as "startedAt",
       transaction_key as "transactionKey", balance_minor as "balanceMinor"
     from gift_card_use where organization_id = argosy.tenant() and connection_id = $1 and key = $2 for update`,
    [connectionId, key, hashOf(code), amount.minor, amount.currency],
  );
  if (!row.sameRequest)
    throw new HubError(
      "GIFT_CARD_KEY_USED",
      "conflict",
      "This key was used for another card or amount. Use a new one.",
    );
  if (row.state === "done" && row.transactionKey !== null && row.balanceMinor !== null)
    return {
      state: "done",
      transactionKey: row.transactionKey,
      balance: { minor: row.balanceMinor, currency: amount.currency },
    };
  const isUnderWay = row.state === "running" && now.getTime() - row.startedAt.getTime() < STALE_MS;
  if (isUnderWay)
    throw new HubError(
      "GIFT_CARD_BUSY",
      "conflict",
      "This redemption is under way. Ask again with the same key in a minute.",
    );
  await tx.run(
    `update gift_card_use
     set state = 'running', started_at = $2, error = null
     where organization_id = argosy.tenant() and id = $1`,
    [row.id, now],
  );
  return { state: "call", id: row.id, uncertain: row.state === "running" };
}

/** The platform took the amount off. */
export async function finishRedemption(
  tx: Tx,
  done: { readonly id: string; readonly transactionKey: string; readonly balance: Money; readonly now: Date },
): Promise<void> {
  await tx.run(
    `update gift_card_use
     set state = 'done', transaction_key = $2, balance_minor = $3, finished_at = $4
     where organization_id = argosy.tenant() and id = $1`,
    [done.id, done.transactionKey, done.balance.minor, done.now],
  );
}

/** The attempt failed: for certain (`refused`), or nobody knows (it stays under way until asked again). */
export async function failRedemption(
  tx: Tx,
  failed: { readonly id: string; readonly certain: boolean; readonly text: string; readonly now: Date },
): Promise<void> {
  await tx.run(
    `update gift_card_use set state = case when $2 then 'refused' else 'running' end, error = $3, finished_at = $4,
       started_at = case when $2 then started_at else to_timestamp(0) end
     where organization_id = argosy.tenant() and id = $1`,
    [failed.id, failed.certain, failed.text, failed.now],
  );
}
