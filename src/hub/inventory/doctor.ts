import { z } from "zod";
import { type Tx, together } from "../../db/database.ts";
import { type Answered, id } from "../answer-schemas.ts";

export const levelFaultSchema = z.object({
  variantId: id,
  locationId: id,
  sku: z.string(),
  onHand: z.int(),
  reserved: z.int(),
  ledgerOnHand: z.int().describe("what its movements add up to"),
  ledgerReserved: z.int(),
  held: z.int().describe("what order lines hold"),
});

export type LevelFault = Answered<typeof levelFaultSchema>;

/** A line whose counter is not what its movements hold for it. */
export const lineFaultSchema = z.object({
  lineId: id,
  orderId: id,
  orderNumber: z.string(),
  sku: z.string().nullable(),
  reserved: z.int(),
  held: z.int(),
});

export type LineFault = Answered<typeof lineFaultSchema>;

export interface StockReport {
  readonly isSound: boolean;
  readonly levels: readonly LevelFault[];
  readonly lines: readonly LineFault[];
}

// More faults than anybody reads; what is beyond shows after a repair.
const MOST_FAULTS = 1_000;

// What each line holds at each level. A bundle may have changed since: only its movements know what it holds.
const HELD = `
  select split_part(m.cause_ref, ':', 1) as line, m.variant_id, m.location_id, sum(m.reserved_delta)::int as units
  from movement m where m.organization_id = argosy.tenant() and m.cause_kind = 'order'
  group by 1, 2, 3 having sum(m.reserved_delta) <> 0`;

const LEVELS = `
  with summed as (
    select variant_id, location_id, sum(on_hand_delta)::int as on_hand, sum(reserved_delta)::int as reserved
    from movement where organization_id = argosy.tenant() group by 1, 2
  ), held as (
    select variant_id, location_id, sum(units)::int as units from (
      select h.variant_id, h.location_id, h.units from (${HELD}) as h
      join order_line l on l.organization_id = argosy.tenant() and l.id::text = h.line
      union all
      select variant_id, location_id, quantity from stock_reservation
      where organization_id = argosy.tenant() and state = 'held'
      union all
      select variant_id, location_id, held from lot_stock where organization_id = argosy.tenant() and held > 0
    ) as holders group by 1, 2
  ), levels as (
    select variant_id, location_id, on_hand, reserved from level where organization_id = argosy.tenant()
  )
  select variant_id as "variantId", location_id as "locationId", coalesce(v.sku, '') as sku,
    coalesce(l.on_hand, 0) as "onHand", coalesce(l.reserved, 0) as reserved, coalesce(s.on_hand, 0) as "ledgerOnHand",
    coalesce(s.reserved, 0) as "ledgerReserved", coalesce(h.units, 0) as held
  from levels l full join summed s using (variant_id, location_id) full join held h using (variant_id, location_id)
  left join variant v on v.organization_id = argosy.tenant() and v.id = variant_id
  where coalesce(l.on_hand, 0) <> coalesce(s.on_hand, 0) or coalesce(l.reserved, 0) <> coalesce(s.reserved, 0)
    or coalesce(l.reserved, 0) <> coalesce(h.units, 0)
  order by variant_id, location_id limit ${MOST_FAULTS}`;

// Units of what nobody counts are promised without a movement.
const TAKES_COUNTED = `exists (select 1 from variant v
  where v.organization_id = argosy.tenant() and v.counted
    and (v.id = l.variant_id and coalesce((l.pack ->> 'takesOwn')::boolean, true)
      or v.id::text in (select part ->> 'variantId' from jsonb_array_elements(l.pack -> 'parts') as part)))`;

// A plain item's line holds units of itself; of one that holds others, only whether it holds any can be compared.
const LINES = `
  with held as (
    select h.line, sum(h.units)::int as units, bool_and(l.variant_id = h.variant_id) as is_plain
    from (${HELD}) as h
    join order_line l on l.organization_id = argosy.tenant() and l.id::text = h.line
    group by 1
  )
  select l.id as "lineId", o.id as "orderId", o.number as "orderNumber", l.sku, l.reserved_quantity as reserved,
    case when h.is_plain then h.units when h.units > 0 then greatest(1, l.reserved_quantity) else 0 end as held
  from order_line l
  join sales_order o on o.organization_id = argosy.tenant() and o.id = l.order_id
  left join held h on h.line = l.id::text
  where l.organization_id = argosy.tenant() and (h.line is not null or (l.reserved_quantity > 0 and ${TAKES_COUNTED}))
    and l.reserved_quantity <> case when h.is_plain then h.units when h.units > 0 then greatest(1, l.reserved_quantity)
      else 0 end
  order by o.id, l.id limit ${MOST_FAULTS}`;

/** What differs between levels, movements and order lines; nothing in a sound organization. Reads the whole ledger. */
export async function examineStock(tx: Tx): Promise<StockReport> {
  const [levels, lines] = await together([tx.rows<LevelFault>(LEVELS), tx.rows<LineFault>(LINES)]);
  return { isSound: levels.length === 0 && lines.length === 0, levels, lines };
}

/** Levels that differ from the sum of their movements. */
export async function checkLedger(tx: Tx): Promise<LevelFault[]> {
  const faults = await tx.rows<LevelFault>(LEVELS);
  return faults.filter((each) => each.onHand !== each.ledgerOnHand || each.reserved !== each.ledgerReserved);
}

/** Levels and lines whose reservations are not exactly what order lines and programs hold. */
export async function checkReservations(tx: Tx): Promise<(LevelFault | LineFault)[]> {
  const { levels, lines } = await examineStock(tx);
  return [...levels.filter((each) => each.reserved !== each.held), ...lines];
}
