/**
 * Order commands of one connection, strictly in order per order. A command is a small workflow: its progress
 * is committed after every remote write, and a step whose outcome is unknown is looked up before it repeats.
 */

import { systemActor } from "../../commerce/actor.ts";
import type { OrderStatus } from "../../commerce/statuses.ts";
import { ConnectorError, isConnectorError } from "../../connectors/kit/errors.ts";
import type { CommandOrder, CommandResult, OrderCommand } from "../../connectors/kit/ports.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert, resolveAlert } from "../../hub/alerts/alerts.ts";
import { announce } from "../../hub/events.ts";
import { jsonParameter, storableText } from "../../hub/json-column.ts";
import { applyOrderParts } from "../../hub/orders/apply.ts";
import { readCommand } from "../../hub/orders/stored-command.ts";
import { writeTimeline } from "../../hub/orders/timeline.ts";
import { channelActor, orderInput } from "../apply.ts";
import { describeError, exchangesOf, writeJournal } from "../journal.ts";
import { ConnectionRests } from "../turn.ts";
import { type CommandRow, commandCause } from "./command-row.ts";
import type { OutboundTurn } from "./outbound-turn.ts";
import { pushOrder } from "./push-order.ts";

interface OrderRow {
  readonly ext_key: string | null;
  readonly number: string;
  readonly currency: string;
  readonly status: OrderStatus;
  readonly platform_status: string;
  readonly lines: readonly { readonly key: string; readonly quantity: number; readonly fulfilledQuantity: number }[];
}

const TAKE = 50;

/** Runs what is due; answers true when there may be more. */
export async function drainCommands(turn: OutboundTurn, onApplied: () => void): Promise<boolean> {
  const due = await turn.tenant((tx) => takeDue(tx, turn.open.row.id, turn.now()));
  for (const command of due) {
    await runCommand(turn, command);
    onApplied();
  }
  return due.length > 0;
}

/** Due commands that have no unfinished one before them on the same order. */
function takeDue(tx: Tx, connection: string, now: Date): Promise<CommandRow[]> {
  return tx.rows<CommandRow>(
    `SELECT c.id, c.order_id, c.kind, c.input, c.idempotency_key, c.saved, c.uncertain OR c.state = 'running' AS uncertain, c.attempts, c.requested_by
     FROM argosy.command c
     WHERE c.organization_id = argosy.tenant() AND c.connection_id = $1 AND c.due_at <= $2
       AND NOT EXISTS (SELECT 1 FROM argosy.command b WHERE b.organization_id = c.organization_id AND b.order_id = c.order_id AND b.seq < c.seq AND b.state IN ('waiting', 'running'))
     ORDER BY c.due_at, c.seq LIMIT $3`,
    [connection, now, TAKE],
  );
}

async function runCommand(turn: OutboundTurn, command: CommandRow): Promise<void> {
  const started = turn.trail.calls.length;
  await turn.tenant((tx) =>
    tx.run("UPDATE argosy.command SET state = 'running' WHERE organization_id = argosy.tenant() AND id = $1", [
      command.id,
    ]),
  );
  try {
    if (command.kind === "push") return await pushOrder(turn, command);
    const order = await turn.tenant((tx) => loadOrder(tx, command.order_id));
    const result = await execute(turn, command, order);
    await turn.tenant((tx) => finish(tx, turn, { command, order, result, started }));
  } catch (error) {
    await failed(turn, command, error, started);
  }
}

async function loadOrder(tx: Tx, orderId: string): Promise<OrderRow> {
  return tx.one<OrderRow>(
    `SELECT o.ext_key, o.number, o.currency, o.status, o.platform_status,
       coalesce((SELECT jsonb_agg(jsonb_build_object('key', l.ext_key, 'quantity', l.quantity, 'fulfilledQuantity', l.fulfilled_quantity) ORDER BY l.position)
                 FROM argosy.order_line l WHERE l.organization_id = o.organization_id AND l.order_id = o.id), '[]') AS lines
     FROM argosy.sales_order o WHERE o.organization_id = argosy.tenant() AND o.id = $1`,
    [orderId],
  );
}

async function execute(turn: OutboundTurn, command: CommandRow, order: OrderRow): Promise<CommandResult> {
  const orders = turn.open.ports.orders;
  if (!orders) return { state: "unsupported", text: "This channel takes no order commands." };
  if (order.ext_key === null)
    throw new ConnectorError({ kind: "conflict" }, `Order ${order.number} has not reached the channel yet.`);
  const commandOrder: CommandOrder = {
    key: order.ext_key,
    number: order.number,
    currency: order.currency,
    status: order.status,
    platformStatus: order.platform_status,
    lines: order.lines,
  };
  const intent: OrderCommand = readCommand(command.kind, command.input);
  return turn.call((ctx) =>
    orders.execute(
      {
        command: intent,
        order: commandOrder,
        idempotencyKey: command.idempotency_key,
        saved: command.saved,
        uncertain: command.uncertain,
        save: (progress) =>
          turn.tenant(
            async (tx) =>
              void (await tx.run(
                "UPDATE argosy.command SET saved = $2 WHERE organization_id = argosy.tenant() AND id = $1",
                [command.id, jsonParameter(progress)],
              )),
          ),
      },
      ctx,
    ),
  );
}

interface Finished {
  readonly command: CommandRow;
  readonly order: OrderRow;
  readonly result: CommandResult;
  readonly started: number;
}

