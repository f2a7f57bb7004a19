/**
 * What the stores of an organization do at the same moment, done in one transaction for all of them: a sale makes every
 * other store's number due at once, and each store's own four transactions were most of what the sale cost. One finds out
 * what is due and marks what goes out as it stands; the other takes in what went well. Everything else a turn does, and
 * every store whose numbers need a look, a person or another order of things, goes its own way.
 */

import { systemActor } from "../../commerce/actor.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import { together } from "../../db/database.ts";
import { outboundPause } from "../../hub/admin/outbound-pause.ts";
import { resolveAlerts } from "../../hub/alerts/alerts.ts";
import { logSync, type NewSyncEntry } from "../../hub/sync-log/sync-log.ts";
import { acknowledge } from "../../hub/sync-state/stock.ts";
import type { OpenConnection } from "../connection-registry.ts";
import { grouped } from "../grouped.ts";
import type { LaneDeps } from "../lane-result.ts";
import { type Lane, LeaseLost } from "../lanes.ts";
import { storeIds } from "../stored-connection.ts";
import { type DueTimes, dueTimes, wanted } from "./due-times.ts";
import { goesAsItStands } from "./stock.ts";
import type { StockAhead } from "./stock-ahead.ts";
import { stockCause } from "./stock-journal.ts";
import { type DueRow, dueStockOf, markSentOf, type Seen, type StockRow } from "./stock-rows.ts";

/** More numbers of one store are no sale, and travel by themselves. */
const MOST_ROWS = 50;

/** Where somebody holds a row for longer, each store waits by itself. */
const LOCK_WAIT_MS = 200;

export interface FirstLook {
  readonly open: OpenConnection;
  readonly due: DueTimes;
  /** Marked as sent: all that is due of its stock, and nothing is due that comes before it. */
  readonly sent: readonly StockRow[];
  /** Their write, where it is begun. */
  readonly ahead?: StockAhead | undefined;
}

/** Numbers a channel took as they were sent. */
export interface Confirmation {
  readonly connection: string;
  readonly applied: readonly Seen[];
  readonly entries: readonly NewSyncEntry[];
}

export interface Express {
  /** Null where the store sends nothing now: paused, inactive, broken, held back by the operator, or gone. Throws LeaseLost. */
  look(lane: Lane): Promise<FirstLook | null>;
  /**
   * Hands over what was found out and marked by whoever took these lanes under the token: their turns look no more. But
   * where sending was stopped since `stops` was asked for, they do.
   */
  give(token: string, found: { readonly looks: readonly FirstLook[]; readonly stops: number }): void;
  /** Sending is held back from now on. */
  stop(): void;
  /** How often that was. */
  stops(): number;
  /** Answers what is due of the store after it. */
  confirm(organization: OrganizationId, confirmation: Confirmation): Promise<DueTimes>;
}

export function createExpress({ db, registry, clock }: Pick<LaneDeps, "db" | "registry" | "clock">): Express {
  const how = (asked: readonly unknown[]) =>
    ({ kind: "derived", plans: "kept", ...(asked.length > 1 && { lockWaitMs: LOCK_WAIT_MS }) }) as const;

  const look = grouped((organization: OrganizationId, lanes: readonly Lane[]) =>
    db.tenant(
      organization,
      async (tx, end) => {
        const now = new Date(clock.now());
        const ids = lanes.map((lane) => lane.connection);
        const [opened, times, pause, stock] = await together([
          registry.openStores(tx, organization, storeIds(ids)),
          dueTimes(tx, ids),
          outboundPause(tx),
          dueStockOf(tx, [...new Set(ids)], now, MOST_ROWS + 1),
        ]);
        const looks = looksOf(lanes, { opened, times, stock: pause === null ? stock : null, now });
        const going = looks.filter((one) => one !== null && one.rows.length > 0).filter((one) => one !== null);
        const sent = new Set(await end(() => markSentOf(tx, going, now)));
        return looks.map((one) => {
          if (one === null) return null;
          const isLost = one.rows.length > 0 && !sent.has(one);
          return { open: one.open, due: one.due, sent: one.rows, isLost };
        });
      },
      how(lanes),
    ),
  );

  const confirm = grouped((organization: OrganizationId, asked: readonly Confirmation[]) =>
    db.tenant(
      organization,
      (tx) => {
        const now = new Date(clock.now());
        const applied = asked.flatMap((one) => one.applied);
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
            asked.flatMap((one) => one.entries),
          ),
          dueTimes(
            tx,
            asked.map((one) => one.connection),
          ),
        ]).then(([, , , due]) => due);
      },
      { ...how(asked), atOnce: true },
    ),
  );

  const given = createGiven();
  return {
    ...given,
    async look(lane) {
      const known = given.take(lane);
      if (known) return known;
      const found = await look(lane.organization, lane);
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
  /** Null: the operator holds it back. */
  readonly stock: readonly DueRow[] | null;
  readonly now: Date;
}

/** Null for paused, inactive and broken stores, which keep their desired values as state, and while the operator holds them back. */
function looksOf(lanes: readonly Lane[], { opened, times, stock, now }: Found) {
  const openOf = new Map(opened.map((open) => [open.row.id, open]));
  const rowsOf = Map.groupBy(stock ?? [], (row) => row.connection_id);
  return lanes.map((lane, n) => {
    const open = openOf.get(lane.connection);
    const all = times[n];
    if (!open || !all || stock === null || !["active", "error"].includes(open.row.state)) return null;
    const due = wanted(open, all);
    return { lane, open, due, rows: atOnce({ open, due, now }, rowsOf.get(lane.connection) ?? []) };
  });
}

/** What was handed over and is not begun yet. */
function createGiven(): Pick<Express, "give" | "stop" | "stops"> & { take(lane: Lane): FirstLook | undefined } {
  const given = new Map<string, FirstLook>();
  const keyOf = (connection: string, token: string) => `${connection} ${token}`;
  let stops = 0;
  return {
    stops: () => stops,
    stop() {
      stops += 1;
      for (const { ahead } of given.values()) ahead?.drop();
      given.clear();
    },
    give(token, { looks, stops: before }) {
      for (const one of looks)
        if (before === stops) given.set(keyOf(one.open.row.id, token), one);
        else one.ahead?.drop();
    },
    take({ connection, token }) {
      const found = given.get(keyOf(connection, token));
      given.delete(keyOf(connection, token));
      return found;
    },
  };
}

interface Standing {
  readonly open: OpenConnection;
  readonly due: DueTimes;
  readonly now: Date;
}

/** All that is due of a store's stock where it may leave at once; otherwise nothing: the store's turn sees to it. */
const atOnce = (standing: Standing, rows: readonly DueRow[]): readonly DueRow[] =>
  rows.every((row) => row.sendable && !row.outdated) && sendsNow(standing, rows) ? rows : [];

/** Whether these leave at once, where they are all that is due of the store's stock. */
export function sendsNow({ open, due, now }: Standing, rows: readonly StockRow[]): boolean {
  const { stock } = open.ports;
  const comesFirst = [due.answers, due.commands].some((at) => at !== null && at <= now);
  if (!stock || due.stock === null || comesFirst || rows.length > MOST_ROWS) return false;
  if (stock.basis !== undefined && stock.basis !== open.row.stock_basis) return false;
  if (open.row.marked_to_id !== null) return false;
  return goesAsItStands(stock, rows);
}
