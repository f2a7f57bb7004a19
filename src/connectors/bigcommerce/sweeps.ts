/** Walking everything that changed since a moment (kit/changed-walk.ts), by BigCommerce's time of change. */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { SweepPage } from "../kit/contract/ports.ts";
import type { ChangedWalk } from "../kit/pull/changed-sweep.ts";
import { walkChanged as walk } from "../kit/pull/changed-sweep.ts";
import { asTree, drift, PER_PAGE } from "./client.ts";
import { readTime } from "./time.ts";

/** Rows may be saved in the second they are read in, and several servers do not share one clock. */
const OVERLAP_MS = 120_000;

type StoreWalk<T> = Pick<ChangedWalk<T>, "what" | "page" | "read">;

export function walkChanged<T>(
  rows: StoreWalk<T>,
  input: { readonly cursor: string | null; readonly since?: string | undefined },
  ctx: Context,
): AsyncIterable<SweepPage<T>> {
  const stamp = (row: Json) => stampOf(row, rows.what, ctx);
  const common = { pageSize: PER_PAGE, filter: "min_date_modified", stamp, overlapMs: () => OVERLAP_MS };
  return walk({ ...rows, ...common, fromSince: (since) => readTime(since) ?? null }, input, ctx);
}

function stampOf(row: Json, what: string, ctx: Context): { readonly ms: number; readonly id: string } {
  const { id, date_modified: changed } = asTree(row);
  const ms = typeof changed === "string" ? readTime(changed) : null;
  if (ms === null) throw drift(ctx, "date_modified", `${what}: no time of change`, changed);
  return { ms, id: String(id) };
}
