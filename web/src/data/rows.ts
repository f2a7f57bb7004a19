/**
 * A list of any length: the pages near the screen are kept and made fresh; of the others only where they begin and how many
 * rows they hold, so that scrolling through a hundred thousand rows needs no more memory than through a thousand.
 */
import { type QueryClient, queryOptions, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { indexOfRow, learned, type PagePositions, requestedPages, START, startsOf } from "./page-offsets.ts";
import { type CountedPath, type Filter, type ListPath, type PageOf, type RowOf, readPage, readTotal } from "./pages.ts";

/** Small first, because somebody waits for it; larger where one scrolls. */
const FIRST_PAGE = 100;
const PAGE = 200;
/** Pages kept on either side of the wanted ones, for a change of direction. */
const STORED = 3;
/** Rows scrolled before it is looked whether others are wanted. */
const STEP = 20;

export interface Listed<P extends ListPath> {
  /** First word of the query keys: live events of the subject make the list old. */
  readonly subject: string;
  readonly path: P;
  readonly params: Filter;
  readonly filter: Filter;
}

export interface Rows<Row> {
  /** Rows whose place is known. */
  readonly count: number;
  /** The list goes on behind them. */
  readonly hasMore: boolean;
  /** Undefined: not here now; it is read when it is seen. */
  at(index: number): Row | undefined;
  /** The rows of the pages near the screen. */
  readonly near: readonly Row[];
  /** Told which rows stand on the screen: the first and the last. */
  see(first: number, last: number): void;
  /** Nothing can be shown yet. */
  readonly isPending: boolean;
  /** What is shown is of the filter before. */
  readonly isOld: boolean;
  readonly isReadingOn: boolean;
  readonly error: Error | null;
  renew(): void;
}

const keyOf = ({ subject, path, params, filter }: Listed<ListPath>) => [subject, "rows", path, params, filter] as const;

const pageQuery = <P extends ListPath>(listed: Listed<P>, cursor: string | null) =>
  queryOptions({
    queryKey: [...keyOf(listed), "page", cursor],
    queryFn: ({ signal }) => {
      const { path, params, filter } = listed;
      return readPage(path, {
        params,
        filter,
        limit: cursor === null ? FIRST_PAGE : PAGE,
        signal,
        ...(cursor !== null && { cursor }),
      });
    },
  });

/** Where the pages begin: learned from what was read, never asked for. */
const placesQuery = (listed: Listed<ListPath>) =>
  queryOptions({
    queryKey: [...keyOf(listed), "places"],
    queryFn: (): PagePositions => START,
    enabled: false,
    initialData: START,
    staleTime: Number.POSITIVE_INFINITY,
  });

const totalKey = ({ subject, path, params, filter: { sort: _, ...requested } }: Listed<ListPath>) =>
  [subject, "total", path, params, requested] as const;

/** How many rows there are in all, where the list goes on behind those read; asked for when the first drawing stands. */
export const totalQuery = <P extends CountedPath>(listed: Listed<P>) =>
  queryOptions({
    queryKey: totalKey(listed),
    queryFn: ({ queryKey: [, , , params, filter], signal }) => readTotal(listed.path, { params, filter, signal }),
    // More than are counted stay more, whatever happens on the page: not every event has them counted again.
    enabled: ({ state }) => state.data?.more !== true,
  });

/** How many rows the list has; null: more than were read, undefined: nothing was read yet. */
export function useRowsRead(listed: Listed<ListPath>): number | null | undefined {
  return useQuery({
    ...placesQuery(listed),
    select: ({ cursors, counts }) => {
      if (counts.length === 0) return undefined;
      return cursors.length > counts.length ? null : counts.reduce((sum, count) => sum + count, 0);
    },
  }).data;
}

/** Reads a list's first page ahead of its screen, once; answers its rows, none where the hub refused. */
export async function readAhead<P extends ListPath>(
  client: QueryClient,
  listed: Listed<P>,
): Promise<readonly RowOf<P>[]> {
  const first = pageQuery(listed, null);
  if (client.getQueryState(first.queryKey) === undefined) await client.prefetchQuery(first);
  return client.getQueryData(first.queryKey)?.items ?? [];
}

/** Pages as they were last shown, by their number: they stand in while others are read in their place. */
interface Shown<Row> {
  of: string;
  readonly pages: Map<number, { readonly key: string; readonly page: PageOf<Row> }>;
}

/** The list's rows; what is shown of it stays until other filters' rows are there. */
export function useRows<P extends ListPath>(given: Listed<P>): Rows<RowOf<P>> {
  const client = useQueryClient();
  const key = JSON.stringify(keyOf(given));
  // biome-ignore lint/correctness/useExhaustiveDependencies: its text stands for all of it
  const listed = useMemo(() => given, [key]);
  const [seen, setSeen] = useState({ first: 0, last: 0 });
  const shown = useShown<RowOf<P>>(JSON.stringify([listed.subject, listed.path, listed.params]));
  const stored = useQuery(placesQuery(listed)).data;
  const requested = requestedPages(stored, seen);
  const numbers = Array.from({ length: requested.last - requested.first + 1 }, (_, n) => requested.first + n);
  const results = useQueries({
    queries: numbers.map((number) => standIn(listed, { number, cursor: stored.cursors[number] ?? null, key, shown })),
  });
  const places = results.reduce<PagePositions>((existing, { data, isPlaceholderData }, n) => {
    const number = requested.first + n;
    const isAnswer = data !== undefined && !isPlaceholderData && existing.cursors[number] === stored.cursors[number];
    return isAnswer ? learned(existing, number, { rows: data.items.length, next: data.nextCursor }) : existing;
  }, stored);
  useEffect(() => {
    if (places !== stored) client.setQueryData(placesQuery(listed).queryKey, places);
  }, [client, listed, places, stored]);
  const pages = new Map(numbers.map((number, n) => [number, results[n]?.data] as const));
  useEffect(() => {
    for (const [n, { data, isPlaceholderData }] of results.entries())
      if (data !== undefined && !isPlaceholderData) shown.pages.set(requested.first + n, { key, page: data });
    for (const number of shown.pages.keys())
      if (number !== 0 && (number < requested.first || number > requested.last)) shown.pages.delete(number);
  });
  useForgetting(client, { listed, places, wanted: requested });
  const see = useCallback((from: number, to: number) => {
    const first = Math.floor(from / STEP) * STEP;
    const last = Math.ceil(to / STEP) * STEP;
    setSeen((before) => (before.first === first && before.last === last ? before : { first, last }));
  }, []);
  const [head] = results;
  const isOld = requested.first === 0 && head?.isPlaceholderData === true && shown.pages.get(0)?.key !== key;
  const starts = startsOf(places);
  const count = starts.at(-1) ?? 0;
  const before = isOld ? (head?.data?.items ?? []) : null;
  return {
    count: before ? before.length : count,
    hasMore: before === null && places.cursors.length > places.counts.length,
    at(index) {
      if (before) return before[index];
      const number = indexOfRow(starts, index);
      return pages.get(number)?.items[index - (starts[number] ?? 0)];
    },
    near: [...pages.values()].flatMap((page) => page?.items ?? []),
    see,
    isPending: count === 0 && head?.isPending === true,
    isOld,
    isReadingOn: results.some(({ isPending }) => isPending),
    error: results.find(({ error }) => error !== null)?.error ?? null,
    renew: () => {
      void client.invalidateQueries({ queryKey: keyOf(listed) });
      void client.invalidateQueries({ queryKey: totalKey(listed) });
    },
  };
}

interface Requested<Row> {
  readonly number: number;
  readonly cursor: string | null;
  readonly key: string;
  readonly shown: Shown<Row>;
}

/**
 * A page, and what stands there until it is read. Made here, not while drawing: the query keeps this function, and with it
 * everything the place it was made in knows; there that would be the pages of the drawing before, and of the one before that.
 */
function standIn<P extends ListPath>(listed: Listed<P>, { number, cursor, key, shown }: Requested<RowOf<P>>) {
  return {
    ...pageQuery(listed, cursor),
    placeholderData: () => {
      const before = shown.pages.get(number);
      return before && (number === 0 || before.key === key) ? before.page : undefined;
    },
  };
}

/** Kept over filters, not over lists. */
function useShown<Row>(of: string): Shown<Row> {
  const cached = useRef<Shown<Row>>({ of, pages: new Map() });
  if (cached.current.of !== of) cached.current = { of, pages: new Map() };
  return cached.current;
}

interface Near {
  readonly listed: Listed<ListPath>;
  readonly places: PagePositions;
  readonly wanted: { readonly first: number; readonly last: number };
}

/** Lets go of the pages that are far from the screen. */
function useForgetting(client: QueryClient, { listed, places, wanted }: Near): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another part of the list has pages to let go of
  useEffect(() => {
    const near = new Set(places.cursors.slice(Math.max(wanted.first - STORED, 0), wanted.last + STORED + 1));
    // The first page is where one comes back to.
    near.add(null);
    client.removeQueries({
      queryKey: [...keyOf(listed), "page"],
      type: "inactive",
      predicate: ({ queryKey }) => !near.has(queryKey.at(-1) as string | null),
    });
  }, [client, listed, wanted.first, wanted.last]);
}
