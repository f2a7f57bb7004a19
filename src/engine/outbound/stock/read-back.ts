/** Reads a channel's quantity where it is in doubt, before writing it. */

import { systemActor } from "../../../commerce/actor.ts";
import { countable } from "../../../commerce/inventory.ts";
import { message } from "../../../commerce/message.ts";
import { nextAttempt } from "../../../commerce/retry-schedule.ts";
import type { Stock } from "../../../connectors/kit/contract/ports.ts";
import type { Tx } from "../../../db/database.ts";
import { resolveAlerts } from "../../../hub/alerts/alerts.ts";
import { deferRetry } from "../../../hub/sync-state/read-backs.ts";
import { isShown } from "../../../hub/sync-state/shown.ts";
import { failStock } from "../../../hub/sync-state/stock.ts";
import { isOutcomeUnknown } from "../../../hub/sync-state/unknown-outcome.ts";
import { describeError } from "../../journal/sync-journal.ts";
import type { OutboundSession } from "../outbound-session.ts";
import { executeDecisions } from "./execute-decisions.ts";
import type { FailedCall } from "./record-outcome.ts";
import { bookRestocks, type FoundRestock } from "./restocks.ts";
import { alertItem, recordFailures, stockCause } from "./stock-journal.ts";
import { type Seen, type StockFailure, type StockRow, unchangedSince } from "./stock-rows.ts";
import { decideSeen } from "./stock-situation.ts";

/** By item and place. */
interface Shown {
  readonly units: ReadonlyMap<string, number>;
  /** Sold there without being counted. */
  readonly uncounted: ReadonlySet<string>;
  /** Items of which nothing was read. */
  readonly unread: ReadonlySet<string>;
}

/** When the next try is due of what the channel's limits did not last to read. */
const UNREAD_AGAIN_MS = 60_000;

/** Reads the doubtful rows afresh; answers those that have to be written now, with what they show. */
export async function readBack(session: OutboundSession, stock: Stock, rows: readonly StockRow[]): Promise<StockRow[]> {
  const started = session.callLog.calls.length;
  let shown: Shown;
  try {
    shown = await readLevels(session, stock, rows);
  } catch (error) {
    await readFailed(session, { rows, error, fromCall: started });
    return [];
  }
  const seen: Seen[] = rows.flatMap((row) => {
    const observed = shown.units.get(locationKey(row));
    return observed === undefined ? [] : [{ row, observed }];
  });
  const unshown = rows.filter((row) => !shown.units.has(locationKey(row)));
  const missing = unshown.filter(({ ext_key: key }) => !shown.unread.has(key));
  const unread = unshown.filter(({ ext_key: key }) => shown.unread.has(key));
  const now = session.now();
  let restocked: readonly FoundRestock[] = [];
  const wrong = await session.tenantWithDue(
    async (tx) => {
      // A row that an order touched meanwhile stays due and is read again: this read is older than the order.
      const steady = await unchangedSince(
        tx,
        seen.map(({ row }) => row),
      );
      const decided = await decideSeen(
        tx,
        session.open,
        seen.filter(({ row }) => steady.has(row)),
        { now },
      );
      const { write, lower, ...done } = await executeDecisions(tx, session, decided, { now });
      restocked = done.restocked;
      await failMissing(tx, session, { rows: missing, uncounted: shown.uncounted }, now);
      await askAgain(tx, unread, now);
      await endFailures(tx, seen, now);
      const wrong = write.filter(({ row, observed }) => !isShown(row.desired, observed));
      const deferred = [...wrong, ...lower].flatMap(({ row }) => {
        const until =
          row.attempts > 0 && row.lost_in === 0 && row.sent_at !== null ? nextAttempt(row.attempts, row.sent_at) : null;
        return until !== null && until > now ? [{ row, until }] : [];
      });
      await deferRetry(tx, deferred);
      const isFree = ({ row }: Seen) => !deferred.some((one) => one.row === row);
      return [
        ...lower.filter(isFree).map(({ row, observed }) => ({ ...asLowering(row), believed: observed, observed })),
        // As the row stands now: the write that follows has the key it would have after a crash.
        ...wrong
          .filter(isFree)
          .map(({ row, observed }) => ({ ...settledRow(row), believed: observed, acked_at: now, recheck: false })),
      ];
    },
    { kind: "derived", plans: "kept" },
  );
  await bookRestocks(session, restocked);
  return wrong;
}

