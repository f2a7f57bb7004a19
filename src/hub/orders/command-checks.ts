import { say } from "../../commerce/sentence.ts";
import { mayMove, ORDER_TRANSITIONS } from "../../commerce/statuses.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import type { StoredLine } from "./lines.ts";
import type { OrderRow } from "./order-rows.ts";
import type { HubCommand } from "./stored-command.ts";

/** An order as a command meets it; locked. */
export interface CommandTarget {
  readonly order: OrderRow;
  readonly lines: readonly StoredLine[];
}

/**
 * Refuses what can be seen to make no sense before anything is sent. Throws HubError ORDER_CANCELLED, ORDER_STATUS,
 * ORDER_LINE_UNKNOWN, ORDER_LINE_TOO_MANY, ORDER_CURRENCY, ORDER_REFUND_TOO_MUCH, ORDER_PARCEL_UNKNOWN.
 */
export async function refuseNonsense(tx: Tx, command: HubCommand, target: CommandTarget): Promise<void> {
  const { order } = target;
  if (order.status === "cancelled" && (command.kind === "fulfil" || command.kind === "cancel"))
    throw new HubError("ORDER_CANCELLED", "conflict", say("refused.orderCancelled", { number: order.number }));
  switch (command.kind) {
    case "status":
      return refuseStatus(command.status, order);
    case "fulfil":
      return refuseFulfil(tx, command, target);
    case "refund":
      return refuseRefund(command, target);
    case "tracking":
      return requireParcel(tx, command.fulfilmentKey, order);
    case "cancel":
    case "note":
      return;
  }
}

function refuseStatus(to: OrderRow["status"], { number, status }: OrderRow): void {
  if (mayMove(ORDER_TRANSITIONS, status, to)) return;
  const possible = ORDER_TRANSITIONS[status].map(words).join(", ");
  const move = { number, from: status, to };
  throw new HubError(
    "ORDER_STATUS",
    "conflict",
    possible === "" ? say("refused.orderStatusFinal", move) : say("refused.orderStatus", { ...move, possible }),
    "status",
  );
}

async function refuseFulfil(
  tx: Tx,
  command: HubCommand & { kind: "fulfil" },
  { order, lines }: CommandTarget,
): Promise<void> {
  const named = unitsByLine(command.lines ?? []);
  requireLines(named, { order, lines });
  const onTheWay = named.size > 0 ? await unitsOnTheWay(tx, order.id) : new Map<string, number>();
  for (const line of lines) {
    const open = Math.max(0, line.quantity - line.fulfilledQuantity);
    const most = onTheWay === null ? 0 : Math.max(0, open - (onTheWay.get(line.extKey) ?? 0));
    if ((named.get(line.extKey) ?? 0) > most) throw tooMany(line, most);
  }
}

/** Units of shipments asked for and not done yet, by line key; null when one of them takes all that is left. */
async function unitsOnTheWay(tx: Tx, orderId: string): Promise<ReadonlyMap<string, number> | null> {
  const rows = await tx.rows<{ lines: { lineKey: string; quantity: number }[] | null }>(
    `select input -> 'lines' as lines from command
     where organization_id = argosy.tenant() and order_id = $1 and kind = 'fulfil' and state in ('waiting', 'running')`,
    [orderId],
  );
  if (rows.some((row) => row.lines === null)) return null;
  return unitsByLine(rows.flatMap((row) => row.lines ?? []));
}

function refuseRefund(command: HubCommand & { kind: "refund" }, { order, lines }: CommandTarget): void {
  const named = unitsByLine(command.lines);
  requireLines(named, { order, lines });
  for (const line of lines)
    if ((named.get(line.extKey) ?? 0) > line.orderedQuantity) throw tooMany(line, line.orderedQuantity);
  if (command.amount.currency !== order.currency)
    throw new HubError("ORDER_CURRENCY", "validation", `Order ${order.number} is in ${order.currency}.`, "amount");
  if (order.total_minor !== null && command.amount.minor > BigInt(order.total_minor))
    throw new HubError(
      "ORDER_REFUND_TOO_MUCH",
      "conflict",
      "More than the order's total cannot be refunded.",
      "amount",
    );
}

async function requireParcel(tx: Tx, key: string, order: OrderRow): Promise<void> {
  const found = await tx.maybe(
    "select 1 from order_fulfilment where organization_id = argosy.tenant() and order_id = $1 and ext_key = $2",
    [order.id, key],
  );
  if (!found)
    throw new HubError(
      "ORDER_PARCEL_UNKNOWN",
      "not_found",
      `Order ${order.number} has no such parcel.`,
      "fulfilmentKey",
    );
}

function requireLines(named: ReadonlyMap<string, number>, { order, lines }: CommandTarget): void {
  for (const key of named.keys())
    if (!lines.some((line) => line.extKey === key))
      throw new HubError("ORDER_LINE_UNKNOWN", "validation", `Order ${order.number} has no line "${key}".`, "lines");
}

function tooMany(line: StoredLine, most: number): HubError {
  return new HubError(
    "ORDER_LINE_TOO_MANY",
    "conflict",
    say("refused.lineAtMost", { title: line.title, units: most }),
    "lines",
  );
}

/** Units by line key; a line named twice counts together. */
export function unitsByLine(
  lines: readonly { readonly lineKey: string; readonly quantity: number }[],
): ReadonlyMap<string, number> {
  const units = new Map<string, number>();
  for (const { lineKey, quantity } of lines) units.set(lineKey, (units.get(lineKey) ?? 0) + quantity);
  return units;
}

function words(status: string): string {
  return status.replaceAll("_", " ");
}
