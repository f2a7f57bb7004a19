/** Holds of ours that an order's channel has too (decision 744). */
import type { By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import type { HoldCommand } from "../../commerce/order-command.ts";
import type { GivenReason } from "../../commerce/order-holds.ts";
import type { Tx } from "../../db/database.ts";
import { resolveAlerts } from "../alerts/alerts.ts";
import { textParameters } from "../json-column.ts";
import { NOT_STARTED } from "./hub-parcels.ts";
import { commandCause } from "./obsolete-commands.ts";

/** By which a hold is placed on the channel once, and released once. */
export const holdKey = (action: HoldCommand["action"], holdId: string): string => `hold:${holdId}:${action}`;

interface OpenHold {
  readonly id: string;
  readonly reason: GivenReason;
  /** Its channel was asked to place it. */
  readonly isTold: boolean;
}

export const openHold = (tx: Tx, orderId: string): Promise<OpenHold | undefined> =>
  tx.maybe<OpenHold>(
    `select id, reason, is_told as "isTold" from argosy.order_hold
     where organization_id = argosy.tenant() and order_id = $1 and source = 'hub' and ended_at is null`,
    [orderId],
  );

interface HoldState {
  readonly isTold: boolean;
  readonly isOpen: boolean;
}

export const holdState = (tx: Tx, holdId: string): Promise<HoldState | undefined> =>
  tx.maybe<HoldState>(
    `select is_told as "isTold", ended_at is null as "isOpen" from argosy.order_hold
     where organization_id = argosy.tenant() and id = $1`,
    [holdId],
  );

export async function setReported(tx: Tx, holdId: string, isReported: boolean): Promise<void> {
  await tx.run("update argosy.order_hold set is_told = $2 where organization_id = argosy.tenant() and id = $1", [
    holdId,
    isReported,
  ]);
}

/** A hold that ends before anything of it was sent: true where nothing has to be released. */
export async function withdrawHold(tx: Tx, { id, orderId, by }: HoldEnded): Promise<boolean> {
  const [text, parts] = textParameters(message("command.ended.released"));
  const ended = await tx.rows<{ id: string; isUnsent: boolean }>(
    `update argosy.command c set state = 'cancelled', due_at = null, finished_at = $3, text = $4, text_said = $5
     where c.organization_id = argosy.tenant() and c.order_id = $1 and c.idempotency_key = $2
       and c.state in ('waiting', 'failed', 'rejected', 'unsupported', 'needs_input')
     returning c.id, ${NOT_STARTED} as "isUnsent"`,
    [orderId, holdKey("place", id), by.now, text, parts],
  );
  const causes = ended.map((command) => commandCause(command.id));
  await resolveAlerts(tx, causes, by.now, by.actor);
  return ended.some(({ isUnsent }) => isUnsent);
}

interface HoldEnded {
  readonly id: string;
  readonly orderId: string;
  readonly by: By;
}
