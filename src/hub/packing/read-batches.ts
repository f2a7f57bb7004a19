/** Batches as everyone sees them: their orders by tote, and how far picking and packing are. */

import { z } from "zod";
import { ORDER_STATES } from "../../commerce/order-states.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { ORDER_STATE } from "../orders/order-state.ts";
import { linesToPack, READY_STATES } from "../orders/packed-units.ts";
import type { Page, PageRequest } from "../paging.ts";
import { type BothEnds, byAge, type MadeWithin, madeWithin, type Placed, sortedPage, unplaced } from "../sorting.ts";
import { toPutBack, toPutBackSchema, unitsPacked } from "./tote-leftovers.ts";

export const batchStates = ["open", "finished"] as const;
export type BatchState = (typeof batchStates)[number];

/** What is left to do with an order of a batch; `left`: it is no longer to be packed, and its items go back. */
const batchOrderSteps = ["to_pick", "picked", "packed", "left"] as const;

const summaryFields = {
  id,
  number: z.string().describe("B-1"),
  state: z.enum(batchStates),
  cart: z.string(),
  assignedTo: z.string().nullable().describe('the member who picks it: "user:ana@example.test"'),
  createdAt: time,
  createdBy: z.string(),
  finishedAt: time.nullable(),
  finishedBy: z.string().nullable(),
  orders: z.int().describe("without those that have left"),
  picked: z.int().describe("of them; what is packed is picked"),
  packed: z.int(),
  left: z.int().describe("cancelled, on hold, shipped or otherwise not to be packed any more"),
};

export const batchSummarySchema = z.object(summaryFields).meta({ id: "PickBatchSummary" });

export type BatchSummary = Answered<typeof batchSummarySchema>;

const batchOrderSchema = z.object({
  orderId: id,
  number: z.string(),
  platformNumber: z.string(),
  storeName: z.string().nullable(),
  tote: z.int(),
  state: z.enum(ORDER_STATES),
  usesStock: z.boolean().describe("false: it was excluded from stock, and its units are not counted here"),
  step: z.enum(batchOrderSteps).describe("left: it is not to be packed any more, and its items go back"),
  units: z.int().describe("to be packed"),
  packedAt: time.nullable(),
  packedBy: z.string().nullable(),
});

export type BatchOrder = Answered<typeof batchOrderSchema>;

export const detailFields = {
  ...summaryFields,
  items: z.array(batchOrderSchema).describe("by tote"),
  pickedLineIds: z.array(id).describe("order lines of which all that is to be packed was taken from the shelf"),
  partlyPicked: z
    .array(z.object({ lineId: id, units: z.int() }))
    .describe("order lines that were raised since they were picked, and the units that are in the tote"),
  toPutBack: z
    .array(toPutBackSchema)
    .describe(
      "picked for an open batch, and not to be packed any more: cancelled, on hold, or edited out of its order",
    ),
};

export const batchSchema = z.object(detailFields).meta({ id: "PickBatch" });

export type Batch = Answered<typeof batchSchema>;

/** SQL over a line to pack `w` and its pick `t`: all that is left of it was taken from the shelf. */
const IS_PICKED = `t.line_id is not null and coalesce(t.units - ${unitsPacked("t")}, w.units) >= w.units`;

/**
 * The orders of batches (`e`); a state is looked up only where it decides. `and` narrows them. One that was packed and
 * got more items since is to be packed again, as long as its batch is open. `lines`, `picked`: of what is left to pack.
 */
const entries = (and: string): string => `select e.batch_id, e.order_id, e.tote, l.units, l.picked, k.packed_at,
    k.packed_by,
    case when k.packed_at is not null and (not e.is_open or l.lines = 0) then 'packed'
      when not e.is_open or (${ORDER_STATE}) not in ${READY_STATES} then 'left'
      when l.lines > 0 and l.lines = l.picked then 'picked'
      else 'to_pick' end as step
  from argosy.pick_batch_order e
  join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = e.order_id
  left join lateral (select w.packed_at, w.packed_by from argosy.order_packing w
    where w.organization_id = argosy.tenant() and w.order_id = e.order_id and w.batch_id = e.batch_id
    order by w.packed_at desc limit 1) k on true
  cross join lateral (select count(*)::int as lines, count(*) filter (where ${IS_PICKED})::int as picked,
      coalesce(sum(w.units), 0)::int as units
    from (${linesToPack("e.order_id")}) w
    left join argosy.pick_batch_pick t
      on t.organization_id = argosy.tenant() and t.batch_id = e.batch_id and t.line_id = w.id
    where w.units > 0) l
  where e.organization_id = argosy.tenant() ${and}`;

