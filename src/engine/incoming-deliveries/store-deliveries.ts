/**
 * Stores deliveries in groups: those that arrive during a write share the next one, so that one commit serves many; a
 * single one is written at once. Each is answered after its commit.
 */
import type { Logger } from "pino";
import type { Clock } from "../../commerce/clock.ts";
import { newId } from "../../commerce/new-id.ts";
import { isDatabaseAway } from "../../db/away.ts";
import type { Database, Home, Tx } from "../../db/database.ts";
import { storableJson } from "../../hub/json-column.ts";
import { type ClaimTicket, claimedRows, claimValues, type LaneClaimer, type WokenRow } from "../lanes/lane-claims.ts";
import type { DeliveryRow, StoredDeliveryRow } from "./delivery-row.ts";
import type { PendingOpen, TurnsStartedWhileStoring } from "./start-while-storing.ts";

export interface DeliveryWriter {
  /** Resolves with true when the row is new, false when its dedup key was there already. */
  write(row: DeliveryRow): Promise<boolean>;
}

// One group at a time: what arrives meanwhile makes the next one larger (measured in bench B1: 105 µs of the database's
// time a delivery instead of 130 with two, and no later answers).
const MAX_IN_FLIGHT = 1;
const MAX_ROWS = 200;
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * Wakes the lanes in `told_of`, except those another transaction has locked, so that no delivery waits for it. With a
 * token, free lanes are claimed.
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

/** For lanes that were locked, and those that do not exist yet. */
const WAKE = `
with told_of as (
  select * from json_to_recordset($1) as rows(o uuid, c uuid)
), made as (
  select c from (select o, c from told_of where argosy.lane_version(o, c, 'inbox') is null order by 1, 2) as missing
  where argosy.make_lane(o, c, 'inbox', $2::timestamptz)
), woken as (${WAKE_FREE("$2", "null", "null", "0")})
select c from made union all select c from woken`;

// A sale's stock calls cause product webhooks from the channels; they are handled after the calls.
const PRODUCTS_WAIT_MS = 30;

// A lane's row is locked for milliseconds, or as long as a large transaction takes.
const FIRST_PAUSE_MS = 20;
const MAX_PAUSE_MS = 500;
// By then maintenance has found them.
const MAX_WAIT_MS = 2 * 60_000;

interface WrittenRow extends WokenRow {
  readonly organization_id: string;
  readonly dedup_key: string;
  /** Its lane was woken. */
  readonly woken: boolean;
}

interface Woken {
  readonly o: string;
  readonly c: string;
}

interface Writing {
  readonly ingest: Tx;
  readonly claimer: LaneClaimer;
  readonly whileStoring: Pick<TurnsStartedWhileStoring, "start"> | undefined;
  readonly wakeHeld: (stored: readonly WrittenRow[], at: Date) => Promise<void>;
}

interface Waiting {
  readonly row: StoredDeliveryRow;
  readonly resolve: (isNew: boolean) => void;
  readonly reject: (error: unknown) => void;
}

export interface DeliveryWriterOptions {
  /** The pool of role argosy_ingest. */
  readonly ingest: Tx;
  readonly clock: Clock;
  readonly log: Logger;
  /** Claims woken lanes for this process. */
  readonly claimer: LaneClaimer;
  /** Absent: turns read stored deliveries. */
  readonly whileStoring?: Pick<TurnsStartedWhileStoring, "start"> | undefined;
  /** Called after each commit that woke a lane without claiming it, and when a lane that was locked is awake. */
  readonly onStored: () => void;
}

