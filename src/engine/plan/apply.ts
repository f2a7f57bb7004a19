import type { OrganizationId } from "../../commerce/ids.ts";
import { messageParts, textOf } from "../../commerce/message.ts";
import type { Database, Tx } from "../../db/database.ts";
import { HubError } from "../../hub/errors.ts";
import { announce } from "../../hub/events.ts";
import { jsonRows } from "../../hub/json-column.ts";
import { alertUndecided } from "../../hub/listings/undecided-stock.ts";
import { isContentField } from "../../hub/stores/settings.ts";
import { applyCategory } from "./categories.ts";
import { createCategoriesThere } from "./channel-categories.ts";
import { createProductsHere, createVariantsHere } from "./create-in-hub.ts";
import { createThere } from "./create-on-channel.ts";
import { type Chunk, failed, type Outcome, PLAN_COLUMNS, type PlanItem, type Settled, type StockFrom } from "./item.ts";
import { linkPlanned } from "./link.ts";
import { settleContent } from "./settle-content.ts";
import { settlePrices } from "./settle-prices.ts";
import { settleStock, settleWaiting } from "./settle-stock.ts";

export interface ApplyPlan {
  readonly organization: OrganizationId;
  readonly runId: string;
  readonly connectionId: string;
  /**
   * Whose stock is right at the start. channel: its numbers become the opening stock of variants without any
   * movement, and nothing is written there. hub: ours is written to the channel where somebody chose so; what was first
   * seen there opens with its number. none: what is unknown or differs waits.
   */
  readonly stockFrom: StockFrom;
  readonly now: () => Date;
  /** Called in the transaction of each chunk with the items done in it; what it throws undoes that chunk and ends the work. */
  readonly onChunk: (tx: Tx, done: number) => Promise<void>;
}

export interface AppliedPlan {
  readonly done: number;
  /** On their way: done when the channel has confirmed them. */
  readonly sent: number;
  readonly failed: number;
  /** Changed since they were planned. */
  readonly skipped: number;
}

const CHUNK = 100;

/** Automations are not asked about what a first import brings. */
const IS_FIRST_IMPORT = `select set_config('argosy.first_import', 'on', true)
  from argosy.connection
  where organization_id = argosy.tenant() and id = $1 and catalogue_read_at is null`;

/**
 * Applies the chosen items of a plan in chunks, each with its own mark in one transaction: after a crash or a
 * cancelled run the next call goes on where it stopped. An item that cannot be applied fails alone.
 */
export async function applyPlan(db: Database, plan: ApplyPlan): Promise<AppliedPlan> {
  const all = { done: 0, sent: 0, failed: 0, skipped: 0 };
  for (;;) {
    const chunk = await db.tenant(plan.organization, async (tx) => {
      const items = await takeChunk(tx, plan.runId);
      if (items.length === 0) return null;
      await tx.rows(IS_FIRST_IMPORT, [plan.connectionId]);
      const settled = await applyChunk(tx, items, { ...plan, now: plan.now() });
      const count = (state: NonNullable<Outcome>["state"]) =>
        [...settled.values()].filter((each) => each?.state === state).length;
      const [sent, failures, skips] = [count("sent"), count("failed"), count("skipped")];
      const done = items.length - sent - failures - skips;
      await plan.onChunk(tx, done + sent);
      return { done, sent, failed: failures, skipped: skips };
    });
    if (!chunk) break;
    all.done += chunk.done;
    all.sent += chunk.sent;
    all.failed += chunk.failed;
    all.skipped += chunk.skipped;
  }
  if (plan.stockFrom !== "none") await settleLeftOpen(db, plan);
  await db.tenant(plan.organization, (tx) => alertUndecided(tx, plan.connectionId, plan.now()));
  return all;
}

/** What an earlier apply left open is settled by the answer given now. */
async function settleLeftOpen(db: Database, plan: ApplyPlan): Promise<void> {
  let after: string | null = "00000000-0000-0000-0000-000000000000";
  while (after !== null) {
    const from: string = after;
    after = await db.tenant(plan.organization, (tx) => settleWaiting(tx, { ...plan, now: plan.now() }, from));
  }
}

