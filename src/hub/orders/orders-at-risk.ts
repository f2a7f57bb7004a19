/** Once a day: which orders are due within a day and still here. */
import { systemActor } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert, resolveAlerts } from "../alerts/alerts.ts";
import { COUNTED } from "../counted.ts";
import { AT_RISK } from "./tabs.ts";

const CAUSE = "orders-at-risk";
/** Named in the alert; the tab has all of them. */
const NAMED = 10;

/** One alert with its orders, raised anew each day; closed on a day without any. */
export async function alertAtRisk(tx: Tx, now: Date): Promise<void> {
  const { count, numbers } = await tx.one<{ count: number; numbers: readonly string[] }>(
    `with found as materialized (
       select o.number, o.due_at, o.id from argosy.sales_order o
       where o.organization_id = argosy.tenant() and ${AT_RISK}
         and (o.is_promised or o.ship_by is not null or o.own_ship_by is not null)
       order by o.due_at, o.id limit ${COUNTED})
     select (select count(*)::int from found) as count,
       array(select number from found order by due_at, id limit ${NAMED}) as numbers`,
    [now],
  );
  await resolveAlerts(tx, [CAUSE], now, systemActor);
  if (count === 0) return;
  await raiseAlert(tx, {
    ...{ kind: "orders_at_risk", severity: "warning", cause: CAUSE, now },
    title: message("alert.orders_at_risk.title", { count }),
    text: message(count > NAMED ? "alert.orders_at_risk.first" : "alert.orders_at_risk.text", {
      numbers: numbers.join(", "),
    }),
  });
}
