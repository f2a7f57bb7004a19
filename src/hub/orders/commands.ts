import { type Actor, actorText } from "../../commerce/actor.ts";
import { newId } from "../../commerce/new-id.ts";
import type { OrderCommand } from "../../commerce/order-command.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { announce } from "../events.ts";
import { jsonParameter } from "../json-column.ts";
import { COMMANDS, type OrderCommandView, orderUnknown } from "./detail.ts";
import { loadLines, type StoredLine } from "./lines.ts";
import { applyLocally } from "./local.ts";
import { lockOrders, type OrderRow } from "./order-rows.ts";
import { type CommandInput, parseCommand } from "./stored-command.ts";
import { writeTimeline } from "./timeline.ts";

export interface CommandRequest {
  readonly orderId: string;
  readonly command: CommandInput;
  /** The same key for the same order asks once. */
  readonly idempotencyKey: string;
  readonly actor: Actor;
  readonly now: Date;
}

/**
 * Asks for something to happen to an order: an intent that the outbound lane carries to the channel of origin, in the
 * order asked. An order without a channel is changed at once and the command is done. Throws HubError ORDER_UNKNOWN,
 * ORDER_COMMAND_INVALID, ORDER_LINE_UNKNOWN, ORDER_CANCELLED, ORDER_REFUND_TOO_MUCH.
 */
export async function requestCommand(tx: Tx, request: CommandRequest): Promise<OrderCommandView> {
  const command = parseCommand(request.command);
  const [order] = await lockOrders(tx, [request.orderId]);
  if (!order) throw orderUnknown();
  const earlier = await findCommand(tx, request);
  if (earlier) return earlier;
  const lines = await loadLines(tx, [order.id]);
  refuseNonsense(command, order, lines);
  const isHere = order.connection_id === null;
  const id = newId(request.now);
  const { kind, ...input } = command;
  await tx.run(
    `insert into command (organization_id, id, order_id, connection_id, kind, input, idempotency_key, state, due_at, text,
       requested_by, created_at, finished_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5::jsonb, $6, $7, $8, $9, $10, $11, $12)`,
    [
      id,
      order.id,
      order.connection_id,
      kind,
      jsonParameter(input),
      request.idempotencyKey,
      isHere ? "done" : "waiting",
      isHere ? null : request.now,
      isHere ? "Done here; the order has no channel." : "",
      actorText(request.actor),
      request.now,
      isHere ? request.now : null,
    ],
  );
  const text = requestText(command);
  if (order.connection_id === null)
    await applyLocally(tx, { command, order, lines, text, commandId: id, ...by(request) });
  else {
    const entry = {
      orderId: order.id,
      kind: kind === "note" ? "command_note" : "requested",
      text,
      data: { commandId: id },
    };
    await writeTimeline(tx, [entry], by(request));
    await wakeOutbound(tx, order.connection_id, request.now);
    await announce(tx, "order.updated", { id: order.id });
  }
  return tx.one<OrderCommandView>(`${COMMANDS} and id = $1`, [id]);
}

function by(request: CommandRequest): { readonly actor: Actor; readonly now: Date } {
  return { actor: request.actor, now: request.now };
}

function findCommand(tx: Tx, request: CommandRequest): Promise<OrderCommandView | undefined> {
  return tx.maybe<OrderCommandView>(`${COMMANDS} and order_id = $1 and idempotency_key = $2`, [
    request.orderId,
    request.idempotencyKey,
  ]);
}

/** Makes the outbound lane of a connection look at what is due. */
export async function wakeOutbound(tx: Tx, connectionId: string, at: Date): Promise<void> {
  await tx.run("select argosy.wake_lane(argosy.tenant(), $1::uuid[], 'outbound', $2)", [[connectionId], at]);
}

