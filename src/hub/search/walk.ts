import type { Tx } from "../../db/database.ts";
import { bounded, COUNTED, countRows } from "../counted.ts";
import { type Page, totalOf } from "../paging.ts";
import type { Add, Range, SearchPosition, Source } from "./source.ts";

/** Rows read in a list's first step; the next ones are larger, as few of those read were asked for. */
const FIRST_STEP = 200;
const LARGEST_STEP = 10_000;
/** What one page may read at most. */
const MOST_READ = 26_000;
/** The same where each row's words are looked up by themselves. */
const MOST_CHECKED = 6_000;

export interface Walk {
  readonly source: Source;
  readonly range: Range;
  readonly limit: number;
  /** SQL over `s.id`: what else a row has to be. Absent when the source knows it all. */
  readonly rest?: ((add: Add) => string) | undefined;
}

/** The rows of one page in their order, and below which place the next one begins: null at the end of the list. */
export interface Walked {
  readonly places: readonly SearchPosition[];
  readonly next: SearchPosition | null;
}

/**
 * Reads on until the page is full, the list ends or as much was read as one page may cost. Then the page is shorter than
 * asked, even empty, and says where to go on.
 */
export async function walk(tx: Tx, { source, range, limit, rest }: Walk): Promise<Walked> {
  const locations: SearchPosition[] = [];
  const most = source.check ? MOST_CHECKED : MOST_READ;
  // Of a stream no more is read than the page takes: one step goes as far as a page may.
  const first = source.otherwise?.size ?? (source.isStream ? most : FIRST_STEP);
  let after = range.after;
  let size = source.isExact && !rest ? limit + 1 : first;
  for (let read = size; ; read += size) {
    const maxRows = limit + 1 - locations.length;
    const step = await (source.isStream ? readStream : readStep)(tx, {
      source,
      range: { ...range, after },
      rest,
      size,
      wanted: maxRows,
    });
    if (source.otherwise && read === size && step.last && step.places.length < source.otherwise.below) {
      const better = await source.otherwise.choose(step.places.length);
      if (better) return walk(tx, { source: better, range, limit, rest });
    }
    locations.push(...step.places);
    if (locations.length > limit) return { places: locations.slice(0, limit), next: locations[limit - 1] ?? null };
    if (source.isWhole || !step.last) return { places: locations, next: null };
    after = step.last;
    if (read >= most) return { places: locations, next: after };
    size = Math.min(source.isStream ? most : nextSize({ size, read, found: locations.length, limit }), most - read);
  }
}

/** How many rows a list has; where as much was read as a page may cost, there may be more. */
export async function walkTotal(tx: Tx, { source, range, rest }: Omit<Walk, "limit">): Promise<Page<never>> {
  if (source.isExact && !source.check && !rest) {
    const params: unknown[] = [];
    const step = source.step((value) => `$${params.push(value)}`, range, COUNTED + 1);
    return totalOf(bounded(await countRows(tx, `select from (${step}) s limit ${COUNTED + 1}`, params)));
  }
  const { places, next } = await walk(tx, { source, range, rest, limit: COUNTED });
  return totalOf({ count: places.length, more: next !== null });
}

/** As many rows as the rest of the page should take, judged by those read. */
function nextSize(so: { size: number; read: number; found: number; limit: number }): number {
  const likely = Math.ceil((1.3 * (so.limit + 1 - so.found) * so.read) / Math.max(so.found, 1));
  return Math.max(FIRST_STEP, Math.min(likely, 5 * so.size, LARGEST_STEP));
}

interface Step extends Omit<Walk, "limit"> {
  readonly size: number;
  readonly wanted: number;
}

/** What a step found, and the place of its last row: null at the end of the list, or where the page is full. */
interface Stepped {
  readonly places: readonly SearchPosition[];
  readonly last: SearchPosition | null;
}

/** Rows asked for by a full page of the usual sizes (50, 100, 200) and one more. */
const USUAL: ReadonlySet<number> = new Set([51, 101, 201]);

/**
 * SQL of how many rows are wanted. The usual numbers stand in the text: of a parameter the planner knows nothing, takes a
 * lasting plan for dearer than it is and plans the statement anew each time, longer than it runs.
 */
function limitOf(add: Add, limit: number): string {
  return USUAL.has(limit) ? String(limit) : add(limit);
}

interface StepRow {
  readonly position: string | null;
  readonly id: string | null;
  readonly last: readonly [string, string] | null;
}

function stepped(rows: readonly StepRow[]): Stepped {
  const [first] = rows;
  const positions = rows.flatMap(({ position, id }) => (position === null || id === null ? [] : [{ position, id }]));
  return { places: positions, last: first?.last ? { position: first.last[0], id: first.last[1] } : null };
}

function inListOrder(alias: string, { isAscending = false }: Pick<Source, "isAscending">): string {
  return isAscending ? `${alias}.position, ${alias}.id` : `${alias}.position desc, ${alias}.id desc`;
}

const sendRequest = (add: Add, { source, rest }: Step) =>
  ["s.ok", ...[source.check, rest].flatMap((check) => (check ? [check(add)] : []))].join(" and ");

/** Reads as far as the page takes; a page that is not full looks where the step ended. */
async function readStream(tx: Tx, step: Step): Promise<Stepped> {
  const { source, range, size, wanted } = step;
  const params: unknown[] = [];
  const add: Add = (value) => `$${params.push(value)}`;
  const limit = limitOf(add, wanted);
  const hits = `select s.position, s.id
    from (${source.step(add, range, size)}) s
    where ${sendRequest(add, step)}
    limit ${limit}`;
  const end = source.isWhole
    ? "null"
    : `case when (select count(*) from hits) < ${limit} then (
         select array[s.position::text, s.id::text]
         from (${source.step(add, range, size)}) s
         offset ${size - 1}
         limit 1) end`;
  const rows = await tx.rows<StepRow>(
    `with hits as materialized (${hits})
     select h.position::text as position, h.id, ${end} as last
     from (select) one left join hits h on true order by ${inListOrder("h", source)}`,
    params,
  );
  return stepped(rows);
}

/** Reads the whole step. */
async function readStep(tx: Tx, step: Step): Promise<Stepped> {
  const { source, range, size, wanted } = step;
  const params: unknown[] = [];
  const add: Add = (value) => `$${params.push(value)}`;
  const limit = limitOf(add, wanted);
  const rows = await tx.rows<StepRow>(
    `with s as materialized (${source.step(add, range, size)}),
     hits as materialized (select s.position, s.id from s where ${sendRequest(add, step)} limit ${limit})
     select h.position::text as position, h.id,
       case when (select count(*) from hits) < ${limit} and (select count(*) from s) = ${add(size)}
         then (
           select array[s.position::text, s.id::text]
           from s
           order by ${inListOrder("s", { isAscending: !source.isAscending })}
           limit 1) end as last
     from (select) one left join hits h on true order by ${inListOrder("h", source)}`,
    params,
  );
  return stepped(rows);
}
