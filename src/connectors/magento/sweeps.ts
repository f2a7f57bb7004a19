/**
 * Walking a list by its time of change. Pages of a list that changes under one's feet shift; so each page asks for
 * what comes behind the last row seen, by time and then by id, and is always page one.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { idText } from "../kit/parse/parse.ts";
import { inPortions } from "../kit/pull/page-size.ts";
import type { ReadRows } from "../kit/pull/read-each.ts";
import type { Filter } from "./client.ts";
import { search } from "./client.ts";
import { shopText, toIso } from "./time.ts";
import { message } from "./words.ts";

/**
 * Where a walk stands: behind the row of this time and id. `seen` are the rows after it that were told already, as they
 * looked then, by their ids: while rows may come late they are asked for again, and told only where they differ.
 */
export const markSchema = z.object({
  at: z.string(),
  id: z.string(),
  seen: z.record(z.string(), z.string()).optional(),
  /** Of a walk that is not at its end: when it began, and the rows of the overlap it has met, by their ids. */
  turns: z
    .object({ beganAt: z.string(), met: z.record(z.string(), z.object({ at: z.string(), looks: z.string() })) })
    .optional(),
});
export type Mark = z.output<typeof markSchema>;

export interface Walk {
  readonly path: string;
  readonly operation: string;
  readonly size: number;
  /** The field that moves: updated_at or created_at. */
  readonly time: "updated_at" | "created_at";
  /** The id's name in answers; in searches it is always entity_id. */
  readonly id: "id" | "entity_id";
  readonly groups?: readonly (readonly Filter[])[] | undefined;
  readonly view?: string | undefined;
}

export interface Step {
  readonly rows: readonly Json[];
  readonly mark: Mark | null;
  readonly isLast: boolean;
}

/** Rows written within the same seconds by slow transactions may appear late. */
const OVERLAP_MS = 2 * 60_000;
/** Rows of the overlap that are remembered: those of a busy two minutes. */
const MOST_SEEN = 200;
/** By then they have, also where the shop's clock and ours differ. */
const SETTLED_MS = 10 * 60_000;

async function* walk(ctx: Context, how: Walk, from: Mark | null): AsyncIterable<Step> {
  let mark = from;
  let most = how.size;
  for (;;) {
    const groups = [...(how.groups ?? []), ...behind(mark, how.time)];
    const { answer, size } = await inPortions(most, (portion) =>
      search(ctx, {
        path: how.path,
        operation: how.operation,
        groups,
        sort: [how.time, "entity_id"],
        view: how.view,
        ...portion,
      }),
    );
    most = size;
    const { rows, total } = answer;
    const isLast = rows.length >= total || rows.length === 0;
    const next = lastMark(rows, how) ?? mark;
    if (!isLast && next === mark)
      throw new ConnectorError(
        { kind: "drift", path: how.time },
        message("error.rowsTellNoTimeChange", { path: how.path }),
      );
    mark = next;
    yield { rows, mark, isLast };
    if (isLast) return;
  }
}

/** Later, or of the same second with a higher id. */
function behind(mark: Mark | null, time: string): readonly (readonly Filter[])[] {
  if (mark === null) return [];
  const { at, id } = mark;
  const notBefore: Filter = { field: time, is: "gteq", value: at };
  if (id === "0") return [[notBefore]];
  return [
    [notBefore],
    [
      { field: time, is: "gt", value: at },
      { field: "entity_id", is: "gt", value: id },
    ],
  ];
}

function lastMark(rows: readonly Json[], how: Walk): Mark | null {
  const schema = z.object({ [how.time]: z.string().min(1), [how.id]: idText });
  const reportedPages = rows.toReversed().map((row) => schema.safeParse(row));
  const [last] = reportedPages.flatMap((one) => (one.success ? [one.data] : []));
  const [at, id] = [last?.[how.time], last?.[how.id]];
  return at === undefined || id === undefined ? null : { at, id };
}

