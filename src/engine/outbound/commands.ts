/**
 * Order commands of one connection, strictly in order per order. A command is a small workflow: its progress
 * is committed after every remote write, and a step whose outcome is unknown is looked up before it repeats.
 */

import { systemActor } from "../../commerce/actor.ts";
import { type HubText, message, textParts } from "../../commerce/message.ts";
import type { RefundCommand } from "../../commerce/order-command.ts";
import type { Json } from "../../commerce/product.ts";
import { ConnectorError, isConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { CommandResult } from "../../connectors/kit/contract/ports.ts";
import { mayHaveChanged } from "../../connectors/kit/http/call-log.ts";
import { hasStarted } from "../../connectors/kit/http/in-doubt.ts";
import type { Tx } from "../../db/database.ts";
import { resolveAlert } from "../../hub/alerts/alerts.ts";
import { jsonParameter, textParameters } from "../../hub/json-column.ts";
import { applyOrderParts } from "../../hub/orders/apply.ts";
import { type ReportedBefore, reportedBefore, saveUnreported } from "../../hub/orders/done-commands.ts";
import { HANDED_OVER } from "../../hub/orders/handed-over.ts";
import { commandCause, endDependentCommands } from "../../hub/orders/obsolete-commands.ts";
import { refundReturnArrived, refundReturnRefused } from "../../hub/orders/returns/refund-return.ts";
import { readCommand } from "../../hub/orders/stored-command.ts";
import { takeBackLate } from "../../hub/shipping/returned-to-sender.ts";
import { channelActor, orderInput } from "../apply/apply-changes.ts";
import { describeError, exchangesOf, failureDetails, writeJournal } from "../journal/sync-journal.ts";
import { ConnectionUnavailable } from "../lanes/lane-result.ts";
import { runUninterrupted } from "../lanes/worker-slots.ts";
import { actionOf, alertExhaustedCommand, failureText, noteOnOrder } from "./command-notes.ts";
import { loadCommandOrder, type StoredOrder, toCommandOrder } from "./command-order.ts";
import { beginCommand, type CommandRow, IS_NEXT, saveProgress } from "./command-row.ts";
import { closeDeletedOrder, mayBeDeleted } from "./deleted-order.ts";
import {
  alertIfUnconfirmed,
  alertUncertain,
  leaveToNextWorker,
  movesMoney,
  recordMoneyCallSent,
  uncertainCause,
} from "./money-commands.ts";
import { sendDocument } from "./order-documents.ts";
import { holdAnswered, runHold } from "./order-hold-commands.ts";
import type { OutboundSession } from "./outbound-session.ts";
import { pushOrder } from "./push-order.ts";
import { isRecordedInHub, recordedInHub, recordInHub } from "./refunds-in-hub.ts";

const TAKE = 50;

/** Runs what is due; answers true when there may be more. */
export async function runCommands(session: OutboundSession, onApplied: () => void): Promise<boolean> {
  const due = await session.tenant((tx) => takeDue(tx, session.open.row.id, session.now()));
  for (const command of due) {
    // Its own calls alone say what it may have done: stock goes out between them.
    await session.apart((own) => runCommand(own, command));
    onApplied();
    if (session.isOver()) return true;
  }
  return due.length > 0;
}

/** Due commands that have no unfinished one before them on the same order. */
export function takeDue(tx: Tx, connection: string, now: Date): Promise<CommandRow[]> {
  return tx.rows<CommandRow>(
    `select c.id, c.order_id, c.kind, c.input, c.idempotency_key, c.saved,
       c.uncertain or c.state = 'running' as uncertain, c.sent_at, c.attempts, c.requested_by
     from argosy.command c
     where c.organization_id = argosy.tenant() and c.connection_id = $1 and c.due_at <= $2 and ${IS_NEXT}
     order by c.due_at, c.seq limit $3`,
    [connection, now, TAKE],
  );
}

async function runCommand(session: OutboundSession, command: CommandRow): Promise<void> {
  const started = session.callLog.calls.length;
  const by = { actor: channelActor(session.open), now: session.now() };
  if (!(await session.tenantWithLease((tx) => beginCommand(tx, command, by)))) return;
  // Carts a push makes to ask for the total are nothing that lasts.
  let firstCall: number | null = command.kind === "push" ? null : started;
  const onStarted = () => {
    firstCall = session.callLog.calls.length;
  };
  try {
    if (command.kind === "push") return await pushOrder(session, command, onStarted);
    const isHandedOver = command.idempotency_key === HANDED_OVER;
    const [order, reportedBefore] = await session.tenant(async (tx) => [
      await loadCommandOrder(tx, command.order_id, isHandedOver),
      await reportedAtStart(tx, command),
    ]);
    const answer = await executeCommand(session, command, { order, started });
    const isInHub = isRecordedInHub(command, order, answer);
    const result = isInHub ? recordedInHub(session.open.row.name) : answer;
    await session.tenantWithLease((tx) =>
      finish(tx, session, { command, order, reportedBefore, result, isInHub, started }),
    );
  } catch (error) {
    await failed(session, command, error, { started, firstCall });
  }
}

/**
 * What the channel had told when a refund was first sent: what it tells since, by a delivery or a poll that is faster than
 * the answer, is this refund, whatever sum the channel makes of it. Null where an earlier attempt may have made it.
 */
const reportedAtStart = async (tx: Tx, command: CommandRow): Promise<ReportedBefore | null> =>
  command.kind === "refund" && !command.uncertain && command.sent_at === null
    ? reportedBefore(tx, command.order_id)
    : null;

/** What the channel makes of it; a refusal whose reason is that the order was deleted there is answered as that. */
async function executeCommand(
  session: OutboundSession,
  command: CommandRow,
  how: { readonly order: StoredOrder; readonly started: number },
): Promise<CommandResult> {
  const { order } = how;
  const gone = () =>
    order.ext_key === null ? null : closeDeletedOrder(session, { orderKey: order.ext_key, kind: command.kind });
  try {
    const result = await execute(session, command, how);
    return (mayBeDeleted(result) ? await gone() : null) ?? result;
  } catch (error) {
    const ended = mayBeDeleted(error) ? await gone() : null;
    if (ended) return ended;
    throw error;
  }
}

async function execute(
  session: OutboundSession,
  command: CommandRow,
  { order, started: from }: { readonly order: StoredOrder; readonly started: number },
): Promise<CommandResult> {
  const orders = session.open.ports.orders;
  if (!orders) return { state: "unsupported", text: message("trouble.noCommands") };
  if (order.ext_key === null)
    throw new ConnectorError({ kind: "conflict" }, message("trouble.orderNotThere", { order: order.number }));
  const run = {
    order: toCommandOrder({ ...order, ext_key: order.ext_key }),
    idempotencyKey: command.idempotency_key,
    saved: command.saved,
    uncertain: command.uncertain,
    sentAt: command.sent_at ?? undefined,
    save: (progress: Json) => {
      const started = mayHaveChanged(session.callLog.calls.slice(from));
      return session.tenantWithLease((tx) => saveProgress(tx, command.id, progress, started));
    },
  };
  const beforeChange = recordMoneyCallSent(session, command);
  const intent = readCommand(command.kind, command.input);
  if (intent.kind === "tracking") {
    const { updateTracking } = orders;
    if (!updateTracking) return { state: "unsupported", text: message("trouble.noTracking") };
    return session.call((ctx) => updateTracking({ ...run, command: intent }, ctx));
  }
  if (intent.kind === "hold") return runHold(session, orders, { ...run, command: intent });
  if (intent.kind === "document") return sendDocument(session, orders, { intent, run });
  const sent =
    intent.kind === "refund" ? await session.tenant((tx) => withLocations(tx, session.open.row.id, intent)) : intent;
  const send = () => session.call((ctx) => orders.execute({ ...run, command: sent }, ctx), { beforeChange });
  return movesMoney(command) ? runUninterrupted(send) : send();
}

/** A refund whose lines name our locations, with the channel's keys of them beside. */
async function withLocations(tx: Tx, connection: string, refund: RefundCommand): Promise<RefundCommand> {
  const ids = refund.lines.flatMap((line) => line.locationId ?? []);
  if (ids.length === 0) return refund;
  const rows = await tx.rows<{ id: string; key: string }>(
    `select location_id as id, min(ext_key) as key from argosy.ext_location
     where organization_id = argosy.tenant() and connection_id = $1 and location_id = any ($2::uuid[]) and active
     group by 1`,
    [connection, ids],
  );
  const keys = new Map(rows.map((row) => [row.id, row.key]));
  return { ...refund, lines: refund.lines.map((line) => ({ ...line, location: keys.get(line.locationId ?? "") })) };
}

interface Finished {
  readonly command: CommandRow;
  readonly order: StoredOrder;
  readonly reportedBefore: ReportedBefore | null;
  readonly result: CommandResult;
  /** The channel was told nothing: the hub alone has the refund. */
  readonly isInHub: boolean;
  readonly started: number;
}

async function finish(tx: Tx, session: OutboundSession, what: Finished): Promise<void> {
  const { command, result } = what;
  const now = session.now();
  const { open } = session;
  const calls = session.callLog.calls.slice(what.started);
  if (result.state === "pending")
    return waitMore(tx, command, { ...result, started: mayHaveChanged(calls), at: now.getTime() + result.pollAfterMs });
  const state = result.state;
  const [text, parts] = textParameters(result.text);
  await tx.run(
    `update argosy.command set state = $2, text = $3, text_said = $7, due_at = null, finished_at = $4,
       uncertain = false, settles_at = null, error = $5, money_moved = $6, started = started or $8
     where organization_id = argosy.tenant() and id = $1`,
    [
      command.id,
      state,
      text,
      now,
      result.state === "rejected" ? jsonParameter({ code: result.code }) : null,
      moneyMoved(command, result),
      parts,
      hasStarted(calls),
    ],
  );
  await follow(tx, session, { ...what, now });
  await holdAnswered(tx, command, { result, actor: channelActor(open), now });
  const isDone = state === "done";
  await noteOnOrder(tx, session, command, what.isInHub ? result.text : answerText(command, result, open.row.name));
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
        details: { command: command.kind, exchanges: isDone ? [] : exchangesOf(session.callLog.calls, what.started) },
        at: now,
      },
    ],
    session.callLog.drifts.splice(0),
    now,
  );
  const { number } = what.order;
  if (state === "uncertain") {
    const sentAt = command.sent_at ?? now;
    return alertUncertain(tx, session, command, { number, sentAt, text: result.text, isOpen: false });
  }
  await resolveAlert(tx, uncertainCause(command.id), now, systemActor);
  if (isDone) await resolveAlert(tx, commandCause(command.id), now, systemActor);
  else await alertExhaustedCommand(tx, session, command, { number, text: result.text, now });
}

