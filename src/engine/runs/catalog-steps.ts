import { actorOf } from "../../commerce/actor.ts";
import { isUuid } from "../../commerce/ids.ts";
import type { Tx } from "../../db/database.ts";
import { type BulkItem, bulkEditPage, bulkEditSize, recordBulkEdit, storedBulkEdit } from "../../hub/catalog/index.ts";
import { HubError } from "../../hub/errors.ts";
import { importRows, workImport } from "../../hub/imports/index.ts";
import { jsonParameter } from "../../hub/json-column.ts";
import { checkpoint, countedSoFar, expectTotal, type Step } from "./checkpoint.ts";
import type { RunDeps } from "./run.ts";

/** Checks or applies an import of the catalog, going on after the last row that is done. */
export async function importStep(deps: RunDeps, step: Step, phase: "check" | "apply"): Promise<void> {
  const { importId, failedOf } = step.run.options;
  if (typeof importId !== "string" || !isUuid(importId))
    throw new HubError(
      "IMPORT_NOT_FOUND",
      "not_found",
      "This run needs an import: start it at /imports/:id.",
      "importId",
    );
  // Rows refused before are some of them, and a file that goes on is partly read: how many is not known.
  if (failedOf === undefined && step.cursor === null)
    await deps.db.tenant(step.organization, async (tx) =>
      expectTotal(tx, step, { count: "rows", total: await importRows(tx, importId) }, new Date(deps.clock.now())),
    );
  await workImport(
    {
      db: deps.db,
      files: deps.files,
      reader: deps.reader.imports({ organization: step.organization, signal: step.signal, isRun: true }),
    },
    {
      organization: step.organization,
      importId,
      runId: step.run.id,
      phase,
      failedOf: typeof failedOf === "string" && isUuid(failedOf) ? failedOf : undefined,
      done: typeof step.cursor === "number" ? step.cursor : 0,
      actor: actorOf(step.run.requested_by),
      now: () => new Date(deps.clock.now()),
      onChunk: (tx, lastRow, counts) => checkpoint(tx, step, lastRow, counts),
      afterChunk: () => deps.onApplied(step.organization),
    },
  );
}

/** Changes many products, page by page; a page and the place after it are saved together. */
export async function bulkEditStep(deps: RunDeps, step: Step): Promise<void> {
  const edit = storedBulkEdit(step.run.options);
  let cursor = typeof step.cursor === "string" ? step.cursor : undefined;
  await deps.db.tenant(step.organization, async (tx) => {
    const size = await bulkEditSize(tx, edit.where);
    if (size === undefined) return;
    const total = size - (await countedSoFar(tx, step, "products"));
    await expectTotal(tx, step, { count: "products", total }, new Date(deps.clock.now()));
  });
  for (let isOver = step.cursor === DONE; !isOver; ) {
    const page = await deps.db.tenant(step.organization, async (tx) => {
      const found = await bulkEditPage(tx, { edit, cursor, write: true, now: new Date(deps.clock.now()) });
      const failed = found.items.filter((item) => item.error !== null);
      const changed = found.items.filter((item) => item.error === null && Object.keys(item.changes).length > 0);
      const counts = { products: found.items.length, changed: changed.length, failed: failed.length };
      await noteRefused(tx, step.run.id, failed);
      await checkpoint(tx, step, found.nextCursor ?? DONE, counts);
      await recordBulkEdit(tx, found.items, {
        actor: actorOf(step.run.requested_by),
        now: new Date(deps.clock.now()),
        fields: Object.keys(edit.change).sort(),
        runId: step.run.id,
      });
      return found;
    });
    deps.onApplied(step.organization);
    cursor = page.nextCursor ?? undefined;
    isOver = page.nextCursor === null;
  }
}

const DONE = "done";
const MAX_REFUSED = 200;

/** The run keeps the first products it could not change, each with the reason. */
async function noteRefused(tx: Tx, runId: string, failed: readonly BulkItem[]): Promise<void> {
  if (failed.length === 0) return;
  const rows = failed.map(({ id, title, error }) => ({ id, title, message: error?.message ?? "" }));
  await tx.run(
    `update argosy.run
     set progress = jsonb_set(progress, '{refused}',
       jsonb_path_query_array(coalesce(progress->'refused', '[]') || $2::jsonb, '$[0 to ${MAX_REFUSED - 1}]'))
     where organization_id = argosy.tenant() and id = $1`,
    [runId, jsonParameter(rows)],
  );
}
