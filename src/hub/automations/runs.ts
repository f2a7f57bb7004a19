/** The log of what automations did, and undoing it. */

import { z } from "zod";
import type { By } from "../../commerce/actor.ts";
import { actorText } from "../../commerce/actor.ts";
import { actionOf, isAction } from "../../commerce/automations/actions.ts";
import type { MessagePart } from "../../commerce/message.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time, typed } from "../answer-schemas.ts";
import { lockSkus } from "../catalog/skus.ts";
import { HubError } from "../errors.ts";
import { jsonParameter } from "../json-column.ts";
import type { Page, PageRequest } from "../paging.ts";
import { type BothEnds, byAge, type MadeWithin, madeWithin, type Placed, sortedPage, unplaced } from "../sorting.ts";
import type { DoneAct } from "./acting.ts";
import { lockAutomated } from "./automated-orders.ts";
import { checked } from "./looked.ts";
import { undoProductAct } from "./product-undo.ts";
import { OUTCOMES, type Outcome } from "./save-round.ts";
import { type Undone, type UndoneOrder, undoAct } from "./undo.ts";

export const automationRunSchema = z
  .object({
    id,
    automationId: id,
    version: z.int(),
    name: z.string().describe("as the automation was called then"),
    trigger: z.string(),
    orderId: id.nullable(),
    orderNumber: z.string().nullable(),
    productId: id.nullable(),
    productTitle: z.string().nullable(),
    channelId: id.nullable().describe("where it is about a channel"),
    outcome: z
      .enum(OUTCOMES)
      .describe("failed: nothing of it was done; stopped: it was not allowed to act, and was switched off"),
    looked: checked,
    acts: typed<readonly DoneAct[]>(z.array(z.record(z.string(), z.unknown()))).describe(
      "what was done, with what undoing it needs",
    ),
    error: z.string().nullable(),
    happenedAt: time,
    at: time,
    canUndo: z.boolean(),
    undoneAt: time.nullable(),
    undoneBy: z.string().nullable(),
  })
  .meta({ id: "AutomationRun" });
export interface AutomationRun extends Answered<typeof automationRunSchema> {
  readonly errorTold: readonly MessagePart[] | null;
}

const COLUMNS = `${columns("r", "id automationId version name trigger orderId")},
  (select o.number from argosy.sales_order o
   where o.organization_id = argosy.tenant() and o.id = r.order_id) as "orderNumber",
  r.product_id as "productId",
  (select p.title from argosy.product p
   where p.organization_id = argosy.tenant() and p.id = r.product_id) as "productTitle",
  case when r.order_id is null and r.product_id is null then r.subject_id end as "channelId", r.outcome,
  r.looked, r.acts, r.error, r.error_said as "errorTold", ${columns("r", "happenedAt at undoneAt undoneBy")}`;

type Row = Omit<AutomationRun, "canUndo">;

const isUndoable = ({ do: key }: DoneAct): boolean => isAction(key) && actionOf(key).canUndo;

const shown = (row: Row): AutomationRun => ({
  ...row,
  canUndo: row.outcome === "acted" && row.undoneAt === null && row.acts.some(isUndoable),
});

export interface RunFilter extends PageRequest, MadeWithin {
  readonly automationId?: string | undefined;
  readonly orderId?: string | undefined;
  readonly productId?: string | undefined;
  readonly outcome?: Outcome | undefined;
  readonly sort?: BothEnds | undefined;
}

const SORTS = byAge(["r.id", "uuid"]);

/** The newest first, or from the other end. */
export async function listAutomationRuns(tx: Tx, filter: RunFilter): Promise<Page<AutomationRun>> {
  const params: unknown[] = [
    filter.automationId ?? null,
    filter.orderId ?? null,
    filter.outcome ?? null,
    filter.productId ?? null,
  ];
  const made = madeWithin("r.id", filter, params);
  const by = sortedPage(SORTS[filter.sort ?? "newest"], filter, params);
  const rows = await by.rows<Placed<Row>>(
    tx,
    `select ${COLUMNS}, ${by.place}
     from argosy.automation_run r
     where r.organization_id = argosy.tenant() and ($1::uuid is null or r.automation_id = $1)
       and ($2::uuid is null or r.order_id = $2) and ($3::text is null or r.outcome = $3)
       and ($4::uuid is null or r.product_id = $4)
       ${made} ${by.after}
     ${by.order}`,
    params,
  );
  return by.page(rows, (row) => shown(unplaced(row)));
}

