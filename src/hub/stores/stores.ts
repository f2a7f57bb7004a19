import { z } from "zod";
import {
  CONNECTION_HEALTH,
  CONNECTION_STATES,
  type ConnectionState,
  LEFT_ON_PLATFORM,
} from "../../commerce/connection-states.ts";
import type { ConnectionId } from "../../commerce/ids.ts";
import type { MessagePart } from "../../commerce/message.ts";
import type { Optional } from "../../commerce/optional.ts";
import type { Json } from "../../commerce/product.ts";
import { columns } from "../../db/columns.ts";
import { BROKEN } from "../../db/connection-states.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time, typed } from "../answer-schemas.ts";
import { announce } from "../events.ts";
import { containing, type Page, type PageRequest } from "../paging.ts";
import { type BothEnds, byAge, type Placed, sortedPage, unplaced } from "../sorting.ts";
import { CONSENT, type ConnectionKind, storeNotFound } from "./draft.ts";
import type { BreakerState } from "./health-fields.ts";

import { asSection, readSettings, type StoreSettings } from "./settings.ts";
import { waitingUpdates } from "./waiting-updates.ts";

interface MissingScope {
  readonly scope: string;
  readonly disables: string;
  readonly disablesTold?: readonly MessagePart[] | null | undefined;
  /** What has to be in use for it to be missed; absent: it always is. */
  readonly features?: readonly ("orders" | "stock" | "products" | "prices")[] | undefined;
}

const record = z.record(z.string(), z.unknown());

/** What everybody sees of a connection. */
export const storeFields = {
  id: typed<ConnectionId>(id),
  kind: z.enum(["commerce", "logistics", "marketing"]),
  provider: z.string(),
  code: z.string(),
  name: z.string(),
  storeUrl: z.string().nullable(),
  state: z.enum(CONNECTION_STATES),
  health: z.enum(CONNECTION_HEALTH),
  syncState: z.enum(["pending", "idle", "syncing", "error"]),
  breaker: typed<BreakerState>(z.string()),
  lastError: z.string().nullable(),
  lastAttemptAt: time.nullable(),
  lastSuccessAt: time.nullable(),
  lastSyncAt: time.nullable(),
  accountId: z.string().nullable(),
  grantedScopes: z.array(z.string()),
  grantExpiresAt: time.nullable(),
  facts: typed<Readonly<Record<string, Json>>>(record),
  warnings: z.array(z.string()),
  missingScopes: z.array(typed<MissingScope>(z.object({ scope: z.string(), disables: z.string() }))),
  // With what was set of the sync settings.
  settings: typed<Readonly<Record<string, Json>>>(record).describe("the provider's form values that are no secrets"),
  awaitsPlan: z.boolean().describe("nothing is linked by itself before its first sync's plan is applied"),
  orderPrefix: z.string(),
  stockCutoverAt: time.nullable(),
  installedAt: time.nullable(),
  reconnectedAt: time.nullable().describe("when it came back after it had been deleted"),
  draftExpiresAt: time.nullable(),
  firstWebhookAt: time.nullable().describe("when the platform first reached its webhook address"),
  createdAt: time,
  updatedAt: time,
  failedAttempts: z.int(),
  nextRetryAt: time.nullable(),
  failingItems: z.int(),
  waitingUpdates: z.int().describe("changes that wait to be sent, now or at a later try; counted to 1,000"),
  removalLeft: z
    .array(z.enum(LEFT_ON_PLATFORM))
    .describe(
      "of a deleted channel: what its platform still has, because it did not answer or does not let it be removed",
    ),
  removalDueAt: time.nullable().describe("when the platform is asked again to remove it; null: it is not"),
  isSandbox: z.boolean().describe("an emulated store inside this hub, to explore with"),
  isChoiceOpen: z.boolean().describe("a draft whose consent covers several accounts: see its accounts"),
};
const storeSchema = z.object(storeFields);

