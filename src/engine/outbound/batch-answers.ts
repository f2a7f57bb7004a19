/** What became of a batch of values (stock, prices), item by item: the same for each of them but for what a failure means. */
import type { PushResult } from "../../connectors/kit/contract/ports.ts";
import type { Tx } from "../../db/database.ts";
import { ConnectionUnavailable } from "../lanes/lane-result.ts";
import { type Aspect, type SentItem, trackOperation } from "./pending-operations.ts";

export interface Answered<Row, V> {
  readonly row: Row;
  /** Absent: the platform says nothing of it. */
  readonly result: PushResult<V> | undefined;
}

export interface Observed<Row, V> {
  readonly row: Row;
  readonly observed: V;
}

interface Accepted<Row> {
  readonly row: Row;
  readonly handle: string;
  readonly pollAfterMs: number;
}

interface Sorted<Row, V, Failure> {
  /** Taken as it was sent. */
  readonly applied: Observed<Row, V>[];
  /** The channel shows something else than expected; nothing was written. */
  readonly conflicting: Observed<Row, V>[];
  /** Answered later. */
  readonly accepted: Accepted<Row>[];
  readonly failures: Failure[];
  /** Not taken because of the connection. */
  readonly unsent: Answered<Row, V>[];
  /** The connection rests; thrown once the others are recorded. */
  readonly rests: ConnectionUnavailable | undefined;
}

/** Rows with their results, by key and place. */
export function answersOf<Row extends { readonly ext_key: string }, V>(
  rows: readonly Row[],
  results: readonly PushResult<V>[],
  locationOf: (row: Row) => string,
): Answered<Row, V>[] {
  const byKey = new Map(results.map((result) => [`${result.key}\0${result.location}`, result]));
  return rows.map((row) => ({ row, result: byKey.get(`${row.ext_key}\0${locationOf(row)}`) }));
}

/** Sorts a batch's answers. `failureOf` throws ConnectionUnavailable where the connection rests. */
export async function sortAnswers<Row, V, Failure>(
  answered: readonly Answered<Row, V>[],
  how: {
    isDesired(row: Row, observed: V): boolean;
    /** Something else than expected is judged apart; otherwise it is a failure. */
    readonly takesConflicts: boolean;
    failureOf(answer: Answered<Row, V>): Promise<Failure>;
  },
): Promise<Sorted<Row, V, Failure>> {
  const applied: Observed<Row, V>[] = [];
  const conflicting: Observed<Row, V>[] = [];
  const accepted: Accepted<Row>[] = [];
  const failures: Failure[] = [];
  const unsent: Answered<Row, V>[] = [];
  let rests: ConnectionUnavailable | undefined;
  for (const { row, result } of answered) {
    if (result?.outcome === "applied" && how.isDesired(row, result.observed))
      applied.push({ row, observed: result.observed });
    else if (result?.outcome === "accepted") accepted.push({ row, ...result });
    else if (result?.outcome === "conflict" && how.takesConflicts) conflicting.push({ row, observed: result.observed });
    else {
      try {
        failures.push(await how.failureOf({ row, result }));
      } catch (error) {
        if (!(error instanceof ConnectionUnavailable)) throw error;
        rests ??= error;
        unsent.push({ row, result });
      }
    }
  }
  return { applied, conflicting, accepted, failures, unsent, rests };
}

/** Accepted items wait for their answer, each batch under its handle. */
export async function awaitAnswers<Row>(
  tx: Tx,
  connection: string,
  how: {
    readonly aspect: Aspect;
    readonly accepted: readonly Accepted<Row>[];
    readonly now: Date;
    itemOf(row: Row): SentItem;
  },
): Promise<void> {
  const { aspect, now } = how;
  for (const [handle, items] of Map.groupBy(how.accepted, (one) => one.handle)) {
    const pollAt = new Date(now.getTime() + Math.min(...items.map(({ pollAfterMs }) => pollAfterMs)));
    await trackOperation(tx, connection, {
      aspect,
      handle,
      pollAt,
      items: items.map(({ row }) => how.itemOf(row)),
      now,
    });
  }
}