/** Of one order or product, the newest first. */
export async function runsOf(
  tx: Tx,
  { column, id }: { readonly column: "order_id" | "product_id"; readonly id: string },
): Promise<AutomationRun[]> {
  const rows = await tx.rows<Row>(
    `select ${COLUMNS}
     from argosy.automation_run r
     where r.organization_id = argosy.tenant() and r.${column} = $1
     order by r.id desc
     limit 200`,
    [id],
  );
  return rows.map(shown);
}

/** Throws HubError AUTOMATION_RUN_NOT_FOUND. */
export async function getAutomationRun(tx: Tx, id: string): Promise<AutomationRun> {
  const row = await tx.maybe<Row>(
    `select ${COLUMNS}
     from argosy.automation_run r
     where r.organization_id = argosy.tenant() and r.id = $1`,
    [id],
  );
  if (!row) throw new HubError("AUTOMATION_RUN_NOT_FOUND", "not_found", "There is no such run.");
  return shown(row);
}

const told = (undone: Undone): Omit<DoneAct, "do"> =>
  typeof undone === "boolean" ? { undone } : { undone: false, why: { ...undone } };

type Undo = (act: DoneAct, by: By) => Promise<Undone>;

/** How acts on the order or product of a run are undone, locked; undefined: it is about neither. */
async function lockSubject(
  tx: Tx,
  { orderId, productId }: AutomationRun,
  offered: UndoneOrder["offered"],
): Promise<Undo | undefined> {
  if (orderId !== null) {
    const [order] = await lockAutomated(tx, [orderId]);
    return order && ((act, by) => undoAct(tx, act, { order, by, offered }));
  }
  if (productId === null) return undefined;
  await lockSkus(tx);
  const product = await tx.maybe(
    `select from argosy.product
     where organization_id = argosy.tenant() and id = $1 and deleted_at is null
     for update`,
    [productId],
  );
  return product === undefined ? undefined : (act, by) => undoProductAct(tx, act, { productId, by });
}

/**
 * Puts back what a run changed, where nobody changed it since: each act says then whether it was undone. Throws HubError
 * AUTOMATION_RUN_NOT_FOUND, AUTOMATION_RUN_NOT_UNDOABLE.
 */
export async function undoRun(
  tx: Tx,
  { id, offered, ...by }: By & Pick<UndoneOrder, "offered"> & { readonly id: string },
): Promise<AutomationRun> {
  const run = await getAutomationRun(tx, id);
  const subject = await lockSubject(tx, run, offered);
  // Read again behind the lock: it may have been undone meanwhile.
  const current = await getAutomationRun(tx, id);
  if (!subject || !current.canUndo)
    throw new HubError("AUTOMATION_RUN_NOT_UNDOABLE", "conflict", "Nothing of this run can be undone any more.");
  const acts: DoneAct[] = [];
  for (const act of current.acts.toReversed())
    acts.unshift(isUndoable(act) ? { ...act, ...told(await subject(act, by)) } : act);
  await tx.run(
    `update argosy.automation_run set acts = $2, undone_at = $3, undone_by = $4
     where organization_id = argosy.tenant() and id = $1`,
    [id, jsonParameter(acts), by.now, actorText(by.actor)],
  );
  return getAutomationRun(tx, id);
}

/** Removes runs, which their ids date, and with them their mails; answers how many. */
export const removeOldRuns = (tx: Tx, before: string, most: number): Promise<number> =>
  tx.run(
    `delete from argosy.automation_run
     where organization_id = argosy.tenant() and id = any(array(
       select id
       from argosy.automation_run
       where organization_id = argosy.tenant() and id < $1
       order by id
       limit $2))`,
    [before, most],
  );
