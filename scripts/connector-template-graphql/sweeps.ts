import { z } from "zod";
import type { Json } from "../../src/commerce/product.ts";
import type { Context } from "../../src/connectors/kit/contract/contract.ts";
import type { Sweep } from "../../src/connectors/kit/contract/ports.ts";
import { changedNodes } from "../../src/connectors/kit/graphql/changed-sweep.ts";
import { rawPage } from "../../src/connectors/kit/graphql/pages.ts";
import { rowId } from "../../src/connectors/kit/pull/read-each.ts";
import { graphql } from "./client.ts";
import { LISTS } from "./documents.ts";

// Records saved in the second we read may show up a moment later under an earlier time.
const OVERLAP_MS = 120_000;

/** Everything changed since the cursor, oldest change first. */
export function changedSweep<T>(
  kind: "products" | "orders",
  everyMs: number,
  read: (row: Json, ctx: Context) => T,
): Sweep<T> {
  const schema = z.object({ [kind]: rawPage });
  return changedNodes({
    id: "changed",
    everyMs,
    overlapMs: OVERLAP_MS,
    changedField: "updated_at",
    async page({ from, after }, ctx) {
      const answer = await graphql(ctx, LISTS[kind], { variables: { since: from, after }, schema, what: kind });
      return rawPage.parse(answer[kind]);
    },
    keyOf: (node) => rowId(node),
    item: async (node, ctx) => read(node, ctx),
  });
}
