/** A status set here that wins over the channel's, where the store is set so (decision 119). */
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import type { TimelineEntry } from "../timeline.ts";
import { statusWithoutHold } from "./held.ts";
import type { ApplyInput } from "./input.ts";
import type { OpenOrder } from "./open-order.ts";
import type { OrderRow } from "./order-fields/order-rows.ts";

/**
 * Orders whose status was set here keep it where the channel reports another; a cancellation is always applied, and so
 * is the answer to a command of ours.
 */
export async function preserveOwnStatus(tx: Tx, input: ApplyInput, open: readonly OpenOrder[]): Promise<OpenOrder[]> {
  if (input.connection.policy?.order !== "hub" || input.source === "command") return [...open];
  const candidates = open.filter(
    ({ before, after }) =>
      before !== null && statusWithoutHold(before) !== after.status && after.status !== "cancelled",
  );
  if (candidates.length === 0) return [...open];
  const set = await tx.rows<{ orderId: string; status: string }>(
    `select distinct on (order_id) order_id as "orderId", input->>'status' as status from command
     where organization_id = argosy.tenant() and order_id = any($1::uuid[]) and kind = 'status' and state = 'done'
     order by order_id, seq desc`,
    [candidates.map(({ after }) => after.id)],
  );
  const own = new Map(set.map(({ orderId, status }) => [orderId, status]));
  return open.map((order) => {
    const { before, after } = order;
    if (before === null || !candidates.includes(order) || own.get(after.id) !== statusWithoutHold(before)) return order;
    return { ...order, after: { ...after, status: statusWithoutHold(before) } };
  });
}

/** The status the channel reports that was not applied, for the timeline: once for each status of the channel. */
export function describePreservedStatus(
  {
    before,
    after,
    reportedStatus,
  }: { readonly before: OrderRow | null; readonly after: OrderRow; readonly reportedStatus: OrderRow["status"] },
  storeName: string,
): TimelineEntry[] {
  if (
    before === null ||
    reportedStatus === statusWithoutHold(after) ||
    before.platform_status === after.platform_status
  )
    return [];
  return [
    {
      orderId: after.id,
      kind: "status",
      text: message("order.statusKept", { store: storeName, to: reportedStatus, kept: after.status }),
    },
  ];
}
