import type { Tx } from "../../db/database.ts";

export interface LedgerFault {
  readonly variantId: string;
  readonly locationId: string;
  readonly sku: string;
  readonly onHand: number;
  readonly reserved: number;
  /** What the movements add up to. */
  readonly ledgerOnHand: number;
  readonly ledgerReserved: number;
}

/** Levels that differ from the sum of their movements; none in a sound organization. Reads the whole ledger. */
export function checkLedger(tx: Tx): Promise<LedgerFault[]> {
  return tx.rows<LedgerFault>(`
    with summed as (
      select variant_id, location_id, sum(on_hand_delta)::int as on_hand, sum(reserved_delta)::int as reserved
      from movement where organization_id = argosy.tenant() group by 1, 2
    ), levels as (
      select variant_id, location_id, on_hand, reserved from level where organization_id = argosy.tenant()
    )
    select variant_id as "variantId", location_id as "locationId", coalesce(v.sku, '') as sku,
      coalesce(l.on_hand, 0) as "onHand", coalesce(l.reserved, 0) as reserved,
      coalesce(s.on_hand, 0) as "ledgerOnHand", coalesce(s.reserved, 0) as "ledgerReserved"
    from levels l full join summed s using (variant_id, location_id)
    left join variant v on v.organization_id = argosy.tenant() and v.id = variant_id
    where (coalesce(l.on_hand, 0), coalesce(l.reserved, 0)) is distinct from (coalesce(s.on_hand, 0), coalesce(s.reserved, 0))
    order by variant_id, location_id`);
}

export interface PromiseFault {
  readonly variantId: string;
  readonly locationId: string;
  readonly sku: string;
  /** Units reserved by the level. */
  readonly reserved: number;
  /** Units the order lines say they hold. */
  readonly held: number;
}

/** Levels whose reservations are not exactly what order lines hold; none in a sound organization. */
export function checkReservations(tx: Tx): Promise<PromiseFault[]> {
  return tx.rows<PromiseFault>(`
    with held as (
      select coalesce(b.component_variant_id, ol.variant_id) as variant_id, ol.location_id,
        sum(ol.reserved_quantity * coalesce(b.quantity, 1))::int as held
      from order_line ol
      left join bundle_item b on b.organization_id = argosy.tenant() and b.bundle_variant_id = ol.variant_id
      where ol.organization_id = argosy.tenant() and ol.reserved_quantity > 0
      group by 1, 2
    ), levels as (
      select variant_id, location_id, reserved from level where organization_id = argosy.tenant()
    )
    select variant_id as "variantId", location_id as "locationId", coalesce(v.sku, '') as sku,
      coalesce(l.reserved, 0) as reserved, coalesce(h.held, 0) as held
    from levels l full join held h using (variant_id, location_id)
    left join variant v on v.organization_id = argosy.tenant() and v.id = variant_id
    where coalesce(l.reserved, 0) <> coalesce(h.held, 0)
    order by variant_id, location_id`);
}