/** The channel is at work on it: what it has become is asked for later. */
async function waitMore(
  tx: Tx,
  { id }: CommandRow,
  { saved, started, at }: { readonly saved: Json; readonly started: boolean; readonly at: number },
): Promise<void> {
  await tx.run(
    `update argosy.command set state = 'waiting', saved = $2, due_at = $3, uncertain = false, settles_at = null,
       started = started or $4
     where organization_id = argosy.tenant() and id = $1`,
    [id, jsonParameter(saved), new Date(at), started],
  );
}

/** Null for what was to move no money, and where the channel does not say. */
function moneyMoved(row: CommandRow, result: CommandResult): boolean | null {
  if (row.kind !== "refund" || result.state !== "done") return null;
  const command = readCommand(row.kind, row.input);
  return command.kind === "refund" && command.moveMoney ? (result.moneyMoved ?? null) : null;
}

function answerText(row: CommandRow, result: Exclude<CommandResult, { state: "pending" }>, store: string): HubText {
  const parts = textParts(result.text);
  if (result.state === "uncertain") return parts;
  if (result.state !== "done") return [message("order.answer.rejects", { store }), ...parts];
  const unpaid = moneyMoved(row, result) === false ? [message("order.answer.unpaid")] : [];
  return [message("order.answer.says", { store }), ...parts, ...unpaid];
}

