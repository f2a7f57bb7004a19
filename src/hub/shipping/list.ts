/** Shipments as people and programs read them. */
import type { SaidPart } from "../../commerce/sentence.ts";
import type { ShipmentStatus } from "../../commerce/statuses.ts";
import type { Tx } from "../../db/database.ts";
import type { Page, PageRequest } from "../paging.ts";
import { type BothEnds, byAge, type Placed, sortedPage, unplaced } from "../sorting.ts";
import { RECEIVER_MARK } from "./consignment.ts";
import { shipmentUnknown } from "./decide.ts";
import { trackingKey, trackingPage } from "./public-tracking.ts";
import type { BookingState, ShipmentRow } from "./shipment-row.ts";
import type { ShipmentStage } from "./stages.ts";

export interface ShipmentSummary {
  readonly id: string;
  readonly orderId: string;
  readonly orderNumber: string;
  readonly courierId: string;
  readonly courierName: string;
  /** Of the order; null: it was made here. */
  readonly storeId: string | null;
  readonly country: string | null;
  readonly service: string | null;
  readonly reference: string;
  readonly state: BookingState;
  readonly status: ShipmentStatus;
  readonly stage: ShipmentStage;
  readonly cancelState: ShipmentRow["cancelState"];
  readonly labelState: ShipmentRow["labelState"];
  readonly text: string;
  readonly textTold: readonly SaidPart[] | null;
  readonly carrier: string | null;
  readonly serviceName: string | null;
  readonly trackingNumbers: readonly string[];
  readonly trackingUrl: string | null;
  readonly parcels: number;
  readonly chargeMinor: bigint | null;
  readonly chargeCurrency: string | null;
  readonly payment: "prepaid" | "cod";
  readonly collectMinor: bigint;
  readonly currency: string;
  readonly isStale: boolean;
  readonly isHandedOver: boolean;
  readonly createdAt: Date;
  readonly bookedAt: Date | null;
  readonly leftAt: Date | null;
  readonly endedAt: Date | null;
  readonly expectedAt: Date | null;
}

const SELECT = `select s.id, s.order_id as "orderId", o.number as "orderNumber", s.connection_id as "courierId",
  c.name as "courierName", o.connection_id as "storeId",
    upper(nullif(o.shipping_address ->> 'country', '')) as country, s.service,
    s.reference, s.state, s.status, s.stage, s.cancel_state as "cancelState", s.label_state as "labelState", s.text,
    s.text_said as "textTold", s.carrier,
    s.service_name as "serviceName", p.numbers as "trackingNumbers", s.tracking_url as "trackingUrl", p.parcels,
    s.charge_minor as "chargeMinor", s.charge_currency as "chargeCurrency", s.payment,
      s.collect_minor as "collectMinor", s.currency,
    s.is_stale as "isStale", s.handed_over_at is not null as "isHandedOver", s.created_at as "createdAt",
      s.booked_at as "bookedAt", s.left_at as "leftAt", s.ended_at as "endedAt",
    s.expected_at as "expectedAt"`;
const FROM = `from argosy.shipment s
  join argosy.sales_order o on o.organization_id = s.organization_id and o.id = s.order_id
  join argosy.connection c on c.organization_id = s.organization_id and c.id = s.connection_id
  left join lateral (select count(*)::int as parcels,
      coalesce(array_agg(tracking_number order by position) filter (where tracking_number <> ''), '{}') as numbers
    from argosy.parcel where organization_id = argosy.tenant() and shipment_id = s.id) p on true
  where s.organization_id = argosy.tenant()`;

export interface ShipmentFilter extends PageRequest {
  readonly stage?: ShipmentStage | undefined;
  readonly state?: BookingState | undefined;
  readonly status?: ShipmentStatus | undefined;
  readonly courierId?: string | undefined;
  readonly service?: string | undefined;
  /** Channels of the orders. */
  readonly storeId?: readonly string[] | undefined;
  readonly country?: readonly string[] | undefined;
  /** How the postcode it goes to begins. */
  readonly postcode?: string | undefined;
  /** Of a line of the order, in any case. */
  readonly sku?: string | undefined;
  readonly orderId?: string | undefined;
  readonly ids?: readonly string[] | undefined;
  /** A reference, a tracking number or an order's number, from its beginning. */
  readonly search?: string | undefined;
  readonly sort?: BothEnds | undefined;
}

