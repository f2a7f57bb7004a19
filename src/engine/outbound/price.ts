/** Sends prices of listings whose price sync is on. */

import { systemActor } from "../../commerce/actor.ts";
import { type HubText, message } from "../../commerce/message.ts";
import type { Money } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { PushItem, PushResult } from "../../connectors/kit/contract/ports.ts";
import { chunks } from "../../connectors/kit/parse/chunks.ts";
import type { Tx } from "../../db/database.ts";
import { resolveAlerts } from "../../hub/alerts/alerts.ts";
import {
  acknowledgePrices,
  failPrices,
  markPricesSent,
  returnUnsentPrices,
  stopUnsendablePrices,
} from "../../hub/sync-state/price.ts";
import { describeError, writeJournal } from "../journal/sync-journal.ts";
import type { ItemFailure } from "../lanes/lane-result.ts";
import { isHeld, type Lane, LeaseLost } from "../lanes/lanes.ts";
import { answersOf, awaitAnswers, sortAnswers } from "./batch-answers.ts";
import type { OutboundSession } from "./outbound-session.ts";
import { answerTaker, type Operation, type OperationPoller, type SentItem } from "./pending-operations.ts";
import { sendEach } from "./push-due.ts";
import { alertExhaustedPush, failedEntry, type PushAlert } from "./push-failure.ts";
import { sendInParts } from "./send-in-parts.ts";
import { clearUnsupportedWork } from "./unsupported.ts";

interface PriceRow {
  readonly listing_id: string;
  readonly site: string;
  readonly ext_key: string;
  readonly ext: Json;
  readonly sku: string | null;
  readonly currency: string;
  readonly desired_minor: bigint;
  readonly desired_compare_minor: bigint | null;
  readonly expected_minor: bigint | null;
  readonly want_seq: bigint;
  readonly attempts: number;
  readonly acked_at: Date | null;
  readonly sendable: boolean;
}

type Price = { readonly price: Money; readonly compareAt?: Money | undefined };
interface Failure extends ItemFailure {
  readonly row: PriceRow;
  readonly text: HubText;
}

const TAKE = 500;

/** Sends what is due; answers true when there may be more. */
export async function pushPrices(session: OutboundSession): Promise<boolean> {
  const prices = session.open.ports.prices;
  if (!prices) return clearUnsupportedWork(session, "listing_price");
  const due = await session.tenant((tx) => takeDue(tx, session.open.row.id, session.now()));
  const groups = Map.groupBy(due, (row) => prices.push.groupOf?.(itemOf(row)) ?? "");
  const batches = [...groups.values()].flatMap((group) => chunks(group, prices.push.maxItems));
  return (await sendEach(session, batches, (rows) => sendBatch(session, prices.push, rows))) || due.length === TAKE;
}

async function takeDue(tx: Tx, connection: string, now: Date): Promise<PriceRow[]> {
  const rows = await tx.rows<PriceRow>(
    `select p.listing_id, p.site, l.ext_key, l.ext, l.sku, p.currency, p.desired_minor, p.desired_compare_minor,
       p.expected_minor, p.want_seq, p.attempts, p.acked_at,
            (l.state = 'mapped' and l.price_sync and l.active and l.gone_at is null
              and p.desired_minor is not null) as sendable
     from argosy.listing_price p join argosy.listing l on l.organization_id = p.organization_id and l.id = p.listing_id
     where p.organization_id = argosy.tenant() and p.connection_id = $1 and p.due_at <= $2 and p.operation_id is null
     order by p.due_at, p.listing_id
     limit $3`,
    [connection, now, TAKE],
  );
  await stopUnsendablePrices(
    tx,
    rows.flatMap((row) => (row.sendable ? [] : [row.listing_id])),
  );
  return rows.filter((row) => row.sendable);
}

function itemOf(row: PriceRow): PushItem<Price> {
  const price: Money = { minor: row.desired_minor, currency: row.currency };
  const compareAt =
    row.desired_compare_minor === null ? undefined : { minor: row.desired_compare_minor, currency: row.currency };
  return {
    key: row.ext_key,
    location: row.site,
    seq: row.want_seq,
    want: { price, ...(compareAt ? { compareAt } : {}) },
    expected: row.expected_minor === null ? null : { price: { minor: row.expected_minor, currency: row.currency } },
    ext: row.ext,
    idempotencyKey: `price:${row.listing_id}:${row.site}:${row.want_seq}:${row.attempts}:${row.acked_at?.getTime() ?? 0}`,
  };
}

async function sendBatch(
  session: OutboundSession,
  push: { send: NonNullable<OutboundSession["open"]["ports"]["prices"]>["push"]["send"] },
  rows: readonly PriceRow[],
): Promise<void> {
  // Committed before anything is sent: it distinguishes a batch answered later from one never sent.
  await session.tenant((tx) => markPriceRowsSent(tx, session.lane, rows, session.now()), { kind: "derived" });
  await sendInParts(session, rows, {
    send: (some) => session.call((ctx) => push.send(some.map(itemOf), ctx)),
    record: (some, results, started) => recordResults(session, some, { results, failed: undefined, started }),
    failed: (some, failed, started) => recordResults(session, some, { results: [], failed, started }),
    release: (some) => session.tenant((tx) => returnUnsentPrices(tx, some)),
    repeats: true,
  });
}

async function markPriceRowsSent(tx: Tx, lane: Lane, rows: readonly PriceRow[], now: Date): Promise<void> {
  const marked = await markPricesSent(tx, rows, {
    lane,
    ownsLane: (connection, token) => isHeld("outbound", connection, token),
    now,
  });
  if (marked === 0)
    throw new LeaseLost("Prices were about to be written by a worker that does not have the lane any more.");
}

