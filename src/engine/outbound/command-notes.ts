/** What people are told of commands: in the order's timeline and the sync log, and in alerts. */

import { type HubText, message, textParts } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert } from "../../hub/alerts/alerts.ts";
import { announceOrdersChanged } from "../../hub/orders/notify-changed.ts";
import { commandCause } from "../../hub/orders/obsolete-commands.ts";
import { readCommand } from "../../hub/orders/stored-command.ts";
import type { SyncAction } from "../../hub/sync-log/sync-log.ts";
import { writeTimeline } from "../../hub/timeline.ts";
import { channelActor } from "../apply/apply-changes.ts";
import type { CommandRow } from "./command-row.ts";
import type { OutboundSession } from "./outbound-session.ts";

/** Writes to the order's timeline and notifies its watchers. */
export async function noteOnOrder(tx: Tx, session: OutboundSession, command: CommandRow, text: HubText): Promise<void> {
  const { id, kind, order_id: orderId } = command;
  const entry = { orderId, kind: `command_${kind}`, text, data: { commandId: id } };
  await writeTimeline(tx, [entry], { actor: channelActor(session.open), now: session.now() });
  await announceOrdersChanged(tx, [{ id: orderId, storeId: session.open.row.id }]);
}

/** Records a failed attempt; `dueAt` is the time of the next one. */
export const failureText = (store: string, text: HubText, dueAt: Date | null): HubText => [
  message("order.answer.failed", { store }),
  ...textParts(text),
  ...(dueAt === null ? [] : [message("order.answer.again")]),
];

export function actionOf(kind: string): SyncAction {
  if (kind === "fulfil") return "push_fulfilment";
  return kind === "push" ? "push_order" : "update_order_status";
}

/** A hold stands here whatever its channel makes of it. */
const isPlacing = ({ kind, input }: CommandRow): boolean => {
  if (kind !== "hold") return false;
  const intent = readCommand(kind, input);
  return intent.kind === "hold" && intent.action === "place";
};

/** The channel refused it, or no attempt is left. */
export async function alertExhaustedCommand(
  tx: Tx,
  session: OutboundSession,
  command: CommandRow,
  what: { readonly number: string; readonly text: HubText; readonly now: Date },
): Promise<void> {
  await raiseAlert(tx, {
    kind: "command_failed",
    severity: "warning",
    cause: commandCause(command.id),
    connectionId: session.open.row.id,
    subject: { kind: "order", id: command.order_id },
    title: message("alert.command_failed.title", {
      store: session.open.row.name,
      command: command.kind,
      order: what.number,
    }),
    text: isPlacing(command) ? [...textParts(what.text), message("order.hold.stands")] : what.text,
    action: { kind: "retry_command", commandId: command.id },
    now: what.now,
  });
}
