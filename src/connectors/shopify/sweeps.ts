/** What Shopify's connections need beyond the kit's walk by `updated_at`. */
import type { Json } from "../../commerce/product.ts";
import type { Sweep } from "../kit/contract/ports.ts";
import { type ChangedNodes, changedNodes } from "../kit/graphql/changed-sweep.ts";
import { rowId } from "../kit/pull/read-each.ts";
import { numberOf } from "./ids.ts";

/** The search index behind filters lags writes by seconds to minutes; the next run reads this much again. */
const OVERLAP_MS = 5 * 60_000;
/** One connection reaches 25,000 objects (docs: limits); the walk starts a new one well before. */
const MAX_OBJECTS_PER_WALK = 24_000;

/** A `changed` sweep over a connection that filters and sorts by `updated_at`. */
export function changedSweep<T>(
  walk: Omit<ChangedNodes<T>, "page" | "keyOf" | "overlapMs" | "mostObjects"> & {
    page(
      input: { query: string | null; after: string | null },
      ctx: Parameters<ChangedNodes<T>["page"]>[1],
    ): ReturnType<ChangedNodes<T>["page"]>;
  },
): Sweep<T> {
  return changedNodes({
    ...walk,
    keyOf,
    overlapMs: OVERLAP_MS,
    mostObjects: MAX_OBJECTS_PER_WALK,
    page: ({ from, after }, ctx) => walk.page({ query: from === null ? null : updatedSince(from), after }, ctx),
  });
}

/** The key `get` takes, of a node that may be unreadable otherwise. */
export function keyOf(node: Json): string | undefined {
  const id = rowId(node);
  return id === undefined ? undefined : numberOf(id);
}

/** Quoted: an unquoted time loses its hours and the filter works by whole days (community.shopify.com t/208519). */
export function updatedSince(from: string): string {
  return `updated_at:>='${from}'`;
}
