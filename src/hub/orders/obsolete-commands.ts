import type { By } from "../../commerce/actor.ts";
import { type Message, message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { resolveAlerts } from "../alerts/alerts.ts";
import { jsonParameter, partsParameter, textParameters } from "../json-column.ts";
import { addTimeline, type TimelineEntry, writeTimeline } from "../timeline.ts";
import { NOT_STARTED, SENDS_NUMBER } from "./hub-parcels.ts";

/** What the alert about a command that failed is called, so that its end closes it. */
export const commandCause = (commandId: string): string => `command-failed:${commandId}`;

interface Ended {
  readonly id: string;
  readonly orderId: string;
  readonly kind: string;
  readonly state: string;
}

/** What is answered to what waits for an order that ended on its channel. */
interface Answer {
  readonly cancel: Message;
  readonly other: Message;
  readonly state: "cancelled" | "rejected";
  readonly error: { readonly code: string } | null;
}

const CANCELLED: Answer = {
  cancel: message("command.ended.cancelled"),
  other: message("command.ended.overtaken"),
  state: "cancelled",
  error: null,
};

/** As a command is answered that meets the deletion itself: which of the two is first is chance. */
const DELETED: Answer = {
  cancel: message("order.gone"),
  other: message("order.gone.notSent"),
  state: "rejected",
  error: { code: "order_gone" },
};

/**
 * Orders that were cancelled on their channel: what waits to be sent of them and makes no sense any more is not sent.
 * Refunds and notes still are. The orders must be locked.
 */
export async function endObsoleteCommands(tx: Tx, orderIds: readonly string[], by: By): Promise<void> {
  await endCommands(tx, orderIds, CANCELLED, by);
}

/** The same of orders that were deleted on their channel. */
export async function endCommandsOfDeleted(tx: Tx, orderIds: readonly string[], by: By): Promise<void> {
  await endCommands(tx, orderIds, DELETED, by);
}

async function endCommands(tx: Tx, orderIds: readonly string[], answer: Answer, by: By): Promise<void> {
  if (orderIds.length === 0) return;
  const ended = await tx.rows<Ended>(
    `update command set state = case when kind = 'cancel' then 'done' else $3 end, due_at = null, finished_at = $2,
       text = case when kind = 'cancel' then $4 else $5 end,
       text_said = case when kind = 'cancel' then $7::jsonb else $8::jsonb end,
       error = case when kind = 'cancel' then null else $6::jsonb end
     where organization_id = argosy.tenant() and order_id = any($1::uuid[]) and state = 'waiting'
       and kind in ('status', 'fulfil', 'cancel', 'hold')
     returning id, order_id as "orderId", kind, state`,
    [
      orderIds,
      by.now,
      answer.state,
      answer.cancel.text,
      answer.other.text,
      answer.error && jsonParameter(answer.error),
      partsParameter(answer.cancel),
      partsParameter(answer.other),
    ],
  );
  if (ended.length === 0) return;
  // Of what had failed before it was asked for again.
  const causes = ended.map(({ id }) => commandCause(id));
  await resolveAlerts(tx, causes, by.now, by.actor);
  await writeTimeline(
    tx,
    ended.flatMap((command) => (command.kind === "cancel" ? [] : [entryOf(command)])),
    by,
  );
}

function entryOf(command: Ended): TimelineEntry {
  const text = message("order.notSent.cancelled", { command: command.kind });
  return { orderId: command.orderId, kind: "command_cancelled", text, data: { commandId: command.id } };
}

/**
 * A label is being cancelled: commands with its number are not sent, nor offered to be tried again, where nothing of them
 * can have reached the channel. Answers the ids of those that were ended. The order must be locked.
 */
export async function endCommandsOfLabel(
  tx: Tx,
  label: { readonly orderId: string; readonly shipmentId: string },
  by: By,
): Promise<readonly string[]> {
  const ended = await tx.rows<Ended>(
    `update argosy.command c set state = 'cancelled', due_at = null, finished_at = $3, text = $4, text_said = $5
     from argosy.shipment s
     where s.organization_id = argosy.tenant() and s.id = $2 and s.order_id = $1
       and c.organization_id = argosy.tenant() and c.order_id = $1 and ${SENDS_NUMBER} and ${NOT_STARTED}
       and c.state in ('waiting', 'failed', 'rejected', 'needs_input', 'unsupported')
     returning c.id, c.order_id as "orderId", c.kind, c.state`,
    [label.orderId, label.shipmentId, by.now, ...textParameters(message("command.ended.label"))],
  );
  for (const { id } of ended) await endDependentCommands(tx, id, by.now);
  const causes = ended.map(({ id }) => commandCause(id));
  await resolveAlerts(tx, causes, by.now, by.actor);
  const entries = ended.map(({ id, orderId, kind }) => ({
    orderId,
    kind: "command_cancelled",
    text: message("order.notSent.label", { command: kind }),
    data: { commandId: id },
  }));
  await writeTimeline(tx, entries, by);
  return ended.map(({ id }) => id);
}

/** Commands that made sense only after this one are not sent, because it was not done. */
export async function endDependentCommands(tx: Tx, commandId: string, now: Date): Promise<void> {
  const ended = await tx.rows<Ended>(
    `update command set state = 'cancelled', due_at = null, finished_at = $2,
       text = $3, text_said = $4
     where organization_id = argosy.tenant() and after_id = $1 and state = 'waiting'
     returning id, order_id as "orderId", kind, state`,
    [commandId, now, ...textParameters(message("command.ended.dependent"))],
  );
  const entries = ended.map((command) => ({
    orderId: command.orderId,
    kind: "command_cancelled",
    text: message("order.notSent.dependent", { command: command.kind }),
    data: { commandId: command.id },
    actor: "system",
    at: now,
  }));
  await addTimeline(tx, entries);
}

/**
 * SQL: a push ended when its platform told another total, and none it told was ever agreed to: nothing was created, also
 * where an older version, which took the question for an attempt, called it uncertain.
 */
const WAS_ONLY_QUOTED = `coalesce(state in ('failed', 'rejected') and error #> '{details,quoted}' is not null
  and (jsonb_typeof(saved) is distinct from 'object' or not saved ? 'quote'), false)`;

/**
 * An order of ours that has not reached its platform: nothing of it is sent any more. False when it may have reached it
 * already, so that the platform has to be told.
 */
export async function withdrawFromPlatform(tx: Tx, orderId: string, by: By): Promise<boolean> {
  const push = await tx.maybe<{ state: string; uncertain: boolean; was_only_quoted: boolean }>(
    `select state, uncertain, ${WAS_ONLY_QUOTED} as was_only_quoted from command
     where organization_id = argosy.tenant() and order_id = $1 and kind = 'push' order by seq desc limit 1 for update`,
    [orderId],
  );
  if (push && (push.state === "running" || push.state === "done" || (push.uncertain && !push.was_only_quoted)))
    return false;
  const ended = await tx.rows<Ended>(
    `update command set state = 'cancelled', due_at = null, finished_at = $2,
       text = $3, text_said = $4
     where organization_id = argosy.tenant() and order_id = $1 and state in ('waiting', 'failed', 'rejected')
     returning id, order_id as "orderId", kind, state`,
    [orderId, by.now, ...textParameters(message("command.ended.early"))],
  );
  await tx.run(
    `update sales_order set push_state = null, push_error = null where organization_id = argosy.tenant() and id = $1`,
    [orderId],
  );
  await writeTimeline(tx, ended.map(entryOf), by);
  return true;
}
