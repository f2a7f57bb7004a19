/** The work of a check and of an import: the file row by row, in chunks of one transaction each. */

import type { Actor } from "../../commerce/actor.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import { message } from "../../commerce/message.ts";
import type { Database, Tx } from "../../db/database.ts";
import { lockSkus } from "../catalog/skus.ts";
import type { Files } from "../files/files.ts";
import { refusal } from "../refusals.ts";
import { type Chunk, chunksOf } from "./chunks.ts";
import { type Draft, isRefused, rowWarning } from "./draft.ts";
import { getImport, type Import, noteImportRun } from "./imports.ts";
import { countIssues, MOST_ISSUES, refusedRows, saveIssues } from "./issues.ts";
import { requireSku } from "./mapping.ts";
import { type GroupPlan, type Outcome, planGroup } from "./plan.ts";
import type { ImportReader } from "./reader.ts";
import type { FileRecord } from "./records.ts";
import { type RowShape, rowReader } from "./row.ts";
import { loadWorld, type Met, noteMet } from "./world.ts";
import { writePlans } from "./write.ts";

export interface ImportWork {
  readonly organization: OrganizationId;
  readonly importId: string;
  readonly runId: string;
  readonly phase: "check" | "apply";
  /** Only rows that this run refused. */
  readonly failedOf?: string | undefined;
  /** The last row that is done; 0 at the start. */
  readonly done: number;
  readonly actor: Actor;
  now(): Date;
  /** Called in the transaction of each chunk; throws to stop. */
  onChunk(tx: Tx, lastRow: number, counts: Readonly<Record<string, number>>): Promise<void>;
  /** Called when a chunk is committed. */
  afterChunk(): void;
}

interface Deps {
  readonly db: Database;
  readonly files: Files;
  readonly reader: ImportReader;
}

/** Behind the last row of every file. */
const END = 2_000_000_000;

/** Works until the end of the file. Throws HubError FILE_GONE, IMPORT_MAPPING, IMPORT_NOT_FOUND. */
export async function workImport({ db, files, reader }: Deps, work: ImportWork): Promise<void> {
  const inside = <T>(todo: (tx: Tx) => Promise<T>) => db.tenant(work.organization, todo);
  const { found, only, kept } = await inside((tx) => begin(tx, work));
  const shape: RowShape = {
    columns: found.shape.columns,
    mapping: found.mapping,
    options: found.options,
    guarded: found.shape.format === "csv",
  };
  const bytes = () => files.read(work.organization, found.fileId ?? "");
  const drafts = draftsOf(reader.records(bytes, found.shape), shape, { after: work.done, only });
  let room = MOST_ISSUES - kept;
  for await (const chunk of chunksOf(drafts)) {
    // InboundChange anew at every attempt: planning writes into the drafts, and a transaction may run again.
    const saved = await inside((tx) => workChunk(tx, structuredClone(chunk), { work, shape, room }));
    room -= saved;
    work.afterChunk();
  }
  if (work.done < END) await inside((tx) => finish(tx, work, room));
}

async function begin(tx: Tx, work: ImportWork) {
  const found = await getImport(tx, work.importId);
  if (found.fileId === null) throw refusal("FILE_GONE");
  requireSku(found.mapping);
  if (work.done === 0) await clean(tx, work, found);
  await noteImportRun(tx, { id: work.importId, phase: work.phase, runId: work.runId });
  return {
    found,
    only:
      work.failedOf === undefined
        ? undefined
        : await refusedRows(tx, { importId: work.importId, runId: work.failedOf }),
    kept: await countIssues(tx, work),
  };
}