/** Requests the outcome of price batches the channel answers later; null when it has none. */
export const priceAnswers = (session: OutboundSession): OperationPoller | null =>
  answerTaker<Price, PriceRow>(session, session.open.ports.prices?.push, {
    rows(operation: Operation) {
      const desired = new Map(operation.items.map((item) => [`${item.l}\0${item.s}`, String(item.w)]));
      return session.tenant((tx) => loadPendingRows(tx, operation.id, desired));
    },
    slotOf: (row) => row.site,
    itemOf,
    settle: (rows, { results, fromCall }) =>
      recordResults(session, rows, { results, failed: undefined, started: fromCall }),
  });

async function loadPendingRows(tx: Tx, operation: string, desired: ReadonlyMap<string, string>): Promise<PriceRow[]> {
  const rows = await tx.rows<PriceRow>(
    `select p.listing_id, p.site, l.ext_key, l.ext, l.sku, p.currency, p.desired_minor, p.desired_compare_minor,
       p.expected_minor, p.sent_seq as want_seq, p.attempts, p.acked_at, true as sendable
     from argosy.listing_price p join argosy.listing l on l.organization_id = p.organization_id and l.id = p.listing_id
     where p.organization_id = argosy.tenant() and p.operation_id = $1 order by p.listing_id, p.site`,
    [operation],
  );
  return rows.map((row) => {
    const [minor, compare] = (desired.get(`${row.listing_id}\0${row.site}`) ?? "").split("/");
    return minor
      ? { ...row, desired_minor: BigInt(minor), desired_compare_minor: compare ? BigInt(compare) : null }
      : row;
  });
}

async function recordResults(
  session: OutboundSession,
  rows: readonly PriceRow[],
  answer: { readonly results: readonly PushResult<Price>[]; readonly failed: unknown; readonly started: number },
): Promise<void> {
  const { results, failed, started } = answer;
  const now = session.now();
  const sorted = await sortAnswers(
    answersOf(rows, results, (row) => row.site),
    {
      isDesired: (row, { price }) => price.minor === row.desired_minor,
      takesConflicts: false,
      failureOf: ({ row, result }) => failureOf(session, row, failed ?? errorOf(row, result)),
    },
  );
  const { accepted, failures, rests } = sorted;
  const applied = sorted.applied.map(({ row }) => row);
  const taken = new Set<PriceRow>([...applied, ...accepted.map(({ row }) => row)]);
  await session.tenant(async (tx) => {
    await returnUnsentPrices(
      tx,
      rows.filter((row) => !taken.has(row)),
    );
    await awaitAnswers(tx, session.open.row.id, { aspect: "price", accepted, now, itemOf: sentItemOf });
    await record(tx, session, { applied, failures, started, now });
  });
  if (rests) throw rests;
}

const sentItemOf = (row: PriceRow): SentItem => ({
  listingId: row.listing_id,
  slot: row.site,
  desired: `${row.desired_minor}/${row.desired_compare_minor ?? ""}`,
});

function errorOf(row: PriceRow, result: PushResult<Price> | undefined): ConnectorError {
  if (result?.outcome === "rejected")
    return new ConnectorError({ kind: "rejected", field: result.field, code: result.code }, result.text);
  if (result?.outcome === "retry") return new ConnectorError(result.error, result.text);
  if (result?.outcome === "applied")
    return new ConnectorError(
      { kind: "drift", path: "price" },
      message("trouble.shows.price", {
        ours: row.desired_minor.toString(),
        theirs: result.observed.price.minor.toString(),
      }),
    );
  return new ConnectorError({ kind: "ambiguous" }, message("trouble.unanswered.price"));
}

async function failureOf(session: OutboundSession, row: PriceRow, error: unknown): Promise<Failure> {
  return { ...(await session.classifyFailure(error, row.attempts)), row, text: describeError(error).userMessage };
}

const priceCause = (row: PriceRow) => `price-failed:${row.listing_id}`;
const nameOf = (row: PriceRow): string => row.sku ?? row.ext_key;

const alertOf = (row: PriceRow, store: string): PushAlert => ({
  kind: "price_failed",
  cause: priceCause(row),
  subject: { kind: "listing", id: row.listing_id },
  title: message("alert.price_failed.title", { store, item: nameOf(row) }),
  action: { kind: "retry_price", listingId: row.listing_id },
});

async function record(
  tx: Tx,
  session: OutboundSession,
  what: {
    readonly applied: readonly PriceRow[];
    readonly failures: readonly Failure[];
    readonly started: number;
    readonly now: Date;
  },
): Promise<void> {
  const { applied, failures, started: fromCall, now } = what;
  const { id: connectionId, name } = session.open.row;
  await acknowledgePrices(tx, applied, now);
  await resolveAlerts(
    tx,
    applied.map((r) => priceCause(r)),
    now,
    systemActor,
  );
  await failPrices(tx, failures);
  for (const { row, text, dueAt } of failures)
    if (dueAt === null) await alertExhaustedPush(tx, session, alertOf(row, name), text);
  const action = "update_price";
  const text = message("log.prices.updated", { items: applied.length });
  const updated = { connectionId, action, status: "success", text, at: now } as const;
  const failed = failures.map(({ row, ...failure }) => {
    const lead = message("log.failed.price", { item: nameOf(row) });
    return failedEntry(session, { ...failure, action, ref: nameOf(row), lead, fromCall, now });
  });
  const entries = [...(applied.length === 0 ? [] : [updated]), ...failed];
  await writeJournal(tx, connectionId, entries, session.callLog.drifts.splice(0), now);
}
