/** Courier and package that automations chose for orders; the courier is proposed before what shipping rules propose. */

import type { By } from "../../commerce/actor.ts";
import type { Insured } from "../../commerce/insured.ts";
import { message } from "../../commerce/message.ts";
import { type ShippingRule, whyRule } from "../../commerce/shipping-rules.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { jsonRows } from "../json-column.ts";
import { announceOrdersChanged, type ChangedOrder } from "../orders/notify-changed.ts";
import { writeTimeline } from "../timeline.ts";

export interface CourierChoice {
  readonly courierId: string;
  /** As an offer names it; null: the cheapest of the courier. */
  readonly service: string | null;
  readonly automationId: string;
  readonly automationName: string;
}

export interface OrderChoice {
  readonly courier: CourierChoice | null;
  readonly packageId: string | null;
  readonly insured: ChosenInsured | null;
}

export type ChosenInsured = Exclude<Insured, "none">;

interface Row extends ChangedOrder {
  readonly courierId: string | null;
  readonly service: string | null;
  readonly automationId: string | null;
  readonly automationName: string | null;
  readonly packageId: string | null;
  readonly insuresGoods: boolean | null;
  readonly insuredMinor: bigint | null;
}

const NOTHING: OrderChoice = { courier: null, packageId: null, insured: null };

/** By order; one nothing was chosen for has nothing. Orders that are gone are left out. */
export async function choicesOf(
  tx: Tx,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, OrderChoice & ChangedOrder>> {
  const rows = await tx.rows<Row>(
    `select o.id, o.connection_id as "storeId", ${columns("c", "courierId service automationId")},
    ${columns("c", "automationName packageId insuresGoods insuredMinor")}
     from argosy.sales_order o
     left join argosy.order_shipping_choice c on c.organization_id = argosy.tenant() and c.order_id = o.id
     where o.organization_id = argosy.tenant() and o.id = any($1::uuid[])`,
    [orderIds],
  );
  return new Map(
    rows.map(({ id, storeId, courierId, service, automationId, automationName, packageId, ...row }) => {
      const courier =
        courierId !== null && automationId !== null
          ? { courierId, service, automationId, automationName: automationName ?? "" }
          : null;
      const insured = row.insuresGoods ? "goods" : row.insuredMinor;
      return [id, { id, storeId, courier, packageId, insured }] as const;
    }),
  );
}

export async function choiceOf(tx: Tx, orderId: string): Promise<OrderChoice> {
  const { courier, packageId, insured } = (await choicesOf(tx, [orderId])).get(orderId) ?? NOTHING;
  return { courier, packageId, insured };
}

export interface ChoiceChange extends By {
  readonly orderIds: readonly string[];
  /** Absent: as it is; null: what the shipping rules choose. */
  readonly courier?: CourierChoice | null;
  /** Absent: as it is; null: the default. */
  readonly packageId?: string | null;
  /** Absent: as it is; null: not. */
  readonly insured?: ChosenInsured | null;
  /** What the courier or the package is called. */
  readonly name: string;
}

/** Answers what was chosen before, by order. */
export async function chooseShipping(tx: Tx, change: ChoiceChange): Promise<ReadonlyMap<string, OrderChoice>> {
  const { courier, packageId, insured, name, now } = change;
  const before = await choicesOf(tx, change.orderIds);
  const changed = [...before.values()].filter(
    (each) =>
      (packageId !== undefined && each.packageId !== packageId) ||
      (insured !== undefined && each.insured !== insured) ||
      (courier !== undefined &&
        (each.courier?.courierId !== courier?.courierId || each.courier?.service !== courier?.service)),
  );
  const rows = changed.map((each) => {
    const next = courier === undefined ? each.courier : courier;
    const cover = insured === undefined ? each.insured : insured;
    return {
      order_id: each.id,
      courier_id: next?.courierId ?? null,
      service: next?.service ?? null,
      automation_id: next?.automationId ?? null,
      automation_name: next?.automationName ?? null,
      package_id: packageId === undefined ? each.packageId : packageId,
      insures_goods: cover === "goods",
      insured_minor: typeof cover === "bigint" ? String(cover) : null,
    };
  });
  if (rows.length === 0) return before;
  await tx.run(
    `insert into argosy.order_shipping_choice (organization_id, order_id, courier_id, service, automation_id,
       automation_name, package_id, insures_goods, insured_minor, updated_at)
     select argosy.tenant(), n.order_id, n.courier_id, n.service, n.automation_id, n.automation_name, n.package_id,
       n.insures_goods, n.insured_minor, $2
     from json_to_recordset($1) as n(order_id uuid, courier_id uuid, service text, automation_id uuid,
       automation_name text, package_id uuid, insures_goods boolean, insured_minor bigint)
     on conflict (organization_id, order_id) do update set courier_id = excluded.courier_id,
       service = excluded.service, automation_id = excluded.automation_id,
       automation_name = excluded.automation_name, package_id = excluded.package_id,
       insures_goods = excluded.insures_goods, insured_minor = excluded.insured_minor,
       updated_at = excluded.updated_at`,
    [jsonRows(rows), now],
  );
  const text = textsOf(change, name);
  await writeTimeline(
    tx,
    changed.map(({ id }) => ({ orderId: id, kind: "handling", text })),
    change,
  );
  await announceOrdersChanged(tx, changed);
  return before;
}

function textsOf({ courier, packageId, insured }: ChoiceChange, name: string) {
  if (insured !== undefined) {
    if (insured === null) return message("order.insuredNot");
    return insured === "goods" ? message("order.insured.goods") : message("order.insured.amount", { amount: name });
  }
  if (courier === undefined)
    return packageId === null ? message("order.packageByDefault") : message("order.packageChosen", { package: name });
  if (courier === null) return message("order.courierByRules");
  const { service } = courier;
  return service === null
    ? message("order.courierChosen", { courier: name })
    : message("order.courierChosen.service", { courier: name, service });
}

/** The choice as a rule before all others, for this order alone; null: there is none. */
export async function ruleOfOrder(tx: Tx, orderId: string): Promise<ShippingRule | null> {
  const { courier } = await choiceOf(tx, orderId);
  if (!courier) return null;
  const { courierId, service, automationId, automationName } = courier;
  const choose = {
    ...{ courierId, service, serviceName: null },
    ...({ prefer: "cheapest", maxPrice: null, maxDays: null } as const),
  };
  return { id: automationId, name: automationName, choose, why: whyRule(automationName, [], choose) };
}