/** What a finished command brings about in the hub: the channel's state after it, goods that came back, what waits for it. */
async function follow(
  tx: Tx,
  { open }: OutboundSession,
  of: Omit<Finished, "started"> & { readonly now: Date },
): Promise<void> {
  const { command, order, result, now } = of;
  const actor = channelActor(open);
  if (result.state === "uncertain" && result.order)
    await applyOrderParts(tx, orderInput(open, [result.order], { now, source: "command", actor }));
  if (result.state !== "done") {
    if (result.state !== "uncertain") await refundReturnRefused(tx, command.id, now);
    await endDependentCommands(tx, command.id, now);
    return;
  }
  if (command.kind === "refund") await refundReturnArrived(tx, command.id, { actor, now });
  if (of.isInHub) return recordInHub(tx, command, now);
  await tx.run("update argosy.sales_order set commanded_at = $2 where organization_id = argosy.tenant() and id = $1", [
    command.order_id,
    now,
  ]);
  const before = of.reportedBefore ?? (await reportedBefore(tx, command.order_id));
  const parts = [...(result.order ? [result.order] : []), ...(result.otherParts ?? [])];
  if (parts.length > 0) await applyOrderParts(tx, orderInput(open, parts, { now, source: "command", actor }));
  await saveUnreported(tx, {
    commandId: command.id,
    orderId: command.order_id,
    command: readCommand(command.kind, command.input),
    part: result.order,
    found: result.found,
    reportedBefore: before,
    shipped: command.uncertain
      ? null
      : new Map(order.lines.map(({ key, fulfilledQuantity }) => [key, fulfilledQuantity])),
    actor,
    now,
  });
  if (command.kind === "fulfil") await takeBackLate(tx, command.order_id, { actor, now });
}

