/** What a store has done so far, in figures a seller compares with the platform's own pages. */

import { z } from "zod";
import type { Tx } from "../../db/database.ts";
import { type Answered, time } from "../answer-schemas.ts";

export const storeStatisticsSchema = z
  .object({
    orders: z.int().describe("counted to 100,000"),
    ordersByMarketplace: z.int().describe("of 30 days: the marketplace ships them (FBA, FBF)"),
    ordersByMerchant: z.int().describe("of 30 days: the seller ships them (MFN)"),
    itemsLinked: z.int(),
    itemsUnlinked: z.int(),
    stockUpdates: z.int().describe("numbers the channel confirmed, of the items linked now"),
    openFeeds: z.int().describe("batches the platform has not answered yet"),
    lastOrderAt: time.nullable().describe("of 30 days"),
    lastStockUpdateAt: time.nullable(),
  })
  .meta({ id: "StoreStatistics" });

export type StoreStatistics = Answered<typeof storeStatisticsSchema>;

const MOST = 100_000;
const DAYS_MS = 30 * 86_400_000;

export async function storeStatistics(tx: Tx, connectionId: string, now: Date): Promise<StoreStatistics> {
  return tx.one<StoreStatistics>(
    `with recent as (
       select exists (select from argosy.order_line l where l.organization_id = argosy.tenant() and l.order_id = o.id
         and l.fulfilled_by = 'marketplace') as theirs
       from argosy.sales_order o
       where o.organization_id = argosy.tenant() and o.connection_id = $1 and o.placed_at >= $2
     ), items as (
       select count(*) filter (where state = 'mapped')::int as linked,
         count(*) filter (where state <> 'mapped')::int as unlinked
       from argosy.listing where organization_id = argosy.tenant() and connection_id = $1 and gone_at is null
     ), written as (
       select coalesce(sum(ack_seq), 0)::int as numbers, max(acked_at) as last from argosy.listing_stock
       where organization_id = argosy.tenant() and connection_id = $1
     )
     select (select count(*)::int from (select from argosy.sales_order where organization_id = argosy.tenant()
         and connection_id = $1 limit ${MOST}) as counted) as orders,
       (select count(*) filter (where theirs)::int from recent) as "ordersByMarketplace",
       (select count(*) filter (where not theirs)::int from recent) as "ordersByMerchant",
       items.linked as "itemsLinked", items.unlinked as "itemsUnlinked", written.numbers as "stockUpdates",
       (select count(*)::int from argosy.remote_operation
         where organization_id = argosy.tenant() and connection_id = $1) as "openFeeds",
       (select max(placed_at) from argosy.sales_order where organization_id = argosy.tenant() and connection_id = $1
         and placed_at >= $2) as "lastOrderAt",
       written.last as "lastStockUpdateAt"
     from items, written`,
    [connectionId, new Date(now.getTime() - DAYS_MS)],
  );
}
