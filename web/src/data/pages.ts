/** Lists as the hub answers them, a page at a time. */
import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import type { paths } from "../../../sdk/index.ts";
import { body, hub, type Shape } from "./hub.ts";

export interface PageOf<Row> {
  readonly items: readonly Row[];
  readonly nextCursor: string | null;
}

type Answer<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: { "application/json": infer Body } } } };
}
  ? Body
  : never;

/** Addresses that answer a page: `items` and `nextCursor`. */
export type ListPath = {
  [P in keyof paths]: Answer<P> extends PageOf<unknown> ? ([Answer<P>] extends [never] ? never : P) : never;
}[keyof paths];

export type RowOf<P extends ListPath> = Answer<P> extends PageOf<infer Row> ? Row : never;

/** Those of them that tell their total. */
export type CountedPath = { [P in ListPath]: "total" extends keyof Answer<P> ? P : never }[ListPath];

/** A list's filters as its address holds them: name -> text, several values joined by commas. */
export type Filter = Readonly<Record<string, string>>;

const ROWS = 100;

/** One page. The filter comes from the page's address: the hub checks it and says what is wrong with it. */
export async function readPage<P extends ListPath>(
  path: P,
  requested: {
    readonly params?: Filter;
    readonly filter?: Filter;
    readonly cursor?: string;
    readonly limit?: number;
    readonly signal?: AbortSignal;
  },
): Promise<PageOf<RowOf<P>>> {
  const query = {
    ...requested.filter,
    limit: requested.limit ?? ROWS,
    ...(requested.cursor !== undefined && { cursor: requested.cursor }),
  };
  const read = hub.GET as (path: P, init: unknown) => Promise<{ data?: PageOf<RowOf<P>>; response: Response }>;
  return body(
    read(path, {
      params: { path: requested.params ?? {}, query },
      ...(requested.signal && { signal: requested.signal }),
    }),
  );
}

/** How many rows a list has in all. */
export async function readTotal<P extends CountedPath>(
  path: P,
  requested: { readonly params: Filter; readonly filter: Filter; readonly signal: AbortSignal },
): Promise<Shape<"BoundedCount">> {
  const read = hub.GET as (
    path: P,
    init: unknown,
  ) => Promise<{ data?: { total?: Shape<"BoundedCount"> }; response: Response }>;
  const query = { ...requested.filter, total: true };
  const { total } = await body(read(path, { params: { path: requested.params, query }, signal: requested.signal }));
  if (total === undefined) throw new Error(`${path} tells no total.`);
  return total;
}

/**
 * The rows of a list that is read from its top and stays short (long ones: `useRows`), under `[subject, "list", ...]`, so
 * that live events of the subject make it old. What was shown stays until the new filter's rows are there.
 */
export function listQuery<P extends ListPath>(
  subject: string,
  path: P,
  { params = {}, filter = {} }: { readonly params?: Filter; readonly filter?: Filter } = {},
) {
  return infiniteQueryOptions({
    queryKey: [subject, "list", path, params, filter] as const,
    queryFn: ({ pageParam }) =>
      readPage(path, { params, filter, ...(pageParam !== undefined && { cursor: pageParam }) }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

const MOST_AT_ONCE = 200;

/** Every row of a list, page after page; ends with the list or when `signal` is aborted. */
export async function* everyRow<P extends ListPath>(
  path: P,
  requested: { readonly params?: Filter; readonly filter?: Filter; readonly signal?: AbortSignal },
): AsyncGenerator<RowOf<P>> {
  let cursor: string | undefined;
  do {
    const page = await readPage(path, { ...requested, limit: MOST_AT_ONCE, ...(cursor !== undefined && { cursor }) });
    yield* page.items;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && requested.signal?.aborted !== true);
}
