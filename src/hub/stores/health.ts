import { type HubText, type Message, message, messageParts, textOf } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import { columns } from "../../db/columns.ts";
import { HEALING } from "../../db/connection-states.ts";
import type { Tx } from "../../db/database.ts";
import { announce, COUNT_NOTIFIED, endpointEventsSql } from "../events.ts";
import { jsonParameter, storableText, textParameters } from "../json-column.ts";
import { storeNotFound } from "./draft.ts";
import type { BreakerState, StoreHealth } from "./health-fields.ts";

// A store that has been failing this long is shown as failing, not merely degraded.
const FAILING_AFTER = "15 minutes";
// Successes within this time of the last noted one change nothing a person would see; the row stays cool.
const NOTE_EVERY = "10 seconds";

/** Why a store's orders fail to be read while the platform answers everything else; null: they are read. */
const UNREAD_ORDERS = `select max(coalesce(s.error, '')) as error,
    (array_agg(s.error_said order by coalesce(s.error, '') desc))[1] as said, min(s.failing_since) as since
  from sync_cursor s
  where s.organization_id = argosy.tenant() and s.connection_id = o.id and s.sweep like 'orders:%'
    and s.next_at is not null and s.failing_since is not null`;

/** What the badge says while another program writes the same stock (the alert says which). */
export const CONTESTED_TROUBLE = message("trouble.contested");
/** What it says while an order of the channel is here and not applied: none of its quantities is raised (decision 510). */
export const UNREAD_ORDER_TROUBLE = message("trouble.unreadOrder");

/** SQL: a fixed text of the badge, and the parts it is worded from. */
const fixed = (trouble: Message): string =>
  `select '${trouble.text.replaceAll("'", "''")}' as error,
    '${JSON.stringify(messageParts(trouble)).replaceAll("'", "''")}'::jsonb as said`;

const TROUBLE = `select
    coalesce(unread.error, refused.error, contested.error, unapplied.error, unproved.error) as error,
    case when unread.error is not null then unread.said when refused.error is not null then refused.said
      when contested.error is not null then contested.said when unapplied.error is not null then unapplied.said
      else unproved.said end as said
  from (${UNREAD_ORDERS}) as unread
  left join lateral (select r.value ->> 'error' as error, nullif(r.value -> 'said', 'null') as said
    from jsonb_each(o.refused) as r order by r.value ->> 'since', r.key limit 1) as refused on true
  left join lateral (${fixed(CONTESTED_TROUBLE)}
    where exists (select 1 from argosy.conflict f
      where f.organization_id = argosy.tenant() and f.connection_id = o.id and f.state = 'open'
        and f.policy = 'contested')) as contested on true
  left join lateral (${fixed(UNREAD_ORDER_TROUBLE)}
    where exists (select 1 from argosy.inbox_event e
      where e.organization_id = argosy.tenant() and e.connection_id = o.id and e.attempts > 0
        and e.status in ('pending', 'failed') and e.kind in ('order', 'order_status'))) as unapplied on true
  left join lateral (select a.title as error, a.said -> 'title' as said from argosy.alert a
    where a.organization_id = argosy.tenant() and a.cause = 'webhooks-refused:' || o.id
      and a.state <> 'resolved') as unproved on true`;

/**
 * A statement that waited for the store's row works out its trouble from what it saw before it waited: where the row says
 * something else by then, it is left as it is. `offset 0` keeps the first look from being taken again.
 */
const SEEN = "lateral (select o.health, o.refused, o.last_error offset 0) as seen";
const IS_AS_SEEN =
  "(seen.health, seen.refused, seen.last_error) is not distinct from (o.health, o.refused, o.last_error)";

/** Something beside the platform's answers is wrong: the badge changes at once, whatever else it answers well. */
export async function noteTrouble(
  tx: Tx,
  connectionId: string,
  failure: { readonly text: HubText; readonly now: Date },
): Promise<void> {
  const touched = await tx.run(
    `update connection set health = 'degraded', last_error = $2, last_error_said = $3, last_attempt_at = $4
     where organization_id = argosy.tenant() and id = $1 and health in ('healthy', 'unknown')`,
    [connectionId, ...textParameters(failure.text), failure.now],
  );
  if (touched > 0) await announce(tx, "store.failing", { id: connectionId });
}

