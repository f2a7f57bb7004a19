import type { By } from "../../../commerce/actor.ts";
import { type Message, message } from "../../../commerce/message.ts";
import type { Tx } from "../../../db/database.ts";
import { HubError } from "../../errors.ts";
import { writeTimeline } from "../../timeline.ts";
import { announceOrdersChanged } from "../notify-changed.ts";
import { lineUnknown, lockReturn } from "./receive-return.ts";
import { type ExplainedLine, explainLines } from "./return-reasons.ts";
import { getReturn, type ReturnState, type ReturnView } from "./return-view.ts";

export type ReturnMove = "approve" | "reject" | "cancel" | "close";

const MOVES: Readonly<Record<ReturnMove, { from: readonly string[]; to: ReturnState }>> = {
  approve: { from: ["requested"], to: "approved" },
  reject: { from: ["requested"], to: "rejected" },
  cancel: { from: ["requested", "approved"], to: "cancelled" },
  close: { from: ["approved", "received"], to: "closed" },
};

export interface MoveReturn extends By {
  readonly returnId: string;
  readonly move: ReturnMove;
  readonly note?: string | undefined;
}

/**
 * Moves a return on. Closing one whose goods did not all arrive gives the rest free for another return; one of which
 * something arrived is closed, not cancelled. Throws HubError RETURN_UNKNOWN, RETURN_STATE.
 */
export async function moveReturn(tx: Tx, input: MoveReturn): Promise<ReturnView> {
  const { order, row } = await lockReturn(tx, input.returnId);
  const move = MOVES[input.move];
  if (!move.from.includes(row.state)) throw new HubError("RETURN_STATE", "conflict", notPossible(row));
  if (input.move === "cancel" && (await hasExchanges(tx, input.returnId)))
    throw new HubError("RETURN_STATE", "conflict", message("refused.returnExchanged", { number: row.number }));
  if (input.move === "cancel" && (await hasArrivals(tx, input.returnId)))
    throw new HubError("RETURN_STATE", "conflict", message("refused.returnArrived", { number: row.number }));
  await tx.run(
    "update order_return set state = $2, updated_at = $3 where organization_id = argosy.tenant() and id = $1",
    [input.returnId, move.to, input.now],
  );
  const moved = message(`return.${input.move}`, { number: row.number });
  const text = input.note ? [moved, message("return.note", { note: input.note })] : moved;
  await writeTimeline(tx, [{ orderId: order.id, kind: "return", text, data: { returnId: input.returnId } }], input);
  await announceOrdersChanged(tx, [{ id: order.id, storeId: order.connection_id }]);
  return getReturn(tx, input.returnId);
}

function notPossible({ number, state }: { readonly number: string; readonly state: string }): Message {
  const possible = Object.entries(MOVES).flatMap(([name, each]) => (each.from.includes(state) ? [name] : []));
  return possible.length > 0
    ? message("refused.returnState", { number, state, possible: possible.join(", ") })
    : message("refused.returnOver", { number, state });
}

async function hasExchanges(tx: Tx, returnId: string): Promise<boolean> {
  const found = await tx.maybe(
    "select 1 from argosy.order_exchange where organization_id = argosy.tenant() and return_id = $1 limit 1",
    [returnId],
  );
  return found !== undefined;
}

/** Whether something of a return has arrived. */
export async function hasArrivals(tx: Tx, returnId: string): Promise<boolean> {
  const found = await tx.maybe(
    `select 1 from order_return_line
     where organization_id = argosy.tenant() and return_id = $1 and received_quantity > 0 limit 1`,
    [returnId],
  );
  return found !== undefined;
}

/** Changes what is known of a return: its parcel, its notes, and why its lines come back. Throws HubError RETURN_UNKNOWN, RETURN_LINE_UNKNOWN. */
export async function editReturn(
  tx: Tx,
  input: By & {
    readonly returnId: string;
    readonly reason?: string | undefined;
    readonly note?: string | undefined;
    readonly carrier?: string | undefined;
    readonly trackingNumber?: string | undefined;
    readonly trackingUrl?: string | undefined;
    readonly lines?: readonly ExplainedLine[] | undefined;
  },
): Promise<ReturnView> {
  const { order, row } = await lockReturn(tx, input.returnId);
  await tx.run(
    `update order_return set reason = coalesce($2, reason), note = coalesce($3, note), carrier = coalesce($4, carrier),
       tracking_number = coalesce($5, tracking_number), tracking_url = coalesce($6, tracking_url), updated_at = $7
     where organization_id = argosy.tenant() and id = $1`,
    [
      input.returnId,
      input.reason ?? null,
      input.note ?? null,
      input.carrier ?? null,
      input.trackingNumber ?? null,
      input.trackingUrl ?? null,
      input.now,
    ],
  );
  const explained = new Set((input.lines ?? []).map(({ lineId }) => lineId)).size;
  if ((await explainLines(tx, input.returnId, input.lines ?? [])) < explained) throw lineUnknown();
  if (input.trackingNumber !== undefined) {
    const text = message("return.sent", { number: row.number, tracking: input.trackingNumber });
    await writeTimeline(tx, [{ orderId: order.id, kind: "return", text, data: { returnId: input.returnId } }], input);
  }
  await announceOrdersChanged(tx, [{ id: order.id, storeId: order.connection_id }]);
  return getReturn(tx, input.returnId);
}
