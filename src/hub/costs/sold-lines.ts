/** Sold lines as far as their costs are concerned. */
import type { CostQuality } from "../../commerce/costing.ts";
import type { Tx } from "../../db/database.ts";

/**
 * Units of the line `l` that came back to be sold again, whoever told it first: the channel put them into stock, a number
 * that rose showed them, or a return here did. Nothing comes back that never left.
 */
export const BACK_UNITS = `(l.return_restocked + least(
    greatest(greatest(l.restocked_quantity, l.seen_restocked + l.prior_restocked) - l.matched_quantity, 0),
    greatest(l.fulfilled_quantity, l.return_restocked, l.prior_quantity) - l.return_restocked))`;

/**
 * Units of the line `l` of the order `o` whose cost is spent: sold, or sent out, or written off, without what came back
 * to be sold again. Of a cancelled order what had left.
 */
export const COSTED_UNITS = `greatest(0,
    greatest(case when o.status = 'cancelled' then 0 else l.quantity end, l.fulfilled_quantity, l.return_restocked)
    + l.lost_quantity - ${BACK_UNITS})`;

/** A part of a line: the variant sold, or of a bundle each component. */
export interface SoldPart {
  readonly variantId: string;
  /** Units of it in one unit of the line. */
  readonly each: number;
}

export interface SoldLine {
  readonly lineId: string;
  readonly orderId: string;
  readonly placedAt: Date;
  /** Placed since FIFO began, by orders that move stock. */
  readonly isLayered: boolean;
  /** Null: not linked to a product. */
  readonly variantId: string | null;
  readonly isBundle: boolean;
  /** None of a set whose parts are lines of their own: those have the cost. */
  readonly parts: readonly SoldPart[];
  readonly units: number;
  /** What the line's snapshot says; null: none was taken. */
  readonly taken: { readonly quality: CostQuality; readonly variantId: string | null } | null;
  /** What stands in the line's snapshot where nothing is known. */
  readonly currency: string;
}

type Row = Omit<SoldLine, "parts" | "isBundle" | "taken"> & {
  readonly parts: readonly SoldPart[] | null;
  readonly isSet: boolean;
  readonly quality: CostQuality | null;
  readonly takenOf: string | null;
};

/**
 * Lines of orders, the order placed first before the others. `since`: when FIFO began, null: it does not hold; then
 * `onlyOpen` leaves out lines whose cost is known and stays.
 */
export async function soldLines(
  tx: Tx,
  orderIds: readonly string[],
  { since, onlyOpen = false }: { readonly since: Date | null; readonly onlyOpen?: boolean },
): Promise<SoldLine[]> {
  const rows = await tx.rows<Row>(
    `select l.id as "lineId", o.id as "orderId", o.placed_at as "placedAt", l.variant_id as "variantId",
       coalesce($2::timestamptz <= o.placed_at and not o.is_history, false) as "isLayered",
       (${COSTED_UNITS})::int as units, c.quality, c.variant_id as "takenOf",
       trim(coalesce(v.currency, o.currency)) as currency,
       (select json_agg(json_build_object('variantId', b.component_variant_id, 'each', b.quantity)
           order by b.component_variant_id)
         from argosy.bundle_item b
         where b.organization_id = argosy.tenant() and b.bundle_variant_id = l.variant_id) as parts,
       exists (select from argosy.order_line x where x.organization_id = argosy.tenant() and x.order_id = l.order_id
         and x.ext_group = l.ext_key) as "isSet"
     from argosy.sales_order o
     join argosy.order_line l on l.organization_id = argosy.tenant() and l.order_id = o.id
     left join argosy.variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id
     left join argosy.line_cost c on c.organization_id = argosy.tenant() and c.line_id = l.id
     where o.organization_id = argosy.tenant() and o.id = any($1::uuid[])
       and (not $3::boolean or $2::timestamptz is not null or c.line_id is null or c.quality in ('missing', 'estimated')
         or c.variant_id is distinct from l.variant_id)
     order by o.placed_at, o.id, l.position, l.id`,
    [orderIds, since, onlyOpen],
  );
  return rows.map(({ quality, takenOf, parts, isSet, ...row }) => ({
    ...row,
    isBundle: parts !== null,
    parts:
      (isSet && parts !== null ? [] : parts) ?? (row.variantId === null ? [] : [{ variantId: row.variantId, each: 1 }]),
    taken: quality === null ? null : { quality, variantId: takenOf },
  }));
}
