import type { Tx } from "../../db/database.ts";
import { postMovements } from "../../hub/inventory/ledger.ts";
import { ensureDefaultLocation } from "../../hub/inventory/locations.ts";
import type { Chunk } from "./item.ts";

interface Opening {
  readonly variant_id: string;
  readonly listing_id: string;
  readonly location_id: string | null;
  readonly units: number;
}

// What the channel shows, and what its orders that wait here for this very link have taken from it meanwhile:
// those units leave again as soon as their lines are linked. One store's item speaks for a variant.
const OPENING = `
  with wanted as (
    select distinct on (w.v) w.v as variant_id, l.id as listing_id, l.ext_key from unnest($2::uuid[], $3::uuid[]) as w(l, v)
    join listing l on l.organization_id = argosy.tenant() and l.connection_id = $1 and l.id = w.l and l.counted
    where not exists (select 1 from movement m where m.organization_id = argosy.tenant() and m.variant_id = w.v)
    order by w.v, l.id
  ), shown as (
    select w.variant_id, w.listing_id, x.location_id, sum(greatest(0, coalesce(s.observed, s.expected, 0)))::int as units, max(s.observed_at) as seen_at
    from wanted w join listing_stock s on s.organization_id = argosy.tenant() and s.listing_id = w.listing_id
    left join ext_location x on x.organization_id = argosy.tenant() and x.connection_id = $1 and x.ext_key = s.location
    group by 1, 2, 3
  ), waiting as (
    select w.variant_id, sum(greatest(0, least(o.took_quantity, o.quantity)))::int as units
    from wanted w join order_line o on o.organization_id = argosy.tenant() and o.ext_variant_key = w.ext_key and o.variant_id is null
    join sales_order so on so.organization_id = o.organization_id and so.id = o.order_id and so.connection_id = $1
    join connection c on c.organization_id = so.organization_id and c.id = so.connection_id
    where o.fulfilled_by = 'merchant' and not so.is_history and so.status <> 'cancelled'
      and (c.stock_cutover_at is null or so.placed_at >= c.stock_cutover_at)
      and so.placed_at <= (select max(seen_at) from shown s where s.variant_id = w.variant_id)
    group by 1
  )
  select s.variant_id, s.listing_id, s.location_id,
    s.units + case when row_number() over (partition by s.variant_id order by s.location_id nulls first) = 1 then coalesce(w.units, 0) else 0 end as units
  from shown s left join waiting w on w.variant_id = s.variant_id`;

/** The channel's numbers become the opening stock of variants that never had a movement: at the mapped location, else the default one. */
export async function openStock(
  tx: Tx,
  links: readonly { readonly listingId: string; readonly variantId: string }[],
  chunk: Chunk,
): Promise<void> {
  const openings = await tx.rows<Opening>(OPENING, [
    chunk.connectionId,
    links.map((link) => link.listingId),
    links.map((link) => link.variantId),
  ]);
  const positive = openings.filter((opening) => opening.units > 0);
  if (positive.length === 0) return;
  const fallback = await ensureDefaultLocation(tx, chunk.now);
  await postMovements(tx, {
    movements: positive.map((opening) => ({
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

async function storeName(tx: Tx, connectionId: string): Promise<string> {
  const { name } = await tx.one<{ name: string }>(
    "select name from connection where organization_id = argosy.tenant() and id = $1",
    [connectionId],
  );
  return name;
}