/** A connection as people and the engine see it; nothing in it is secret but the webhook key, which is part of its URLs. */
export interface Store extends Answered<typeof storeSchema> {
  readonly lastErrorTold: readonly MessagePart[] | null;
  readonly warningsTold: readonly (readonly MessagePart[] | null)[] | null;
  readonly grantId: string | null;
  readonly endpoint: string | null;
  readonly webhookKey: string;
  /** Whether prices of any of its items are sent. */
  readonly sendsPrices: boolean;
}

/** One delivery nobody can read is that delivery's matter; several are the store's. */
const WORK_FAILS = "(open_work.items > open_work.deliveries or open_work.deliveries >= 3)";

const COLUMNS = `${columns("c", "id kind provider code name storeUrl state")},
  case when ${WORK_FAILS} and c.health in ('healthy', 'unknown') then 'degraded' else c.health end as health,
  case when ${WORK_FAILS} and c.sync_state = 'idle' then 'error' else c.sync_state end as "syncState",
  c.breaker, coalesce(c.last_error, case when ${WORK_FAILS} then open_work.error end) as "lastError",
  case when c.last_error is not null then c.last_error_said when ${WORK_FAILS} then open_work.said
    end as "lastErrorTold",
  ${columns("c", "lastAttemptAt lastSuccessAt")},
  greatest(c.last_sync_at, (select max(s.last_finished_at) from sync_cursor s
    where s.organization_id = c.organization_id and s.connection_id = c.id)) as "lastSyncAt",
      ${columns("c", "accountId grantId")},
  coalesce(g.scopes, '{}') as "grantedScopes", g.expires_at as "grantExpiresAt", c.facts, c.warnings,
  c.warnings_said as "warningsTold",
  ${columns("c", "missingScopes settings endpoint awaitsPlan orderPrefix stockCutoverAt webhookKey")},
    ${columns("c", "installedAt reconnectedAt draftExpiresAt firstWebhookAt removalLeft removalDueAt")},
    ${columns("c", "createdAt updatedAt")},
  open_work.attempts as "failedAttempts", open_work.next_at as "nextRetryAt", open_work.items as "failingItems",
  exists (select from sandbox_store s
    where s.organization_id = c.organization_id and s.connection_id = c.id) as "isSandbox",
  exists (select from listing l
    where l.organization_id = c.organization_id and l.connection_id = c.id and l.price_sync
      and l.variant_id is not null) as "sendsPrices",
  c.state = 'draft'
  and exists (select from secret s where s.organization_id = c.organization_id and s.owner_kind = 'connection'
    and s.owner_id = c.id and s.name = '${CONSENT}') as "isChoiceOpen",
  ${waitingUpdates("is not null")} as "waitingUpdates"`;

const MINE = "organization_id = c.organization_id and connection_id = c.id and attempts > 0";

const FROM = `from connection c
  left join access_grant g on g.organization_id = c.organization_id and g.id = c.grant_id
  cross join lateral (
    select coalesce(max(attempts), 0)::int as attempts, min(due_at) as next_at,
      count(*) filter (where kind <> 'lane')::int as items,
      count(*) filter (where kind = 'delivery')::int as deliveries,
      (array_agg(error order by kind = 'delivery', attempts desc) filter (where error is not null))[1] as error,
      (array_agg(error_said order by kind = 'delivery', attempts desc) filter (where error is not null))[1] as said
    from (
      select 'item' as kind, attempts, due_at, error, error_said from listing_stock where ${MINE}
      union all select 'item', attempts, due_at, error, error_said from listing_price where ${MINE}
      union all select 'item', attempts, due_at, error, error_said from product_listing where ${MINE}
      union all select 'item', attempts, due_at, error, error_said from record_push where ${MINE}
      union all select 'item', attempts, due_at, text, text_said from command where ${MINE} and finished_at is null
      union all select 'delivery', attempts, case when status = 'pending' then due_at end, error, error_said
      from inbox_event
      where ${MINE} and status in ('pending', 'failed')
      -- A channel that does not answer fails by the lane; its items use up no attempt.
      union all select 'lane', failures, due_at, null, null
      from lane
      where organization_id = c.organization_id and connection_id = c.id and failures > 0
    ) as work
  ) as open_work`;