/** Newest first. */
export async function listShipments(tx: Tx, filter: ShipmentFilter): Promise<Page<ShipmentSummary>> {
  const beginning = filter.search ? `${filter.search.replaceAll(/[\\%_]/g, "\\$&")}%` : null;
  const params = [
    filter.state ?? null,
    filter.status ?? null,
    filter.courierId ?? null,
    filter.orderId ?? null,
    beginning,
    filter.ids ?? null,
    filter.service ?? null,
    filter.storeId ?? null,
    filter.country ?? null,
    filter.postcode ?? null,
    filter.sku?.toLowerCase() ?? null,
    ...(filter.stage ? [filter.stage] : []),
  ];
  const by = sortedPage(SORTS[filter.sort ?? "newest"], filter, params);
  const rows = await tx.rows<Placed<ShipmentSummary>>(
    `${SELECT}, ${by.place} ${FROM} ${filter.stage ? "and s.stage = $12" : ""} and ($1::text is null or s.state = $1)
     and ($2::text is null or s.status = $2)
       and ($3::uuid is null or s.connection_id = $3) and ($4::uuid is null or s.order_id = $4)
       and ($5::text is null or s.reference ilike $5 or o.number ilike $5 or exists (select from argosy.parcel n
         where n.organization_id = argosy.tenant() and n.shipment_id = s.id and n.tracking_number ilike $5))
       and ($6::uuid[] is null or s.id = any($6)) and ($7::text is null or s.service = $7)
       and ($8::uuid[] is null or o.connection_id = any($8))
       and ($9::text[] is null or upper(o.shipping_address ->> 'country') = any($9))
       and ($10::text is null or starts_with(o.shipping_address ->> 'postcode', $10))
       and ($11::text is null or exists (select from argosy.order_line l
         where l.organization_id = argosy.tenant() and l.order_id = s.order_id and l.sku_key = $11))
       ${by.after} ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

const SORTS = byAge(["s.created_at", "timestamptz"], ["s.id", "uuid"]);

export interface ShipmentDetail extends ShipmentSummary {
  readonly locationId: string;
  /** Why it goes by this courier; null: a person chose. */
  readonly why: string | null;
  readonly whySaid: readonly SaidPart[] | null;
  /** The order's receiver is another than the courier was told. */
  readonly isReceiverChanged: boolean;
  /** Of the page the buyer may be sent; null while there is none. */
  readonly trackingPath: string | null;
  readonly parcelList: readonly {
    readonly id: string;
    readonly reference: string;
    readonly weightGrams: number;
    readonly lengthMm: number;
    readonly widthMm: number;
    readonly heightMm: number;
    readonly items: readonly { readonly lineId: string; readonly title: string; readonly quantity: number }[];
    readonly trackingNumber: string | null;
    readonly hasLabel: boolean;
    readonly scans: readonly {
      readonly at: string;
      readonly status: ShipmentStatus | null;
      readonly platformStatus: string;
      readonly text: string;
      readonly place: string | null;
    }[];
  }[];
}

const PARCELS = `select p.id, p.reference, p.weight_grams as "weightGrams", p.length_mm as "lengthMm",
  p.width_mm as "widthMm", p.height_mm as "heightMm",
    (select coalesce(json_agg(json_build_object('lineId', i ->> 'lineId', 'title', coalesce(l.title, ''), 'quantity',
      (i ->> 'quantity')::int)), '[]')
     from jsonb_array_elements(p.items) as i
     left join argosy.order_line l on l.organization_id = argosy.tenant() and l.id = (i ->> 'lineId')::uuid) as items,
    p.tracking_number as "trackingNumber",
    exists (select from argosy.shipment_document d
      where d.organization_id = argosy.tenant() and d.shipment_id = p.shipment_id
      and d.kind = 'label' and (d.parcel_id = p.id or d.parcel_id is null)) as "hasLabel",
    (select coalesce(json_agg(json_build_object('at', to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
      'status', e.status,
       'platformStatus', e.platform_status, 'text', e.text, 'place', e.place) order by e.at desc, e.key), '[]')
     from argosy.tracking_event e where e.organization_id = argosy.tenant() and e.parcel_id = p.id) as scans
  from argosy.parcel p where p.organization_id = argosy.tenant() and p.shipment_id = $1 order by p.position`;

/** Throws HubError SHIPMENT_NOT_FOUND. */
export async function shipmentDetail(tx: Tx, id: string): Promise<ShipmentDetail> {
  const row = await tx.maybe<
    ShipmentSummary &
      Pick<ShipmentDetail, "locationId" | "why" | "whySaid" | "isReceiverChanged"> & {
        readonly owner: string;
        readonly key: string;
      }
  >(
    `${SELECT}, s.location_id as "locationId", s.why, s.why_said as "whySaid",
       s.organization_id as owner, s.public_key as key,
       coalesce(s.state = 'booked' and s.ended_at is null
         and s.receiver_mark <> ${RECEIVER_MARK}, false) as "isReceiverChanged"
     ${FROM} and s.id = $1`,
    [id],
  );
  if (!row) throw shipmentUnknown();
  const parcelList = await tx.rows<ShipmentDetail["parcelList"][number]>(PARCELS, [id]);
  const { owner, key, ...shown } = row;
  const isShown = row.state === "booked" && (await trackingPage(tx)).isOn;
  const trackingPath = isShown ? `/track/${trackingKey(owner, key)}` : null;
  return { ...shown, trackingPath, parcelList };
}
