/**
 * Writes inbox events in groups: under load the deliveries that arrive while a write is under way share
 * the next one, so that one commit serves many; alone, a delivery is written at once. Answers each
 * delivery only after its commit.
 */
import type { Logger } from "pino";
import type { Clock } from "../commerce/clock.ts";
import { newId } from "../commerce/new-id.ts";
import { isDatabaseAway } from "../db/away.ts";
import type { Database, Home, Tx } from "../db/database.ts";
import { storableJson } from "../hub/json-column.ts";
import type { InboxAhead, Opening } from "./inbox-ahead.ts";
import type { IngestRow, StoredRow } from "./ingest-row.ts";
import { type Takes, type Taking, takenOf, takingValues, type WokenRow } from "./taking.ts";

export interface IngestWriter {
  /** Resolves with true when the row is new, false when its dedup key was there already. */
  write(row: IngestRow): Promise<boolean>;
}

// One group at a time: what arrives meanwhile makes the next one larger (measured in bench B1: 105 µs of the database's
// time a delivery instead of 130 with two, and no later answers).
const MAX_IN_FLIGHT = 1;
const MAX_ROWS = 200;
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * Raises the lanes named in `told_of`; those another transaction holds are left out, so that nobody's delivery waits for
 * it. Those nobody works at are taken where a token is given.
 */
const WAKE_FREE = (at: string, token: string, leaseAt: string, ms: string) => `
  select connection_id as c, taken, seq, version, failures
  from argosy.wake_free((select array_agg(o) from told_of), (select array_agg(c) from told_of), 'inbox',
    ${at}, ${token}, ${leaseAt}, ${ms} * interval '1 millisecond')`;

/**
 * One statement whatever the number of rows, so that its plan is kept. The bodies travel as one piece of bytes: an
 * array of them would be written as hexadecimal digits, twice their size. The role may not read due_at or received_at.
 */
const STORE = `
with told as (
  select *
  from json_to_recordset($1) as rows(o uuid, c uuid, i uuid, k text, r text, t text, d text, tr boolean, h text,
    vk text, vv numeric, at timestamptz, ti text, ts text, start int, size int)
), put as (
  insert into argosy.inbox_event (organization_id, connection_id, id, kind, ref, topic, dedup_key, trusted, headers,
    body, version_kind, version_value, received_at, due_at, trace_id, trace_span)
  select o, c, i, k, r, t, d, tr, h::jsonb, substring($2::bytea from start for size), vk, vv, at, at, ti, ts from told
  on conflict (organization_id, connection_id, dedup_key) do nothing
  returning organization_id, connection_id, dedup_key
), told_of as (
  select distinct organization_id as o, connection_id as c from put
), woken as (${WAKE_FREE("$3", "$4", "$5", "$6")})
select organization_id, connection_id, dedup_key, c is not null as woken, coalesce(taken, false) as taken, seq,
  version, failures
from put
left join woken on c = connection_id`;

/** For lanes that somebody held, and those that are not there yet. */
const WAKE = `
with told_of as (
  select * from json_to_recordset($1) as rows(o uuid, c uuid)
), made as (
  select c from (select o, c from told_of where argosy.lane_version(o, c, 'inbox') is null order by 1, 2) as missing
  where argosy.make_lane(o, c, 'inbox', $2::timestamptz)
), woken as (${WAKE_FREE("$2", "null", "null", "0")})
select c from made union all select c from woken`;

// A sale's calls make channels tell of the products they changed: what these deliveries say comes after the calls.
const PRODUCTS_WAIT_MS = 30;

// Whoever holds a lane's row does so for milliseconds, or for as long as a large transaction takes.
const FIRST_PAUSE_MS = 20;
const MOST_PAUSE_MS = 500;
// After that the minute's upkeep has found them.
const MOST_WAIT_MS = 2 * 60_000;

interface WrittenRow extends WokenRow {
  readonly organization_id: string;
  readonly dedup_key: string;
  /** Its lane is awake. */
  readonly woken: boolean;
}

interface Woken {
  readonly o: string;
  readonly c: string;
}

interface Writing {
  readonly ingest: Tx;
  readonly takes: Takes;
  readonly ahead: Pick<InboxAhead, "begin"> | undefined;
  readonly wakeHeld: (stored: readonly WrittenRow[], at: Date) => Promise<void>;
}

