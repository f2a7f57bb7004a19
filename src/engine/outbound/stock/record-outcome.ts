/** Records a channel's answer to stock writes: confirmed, unexpected, rejected, or to be retried. */

import { systemActor } from "../../../commerce/actor.ts";
import { message } from "../../../commerce/message.ts";
import { ConnectorError } from "../../../connectors/kit/contract/errors.ts";
import type { PushResult } from "../../../connectors/kit/contract/ports.ts";
import { type Tx, together } from "../../../db/database.ts";
import { resolveAlerts } from "../../../hub/alerts/alerts.ts";
import { markUncounted } from "../../../hub/channel-products/counted.ts";
import { EXPLANATION_MS } from "../../../hub/listings/levels.ts";
import { recordLowered } from "../../../hub/sync-state/read-backs.ts";
import { acknowledge, failStock, returnUnsent, stopUnsendable } from "../../../hub/sync-state/stock.ts";
import { describeError, writeJournal } from "../../journal/sync-journal.ts";
import { ConnectionUnavailable } from "../../lanes/lane-result.ts";
import { type Answered, awaitAnswers, sortAnswers } from "../batch-answers.ts";
import type { OutboundSession } from "../outbound-session.ts";
import type { SentItem } from "../pending-operations.ts";
import { isLoweringOpen } from "./decide-stock.ts";
import { executeDecisions } from "./execute-decisions.ts";
import { bookRestocks, type FoundRestock } from "./restocks.ts";
import { alertItem, logEntries, recordFailures, stockCause } from "./stock-journal.ts";
import type { StockFailure, StockRow } from "./stock-rows.ts";
import { decideSeen } from "./stock-situation.ts";

// As many numbers of a store are taken in together with other stores'; a longer list is work of its own.
const MAX_TOGETHER = 100;

type AnsweredStock = Answered<StockRow, number>;

export async function recordOutcomes(
  session: OutboundSession,
  answered: readonly AnsweredStock[],
  fromCall: number,
): Promise<void> {
  const now = session.now();
  // Results that all ask to come again may hide that the platform went away in the middle of the batch.
  const succeeded = answered.some(({ result }) => result !== undefined && result.outcome !== "retry");
  const sorted = await sortAnswers(answered, {
    isDesired: (row, observed) => observed === row.desired,
    takesConflicts: true,
    failureOf: (answer) => failureOf(session, answer, { now, succeeded }),
  });
  const { applied, conflicting: surprising, accepted, failures, unsent, rests } = sorted;
  const entries = () => logEntries(session, { applied, surprising, failures, awaited: accepted.length, fromCall, now });
  // Usually every write succeeded and nothing else needs reporting.
  const isPlain = applied.length === answered.length && !applied.some(({ row }) => isLowering(row));
  if (isPlain && applied.length <= MAX_TOGETHER && session.callLog.drifts.length === 0)
    return session.confirm(applied, entries());
  let restocked: readonly FoundRestock[] = [];
  const notCounted = failures.filter(({ isNotCounted }) => isNotCounted).map(({ row }) => row.ext_key);
  await session.tenant(
    async (tx) => {
      const uncounted = await markUncounted(tx, session.open.row.id, notCounted);
      for (const [uncertain, some] of Map.groupBy(unsent, ({ result }) => isUnclear(result)))
        await returnUnsent(
          tx,
          some.map(({ row }) => row),
          uncertain,
        );
      const lowered = applied.filter(({ row }) => isLowering(row));
      const settled = applied.filter(({ row }) => !isLowering(row));
      const journal = () => writeJournal(tx, session.open.row.id, entries(), session.callLog.drifts.splice(0), now);
      const isAllWell = surprising.length === 0 && failures.length === 0;
      // Often that is all, and goes in one trip.
      await together([
        recordLowered(tx, lowered, now, new Date(now.getTime() + EXPLANATION_MS)),
        acknowledge(tx, settled, now),
        awaitAnswers(tx, session.open.row.id, { aspect: "stock", accepted, now, itemOf: sentItemOf }),
        resolveAlerts(
          tx,
          applied.map(({ row }) => stockCause(row)),
          now,
          systemActor,
        ),
        isAllWell ? journal() : Promise.resolve(),
      ]);
      if (isAllWell) return;
      const decided = await decideSeen(tx, session.open, surprising, { now, isRefused: true });
      restocked = (await executeDecisions(tx, session, decided, { now, comesAtOnce: true })).restocked;
      await giveUp(tx, session, { failures, uncounted, now });
      await journal();
    },
    { kind: "derived" },
  );
  await bookRestocks(session, restocked);
  if (rests) throw rests;
}

