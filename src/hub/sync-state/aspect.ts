/**
 * What happens alike to numbers, prices and content on their way to a channel; stock.ts, price.ts and content.ts have the
 * tables of all events.
 */
import type { Tx } from "../../db/database.ts";
import { jsonParameter } from "../json-column.ts";
import type { Change } from "./in-pieces.ts";

/** The rows of one kind: what is to be shown, what was sent, what was taken. */
export type AspectTable = "listing_stock" | "listing_price" | "product_listing" | "record_push";
export type AnsweredAspect = "stock" | "price";

const HERE = "organization_id = argosy.tenant()";
const FAILED = "(state in ('failed', 'rejected') or (attempts > 0 and due_at is not null))";

/** SQL, what to set: a fresh set of attempts, the first of them then. */
export const afresh = (due: string): string => `attempts = 0, error = null, state = 'waiting', due_at = ${due}`;

/** SQL, what to set: nothing is to be sent any more. */
export const AT_REST = "due_at = null, attempts = 0, state = 'idle', error = null";

/** All that failed of a channel gets a fresh set of attempts. */
export const allAfresh = (connectionId: string, now: Date): Change => ({
  where: `connection_id = $1 and ${FAILED}`,
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
     where ${HERE} and ${column} = $1 and ${FAILED}`,
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

/** The channel took them and answers later: not due before that. */
export async function markAwaiting(
  tx: Tx,
  aspect: AnsweredAspect,
  {
    operation,
    items,
  }: { readonly operation: string; readonly items: readonly { readonly l: string; readonly s: string }[] },
): Promise<void> {
  const { table, column } = SLOT[aspect];
  await tx.run(
    `update argosy.${table} t set operation_id = $1, state = 'sent', due_at = null
     from jsonb_to_recordset($2::jsonb) as r(l uuid, s text)
     where t.organization_id = argosy.tenant() and t.listing_id = r.l and t.${column} = r.s and t.sent_seq > t.ack_seq`,
    [operation, jsonParameter(items)],
  );
}

/** The answer has come, whatever it was. */
export async function answered(tx: Tx, aspect: AnsweredAspect, operation: string): Promise<void> {
  await tx.run(`update argosy.${SLOT[aspect].table} set operation_id = null where ${HERE} and operation_id = $1`, [
    operation,
  ]);
}

/** Nobody will say what became of them: stock is looked at before it is written again, a price is written again. */
export async function giveUpAnswer(tx: Tx, aspect: AnsweredAspect, operation: string, now: Date): Promise<void> {
  const look = aspect === "stock" ? ", recheck = true, doubt_taken = 0, doubt_given = 0" : "";
  await tx.run(
    `update argosy.${SLOT[aspect].table} set state = 'waiting', due_at = $2${look}
     where ${HERE} and operation_id = $1`,
    [operation, now],
  );
}