/** Removes what runs before this one have left and nobody asks for any more. */
async function clean(tx: Tx, work: ImportWork, found: Import): Promise<void> {
  const stored = [work.runId, work.failedOf, work.phase === "check" ? found.apply?.runId : found.check?.runId];
  await tx.run(
    `delete from catalog_import_issue
     where organization_id = argosy.tenant() and import_id = $1 and run_id <> all($2::uuid[])`,
    [work.importId, stored.filter((id) => id !== undefined)],
  );
  if (work.failedOf !== undefined) return;
  await tx.run(
    "delete from catalog_import_key where organization_id = argosy.tenant() and import_id = $1 and phase = $2",
    [work.importId, work.phase],
  );
}

async function* draftsOf(
  records: AsyncIterable<FileRecord>,
  shape: RowShape,
  which: { readonly after: number; readonly only: ReadonlySet<number> | undefined },
): AsyncGenerator<Draft> {
  const read = rowReader(shape);
  for await (const record of records)
    if (record.row > which.after && (which.only?.has(record.row) ?? true)) yield read(record);
}

interface ChunkWork {
  readonly work: ImportWork;
  readonly shape: RowShape;
  /** For issues that may still be kept. */
  readonly room: number;
}

async function workChunk(tx: Tx, chunk: Chunk, { work, shape, room }: ChunkWork): Promise<number> {
  const now = work.now();
  // First of all, so that what is compared stays as it is until it is written.
  if (work.phase === "apply") await lockSkus(tx);
  const world = await loadWorld(tx, chunk.groups, work);
  const plans = chunk.groups.map((group) => planGroup(group, { shape, world }));
  const products =
    work.phase === "apply"
      ? await writePlans(tx, plans, { shape, world, actor: work.actor, now, runId: work.runId })
      : new Map<GroupPlan, string>();
  await noteMet(
    tx,
    plans.flatMap((plan) => metOf(plan, products, work.phase)),
    work,
  );
  const drafts = chunk.groups.flatMap((group) => group.drafts);
  const saved = await saveIssues(tx, drafts, { ...work, room });
  await work.onChunk(tx, chunk.lastRow, countsOf(plans, drafts));
  return saved;
}

function metOf(
  plan: GroupPlan,
  products: ReadonlyMap<GroupPlan, string>,
  phase: ImportWork["phase"],
): (Met & { readonly key: string; readonly row: number })[] {
  const { key, drafts } = plan.group;
  const row = drafts[0]?.row ?? 0;
  if (key === null) return [];
  if (plan.waiting) return [{ key, row, productId: null, draft: { ...plan.waiting, issues: [] } }];
  const productId = plan.product?.id ?? products.get(plan) ?? null;
  const isMade = phase === "check" && plan.added.length > 0;
  return productId !== null || isMade ? [{ key, row, productId, draft: null }] : [];
}

function countsOf(plans: readonly GroupPlan[], drafts: readonly Draft[]): Record<string, number> {
  const counts: Record<Outcome | "rows" | "errors" | "warnings", number> = {
    rows: drafts.length,
    create: 0,
    update: 0,
    unchanged: 0,
    refused: 0,
    skipped: 0,
    errors: 0,
    warnings: 0,
  };
  for (const plan of plans)
    for (const [draft, outcome] of plan.outcomes) counts[isRefused(draft) ? "refused" : outcome]++;
  for (const { issues } of drafts)
    for (const issue of issues) counts[issue.severity === "error" ? "errors" : "warnings"]++;
  return counts;
}

/** Says which products had a row of their own and no variant in the whole file. */
async function finish(tx: Tx, work: ImportWork, room: number): Promise<void> {
  const rows = await tx.rows<{ row: number }>(
    `select row
     from catalog_import_key
     where organization_id = argosy.tenant() and import_id = $1 and phase = $2 and kind = 'product'
       and draft is not null order by row limit $3`,
    [work.importId, work.phase, Math.max(0, room)],
  );
  const drafts = rows.map(({ row }) => ({ row, issues: [rowWarning("ROW_NO_VARIANT", message("row.noVariant"))] }));
  await saveIssues(tx, drafts, { ...work, room });
  if (rows.length > 0) await work.onChunk(tx, END, { warnings: rows.length });
}
