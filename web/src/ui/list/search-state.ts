/** A list's whole state stands in the page's address: it can be kept, sent and gone back to. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import type { Filter } from "../../data/pages.ts";
import { listSearch } from "./list-search.ts";

/** Names that are the screen's and not the list's. */
const OWN = new Set(["view", "tab", "period"]);

/** What the hub is asked by, of what stands in the address. */
export function filterOf(search: Readonly<Record<string, string | undefined>>): Filter {
  return Object.fromEntries(
    Object.entries(search).filter(
      (entry): entry is [string, string] => !OWN.has(entry[0]) && entry[1] !== undefined && entry[1] !== "",
    ),
  );
}

export interface SearchState {
  /** What the hub is asked by. */
  readonly filter: Filter;
  readonly view: string | undefined;
  /** Sets, or with "" takes away, single values. */
  set(change: Readonly<Record<string, string>>): void;
  /** Replaces the whole filter, for a view. */
  replace(filter: Filter, view: string | undefined): void;
}

export function useListSearch(): SearchState {
  const search = useSearch({ strict: false }) as Readonly<Record<string, string | undefined>>;
  const navigate = useNavigate();
  const filter = useMemo(() => filterOf(search), [search]);
  const go = useCallback(
    (next: Readonly<Record<string, string | undefined>>) =>
      void navigate({ to: ".", search: listSearch(next), replace: true, resetScroll: false }),
    [navigate],
  );
  return {
    filter,
    view: search["view"],
    set: (change) => go({ ...search, ...change }),
    replace: (requested, view) => go({ tab: search["tab"], period: search["period"], ...requested, view }),
  };
}
