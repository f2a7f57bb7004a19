/** Papers of orders that wait to be printed: put there by automations, printed and taken off by people. */
import { z } from "zod";
import { actorText, type By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time } from "../answer-schemas.ts";
import { refuseHeld } from "../orders/held.ts";
import { writeTimeline } from "../timeline.ts";
import { labelledOf, notePrinted } from "./documents.ts";
import { countDocuments, type ParcelDocumentKind, parcelDocumentKinds } from "./parcel-documents.ts";

export const queuedPapersSchema = z
  .object({
    orderId: id,
    number: z.string(),
    papers: z.array(z.enum(parcelDocumentKinds)),
    queuedBy: z.string(),
    queuedAt: time,
  })
  .meta({ id: "QueuedPapers" });
export type QueuedDocuments = Answered<typeof queuedPapersSchema>;

const MOST_SHOWN = 1_000;

/** What waits, the oldest first. */
export const listPrintQueue = (tx: Tx): Promise<QueuedDocuments[]> =>
  tx.rows<QueuedDocuments>(
    `select q.order_id as "orderId", o.number, q.papers, q.queued_by as "queuedBy", q.queued_at as "queuedAt"
     from argosy.print_queue q
     join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = q.order_id
     where q.organization_id = argosy.tenant() and q.printed_at is null
     order by q.queued_at, q.order_id
     limit ${MOST_SHOWN}`,
  );

/** Papers that wait already stay; answers what each order had waiting before. */
export async function queueDocuments(
  tx: Tx,
  { orderIds, papers, actor, now }: By & { readonly orderIds: readonly string[]; readonly papers: readonly string[] },
): Promise<ReadonlyMap<string, readonly string[]>> {
  const before = await tx.rows<{ id: string; papers: string[] }>(
    `select order_id as id, papers
     from argosy.print_queue
     where organization_id = argosy.tenant() and order_id = any($1::uuid[]) and printed_at is null
     order by order_id
     for update`,
    [orderIds],
  );
  await tx.run(
    `insert into argosy.print_queue as q (organization_id, order_id, papers, queued_by, queued_at)
     select argosy.tenant(), o.id, $2, $3, $4
     from argosy.sales_order o
     where o.organization_id = argosy.tenant() and o.id = any($1::uuid[])
     order by o.id
     on conflict (organization_id, order_id) do update
       set papers = case when q.printed_at is not null then excluded.papers
           else array(select distinct p from unnest(q.papers || excluded.papers) as p order by p) end,
         queued_by = case when q.printed_at is null then q.queued_by else excluded.queued_by end,
         queued_at = case when q.printed_at is null then q.queued_at else excluded.queued_at end,
         printed_at = null, printed_by = null`,
    [[...new Set(orderIds)], papers, actorText(actor), now],
  );
  return new Map(before.map((row) => [row.id, row.papers]));
}

/** Takes papers off that wait; with none left, the order. Answers how many orders changed. */
export async function unqueueDocuments(
  tx: Tx,
  orderIds: readonly string[],
  documents: readonly string[] = ["label", "slip", "invoice"],
): Promise<number> {
  const gone = await tx.run(
    `delete from argosy.print_queue
     where organization_id = argosy.tenant() and order_id = any($1::uuid[]) and printed_at is null and papers <@ $2`,
    [orderIds, documents],
  );
  const less = await tx.run(
    `update argosy.print_queue
     set papers = array(select p from unnest(papers) as p where p <> all($2::text[]) order by p)
     where organization_id = argosy.tenant() and order_id = any($1::uuid[]) and printed_at is null and papers && $2`,
    [orderIds, documents],
  );
  return gone + less;
}

/**
 * Notes once that papers of these orders were printed, also on their labels and orders; other papers stay, and a label
 * that is not there yet. Answers of how many orders something waited. Throws HubError ORDER_ON_HOLD.
 */
export async function markPrinted(
  tx: Tx,
  {
    orderIds,
    papers,
    actor,
    now,
  }: By & { readonly orderIds: readonly string[]; readonly papers: readonly ParcelDocumentKind[] },
): Promise<number> {
  if (papers.includes("label") || papers.includes("slip")) await refuseHeld(tx, orderIds);
  const counts = papers.includes("label") ? await countDocuments(tx, orderIds) : [];
  const labelled = counts.flatMap(({ orderId, parcels, labels }) => (parcels > 0 && labels === parcels ? orderId : []));
  const printed = await tx.rows<{ id: string; papers: string[] }>(
    `with waiting as materialized (
       select q.order_id, q.papers, array(
         select p
         from unnest(q.papers) as p
         where p = any($2::text[]) and (p <> 'label' or q.order_id = any($3::uuid[]))
         order by p) as printed
       from argosy.print_queue q
       where q.organization_id = argosy.tenant() and q.order_id = any($1::uuid[]) and q.printed_at is null
       order by q.order_id
       for update)
     update argosy.print_queue q
     set papers = case when w.papers <@ w.printed then q.papers
         else array(select p from unnest(w.papers) as p where p <> all(w.printed) order by p) end,
       printed_at = case when w.papers <@ w.printed then $4::timestamptz end,
       printed_by = case when w.papers <@ w.printed then $5::text end
     from waiting w
     where q.organization_id = argosy.tenant() and q.order_id = w.order_id and cardinality(w.printed) > 0
     returning q.order_id as id, w.printed as papers`,
    [orderIds, papers, labelled, now, actorText(actor)],
  );
  const noted = printed.flatMap(({ id, papers: some }) => (some.includes("label") ? id : []));
  if (noted.length > 0) await notePrinted(tx, await labelledOf(tx, noted), { now });
  await writeTimeline(
    tx,
    printed.map(({ id, papers: some }) => ({
      orderId: id,
      kind: "printed",
      text: message("order.printed"),
      data: { papers: some },
    })),
    { actor, now },
  );
  return printed.length;
}
