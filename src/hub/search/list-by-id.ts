import type { Tx } from "../../db/database.ts";
import { bounded } from "../counted.ts";
import { decodeCursor, encodeCursor, type Page, type PageRequest, pageLimit, totalOf } from "../paging.ts";
import { idsWithin, type MadeWithin } from "../sorting.ts";
import { type SearchKind, searchKinds } from "./documents.ts";
import { type Add, holdsTerms, type SearchPosition, type Source, searchSource, within, wordSource } from "./source.ts";
import { queryTerms } from "./terms.ts";
import { walk, walkTotal } from "./walk.ts";

const HAVING_PHONES: ReadonlySet<SearchKind> = new Set([searchKinds.order, searchKinds.customer]);

/** Lists of a table's rows by their ids: in the order of these, or another an index stands in. */
export interface ListById {
  readonly kind: SearchKind;
  /** Its alias is `t`. */
  readonly table: string;
  /** SQL over `t`: rows that belong to the list, served by an index in the order of the ids. */
  readonly belongs: string;
  /** When its rows were made, as their ids tell: the same index serves it. */
  readonly made?: MadeWithin | undefined;
  /** SQL over `t`: what the filter asks for; absent when nothing. */
  readonly asked?: ((add: Add) => string) | undefined;
  /** SQL of ids when the filter asks for few rows an index finds. */
  readonly few?: ((add: Add) => string) | undefined;
  /** A list of ids in its own order that holds all rows the filter asks for. */
  readonly listed?: ListedIds | undefined;
  readonly text?: string | undefined;
  /** Absent: the newest first. */
  readonly sort?: IdSort | undefined;
}

/** Another order of the rows: an index stands in it. */
export interface IdSort {
  /** A column; absent: by the ids alone. */
  readonly position?: string | undefined;
  /** Of the column; absent: a time. */
  readonly type?: "text" | undefined;
  readonly isAscending: boolean;
}

export interface ListedIds {
  /** SQL of the next `size` ids below one. */
  step(add: Add, below: string, size: number): string;
  /** Its ids come one by one as they are asked for; else a step is read whole. */
  readonly isStream: boolean;
  /** SQL over `t`: the row stands in the list. Asked of rows that were found elsewhere. */
  holds(add: Add): string;
}

const POSITION = "1970-01-01 00:00:00+00";

/** One page of ids. */
export async function listIds(tx: Tx, request: PageRequest, list: ListById): Promise<Page<string>> {
  const limit = pageLimit(request);
  const hasPosition = list.sort?.position !== undefined;
  const after = locationOf(
    decodeCursor(request.total ? undefined : request.cursor, hasPosition ? [list.sort?.type ?? "time", "id"] : ["id"]),
  );
  const terms = list.text?.trim() ? queryTerms(list.text, { hasPhones: HAVING_PHONES.has(list.kind) }) : null;
  if (terms?.length === 0) return request.total ? totalOf(bounded(0)) : { items: [], nextCursor: null };
  if (list.sort) {
    const requested = { source: sortedSource(list, list.sort, terms ?? []), range: { after } };
    if (request.total) return walkTotal(tx, requested);
    const found = await walk(tx, { ...requested, limit });
    const { next } = found;
    return {
      items: found.places.map((place) => place.id),
      nextCursor: next && encodeCursor(hasPosition ? [next.position, next.id] : [next.id]),
    };
  }
  const hasOwn = list.few !== undefined || list.listed !== undefined;
  const searched = terms && (await (hasOwn ? wordSource : searchSource)(tx, { kind: list.kind, words: terms }));
  const isSearched = searched !== null && (searched.isWhole || !hasOwn);
  const own = list.listed ? listedSource(list, list.listed, terms ?? []) : rowSource(list, terms ?? []);
  const source = isSearched ? searched : own;
  const held = isSearched ? list.listed : undefined;
  const rest = (add: Add) => {
    const all = [belonging(list, add), ...[list.asked, held?.holds].flatMap((part) => (part ? [part(add)] : []))];
    return `coalesce((select ${all.join(" and ")} from ${list.table} t
      where t.organization_id = argosy.tenant() and t.id = s.id), false)`;
  };
  const requested = { source, range: { after }, rest: isSearched || list.listed ? rest : undefined };
  if (request.total) return walkTotal(tx, requested);
  const found = await walk(tx, { ...requested, limit });
  return { items: found.places.map((place) => place.id), nextCursor: found.next && encodeCursor([found.next.id]) };
}

