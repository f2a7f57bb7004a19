import type { OrganizationId } from "../../commerce/ids.ts";
import type { Database, Tx } from "../../db/database.ts";
import { HubError } from "../../hub/errors.ts";
import { announce } from "../../hub/events.ts";
import { applyCategory } from "./categories.ts";
import { createProductsHere, createVariantsHere } from "./create-here.ts";
import { type Chunk, PLAN_COLUMNS, type PlanItem, type Settled, type StockFrom } from "./item.ts";
import { linkPlanned } from "./link.ts";
import { createThere, keepConflicts, updateHere, updateThere } from "./settle.ts";

export interface ApplyPlan {
  readonly organization: OrganizationId;
  readonly runId: string;
  readonly connectionId: string;
  /**
   * Whose stock is right at the start. channel: its numbers become the opening stock of variants without any
   * movement. hub: ours is written to the channel. none: linked items with unknown stock do not sync it yet.
   */
  readonly stockFrom: StockFrom;
  readonly now: () => Date;
  /** Called in the transaction of each chunk with the items done in it; what it throws undoes that chunk and ends the work. */
  readonly onChunk: (tx: Tx, done: number) => Promise<void>;
}

export interface AppliedPlan {
  readonly done: number;
  readonly failed: number;
}

const CHUNK = 100;

/**
 * Applies the chosen items of a plan in chunks, each with its own mark in one transaction: after a crash or a
 * cancelled run the next call goes on where it stopped. An item that cannot be applied fails alone.
 */
export async function applyPlan(db: Database, plan: ApplyPlan): Promise<AppliedPlan> {
  let done = 0;
  let failed = 0;
  for (;;) {
    const chunk = await db.tenant(plan.organization, async (tx) => {
      const items = await takeChunk(tx, plan.runId);
      if (items.length === 0) return null;
      const settled = await applyChunk(tx, items, { ...plan, now: plan.now() });
      const errors = [...settled.values()].filter((error) => error !== null).length;
      await plan.onChunk(tx, items.length - errors);
      return { done: items.length - errors, failed: errors };
    });
    if (!chunk) return { done, failed };
    done += chunk.done;
    failed += chunk.failed;
  }
}

/** The next items of one kind. */
async function takeChunk(tx: Tx, runId: string): Promise<PlanItem[]> {
  const rows = await tx.rows<PlanItem>(
    `select ${PLAN_COLUMNS} from plan_item where organization_id = argosy.tenant() and run_id = $1 and state = 'planned' and chosen
     order by rank, id limit ${CHUNK} for update`,
    [runId],
  );
  const [first] = rows;
  return rows.filter((row) => row.action === first?.action && row.entity === first.entity);
}

async function applyChunk(tx: Tx, items: readonly PlanItem[], chunk: Chunk): Promise<Settled> {
  const together = await attempt(tx, () => applyItems(tx, items, chunk));
  const settled = "settled" in together ? together.settled : await oneByOne(tx, items, chunk);
  await tx.run(
    `update plan_item p set state = case when s.error is null then 'done' else 'failed' end, error = s.error
     from unnest($2::uuid[], $3::text[]) as s(id, error) where p.organization_id = argosy.tenant() and p.run_id = $1 and p.id = s.id`,
    [chunk.runId, items.map((item) => item.id), items.map((item) => settled.get(item.id) ?? null)],
  );
  await announce(tx, "plan.applied", { id: chunk.runId, connectionId: chunk.connectionId });
  return settled;
}

async function oneByOne(tx: Tx, items: readonly PlanItem[], chunk: Chunk): Promise<Settled> {
  const settled = new Map<string, string | null>();
  for (const item of items) {
    const result = await attempt(tx, () => applyItems(tx, [item], chunk));
    if ("settled" in result) for (const [id, error] of result.settled) settled.set(id, error);
    else settled.set(item.id, result.error.message);
  }
  return settled;
}

/** Runs work in a savepoint. A deadlock or serialization failure is nobody's item: the whole transaction repeats. */
async function attempt(
  tx: Tx,
  work: () => Promise<Settled>,
): Promise<{ readonly settled: Settled } | { readonly error: Error }> {
  await tx.run("savepoint plan_items");
  try {
    const settled = await work();
    await tx.run("release savepoint plan_items");
    return { settled };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if ("code" in error && (error.code === "40P01" || error.code === "40001")) throw error;
    await tx.run("rollback to savepoint plan_items");
    return { error };
  }
}

async function applyItems(tx: Tx, items: readonly PlanItem[], chunk: Chunk): Promise<Settled> {
  const [first] = items;
  if (!first) return new Map();
  switch (first.action) {
    case "link":
      return first.entity === "category" ? applyCategories(tx, items, chunk) : linkPlanned(tx, items, chunk);
    case "create_here":
      if (first.entity === "category") return applyCategories(tx, items, chunk);
      return first.entity === "product" ? createProductsHere(tx, items, chunk) : createVariantsHere(tx, items, chunk);
    case "update_here":
      return updateHere(tx, items, chunk);
    case "update_there":
      return updateThere(tx, items, chunk);
    case "create_there":
      return createThere(tx, items, chunk);
    case "conflict":
      return keepConflicts(tx, items, chunk);
    case "ignore":
      return new Map(items.map((item) => [item.id, null]));
  }
}

async function applyCategories(tx: Tx, items: readonly PlanItem[], chunk: Chunk): Promise<Settled> {
  const settled = new Map<string, string | null>();
  for (const item of items) {
    try {
      await applyCategory(tx, chunk, item, chunk.now);
      settled.set(item.id, null);
    } catch (error) {
      // A refusal by a rule leaves the transaction sound; anything else undoes the chunk.
      if (!(error instanceof HubError)) throw error;
      settled.set(item.id, error.message);
    }
  }
  return settled;
}
