import type { HubText } from "../../commerce/message.ts";
import { isConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { ShipmentRow } from "../../hub/shipping/shipment-row.ts";
import type { SyncAction } from "../../hub/sync-log/sync-log.ts";
import { failureDetails, writeJournal } from "../journal/sync-journal.ts";
import type { OutboundSession } from "./outbound-session.ts";

interface Entry {
  readonly row: ShipmentRow;
  readonly action: SyncAction;
  readonly text: HubText;
  readonly isDone?: boolean;
  readonly error?: unknown;
  readonly started?: number;
  readonly dueAt?: Date | null;
}

/** The attempt as the courier's log has it. */
export function journal(session: OutboundSession, { row, action, text, isDone, error, started, dueAt }: Entry) {
  const status = isDone ? ("success" as const) : ("failed" as const);
  const entry = {
    connectionId: session.open.row.id,
    action,
    status,
    text,
    ref: row.reference,
    attempt: row.attempts + 1,
    at: session.now(),
    ...(isConnectorError(error) && { errorKind: error.kind }),
    ...(error !== undefined && { details: failureDetails(session.callLog.calls, started ?? 0, dueAt ?? null) }),
  };
  return (tx: Parameters<typeof writeJournal>[0]) =>
    writeJournal(tx, session.open.row.id, [entry], session.callLog.drifts.splice(0), session.now());
}
