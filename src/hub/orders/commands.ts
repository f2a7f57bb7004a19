import { actorText, type By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import { newId } from "../../commerce/new-id.ts";
import type { OrderStatus } from "../../commerce/statuses.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { jsonParameter, textParameters } from "../json-column.ts";
import { refusal } from "../refusals.ts";
import { writeTimeline } from "../timeline.ts";
import { assignToCommand, bookedLabels, isOfDeadLabel, withLabels } from "./booked-labels.ts";
import { refuseNonsense } from "./command-checks.ts";
import { requestText } from "./command-text.ts";
import { COMMANDS, orderUnknown } from "./detail.ts";
import { HANDED_OVER } from "./handed-over.ts";
import { refuseHeld } from "./held.ts";
import { loadLines, type StoredLine } from "./lines.ts";
import { applyLocally } from "./local.ts";
import { announceOrdersChanged } from "./notify-changed.ts";
import { withdrawFromPlatform } from "./obsolete-commands.ts";
import { lockOrders } from "./order-fields/order-rows.ts";
import type { OrderCommandView } from "./order-fields/order-schema.ts";
import { planRefund, type RefundInput } from "./refund-plan.ts";
import { holdKey, holdState, openHold, setReported, withdrawHold } from "./reported-holds.ts";
import { openRefundReturn, refundReturnAgain, refundReturnArrived } from "./returns/refund-return.ts";
import { type CommandInput, type HubCommand, parseCommand } from "./stored-command.ts";

export interface CommandRequest extends By {
  readonly orderId: string;
  readonly command: CommandInput;
  /** Ships units that are not in stock by the hub's count. */
  readonly evenIfShort?: boolean | undefined;
  /** A status that holds or releases it on its channel too. */
  readonly isHold?: boolean | undefined;
  /** Reports a shipment its courier has: a hold does not undo it. */
  readonly isSent?: boolean | undefined;
  /** With `status`: those the channel takes for the order; absent: any. */
  readonly offered?: readonly OrderStatus[] | undefined;
  /** The same key for the same order is one request. */
  readonly idempotencyKey: string;
  /** A command without which this one makes no sense. */
  readonly afterId?: string | undefined;
}

/**
 * Requests a change of an order. The outbound lane sends the command to the order's channel, in the order requested. An
 * order without a channel, of a deleted one, or cancelled before it was created there, is changed at once and the
 * command is done. Throws HubError ORDER_UNKNOWN, ORDER_COMMAND_INVALID, ORDER_CHANNEL_NONE and what `refuseNonsense` and returns refuse.
 */
export async function requestCommand(tx: Tx, request: CommandRequest): Promise<OrderCommandView> {
  const parsed = parseCommand(request.command);
  const [order] = await lockOrders(tx, [request.orderId]);
  if (!order) throw orderUnknown();
  const earlier = await findCommand(tx, request);
  if (earlier) return earlier;
  const target = { order, lines: await loadLines(tx, [order.id]) };
  const restocking =
    parsed.kind === "cancel" ? { ...parsed, restock: restocks(request.command, target.lines) } : parsed;
  const { command, used } =
    restocking.kind === "fulfil"
      ? withLabels(restocking, await bookedLabels(tx, order.id))
      : { command: restocking, used: [] };
  await refuseNonsense(tx, command, target, request);
  const isUnsent = order.connection_id !== null && order.ext_key === null && command.kind === "cancel";
  const isHere =
    (await isChannelGone(tx, order.connection_id)) ||
    (isUnsent && (await withdrawFromPlatform(tx, order.id, by(request))));
  if (isHere && command.kind === "document")
    throw new HubError("ORDER_CHANNEL_NONE", "conflict", message("refused.orderChannelNone", { number: order.number }));
  // What is on hold there cannot be shipped there.
  if (command.kind === "fulfil" && request.isSent) await releaseThere(tx, order.id, by(request));
  const commandId = newId(request.now);
  await insertCommand(tx, request, { commandId, command, connectionId: order.connection_id, isHere });
  await assignToCommand(tx, used, commandId);
  if (command.kind === "refund") await openRefundReturn(tx, { command, commandId, target, ...by(request) });
  const text = requestText(command);
  if (isHere) {
    const isUnpaid = command.kind === "refund" && command.moveMoney;
    const hubText = isUnpaid ? [text, message("order.answer.unpaid")].flat() : text;
    await applyLocally(tx, { command, ...target, text: hubText, commandId, ...by(request) });
    if (command.kind === "refund") await refundReturnArrived(tx, commandId, by(request));
  } else if (order.connection_id !== null) {
    const kind = command.kind === "note" ? "command_note" : "requested";
    await writeTimeline(tx, [{ orderId: order.id, kind, text, data: { commandId } }], by(request));
    await wakeOutbound(tx, order.connection_id, request.now);
    await announceOrdersChanged(tx, [{ id: order.id, storeId: order.connection_id }]);
  }
  return tx.one<OrderCommandView>(`${COMMANDS} and id = $1`, [commandId]);
}

/** Asks an order's channel to release the hold of ours that it has. False: it has none. */
export async function releaseThere(tx: Tx, orderId: string, { actor, now }: By): Promise<boolean> {
  const hold = await openHold(tx, orderId);
  if (!hold) return false;
  const { id: holdId, reason, isTold } = hold;
  const isWithdrawn = await withdrawHold(tx, { id: holdId, orderId, by: { actor, now } });
  if (isWithdrawn || !isTold) return false;
  const command = { kind: "hold", action: "release", holdId, reason } as const;
  await requestCommand(tx, { orderId, command, idempotencyKey: holdKey("release", holdId), actor, now });
  return true;
}

/** Marks an order as shipped on its channel that was handed over here before the channel had it. */
export async function requestHandedOver(
  tx: Tx,
  order: By & { readonly orderId: string; readonly connectionId: string },
): Promise<void> {
  const { orderId, connectionId, actor, now } = order;
  const command = { kind: "fulfil", trackingNumbers: [], notifyCustomer: false } as const;
  const request = { orderId, command, idempotencyKey: HANDED_OVER, actor, now };
  if (await findCommand(tx, request)) return;
  const commandId = newId(now);
  await insertCommand(tx, request, { commandId, command, connectionId, isHere: false });
  const text = requestText(command);
  await writeTimeline(tx, [{ orderId, kind: "requested", text, data: { commandId } }], { actor, now });
  await wakeOutbound(tx, connectionId, now);
}

/** Nobody but the hub acts on such an order: it was made here, or its channel is disconnected. */
async function isChannelGone(tx: Tx, connectionId: string | null): Promise<boolean> {
  if (connectionId === null) return true;
  // Waits for a deletion in progress: it ends earlier commands, and must find no later ones.
  const store = await tx.maybe<{ state: string }>(
    "select state from connection where organization_id = argosy.tenant() and id = $1 for key share",
    [connectionId],
  );
  return store?.state === "deleted";
}

/** The default of `restock`: false once some of the order was shipped. Unshipped units are released either way. */
function restocks(command: CommandInput, lines: readonly StoredLine[]): boolean {
  const chosen = command.kind === "cancel" ? command.restock : undefined;
  return chosen ?? !lines.some((line) => line.fulfilledQuantity > 0);
}

async function insertCommand(
  tx: Tx,
  request: CommandRequest,
  row: {
    readonly commandId: string;
    readonly command: HubCommand;
    readonly connectionId: string | null;
    readonly isHere: boolean;
  },
): Promise<void> {
  const { kind, ...input } = row.command;
  await tx.run(
    `insert into command (organization_id, id, order_id, connection_id, kind, input, idempotency_key, state, due_at,
       text, text_said, requested_by, created_at, finished_at, after_id, money_moved)
     values (argosy.tenant(), $1, $2, $3, $4, $5::jsonb, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      row.commandId,
      request.orderId,
      row.connectionId,
      kind,
      jsonParameter(input),
      request.idempotencyKey,
      row.isHere ? "done" : "waiting",
      row.isHere ? null : request.now,
      ...textParameters(row.isHere ? message("command.ended.here") : ""),
      actorText(request.actor),
      request.now,
      row.isHere ? request.now : null,
      request.afterId ?? null,
      // An order without a channel has no gateway.
      row.isHere && row.command.kind === "refund" && row.command.moveMoney ? false : null,
    ],
  );
}

/** Requests a refund; what the request leaves out is calculated. Throws as `quoteRefund` and `requestCommand`. */
export async function requestRefund(
  tx: Tx,
  request: Omit<CommandRequest, "command"> & { readonly refund: Parameters<typeof planRefund>[2] },
): Promise<OrderCommandView> {
  const { refund, ...rest } = request;
  await lockOrders(tx, [request.orderId]);
  const earlier = await findCommand(tx, rest);
  return earlier ?? requestCommand(tx, { ...rest, command: await planRefund(tx, request.orderId, refund) });
}

/**
 * Requests a cancellation and, where chosen, a refund of what was paid: the refund is sent only once the channel has
 * cancelled. Throws as `requestCommand`.
 */
export async function requestCancel(
  tx: Tx,
  request: Omit<CommandRequest, "command"> & {
    readonly cancel: Omit<CommandInput & { readonly kind: "cancel" }, "kind">;
    readonly refund: "none" | "book" | "pay";
  },
): Promise<OrderCommandView> {
  const { cancel, refund, ...rest } = request;
  const cancelled = await requestCommand(tx, { ...rest, command: { kind: "cancel", ...cancel } });
  if (refund === "none") return cancelled;
  const idempotencyKey = `${request.idempotencyKey}:refund`;
  if (await findCommand(tx, { ...rest, idempotencyKey })) return cancelled;
  const input: RefundInput = { isFull: true, moveMoney: refund === "pay" };
  // The lines are cancelled; what is left to give back is the amount.
  const plan = { ...(await planRefund(tx, request.orderId, input)), lines: [], shippingMinor: undefined };
  await requestCommand(tx, { ...rest, command: plan, idempotencyKey, afterId: cancelled.id });
  return cancelled;
}

function by(request: CommandRequest): By {
  return { actor: request.actor, now: request.now };
}

function findCommand(
  tx: Tx,
  request: Pick<CommandRequest, "orderId" | "idempotencyKey">,
): Promise<OrderCommandView | undefined> {
  return tx.maybe<OrderCommandView>(`${COMMANDS} and order_id = $1 and idempotency_key = $2`, [
    request.orderId,
    request.idempotencyKey,
  ]);
}

/** Wakes the outbound lane of a connection. */
export async function wakeOutbound(tx: Tx, connectionId: string, at: Date): Promise<void> {
  await tx.run("select argosy.wake_lane(argosy.tenant(), $1::uuid[], 'outbound', $2)", [[connectionId], at]);
}

export interface BulkResult {
  readonly orderId: string;
  readonly command?: OrderCommandView | undefined;
  readonly error?: { readonly code: string; readonly message: string } | undefined;
}

/** The same request for many orders, each with its own answer. Orders are taken in the order of their ids. */
export async function requestCommands(
  tx: Tx,
  {
    offered,
    orderIds,
    ...request
  }: Omit<CommandRequest, "orderId" | "offered"> & {
    readonly orderIds: readonly string[];
    readonly offered?: ReadonlyMap<string, readonly OrderStatus[]> | undefined;
  },
): Promise<BulkResult[]> {
  const results = new Map<string, BulkResult>();
  await lockOrders(tx, orderIds);
  for (const orderId of orderIds) {
    try {
      const command = await requestCommand(tx, { ...request, orderId, offered: offered?.get(orderId) });
      results.set(orderId, { orderId, command });
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      results.set(orderId, { orderId, error: { code: error.code, message: error.message } });
    }
  }
  return [...results.values()];
}

interface StuckCommand {
  readonly order_id: string;
  readonly connection_id: string;
  readonly state: string;
  readonly kind: string;
  readonly hold_id: string | null;
  readonly is_place: boolean | null;
}

/** Makes a failed, rejected or answered command due again, with its attempts counted anew. Throws HubError ORDER_COMMAND_UNKNOWN, ORDER_COMMAND_NOT_FAILED, ORDER_ON_HOLD. */
export async function retryCommand(tx: Tx, input: By & { readonly commandId: string }): Promise<OrderCommandView> {
  // The order is locked first, as by every command.
  const owner = await tx.maybe<{ order_id: string }>(
    "select order_id from command where organization_id = argosy.tenant() and id = $1",
    [input.commandId],
  );
  await lockOrders(tx, owner ? [owner.order_id] : []);
  const found = await tx.maybe<StuckCommand>(
    `select order_id, connection_id, state, kind, input ->> 'holdId' as hold_id,
       input ->> 'action' = 'place' as is_place
     from command
     where organization_id = argosy.tenant() and id = $1 and connection_id is not null for update`,
    [input.commandId],
  );
  if (!found) throw refusal("ORDER_COMMAND_UNKNOWN");
  if (await isChannelGone(tx, found.connection_id))
    throw new HubError("ORDER_COMMAND_NOT_FAILED", "conflict", message("refused.commandDisconnected"));
  if (!["failed", "rejected", "needs_input", "unsupported", "uncertain"].includes(found.state))
    throw new HubError("ORDER_COMMAND_NOT_FAILED", "conflict", "Only what failed can be tried again.");
  if (await isOfDeadLabel(tx, { id: input.commandId, orderId: found.order_id }))
    throw new HubError("ORDER_COMMAND_NOT_FAILED", "conflict", message("refused.commandLabelCancelled"));
  if (found.kind === "fulfil") await refuseHeld(tx, [found.order_id]);
  if (found.hold_id !== null && found.is_place && !(await holdState(tx, found.hold_id))?.isOpen)
    throw new HubError("ORDER_COMMAND_NOT_FAILED", "conflict", message("refused.commandReleased"));
  // Until its answer says otherwise the channel may have it: a release has to follow.
  if (found.hold_id !== null && found.is_place) await setReported(tx, found.hold_id, true);
  await tx.run(
    `update command set state = 'waiting', attempts = 0, due_at = $2, error = null, finished_at = null
     where organization_id = argosy.tenant() and id = $1`,
    [input.commandId, input.now],
  );
  if (found.kind === "refund") await refundReturnAgain(tx, input.commandId, input.now);
  await writeTimeline(tx, [{ orderId: found.order_id, kind: "requested", text: message("order.asked.again") }], input);
  await wakeOutbound(tx, found.connection_id, input.now);
  await announceOrdersChanged(tx, [{ id: found.order_id, storeId: found.connection_id }]);
  return tx.one<OrderCommandView>(`${COMMANDS} and id = $1`, [input.commandId]);
}
