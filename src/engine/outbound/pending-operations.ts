/**
 * Answers that come later: a platform takes a batch (a feed, a bulk job) and tells what became of it when asked
 * again. The handle is kept with what was sent; an item waits until it is answered, whatever becomes of the others. A
 * lower number does not wait (decision 531), and a person may end the waiting.
 */

import { type HubText, message, textParts } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import { BATCH_GIVEN_UP_AFTER_MS } from "../../commerce/retry-schedule.ts";
import type { Push, PushItem, PushResult } from "../../connectors/kit/contract/ports.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert } from "../../hub/alerts/alerts.ts";
import { jsonParameter } from "../../hub/json-column.ts";
import { answered, answeredSome, giveUpAnswer, markAwaiting } from "../../hub/sync-state/aspect.ts";
import { describeError, writeJournal } from "../journal/sync-journal.ts";
import { ConnectionUnavailable } from "../lanes/lane-result.ts";
import type { OutboundSession } from "./outbound-session.ts";

export type Aspect = "stock" | "price";

/** One item of an accepted batch: its row, and its desired value. */
export interface SentItem {
  readonly listingId: string;
  /** The channel's location (stock) or site (price). */
  readonly slot: string;
  readonly desired: Json;
}

export interface Operation {
  readonly id: string;
  readonly aspect: Aspect;
  readonly handle: string;
  readonly items: readonly { readonly l: string; readonly s: string; readonly w: Json }[];
  readonly created_at: Date;
  readonly attempts: number;
  /** An alert says that it takes longer than usual. */
  readonly has_alert: boolean;
}

/** The platform's answer about a batch. */
export interface Answer {
  /** When to ask for the rest; null: it is whole. */
  readonly pendingMs: number | null;
  /** The items that are answered. */
  readonly slots: readonly { readonly l: string; readonly s: string }[];
  /** Takes in what was answered for the rows that were sent. */
  settle(): Promise<void>;
}

/** Requests the answer to a batch. */
export interface OperationPoller {
  /** Within how long the platform answers as a rule. */
  readonly usuallyMs: number;
  /** Null: nothing of it is waited for any more. */
  poll(operation: Operation): Promise<Answer | null>;
}

/**
 * The taker of one aspect: `poll` asks the connector, telling it what was sent and is still open, and `settle` takes its
 * results in. Null without `poll`.
 */
export function answerTaker<V, Row extends { readonly listing_id: string; readonly ext_key: string }>(
  session: OutboundSession,
  push: Push<V> | undefined,
  how: {
    rows(operation: Operation): Promise<readonly Row[]>;
    slotOf(row: Row): string;
    itemOf(row: Row): PushItem<V>;
    settle(
      rows: readonly Row[],
      answer: { readonly results: readonly PushResult<V>[]; readonly fromCall: number },
    ): Promise<void>;
  },
): OperationPoller | null {
  if (!push?.poll) return null;
  const poll = push.poll.bind(push);
  return {
    usuallyMs: push.usuallyMs ?? USUALLY_MS,
    async poll(operation) {
      const fromCall = session.callLog.calls.length;
      const sent = await how.rows(operation);
      if (sent.length === 0) return null;
      const answer = await session.call((ctx) => poll(operation.handle, ctx, sent.map(how.itemOf)));
      const pendingMs = "pendingMs" in answer ? answer.pendingMs : null;
      const results = "pendingMs" in answer ? (answer.results ?? []) : answer;
      const answeredKeys = new Set(results.map(({ key, location }) => `${key}\0${location}`));
      // A lower quantity may have left the batch while its answer was requested.
      const open = results.length === 0 ? [] : await how.rows(operation);
      const rows =
        pendingMs === null ? open : open.filter((row) => answeredKeys.has(`${row.ext_key}\0${how.slotOf(row)}`));
      return {
        pendingMs,
        slots: rows.map((row) => ({ l: row.listing_id, s: how.slotOf(row) })),
        settle: () => (rows.length === 0 ? Promise.resolve() : how.settle(rows, { results, fromCall })),
      };
    },
  };
}

const TAKE = 20;
/** For a platform whose connector names no time: shorter than any published one. */
const USUALLY_MS = 15 * 60_000;

/** Saves an accepted batch under its handle; its rows are not due until it is answered. */
export async function trackOperation(
  tx: Tx,
  connection: string,
  taken: {
    readonly aspect: Aspect;
    readonly handle: string;
    readonly pollAt: Date;
    readonly items: readonly SentItem[];
    readonly now: Date;
  },
): Promise<void> {
  const items = taken.items.map((item) => ({ l: item.listingId, s: item.slot, w: item.desired }));
  // Two batches may come back under one handle: they are one operation then.
  const { id } = await tx.one<{ id: string }>(
    `insert into argosy.remote_operation as o (organization_id, connection_id, aspect, handle, items, poll_at,
       created_at)
     values (argosy.tenant(), $1, $2, $3, $4::jsonb, $5, $6)
     on conflict (organization_id, connection_id, aspect, handle)
       do update set items = o.items || excluded.items, poll_at = least(o.poll_at, excluded.poll_at)
     returning id`,
    [connection, taken.aspect, taken.handle, jsonParameter(items), taken.pollAt, taken.now],
  );
  await markAwaiting(tx, taken.aspect, { operation: id, items });
}

