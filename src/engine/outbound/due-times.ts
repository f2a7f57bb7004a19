/** When each kind of work of a store's outbound lane is to be done next. */
import type { Tx } from "../../db/database.ts";
import { readSettings, syncsOwnStock } from "../../hub/stores/settings.ts";
import type { OpenConnection } from "../connections/connection-registry.ts";
import { type StoreIds, storeIds } from "../connections/stored-connection.ts";
import { IS_NEXT } from "./command-row.ts";

export interface DueTimes {
  readonly commands: Date | null;
  readonly shipments: Date | null;
  readonly stock: Date | null;
  readonly prices: Date | null;
  readonly content: Date | null;
  readonly records: Date | null;
  /** Batches the platform answers later. */
  readonly answers: Date | null;
}

const minimum = (table: string, column: string, where: string) =>
  `(select min(${column}) from argosy.${table}
   where organization_id = argosy.tenant() and connection_id = w.id${where})`;
const IS_DUE = " and due_at is not null";
const IS_FREE = `${IS_DUE} and operation_id is null`;

/** Of each store, in the order of their ids as given. */
export async function dueTimes(tx: Tx, connections: readonly string[]): Promise<DueTimes[]> {
  const found = await dueTimesOf(tx, storeIds(connections));
  return connections.flatMap((id) => found.get(id) ?? []);
}

/**
 * By store. Their number is hidden from the planner: for the very ids it
 * would make a plan each time, which takes six times as long as running it.
 */
export async function dueTimesOf(tx: Tx, { sql, given }: StoreIds): Promise<Map<string, DueTimes>> {
  const rows = await tx.rows<DueTimes & { readonly id: string }>(
    `select w.id,
       (select c.due_at from argosy.command c where c.organization_id = argosy.tenant() and c.connection_id = w.id
         and c.due_at is not null and ${IS_NEXT} order by c.due_at, c.seq limit 1) as commands,
       ${minimum("shipment", "due_at", IS_DUE)} as shipments,
       ${minimum("listing_stock", "due_at", IS_FREE)} as stock,
       ${minimum("listing_price", "due_at", IS_FREE)} as prices,
       ${minimum("product_listing", "due_at", IS_DUE)} as content,
       ${minimum("record_push", "due_at", IS_DUE)} as records,
       ${minimum("remote_operation", "poll_at", "")} as answers
     from unnest((select ${sql})) as w(id)`,
    [given],
  );
  return new Map(rows.map(({ id, ...due }) => [id, due]));
}

/** A store whose stock sync is switched off, or is about the marketplace's stock alone, keeps its desired values as state; they go out when it is on again. */
export function dueWhileEnabled(open: OpenConnection, due: DueTimes): DueTimes {
  return syncsOwnStock(readSettings(open.row.settings)) ? due : { ...due, stock: null };
}

export function earliest(due: DueTimes): Date | null {
  const times = Object.values(due).filter((at) => at !== null);
  return times.length === 0 ? null : new Date(Math.min(...times.map((at: Date) => at.getTime())));
}
