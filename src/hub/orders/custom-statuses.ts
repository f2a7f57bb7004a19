/** A shop's custom statuses: the list, an alert for each without a mapping, and the seller's mapping to ours. */
import type { By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import type { ReportedState } from "../../commerce/reported-state.ts";
import { meaningOf, meant } from "../../commerce/status-mapping.ts";
import type { OrderStatus } from "../../commerce/statuses.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlerts, resolveAlerts } from "../alerts/alerts.ts";
import { statusWithoutHold, withHoldOf } from "./held.ts";
import { loadLines, type StoredLine, writeLines } from "./lines.ts";
import { lockOrders, type OrderRow } from "./order-fields/order-rows.ts";
import { withOwnParcels } from "./own-records.ts";
import { reconcileOrders } from "./resettle.ts";

/** Orders of one call: bounds the locks of a transaction. */
const MOST_ORDERS = 500;

const cause = (connectionId: string, word: string) => `status_unknown:${connectionId}:${word.trim().toLowerCase()}`;

type Meanings = Readonly<Record<string, OrderStatus>>;

/** One open alert for each custom status of a store, however many orders have it. */
export async function raiseUnknownStatusAlerts(
  tx: Tx,
  store: { readonly id: string; readonly name: string },
  { statuses, now }: { readonly statuses: readonly string[]; readonly now: Date },
): Promise<void> {
  await raiseAlerts(
    tx,
    [...new Set(statuses)].map((word) => ({
      kind: "status_unknown",
      severity: "warning",
      cause: cause(store.id, word),
      connectionId: store.id,
      title: message("alert.status_unknown.title", { store: store.name, word }),
      text: message("alert.status_unknown.text"),
      action: { kind: "map_status", word },
      now,
    })),
  );
}

export interface CustomStatus {
  readonly word: string;
  /** The status it is mapped to; null: its orders are on hold. */
  readonly status: OrderStatus | null;
  readonly orders: number;
}

/** The custom statuses of a store: those its orders have, and those with a mapping. */
export async function listCustomStatuses(tx: Tx, connectionId: string, meanings: Meanings): Promise<CustomStatus[]> {
  const met = await tx.rows<{ word: string; orders: number }>(
    `select min(status_word) as word, count(*)::int as orders from argosy.sales_order
     where organization_id = argosy.tenant() and connection_id = $1 and status_word is not null
     group by lower(status_word) order by 1`,
    [connectionId],
  );
  const used = met.map(({ word, orders }) => ({ word, orders, status: meaningOf(word, meanings) ?? null }));
  const usedWords = new Set(met.map(({ word }) => word.trim().toLowerCase()));
  const others = Object.entries(meanings).filter(([word]) => !usedWords.has(word.trim().toLowerCase()));
  return [...used, ...others.map(([word, status]) => ({ word, status, orders: 0 }))];
}

export interface NewMeanings extends By {
  readonly connectionId: string;
  readonly before: Meanings;
  readonly after: Meanings;
}

/**
 * Applies a changed mapping to existing orders; a status without a mapping leaves its orders as they were reported.
 * Answers whether there are more: call again until there are none.
 */
export async function giveMeanings(tx: Tx, input: NewMeanings): Promise<boolean> {
  const { connectionId, before, after, actor, now } = input;
  const changedWords = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (word) => meaningOf(word, before) !== meaningOf(word, after),
  );
  if (changedWords.length === 0) return false;
  const explained = changedWords.filter((word) => meaningOf(word, after) !== undefined);
  await resolveAlerts(
    tx,
    explained.map((word) => cause(connectionId, word)),
    now,
    actor,
  );
  const meanings = changedWords.map((word) => ({
    word: word.trim().toLowerCase(),
    status: meaningOf(word, after) ?? null,
  }));
  const waiting = await tx.rows<{ id: string }>(
    `select o.id from json_to_recordset($2) as w(word text, status text)
     join argosy.sales_order o on o.organization_id = argosy.tenant() and o.connection_id = $1
       and lower(o.status_word) = w.word
       and o.told is not null and coalesce(o.status_without_hold, o.status) <> coalesce(w.status, o.told ->> 'status')
     order by o.id limit ${MOST_ORDERS}`,
    [connectionId, JSON.stringify(meanings)],
  );
  const orders = await lockOrders(
    tx,
    waiting.map((order) => order.id),
  );
  const lines = Map.groupBy(
    await loadLines(
      tx,
      orders.map((order) => order.id),
    ),
    (line) => line.orderId,
  );
  const renamed = orders.flatMap((order) => {
    const { told: reported, status_word: word } = order;
    if (reported === null || word === null) return [];
    const status = meaningOf(word, after);
    return [applyState(order, status === undefined ? reported : meant(reported, status), lines.get(order.id) ?? [])];
  });
  await writeLines(
    tx,
    renamed.flatMap((each) => each.changes),
  );
  await reconcileOrders(tx, {
    orders: renamed.map((each) => each.order),
    lines: renamed.flatMap((each) => each.changes.map((change) => change.after)),
    entries: renamed.map(({ order, from }) => ({
      orderId: order.id,
      kind: "status",
      text: message("order.status.meant", { from, to: statusWithoutHold(order), said: order.status_word ?? "" }),
    })),
    actor,
    now,
  });
  return waiting.length === MOST_ORDERS;
}

function applyState(order: OrderRow, state: ReportedState, lines: readonly StoredLine[]) {
  const units = new Map(state.lines.map((line) => [line.key, line]));
  const changes = lines.map((before) => {
    const reported = units.get(before.extKey);
    if (!reported) return { before, after: before };
    const fulfilledQuantity = Math.max(reported.fulfilledQuantity, before.ownFulfilled);
    const quantity = Math.max(reported.quantity, before.ownFulfilled);
    return { before, after: { ...before, fulfilledQuantity, quantity } };
  });
  const next = withHoldOf(order, { ...order, status: state.status, fulfilment: state.fulfilment });
  const fulfilment = withOwnParcels(
    next,
    changes.map((change) => change.after),
  );
  return { order: { ...next, fulfilment }, from: statusWithoutHold(order), changes };
}