/** The next items of one kind. */
async function takeChunk(tx: Tx, runId: string): Promise<PlanItem[]> {
  const rows = await tx.rows<PlanItem>(
    `select ${PLAN_COLUMNS}, state, error, error_code as "errorCode" from plan_item i
     where organization_id = argosy.tenant() and run_id = $1 and state = 'planned' and chosen
     order by rank, id
     limit ${CHUNK}
     for update`,
    [runId],
  );
  const [first] = rows;
  const isAlike = (row: PlanItem) =>
    row.action === first?.action && row.entity === first.entity && groupOf(row) === groupOf(first);
  return rows.filter(isAlike);
}

/** Stock and prices are applied by other means than content. */
function groupOf({ field }: PlanItem): string | null {
  return field === null || !isContentField(field) ? field : "content";
}

async function applyChunk(tx: Tx, items: readonly PlanItem[], chunk: Chunk): Promise<Settled> {
  const together = await attempt(tx, () => applyItems(tx, items, chunk));
  const settled = "settled" in together ? together.settled : await oneByOne(tx, items, chunk);
  await tx.run(
    `update plan_item p
     set state = s.state, error = s.error, error_said = s.said, error_code = s.code, want_seq = s.seq,
       product_listing_id = coalesce(s."productListingId", p.product_listing_id)
     from json_to_recordset($2) as s(id uuid, state text, error text, said jsonb, code text, seq bigint,
       "productListingId" uuid)
     where p.organization_id = argosy.tenant() and p.run_id = $1 and p.id = s.id`,
    [chunk.runId, jsonRows(items.map((item) => outcomeRow(item.id, settled.get(item.id) ?? null)))],
  );
  await announce(tx, "plan.applied", { id: chunk.runId, connectionId: chunk.connectionId });
  return settled;
}

function outcomeRow(id: string, outcome: Outcome) {
  if (outcome === null) return { id, state: "done" };
  if (outcome.state !== "sent")
    return {
      id,
      state: outcome.state,
      error: textOf(outcome.text),
      said: messageParts(outcome.text),
      code: outcome.code,
    };
  return { id, state: "sent", seq: outcome.seq?.toString(), productListingId: outcome.productListingId };
}

async function oneByOne(tx: Tx, items: readonly PlanItem[], chunk: Chunk): Promise<Settled> {
  const settled = new Map<string, Outcome>();
  for (const item of items) {
    const result = await attempt(tx, () => applyItems(tx, [item], chunk));
    if ("settled" in result) for (const [id, outcome] of result.settled) settled.set(id, outcome);
    else settled.set(item.id, failed(result.error));
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
  if (first.field !== null && first.action !== "create_here")
    return applyField(tx, items, { chunk, field: first.field });
  switch (first.action) {
    case "link":
      return first.entity === "category" ? applyCategories(tx, items, chunk) : linkPlanned(tx, items, chunk);
    case "create_here":
      if (first.entity === "category") return applyCategories(tx, items, chunk);
      return first.entity === "product" ? createProductsHere(tx, items, chunk) : createVariantsHere(tx, items, chunk);
    case "create_there":
      return first.entity === "category" ? createCategoriesThere(tx, items, chunk) : createThere(tx, items, chunk);
    default:
      return new Map(items.map((item) => [item.id, null]));
  }
}

function applyField(
  tx: Tx,
  items: readonly PlanItem[],
  { chunk, field }: { readonly chunk: Chunk; readonly field: string },
): Promise<Settled> {
  if (field === "price") return settlePrices(tx, items, chunk);
  if (field === "stock") return settleStock(tx, items, chunk);
  return settleContent(tx, items, chunk);
}

async function applyCategories(tx: Tx, items: readonly PlanItem[], chunk: Chunk): Promise<Settled> {
  const settled = new Map<string, Outcome>();
  for (const item of items) {
    try {
      await applyCategory(tx, chunk, item, chunk.now);
      settled.set(item.id, null);
    } catch (error) {
      // A refusal by a rule leaves the transaction sound; anything else undoes the chunk.
      if (!(error instanceof HubError)) throw error;
      settled.set(item.id, failed(error));
    }
  }
  return settled;
}
