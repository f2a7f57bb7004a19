/**
 * The content of a product on one channel, on its way there: `want_seq`, `sent_seq`, `ack_seq`, `acked_hash`, `due_at`,
 * `attempts`, `state`, `error`, `error_said`, `push_fields` (to be sent although content is not kept in sync), `leaves`
 * (to go off sale) and `base` (what both last agreed on) of `argosy.product_listing`. This folder alone writes these
 * (`npm run structure` checks that), one function or one fragment an event; what the channel shows and what a product
 * says there alone are the other columns, written by their subjects. Content is sent and compared as a whole.
 *
 * | state | is |
 * | --- | --- |
 * | idle | nothing is to be sent; not due |
 * | waiting | is to be sent, at `due_at`; with `sent_seq` above `ack_seq`: sent, outcome unknown |
 * | failed, rejected | given up; a person or another edit starts it again |
 *
 * | event | here | from | to |
 * | --- | --- | --- | --- |
 * | the channel shows a new product | none: rows begin as idle (channel-products/record.ts) | | idle |
 * | a product is to be created there | firstSent | | waiting |
 * | a product kept in sync was edited | queueContent | any | waiting |
 * | it is to be sent again, whatever was sent last | sentAgain, with moreFields; sendFieldsOf | any | waiting |
 * | its product was deleted here | offSale | any | waiting |
 * | it is sent | markContentSent | waiting | waiting |
 * | it was taken, or is there already | acknowledgeContent | waiting | idle, waiting where it changed meanwhile |
 * | it was refused or lost | failContent; returnUnsentContent where it is known not to be there | waiting | waiting, failed, rejected |
 * | it does not take products | aspect.ts clearUnsupported | waiting | idle |
 * | both agree, or differ as is known | mergeBase | any | the same |
 * | it stands for another product | OTHER_PRODUCT | any | the same |
 * | it is gone from the channel | GONE | any | the same, not due |
 * | the channel reported it before its answer | deleteDuplicate | any | the row is deleted |
 * | a person tries again | aspect.ts retryFailed, allAfresh | failed, rejected, waiting | waiting |
 * | a clock was set back | aspect.ts dueAfterLeap | any | the same, due now |
 */

import type { Tx } from "../../db/database.ts";
import { jsonParameter } from "../json-column.ts";
import { afresh } from "./aspect.ts";

/** As it was when it was taken: `want_seq` shows whether it was edited since. */
export interface TakenContent {
  readonly id: string;
  readonly want_seq: bigint;
}

const HERE = "organization_id = argosy.tenant()";

/** SQL: a product of ours is to be created by the store `connection`; ends where its FROM begins. */
export const firstSent = (made: {
  readonly connection: string;
  readonly product: string;
  readonly title: string;
  readonly at: string;
}): string =>
  `insert into argosy.product_listing (organization_id, connection_id, product_id, title, content_sync, want_seq,
     due_at, state, created_at)
   select argosy.tenant(), ${made.connection}, ${made.product}, ${made.title}, true, 1,
     ${made.at}, 'waiting', ${made.at}`;

/** SQL, what to set. */
const nextRevision = (row: string, due: string): string => `want_seq = ${row}.want_seq + 1, ${afresh(due)}`;

/** SQL, what to set: it is sent at `due`, also where it is as it was sent last. */
export const sentAgain = (row: string, due: string): string => `${nextRevision(row, due)}, acked_hash = null`;

/** SQL, what to set: these fields go along (an array). */
export const moreFields = (row: string, fields: string): string =>
  `push_fields = array(select distinct unnest(${row}.push_fields || ${fields}))`;

/** SQL, what to set: it goes off sale, where it is on the channel. */
export const offSale = (row: string, due: string): string => `leaves = true, ${nextRevision(row, due)}`;

/** SQL, what to set: what was agreed on of one product says nothing of another. */
export const OTHER_PRODUCT = "base = '{}'";

/** SQL, what to set: the listing is gone, nothing is sent. */
export const GONE = "due_at = null";