function refuseNonsense(command: OrderCommand, order: OrderRow, lines: readonly StoredLine[]): void {
  if (order.status === "cancelled" && (command.kind === "fulfil" || command.kind === "cancel"))
    throw new HubError("ORDER_CANCELLED", "conflict", `Order ${order.number} is cancelled already.`);
  const named = command.kind === "fulfil" ? (command.lines ?? []) : command.kind === "refund" ? command.lines : [];
  for (const { lineKey, quantity } of named) {
    const line = lines.find((each) => each.extKey === lineKey);
    if (!line)
      throw new HubError(
        "ORDER_LINE_UNKNOWN",
        "validation",
        `Order ${order.number} has no line "${lineKey}".`,
        "lines",
      );
    const most = command.kind === "fulfil" ? Math.max(0, line.quantity - line.fulfilledQuantity) : line.orderedQuantity;
    if (quantity > most)
      throw new HubError(
        "ORDER_LINE_TOO_MANY",
        "conflict",
        `${line.title}: at most ${most} can be asked for.`,
        "lines",
      );
  }
  if (command.kind !== "refund") return;
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

function requestText(command: OrderCommand): string {
  switch (command.kind) {
    case "status":
      return `Asked to set the status to ${command.status.replace("_", " ")}.`;
    case "fulfil": {
      const tracking = command.trackingNumbers.length > 0 ? ` with tracking ${command.trackingNumbers.join(", ")}` : "";
      return `Asked to ship ${command.lines ? "part of the order" : "everything that is left"}${tracking}.`;
    }
    case "cancel":
      return `Asked to cancel (${command.reason}).`;
    case "refund":
      return command.moveMoney ? "Asked to refund the customer." : "Asked to book a refund.";
    case "note":
      return `${command.visibleToCustomer ? "Note to the customer" : "Note"}: ${command.text}`;
  }
}

export interface BulkResult {
  readonly orderId: string;
  readonly command?: OrderCommandView | undefined;
  readonly error?: { readonly code: string; readonly message: string } | undefined;
}

/** The same request for many orders, each with its own answer. Orders are taken in the order of their ids. */
export async function requestCommands(
  tx: Tx,
  request: Omit<CommandRequest, "orderId"> & { readonly orderIds: readonly string[] },
): Promise<BulkResult[]> {
  const results = new Map<string, BulkResult>();
  await lockOrders(tx, request.orderIds);
  for (const orderId of request.orderIds) {
    try {
      results.set(orderId, { orderId, command: await requestCommand(tx, { ...request, orderId }) });
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      results.set(orderId, { orderId, error: { code: error.code, message: error.message } });
    }
  }
  return [...results.values()];
}

/** Makes a failed, rejected or answered command due again, with its attempts counted anew. Throws HubError ORDER_COMMAND_UNKNOWN, ORDER_COMMAND_NOT_FAILED. */
export async function retryCommand(
  tx: Tx,
  input: { readonly commandId: string; readonly actor: Actor; readonly now: Date },
): Promise<OrderCommandView> {
  const found = await tx.maybe<{ order_id: string; connection_id: string; state: string }>(
    `select order_id, connection_id, state from command
     where organization_id = argosy.tenant() and id = $1 and connection_id is not null for update`,
    [input.commandId],
  );
  if (!found) throw new HubError("ORDER_COMMAND_UNKNOWN", "not_found", "There is no such command.");
  if (!["failed", "rejected", "needs_input", "unsupported"].includes(found.state))
    throw new HubError("ORDER_COMMAND_NOT_FAILED", "conflict", "Only what failed can be tried again.");
  await tx.run(
    `update command set state = 'waiting', attempts = 0, due_at = $2, error = null, finished_at = null
     where organization_id = argosy.tenant() and id = $1`,
    [input.commandId, input.now],
  );
  await writeTimeline(tx, [{ orderId: found.order_id, kind: "requested", text: "Asked to try again." }], input);
  await wakeOutbound(tx, found.connection_id, input.now);
  await announce(tx, "order.updated", { id: found.order_id });
  return tx.one<OrderCommandView>(`${COMMANDS} and id = $1`, [input.commandId]);
}