/**
 * What failed, with an alert where it is given up. What is not counted on its channel any more takes no number until it is
 * again, and raises none, as where that is read of it.
 */
async function giveUp(
  tx: Tx,
  session: OutboundSession,
  how: { readonly failures: readonly StockFailure[]; readonly uncounted: ReadonlySet<string>; readonly now: Date },
): Promise<void> {
  await failStock(tx, how.failures, how.now);
  const isSilent = ({ row, isNotCounted }: StockFailure) => isNotCounted === true && how.uncounted.has(row.listing_id);
  await stopUnsendable(
    tx,
    how.failures.filter(isSilent).map(({ row }) => row),
  );
  for (const failure of how.failures)
    if (failure.dueAt === null && !isSilent(failure)) await alertItem(tx, session, failure.row, failure.text);
}

const sentItemOf = (row: StockRow): SentItem => ({
  listingId: row.listing_id,
  slot: row.location,
  desired: row.desired,
});

const isLowering = ({ held_as: held, lowers, discrepancies }: StockRow) =>
  isLoweringOpen({ held, lowers, discrepancies });

async function failureOf(
  session: OutboundSession,
  { row, result }: AnsweredStock,
  how: { readonly now: Date; readonly succeeded: boolean },
): Promise<StockFailure> {
  const { now, succeeded } = how;
  const base = { row, uncertain: false, observed: null, lostIn: 0 };
  if (result?.outcome === "rejected")
    return {
      ...base,
      text: result.text,
      attempts: row.attempts + 1,
      dueAt: null,
      state: "rejected",
      isNotCounted: result.code === "not_counted",
    };
  const error =
    result?.outcome === "applied"
      ? new ConnectorError(
          { kind: "drift", path: "stock" },
          message("trouble.shows.stock", { ours: row.desired, theirs: result.observed ?? "" }),
        )
      : result?.outcome === "retry"
        ? new ConnectorError(result.error, result.text)
        : new ConnectorError({ kind: "ambiguous" }, message("trouble.unanswered.stock"));
  const classified = await session.classifyFailure(error, row.attempts, succeeded);
  const failure = lost({ ...base, ...classified, text: error.userMessage, uncertain: isUnclear(result) }, 1, now);
  return { ...failure, observed: result?.outcome === "applied" && !isLowering(row) ? result.observed : null };
}

/** Whether a result leaves open if the write took place. */
function isUnclear(result: PushResult<number> | undefined): boolean {
  return result === undefined || (result.outcome === "retry" && result.error.kind === "ambiguous");
}

/**
 * After an unknown outcome a read-back comes soon: it costs one read and tells whether anything was written. If not, it is
 * written again at once, a batch in two halves; only an item that is lost twice, the second time alone, uses up an attempt.
 */
function lost(failure: StockFailure, items: number, now: Date): StockFailure {
  if (!failure.uncertain) return failure;
  const readBackAt = new Date(now.getTime() + EXPLANATION_MS);
  const { row } = failure;
  if (items > 1 || row.lost_in === 0)
    return {
      ...failure,
      attempts: row.attempts,
      state: "waiting",
      dueAt: readBackAt,
      recheckAt: readBackAt,
      lostIn: items,
    };
  return failure.dueAt === null ? failure : { ...failure, recheckAt: readBackAt };
}

/** A call of which nothing came back but the failure. */
export interface FailedCall {
  readonly rows: readonly StockRow[];
  readonly error: unknown;
  /** How many calls the turn had made before it. */
  readonly fromCall: number;
}

/** The call itself failed: throttle, auth and outages rest the connection; the rest counts for each item. */
export async function wholeBatchFailed(session: OutboundSession, { rows, error, fromCall }: FailedCall): Promise<void> {
  const now = session.now();
  const uncertain = error instanceof ConnectorError && error.kind === "ambiguous";
  const failures: StockFailure[] = [];
  try {
    for (const row of rows) {
      const classified = await session.classifyFailure(error, row.attempts);
      failures.push(
        lost(
          { ...classified, row, text: describeError(error).userMessage, uncertain, observed: null, lostIn: 0 },
          rows.length,
          now,
        ),
      );
    }
  } catch (rests) {
    // Anything else: the rows stay marked as sent, so that the next turn reads back before it writes.
    if (!(rests instanceof ConnectionUnavailable)) throw rests;
    await session.tenant((tx) => returnUnsent(tx, rows, uncertain));
    throw rests;
  }
  await recordFailures(session, failures, fromCall, now);
}
