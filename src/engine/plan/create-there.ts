import { say } from "../../commerce/sentence.ts";
import type { Tx } from "../../db/database.ts";
import { type Chunk, type PlanItem, type Settled, skipped } from "./item.ts";

/** Puts products of ours on the way to the channel; its lane creates them there. */
export async function createThere(tx: Tx, items: readonly PlanItem[], chunk: Chunk): Promise<Settled> {
  const rows = await tx.rows<{ id: string }>(
    `insert into product_listing (organization_id, connection_id, product_id, title, content_sync, want_seq, due_at, state, created_at)
     select argosy.tenant(), $2, p.id, p.title, true, 1, $3, 'waiting', $3 from product p
     where p.organization_id = argosy.tenant() and p.id = any($1) and p.deleted_at is null and p.active and not exists (select 1 from product_listing o
       where o.organization_id = p.organization_id and o.product_id = p.id and o.connection_id = $2)
     returning product_id as id`,
    [items.flatMap((item) => item.productId ?? []), chunk.connectionId, chunk.now],
  );
  await wakeOutbound(tx, chunk);
  const made = new Set(rows.map((row) => row.id));
  return new Map(
    items.map((item) => [item.id, made.has(item.productId ?? "") ? null : skipped(say("plan.productGone"))]),
  );
}

export async function wakeOutbound(tx: Tx, chunk: Chunk): Promise<void> {
  await tx.rows("select argosy.wake_lane(argosy.tenant(), array[$1::uuid], 'outbound', $2)", [
    chunk.connectionId,
    chunk.now,
  ]);
}
