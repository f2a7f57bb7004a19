import type { By } from "../../commerce/actor.ts";
import type { HubText } from "../../commerce/message.ts";
import { isOfShipped } from "../../commerce/order-command.ts";
import type { Tx } from "../../db/database.ts";
import { endHolds, statusWithoutHold, writeHold } from "./held.ts";
import { type LineChange, type StoredLine, writeLines } from "./lines.ts";
import { endObsoleteCommands } from "./obsolete-commands.ts";
import { NOT_HELD_HERE, type OrderRow } from "./order-fields/order-rows.ts";
import { changeParcel, saveParcel, saveRefund } from "./own-records.ts";
import { reconcileOrders } from "./resettle.ts";
import type { HubCommand } from "./stored-command.ts";

interface LocalChange {
  readonly order: OrderRow;
  readonly lines: readonly StoredLine[];
}

interface Request extends LocalChange, By {
  readonly command: HubCommand;
  readonly commandId: string;
  /** The requested change, for the timeline. */
  readonly text: HubText;
}

/** Carries out a command on an order without a channel: it takes effect at once, stock included. */
export async function applyLocally(tx: Tx, request: Request): Promise<void> {
  const { command, commandId, actor, now } = request;
  const record = { orderId: request.order.id, key: commandId, now };
  const refunded = command.kind === "refund" ? await saveRefund(tx, { ...record, command }) : 0n;
  const { order, lines } = changed(command, { ...request, refunded });
  const before = new Map(request.lines.map((line) => [line.id, line]));
  const changes = lines.map((after): LineChange => ({ before: before.get(after.id) ?? null, after }));
  await writeLines(tx, changes);
  if (command.kind === "fulfil") await saveParcel(tx, { ...record, command, units: shippedUnits(changes) });
  if (command.kind === "tracking") await changeParcel(tx, order.id, command);
  await moveHold(tx, request);
  if (command.kind === "cancel") await endObsoleteCommands(tx, [order.id], { actor, now });
  const kind = command.kind === "note" ? "command_note" : command.kind;
  const entries = [{ orderId: order.id, kind, text: request.text, data: { commandId } }];
  await reconcileOrders(tx, { orders: [order], lines, entries, actor, now });
}

function shippedUnits(changes: readonly LineChange[]): { lineKey: string; quantity: number }[] {
  return changes.flatMap(({ before, after }) => {
    const quantity = after.fulfilledQuantity - (before?.fulfilledQuantity ?? 0);
    return quantity > 0 ? [{ lineKey: after.extKey, quantity }] : [];
  });
}

/** What is set on hold here is held here; whoever gives it another status releases it. */
const statusOf = (status: OrderRow["status"], order: OrderRow) =>
  status === "on_hold"
    ? { status, hold_effect: "keep_units" as const, status_without_hold: statusWithoutHold(order) }
    : { status };

async function moveHold(tx: Tx, { command, order, actor, now }: Request): Promise<void> {
  if (command.kind !== "status") return;
  await endHolds(tx, { orderIds: [order.id], why: "released", actor, now });
  if (command.status !== "on_hold") return;
  await writeHold(tx, { orderId: order.id, reason: "other", actor, now });
}

/** `refunded`: altogether, with this command. */
function changed(
  command: HubCommand,
  { order, lines, refunded }: LocalChange & { readonly refunded: bigint },
): LocalChange {
  switch (command.kind) {
    case "status":
      return { order: { ...order, ...NOT_HELD_HERE, ...statusOf(command.status, order) }, lines };
    case "fulfil":
      return fulfilled(command, { order, lines });
    // What was shipped is with the customer: it comes back by a return.
    case "cancel":
      return {
        order: { ...order, status: "cancelled" },
        lines: lines.map((line) => ({ ...line, quantity: line.fulfilledQuantity })),
      };
    case "refund":
      return withoutRefunded(command, { order, lines, refunded });
    case "tracking":
    case "hold":
    case "document":
    case "note":
      return { order, lines };
  }
}

function fulfilled(command: HubCommand & { kind: "fulfil" }, { order, lines }: LocalChange): LocalChange {
  const units = (line: StoredLine) =>
    command.lines
      ? command.lines.filter((each) => each.lineKey === line.extKey).reduce((sum, each) => sum + each.quantity, 0)
      : Math.max(0, line.quantity - line.fulfilledQuantity);
  const after = lines.map((line) => ({ ...line, fulfilledQuantity: line.fulfilledQuantity + units(line) }));
  const isLeft = after.some(
    (line) => line.fulfilledBy !== "nobody" && !line.isGift && line.fulfilledQuantity < line.quantity,
  );
  return { order: { ...order, fulfilment: isLeft ? "partial" : "fulfilled" }, lines: after };
}

/** Units refunded before they were shipped are no longer ordered; shipped ones are back, or come back by their return. */
function withoutRefunded(
  command: HubCommand & { kind: "refund" },
  { order, lines, refunded }: LocalChange & { readonly refunded: bigint },
): LocalChange {
  const after = lines.map((line) => {
    const own = command.lines.filter((each) => each.lineKey === line.extKey);
    const units = own.reduce((sum, each) => sum + each.quantity, 0);
    const unshipped = isOfShipped(command) ? 0 : Math.min(units, Math.max(0, line.quantity - line.fulfilledQuantity));
    return { ...line, quantity: line.quantity - unshipped };
  });
  const isWhole = order.total_minor !== null && refunded >= BigInt(order.total_minor);
  return { order: { ...order, financial: isWhole ? "refunded" : "partially_refunded" }, lines: after };
}