/** Products of ours were edited: answers the stores that keep their content in sync. */
export async function queueContent(tx: Tx, productIds: readonly string[], at: Date): Promise<string[]> {
  const rows = await tx.rows<{ connection_id: string }>(
    `update argosy.product_listing p
     set want_seq = p.want_seq + 1, ${afresh("least(p.due_at, $2)")}
     where ${HERE} and product_id = any ($1::uuid[]) and content_sync and gone_at is null
     returning connection_id`,
    [productIds, at],
  );
  return rows.map((row) => row.connection_id);
}

/** What is named is sent too. A product without images takes none away, unless it was to be sent without them before. */
export async function sendFieldsOf(tx: Tx, id: string, fields: readonly string[], now: Date): Promise<void> {
  await tx.run(
    `update argosy.product_listing p
     set push_fields = array(
         select distinct f from unnest(p.push_fields || $2::text[]) as f
         where f <> 'images' or p.own_images or f = any(p.push_fields)
           or exists (select 1 from argosy.image i
             where i.organization_id = p.organization_id and i.product_id = p.product_id)),
       ${sentAgain("p", "$3")}
     where ${HERE} and id = $1`,
    [id, fields, now],
  );
}

/** Committed before anything is sent: what the channel shows until its answer may be our own. */
export async function markContentSent(tx: Tx, row: TakenContent): Promise<void> {
  await tx.run(`update argosy.product_listing set sent_seq = $2 where ${HERE} and id = $1`, [row.id, row.want_seq]);
}

/** With a newer desired value the channel's content counts as unknown: it may have changed since. */
export async function acknowledgeContent(tx: Tx, row: TakenContent, hash: string | null): Promise<void> {
  await tx.run(
    `update argosy.product_listing set ack_seq = $2, sent_seq = $2,
       acked_hash = case when want_seq = $2 then $3 end, attempts = 0, error = null,
       due_at = case when want_seq = $2 then null else due_at end,
       state = case when want_seq = $2 then 'idle' else 'waiting' end,
       push_fields = case when want_seq = $2 then '{}' else push_fields end, leaves = leaves and want_seq <> $2
     where ${HERE} and id = $1`,
    [row.id, row.want_seq, hash],
  );
}

export interface FailedContent {
  readonly row: TakenContent;
  readonly attempts: number;
  readonly text: string | null;
  readonly messageParts: string | null;
  readonly dueAt: Date | null;
  readonly state: "waiting" | "failed" | "rejected";
}

/** A product edited meanwhile is due by itself, with attempts of its own. */
export async function failContent(tx: Tx, failed: FailedContent): Promise<void> {
  const { row, attempts, text, messageParts, dueAt, state } = failed;
  await tx.run(
    `update argosy.product_listing set attempts = $2, error = $3, error_said = $7, due_at = $4, state = $5
     where ${HERE} and id = $1 and want_seq = $6`,
    [row.id, attempts, text, dueAt, state, row.want_seq, messageParts],
  );
}

/** It is not being sent any more: what the channel shows is the channel's own. */
export async function returnUnsentContent(tx: Tx, id: string): Promise<void> {
  await tx.run(`update argosy.product_listing set sent_seq = ack_seq where ${HERE} and id = $1`, [id]);
}

/** Saves the state of these fields on both sides. */
export async function mergeBase(
  tx: Tx,
  all: readonly { readonly id: string; readonly entries: object }[],
): Promise<void> {
  await tx.run(
    `update product_listing p
     set base = p.base || r.entries
     from jsonb_to_recordset($1::jsonb) as r(id uuid, entries jsonb)
     where p.organization_id = argosy.tenant() and p.id = r.id`,
    [jsonParameter(all)],
  );
}

/** Deletes the row that the channel's report created; the one that requested the product stays. */
export async function deleteDuplicate(tx: Tx, id: string): Promise<void> {
  await tx.run(`delete from argosy.product_listing where ${HERE} and id = $1`, [id]);
}
