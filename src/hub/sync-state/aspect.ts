/**
 * What happens alike to numbers, prices and content on their way to a channel; stock.ts, price.ts and content.ts have the
 * tables of all events.
 */
import type { Tx } from "../../db/database.ts";
import { jsonParameter } from "../json-column.ts";
import type { Change } from "./change-in-batches.ts";
import { outcomeUnknown } from "./unknown-outcome.ts";

/** The rows of one kind: what is to be shown, what was sent, what was taken. */
export type AspectTable = "listing_stock" | "listing_price" | "product_listing" | "record_push";
export type AnsweredAspect = "stock" | "price";

const HERE = "organization_id = argosy.tenant()";
/** `now`: a placeholder. What rests without having failed waits for a later time too. */
const failed = (now: string): string => `(state in ('failed', 'rejected') or attempts > 0 and due_at is not null
  or due_at > ${now})`;

/** SQL, what to set: a fresh set of attempts, the first of them then. */
export const afresh = (due: string): string => `attempts = 0, error = null, state = 'waiting', due_at = ${due}`;

/** SQL, what to set: nothing is to be sent any more. */
export const AT_REST = "due_at = null, attempts = 0, state = 'idle', error = null";

/** All that failed of a channel, or waits for a later time, gets a fresh set of attempts. */
export const allAfresh = (connectionId: string, now: Date): Change => ({
  where: `connection_id = $1 and ${failed("$2")}`,
  set: afresh("$2"),
  given: [connectionId, now],
});

/** A person tries again: what failed gets a fresh set of attempts, the first of them now. Answers how many rows that are. */
export function retryFailed(
  tx: Tx,
  table: AspectTable,
  { column, id, now }: { readonly column: "listing_id" | "id"; readonly id: string; readonly now: Date },
): Promise<number> {
  return tx.run(
    `update argosy.${table} set ${afresh("$2")}
     where ${HERE} and ${column} = $1 and ${failed("$2")}`,
    [id, now],
  );
}

/** What waits for a later time is due now, of a clock that was set back. */
export const dueAfterLeap = (now: Date): Change => ({ where: "due_at > $1", set: "due_at = $1", given: [now] });

/** The channel does not take these; `waiting`: a person carries them over. */
export async function clearUnsupported(
  tx: Tx,
  table: AspectTable,
  { connection, state }: { readonly connection: string; readonly state: "idle" | "waiting" },
): Promise<void> {
  await tx.run(
    `update argosy.${table} set due_at = null, state = $2
     where ${HERE} and connection_id = $1 and due_at is not null`,
    [connection, state],
  );
}

const SLOT: Readonly<Record<AnsweredAspect, { readonly table: AspectTable; readonly column: string }>> = {
  stock: { table: "listing_stock", column: "location" },
  price: { table: "listing_price", column: "site" },
};

/** SQL: of row `t`, a lower number was set since; it does not wait for the answer to the one before (desired-stock-sql.ts). */
const IS_LOWER = { stock: "coalesce(t.desired < t.sent_value, false)", price: "false" } as const;

/** Rows of a batch: listing, and location or site. */
interface BatchItems {
  readonly operation: string;
  readonly items: readonly { readonly l: string; readonly s: string }[];
}

/** The channel took them and answers later: not due before that. */
export async function markAwaiting(tx: Tx, aspect: AnsweredAspect, { operation, items }: BatchItems): Promise<void> {
  const { table, column } = SLOT[aspect];
  await tx.run(
    `update argosy.${table} t set operation_id = $1, state = 'sent', due_at = null
     from jsonb_to_recordset($2::jsonb) as r(l uuid, s text)
     where t.organization_id = argosy.tenant() and t.listing_id = r.l and t.${column} = r.s and ${outcomeUnknown("t")}
       and not ${IS_LOWER[aspect]}`,
    [operation, jsonParameter(items)],
  );
}

/** These items of a batch are answered, whatever happens to the others. */
export async function answeredSome(tx: Tx, aspect: AnsweredAspect, { operation, items }: BatchItems): Promise<void> {
  const { table, column } = SLOT[aspect];
  await tx.run(
    `update argosy.${table} t set operation_id = null
     from jsonb_to_recordset($2::jsonb) as r(l uuid, s text)
     where t.organization_id = argosy.tenant() and t.operation_id = $1 and t.listing_id = r.l and t.${column} = r.s`,
    [operation, jsonParameter(items)],
  );
}

/** The answer has come, whatever it was. */
export async function answered(tx: Tx, aspect: AnsweredAspect, operation: string): Promise<void> {
  await tx.run(`update argosy.${SLOT[aspect].table} set operation_id = null where ${HERE} and operation_id = $1`, [
    operation,
  ]);
}

/** SQL, what to set of rows nobody waits for an answer of: stock is read before it is written again, a price is written again. */
const UNANSWERED = {
  stock: "state = 'waiting', recheck = true, doubt_taken = 0, doubt_given = 0",
  price: "state = 'waiting'",
} as const;

/** The channel will not answer any more. */
export async function giveUpAnswer(tx: Tx, aspect: AnsweredAspect, operation: string, now: Date): Promise<void> {
  await tx.run(
    `update argosy.${SLOT[aspect].table} set ${UNANSWERED[aspect]}, due_at = $2
     where ${HERE} and operation_id = $1`,
    [operation, now],
  );
}

const AWAITED = "operation_id is not null";
const awaitedAfresh = (aspect: AnsweredAspect): string =>
  `${UNANSWERED[aspect]}, operation_id = null, attempts = 0, due_at = $2`;

/** A person tries again: of a channel, all that it has taken and not answered. */
export const allAwaitedAfresh = (aspect: AnsweredAspect, connectionId: string, now: Date): Change => ({
  where: `connection_id = $1 and ${AWAITED}`,
  set: awaitedAfresh(aspect),
  given: [connectionId, now],
});

/** The same of one listing. Answers how many rows that are. */
export function retryAwaited(tx: Tx, aspect: AnsweredAspect, listingId: string, now: Date): Promise<number> {
  return tx.run(
    `update argosy.${SLOT[aspect].table} set ${awaitedAfresh(aspect)}
     where ${HERE} and listing_id = $1 and ${AWAITED}`,
    [listingId, now],
  );
}
