/** Writes what a turn did: sync log rows for the seller, and drift of the platform's data. */

import { type HubText, type Message, message } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import { ConnectorError, type ErrorKind } from "../../connectors/kit/contract/errors.ts";
import type { CallRecord } from "../../connectors/kit/http/call-log.ts";
import type { DriftReport } from "../../connectors/kit/http/options.ts";
import { type Tx, together } from "../../db/database.ts";
import { jsonParameter, storableText } from "../../hub/json-column.ts";
import { logSync, type NewSyncEntry } from "../../hub/sync-log/sync-log.ts";

/** Writes log rows and drift in the turn's own transaction, sent at once. */
export async function writeJournal(
  tx: Tx,
  connectionId: string,
  entries: readonly NewSyncEntry[],
  drifts: readonly DriftReport[],
  now: Date,
): Promise<void> {
  await together([logSync(tx, entries), writeDrift(tx, connectionId, drifts, now)]);
}

async function writeDrift(tx: Tx, connectionId: string, drifts: readonly DriftReport[], now: Date): Promise<void> {
  if (drifts.length === 0) return;
  const distinct = new Map(drifts.map((drift) => [`${drift.path}\0${drift.problem}`, drift]));
  const rows = [...distinct.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  await tx.run(
    `insert into argosy.drift (organization_id, connection_id, path, problem, sample, first_at, last_at)
     select argosy.tenant(), $1, p, b, s, $5, $5 from unnest($2::text[], $3::text[], $4::jsonb[]) as d(p, b, s)
     on conflict (organization_id, connection_id, path, problem)
       do update set count = drift.count + 1, last_at = excluded.last_at, sample = excluded.sample`,
    [
      connectionId,
      rows.map((d) => storableText(d.path.slice(0, 300))),
      rows.map((d) => storableText(d.problem.slice(0, 300))),
      rows.map((d) => jsonParameter(d.value ?? null)),
      now,
    ],
  );
}

/** The exchanges of a failed or notable attempt, for the raw view of a log row. */
export function exchangesOf(calls: readonly CallRecord[], from = 0): Json {
  return calls
    .slice(from)
    .slice(-5)
    .map((call) => ({
      operation: call.operation,
      method: call.method,
      url: call.url,
      status: call.status,
      ms: call.ms,
      attempt: call.attempt,
      request: call.requestBody,
      response: call.responseBody,
      error: call.error,
      problem: call.problem,
    }));
}

/** What a failed entry keeps: the exchanges, and when the next try is; null: there is none. */
export function failureDetails(
  calls: readonly CallRecord[],
  from: number,
  dueAt: Date | null,
): { readonly [key: string]: Json } {
  return { exchanges: exchangesOf(calls, from), ...(dueAt !== null && { nextTryAt: dueAt.toISOString() }) };
}

// Class 22 as far as it speaks of one value: too long, out of range, no date, or characters that cannot be kept.
const UNSTORABLE = /^22(001|003|007|008|021|P05)$/;

/** The reason why a record of a channel cannot be stored; null for every other error. */
export function unstorable(error: unknown): Message | null {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return null;
  return UNSTORABLE.test(error.code) ? message("trouble.unstorable", { why: storableText(error.message) }) : null;
}

/** Words and kind of any error: a ConnectorError speaks to sellers already, everything else is a fault of ours. */
export function describeError(error: unknown): {
  readonly kind: ErrorKind;
  /** The English, as a column keeps it. */
  readonly text: string;
  /** The same with the codes it is said by. */
  readonly userMessage: HubText;
  readonly details: Json;
} {
  if (error instanceof ConnectorError)
    return {
      kind: error.info,
      text: storableText(error.message),
      userMessage: error.userMessage,
      details: error.details,
    };
  const userMessage = unstorable(error) ?? message("trouble.ours");
  return {
    kind: { kind: "transient" },
    text: userMessage.text,
    userMessage,
    details: error instanceof Error ? error.message : String(error),
  };
}
