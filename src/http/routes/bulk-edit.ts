import { z } from "zod";
import type { Tx } from "../../db/database.ts";
import { bulkItemSchema } from "../../hub/catalog/bulk-edit.ts";
import {
  type BulkEdit,
  type BulkItem,
  bulkEdit,
  bulkEditPage,
  checkBulkEdit,
  recordBulkEdit,
} from "../../hub/catalog/index.ts";
import { runSchema } from "../../hub/runs/runs.ts";
import { notPermitted } from "../access.ts";
import { type Call, type Route, routes } from "../route.ts";
import { startRun } from "./runs.ts";

const route = routes({ tag: "catalog", changes: "edit_catalogue" });

/** Beyond so many products a change is a run. */
const AT_ONCE = 1_000;

const SAMPLE = 20;

/** A dry run counts no further. */
const COUNTED = 10_000;

/** One change of many products. */
export const bulkEditRoutes: readonly Route[] = [
  route.post("/products/bulk-edit", {
    summary: "One change of many products by ids or filter: price, brand, active, categories, tags; a run beyond 1,000",
    body: z.strictObject({
      ...bulkEdit.shape,
      dryRun: z.boolean().default(false).describe("only tell what would change"),
    }),
    bodyLimit: 2 * 1024 * 1024,
    otherStatus: 202,
    response: z.object({
      matched: z.int().describe("products the change speaks of"),
      more: z.boolean().describe("there are more than were counted"),
      changed: z.int().describe("of those looked at"),
      failed: z.int(),
      items: z.array(bulkItemSchema).describe("a sample in a dry run, one for each product where it was done at once"),
      run: runSchema.nullable().describe("where the change goes on, beyond 1,000 products"),
    }),
    handler: async (call) => {
      const { dryRun, ...edit } = call.body;
      checkBulkEdit(edit);
      // What would change, and what would fall below zero, tells what it is.
      if (edit.change.cost !== undefined && !call.access.actions.includes("view_costs"))
        throw notPermitted("view_costs");
      if (dryRun) return summed(await walked(call, edit, { most: COUNTED, write: false }), SAMPLE);
      const { items, more } = await walked(call, edit, { most: AT_ONCE, write: false });
      if (!more && items.length <= AT_ONCE) {
        call.request.isAudited = true;
        return summed(
          await walked(call, edit, { most: AT_ONCE, write: true, record: (tx, done) => record(tx, call, done) }),
        );
      }
      const run = await startRun(call.deps, call.access, { connectionId: null, kind: "bulk_edit", options: edit });
      call.reply.code(202);
      return { matched: items.length, more, changed: 0, failed: 0, items: [], run };
    },
  }),
];

interface Walked {
  readonly items: readonly BulkItem[];
  readonly more: boolean;
}

/** All pages in one transaction: what is done at once is done whole. */
function walked(
  { tenant, now }: Pick<Call<unknown, unknown, unknown>, "tenant" | "now">,
  edit: BulkEdit,
  how: {
    readonly most: number;
    readonly write: boolean;
    /** In the same transaction, once all are written. */
    readonly record?: (tx: Tx, items: readonly BulkItem[]) => Promise<void>;
  },
): Promise<Walked> {
  return tenant(async (tx: Tx) => {
    const items: BulkItem[] = [];
    let cursor: string | undefined;
    do {
      const page = await bulkEditPage(tx, { edit, cursor, write: how.write, now });
      items.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined && items.length < how.most);
    await how.record?.(tx, items);
    return { items, more: cursor !== undefined };
  });
}

function record(
  tx: Tx,
  { body, access, request, now }: Call<unknown, unknown, object>,
  items: readonly BulkItem[],
): Promise<void> {
  const fields = Object.keys(body).sort();
  return recordBulkEdit(tx, items, { actor: access.actor, now, fields, role: access.role, requestId: request.id });
}

const told = ({ id, title, changes, error }: BulkItem) => ({ id, title, changes, error });

function summed({ items, more }: Walked, most = Number.POSITIVE_INFINITY) {
  const failed = items.filter((each) => each.error !== null);
  const changed = items.filter((each) => each.error === null && Object.keys(each.changes).length > 0);
  // What changes and what fails says more of the change than what stays.
  const shown = most === Number.POSITIVE_INFINITY ? items : [...failed, ...changed].slice(0, most);
  return {
    matched: items.length,
    more,
    changed: changed.length,
    failed: failed.length,
    items: shown.map(told),
    run: null,
  };
}
