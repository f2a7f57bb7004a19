/** When orders that are short get their units, by purchase orders (decision 686). */
import { systemActor } from "../../commerce/actor.ts";
import {
  type Backorder,
  byOrder,
  type LackingUnits,
  type SuppliedBackorder,
  type Supply,
  suppliedUnits,
} from "../../commerce/backorders.ts";
import { type Message, message } from "../../commerce/message.ts";
import { soldAhead } from "../../commerce/presale.ts";
import { type Tx, together } from "../../db/database.ts";
import { startPresaleDay } from "../inventory/ahead.ts";
import { ownLocations, soldFrom } from "../inventory/sale-locations.ts";
import { jsonRows } from "../json-column.ts";
import { writeTimeline } from "../timeline.ts";
import { takenByLines } from "./line-parts.ts";
import { loadLines } from "./lines.ts";
import { alertMovedPurchases } from "./moved-purchases.ts";
import { announceOrdersChanged } from "./notify-changed.ts";
import { presalesOf } from "./presales.ts";
import { dropPromises, type PromisedLine, promiseDays } from "./promise-dates.ts";
import { OWN_LOCATION } from "./sale-locations.ts";

/** Orders that wait longest; later ones are told once these have their units. */
const MOST_ORDERS = 1_000;

interface ShortOrder {
  readonly id: string;
  readonly connectionId: string | null;
  readonly servedFrom: string | null;
  readonly number: string;
  /** In the organization's zone. */
  readonly orderedOn: string;
  readonly before: SuppliedBackorder | null;
}

/** Compares what is on its way with what orders lack, and tells each change on their timelines, once. */
export async function notifyBackorders(tx: Tx, now: Date): Promise<void> {
  await startPresaleDay(tx, now);
  await dropPromises(tx);
  const { hasAny } = await tx.one<{ hasAny: boolean }>(
    `select exists (select from argosy.backorder where organization_id = argosy.tenant())
       or exists (select from argosy.purchase_order_line
         where organization_id = argosy.tenant() and incoming > 0)
       or exists (select from argosy.variant_presale where organization_id = argosy.tenant()) as "hasAny"`,
  );
  if (!hasAny) return;
  const orders = await tx.rows<ShortOrder>(
    `select o.id, o.connection_id as "connectionId", o.number,
       coalesce(o.goods_location_id, o.pickup_location_id) as "servedFrom",
       ((o.placed_at at time zone g.zone)::date)::text as "orderedOn",
       case when b.order_id is not null
         then json_build_object('state', b.state, 'expectedOn', b.expected_on, 'kind', b.kind,
           'purchaseOrderId', b.purchase_order_id) end as before
     from argosy.sales_order o
     join argosy.organization g on g.organization_id = argosy.tenant()
     left join argosy.backorder b on b.organization_id = argosy.tenant() and b.order_id = o.id
     where o.organization_id = argosy.tenant() and o.is_short
     order by o.placed_at, o.id
     limit ${MOST_ORDERS}`,
  );
  const [lacking, [supplies, today]] = await together([lackingUnits(tx, orders, now), loadSupplies(tx, now)]);
  const supplied = suppliedUnits(lacking, supplies, today);
  const after = byOrder(lacking, supplied);
  const changed = orders.filter(({ id, before }) => !isSame(before, after.get(id) ?? null));
  await writeBackorders(tx, { orders, after, now });
  await promiseDays(
    tx,
    changed.flatMap(({ id }) => {
      const on = promisedDay(after.get(id));
      return on === null ? [] : [{ id, on }];
    }),
    promisedLines(lacking, supplied, after),
  );
  await alertMovedPurchases(tx, { orders: changed, after, now });
  const entries = changed.flatMap(({ id, before }) => {
    const text = newsOf(before, after.get(id) ?? null);
    return text ? [{ orderId: id, kind: "backorder", text }] : [];
  });
  await writeTimeline(tx, entries, { actor: systemActor, now });
  await announceOrdersChanged(
    tx,
    changed.map(({ id, connectionId }) => ({ id, storeId: connectionId })),
  );
}

/** Null: it is no preorder and no backorder, or has no day. */
const promisedDay = (backorder: SuppliedBackorder | undefined): string | null =>
  backorder === undefined || backorder.kind === null ? null : backorder.expectedOn;

/** What orders that are promised a day lack, each with its own. */
const promisedLines = (
  lacking: readonly LackingLine[],
  supplied: readonly (SuppliedBackorder | null)[],
  after: ReadonlyMap<string, SuppliedBackorder>,
): PromisedLine[] =>
  lacking.flatMap(({ orderId, lineId }, n) => {
    const on = supplied[n]?.expectedOn ?? null;
    return on === null || promisedDay(after.get(orderId)) === null ? [] : [{ orderId, id: lineId, on }];
  });

