/** Charges and remittances of couriers by tracking number, and their totals for shipments. */

import { systemActor } from "../../commerce/actor.ts";
import { allocate, type Money } from "../../commerce/money.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { jsonRows, storableText } from "../json-column.ts";
import { lockOrders } from "../orders/order-fields/order-rows.ts";
import { updateCodState } from "./cash.ts";
import { type ShipmentRow, shipmentRows } from "./shipment-row.ts";

/** Charges and remittances come weeks after the parcel: reading them once a day is enough. */
const DAY_MS = 24 * 60 * 60_000;
/** Days after its end in which the money of a parcel is read; days after its booking for one without an end. */
const ENDED_DAYS = 60;
const OPEN_DAYS = 150;

export interface ChargeEntry {
  readonly trackingNumber: string;
  /** The same entry always has the same key. */
  readonly key: string;
  readonly kind: string;
  /** With tax; credits are negative. */
  readonly gross: Money;
}

export interface RemittanceEntry {
  readonly trackingNumber: string;
  /** Names the transfer. */
  readonly reference: string;
  readonly amount: Money;
  readonly paidAt: string;
}

export interface ReportedMoney {
  readonly connectionId: string;
  readonly charges: readonly ChargeEntry[];
  readonly remittances: readonly RemittanceEntry[];
  readonly source: "api" | "file";
  readonly now: Date;
}

/** Saves entries; the same entry counts once. Answers the tracking numbers no shipment here has. */
export async function saveParcelMoney(tx: Tx, report: ReportedMoney): Promise<readonly string[]> {
  const numbers = [...new Set([...report.charges, ...report.remittances].map(({ trackingNumber }) => trackingNumber))];
  if (numbers.length === 0) return [];
  const found = await tx.rows<{ id: string; number: string; order: string }>(
    `select distinct p.shipment_id as id, p.tracking_number as number, s.order_id as "order" from argosy.parcel p
       join argosy.shipment s on s.organization_id = p.organization_id and s.id = p.shipment_id
     where p.organization_id = argosy.tenant() and p.tracking_number = any($1::text[]) and p.connection_id = $2`,
    [numbers, report.connectionId],
  );
  const ours = new Set(found.map(({ number }) => number));
  const ids = [...new Set(found.map(({ id }) => id))].sort();
  const orders = [...new Set(found.map(({ order }) => order))];
  // Orders before their shipments, as everybody locks them.
  await lockOrders(tx, orders);
  await tx.rows(
    `select 1
     from argosy.shipment
     where organization_id = argosy.tenant() and id = any($1::uuid[])
     order by id
     for update`,
    [ids],
  );
  await saveCharges(tx, report, ours);
  await saveRemittances(tx, report, ours);
  await updateMoneyTotals(tx, ids, report.now);
  await shareTotals(tx, ids);
  await updateCodState(tx, orders, { actor: systemActor, now: report.now });
  return numbers.filter((number) => !ours.has(number));
}

/** The last of several with one key counts. */
const once = <T>(entries: readonly T[], key: (entry: T) => string): readonly T[] => [
  ...new Map(entries.map((entry) => [key(entry), entry])).values(),
];

async function saveCharges(tx: Tx, { connectionId, charges, source, now }: ReportedMoney, ours: ReadonlySet<string>) {
  const rows = once(charges, ({ trackingNumber, key }) => `${trackingNumber} ${key}`)
    .filter(({ trackingNumber }) => ours.has(trackingNumber))
    .map(({ trackingNumber, key, kind, gross }) => ({
      number: trackingNumber,
      key: storableText(key),
      kind: storableText(kind),
      gross: String(gross.minor),
      currency: gross.currency,
    }));
  if (rows.length === 0) return;
  await tx.run(
    `insert into argosy.parcel_charge (organization_id, connection_id, tracking_number, key, kind, gross_minor,
       currency, source, received_at)
     select argosy.tenant(), $2, number, key, kind, gross, currency, $3, $4
     from json_to_recordset($1) as n(number text, key text, kind text, gross bigint, currency text) order by number, key
     on conflict (organization_id, connection_id, tracking_number, key)
     do update set kind = excluded.kind, gross_minor = excluded.gross_minor, currency = excluded.currency`,
    [jsonRows(rows), connectionId, source, now],
  );
}

async function saveRemittances(
  tx: Tx,
  { connectionId, remittances, source, now }: ReportedMoney,
  ours: ReadonlySet<string>,
) {
  const rows = once(remittances, ({ trackingNumber, reference }) => `${trackingNumber} ${reference}`)
    .filter(({ trackingNumber, reference }) => ours.has(trackingNumber) && reference !== "")
    .map(({ trackingNumber, reference, amount, paidAt }) => ({
      number: trackingNumber,
      reference: storableText(reference),
      amount: String(amount.minor),
      currency: amount.currency,
      paid: storableText(paidAt),
    }));
  if (rows.length === 0) return;
  await tx.run(
    `insert into argosy.parcel_remittance (organization_id, connection_id, tracking_number, reference, amount_minor,
       currency, paid_at, source, received_at)
     select argosy.tenant(), $2, number, reference, amount, currency, paid, $3, $4
     from json_to_recordset($1) as n(number text, reference text, amount bigint, currency text, paid text)
     order by number, reference
     on conflict (organization_id, connection_id, tracking_number, reference)
     do update set amount_minor = excluded.amount_minor, currency = excluded.currency, paid_at = excluded.paid_at`,
    [jsonRows(rows), connectionId, source, now],
  );
}

