import { z } from "zod";
import { CONNECTION_HEALTH, CONNECTION_STATES } from "../../commerce/connection-states.ts";
import type { MessagePart } from "../../commerce/message.ts";
import { SHOWN } from "../../db/connection-states.ts";
import { type Tx, together } from "../../db/database.ts";
import { type Answered, id, time } from "../answer-schemas.ts";
import { MOST_WAITING, waitingUpdates } from "../stores/waiting-updates.ts";
import { syncFigures } from "./store-metrics.ts";
import { HOUR_MS, hourOf, syncHours } from "./sync-hours.ts";

/** How one store's sync is, in a line. */
export const storeSyncSchema = z
  .object({
    storeId: id,
    name: z.string(),
    provider: z.string(),
    state: z.enum(CONNECTION_STATES),
    health: z.enum(CONNECTION_HEALTH),
    syncState: z.string(),
    lastError: z.string().nullable(),
    lastSuccessAt: time.nullable(),
    throttledUntil: time.nullable().describe("the platform asked to wait until then"),
    successPercent: z.number().nullable().describe("of the attempts of 24 hours"),
    failed: z.int(),
    isSandbox: z.boolean().describe("an emulated store inside this hub"),
    awaitsPlan: z.boolean().describe("nothing is synced before its first plan is applied"),
    outboundWaiting: z.int().describe("changes on their way to the channel, to 1,000"),
    inboundWaiting: z.int().describe("deliveries not yet applied, to 1,000"),
  })
  .meta({ id: "StoreSync" });

export interface StoreSync extends Answered<typeof storeSyncSchema> {
  readonly lastErrorTold: readonly MessagePart[] | null;
}

// Enough for every seller's channels.
const MOST_STORES = 50;

const STORES = `
  select c.id as "storeId", c.name, c.provider, c.state, c.health, c.sync_state as "syncState",
    c.awaits_plan as "awaitsPlan",
    c.last_error as "lastError", c.last_error_said as "lastErrorTold", c.last_success_at as "lastSuccessAt",
    case when c.throttled_until > $1 then c.throttled_until end as "throttledUntil",
    ${waitingUpdates("<= $1")} as "outboundWaiting",
    (select count(*)::int
      from (select 1 from inbox_event e where e.organization_id = argosy.tenant() and e.connection_id = c.id
      and e.status = 'pending' and e.due_at <= $1 limit ${MOST_WAITING}) as i) as "inboundWaiting",
    exists (select from argosy.sandbox_store s
      where s.organization_id = argosy.tenant() and s.connection_id = c.id) as "isSandbox"
  from connection c
  where c.organization_id = argosy.tenant() and c.kind = 'commerce' and c.deleted_at is null
    and c.state in ${SHOWN}
  order by case c.health when 'failing' then 0 when 'degraded' then 1 else 2 end, c.created_at, c.id
  limit ${MOST_STORES}`;

/** Every store with its health, those in trouble first. */
export async function storesSync(tx: Tx, now: Date): Promise<StoreSync[]> {
  const since = new Date(hourOf(now).getTime() - 23 * HOUR_MS);
  const [stores, hours] = await together([
    tx.rows<Omit<StoreSync, "successPercent" | "failed">>(STORES, [now]),
    syncHours(tx, null, since, now),
  ]);
  const byStore = Map.groupBy(hours, (hour) => hour.connectionId);
  return stores.map((store) => {
    const { successPercent, failed } = syncFigures(byStore.get(store.storeId) ?? []);
    return { ...store, successPercent, failed };
  });
}
