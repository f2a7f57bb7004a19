import { MOST_UNITS } from "../../commerce/inventory.ts";
import type { Tx } from "../../db/database.ts";
import { postMovements } from "../../hub/inventory/ledger.ts";
import { defaultLocation } from "../../hub/inventory/sale-locations.ts";
import { reconcileWaitingOpenings } from "../../hub/orders/opened-lines.ts";
import type { Chunk } from "./item.ts";

interface Opening {
  readonly variant_id: string;
  readonly listing_id: string;
  readonly location_id: string | null;
  readonly units: number;
  readonly seen_at: Date | null;
}

const TAKEN =
  "o.organization_id, o.order_id, o.took_quantity, o.quantity, o.prior_quantity, o.fulfilled_by, o.opened_quantity";

// What the channel shows, and what its orders that wait here for this very link have taken from it meanwhile:
// those units leave again as soon as their lines are linked. What orders from before connecting have taken their lines
// bring themselves (openedBy in hub/orders/stock-effects.ts). One store's item speaks for a variant; a bundle has no
// stock of its own. A negative quantity is a debt, and is kept.
const OPENING = `
  with wanted as (
    select distinct on (w.v) w.v as variant_id, l.id as listing_id, l.ext_key, l.shared_stock,
      case when not exists (select 1 from listing t where t.organization_id = argosy.tenant() and t.connection_id = $1
        and t.sku_key = l.sku_key and t.id <> l.id and t.gone_at is null) then l.sku_key end as sku_key
    from unnest($2::uuid[], $3::uuid[]) as w(l, v)
    join listing l on l.organization_id = argosy.tenant() and l.connection_id = $1 and l.id = w.l and l.counted
    where not exists (select 1 from movement m where m.organization_id = argosy.tenant() and m.variant_id = w.v)
      and not exists (select 1 from bundle_item b
        where b.organization_id = argosy.tenant() and b.bundle_variant_id = w.v)
    order by w.v, l.id
  ), shown as (
    select w.variant_id, w.listing_id, x.location_id, max(s.observed_at) as seen_at,
      least(case
        when bool_or(coalesce(s.observed, s.expected, 0) > 0) then sum(greatest(0, coalesce(s.observed, s.expected, 0)))
        else sum(coalesce(s.observed, s.expected, 0)) end, ${MOST_UNITS})::int as units
    from wanted w join listing_stock s on s.organization_id = argosy.tenant() and s.listing_id = w.listing_id
    left join ext_location x on x.organization_id = argosy.tenant() and x.connection_id = $1 and x.ext_key = s.location
    group by 1, 2, 3
  ), waiting as (
    select w.variant_id, sum(greatest(0, least(o.took_quantity, o.quantity) - o.prior_quantity))::int as units
    from wanted w
    cross join lateral (
      select ${TAKEN} from order_line o
      where o.organization_id = argosy.tenant() and o.ext_variant_key = w.ext_key and o.variant_id is null
      union all
      select ${TAKEN} from listing s
      join order_line o on o.organization_id = argosy.tenant() and o.ext_variant_key = s.ext_key
        and o.variant_id is null
      where s.organization_id = argosy.tenant() and s.connection_id = $1 and s.shared_stock = w.shared_stock
        and s.ext_key <> w.ext_key
      union all
      select ${TAKEN} from order_line o
      where o.organization_id = argosy.tenant() and o.ext_variant_key is null and o.variant_id is null
        and o.sku_key = w.sku_key
    ) as o
    join sales_order so on so.organization_id = o.organization_id and so.id = o.order_id and so.connection_id = $1
    join connection c on c.organization_id = so.organization_id and c.id = so.connection_id
    where o.fulfilled_by <> 'marketplace' and o.opened_quantity = 0 and not so.is_history and so.status <> 'cancelled'
      and (c.stock_cutover_at is null or so.placed_at >= c.stock_cutover_at)
      and so.placed_at - c.clock_ahead_ms * interval '1 millisecond' <= (select max(seen_at) from shown s
        where s.variant_id = w.variant_id)
    group by 1
  )
  select s.seen_at, s.variant_id, s.listing_id, s.location_id,
    s.units + case
      when row_number() over (partition by s.variant_id
        order by s.location_id nulls first) = 1 then coalesce(w.units, 0)
      else 0 end as units
  from shown s left join waiting w on w.variant_id = s.variant_id`;

/** The channel's numbers become the opening stock of variants that never had a movement: at the mapped location, else where the channel sells from. */
export async function openStock(
  tx: Tx,
  links: readonly { readonly listingId: string; readonly variantId: string }[],
  chunk: Pick<Chunk, "connectionId" | "now">,
): Promise<void> {
  const openings = await tx.rows<Opening>(OPENING, [
    chunk.connectionId,
    links.map((link) => link.listingId),
    links.map((link) => link.variantId),
  ]);
  const opened = await noteOpenings(tx, openings, chunk.now);
  const posted = openings.filter((opening) => opening.units !== 0);
  await postOpenings(tx, posted, chunk);
  await reconcileWaitingOpenings(tx, opened, chunk.now);
}

async function postOpenings(
  tx: Tx,
  posted: readonly Opening[],
  chunk: Pick<Chunk, "connectionId" | "now">,
): Promise<void> {
  if (posted.length === 0) return;
  const fallback = await defaultLocation(tx, chunk.connectionId, chunk.now);
  await postMovements(tx, {
    movements: posted.map((opening) => ({
      variantId: opening.variant_id,
      locationId: opening.location_id ?? fallback,
      causeKind: "import" as const,
      causeRef: `opening:${opening.listing_id}:${opening.location_id ?? ""}`,
      onHandDelta: opening.units,
      reservedDelta: 0,
      note: "Opening stock from the channel",
    })),
    actor: { kind: "channel", id: chunk.connectionId, name: await storeName(tx, chunk.connectionId) },
    now: chunk.now,
  });
}

/** Orders of before, whenever they are linked, are settled by the number their item's stock was opened with; answers the items. */
async function noteOpenings(tx: Tx, openings: readonly Opening[], now: Date): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(
    `update listing l set opened_at = coalesce(o.at, $3)
     from (select i.id, max(w.at) as at from unnest($1::uuid[], $2::timestamptz[]) as w(id, at)
       join listing s on s.organization_id = argosy.tenant() and s.id = w.id
       cross join lateral (
         select s.id
         union
         select e.id from listing e
         where e.organization_id = argosy.tenant() and e.connection_id = s.connection_id
           and e.shared_stock = s.shared_stock
       ) as i
       group by 1) as o
     where l.organization_id = argosy.tenant() and l.id = o.id
     returning l.id`,
    [openings.map((opening) => opening.listing_id), openings.map((opening) => opening.seen_at), now],
  );
  return rows.map((row) => row.id);
}

async function storeName(tx: Tx, connectionId: string): Promise<string> {
  const { name } = await tx.one<{ name: string }>(
    "select name from connection where organization_id = argosy.tenant() and id = $1",
    [connectionId],
  );
  return name;
}
