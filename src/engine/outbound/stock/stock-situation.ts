/** Gathers the facts for the stock decision: rows, quantities read, and the state of orders. */
import type { Stock } from "../../../connectors/kit/contract/ports.ts";
import type { Tx } from "../../../db/database.ts";
import { unappliedOrders } from "../../../hub/incoming-event-log/unread-orders.ts";
import { bundlesAmong } from "../../../hub/inventory/bundles-among.ts";
import { EXPLANATION_MS } from "../../../hub/listings/levels.ts";
import { type Policy, readSettings } from "../../../hub/stores/settings.ts";
import { isOutcomeUnknown } from "../../../hub/sync-state/unknown-outcome.ts";
import type { OpenConnection } from "../../connections/connection-registry.ts";
import {
  decideStock,
  type OrdersRead,
  type Refunded,
  type StockDecision,
  type StockSituation,
} from "./decide-stock.ts";
import { type FoundRestock, sortRefunded } from "./restocks.ts";
import type { Seen, StockRow } from "./stock-rows.ts";

export interface Decided extends Seen {
  readonly decision: StockDecision;
  /** The refund whose items are back or written off, where that is the decision. */
  readonly restock?: FoundRestock | undefined;
}

export function stockPolicy(open: OpenConnection): Policy {
  return readSettings(open.row.settings).policy.stock;
}

type Comparing = Pick<Stock, "compareAndSet">;

/** What a due row needs first: its quantity is read back, it is in sync (as it should be), holds (may not rise yet), or is written. */
export function stepBeforeWrite(
  row: StockRow,
  { compareAndSet }: Comparing,
): "read back" | "in sync" | "hold" | "write" {
  const isCompared = compareAndSet !== "none";
  const { act } = decideStock(situationOf(row, { seen: null, policy: "hub", now: 0, isCompared }));
  return act === "read back" || act === "in sync" || act === "hold" ? act : "write";
}

interface View {
  readonly seen: number | null;
  readonly policy: Policy;
  readonly now: number;
  readonly isRefused?: boolean | undefined;
  readonly isCompared?: boolean | undefined;
  readonly isBundle?: boolean | undefined;
  readonly facts?: StockSituation["facts"];
}

function situationOf(row: StockRow, view: View): StockSituation {
  const { seen, policy, now, isRefused = false, isCompared = false, isBundle = false, facts } = view;
  const openSince = row.discrepancy_since ?? row.discrepancy_seen_at;
  return {
    desired: row.desired,
    believed: row.believed,
    seen,
    observed: row.observed,
    isObservedOtherwise:
      row.observed !== null &&
      row.observed !== row.believed &&
      row.observed_at !== null &&
      (row.acked_at === null || row.observed_at > row.acked_at),
    sent: isOutcomeUnknown(row) && !isRefused ? (row.sent_value ?? row.desired) : null,
    isRefused,
    recheck: row.recheck,
    taken: row.doubt_taken,
    given: row.doubt_given,
    discrepancies: row.discrepancies,
    openMs: openSince === null ? 0 : now - openSince.getTime(),
    held: row.held_as,
    lowers: row.lowers,
    isUnread: (row.unread ?? null) !== null,
    unproven: row.unproven ?? null,
    isPassed: row.passed,
    isCompared,
    policy,
    isBundle,
    facts,
  };
}

/** Decides about what was seen; reads what that takes. `isRefused`: writes of these were refused for what was seen. */
export async function decideSeen(
  tx: Tx,
  open: OpenConnection,
  seen: readonly Seen[],
  { now, isRefused = false }: { readonly now: Date; readonly isRefused?: boolean },
): Promise<Decided[]> {
  const policy = stockPolicy(open);
  const view = { policy, now: now.getTime(), isRefused };
  const first = seen.map((one) => ({
    ...one,
    decision: decideStock(situationOf(one.row, { ...view, seen: one.observed })),
  }));
  const unclear = first.filter(({ decision }) => decision.act === "find out");
  if (unclear.length === 0) return first;
  const ordersOf = await ordersReadFor(tx, open, unclear, now);
  const variantIds = policy === "hub" ? [] : unclear.map(({ row }) => row.variant_id);
  const bundles = await bundlesAmong(tx, variantIds);
  const sorted = await sortRefunded(tx, open.row.id, unclear, now);
  const restocks = new Map(sorted.found.map((one) => [one.seen.row, one]));
  const mayBe = new Set(sorted.unclear.map((one) => one.row));
  return first.map((one) => {
    if (one.decision.act !== "find out") return one;
    const { row, observed } = one;
    const restock = restocks.get(row);
    const refunded: Refunded = restock?.what ?? (mayBe.has(row) ? "unclear" : "none");
    const facts = { orders: ordersOf(one), refunded };
    const isBundle = bundles.has(row.variant_id);
    return {
      row,
      observed,
      restock,
      decision: decideStock(situationOf(row, { ...view, seen: observed, isBundle, facts })),
    };
  });
}

/** It shows another number than at the last read-back, or is read back for the first time: what changed it may be on its way. */
const hasJustChanged = ({ row, observed }: Seen): boolean => row.discrepancies === 0 || row.observed !== observed;

/** How far orders are read for each number: since it was last seen to change, which for some was now. */
async function ordersReadFor(
  tx: Tx,
  open: OpenConnection,
  seen: readonly Seen[],
  now: Date,
): Promise<(one: Seen) => OrdersRead> {
  const [changed, steady] = [seen.filter(hasJustChanged), seen.filter((one) => !hasJustChanged(one))];
  const sinceNow = changed.length === 0 ? "read" : await ordersRead(tx, open, new Date(now.getTime() + EXPLANATION_MS));
  const before = steady.length === 0 ? "read" : await ordersRead(tx, open, readFrom(steady));
  return (one) => (hasJustChanged(one) ? sinceNow : before);
}

/**
 * Whether every order sweep, also of stores that sell from the same stock, began at `from` or later, and how it ended;
 * and whether what reached the hub of their orders is applied.
 */
async function ordersRead(tx: Tx, open: OpenConnection, from: Date | undefined): Promise<OrdersRead> {
  const { read } = await tx.one<{ read: OrdersRead }>(
    `select case
       when bool_or(not answered and failing_since is not null
         and (last_finished_at is null or turn_at > last_finished_at)) then 'failing'
       when bool_or(not answered) then 'pending'
       when (${unappliedOrders("$1")}) is not null then 'held'
       when bool_or(error is not null) then 'partly'
       else 'read' end as read
     from (select *,
         ($2::timestamptz is null
           or (last_started_at >= $2 and last_finished_at >= last_started_at)) is true as answered
       from argosy.sync_cursor
       where organization_id = argosy.tenant() and connection_id in (select argosy.stock_place_of($1))
         and sweep like 'orders:%' and next_at is not null) as s`,
    [open.row.id, from ?? null],
  );
  return read;
}

/** From when on orders have to be read to explain these numbers: the same question, however often they are read back. */
export function readFrom(seen: readonly Seen[]): Date | undefined {
  const times = seen.flatMap(({ row }) => row.discrepancy_seen_at?.getTime() ?? []);
  return times.length === 0 ? undefined : new Date(Math.max(...times) + EXPLANATION_MS);
}
