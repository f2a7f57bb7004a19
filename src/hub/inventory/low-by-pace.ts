/** What is low stock: at or below its reorder point, or without one too little for the pace it sells at. Stands here alone. */
import { systemActor } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert, resolveAlert, rewordAlerts } from "../alerts/alerts.ts";

/** Sales of this many days are an item's pace. */
export const PACE_DAYS = 30;
/** How long stock has to last where the supplier's days are not known: most deliver within two weeks. */
export const COVER_DAYS = 14;

/** SQL: how many whole days an item lasts, of `s` (what it sold) and its levels `l`. */
export const COVER = `floor(greatest(sum(l.available), 0) * ${PACE_DAYS} / s.sold)`;

/** SQL: the levels `l` of what sold, at places `p` that are open. */
export const PACED_LEVELS = `
  join argosy.level l on l.organization_id = argosy.tenant() and l.variant_id = s.variant_id
  join argosy.location p on p.organization_id = argosy.tenant() and p.id = l.location_id and p.active`;

/** SQL, of level `l`, variant `v` and location `loc`: bundles, deleted items and closed places are never low. */
export const CAN_BE_LOW = `v.deleted_at is null and v.counted and loc.active and not exists (select 1
  from argosy.bundle_item b
  where b.organization_id = argosy.tenant() and b.bundle_variant_id = l.variant_id)`;

/** SQL: items low by their pace, each once over all its places; a reorder point at any of them goes instead. */
export const LOW_BY_PACE = `
  select s.variant_id, case when count(*) = 1 then (array_agg(l.location_id))[1] end as location_id,
    sum(l.on_hand) as on_hand, sum(l.reserved) as reserved, sum(l.available) as available,
    max(l.updated_at) as updated_at, s.sold, s.cover_days, (${COVER})::bigint as days
  from argosy.running_out s ${PACED_LEVELS}
  join argosy.variant v on v.organization_id = argosy.tenant() and v.id = s.variant_id and v.deleted_at is null
    and v.counted
  where s.organization_id = argosy.tenant()
    and not exists (select 1 from argosy.bundle_item b
      where b.organization_id = argosy.tenant() and b.bundle_variant_id = s.variant_id)
  group by s.variant_id, s.sold, s.cover_days
  having ${COVER} < s.cover_days and bool_and(l.reorder_point is null)`;

/** SQL, of level `l`, variant `v` and location `loc`. */
export const IS_LOW = `((l.is_low and ${CAN_BE_LOW})
  or l.variant_id in (select paced.variant_id from (${LOW_BY_PACE}) as paced))`;

/** SQL: every low item, at a location with a reorder point, or by its pace over all locations. `least`: how many are enough. */
export const LOW = `
  select l.variant_id, l.location_id, l.on_hand, l.reserved, l.available, l.updated_at, l.reorder_point,
    l.reorder_quantity, s.sold, null::int as cover_days, null::bigint as days, l.reorder_point as least
  from argosy.level l
  join argosy.variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id
  join argosy.location loc on loc.organization_id = argosy.tenant() and loc.id = l.location_id
  left join argosy.running_out s on s.organization_id = argosy.tenant() and s.variant_id = l.variant_id
  where l.organization_id = argosy.tenant() and l.is_low and ${CAN_BE_LOW}
  union all
  select paced.variant_id, paced.location_id, paced.on_hand, paced.reserved, paced.available, paced.updated_at, null,
    null, paced.sold, paced.cover_days, paced.days, ceil(paced.sold * paced.cover_days / ${PACE_DAYS}.0)
  from (${LOW_BY_PACE}) as paced`;

/** Which of these items are low by their pace. */
export async function lowByPace(tx: Tx, variantIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (variantIds.length === 0) return new Set();
  const rows = await tx.rows<{ id: string }>(
    `select paced.variant_id as id from (${LOW_BY_PACE}) as paced where paced.variant_id = any($1::uuid[])`,
    [[...new Set(variantIds)]],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Automations are asked about items that became low by their pace, over all their places. */
async function noteLow(tx: Tx, variantIds: readonly string[]): Promise<void> {
  if (variantIds.length === 0) return;
  await tx.rows(
    `select argosy.note_automation_event(v.organization_id, v.product_id, v.id::text, 'stock.low')
     from argosy.variant v
     where v.organization_id = argosy.tenant() and v.id = any($1::uuid[])
     order by v.id`,
    [variantIds],
  );
}

const CAUSE = "selling_out";
const EXAMPLES = 5;

/** One alert names all items that are low by their pace: news where one joins them, over with the last of them. */
export async function alertLowByPace(tx: Tx, { known, now }: { known: ReadonlySet<string>; now: Date }): Promise<void> {
  const low = await tx.rows<{ id: string; sku: string }>(
    `select paced.variant_id as id, v.sku
     from (${LOW_BY_PACE}) as paced
     join argosy.variant v on v.organization_id = argosy.tenant() and v.id = paced.variant_id
     order by paced.days, v.sku`,
  );
  await noteLow(
    tx,
    low.flatMap(({ id }) => (known.has(id) ? [] : id)),
  );
  if (low.length === 0) {
    await resolveAlert(tx, CAUSE, now, systemActor);
    return;
  }
  const names = low
    .slice(0, EXAMPLES)
    .map(({ sku }) => sku)
    .join(", ");
  const alert = {
    kind: "selling_out",
    severity: "warning",
    cause: CAUSE,
    title: message("alert.selling_out.title"),
    text: message("alert.selling_out.text", { count: low.length, names }),
    action: { kind: "show_low_stock" },
    now,
  } as const;
  if (low.some(({ id }) => !known.has(id))) await raiseAlert(tx, alert);
  else await rewordAlerts(tx, [alert]);
}