/**
 * The badge says one of these troubles no more where it is over: what is left is said, or the store is well again. One
 * statement, which may stand beside others.
 */
export async function clearTrouble(tx: Tx, errors: readonly string[]): Promise<void> {
  await tx.rows(
    `with cleared as (
       update argosy.connection c
       set health = case when left_over.error is null then 'healthy' else 'degraded' end,
         last_error = left_over.error, last_error_said = left_over.said
       from (select o.organization_id, o.id, trouble.error, trouble.said
             from argosy.connection o cross join ${SEEN} cross join lateral (${TROUBLE}) as trouble
             where o.organization_id = argosy.tenant() and o.health = 'degraded' and o.failing_since is null
               and ${IS_AS_SEEN}
               and o.last_error = any($1::text[]) and trouble.error is distinct from o.last_error
             for update of o) as left_over
       where c.organization_id = left_over.organization_id and c.id = left_over.id
       returning c.id
     ), ${endpointEventsSql("store.recovered", "select jsonb_build_object('id', id) from cleared")}
     select ${COUNT_NOTIFIED} from cleared`,
    [errors],
  );
}

/**
 * Notes that the platform answered. Cheap under load: the row is written only when the badge changes or the last
 * noted success is old. Answers true when the store has just recovered.
 */
export async function noteSuccess(tx: Tx, connectionId: string, now: Date): Promise<boolean> {
  const row = await tx.maybe<{ recovered: boolean }>(ANSWERED, [connectionId, now, true]);
  if (!row?.recovered) return false;
  await announce(tx, "store.recovered", { id: connectionId });
  return true;
}

/** The same beside other work, in one statement that nothing follows: of a store that was not failing. */
export async function noteAnswering(tx: Tx, connectionId: string, now: Date): Promise<void> {
  await tx.rows(ANSWERED, [connectionId, now, false]);
}

const ANSWERED = `update connection c
  set health = old.wanted, last_success_at = $2, last_attempt_at = $2, last_error = old.error,
       last_error_said = old.said, failing_since = null,
       breaker = 'closed', breaker_until = null,
       sync_state = case when c.sync_state in ('error', 'pending') then 'idle' else c.sync_state end
     from (select o.organization_id, o.id, o.failing_since, trouble.error, trouble.said,
       case when trouble.error is null then 'healthy' else 'degraded' end as wanted
           from connection o cross join ${SEEN} cross join lateral (${TROUBLE}) as trouble
           where o.organization_id = argosy.tenant() and o.id = $1 and o.state in ${HEALING} and ${IS_AS_SEEN}
             and ($3 or o.failing_since is null)
             and (o.health <> case when trouble.error is null then 'healthy' else 'degraded' end
               or o.sync_state in ('error', 'pending') or o.breaker <> 'closed'
               or o.last_error is distinct from trouble.error or o.last_success_at is null
               or o.last_success_at < $2::timestamptz - interval '${NOTE_EVERY}')
           for update of o) as old
     where c.organization_id = old.organization_id and c.id = old.id
     returning old.failing_since is not null as recovered`;

/**
 * Notes that a call or piece of work failed; the badge changes at the first failure (decision 6) and turns from
 * degraded to failing when nothing has succeeded for 15 minutes. Answers whether it is the first failure of a spell
 * and when the spell began (null where the store is gone).
 */
export async function noteFailure(
  tx: Tx,
  connectionId: string,
  failure: { readonly text: HubText; readonly now: Date },
): Promise<{ readonly isFirst: boolean; readonly failingSince: Date | null }> {
  const row = await tx.maybe<{ is_first: boolean; failing_since: Date }>(
    `update connection c
     set last_error = $3, last_error_said = $4, last_attempt_at = $2, failing_since = coalesce(c.failing_since, $2),
       sync_state = 'error',
       health = case when c.failing_since < $2::timestamptz - interval '${FAILING_AFTER}' then 'failing'
         else 'degraded' end
     from (select organization_id, id, failing_since from connection
           where organization_id = argosy.tenant() and id = $1 and state <> 'deleted' for update) as old
     where c.organization_id = old.organization_id and c.id = old.id
     returning old.failing_since is null as is_first, c.failing_since`,
    [connectionId, failure.now, ...textParameters(failure.text)],
  );
  if (row?.is_first) await announce(tx, "store.failing", { id: connectionId });
  return { isFirst: row?.is_first ?? false, failingSince: row?.failing_since ?? null };
}

