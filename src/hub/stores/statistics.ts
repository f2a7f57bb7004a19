/** What a store has done so far, in figures a seller compares with the platform's own pages. */
import type { Tx } from "../../db/database.ts";

export interface StoreStatistics {
  /** Counted to 100,000. */
  readonly orders: number;
  /** Of the orders placed in the last 30 days. */
  readonly ordersByMarketplace: number;
  readonly ordersByMerchant: number;
  readonly itemsLinked: number;
  readonly itemsUnlinked: number;
  /** Stock numbers the channel confirmed, of the items that are linked now. */
  readonly stockUpdates: number;
  /** Batches (feeds, bulk jobs) the platform has not answered yet. */
  readonly openFeeds: number;
  readonly lastOrderAt: Date | null;
  readonly lastStockUpdateAt: Date | null;
}

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
