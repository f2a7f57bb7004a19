/** Items of deleted variants: their channels show none of them before the links end. */
import { SELLING } from "../../db/connection-states.ts";
import type { Tx } from "../../db/database.ts";
import { offSale } from "../sync-state/content.ts";
import { unlinkedOf } from "../sync-state/stock.ts";
import { autoMatch } from "./matching.ts";

/** What becomes of a deleted item on its channels. */
export const DELETED_ON_CHANNELS = ["zero", "leave"] as const;
export type DeletedOnChannels = (typeof DELETED_ON_CHANNELS)[number];
/** Of a whole product: `unpublish` takes it off sale as well, on channels that take products. */
export const DELETED_PRODUCT_ON_CHANNELS = ["zero", "unpublish", "leave"] as const;
export type DeletedProductOnChannels = (typeof DELETED_PRODUCT_ON_CHANNELS)[number];

const UNLINK =
  "state = 'unmapped', variant_id = null, leaves = false, stock_sync = stock_sync or stock_waits, stock_waits = false, awaits_number = false, match_method = null, confidence = null";

/**
 * Lets go of the items of variants that are deleted. `zero`: those whose stock is in sync are told none first, and
 * unlinked once their channel shows it (endLeaving). `leave`: all are unlinked at once, and go on selling what they show.
 */
export async function letGo(
  tx: Tx,
  input: { readonly variantIds: readonly string[]; readonly onChannels: DeletedOnChannels },
): Promise<void> {
  const { variantIds, onChannels } = input;
  if (onChannels === "zero") {
    await tx.run(
      `update listing l set leaves = true from connection c
       where l.organization_id = argosy.tenant() and l.variant_id = any($1) and l.state = 'mapped' and l.stock_sync
         and l.active and l.counted and l.gone_at is null
         and c.organization_id = l.organization_id and c.id = l.connection_id
         and c.state in ${SELLING}`,
      [variantIds],
    );
    await tx.run(
      `select argosy.mark_changed(array_agg(organization_id), array_agg(variant_id), 'stock')
       from listing
       where organization_id = argosy.tenant() and variant_id = any($1) and leaves
       having count(*) > 0`,
      [variantIds],
    );
  }
  await tx.run(
    `with freed as (
       update listing
       set ${UNLINK}
       where organization_id = argosy.tenant() and variant_id = any($1) and not leaves
       returning id)
     ${unlinkedOf("freed")}`,
    [variantIds],
  );
}

/** Has the channels of these products take them off sale, where they take products at all. */
export async function takeOffChannels(tx: Tx, productIds: readonly string[], now: Date): Promise<void> {
  await tx.rows(
    `with off as (
       update argosy.product_listing p
       set ${offSale("p", "$2")}
       from argosy.connection c
       where p.organization_id = argosy.tenant() and p.product_id = any($1::uuid[]) and p.ext_key is not null
         and p.gone_at is null
         and c.organization_id = p.organization_id and c.id = p.connection_id
         and c.state in ${SELLING}
       returning p.connection_id)
     select argosy.wake_lane(argosy.tenant(), array_agg(distinct connection_id), 'outbound', $2)
     from off
     having count(*) > 0`,
    [productIds, now],
  );
}

// A number nobody has written or refused yet is still on its way.
const LEFT = `
  select l.id from listing l where l.organization_id = argosy.tenant() and l.leaves
    and not exists (select 1 from listing_stock s where s.organization_id = l.organization_id and s.listing_id = l.id
      and (s.due_at is not null or s.operation_id is not null or s.held_by is not null
        or (s.state not in ('rejected', 'failed') and (s.desired is distinct from 0 or s.expected > 0))))
    and not exists (select 1 from argosy.product_listing p
      where p.organization_id = l.organization_id and p.id = l.product_listing_id
      and p.leaves and p.due_at is not null)
    and not exists (select 1 from change_mark m
      where m.organization_id = l.organization_id and m.aspect = 'stock' and m.subject_id = l.variant_id)
  order by l.id limit 500`;

/** Ends the links of deleted variants whose channels show none of them; an item with the SKU of another variant joins that. */
export async function endRemovals(tx: Tx, now: Date): Promise<void> {
  const left = await tx.rows<{ id: string }>(
    `with freed as (
       update listing l set ${UNLINK} from (${LEFT} for update) as d
       where l.organization_id = argosy.tenant() and l.id = d.id returning l.id
     ), rested as (
       ${unlinkedOf("freed")}
     )
     select id from freed`,
  );
  if (left.length > 0) await autoMatch(tx, { listingIds: left.map(({ id }) => id), now });
}