/** Judges a failed command; shared with orders on their way to a platform. Rethrows when the connection rests. */
async function failed(
  session: OutboundSession,
  command: CommandRow,
  error: unknown,
  { started, firstCall }: { readonly started: number; readonly firstCall: number | null },
): Promise<void> {
  const now = session.now();
  const { userMessage, kind, details } = describeError(error);
  const [text, parts] = textParameters(userMessage);
  // What failed may be what came after a change: a later step, an answer nobody can read, a fault of ours (two
  // transactions meeting over one order).
  const uncertain =
    firstCall !== null &&
    (!isConnectorError(error) || kind.kind === "ambiguous" || mayHaveChanged(session.callLog.calls.slice(firstCall)));
  try {
    const { attempts, dueAt, state } = await session.classifyFailure(error, command.attempts);
    await session.tenantWithLease(async (tx) => {
      await tx.run(
        `update argosy.command set state = $2, attempts = $3, due_at = $4, text = $5, text_said = $9, error = $6,
           uncertain = uncertain or $7, started = started or $7,
           settles_at = case when uncertain or $7 then settles_at end,
           finished_at = case when $4::timestamptz is null then $8::timestamptz end
         where organization_id = argosy.tenant() and id = $1`,
        [command.id, state, attempts, dueAt, text, jsonParameter({ kind: kind.kind, details }), uncertain, now, parts],
      );
      const { number } = await loadCommandOrder(tx, command.order_id);
      await noteOnOrder(tx, session, command, failureText(session.open.row.name, userMessage, dueAt));
      await writeJournal(
        tx,
        session.open.row.id,
        [
          {
            connectionId: session.open.row.id,
            action: actionOf(command.kind),
            status: "failed",
            ref: number,
            attempt: Math.max(1, attempts),
            text: userMessage,
            errorKind: kind.kind,
            details: { command: command.kind, ...failureDetails(session.callLog.calls, started, dueAt) },
            at: now,
          },
        ],
        session.callLog.drifts.splice(0),
        now,
      );
      if (dueAt !== null) return alertIfUnconfirmed(tx, session, command);
      if (command.kind === "push")
        await tx.run(
          `update argosy.sales_order set push_state = 'failed', push_error = $2, push_error_said = $4, updated_at = $3
           where organization_id = argosy.tenant() and id = $1 and ext_key is null`,
          [command.order_id, text, now, parts],
        );
      await refundReturnRefused(tx, command.id, now);
      await endDependentCommands(tx, command.id, now);
      await alertExhaustedCommand(tx, session, command, { number, text: userMessage, now });
    });
  } catch (rests) {
    if (session.signal.aborted) await leaveToNextWorker(session, command);
    if (!(rests instanceof ConnectionUnavailable)) throw rests;
    await session.tenantWithLease(async (tx) => {
      await tx.run(
        `update argosy.command set state = 'waiting', uncertain = uncertain or $2, due_at = $3,
           settles_at = case when uncertain or $2 then settles_at end
         where organization_id = argosy.tenant() and id = $1`,
        [command.id, uncertain, now],
      );
      await alertIfUnconfirmed(tx, session, command);
    });
    throw rests;
  }
}