export function createDeliveryWriter({
  ingest,
  clock,
  log,
  claimer,
  whileStoring,
  onStored,
}: DeliveryWriterOptions): DeliveryWriter {
  const queue: Waiting[] = [];
  const notifySoon = soon(clock, onStored);
  let underWay = 0;

  /** Returns the lanes that are still locked. */
  async function wake(lanes: readonly Woken[], at: Date): Promise<readonly Woken[]> {
    const awake = await ingest.rows<{ c: string }>(WAKE, [JSON.stringify(lanes), at]);
    return lanes.filter(({ c }) => !awake.some((lane) => lane.c === c));
  }

  async function wakeLater(lanes: readonly Woken[], at: Date): Promise<void> {
    let held = lanes;
    const startedMs = clock.now();
    for (let pauseMs = FIRST_PAUSE_MS; held.length > 0; pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
      await clock.sleep(pauseMs);
      if (clock.now() - startedMs > MAX_WAIT_MS) return;
      const left = await wake(held, at);
      if (left.length < held.length) onStored();
      held = left;
    }
  }

  /** Deliveries are stored by now: an error here must not fail their answers. */
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
    while (underWay < MAX_IN_FLIGHT && queue.length > 0) {
      const group = takeGroup(queue);
      underWay += 1;
      // Never rejects: each delivery of the group has its own promise.
      void writeGroup({ ingest, claimer, whileStoring, wakeHeld }, group)
        .then((isLeft) => {
          if (isLeft && group.every(isOfProduct)) notifySoon();
          else if (isLeft) onStored();
        })
        .finally(() => {
          underWay -= 1;
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
export function createDeliveryWriters(
  db: Pick<Database, "homeOf">,
  options: Omit<DeliveryWriterOptions, "ingest">,
): DeliveryWriter {
  const writers = new Map<Home, DeliveryWriter>();
  const writerOf = (home: Home): DeliveryWriter => {
    const writer = writers.get(home) ?? createDeliveryWriter({ ...options, ingest: home.ingest });
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

/** Notifies once for all deliveries within `PRODUCTS_WAIT_MS`. */
function soon(clock: Clock, notify: () => void): () => void {
  let isScheduled = false;
  return () => {
    if (isScheduled) return;
    isScheduled = true;
    const over = () => {
      isScheduled = false;
      notify();
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

/** Resolves every delivery of the group; never rejects. Returns whether woken lanes were not claimed. */
async function writeGroup(how: Writing, group: readonly Waiting[]): Promise<boolean> {
  const rows = group.map((waiting) => waiting.row);
  const lanes = new Map(rows.map(({ connection, organization }) => [connection, organization]));
  const ticket = group.every(isOfProduct) ? null : how.claimer.claim("inbox", [...lanes.values()]);
  let opening: PendingOpen | undefined;
  try {
    const [first] = rows;
    const at = first?.receivedAt ?? new Date(0);
    // Starts early only for a single order: a turn reads only as many of a group as fit, and deliveries without a version
    // are applied in the order they came.
    const isOrder = first && rows.length === 1 && first.kind.startsWith("order");
    const isAlone = isOrder && ticket && !how.claimer.holds("inbox", first.connection);
    const writing = writeRows(how.ingest, rows, { at, ticket });
    opening = isAlone ? how.whileStoring?.start(first) : undefined;
    const stored = await writing;
    if (ticket && stored.some(({ taken }) => taken)) opening?.commit(ticket.token);
    opening?.rollback();
    ticket?.begin(
      [...lanes].flatMap(([connection, organization]) =>
        claimedRows(
          organization,
          "inbox",
          stored.filter((row) => row.connection_id === connection),
        ),
      ),
    );
    await how.wakeHeld(stored, at);
    const fresh = new Set(stored.map((row) => `${row.connection_id}/${row.dedup_key}`));
    for (const { row, resolve } of group) {
      // Of equal rows in a group only the first is new.
      resolve(fresh.delete(`${row.connection}/${row.dedupKey}`));
    }
    return stored.some((row) => !row.taken);
  } catch (error) {
    opening?.rollback();
    ticket?.begin([]);
    if (group.length > 1 && !isDatabaseAway(error)) return writeEach(how, group);
    for (const { reject } of group) reject(error);
    return false;
  }
}

/** Stores each delivery alone after its group failed, so that one bad delivery fails by itself. */
async function writeEach(how: Writing, group: readonly Waiting[]): Promise<boolean> {
  let isLeft = false;
  for (const waiting of group) if (await writeGroup(how, [waiting])) isLeft = true;
  return isLeft;
}

/**
 * Rows go in by their keys: two processes that store the same deliveries in different orders would wait for each
 * other. Of equal ones the first stays the first.
 */
const byKey = (a: StoredDeliveryRow, b: StoredDeliveryRow): number =>
  compareText(a.connection, b.connection) || compareText(a.dedupKey, b.dedupKey);
const compareText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

function writeRows(
  ingest: Tx,
  group: readonly StoredDeliveryRow[],
  { at, ticket }: { readonly at: Date; readonly ticket: ClaimTicket | null },
): Promise<WrittenRow[]> {
  const rows = group.toSorted(byKey);
  let start = 1;
  const records = rows.map((row) => {
    const index = start;
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
      start: index,
      size: row.body.length,
    };
  });
  const [first] = rows;
  const body = rows.length === 1 && first ? first.body : Buffer.concat(rows.map((row) => row.body));
  return ingest.rows(STORE, [storableJson(JSON.stringify(records)), body, at, ...claimValues(ticket)]);
}
