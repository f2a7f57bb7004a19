/** Returns, each step a change of the order that has to be ended before anything else may be done with it. */
import { assertUnchanged, move, orderOf, putBack } from "./order-acts.ts";
import type { State, StoredOrder, StoredReturn } from "./state.ts";
import { invalid, mistake, notAllowed, requiredRow } from "./state.ts";

interface Item {
  readonly id: string;
  readonly quantity: number;
}

export function returnOf(state: State, id: string): StoredReturn {
  return requiredRow(state.returns.get(id), `Return id not found: ${id}`);
}

interface CreateBody {
  readonly order_id: string;
  readonly location_id?: string | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | null;
}

export function createReturn(state: State, { order_id, location_id, metadata }: CreateBody): StoredReturn {
  const order = orderOf(state, order_id);
  assertUnchanged(order);
  const made: StoredReturn = {
    id: state.id("return"),
    orderId: order.id,
    status: "open",
    location: location_id ?? null,
    metadata: metadata ?? null,
    items: [],
    updatedAt: state.now(),
  };
  state.returns.set(made.id, made);
  order.change = { returnId: made.id, kind: "request", received: new Map() };
  return made;
}

function changing(state: State, one: StoredReturn, kind: "request" | "receive"): NonNullable<StoredOrder["change"]> {
  const { change } = orderOf(state, one.orderId);
  if (change?.returnId !== one.id || change.kind !== kind)
    throw invalid("An active Order Change is required to proceed");
  return change;
}

export function requestItems(state: State, one: StoredReturn, items: readonly Item[]): void {
  changing(state, one, "request");
  const order = orderOf(state, one.orderId);
  for (const { id, quantity } of items) {
    const line = requiredRow(
      order.lines.find((each) => each.id === id),
      `Item ${id} was not found`,
    );
    const noted = one.items.filter(({ lineId }) => lineId === id).reduce((sum, each) => sum + each.quantity, 0);
    if (noted + quantity + line.received + line.dismissed > line.fulfilled)
      throw invalid(`Cannot request to return more items than what was fulfilled for item ${id}.`);
    one.items.push({ id: state.id("retitem"), lineId: id, quantity, received: 0 });
  }
}

export function request(state: State, one: StoredReturn): void {
  changing(state, one, "request");
  const order = orderOf(state, one.orderId);
  one.status = "requested";
  one.updatedAt = state.now();
  for (const { lineId, quantity } of one.items) {
    const line = order.lines.find(({ id }) => id === lineId);
    if (line) line.returnRequested += quantity;
  }
  order.change = null;
  move(state, order);
}

export function beginReceiving(state: State, one: StoredReturn): void {
  const order = orderOf(state, one.orderId);
  assertUnchanged(order);
  if (one.status !== "requested") throw notAllowed("The return cannot be received");
  order.change = { returnId: one.id, kind: "receive", received: new Map() };
}

export function receiveItems(state: State, one: StoredReturn, items: readonly Item[]): void {
  const change = changing(state, one, "receive");
  for (const { id, quantity } of items) {
    const requested = one.items.filter(({ lineId }) => lineId === id).reduce((sum, each) => sum + each.quantity, 0);
    const noted = (change.received.get(id) ?? 0) + quantity;
    if (noted > requested)
      throw invalid(`Cannot receive more items than what was requested to be returned for item ${id}.`);
    change.received.set(id, noted);
  }
}

/** Without a location the last step fails, and leaves the return received with nothing in it and the order locked. */
export function confirmReceived(state: State, one: StoredReturn): void {
  const change = changing(state, one, "receive");
  const order = orderOf(state, one.orderId);
  one.status = "received";
  one.updatedAt = state.now();
  const { location } = one;
  if (location === null) throw mistake();
  for (const [lineId, units] of change.received) {
    const line = order.lines.find(({ id }) => id === lineId);
    if (!line) continue;
    line.received += units;
    line.returnRequested = Math.max(0, line.returnRequested - units);
    putBack(state, line, location, units);
    for (const item of one.items) if (item.lineId === lineId) item.received = Math.min(item.quantity, units);
  }
  order.change = null;
  move(state, order);
}

export function discard(state: State, one: StoredReturn, kind: "request" | "receive"): void {
  changing(state, one, kind);
  orderOf(state, one.orderId).change = null;
  if (kind === "request") state.returns.delete(one.id);
}

/** Moves the return alone. */
export function cancelReturn(state: State, one: StoredReturn): void {
  if (one.items.some(({ received }) => received > 0))
    throw notAllowed("Can't cancel a return which has returned items");
  const order = orderOf(state, one.orderId);
  for (const { lineId, quantity } of one.items) {
    const line = order.lines.find(({ id }) => id === lineId);
    if (line) line.returnRequested -= quantity;
  }
  one.status = "canceled";
  one.updatedAt = state.now();
}