const SUMMARY = `${columns("b", "id number state cart assignedTo createdAt createdBy finishedAt")},
    ${columns("b", "finishedBy")},
    c.orders, c.picked, c.packed, c."left"
  from argosy.pick_batch b
  cross join lateral (select count(*) filter (where s.step <> 'left')::int as orders,
      count(*) filter (where s.step in ('picked', 'packed'))::int as picked,
      count(*) filter (where s.step = 'packed')::int as packed,
      count(*) filter (where s.step = 'left')::int as "left"
    from (${entries("and e.batch_id = b.id")}) s) c
  where b.organization_id = argosy.tenant()`;

/** Batches, the newest first. */
export async function listBatches(
  tx: Tx,
  filter: PageRequest &
    MadeWithin & {
      readonly state?: BatchState | undefined;
      /** As `actorText` writes the member. */
      readonly assignedTo?: string | undefined;
      readonly sort?: BothEnds | undefined;
    },
): Promise<Page<BatchSummary>> {
  const params: unknown[] = [filter.state ?? null, filter.assignedTo ?? null];
  const made = madeWithin("b.id", filter, params);
  const by = sortedPage(SORTS[filter.sort ?? "newest"], filter, params);
  const rows = await by.rows<Placed<BatchSummary>>(
    tx,
    `select ${by.place}, ${SUMMARY} and ($1::text is null or b.state = $1)
       and ($2::text is null or b.assigned_to = $2) ${made} ${by.after} ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

const SORTS = byAge(["b.id", "uuid"]);

/** One batch with its orders. Throws HubError BATCH_NOT_FOUND. */
export async function getBatch(tx: Tx, id: string): Promise<Batch> {
  const summary = await tx.maybe<BatchSummary>(`select ${SUMMARY} and b.id = $1`, [id]);
  if (!summary) throw batchNotFound();
  const items = await tx.rows<BatchOrder>(
    `select s.order_id as "orderId", o.number, o.ext_number as "platformNumber", c.name as "storeName", s.tote,
       ${ORDER_STATE} as state,
       not o.without_stock as "usesStock", ${columns("s", "step units packedAt packedBy")}
     from (${entries("and e.batch_id = $1")}) s
     join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = s.order_id
     left join argosy.connection c on c.organization_id = argosy.tenant() and c.id = o.connection_id
     order by s.tote`,
    [id],
  );
  const picks = await picksOf(tx, id);
  return {
    ...summary,
    items,
    pickedLineIds: picks.flatMap(({ lineId, isWhole }) => (isWhole ? [lineId] : [])),
    partlyPicked: picks.flatMap(({ lineId, units, isWhole }) => (isWhole ? [] : [{ lineId, units }])),
    toPutBack: await toPutBack(tx, id),
  };
}

const picksOf = (tx: Tx, id: string) =>
  tx.rows<{ lineId: string; units: number; isWhole: boolean }>(
    `select t.line_id as "lineId", coalesce(t.units - ${unitsPacked("t")}, 0)::int as units, ${IS_PICKED} as "isWhole"
     from argosy.pick_batch_order e
     cross join lateral (${linesToPack("e.order_id")}) w
     join argosy.pick_batch_pick t
       on t.organization_id = argosy.tenant() and t.batch_id = e.batch_id and t.line_id = w.id
     where e.organization_id = argosy.tenant() and e.batch_id = $1 order by t.line_id`,
    [id],
  );

/** Nothing of a batch is to be packed, and no tote holds goods to put back. */
export async function isPackedToTheEnd(tx: Tx, batchId: string): Promise<boolean> {
  const { orders } = await tx.one<{ orders: number }>(
    `select count(*)::int as orders from (${entries("and e.batch_id = $1")}) s
     where s.step in ('to_pick', 'picked') or (s.step = 'left' and s.picked > 0)`,
    [batchId],
  );
  return orders === 0 && (await toPutBack(tx, batchId)).length === 0;
}

export const batchNotFound = () => new HubError("BATCH_NOT_FOUND", "not_found", "There is no such batch.");
