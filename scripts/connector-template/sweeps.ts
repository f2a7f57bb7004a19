import type { Json } from "../../src/commerce/product.ts";
import type { Context } from "../../src/connectors/kit/contract/contract.ts";
import type { Sweep, SweepPage } from "../../src/connectors/kit/contract/ports.ts";
import { parseResponse } from "../../src/connectors/kit/parse/parse.ts";
import { named, readSingly, rowId } from "../../src/connectors/kit/pull/read-each.ts";
import { pageSchema } from "./schemas.ts";

// Records saved in the second we read may show up a moment later under an earlier time.
const OVERLAP_MS = 120_000;

/**
 * Everything changed since the cursor, oldest change first: the platform's own cursor stands on (time of change, id),
 * so that a record that changes meanwhile moves to the end instead of out of sight. One that cannot be read is named,
 * and the walk goes on.
 */
export function changedSweep<T>(
  kind: "products" | "orders",
  everyMs: number,
  read: (row: Json, ctx: Context) => T,
): Sweep<T> {
  const walk = (ctx: Context) => ({
    path: `/${kind}`,
    operation: `${kind}.list`,
    read: (row: Json) => read(row, ctx),
  });
  return { id: "changed", mode: "changed", everyMs, run: (input, ctx) => changedSince(walk(ctx), input, ctx) };
}

async function* changedSince<T>(
  walk: { readonly path: string; readonly operation: string; read(row: Json): T },
  input: { readonly cursor: string | null; readonly since?: string | undefined },
  ctx: Context,
): AsyncIterable<SweepPage<T>> {
  let [since = "", cursor = ""] = (input.cursor ?? `${input.since ?? ""} `).split(" ");
  let newest = since;
  for (;;) {
    const query = [
      ["limit", "100"],
      ...(since ? [["updated_since", since] as const] : []),
      ...(cursor ? [["cursor", cursor] as const] : []),
    ] as const;
    const { body } = await ctx.http.json({ method: "GET", url: walk.path, query, operation: walk.operation });
    const page = parseResponse(pageSchema, body, { ctx, what: walk.operation });
    const { items, unread } = await readSingly(page.items, walk.read);
    const reported = { items, safeToSave: true, ...named(unread, (row) => rowId(row)) };
    newest = rowId(page.items.at(-1) ?? null, "updated_at") ?? newest;
    if (page.next === null) {
      const from = newest === "" ? "" : new Date(Date.parse(newest) - OVERLAP_MS).toISOString();
      yield { ...reported, cursor: `${from} ` };
      return;
    }
    cursor = page.next;
    yield { ...reported, cursor: `${since} ${cursor}` };
    since = since.trim();
  }
}