/** A store that was connected and deleted; drafts that were given up are none. */
const WAS_STORE = "c.deleted_at is not null and c.installed_at is not null and c.became is null";

/**
 * One connection that is not deleted, or with `orDeleted` one that was; of a draft that became an older store, that one.
 * Throws HubError STORE_NOT_FOUND.
 */
export async function getStore(
  tx: Tx,
  connectionId: string,
  { orDeleted = false }: { readonly orDeleted?: boolean } = {},
): Promise<Store> {
  const row = await tx.maybe<Store>(
    `select ${COLUMNS} ${FROM}
     where c.organization_id = argosy.tenant() and (c.deleted_at is null or ($2 and ${WAS_STORE}))
       and c.id = coalesce((select d.became from connection d where d.organization_id = argosy.tenant() and d.id = $1),
         $1)`,
    [connectionId, orDeleted],
  );
  if (!row) throw storeNotFound();
  return row;
}

/** The sync settings of a connection, defaults filled in: `usual` are its connector's own intervals, in minutes. */
export function settingsOf(
  store: Pick<Store, "settings">,
  usual: { readonly orders: number | null; readonly stock: number | null } = { orders: null, stock: null },
): StoreSettings {
  const settings = readSettings(store.settings);
  const minutes = (section: "orders" | "inventory", own: number | null) =>
    asSection(store.settings[section])["intervalMinutes"] === undefined && own !== null ? { intervalMinutes: own } : {};
  return {
    ...settings,
    orders: { ...settings.orders, ...minutes("orders", usual.orders) },
    inventory: { ...settings.inventory, ...minutes("inventory", usual.stock) },
  };
}

export type StoreFilter = PageRequest &
  Optional<{
    kind: ConnectionKind;
    provider: string;
    state: ConnectionState;
    /** Part of the name, code or URL, any case. */
    text: string;
    /** True: only those that fail, wholly or in part, or need a person. */
    attention: boolean;
    sort: BothEnds;
  }>;

const NEEDS_ATTENTION = `(c.state in ${BROKEN} or c.health in ('degraded', 'failing') or ${WORK_FAILS})`;

/** Connections, oldest first. Drafts, and those that were stores and are deleted, are listed only when asked for by state. */
export async function listStores(tx: Tx, filter: StoreFilter): Promise<Page<Store>> {
  const params = [
    filter.kind ?? null,
    filter.provider ?? null,
    filter.state ?? null,
    filter.text ? containing(filter.text) : null,
    filter.attention ?? null,
  ];
  const by = sortedPage(SORTS[filter.sort ?? "oldest"], filter, params);
  const rows = await by.rows<Placed<Store>>(
    tx,
    `select ${by.place}, ${COLUMNS} ${FROM} where c.organization_id = argosy.tenant()
       and case when $3 = 'deleted' then ${WAS_STORE} else c.deleted_at is null end
       and ($1::text is null or c.kind = $1) and ($2::text is null or c.provider = $2)
       and case when $3::text is null then c.state <> 'draft' else c.state = $3 end
       and ($4::text is null or c.name ilike $4 or c.code ilike $4 or c.store_url ilike $4)
       and ($5::boolean is null or ${NEEDS_ATTENTION} = $5) ${by.after} ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

const SORTS = byAge(["c.id", "uuid"]);

/** The platform reached the connection's webhook handler; the first time is kept and told. */
export async function noteWebhook(tx: Tx, connectionId: string, now: Date): Promise<void> {
  const isFirst = await tx.run(
    `update connection set first_webhook_at = $2
     where organization_id = argosy.tenant() and id = $1 and first_webhook_at is null and deleted_at is null`,
    [connectionId, now],
  );
  if (isFirst > 0) await announce(tx, "store.webhook_received", { id: connectionId });
}
