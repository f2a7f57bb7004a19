/** What the pushes of single records (categories, customers) share: what is due, and what became of it. */

import { systemActor } from "../../commerce/actor.ts";
import { type HubText, type Message, textParts } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { type AlertKind, resolveAlert } from "../../hub/alerts/alerts.ts";
import type { SyncAction } from "../../hub/sync-log/sync-log.ts";
import { writeJournal } from "../journal/sync-journal.ts";
import type { OutboundSession } from "./outbound-session.ts";
import { pushDue } from "./push-due.ts";
import { alertExhaustedPush, type PushAlert, recordPushFailure } from "./push-failure.ts";

export interface PushRow {
  readonly subject_id: string;
  readonly title: string;
  readonly ext_keys: readonly string[];
  readonly seq: bigint;
  readonly attempts: number;
}

export interface RecordKind {
  readonly kind: "category" | "customer" | "listing_draft";
  /** What the log files its pushes under. */
  readonly action: SyncAction;
  readonly alert: AlertKind;
  /** What the log calls the record; a person's name never. */
  ref(row: PushRow): string;
  title(row: PushRow, store: string): Message;
  failed(row: PushRow): Message;
  /** How many are read as due at once. */
  readonly take?: number | undefined;
  /** Sends all that is due in one call; `send` records their answers, in the order of these rows. */
  begin?(session: OutboundSession, rows: readonly PushRow[]): Promise<readonly PushRow[]>;
  /** Answers what was done, for the log; null: nothing. */
  send(session: OutboundSession, row: PushRow): Promise<Sent | Message | null>;
  /** No try follows. */
  gaveUp?(tx: Tx, row: PushRow, failed: { readonly text: HubText; readonly now: Date }): Promise<void>;
}

export interface Sent {
  /** Null: nothing to log. */
  readonly text: Message | null;
  /** It is not done: it is sent again then, or its answer asked for. */
  readonly again?: Date | undefined;
  /** The platform refused what was sent, and says why; the record keeps what it found. */
  readonly refused?: HubText | undefined;
}

const TAKE = 20;
// What lies below a deleted category has moved up before it goes.
const DUE = `select subject_id, title, ext_keys, seq, attempts from argosy.record_push
  where organization_id = argosy.tenant() and connection_id = $1 and kind = $3 and due_at <= $2
  order by cardinality(ext_keys) > 0, due_at, subject_id
  limit $4`;
const WHERE = "organization_id = argosy.tenant() and connection_id = $1 and kind = $2 and subject_id = $3 and seq = $4";

/** Sends what is due of a kind; answers true when there may be more. */
export async function pushRecords(session: OutboundSession, record: RecordKind): Promise<boolean> {
  const { take = TAKE, begin } = record;
  return pushDue<PushRow>(session, {
    take,
    due: (tx) => tx.rows<PushRow>(DUE, [session.open.row.id, session.now(), record.kind, take]),
    begin: begin && ((rows) => begin(session, rows)),
    async send(row) {
      const answer = await record.send(session, row);
      const sent = answer !== null && "code" in answer ? { text: answer } : answer;
      await session.tenantWithLease((tx) => settle(tx, session, { record, row, sent }));
    },
    failed: (row, error, fromCall) => recordFailure(session, { record, row, error, fromCall }),
  });
}

const causeOf = (session: OutboundSession, { kind }: RecordKind, row: PushRow) =>
  `${kind}-failed:${session.open.row.id}:${row.subject_id}`;
const keyOf = (session: OutboundSession, { kind }: RecordKind, row: PushRow) => [
  session.open.row.id,
  kind,
  row.subject_id,
  row.seq,
];

/** With a newer desired value the row stays due. That of what is gone here is done with. */
async function settle(
  tx: Tx,
  session: OutboundSession,
  done: { readonly record: RecordKind; readonly row: PushRow; readonly sent: Sent | null },
): Promise<void> {
  const { record, row, sent } = done;
  const now = session.now();
  await tx.run(
    `update argosy.record_push
     set attempts = 0, error = null, error_said = null, due_at = $5,
       state = case when $5::timestamptz is null then 'idle' else 'waiting' end
     where ${WHERE}`,
    [...keyOf(session, record, row), sent?.again ?? null],
  );
  await tx.run(
    `delete from argosy.record_push r
     where ${WHERE}
       and not exists (select 1 from argosy.${record.kind} c
         where c.organization_id = r.organization_id and c.id = r.subject_id)`,
    keyOf(session, record, row),
  );
  const refused = sent?.refused;
  if (refused !== undefined) await alertExhaustedPush(tx, session, alertOf(session, record, row), refused);
  else if (!sent?.again) await resolveAlert(tx, causeOf(session, record, row), now, systemActor);
  const base = { connectionId: session.open.row.id, action: record.action, ref: record.ref(row), at: now };
  const status = refused === undefined ? ("success" as const) : ("failed" as const);
  const text = sent?.text ?? null;
  const entries =
    text === null ? [] : [{ ...base, status, text: refused === undefined ? text : [text, ...textParts(refused)] }];
  await writeJournal(tx, session.open.row.id, entries, session.callLog.drifts.splice(0), now);
}

const recordFailure = (
  session: OutboundSession,
  { record, row, error, fromCall }: FailedRecord & { readonly error: unknown; readonly fromCall: number },
): Promise<void> =>
  recordPushFailure(session, {
    action: record.action,
    ref: record.ref(row),
    lead: record.failed(row),
    ...{ error, attempts: row.attempts, fromCall },
    alert: alertOf(session, record, row),
    async save(tx, { attempts, text, said, dueAt, state, userMessage, now }) {
      await tx.run(
        `update argosy.record_push set attempts = $5, error = $6, error_said = $9, due_at = $7, state = $8
         where ${WHERE}`,
        [...keyOf(session, record, row), attempts, text, dueAt, state, said],
      );
      if (dueAt === null) await record.gaveUp?.(tx, row, { text: userMessage, now });
    },
  });

interface FailedRecord {
  readonly record: RecordKind;
  readonly row: PushRow;
}

const alertOf = (session: OutboundSession, record: RecordKind, row: PushRow): PushAlert => ({
  kind: record.alert,
  cause: causeOf(session, record, row),
  subject: { kind: record.kind, id: row.subject_id },
  title: record.title(row, session.open.row.name),
});
