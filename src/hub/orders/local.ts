import type { Actor } from "../../commerce/actor.ts";
import type { OrderCommand } from "../../commerce/order-command.ts";
import type { Tx } from "../../db/database.ts";
import { type LineChange, type StoredLine, writeLines } from "./lines.ts";
import type { OrderRow } from "./order-rows.ts";
import { resettleOrders } from "./resettle.ts";

interface LocalChange {
  readonly order: OrderRow;
  readonly lines: readonly StoredLine[];
}

interface Request extends LocalChange {
  readonly command: OrderCommand;
  readonly commandId: string;
  /** What was asked, for the timeline. */
  readonly text: string;
  readonly actor: Actor;
  readonly now: Date;
}

/** Carries out a command on an order that has no channel: the hub's word is final, stock follows at once. */
export async function applyLocally(tx: Tx, request: Request): Promise<void> {
  const { command, actor, now } = request;
  const { order, lines } = changed(command, request);
  const before = new Map(request.lines.map((line) => [line.id, line]));
  const changes = lines.map((after): LineChange => ({ before: before.get(after.id) ?? null, after }));
  await writeLines(tx, changes);
  if (command.kind === "fulfil") await insertParcel(tx, request, changes);
  if (command.kind === "refund") await insertRefund(tx, request, command);
  const kind = command.kind === "note" ? "command_note" : command.kind;
  const entries = [{ orderId: order.id, kind, text: request.text, data: { commandId: request.commandId } }];
  await resettleOrders(tx, { orders: [order], lines, entries, actor, now });
}

function changed(command: OrderCommand, { order, lines }: LocalChange): LocalChange {
  switch (command.kind) {
    case "status":
      return { order: { ...order, status: command.status }, lines };
    case "fulfil":
      return fulfilled(command, { order, lines });
    case "cancel": {
      const back = (line: StoredLine) => (command.restock ? line.fulfilledQuantity : line.restockedQuantity);
      return {
        order: { ...order, status: "cancelled" },
        lines: lines.map((line) => ({ ...line, restockedQuantity: back(line) })),
      };
    }
    case "refund":
      return refunded(command, { order, lines });
    case "note":
      return { order, lines };
  }
}

function fulfilled(command: OrderCommand & { kind: "fulfil" }, { order, lines }: LocalChange): LocalChange {
  const units = (line: StoredLine) =>
    command.lines
      ? command.lines.filter((each) => each.lineKey === line.extKey).reduce((sum, each) => sum + each.quantity, 0)
      : Math.max(0, line.quantity - line.fulfilledQuantity);
  const after = lines.map((line) => ({ ...line, fulfilledQuantity: line.fulfilledQuantity + units(line) }));
  const isLeft = after.some((line) => line.fulfilledBy !== "nobody" && line.fulfilledQuantity < line.quantity);
  return { order: { ...order, fulfilment: isLeft ? "partial" : "fulfilled" }, lines: after };
}

/** Units refunded before they were shipped are no longer wanted; shipped ones come back when they are restocked. */
function refunded(command: OrderCommand & { kind: "refund" }, { order, lines }: LocalChange): LocalChange {
  const after = lines.map((line) => {
    const own = command.lines.filter((each) => each.lineKey === line.extKey);
    const units = own.reduce((sum, each) => sum + each.quantity, 0);
    const unshipped = Math.min(units, Math.max(0, line.quantity - line.fulfilledQuantity));
    const restocked = own.reduce((sum, each) => sum + (each.restock ? each.quantity : 0), 0);
    const back = Math.min(line.fulfilledQuantity, line.restockedQuantity + Math.max(0, restocked - unshipped));
    return { ...line, quantity: line.quantity - unshipped, restockedQuantity: back };
  });
  const isWhole = order.total_minor !== null && command.amount.minor >= BigInt(order.total_minor);
  return { order: { ...order, financial: isWhole ? "refunded" : "partially_refunded" }, lines: after };
}

async function insertParcel(tx: Tx, request: Request, changes: readonly LineChange[]): Promise<void> {
  const { command, order, commandId, now } = request;
  if (command.kind !== "fulfil") return;
  const lines = changes.flatMap(({ before, after }) => {
    const quantity = after.fulfilledQuantity - (before?.fulfilledQuantity ?? 0);
    return quantity > 0 ? [{ lineKey: after.extKey, quantity }] : [];
  });
  await tx.run(
    `insert into order_fulfilment (organization_id, order_id, ext_key, status, carrier, tracking_numbers, tracking_url, shipped_at, lines)
     values (argosy.tenant(), $1, $2, 'fulfilled', $3, $4, $5, $6, $7::jsonb)`,
    [
      order.id,
      commandId,
      command.carrier ?? null,
      command.trackingNumbers,
      command.trackingUrl ?? null,
      now,
      JSON.stringify(lines),
    ],
  );
}

async function insertRefund(tx: Tx, request: Request, command: OrderCommand & { kind: "refund" }): Promise<void> {
  const lines = command.lines.map((line) => ({
    lineKey: line.lineKey,
    quantity: line.quantity,
    restocked: line.restock,
  }));
  await tx.run(
    `insert into order_refund (organization_id, order_id, ext_key, amount_minor, reason, refunded_at, lines)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6::jsonb)`,
    [
      request.order.id,
      request.commandId,
      command.amount.minor,
      command.reason ?? null,
      request.now,
      JSON.stringify(lines),
    ],
  );
}