/** Tells people what the breaker of a connection does; `until` is when it will try again. */
export async function noteBreaker(
  tx: Tx,
  breaker: { readonly connectionId: string; readonly state: BreakerState; readonly until?: Date | undefined },
): Promise<void> {
  const touched = await tx.run(
    `update connection set breaker = $2, breaker_until = $3 where organization_id = argosy.tenant() and id = $1
       and (breaker, breaker_until) is distinct from ($2, $3::timestamptz)`,
    [breaker.connectionId, breaker.state, breaker.until ?? null],
  );
  if (touched > 0) await announce(tx, "store.breaker", { id: breaker.connectionId });
}

/** Keeps until when the platform asked us to wait. A longer wait is never shortened. */
export async function noteThrottled(tx: Tx, connectionId: string, until: Date): Promise<void> {
  const touched = await tx.run(
    `update connection set throttled_until = $2 where organization_id = argosy.tenant() and id = $1
       and (throttled_until is null or throttled_until < $2)`,
    [connectionId, until],
  );
  if (touched > 0) await announce(tx, "store.throttled", { id: connectionId });
}

/** Marks a run of sync work begun or ended. */
export async function noteSyncState(tx: Tx, connectionId: string, state: "idle" | "syncing", now: Date): Promise<void> {
  const touched = await tx.run(
    `update connection set sync_state = $2, last_sync_at = case when $2 = 'idle' then $3 else last_sync_at end
     where organization_id = argosy.tenant() and id = $1 and (sync_state <> $2 or $2 = 'idle')`,
    [connectionId, state, now],
  );
  if (touched > 0) await announce(tx, "store.sync", { id: connectionId });
}

/** What a connection turned out to be when its credentials were proved with real calls. */
export interface DetectedStore {
  readonly connectionId: string;
  readonly account: { readonly externalId: string; readonly name: string };
  readonly stockPlace?: string | undefined;
  readonly facts: Readonly<Record<string, Json>>;
  readonly locations: readonly { readonly key: string; readonly name: string; readonly active: boolean }[];
  readonly missingScopes: readonly { readonly scope: string; readonly disables: HubText }[];
  readonly warnings: readonly HubText[];
  /** How far its clock stood ahead of ours meanwhile; below zero: behind. */
  readonly clockAheadMs: number;
  readonly now: Date;
}

/** Keeps the detected facts, the channel's locations and the account's route for app-wide webhooks. */
export async function saveDetected(tx: Tx, detected: DetectedStore): Promise<void> {
  const row = await tx.maybe<{ provider: string }>(
    `update connection
     set account_id = $2, facts = $3::jsonb, warnings = $4, warnings_said = $9, missing_scopes = $5::jsonb,
       updated_at = $6,
       stock_place = $7, clock_ahead_ms = $8
     where organization_id = argosy.tenant() and id = $1 and deleted_at is null returning provider`,
    [
      detected.connectionId,
      detected.account.externalId,
      jsonParameter({ ...detected.facts, accountName: detected.account.name }),
      detected.warnings.map((text) => storableText(textOf(text))),
      jsonParameter(
        detected.missingScopes.map((scope) => ({
          ...scope,
          disables: textOf(scope.disables),
          disablesTold: messageParts(scope.disables),
        })),
      ),
      detected.now,
      detected.stockPlace ?? null,
      Math.round(detected.clockAheadMs),
      jsonParameter(detected.warnings.map(messageParts)),
    ],
  );
  if (!row) throw storeNotFound();
  await tx.run(
    `insert into ext_location (organization_id, connection_id, ext_key, name, active)
     select argosy.tenant(), $1, l.key, l.name, l.active
     from jsonb_to_recordset($2::jsonb) as l(key text, name text, active boolean)
     on conflict (organization_id, connection_id, ext_key) do update set name = excluded.name, active = excluded.active
     where (ext_location.name, ext_location.active) is distinct from (excluded.name, excluded.active)`,
    [detected.connectionId, jsonParameter(detected.locations)],
  );
  await tx.run(
    `delete from account_route
     where organization_id = argosy.tenant() and connection_id = $1 and (provider, account_id) <> ($2, $3)`,
    [detected.connectionId, row.provider, detected.account.externalId],
  );
  await tx.run(
    `insert into account_route (provider, account_id, organization_id, connection_id)
     values ($1, $2, argosy.tenant(), $3)
     on conflict do nothing`,
    [row.provider, detected.account.externalId, detected.connectionId],
  );
}

