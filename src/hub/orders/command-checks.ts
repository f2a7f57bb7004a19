import { message } from "../../commerce/message.ts";
import { mayMove, ORDER_TRANSITIONS } from "../../commerce/statuses.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { refuseHeld } from "./held.ts";
import type { StoredLine } from "./lines.ts";
import type { OrderRow } from "./order-fields/order-rows.ts";
import type { HubCommand } from "./stored-command.ts";
import { type UnderWay, underWay } from "./under-way.ts";

/** An order as a command meets it; locked. */
export interface CommandTarget {
  readonly order: OrderRow;
  readonly lines: readonly StoredLine[];
}

/**
 * Refuses what can be seen to make no sense before anything is sent. `evenIfShort` ships units that are not in stock;
 * `isSent` reports what a courier has carried off;
 * `offered` are the statuses the channel takes for the order.
 * Throws HubError ORDER_CANCELLED, ORDER_ON_HOLD, ORDER_CANCELLING, ORDER_SHIPPING, ORDER_STATUS, ORDER_UNSHIPPED, ORDER_LINE_UNKNOWN,
 * ORDER_LINE_TOO_MANY, ORDER_NOTHING_TO_SHIP, ORDER_SHORT, ORDER_CURRENCY, ORDER_REFUND_TOO_MUCH, ORDER_PARCEL_UNKNOWN.
 */
export async function refuseNonsense(
  tx: Tx,
  command: HubCommand,
  given: CommandTarget,
  { evenIfShort = false, isSent = false, isHold = false, offered }: Meant & Offered = {},
): Promise<void> {
  // Channels are told nothing of gifts.
  const target = { ...given, lines: given.lines.filter((line) => !line.isGift) };
  const { order } = target;
  if (order.status === "cancelled" && (command.kind === "fulfil" || command.kind === "cancel"))
    throw new HubError("ORDER_CANCELLED", "conflict", message("refused.orderCancelled", { number: order.number }));
  if (command.kind === "fulfil" && !isSent) await refuseHeld(tx, [order.id]);
  const pending = await underWay(tx, order.id);
  refuseContradiction(command, pending, order);
  switch (command.kind) {
    case "status":
      if (!isHold && isHeldHere(order) && command.status !== "cancelled") await refuseHeld(tx, [order.id]);
      return refuseStatus(command.status, target, offered);
    case "fulfil":
      return refuseFulfil(command, target, { pending, evenIfShort });
    case "refund":
      return refuseRefund(command, target);
    case "tracking":
      return requireParcel(tx, command.fulfilmentKey, order);
    case "cancel":
    case "hold":
    case "document":
    case "note":
      return;
  }
}

/** Its channel would go on with it while it is held here. */
const isHeldHere = ({ connection_id: channel, hold_effect: effect }: OrderRow): boolean =>
  channel !== null && effect !== null && effect !== "override";

/** What is on its way to the channel counts as if it were done. */
function refuseContradiction(command: HubCommand, pending: UnderWay, { number }: OrderRow): void {
  const changes = command.kind === "status" || command.kind === "fulfil" || command.kind === "cancel";
  if (changes && pending.isCancelling)
    throw new HubError("ORDER_CANCELLING", "conflict", message("refused.orderCancelling", { number }));
  if (command.kind === "cancel" && pending.isShipping)
    throw new HubError("ORDER_SHIPPING", "conflict", message("refused.orderShipping", { number }));
}

interface Meant {
  readonly evenIfShort?: boolean | undefined;
  /** With `status`: it ends the hold, or begins it. */
  readonly isHold?: boolean | undefined;
  /** It has left: whatever was decided of it. */
  readonly isSent?: boolean | undefined;
}

interface Offered {
  readonly offered?: readonly OrderRow["status"][] | undefined;
}

function refuseStatus(
  to: OrderRow["status"],
  { order, lines }: CommandTarget,
  offered: readonly OrderRow["status"][] | undefined,
): void {
  const { number, status } = order;
  if (!mayMove(ORDER_TRANSITIONS, status, to)) {
    const possible = ORDER_TRANSITIONS[status].map(statusLabel).join(", ");
    const move = { number, from: status, to };
    throw new HubError(
      "ORDER_STATUS",
      "conflict",
      possible === ""
        ? message("refused.orderStatusFinal", move)
        : message("refused.orderStatus", { ...move, possible }),
      "status",
    );
  }
  if (offered && !offered.includes(to)) {
    const possible = offered.filter((one) => mayMove(ORDER_TRANSITIONS, status, one)).map(statusLabel);
    const move = { number, to, possible: possible.join(", ") };
    throw new HubError(
      "ORDER_STATUS",
      "conflict",
      possible.length === 0 ? message("refused.orderStatusNoneThere", move) : message("refused.orderStatusThere", move),
      "status",
    );
  }
  const units = lines.reduce((sum, line) => sum + (line.fulfilledBy === "merchant" ? openUnits(line) : 0), 0);
  // Elsewhere the channel decides what its word means for the goods; here nobody else would ever ship them.
  if (to === "completed" && order.connection_id === null && units > 0)
    throw new HubError("ORDER_UNSHIPPED", "conflict", message("refused.orderUnshipped", { number, units }), "status");
}

function openUnits(line: StoredLine): number {
  return Math.max(0, line.quantity - line.fulfilledQuantity);
}

function refuseFulfil(
  command: HubCommand & { kind: "fulfil" },
  { order, lines }: CommandTarget,
  { pending, evenIfShort }: { readonly pending: UnderWay; readonly evenIfShort: boolean },
): void {
  const named = unitsByLine(command.lines ?? []);
  requireLines(named, { order, lines });
  const onTheWay = unitsByLine(pending.lines);
  const left = (line: StoredLine) =>
    pending.isShipping ? 0 : Math.max(0, openUnits(line) - (onTheWay.get(line.extKey) ?? 0));
  for (const line of lines) if ((named.get(line.extKey) ?? 0) > left(line)) throw tooMany(line, left(line));
  const requestedUnits = (line: StoredLine) => (command.lines ? (named.get(line.extKey) ?? 0) : left(line));
  if (lines.every((line) => requestedUnits(line) === 0))
    throw new HubError("ORDER_NOTHING_TO_SHIP", "conflict", message("refused.nothingToShip", { number: order.number }));
  if (evenIfShort) return;
  for (const line of lines) {
    const missing = Math.min(line.stock.short, requestedUnits(line) - (left(line) - line.stock.short));
    if (missing > 0)
      throw new HubError(
        "ORDER_SHORT",
        "conflict",
        message("refused.orderShort", { title: line.title, units: missing }),
        "evenIfShort",
      );
  }
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
    message("refused.lineAtMost", { title: line.title, units: most }),
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

function statusLabel(status: string): string {
  return status.replaceAll("_", " ");
}