/**
 * Sums of shipments. Charged twice: two entries of one word and one amount that no credit of that amount takes back.
 * Entries of other currencies than the first are left out of the sum, which would mean nothing.
 */
async function updateMoneyTotals(tx: Tx, ids: readonly string[], now: Date): Promise<void> {
  await tx.run(
    `update argosy.shipment s
     set charged_minor = c.sum, charged_currency = c.currency, is_charged_twice = coalesce(c.twice, false),
       remitted_minor = r.sum, updated_at = $2
     from unnest($1::uuid[]) as n(id)
     left join lateral (
       select sum(e.gross_minor) filter (where e.currency = f.currency) as sum, f.currency,
         exists (select from argosy.parcel q join argosy.parcel_charge x on x.organization_id = q.organization_id
             and x.connection_id = q.connection_id and x.tracking_number = q.tracking_number
           where q.organization_id = argosy.tenant() and q.shipment_id = n.id and x.gross_minor <> 0
           group by x.tracking_number, x.kind, abs(x.gross_minor)
           having count(*) filter (where x.gross_minor > 0) - count(*) filter (where x.gross_minor < 0) > 1) as twice
       from argosy.parcel p
       join argosy.parcel_charge e on e.organization_id = p.organization_id and e.connection_id = p.connection_id
         and e.tracking_number = p.tracking_number
       cross join lateral (select min(y.currency) as currency from argosy.parcel_charge y
         where y.organization_id = argosy.tenant() and y.connection_id = p.connection_id
           and y.tracking_number = p.tracking_number) f
       where p.organization_id = argosy.tenant() and p.shipment_id = n.id group by f.currency limit 1) c on true
     left join lateral (
       select sum(m.amount_minor) as sum from argosy.parcel p
       join argosy.parcel_remittance m on m.organization_id = p.organization_id and m.connection_id = p.connection_id
         and m.tracking_number = p.tracking_number
       where p.organization_id = argosy.tenant() and p.shipment_id = n.id) r on true
     where s.organization_id = argosy.tenant() and s.id = n.id`,
    [ids, now],
  );
}

interface SharedTotal {
  readonly id: string;
  readonly label: string;
  readonly valueMinor: bigint;
  readonly collectMinor: bigint;
  readonly chargedMinor: bigint | null;
  readonly remittedMinor: bigint | null;
}

/** Orders in one parcel have its sums in common: each gets its part, of the charges by value and of the cash by what it owed. */
async function shareTotals(tx: Tx, ids: readonly string[]): Promise<void> {
  const rows = await tx.rows<SharedTotal>(
    `select s.id, coalesce(s.label_shipment_id, s.id) as label, ${columns("s", "valueMinor")},
    ${columns("s", "collectMinor chargedMinor remittedMinor")}
     from argosy.shipment s
     where s.organization_id = argosy.tenant() and s.id = any($1::uuid[])
       and (s.label_shipment_id is not null or exists (select from argosy.shipment f
         where f.organization_id = argosy.tenant() and f.label_shipment_id = s.id))
     order by s.id`,
    [ids],
  );
  const parts = [...Map.groupBy(rows, ({ label }) => label).values()].flatMap((group) => {
    const charged = group[0]?.chargedMinor ?? null;
    const remitted = group[0]?.remittedMinor ?? null;
    const values = group.map(({ valueMinor }) => valueMinor);
    const cash = group.map(({ collectMinor }) => collectMinor);
    const chargedParts = charged === null ? null : allocate(charged, values);
    const remittedParts = remitted === null ? null : allocate(remitted, cash);
    return group.map(({ id }, n) => ({
      id,
      charged: chargedParts === null ? null : String(chargedParts[n]),
      remitted: remittedParts === null ? null : String(remittedParts[n]),
    }));
  });
  if (parts.length === 0) return;
  await tx.run(
    `update argosy.shipment s set charged_minor = n.charged, remitted_minor = n.remitted
     from json_to_recordset($1) as n(id uuid, charged bigint, remitted bigint)
     where s.organization_id = argosy.tenant() and s.id = n.id`,
    [jsonRows(parts)],
  );
}

/** Shipments whose money is to be read now, those never read first. */
export async function dueMoney(
  tx: Tx,
  connectionId: string,
  due: { readonly now: Date; readonly most: number },
): Promise<ShipmentRow[]> {
  const rows = await tx.rows<{ id: string }>(
    `select id
     from argosy.shipment
     where organization_id = argosy.tenant() and connection_id = $1 and state = 'booked' and not money_done
       and label_shipment_id is null
       and (money_asked_at is null or money_asked_at <= $2) order by money_asked_at nulls first, id limit $3`,
    [connectionId, new Date(due.now.getTime() - DAY_MS), due.most],
  );
  return shipmentRows(
    tx,
    rows.map(({ id }) => id),
  );
}

/** Their money was read: again in a day, until ENDED_DAYS after their end. */
export async function markMoneyPolled(tx: Tx, ids: readonly string[], now: Date): Promise<void> {
  await tx.run(
    `update argosy.shipment set money_asked_at = $2, money_done = coalesce(ended_at < $3, booked_at < $4)
     where organization_id = argosy.tenant() and id = any($1::uuid[])`,
    [ids, now, new Date(now.getTime() - ENDED_DAYS * DAY_MS), new Date(now.getTime() - OPEN_DAYS * DAY_MS)],
  );
}