type HealthRow = Omit<StoreHealth, "successPercent">;

/** Health figures of one connection. Throws HubError STORE_NOT_FOUND. */
export async function storeHealth(tx: Tx, connectionId: string, now: Date): Promise<StoreHealth> {
  const row = await tx.maybe<HealthRow>(HEALTH, [connectionId, now]);
  if (!row) throw storeNotFound();
  const attempts = row.succeeded + row.failed;
  return { ...row, successPercent: attempts === 0 ? null : Math.round((row.succeeded * 1000) / attempts) / 10 };
}

const HEALTH = `
  select ${columns("c", "health breaker breakerUntil lastSuccessAt lastError")},
    c.last_error_said as "lastErrorTold", ${columns("c", "failingSince")},
    ${columns("c", "throttledUntil missingScopes warnings")}, c.warnings_said as "warningsTold", log.succeeded,
    log.failed,
      log.throttled,
    log.p50 as "latencyMsP50", log.p95 as "latencyMsP95",
    inbound.lag as "inboundLagMs", inbound.waiting as "inboundWaiting", outbound.lag as "outboundLagMs",
    outbound.waiting as "outboundWaiting", argosy.outbound_pause() as "heldBackBy",
    gaps.orders as "ordersFoundByPoll", gaps.last_at as "lastFoundByPollAt",
    unread.since as "ordersUnreadSince", unread.because as "ordersUnreadBecause",
    unread.error as "ordersError", unread.said as "ordersErrorTold",
    contested.since as "stockContestedSince", contested.items as "stockContestedItems"
  from connection c
  cross join lateral (
    select count(*) filter (where status = 'success')::int as succeeded,
      count(*) filter (where status = 'failed' and error_kind is distinct from 'throttled')::int as failed,
      count(*) filter (where error_kind = 'throttled')::int as throttled,
      (percentile_cont(0.5) within group (order by duration_ms))::int as p50,
      (percentile_cont(0.95) within group (order by duration_ms))::int as p95
    from sync_log
    where organization_id = c.organization_id and connection_id = c.id and at > $2::timestamptz - interval '24 hours'
  ) as log
  cross join lateral (
    select (extract(epoch from $2 - min(coalesce(replayed_at, received_at))) * 1000)::int as lag,
      count(*)::int as waiting
    from inbox_event where organization_id = c.organization_id and connection_id = c.id and status = 'pending'
  ) as inbound
  cross join lateral (
    select (extract(epoch from $2 - min(due_at)) * 1000)::int as lag, count(*)::int as waiting from (
      select due_at
      from listing_stock
      where organization_id = c.organization_id and connection_id = c.id and due_at <= $2
      union all select due_at
      from listing_price
      where organization_id = c.organization_id and connection_id = c.id and due_at <= $2
      union all select due_at
      from product_listing
      where organization_id = c.organization_id and connection_id = c.id and due_at <= $2
      union all select due_at
      from record_push
      where organization_id = c.organization_id and connection_id = c.id and due_at <= $2
      union all select due_at
      from command
      where organization_id = c.organization_id and connection_id = c.id and due_at <= $2
    ) as due
  ) as outbound
  cross join lateral (
    select coalesce(sum(orders) filter (where last_at > $2::timestamptz - interval '7 days'), 0)::int as orders,
      max(last_at) as last_at
    from poll_gap where organization_id = c.organization_id and connection_id = c.id
  ) as gaps
  cross join lateral (
    select min(least(asked_since, failing_since)) as since,
      case when bool_or(failing_since is not null) then 'failing'
        when bool_or(asked_since is not null) then 'checking' end as because,
      max(error) filter (where failing_since is not null) as error,
      (array_agg(error_said
        order by error desc) filter (where failing_since is not null and error is not null))[1] as said
    from sync_cursor
    where organization_id = c.organization_id and connection_id = c.id and sweep like 'orders:%' and next_at is not null
  ) as unread
  cross join lateral (
    select min(found_at) as since, count(distinct listing_id)::int as items from argosy.conflict
    where organization_id = c.organization_id and connection_id = c.id and state = 'open' and field = 'stock'
      and policy = 'contested'
  ) as contested
  where c.organization_id = argosy.tenant() and c.id = $1`;
