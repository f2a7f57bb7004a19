/** Where the cash of orders is that couriers collect: derived from their shipments, and shown on their timelines. */
import type { By } from "../../commerce/actor.ts";
import type { CodState } from "../../commerce/cod.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { announceOrdersChanged } from "../orders/notify-changed.ts";
import { writeTimeline } from "../timeline.ts";

interface Moved {
  readonly id: string;
  readonly storeId: string | null;
  readonly state: CodState | null;
}

/**
 * Derives where the cash of these orders is, each the worst of its shipments: a short one before one still due, before
 * what the courier has, before what it passed on. Their rows are locked before.
 */
export async function updateCodState(tx: Tx, orderIds: readonly string[], by: By): Promise<void> {
  const moved = await tx.rows<Moved>(
    `update argosy.sales_order o set cod_state = n.state
     from (select x.id, (select s.cod_state from argosy.shipment s
         where s.organization_id = argosy.tenant() and s.order_id = x.id and s.cod_state is not null
         order by array_position(array['short', 'due', 'collected', 'remitted'], s.cod_state) limit 1) as state
       from unnest($1::uuid[]) as x(id)) n
     where o.organization_id = argosy.tenant() and o.id = n.id and o.cod_state is distinct from n.state
     returning o.id, o.connection_id as "storeId", o.cod_state as state`,
    [orderIds],
  );
  if (moved.length === 0) return;
  const entries = moved.flatMap(({ id, state }) =>
    state === null || state === "due"
      ? []
      : [{ orderId: id, kind: "shipment" as const, text: message(`order.cod.${state}`) }],
  );
  if (entries.length > 0) await writeTimeline(tx, entries, by);
  await announceOrdersChanged(tx, moved);
}
