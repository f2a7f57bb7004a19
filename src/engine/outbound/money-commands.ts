/**
 * Commands that may move money are sent once. What was sent is written down first, with the moment until when the channel
 * may still be at work on it: nobody asks again before, whatever became of the worker that sent it (decision 540).
 */

import { type HubText, message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert } from "../../hub/alerts/alerts.ts";
import type { CommandRow } from "./command-row.ts";
import type { OutboundSession } from "./outbound-session.ts";

const MOVES_MONEY: ReadonlySet<string> = new Set(["refund", "cancel"]);

/** Longer than any call may take: a gateway continues after its caller has given up. */
const MARGIN_MS = 4 * 60_000;

/** Until when a platform may be at work on a call that is sent now. */
export const callEndsBy = (now: Date, limitMs: number): Date => new Date(now.getTime() + limitMs + MARGIN_MS);

export const movesMoney = ({ kind }: Pick<CommandRow, "kind">): boolean => MOVES_MONEY.has(kind);

/** Records that a call of the command is sent now; undefined for commands that move no money. */
export function recordMoneyCallSent(
  session: OutboundSession,
  command: CommandRow,
): ((limitMs: number) => Promise<void>) | undefined {
  if (!movesMoney(command)) return undefined;
  return (limitMs) => {
    const now = session.now();
    const endsBy = callEndsBy(now, limitMs);
    return session
      .tenantWithLease((tx) =>
        tx.run(
          `update argosy.command set sent_at = coalesce(sent_at, $2), settles_at = $3, due_at = $3
         where organization_id = argosy.tenant() and id = $1`,
          [command.id, now, endsBy],
        ),
      )
      .then(() => undefined);
  };
}

/** The turn was stopped during the call: the next worker checks once the call must have ended. */
export async function leaveToNextWorker(session: OutboundSession, command: CommandRow): Promise<void> {
  if (!movesMoney(command)) return;
  await session.tenantWithLease(async (tx) => {
    const sent = await tx.maybe<Unconfirmed>(
      `update argosy.command c set state = 'waiting', uncertain = true
       from argosy.sales_order o
       where c.organization_id = argosy.tenant() and c.id = $1 and c.state = 'running' and c.settles_at is not null
         and o.organization_id = c.organization_id and o.id = c.order_id
       returning o.number, c.sent_at, c.settles_at as call_ends_by`,
      [command.id],
    );
    if (sent) await logUnconfirmed(tx, session, command, sent);
  });
}

interface Unconfirmed {
  readonly number: string;
  readonly sent_at: Date;
  readonly call_ends_by: Date;
}

/** After an attempt that ended without an answer: who watches the order hears that it may have been done. */
export async function alertIfUnconfirmed(tx: Tx, session: OutboundSession, command: CommandRow): Promise<void> {
  if (!movesMoney(command)) return;
  const sent = await tx.maybe<Unconfirmed>(
    `select o.number, c.sent_at, c.settles_at as call_ends_by from argosy.command c
     join argosy.sales_order o on o.organization_id = c.organization_id and o.id = c.order_id
     where c.organization_id = argosy.tenant() and c.id = $1 and c.uncertain and c.settles_at is not null
       and c.finished_at is null`,
    [command.id],
  );
  if (sent) await logUnconfirmed(tx, session, command, sent);
}

function logUnconfirmed(tx: Tx, session: OutboundSession, command: CommandRow, sent: Unconfirmed): Promise<unknown> {
  const text = message("alert.command_uncertain.text", { againAt: sent.call_ends_by.toISOString() });
  return alertUncertain(tx, session, command, { number: sent.number, sentAt: sent.sent_at, text, isOpen: true });
}

/** Only a person can find out whether money moved. */
export async function alertUncertain(
  tx: Tx,
  session: OutboundSession,
  command: CommandRow,
  what: { readonly number: string; readonly sentAt: Date; readonly text: HubText; readonly isOpen: boolean },
): Promise<void> {
  await raiseAlert(tx, {
    kind: "command_uncertain",
    severity: what.isOpen ? "warning" : "critical",
    cause: uncertainCause(command.id),
    connectionId: session.open.row.id,
    subject: { kind: "order", id: command.order_id },
    title: message("alert.command_uncertain.title", {
      store: session.open.row.name,
      command: command.kind,
      order: what.number,
      sentAt: what.sentAt.toISOString(),
    }),
    text: what.text,
    action: { kind: "open_order", orderId: command.order_id },
    now: session.now(),
  });
}

export const uncertainCause = (commandId: string): string => `command-uncertain:${commandId}`;
