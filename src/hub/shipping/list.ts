/** Shipments as people and programs read them. */

import type { Optional } from "../../commerce/optional.ts";
import { newestFirst } from "../../commerce/shipment-states.ts";
import type { ShipmentStatus } from "../../commerce/statuses.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { storableText } from "../json-column.ts";
import { kindsOf, type Marks } from "../orders/booked-parcels.ts";
import { RECEIVER_MARK } from "../orders/receiver-mark.ts";
import type { Page, PageRequest } from "../paging.ts";
import { searchKinds } from "../search/documents.ts";
import { termsOf } from "../search/terms.ts";
import { type BothEnds, byAge, type MadeWithin, madeWithin, type Placed, sortedPage, unplaced } from "../sorting.ts";
import { shipmentUnknown } from "./decide.ts";
import { trackingKey, trackingPage } from "./public-tracking.ts";
import { IS_UNCERTAIN } from "./shipment-row.ts";
import type { ShipmentDetail, ShipmentSummary, ShownParcel } from "./shipment-schema.ts";
import type { ShipmentStage } from "./stages.ts";

const SELECT = `select s.id, s.order_id as "orderId", o.number as "orderNumber", s.connection_id as "courierId",
  c.name as "courierName", o.connection_id as "storeId",
    s.to_country as country, s.service,
    s.reference, case when ${IS_UNCERTAIN} then 'uncertain' else s.state end as state,
    case when ${IS_UNCERTAIN} then coalesce(s.sent_at, s.called_at) end as "sentAt",
    case when ${IS_UNCERTAIN} then s.due_at end as "againAt",
    ${columns("s", "status stage cancelState labelState text")},
    s.text_said as "textTold", ${columns("s", "carrier serviceName")}, p.numbers as "trackingNumbers",
    s.tracking_url as "trackingUrl", p.parcels,
    ${columns("s", "chargeMinor chargeCurrency payment collectMinor insuredMinor insuranceMinor")},
    ${columns("s", "insuranceCurrency currency isStale")}, s.handed_over_at is not null as "isHandedOver",
      ${columns("s", "printedAt createdAt bookedAt leftAt endedAt expectedAt")},
    array(select g.number from argosy.shipment f
      join argosy.sales_order g on g.organization_id = argosy.tenant() and g.id = f.order_id
      where f.organization_id = argosy.tenant() and f.id <> s.id
        and (f.label_shipment_id = coalesce(s.label_shipment_id, s.id) or f.id = s.label_shipment_id)
      order by f.id) as "togetherWith"`;
const FROM = `from argosy.shipment s
  join argosy.sales_order o on o.organization_id = s.organization_id and o.id = s.order_id
  join argosy.connection c on c.organization_id = s.organization_id and c.id = s.connection_id
  left join lateral (select count(*)::int as parcels,
      coalesce(array_agg(tracking_number order by position) filter (where tracking_number <> ''), '{}') as numbers
    from argosy.parcel where organization_id = argosy.tenant() and shipment_id = s.id) p on true
  where s.organization_id = argosy.tenant()`;

export type ShipmentFilter = PageRequest &
  MadeWithin &
  Optional<{
    stage: ShipmentStage;
    state: ShipmentSummary["state"];
    status: ShipmentStatus;
    courierId: string;
    service: string;
    /** Channels of the orders. */
    storeId: readonly string[];
    country: readonly string[];
    /** How the postcode it goes to begins. */
    postcode: string;
    /** Of a line of the order, in any case. */
    sku: string;
    orderId: string;
    ids: readonly string[];
    /** A reference, a tracking number or an order's number, from its beginning. */
    search: string;
    sort: BothEnds;
  }>;