function locationOf(cursor: readonly string[] | null): SearchPosition | null {
  const id = cursor?.at(-1);
  return id === undefined ? null : { position: cursor?.length === 2 ? (cursor[0] ?? POSITION) : POSITION, id };
}

/** Rows by their own table in another order than that of their ids from above: what is asked for is looked at row by row. */
function sortedSource(list: ListById, sort: IdSort, terms: readonly string[]): Source {
  const { position, type = "timestamptz", isAscending } = sort;
  const { table, asked, few, listed, kind } = list;
  const direction = isAscending ? "asc" : "desc";
  const order = [...(position ? [`t.${position} ${direction}`] : []), `t.id ${direction}`].join(", ");
  return {
    isAscending,
    isWhole: few !== undefined,
    isStream: true,
    isExact: asked === undefined && listed === undefined && terms.length === 0,
    check: terms.length === 0 ? undefined : (add) => holdsTerms(add, kind, terms, "s.id"),
    step(add, range, size) {
      const after = position
        ? within(add, range, { position: `t.${position}`, id: "t.id", type, isAscending })
        : range.after
          ? `and t.id ${isAscending ? ">" : "<"} ${add(range.after.id)}::uuid`
          : "";
      const found = few ? `and t.id in (${few(add)})` : "";
      const ok = ["true", ...[asked, listed?.holds].flatMap((part) => (part ? [part(add)] : []))].join(" and ");
      return `select ${position ? `t.${position}` : `timestamptz '${POSITION}'`} as position, t.id, ${ok} as ok from (
        select t.* from ${table} t
        where t.organization_id = argosy.tenant() and ${belonging(list, add)} ${found} ${after}
        order by ${order} ${few ? "" : `limit ${size}`}) t`;
    },
  };
}

const LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/** Rows by a list of their ids. */
function listedSource({ kind }: ListById, listed: ListedIds, terms: readonly string[]): Source {
  return {
    isWhole: false,
    isStream: listed.isStream,
    isExact: false,
    check: terms.length === 0 ? undefined : (add) => holdsTerms(add, kind, terms, "s.id"),
    step: (add, range, size) =>
      `select timestamptz '${POSITION}' as position, l.id, true as ok
       from (${listed.step(add, add(range.after?.id ?? LAST_ID), size)}) l`,
  };
}

/** Rows by their own table: few that an index finds, or all in turn. */
function rowSource(list: ListById, terms: readonly string[]): Source {
  const { table, asked, few, kind } = list;
  return {
    isWhole: few !== undefined,
    isStream: true,
    isExact: asked === undefined && terms.length === 0,
    step(add, range, size) {
      const after = range.after ? `and t.id < ${add(range.after.id)}::uuid` : "";
      const found = few ? `and t.id in (${few(add)})` : "";
      const ok = [...(asked ? [asked(add)] : []), holdsTerms(add, kind, terms, "t.id")].join(" and ");
      return `select timestamptz '${POSITION}' as position, t.id, ${ok} as ok from (
        select t.* from ${table} t
        where t.organization_id = argosy.tenant() and ${belonging(list, add)} ${found} ${after}
        order by t.id desc ${few ? "" : `limit ${size}`}) t`;
    },
  };
}

/** What an index tells of the rows. */
const belonging = ({ belongs, made }: ListById, add: Add): string =>
  made ? `${belongs} ${idsWithin("t.id", made, add)}` : belongs;

/** Rows in the order of ids asked for. */
export function inOrder<T extends { readonly id: string }>(rows: readonly T[], ids: readonly string[]): T[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