export interface ReportedPage<T> {
  readonly items: readonly T[];
  readonly unread: readonly Json[];
  /** Where a later run goes on. */
  readonly mark: Mark;
  /** What was new on this page, as the shop prints it. */
  readonly rows: readonly Json[];
  /** The run ends with it. */
  readonly isLast: boolean;
}

const BEGINNING: Mark = { at: "1970-01-01 00:00:00", id: "0" };

/** A walk whose rows are read page by page. */
export async function* reportedPages<T>(
  ctx: Context,
  how: Walk,
  from: Mark | null,
  read: (rows: readonly Json[]) => Promise<ReadRows<Json, T>>,
): AsyncIterable<ReportedPage<T>> {
  const beganAt = from?.turns?.beganAt ?? shopText(ctx.shopNow());
  let met = new Map(Object.entries(from?.turns?.met ?? {}));
  for await (const { rows, mark, isLast } of walk(ctx, how, from)) {
    const fresh = rows.filter((row) => !isSeen(from, row, how));
    const { items, unread } = await read(fresh);
    for (const row of rows) {
      const own = lastMark([row], how);
      if (own !== null) met.set(own.id, { at: own.at, looks: looksOf(row) });
    }
    met = inReach(mark, { beganAt, met });
    const next = isLast ? restart(mark, ctx.shopNow(), { beganAt, met }) : goingOn(mark, { beganAt, met });
    yield { items, unread, rows: fresh, mark: next ?? BEGINNING, isLast };
  }
}

/** The mark a saved cursor of a walk holds; without one, the mark before everything since a moment. */
export function markOf(cursor: string | null, from: string | undefined): Mark | null {
  return cursor === null ? since(from) : markSchema.parse(JSON.parse(cursor));
}

/** What a walk has met so far, also in its earlier turns. */
interface Met {
  readonly beganAt: string;
  readonly met: ReadonlyMap<string, { readonly at: string; readonly looks: string }>;
}

const earlier = (a: string, b: string): string => (a <= b ? a : b);

/** The newest of the rows that the run after this walk will meet again. */
function inReach(
  mark: Mark | null,
  { beganAt, met }: Met,
): Map<string, { readonly at: string; readonly looks: string }> {
  const back = mark === null ? "" : overlapOf(earlier(mark.at, beganAt));
  return new Map([...met].filter(([, row]) => row.at >= back).slice(-MOST_SEEN));
}

/** Where the next run begins: behind the last row, or a little before it while rows may still come late. */
function restart(mark: Mark | null, nowMs: number, { beganAt, met }: Met): Mark | null {
  if (mark === null) return null;
  const { at, id } = mark;
  if (nowMs - Date.parse(toIso(at)) > SETTLED_MS && at <= beganAt) return { at, id };
  const seen = [...met].map(([key, { looks }]) => [key, looks] as const);
  return { at: overlapOf(earlier(at, beganAt)), id: "0", seen: Object.fromEntries(seen) };
}

/** The next turn of this walk: behind the last row. */
const goingOn = (mark: Mark | null, { beganAt, met }: Met): Mark | null =>
  mark && { at: mark.at, id: mark.id, turns: { beganAt, met: Object.fromEntries(met) } };

const overlapOf = (at: string): string => shopText(Date.parse(toIso(at)) - OVERLAP_MS);

function isSeen(from: Mark | null, row: Json, how: Walk): boolean {
  const id = from?.seen === undefined ? undefined : lastMark([row], how)?.id;
  return id !== undefined && from?.seen?.[id] === looksOf(row);
}

function looksOf(row: Json): string {
  return createHash("sha256").update(JSON.stringify(row)).digest("base64url").slice(0, 10);
}

/** The mark before everything since a moment; null: everything. */
export function since(iso: string | undefined): Mark | null {
  return iso === undefined ? null : { at: shopText(Date.parse(iso)), id: "0" };
}