/** Newest first. */
export async function listShipments(tx: Tx, filter: ShipmentFilter): Promise<Page<ShipmentSummary>> {
  const params: unknown[] = [];
  const conditions = await conditionsOf(tx, filter, (value) => `$${params.push(value)}`);
  const made = madeWithin("s.id", filter, params);
  const by = sortedPage(SORTS[filter.sort ?? "newest"], filter, params);
  const rows = await by.rows<Placed<ShipmentSummary>>(
    tx,
    `${SELECT}, ${by.place} ${FROM}
     ${conditions.map((each) => `and ${each}`).join("\n")} ${made} ${by.after} ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

/** Only the conditions that are set, so that each can use its index. */
async function conditionsOf(tx: Tx, filter: ShipmentFilter, add: (value: unknown) => string): Promise<string[]> {
  const { stage, state, status, courierId, orderId, ids, service, storeId, country, postcode, sku, search } = filter;
  const found: string[] = [];
  if (stage !== undefined) found.push(`s.stage = ${add(stage)}`);
  if (state === "uncertain") found.push(`s.state = 'booking' and ${IS_UNCERTAIN}`);
  else if (state !== undefined) found.push(`s.state = ${add(state)}`);
  if (state === "booking") found.push(`${IS_UNCERTAIN} is not true`);
  if (status !== undefined) found.push(`s.status = ${add(status)}`);
  if (courierId !== undefined) found.push(`s.connection_id = ${add(courierId)}::uuid`);
  if (orderId !== undefined) found.push(`s.order_id = ${add(orderId)}::uuid`);
  if (ids !== undefined) found.push(`s.id = any(${add(ids)}::uuid[])`);
  if (service !== undefined) found.push(`s.service = ${add(service)}`);
  if (storeId !== undefined) found.push(`o.connection_id = any(${add(storeId)}::uuid[])`);
  // The index of one country is in the list's order.
  if (country?.length === 1) found.push(`s.to_country = ${add(country[0])}`);
  else if (country !== undefined) found.push(`s.to_country = any(${add(country)}::text[])`);
  if (postcode !== undefined)
    found.push(`s.to_postcode >= ${add(postcode)} and s.to_postcode < ${add(postcode + LAST)}`);
  if (sku !== undefined) {
    const orders = await ordersWith(tx, sku);
    if (orders) found.push(`s.order_id = any(${add(orders)}::uuid[])`);
    found.push(hasSku(add(sku.toLowerCase())));
  }
  if (search) {
    const named = await shipmentsNamed(tx, search);
    found.push(named ? `s.id = any(${add(named)}::uuid[])` : beginsSo(add(likeBeginning(search))));
  }
  return found;
}

/** The orders that have this SKU among their words; null: too many to name. Lines have no index of SKUs. */
async function ordersWith(tx: Tx, sku: string): Promise<readonly string[] | null> {
  const [word] = termsOf(sku);
  if (word === undefined) return null;
  const rows = await tx.rows<{ id: string }>(
    `select subject_id as id from argosy.search_term
     where organization_id = argosy.tenant() and kind = ${searchKinds.order} and term = $1
     order by position desc, subject_id desc limit $2`,
    [word, MANY],
  );
  return rows.length < MANY ? rows.map(({ id }) => id) : null;
}

const hasSku = (sku: string) => `exists (select from argosy.order_line l
    where l.organization_id = argosy.tenant() and l.order_id = s.order_id and l.sku_key = ${sku})`;

const likeBeginning = (search: string) => `${search.replaceAll(/[\\%_]/g, "\\$&")}%`;

const beginsSo = (like: string) => `(s.reference ilike ${like} or o.number ilike ${like}
    or exists (select from argosy.parcel n
      where n.organization_id = argosy.tenant() and n.shipment_id = s.id and n.tracking_number ilike ${like}))`;

/** Of so many, those of the first page stand near the list's beginning: looked for there. */
const MANY = 1_000;
/** Comes after everything that begins alike. */
const LAST = String.fromCodePoint(0x10ffff);

/** Shipments whose reference, tracking number or order number begins like this; null: too many. */
async function shipmentsNamed(tx: Tx, search: string): Promise<readonly string[] | null> {
  const conditions = storableText(search).trim();
  const prefixes = [...new Set([conditions, conditions.toUpperCase(), conditions.toLowerCase()])];
  // A reference begins with its order's number, in capitals and without other signs.
  const reference = conditions.toUpperCase().replaceAll(/[^A-Z0-9-]/g, "");
  const rows = await tx.rows<{ id: string }>(
    `select id from (
       (select id from argosy.shipment where organization_id = argosy.tenant() and $3 <> ''
         and reference collate "C" >= $3 and reference collate "C" < $4 limit $5)
       union
       (select p.shipment_id from unnest($1::text[], $2::text[]) as w(first, last)
         join argosy.parcel p on p.organization_id = argosy.tenant()
           and p.tracking_number collate "C" >= w.first and p.tracking_number collate "C" < w.last limit $5)
       union
       (select s.id from argosy.sales_order o
         join argosy.shipment s on s.organization_id = argosy.tenant() and s.order_id = o.id
         where o.organization_id = argosy.tenant() and o.number = any($1::text[]) limit $5)) as named`,
    [prefixes, prefixes.map((word) => word + LAST), reference, reference + LAST, MANY],
  );
  return rows.length < MANY ? rows.map(({ id }) => id) : null;
}

const SORTS = byAge(["s.created_at", "timestamptz"], ["s.id", "uuid"]);

const PARCELS = `select ${columns("p", "id reference weightGrams lengthMm widthMm heightMm")},
    (select coalesce(json_agg(json_build_object('lineId', i ->> 'lineId', 'title', coalesce(l.title, ''), 'quantity',
      (i ->> 'quantity')::int)), '[]')
     from jsonb_array_elements(p.items) as i
     left join argosy.order_line l on l.organization_id = argosy.tenant() and l.id = (i ->> 'lineId')::uuid) as items,
    p.tracking_number as "trackingNumber",
    exists (select from argosy.shipment_document d
      where d.organization_id = argosy.tenant() and d.kind = 'label'
        and (d.shipment_id = p.shipment_id and (d.parcel_id = p.id or d.parcel_id is null)
          or d.shipment_id = (select s.label_shipment_id from argosy.shipment s
            where s.organization_id = argosy.tenant() and s.id = p.shipment_id))) as "hasLabel",
    (select coalesce(json_agg(json_build_object('at', to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
      'key', e.key, 'status', e.status,
       'platformStatus', e.platform_status, 'text', e.text, 'place', e.place)), '[]')
     from argosy.tracking_event e where e.organization_id = argosy.tenant() and e.parcel_id = p.id) as scans
  from argosy.parcel p where p.organization_id = argosy.tenant() and p.shipment_id = $1 order by p.position`;

type ParcelSeen = Omit<ShownParcel, "scans"> & {
  readonly scans: readonly (ShownParcel["scans"][number] & { readonly key: string })[];
};

/** Throws HubError SHIPMENT_NOT_FOUND. */
export async function shipmentDetail(tx: Tx, id: string): Promise<ShipmentDetail> {
  const row = await tx.maybe<
    ShipmentSummary &
      Pick<ShipmentDetail, "locationId" | "why" | "whySaid" | "isReceiverChanged"> & {
        readonly changes: Marks;
        readonly owner: string;
        readonly key: string;
      }
  >(
    `${SELECT}, ${columns("s", "locationId why whySaid")},
       s.organization_id as owner, s.public_key as key, s.order_changes as changes,
       coalesce(s.state = 'booked' and s.ended_at is null
         and s.receiver_mark <> ${RECEIVER_MARK}, false) as "isReceiverChanged"
     ${FROM} and s.id = $1`,
    [id],
  );
  if (!row) throw shipmentUnknown();
  const parcels = await tx.rows<ParcelSeen>(PARCELS, [id]);
  const parcelList = parcels.map((parcel) => ({ ...parcel, scans: newestFirst(parcel.scans) }));
  const { owner, key, changes, ...shown } = row;
  const orderChanges = kindsOf(changes);
  const isShown = row.state === "booked" && (await trackingPage(tx)).isOn;
  const trackingPath = isShown ? `/track/${trackingKey(owner, key)}` : null;
  return { ...shown, orderChange: orderChanges[0] ?? null, orderChanges, trackingPath, parcelList };
}
