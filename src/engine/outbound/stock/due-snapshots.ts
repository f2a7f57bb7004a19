/**
 * Reads and marks due stock of all stores of an organization in one transaction: a sale makes every other store's
 * quantity due at once, and four transactions per store were most of its cost (decision 173). A second transaction
 * confirms what succeeded. Stores whose quantity needs a read-back, a person or another order of work take their own
 * way.
 */

import { systemActor } from "../../../commerce/actor.ts";
import { stateAllows } from "../../../commerce/connection-states.ts";
import type { OrganizationId } from "../../../commerce/ids.ts";
import { together } from "../../../db/database.ts";
import { outboundPause } from "../../../hub/admin/outbound-pause.ts";
import { resolveAlerts } from "../../../hub/alerts/alerts.ts";
import { logSync, type NewSyncEntry } from "../../../hub/sync-log/sync-log.ts";
import { acknowledge } from "../../../hub/sync-state/stock.ts";
import type { OpenConnection } from "../../connections/connection-registry.ts";
import { storeIds } from "../../connections/stored-connection.ts";
import { batchCalls } from "../../lanes/batched-calls.ts";
import type { LaneDeps } from "../../lanes/lane-result.ts";
import { type Lane, LeaseLost } from "../../lanes/lanes.ts";
import { type DueTimes, dueTimes, dueWhileEnabled } from "../due-times.ts";
import type { EarlyStockWrite } from "./early-stock-writes.ts";
import { goesAsItStands } from "./send-stock.ts";
import { stockCause } from "./stock-journal.ts";
import { type DueRow, dueStockOf, markSentOf, type Seen, type StockRow } from "./stock-rows.ts";

/** A store with more due quantities is no sale; its turn sends them. */
const MAX_ROWS = 50;

/** If a row is locked for longer, each store waits separately. */
const LOCK_WAIT_MS = 200;

export interface DueSnapshot {
  readonly open: OpenConnection;
  readonly due: DueTimes;
  /** Rows marked as sent: all the store's due stock, with nothing due before it. */
  readonly sent: readonly StockRow[];
  /** Their write, if it has started. */
  readonly earlyWrite?: EarlyStockWrite | undefined;
}

/** Quantities a channel accepted as sent. */
export interface Confirmation {
  readonly connection: string;
  readonly applied: readonly Seen[];
  readonly entries: readonly NewSyncEntry[];
}

export interface DueSnapshots {
  /** Null if the store sends nothing now: paused, inactive, broken, gone, or paused by the operator. Throws LeaseLost. */
  take(lane: Lane): Promise<DueSnapshot | null>;
  /**
   * Hands over snapshots of lanes claimed under the token: their turns do not query again, unless sending was stopped since
   * `stops` was read.
   */
  handOver(token: string, found: { readonly snapshots: readonly DueSnapshot[]; readonly stops: number }): void;
  /** Sending is paused from now on. */
  stop(): void;
  /** How often sending was stopped. */
  stops(): number;
  /** Returns the store's next due times. */
  confirm(organization: OrganizationId, confirmation: Confirmation): Promise<DueTimes>;
}