/** Requests the answers that are due; true when there may be more. */
export async function pollOperations(
  session: OutboundSession,
  takers: Readonly<Record<Aspect, OperationPoller | null>>,
): Promise<boolean> {
  const due = await session.tenant((tx) =>
    tx.rows<Operation>(
      `select id, aspect, handle, items, created_at, attempts, told_at is not null as has_alert
       from argosy.remote_operation
       where organization_id = argosy.tenant() and connection_id = $1 and poll_at <= $2 order by poll_at, id limit $3`,
      [session.open.row.id, session.now(), TAKE],
    ),
  );
  for (const operation of due) await ask(session, operation, takers[operation.aspect]);
  return due.length === TAKE;
}

async function ask(session: OutboundSession, operation: Operation, taker: OperationPoller | null): Promise<void> {
  if (!taker) return giveUp(session, operation, message("log.batch.untold"));
  let answer: Awaited<ReturnType<typeof taker.poll>>;
  try {
    answer = await taker.poll(operation);
  } catch (error) {
    return askAgain(session, operation, error);
  }
  if (answer === null) return session.tenant((tx) => forget(tx, operation));
  // A result of its own for the whole connection rests the lane, but what was answered is answered.
  try {
    await answer.settle();
  } catch (error) {
    if (error instanceof ConnectionUnavailable) await goOn(session, operation, { answer, taker });
    throw error;
  }
  await goOn(session, operation, { answer, taker });
}

/** Answered items stop waiting; the rest is requested again. */
async function goOn(
  session: OutboundSession,
  operation: Operation,
  { answer, taker }: { readonly answer: Answer; readonly taker: OperationPoller },
): Promise<void> {
  const { pendingMs, slots } = answer;
  if (pendingMs === null) return session.tenant((tx) => forget(tx, operation));
  const now = session.now();
  const pollAt = new Date(now.getTime() + pendingMs);
  const waitsMs = pollAt.getTime() - operation.created_at.getTime();
  if (slots.length > 0)
    await session.tenant((tx) => answeredSome(tx, operation.aspect, { operation: operation.id, items: slots }));
  if (waitsMs > BATCH_GIVEN_UP_AFTER_MS) return giveUp(session, operation, message("log.batch.day"));
  const isLate = now.getTime() - operation.created_at.getTime() > taker.usuallyMs;
  await session.tenantWithLease(async (tx) => {
    await postpone(tx, operation, pollAt, operation.attempts);
    if (isLate && !operation.has_alert) await alertStillFailingBatch(tx, session, operation, now);
  });
}

/** Raised once for each batch; resolved when no late one is open any more (settled-alerts.ts). */
async function alertStillFailingBatch(
  tx: Tx,
  session: OutboundSession,
  operation: Operation,
  now: Date,
): Promise<void> {
  const { row } = session.open;
  await tx.run("update argosy.remote_operation set told_at = $2 where organization_id = argosy.tenant() and id = $1", [
    operation.id,
    now,
  ]);
  await raiseAlert(tx, {
    kind: "answer_late",
    severity: "warning",
    cause: `answer-late:${row.id}:${operation.aspect}`,
    connectionId: row.id,
    title: message(`alert.answer_late.title.${operation.aspect}`, {
      store: row.name,
      sinceAt: operation.created_at.toISOString(),
    }),
    text: message("alert.answer_late.text"),
    action: { kind: `retry_${operation.aspect}` },
    now,
  });
}

/** The request failed: repeated on the retry schedule; after that the rows are read back, as their outcome is unknown. */
async function askAgain(session: OutboundSession, operation: Operation, error: unknown): Promise<void> {
  const { attempts, dueAt } = await session.classifyFailure(error, operation.attempts);
  if (dueAt === null) return giveUp(session, operation, describeError(error).userMessage);
  await session.tenantWithLease((tx) => postpone(tx, operation, dueAt, attempts));
}

async function postpone(tx: Tx, operation: Operation, pollAt: Date, attempts: number): Promise<void> {
  await tx.run(
    `update argosy.remote_operation
     set poll_at = $2, attempts = $3
     where organization_id = argosy.tenant() and id = $1`,
    [operation.id, pollAt, attempts],
  );
}

async function forget(tx: Tx, operation: Operation): Promise<void> {
  await answered(tx, operation.aspect, operation.id);
  await tx.run("delete from argosy.remote_operation where organization_id = argosy.tenant() and id = $1", [
    operation.id,
  ]);
}

/** The batch's outcome stays unknown: stock is read back before it is written again, a price is written again. */
async function giveUp(session: OutboundSession, operation: Operation, reason: HubText): Promise<void> {
  const now = session.now();
  await session.tenantWithLease(async (tx) => {
    await giveUpAnswer(tx, operation.aspect, operation.id, now);
    await forget(tx, operation);
    await writeJournal(
      tx,
      session.open.row.id,
      [
        {
          connectionId: session.open.row.id,
          action: operation.aspect === "stock" ? "update_inventory" : "update_price",
          status: "failed",
          ref: operation.handle,
          text: [...textParts(reason), message("log.batch.again", { items: operation.items.length })],
          at: now,
        },
      ],
      session.callLog.drifts.splice(0),
      now,
    );
  });
}