async function finish(tx: Tx, turn: OutboundTurn, what: Finished): Promise<void> {
  const { command, result } = what;
  const now = turn.now();
  const { open } = turn;
  if (result.state === "pending") {
    await tx.run(
      "UPDATE argosy.command SET state = 'waiting', saved = $2, due_at = $3, uncertain = false WHERE organization_id = argosy.tenant() AND id = $1",
      [command.id, jsonParameter(result.saved), new Date(now.getTime() + result.pollAfterMs)],
    );
    return;
  }
  const state = result.state;
  await tx.run(
    "UPDATE argosy.command SET state = $2, text = $3, due_at = NULL, finished_at = $4, uncertain = false, error = $5 WHERE organization_id = argosy.tenant() AND id = $1",
    [
      command.id,
      state,
      storableText(result.text),
      now,
      result.state === "rejected" ? jsonParameter({ code: result.code }) : null,
    ],
  );
  if (result.state === "done" && result.order)
    await applyOrderParts(tx, orderInput(open, [result.order], { now, source: "command", actor: channelActor(open) }));
  const isDone = state === "done";
  await writeTimeline(
    tx,
    [
      {
        orderId: command.order_id,
        kind: `command_${command.kind}`,
        text: isDone ? `${open.row.name}: ${result.text}` : `${open.row.name} did not take it: ${result.text}`,
      },
    ],
    { actor: channelActor(turn.open), now },
  );
  await announce(tx, "order.updated", { id: command.order_id });
  await writeJournal(
    tx,
    open.row.id,
    [
      {
        connectionId: open.row.id,
        action: actionOf(command.kind),
        status: isDone ? "success" : "failed",
        ref: what.order.number,
        attempt: command.attempts + 1,
        text: result.text,
        details: { command: command.kind, exchanges: isDone ? [] : exchangesOf(turn.trail.calls, what.started) },
        at: now,
      },
    ],
    turn.trail.drifts.splice(0),
    now,
  );
  if (isDone) await resolveAlert(tx, commandCause(command.id), now, systemActor);
  else await alertCommand(tx, turn, command, { number: what.order.number, text: result.text, now });
}

/** Judges a failed command; shared with orders on their way to a platform. Rethrows when the connection rests. */
export async function failed(turn: OutboundTurn, command: CommandRow, error: unknown, started: number): Promise<void> {
  const now = turn.now();
  const { text, kind, details } = describeError(error);
  // A fault of ours may have struck after the platform had done its part (two transactions meeting over one order).
  const uncertain = kind.kind === "ambiguous" || !isConnectorError(error);
  try {
    const { attempts, dueAt, state } = await turn.judge(error, command.attempts);
    await turn.tenant(async (tx) => {
      await tx.run(
        `UPDATE argosy.command SET state = $2, attempts = $3, due_at = $4, text = $5, error = $6, uncertain = uncertain OR $7, finished_at = CASE WHEN $4::timestamptz IS NULL THEN $8::timestamptz END
         WHERE organization_id = argosy.tenant() AND id = $1`,
        [command.id, state, attempts, dueAt, text, jsonParameter({ kind: kind.kind, details }), uncertain, now],
      );
      const { number } = await loadOrder(tx, command.order_id);
      await writeTimeline(
        tx,
        [
          {
            orderId: command.order_id,
            kind: `command_${command.kind}`,
            text: `${turn.open.row.name}: ${text}${dueAt === null ? "" : " It will be tried again."}`,
          },
        ],
        { actor: channelActor(turn.open), now },
      );
      await writeJournal(
        tx,
        turn.open.row.id,
        [
          {
            connectionId: turn.open.row.id,
            action: actionOf(command.kind),
            status: "failed",
            ref: number,
            attempt: Math.max(1, attempts),
            text,
            errorKind: kind.kind,
            details: { command: command.kind, exchanges: exchangesOf(turn.trail.calls, started) },
            at: now,
          },
        ],
        turn.trail.drifts.splice(0),
        now,
      );
      if (dueAt !== null) return;
      if (command.kind === "push")
        await tx.run(
          "UPDATE argosy.sales_order SET push_state = 'failed', push_error = $2, updated_at = $3 WHERE organization_id = argosy.tenant() AND id = $1",
          [command.order_id, text, now],
        );
      await alertCommand(tx, turn, command, { number, text, now });
    });
  } catch (rests) {
    if (!(rests instanceof ConnectionRests)) throw rests;
    await turn.tenant((tx) =>
      tx.run(
        "UPDATE argosy.command SET state = 'waiting', uncertain = uncertain OR $2 WHERE organization_id = argosy.tenant() AND id = $1",
        [command.id, uncertain],
      ),
    );
    throw rests;
  }
}

function actionOf(kind: string): string {
  if (kind === "fulfil") return "push_fulfilment";
  return kind === "push" ? "push_order" : "update_order_status";
}

async function alertCommand(
  tx: Tx,
  turn: OutboundTurn,
  command: CommandRow,
  what: { readonly number: string; readonly text: string; readonly now: Date },
): Promise<void> {
  await raiseAlert(tx, {
    kind: "command_failed",
    severity: "warning",
    cause: commandCause(command.id),
    connectionId: turn.open.row.id,
    subject: { kind: "order", id: command.order_id },
    title: `${turn.open.row.name} did not take "${command.kind}" for order ${what.number}`,
    text: what.text,
    action: { kind: "retry_command", commandId: command.id },
    now: what.now,
  });
}