const asLowering = (row: StockRow): StockRow => ({ ...row, lowers: true, discrepancies: row.discrepancies + 1 });
const settledRow = (row: StockRow): StockRow => ({ ...row, lowers: false, discrepancies: 0 });

/** The reading itself failed: what was in doubt stays in doubt. */
async function readFailed(session: OutboundSession, { rows, error, fromCall }: FailedCall): Promise<void> {
  const now = session.now();
  const { text } = describeError(error);
  const failures: StockFailure[] = [];
  for (const row of rows) {
    const classified = await session.classifyFailure(error, row.attempts);
    failures.push({
      ...classified,
      row,
      text,
      uncertain: row.recheck || isOutcomeUnknown(row),
      observed: null,
      lostIn: row.lost_in,
    });
  }
  await recordFailures(session, failures, fromCall, now);
}

async function readLevels(session: OutboundSession, stock: Stock, rows: readonly StockRow[]): Promise<Shown> {
  const items = [...new Map(rows.map((row) => [row.ext_key, { key: row.ext_key, ext: row.ext }])).values()];
  const answers = await session.call((ctx) => stock.read(items, ctx));
  const units = new Map<string, number>(
    answers.flatMap(({ key, levels }) =>
      levels.map(({ location, available }) => [locationKey({ ext_key: key, location }), countable(available)] as const),
    ),
  );
  const unread = new Set(
    answers.flatMap(({ key, levels, levelsInPart }) => (levelsInPart && levels.length === 0 ? [key] : [])),
  );
  const uncounted = new Set(
    answers.flatMap(({ key, uncountedAt = [] }) =>
      uncountedAt.map((location) => locationKey({ ext_key: key, location })),
    ),
  );
  // An item stocked at other locations of the channel shows zero here until a write adds it.
  const elsewhere = new Set(
    answers.filter(({ levels, levelsInPart }) => levels.length > 0 && !levelsInPart).map(({ key }) => key),
  );
  for (const row of rows) {
    const place = locationKey(row);
    const isEmpty = elsewhere.has(row.ext_key) && !units.has(place) && !uncounted.has(place);
    if (stock.multiLocation && isEmpty) units.set(place, 0);
  }
  return { units, uncounted, unread };
}

const locationKey = ({ ext_key: key, location }: Pick<StockRow, "ext_key" | "location">) => `${key}\0${location}`;

/** Resolves alerts of rows that failed before and now show the desired quantity. */
const endFailures = (tx: Tx, seen: readonly Seen[], now: Date): Promise<unknown> =>
  resolveAlerts(
    tx,
    seen.flatMap(({ row, observed }) => (row.attempts > 0 && isShown(row.desired, observed) ? stockCause(row) : [])),
    now,
    systemActor,
  );

/** Nothing was read of these: what was in doubt stays in doubt, and no attempt is used. */
const askAgain = (tx: Tx, rows: readonly StockRow[], now: Date): Promise<void> =>
  failStock(
    tx,
    rows.map((row) => ({
      row,
      text: message("trouble.limited.stock"),
      attempts: row.attempts,
      dueAt: new Date(now.getTime() + UNREAD_AGAIN_MS),
      state: "waiting" as const,
      uncertain: row.recheck || isOutcomeUnknown(row),
      observed: null,
      lostIn: row.lost_in,
    })),
    now,
  );

interface Missing {
  readonly rows: readonly StockRow[];
  readonly uncounted: ReadonlySet<string>;
}

async function failMissing(tx: Tx, session: OutboundSession, { rows, uncounted }: Missing, now: Date): Promise<void> {
  const textOf = (row: StockRow) =>
    uncounted.has(locationKey(row)) ? message("platform.notCountedAtPlace") : message("trouble.missing.stock");
  await failStock(
    tx,
    rows.map((row) => ({
      row,
      text: textOf(row),
      attempts: row.attempts + 1,
      dueAt: null,
      state: "rejected" as const,
      uncertain: false,
      observed: null,
      lostIn: 0,
    })),
    now,
  );
  for (const row of rows) await alertItem(tx, session, row, textOf(row));
}