export function createDueSnapshots({ db, registry, clock }: Pick<LaneDeps, "db" | "registry" | "clock">): DueSnapshots {
  const how = (requests: readonly unknown[]) =>
    ({ kind: "derived", plans: "kept", ...(requests.length > 1 && { lockWaitMs: LOCK_WAIT_MS }) }) as const;

  const readDue = batchCalls((organization: OrganizationId, lanes: readonly Lane[]) =>
    db.tenant(
      organization,
      async (tx, end) => {
        const now = new Date(clock.now());
        const ids = lanes.map((lane) => lane.connection);
        const [opened, times, pause, stock] = await together([
          registry.openStores(tx, organization, storeIds(ids)),
          dueTimes(tx, ids),
          outboundPause(tx),
          dueStockOf(tx, [...new Set(ids)], now, MAX_ROWS + 1),
        ]);
        const snapshots = snapshotsOf(lanes, { opened, times, stock: pause === null ? stock : null, now });
        const going = snapshots.filter((one) => one !== null && one.rows.length > 0).filter((one) => one !== null);
        const sent = new Set(await end(() => markSentOf(tx, going, now)));
        return snapshots.map((one) => {
          if (one === null) return null;
          const isLost = one.rows.length > 0 && !sent.has(one);
          return { open: one.open, due: one.due, sent: one.rows, isLost };
        });
      },
      how(lanes),
    ),
  );

  const confirm = batchCalls((organization: OrganizationId, requests: readonly Confirmation[]) =>
    db.tenant(
      organization,
      (tx) => {
        const now = new Date(clock.now());
        const applied = requests.flatMap((one) => one.applied);
        return together([
          acknowledge(tx, applied, now),
          resolveAlerts(
            tx,
            applied.map(({ row }) => stockCause(row)),
            now,
            systemActor,
          ),
          logSync(
            tx,
            requests.flatMap((one) => one.entries),
          ),
          dueTimes(
            tx,
            requests.map((one) => one.connection),
          ),
        ]).then(([, , , due]) => due);
      },
      { ...how(requests), atOnce: true },
    ),
  );

  const given = createHandOver();
  return {
    ...given,
    async take(lane) {
      const handedOver = given.take(lane);
      if (handedOver) return handedOver;
      const found = await readDue(lane.organization, lane);
      if (found?.isLost)
        throw new LeaseLost("Stock was about to be written by a worker that does not have the lane any more.");
      return found;
    },
    confirm,
  };
}

interface Found {
  readonly opened: readonly OpenConnection[];
  readonly times: readonly DueTimes[];
  /** Null: paused by the operator. */
  readonly stock: readonly DueRow[] | null;
  readonly now: Date;
}

/** Null for paused, inactive and broken stores, which keep their desired values as state, and while the operator holds them back. */
function snapshotsOf(lanes: readonly Lane[], { opened, times, stock, now }: Found) {
  const openOf = new Map(opened.map((open) => [open.row.id, open]));
  const rowsOf = Map.groupBy(stock ?? [], (row) => row.connection_id);
  return lanes.map((lane, n) => {
    const open = openOf.get(lane.connection);
    const all = times[n];
    if (!open || !all || stock === null || !stateAllows(open.row.state, "written")) return null;
    const due = dueWhileEnabled(open, all);
    return { lane, open, due, rows: sendableNow({ open, due, now }, rowsOf.get(lane.connection) ?? []) };
  });
}

/** Snapshots handed over whose turns have not started. */
function createHandOver(): Pick<DueSnapshots, "handOver" | "stop" | "stops"> & {
  take(lane: Lane): DueSnapshot | undefined;
} {
  const given = new Map<string, DueSnapshot>();
  const keyOf = (connection: string, token: string) => `${connection} ${token}`;
  let stops = 0;
  return {
    stops: () => stops,
    stop() {
      stops += 1;
      for (const { earlyWrite } of given.values()) earlyWrite?.discard();
      given.clear();
    },
    handOver(token, { snapshots, stops: before }) {
      for (const one of snapshots)
        if (before === stops) given.set(keyOf(one.open.row.id, token), one);
        else one.earlyWrite?.discard();
    },
    take({ connection, token }) {
      const found = given.get(keyOf(connection, token));
      given.delete(keyOf(connection, token));
      return found;
    },
  };
}

interface StoreDue {
  readonly open: OpenConnection;
  readonly due: DueTimes;
  readonly now: Date;
}

/** All due stock of a store if it can be sent now; otherwise nothing, and the store's turn handles it. */
const sendableNow = (store: StoreDue, rows: readonly DueRow[]): readonly DueRow[] =>
  rows.every((row) => row.sendable && !row.outdated) && canSendNow(store, rows) ? rows : [];

/** Whether these rows can be sent now, given that they are all the store's due stock. */
export function canSendNow({ open, due, now }: StoreDue, rows: readonly StockRow[]): boolean {
  const { stock } = open.ports;
  const comesFirst = [due.answers, due.commands].some((at) => at !== null && at <= now);
  if (!stock || due.stock === null || comesFirst || rows.length > MAX_ROWS) return false;
  if (stock.basis !== undefined && stock.basis !== open.row.stock_basis) return false;
  if (open.row.marked_to_id !== null) return false;
  return goesAsItStands(stock, rows);
}
