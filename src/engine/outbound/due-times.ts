/** When each kind of work of a store's outbound lane is to be done next. */
import type { Tx } from "../../db/database.ts";
import { readSettings, syncsOwnStock } from "../../hub/stores/settings.ts";
import type { OpenConnection } from "../connection-registry.ts";
import { type StoreIds, storeIds } from "../stored-connection.ts";
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
  `(SELECT min(${column}) FROM argosy.${table}
   WHERE organization_id = argosy.tenant() AND connection_id = w.id${where})`;
const IS_DUE = " AND due_at IS NOT NULL";
const IS_FREE = `${IS_DUE} AND operation_id IS NULL`;

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
    `SELECT w.id,
       (SELECT c.due_at FROM argosy.command c WHERE c.organization_id = argosy.tenant() AND c.connection_id = w.id
         AND c.due_at IS NOT NULL AND ${IS_NEXT} ORDER BY c.due_at, c.seq LIMIT 1) AS commands,
       ${minimum("shipment", "due_at", IS_DUE)} AS shipments,
       ${minimum("listing_stock", "due_at", IS_FREE)} AS stock,
       ${minimum("listing_price", "due_at", IS_FREE)} AS prices,
       ${minimum("product_listing", "due_at", IS_DUE)} AS content,
       ${minimum("record_push", "due_at", IS_DUE)} AS records,
       ${minimum("remote_operation", "poll_at", "")} AS answers
     FROM unnest((SELECT ${sql})) AS w(id)`,
    [given],
  );
  return new Map(rows.map(({ id, ...due }) => [id, due]));
}

/** A store whose stock sync is switched off, or is about the marketplace's stock alone, keeps its wishes as state; they go out when it is on again. */
export function wanted(open: OpenConnection, due: DueTimes): DueTimes {
  return syncsOwnStock(readSettings(open.row.settings)) ? due : { ...due, stock: null };
}

export function earliest(due: DueTimes): Date | null {
  const times = Object.values(due).filter((at) => at !== null);
  return times.length === 0 ? null : new Date(Math.min(...times.map((at: Date) => at.getTime())));
}