interface Waiting {
  readonly row: StoredRow;
  readonly resolve: (isNew: boolean) => void;
  readonly reject: (error: unknown) => void;
}

export interface IngestOptions {
  /** The pool of role argosy_ingest. */
  readonly ingest: Tx;
  readonly clock: Clock;
  readonly log: Logger;
  /** Hands of this process for the lanes that are woken. */
  readonly takes: Takes;
  /** Absent: turns read what was stored. */
  readonly ahead?: Pick<InboxAhead, "begin"> | undefined;
  /** Told after each commit that woke a lane nobody here has taken, and again when one is awake that was held then. */
  readonly onStored: () => void;
}

export function createIngestWriter({ ingest, clock, log, takes, ahead, onStored }: IngestOptions): IngestWriter {
  const queue: Waiting[] = [];
  const tellSoon = soon(clock, onStored);
  let inFlight = 0;

  /** Answers the lanes that are still held. */
  async function wake(lanes: readonly Woken[], at: Date): Promise<readonly Woken[]> {
    const awake = await ingest.rows<{ c: string }>(WAKE, [JSON.stringify(lanes), at]);
    return lanes.filter(({ c }) => !awake.some((lane) => lane.c === c));
  }

  async function wakeLater(lanes: readonly Woken[], at: Date): Promise<void> {
    let held = lanes;
    const begun = clock.now();
    for (let pauseMs = FIRST_PAUSE_MS; held.length > 0; pauseMs = Math.min(2 * pauseMs, MOST_PAUSE_MS)) {
      await clock.sleep(pauseMs);
      if (clock.now() - begun > MOST_WAIT_MS) return;
      const left = await wake(held, at);
      if (left.length < held.length) onStored();
      held = left;
    }
  }

  /** Deliveries are stored by now: what goes wrong here keeps nobody from being answered. */
  async function wakeHeld(stored: readonly WrittenRow[], at: Date): Promise<void> {
    const asleep = new Map(
      stored.flatMap((row) =>
        row.woken ? [] : [[row.connection_id, { o: row.organization_id, c: row.connection_id }]],
      ),
    );
    if (asleep.size === 0) return;
    const failed = (error: unknown) =>
      log.warn({ err: error }, "inbox lanes could not be woken; the next minute's upkeep does it");
    const held = await wake([...asleep.values()], at).catch((error: unknown) => {
      failed(error);
      return [];
    });
    if (held.length > 0) wakeLater(held, at).catch(failed);
  }

  function flush(): void {
    while (inFlight < MAX_IN_FLIGHT && queue.length > 0) {
      const group = takeGroup(queue);
      inFlight += 1;
      // Never rejects: each delivery of the group is told for itself.
      void writeGroup({ ingest, takes, ahead, wakeHeld }, group)
        .then((isLeft) => {
          if (isLeft && group.every(isOfProduct)) tellSoon();
          else if (isLeft) onStored();
        })
        .finally(() => {
          inFlight -= 1;
          flush();
        });
    }
  }

  return {
    write(row) {
      return new Promise((resolve, reject) => {
        queue.push({ row: { ...row, id: newId(row.receivedAt) }, resolve, reject });
        flush();
      });
    },
  };
}

/** A writer for each home of deliveries: one group never holds rows of two. */
export function createIngestWriters(
  db: Pick<Database, "homeOf">,
  options: Omit<IngestOptions, "ingest">,
): IngestWriter {
  const writers = new Map<Home, IngestWriter>();
  const writerOf = (home: Home): IngestWriter => {
    const writer = writers.get(home) ?? createIngestWriter({ ...options, ingest: home.ingest });
    writers.set(home, writer);
    return writer;
  };
  return {
    write(row) {
      const home = db.homeOf(row.organization);
      return home instanceof Promise ? home.then((found) => writerOf(found).write(row)) : writerOf(home).write(row);
    },
  };
}

/** Tells once of what comes within `PRODUCTS_WAIT_MS`. */
function soon(clock: Clock, tell: () => void): () => void {
  let isToBeTold = false;
  return () => {
    if (isToBeTold) return;
    isToBeTold = true;
    const over = () => {
      isToBeTold = false;
      tell();
    };
    clock.sleep(PRODUCTS_WAIT_MS).then(over, over);
  };
}

