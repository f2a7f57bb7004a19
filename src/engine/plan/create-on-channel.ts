import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { firstSent, sentAgain } from "../../hub/sync-state/content.ts";
import { type Chunk, type Outcome, type PlanItem, type Settled, skipped } from "./item.ts";

/** Puts products of ours on the way to the channel; its lane creates them there, and tells what became of it. */
export async function createThere(tx: Tx, items: readonly PlanItem[], chunk: Chunk): Promise<Settled> {
  const ids = items.flatMap((item) => item.productId ?? []);
  const rows = await tx.rows<{ id: string; listing: string }>(
    `with again as (
       update product_listing o
       set ${sentAgain("o", "$3")}
       from product p
       where o.organization_id = argosy.tenant() and o.connection_id = $2 and o.ext_key is null
         and o.product_id = any($1) and o.gone_at is null
         and p.organization_id = o.organization_id and p.id = o.product_id and p.deleted_at is null and p.active
       returning o.product_id, o.id
     ), fresh as (
       ${firstSent({ connection: "$2", product: "p.id", title: "p.title", at: "$3" })} from product p
       where p.organization_id = argosy.tenant() and p.id = any($1) and p.deleted_at is null and p.active
         and not exists (select 1 from product_listing o
         where o.organization_id = p.organization_id and o.product_id = p.id and o.connection_id = $2)
       returning product_id, id
     )
     select product_id as id, id as listing from again union all select product_id, id from fresh`,
    [ids, chunk.connectionId, chunk.now],
  );
  await wakeOutbound(tx, chunk);
  const made = new Map(rows.map((row) => [row.id, row.listing]));
  return new Map(
    items.map((item): [string, Outcome] => {
      const productListingId = made.get(item.productId ?? "");
      if (productListingId === undefined) return [item.id, skipped(message("plan.productGone"))];
      return [item.id, { state: "sent", seq: null, productListingId }];
    }),
  );
}

export async function wakeOutbound(tx: Tx, chunk: Chunk): Promise<void> {
  await tx.rows("select argosy.wake_lane(argosy.tenant(), array[$1::uuid], 'outbound', $2)", [
    chunk.connectionId,
    chunk.now,
  ]);
}
