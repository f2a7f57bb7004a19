/** A plan's number of orders a month stops none; that it was passed is told. */
import { systemActor } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert, resolveAlerts } from "../alerts/alerts.ts";
import { monthOf } from "./organizations.ts";

interface Counted {
  readonly most: number;
  readonly orders: number;
}

/** Tells the organization once a month that it passed its plan's orders, and takes it back when that is not so any more. */
export async function alertOrdersOverPlan(tx: Tx, now: Date): Promise<void> {
  const month = monthOf(now);
  const counted = await tx.maybe<Counted>(
    `select (o.plan ->> 'ordersPerMonth')::int as most,
       (select count(*)::int from argosy.sales_order s
         where s.organization_id = o.organization_id and s.placed_at >= $1) as orders
     from argosy.organization o where o.organization_id = argosy.tenant() and o.plan ->> 'ordersPerMonth' is not null`,
    [month],
  );
  const cause = `plan_orders:${month.toISOString().slice(0, 7)}`;
  const isOver = counted !== undefined && counted.orders > counted.most;
  const reported = await tx.rows<{ cause: string; state: string }>(
    `select cause, state
     from argosy.alert
     where organization_id = argosy.tenant() and kind = 'plan_orders' and (state <> 'resolved' or cause = $1)`,
    [cause],
  );
  const over = reported.filter((one) => one.state !== "resolved" && !(isOver && one.cause === cause));
  await resolveAlerts(
    tx,
    over.map((one) => one.cause),
    now,
    systemActor,
  );
  // Closed by a person it stays closed until the next month.
  if (!isOver || reported.some((one) => one.cause === cause)) return;
  await raiseAlert(tx, {
    kind: "plan_orders",
    severity: "info",
    cause,
    title: message("alert.plan_orders.title"),
    text: message("alert.plan_orders.text", { most: counted.most }),
    now,
  });
}