const isOfProduct = ({ row }: Waiting): boolean => row.kind.startsWith("product");

function takeGroup(queue: Waiting[]): Waiting[] {
  let bytes = 0;
  let count = 0;
  for (const { row } of queue) {
    bytes += row.body.length;
    if (count > 0 && (count >= MAX_ROWS || bytes > MAX_BYTES)) break;
    count += 1;
  }
  return queue.splice(0, count);
}

/** Settles every waiting delivery of the group; never rejects. Answers whether lanes are due that were not taken. */
async function writeGroup(how: Writing, group: readonly Waiting[]): Promise<boolean> {
  const rows = group.map((waiting) => waiting.row);
  const lanes = new Map(rows.map(({ connection, organization }) => [connection, organization]));
  const taking = group.every(isOfProduct) ? null : how.takes.take("inbox", [...lanes.values()]);
  let opening: Opening | undefined;
  try {
    const [first] = rows;
    const at = first?.receivedAt ?? new Date(0);
    // Its lane may be ours with the commit. Of many the turn reads as many as it may hold, and what has no version of
    // its own is taken up in the order it came.
    const isOrder = first && rows.length === 1 && first.kind.startsWith("order");
    const isAlone = isOrder && taking && !how.takes.holds("inbox", first.connection);
    const writing = writeRows(how.ingest, rows, { at, taking });
    opening = isAlone ? how.ahead?.begin(first) : undefined;
    const stored = await writing;
    if (taking && stored.some(({ taken }) => taken)) opening?.give(taking.token);
    opening?.drop();
    taking?.begin(
      [...lanes].flatMap(([connection, organization]) =>
        takenOf(
          organization,
          "inbox",
          stored.filter((row) => row.connection_id === connection),
        ),
      ),
    );
    await how.wakeHeld(stored, at);
    const fresh = new Set(stored.map((row) => `${row.connection_id}/${row.dedup_key}`));
    for (const { row, resolve } of group) {
      // Of equal rows within one group only the first is new.
      resolve(fresh.delete(`${row.connection}/${row.dedupKey}`));
    }
    return stored.some((row) => !row.taken);
  } catch (error) {
    opening?.drop();
    taking?.begin([]);
    if (group.length > 1 && !isDatabaseAway(error)) return writeEach(how, group);
    for (const { reject } of group) reject(error);
    return false;
  }
}

/** After a group failed as a whole: each alone, so that a delivery nobody can store keeps no other shop's from being stored. */
async function writeEach(how: Writing, group: readonly Waiting[]): Promise<boolean> {
  let isLeft = false;
  for (const waiting of group) if (await writeGroup(how, [waiting])) isLeft = true;
  return isLeft;
}

/**
 * Rows go in by their keys: two processes that store the same deliveries in different orders would wait for each
 * other. Of equal ones the first stays the first.
 */
const byKey = (a: StoredRow, b: StoredRow): number =>
  compareText(a.connection, b.connection) || compareText(a.dedupKey, b.dedupKey);
const compareText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

function writeRows(
  ingest: Tx,
  group: readonly StoredRow[],
  { at, taking }: { readonly at: Date; readonly taking: Taking | null },
): Promise<WrittenRow[]> {
  const rows = group.toSorted(byKey);
  let start = 1;
  const told = rows.map((row) => {
    const place = start;
    start += row.body.length;
    return {
      o: row.organization,
      c: row.connection,
      i: row.id,
      k: row.kind,
      r: row.ref,
      t: row.topic,
      d: row.dedupKey,
      tr: row.trusted,
      h: row.headers,
      vk: row.versionKind,
      vv: row.versionValue,
      at: row.receivedAt,
      ti: row.traceId,
      ...(row.traceSpan !== null && { ts: row.traceSpan }),
      start: place,
      size: row.body.length,
    };
  });
  const [first] = rows;
  const body = rows.length === 1 && first ? first.body : Buffer.concat(rows.map((row) => row.body));
  return ingest.rows(STORE, [storableJson(JSON.stringify(told)), body, at, ...takingValues(taking)]);
}