type LackingLine = LackingUnits & { readonly lineId: string };

/** Oldest order first. */
async function lackingUnits(tx: Tx, orders: readonly ShortOrder[], now: Date): Promise<LackingLine[]> {
  const lines = await loadLines(
    tx,
    orders.map(({ id }) => id),
  );
  const connections = [...new Set(orders.flatMap(({ connectionId }) => connectionId ?? []))];
  const [own, taken] = await together([ownLocations(tx, connections, now), takenByLines(tx, lines)]);
  const linesOf = Map.groupBy(lines, ({ orderId }) => orderId);
  const parts = [...taken.values()].flat();
  const presales = await presalesOf(tx, [...new Set(parts.map(({ variantId }) => variantId))]);
  return orders.flatMap(({ id, connectionId, servedFrom, orderedOn }) =>
    (linesOf.get(id) ?? []).flatMap(({ id: lineId, stock, extLocation }) => {
      if (stock.short === 0) return [];
      // What holds some units already, or has its location, gets the rest there.
      const isFixed = stock.reserved > 0 || (extLocation?.startsWith(OWN_LOCATION) ?? false);
      const fixed = servedFrom ?? (isFixed ? stock.locationId : null);
      const locations = fixed === null ? soldFrom(own, connectionId, extLocation !== null).places : [fixed];
      return (taken.get(lineId) ?? []).map(({ variantId, quantity }) => ({
        orderId: id,
        lineId,
        variantId,
        units: quantity * stock.short,
        locations,
        ahead: soldAhead(presales.get(variantId), orderedOn),
      }));
    }),
  );
}

async function loadSupplies(tx: Tx, now: Date): Promise<readonly [Supply[], today: string]> {
  const [rows, { today }] = await together([
    tx.rows<Supply>(
      `select l.variant_id as "variantId", o.location_id as "locationId", l.incoming as units,
         o.expected_on::text as on, o.id as "purchaseOrderId"
       from argosy.purchase_order_line l
       join argosy.purchase_order o on o.organization_id = argosy.tenant() and o.id = l.purchase_order_id
       where l.organization_id = argosy.tenant() and l.incoming > 0
       order by o.expected_on nulls last, o.id, l.variant_id`,
    ),
    tx.one<{ today: string }>(
      `select (($1::timestamptz at time zone zone)::date)::text as today
       from argosy.organization where organization_id = argosy.tenant()`,
      [now],
    ),
  ]);
  return [rows, today];
}

const isSame = (a: SuppliedBackorder | null, b: SuppliedBackorder | null): boolean =>
  a?.state === b?.state &&
  a?.expectedOn === b?.expectedOn &&
  a?.kind === b?.kind &&
  a?.purchaseOrderId === b?.purchaseOrderId;

function newsOf(before: Backorder | null, after: Backorder | null): Message | null {
  if (after?.state === "expected" && before?.expectedOn === after.expectedOn) return null;
  if (after?.state === "expected")
    return before?.state === "expected"
      ? message("order.backorder.moved", { day: after.expectedOn, before: before.expectedOn })
      : message("order.backorder.expected", { day: after.expectedOn });
  if (before?.state !== "expected") return null;
  return message(`order.backorder.${after?.state ?? "none"}`, { day: before.expectedOn });
}

async function writeBackorders(
  tx: Tx,
  {
    orders,
    after,
    now,
  }: {
    readonly orders: readonly ShortOrder[];
    readonly after: ReadonlyMap<string, SuppliedBackorder>;
    readonly now: Date;
  },
): Promise<void> {
  const rows = orders.flatMap(({ id, before }) => {
    const next = after.get(id);
    return next && !isSame(before, next) ? [{ id, ...next }] : [];
  });
  const waiting = orders.filter(({ id }) => after.has(id)).map(({ id }) => id);
  await together([
    tx.run(`delete from argosy.backorder where organization_id = argosy.tenant() and order_id <> all($1::uuid[])`, [
      waiting,
    ]),
    tx.run(
      `insert into argosy.backorder (organization_id, order_id, state, expected_on, kind, purchase_order_id, told_at)
       select argosy.tenant(), n.id, n.state, n."expectedOn", n.kind, n."purchaseOrderId", $2
       from json_to_recordset($1) as n(id uuid, state text, "expectedOn" date, kind text, "purchaseOrderId" uuid)
       on conflict (organization_id, order_id) do update
         set state = excluded.state, expected_on = excluded.expected_on, kind = excluded.kind,
           purchase_order_id = excluded.purchase_order_id, told_at = excluded.told_at`,
      [jsonRows(rows), now],
    ),
  ]);
}
