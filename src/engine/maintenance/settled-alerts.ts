import { systemActor } from "../../commerce/actor.ts";
import { READ, WRITTEN } from "../../db/connection-states.ts";
import type { Tx } from "../../db/database.ts";
import { resolveAlerts } from "../../hub/alerts/alerts.ts";
import { WAITS } from "../../hub/conversations/alerts.ts";
import { IS_UNDECIDED } from "../../hub/inventory/compared-stock.ts";
import { LOW_BY_PACE } from "../../hub/inventory/low-by-pace.ts";
import { IS_SOLD_ELSEWHERE } from "../../hub/listings/packs.ts";
import { IS_APART } from "../../hub/listings/shared-numbers.ts";
import { STILL_TO_ACCEPT } from "../../hub/orders/orders-to-accept.ts";
import { STILL_PARKED } from "../../hub/parked/parked.ts";

const linked = (sync: "stock_sync" | "price_sync") =>
  `l.state = 'mapped' and l.${sync} and l.active and l.gone_at is null`;

/** What an alert of each kind is about, while the trouble lasts; `a` is the alert. */
const TROUBLE: Readonly<Record<string, string>> = {
  change_failed: `select 1 from argosy.change_mark m
    where m.organization_id = a.organization_id and m.subject_id = a.subject_id and m.tries > 0
    union all select 1
    from argosy.recipe_change r
    where r.organization_id = a.organization_id and r.variant_id = a.subject_id`,
  work_failed: STILL_PARKED,
  stock_failed: `select 1
    from argosy.listing_stock s
    join argosy.listing l on l.organization_id = s.organization_id and l.id = s.listing_id
    where s.organization_id = a.organization_id and s.listing_id = a.subject_id and s.state <> 'idle'
      and ${linked("stock_sync")}`,
  price_failed: `select 1
    from argosy.listing_price p
    join argosy.listing l on l.organization_id = p.organization_id and l.id = p.listing_id
    where p.organization_id = a.organization_id and p.listing_id = a.subject_id and p.state <> 'idle'
      and ${linked("price_sync")}`,
  price_held: `select 1
    from argosy.listing_price p
    join argosy.listing l on l.organization_id = p.organization_id and l.id = p.listing_id
    where p.organization_id = a.organization_id and p.connection_id = a.connection_id and p.held is not null
      and a.cause = 'price-held:' || p.connection_id || ':' || p.held and ${linked("price_sync")}`,
  content_failed: `select 1 from argosy.product_listing p
    where p.organization_id = a.organization_id and p.id = a.subject_id and p.state <> 'idle'
      and (p.content_sync or p.push_fields <> '{}') and p.gone_at is null`,
  listing_refused: `select 1 from argosy.listing_draft d
    where d.organization_id = a.organization_id and d.id = a.subject_id and (d.state = 'refused'
      or d.state = 'draft' and d.problem_count > 0)`,
  requirements_changed: `select 1 from argosy.listing_draft d
    where d.organization_id = a.organization_id and d.connection_id = a.connection_id and d.state = 'draft'
      and d.problem_count > 0 and a.cause = 'requirements:' || d.connection_id || ':' || d.category_key`,
  category_failed: `select 1 from argosy.record_push r
    where r.organization_id = a.organization_id and r.connection_id = a.connection_id and r.kind = 'category'
      and r.subject_id = a.subject_id and r.state <> 'idle'`,
  customer_failed: `select 1 from argosy.record_push r
    where r.organization_id = a.organization_id and r.connection_id = a.connection_id and r.kind = 'customer'
      and r.subject_id = a.subject_id and r.state <> 'idle'`,
  conversation_waiting: `select 1 from argosy.conversation c
    where c.organization_id = a.organization_id and c.connection_id = a.connection_id
      and a.cause = 'conversation:' || c.id and ${WAITS}`,
  reply_refused: `select 1 from argosy.conversation_reply r
    where r.organization_id = a.organization_id and r.id = a.subject_id and r.state = 'refused'`,
  reply_unconfirmed: `select 1 from argosy.conversation_reply r
    where r.organization_id = a.organization_id and r.id = a.subject_id and r.state = 'unconfirmed'`,
  event_failed: `select 1 from argosy.inbox_event e
    where e.organization_id = a.organization_id and e.id = a.subject_id
      and (e.status = 'failed' or (e.status = 'pending' and e.attempts > 0))`,
  low_stock: `select 1 from argosy.level l
    join argosy.variant v on v.organization_id = a.organization_id and v.id = l.variant_id and v.deleted_at is null
      and v.counted
    join argosy.location p on p.organization_id = a.organization_id and p.id = l.location_id and p.active
    where l.organization_id = a.organization_id and l.variant_id = a.subject_id and l.is_low
      and a.cause = 'low_stock:' || l.variant_id || ':' || l.location_id
      and not exists (select 1 from argosy.bundle_item b
        where b.organization_id = a.organization_id and b.bundle_variant_id = l.variant_id)`,
  selling_out: LOW_BY_PACE,
  stock_shared: `select 1 from argosy.listing l
    where l.organization_id = a.organization_id and l.id = a.subject_id and l.shared_stock is not null
      and l.state = 'mapped' and l.counted and l.gone_at is null and ${IS_APART}`,
  pack_sold_elsewhere: `select 1 from argosy.listing l
    where l.organization_id = a.organization_id and l.variant_id = a.subject_id and ${IS_SOLD_ELSEWHERE}`,
  stock_undecided: `select 1 from argosy.listing l
    where l.organization_id = a.organization_id and l.connection_id = a.connection_id and ${IS_UNDECIDED}`,
  stock_unknown: `select 1 from argosy.parked_work p
    where p.organization_id = a.organization_id and p.connection_id = a.connection_id and p.kind = 'unknown_stock'`,
  stock_contested: `select 1 from argosy.conflict c
    where c.organization_id = a.organization_id and c.connection_id = a.connection_id and c.state = 'open'
      and c.field = 'stock' and c.policy = 'contested'`,
  products_gone: `select 1 from argosy.product_listing p
    where p.organization_id = a.organization_id and p.connection_id = a.connection_id and p.gone_at is not null
      and p.product_id is not null`,
  products_blocked: `select 1 from argosy.product_listing p
    where p.organization_id = a.organization_id and p.connection_id = a.connection_id and p.is_blocked
      and p.gone_at is null`,
  answer_late: `select 1 from argosy.remote_operation o
    where o.organization_id = a.organization_id and o.connection_id = a.connection_id and o.told_at is not null
      and a.cause = 'answer-late:' || o.connection_id || ':' || o.aspect
      and (exists (select from argosy.listing_stock s where s.organization_id = o.organization_id
          and s.operation_id = o.id)
        or exists (select from argosy.listing_price p where p.organization_id = o.organization_id
          and p.operation_id = o.id))`,
  webhooks_refused: `select 1 from argosy.connection c
    where c.organization_id = a.organization_id and c.id = a.connection_id and c.state in ${READ}
      and not exists (select from argosy.inbox_event e where e.organization_id = a.organization_id
        and e.connection_id = a.connection_id and e.source = 'webhook' and e.received_at > a.last_at)`,
  orders_to_accept: STILL_TO_ACCEPT,
  orders_unread: `select 1
    from argosy.sync_cursor s
    join argosy.connection c on c.organization_id = s.organization_id and c.id = s.connection_id
    where s.organization_id = a.organization_id and s.connection_id = a.connection_id and s.sweep like 'orders:%'
      and s.next_at is not null
      and (coalesce(s.asked_since, s.failing_since) is not null or s.turn_at <= a.last_at - interval '15 minutes')
      and c.state in ${READ}`,
  reading_stopped: `select 1
    from argosy.sync_cursor s
    join argosy.connection c on c.organization_id = s.organization_id and c.id = s.connection_id
    where s.organization_id = a.organization_id and s.connection_id = a.connection_id and s.sweep not like 'orders:%'
      and s.next_at is not null and (s.failing_since is not null or s.turn_at <= a.last_at - interval '1 hour')
      and c.state in ${READ}`,
  connection_failing: `select 1 from argosy.connection c
    where c.organization_id = a.organization_id and c.id = a.connection_id and c.failing_since is not null
      and c.state in ${WRITTEN}`,
};

/** Kinds of alerts that close by themselves. */
export const SETTLING_KINDS: readonly string[] = Object.keys(TROUBLE);

/**
 * Closes alerts whose trouble went away without the step that failed going well: the channel shows the wanted number
 * by itself, the item was unlinked, its sync switched off, the delivery overtaken. Answers how many.
 */
export async function resolveSettledAlerts(tx: Tx, now: Date): Promise<number> {
  const settled = Object.entries(TROUBLE).map(([kind, trouble]) => `(a.kind = '${kind}' and not exists (${trouble}))`);
  const rows = await tx.rows<{ cause: string }>(
    `select a.cause from argosy.alert a
     where a.organization_id = argosy.tenant() and a.state in ('open', 'snoozed') and (${settled.join(" or ")})
     limit 1000`,
  );
  return resolveAlerts(
    tx,
    rows.map((row) => row.cause),
    now,
    systemActor,
  );
}
