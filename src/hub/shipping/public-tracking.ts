/** What whoever has a parcel's link sees of it: where it is, and of the buyer the town alone (decision 281). */
import { type OrganizationId, organizationId } from "../../commerce/ids.ts";
import type { BuyerMail } from "../../commerce/shipment.ts";
import { newestFirst } from "../../commerce/shipment-states.ts";
import type { ShipmentStatus } from "../../commerce/statuses.ts";
import type { Tx } from "../../db/database.ts";
import { lockEdited } from "../edit-lock.ts";

export interface TrackingPage {
  readonly isOn: boolean;
  /** "#rrggbb" */
  readonly color: string;
  /** Events buyers are mailed of. */
  readonly mails: readonly BuyerMail[];
}

const DEFAULT_PAGE: TrackingPage = { isOn: true, color: "#1f5f8b", mails: [] };

export async function trackingPage(tx: Tx): Promise<TrackingPage> {
  const row = await tx.maybe<TrackingPage>(
    'select is_on as "isOn", color, mails from argosy.tracking_page where organization_id = argosy.tenant()',
  );
  return row ?? DEFAULT_PAGE;
}

/** Changes what is given. */
export async function changeTrackingPage(
  tx: Tx,
  change: { readonly [K in keyof TrackingPage]?: TrackingPage[K] | undefined },
  now: Date,
): Promise<TrackingPage> {
  await lockEdited(tx, "tracking page");
  const before = await trackingPage(tx);
  const page = {
    isOn: change.isOn ?? before.isOn,
    color: change.color ?? before.color,
    mails: [...new Set(change.mails ?? before.mails)],
  };
  // What happened before an event was wanted is not mailed.
  const isMore = page.mails.some((event) => !before.mails.includes(event));
  await tx.run(
    `insert into argosy.tracking_page as p (organization_id, is_on, color, mails, mails_since, updated_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5)
     on conflict (organization_id) do update set is_on = excluded.is_on, color = excluded.color, mails = excluded.mails,
       mails_since = coalesce(excluded.mails_since, p.mails_since), updated_at = excluded.updated_at`,
    [page.isOn, page.color, page.mails, isMore ? now : null, now],
  );
  return page;
}

const BYTES = 16;

/** The last part of a parcel's address: whose it is, and its key. */
export function trackingKey(organization: string, key: string): string {
  return Buffer.concat([uuidBytes(organization), uuidBytes(key)]).toString("base64url");
}

/** Null for what is no such key. */
export function parseTrackingKey(text: string): { readonly organization: OrganizationId; readonly key: string } | null {
  if (!/^[\w-]{43}$/.test(text)) return null;
  const bytes = Buffer.from(text, "base64url");
  if (bytes.length !== 2 * BYTES) return null;
  return { organization: organizationId(uuidText(bytes.subarray(0, BYTES))), key: uuidText(bytes.subarray(BYTES)) };
}

const uuidBytes = (uuid: string): Buffer => Buffer.from(uuid.replaceAll("-", ""), "hex");

function uuidText(bytes: Buffer): string {
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

export interface PublicTracking {
  readonly seller: string;
  readonly zone: string;
  readonly language: string;
  readonly logo: { readonly type: string; readonly bytes: Buffer } | null;
  readonly color: string;
  readonly orderNumber: string;
  readonly status: ShipmentStatus;
  readonly carrier: string | null;
  readonly trackingUrl: string | null;
  readonly town: string | null;
  readonly expectedAt: Date | null;
  readonly parcels: readonly {
    readonly trackingNumber: string | null;
    /** Newest first. The courier's own words are left out: they may name people. */
    readonly steps: readonly {
      readonly at: string;
      readonly status: ShipmentStatus;
      readonly place: string | null;
    }[];
  }[];
}

type ShownParcel = PublicTracking["parcels"][number];
type SeenParcel = Omit<ShownParcel, "steps"> & {
  readonly steps: readonly (ShownParcel["steps"][number] & { readonly key: string })[];
};

/** Null where nothing is shown under this key. */
export async function publicTracking(tx: Tx, key: string): Promise<PublicTracking | null> {
  const page = await trackingPage(tx);
  if (!page.isOn) return null;
  const found = await tx.maybe<
    Omit<PublicTracking, "logo" | "color" | "parcels"> & {
      readonly logoType: string | null;
      readonly logoBytes: Buffer | null;
      readonly parcels: readonly SeenParcel[];
    }
  >(
    `select g.name as seller, g.zone, g.language, logo.type as "logoType", logo.bytes as "logoBytes",
     o.number as "orderNumber",
       s.status, s.carrier, s.tracking_url as "trackingUrl", nullif(trim(o.shipping_address ->> 'city'), '') as town,
       s.expected_at as "expectedAt",
       (select coalesce(json_agg(json_build_object('trackingNumber', p.tracking_number, 'steps',
           (select coalesce(json_agg(json_build_object('at',
             to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
               'key', e.key, 'status', e.status, 'place', case
                 when e.status not in ('delivered', 'out_for_delivery') then e.place end)), '[]')
            from argosy.tracking_event e
            where e.organization_id = argosy.tenant() and e.parcel_id = p.id and e.status is not null)
         ) order by p.position), '[]')
        from argosy.parcel p where p.organization_id = argosy.tenant() and p.shipment_id = s.id) as parcels
     from argosy.shipment s
     join argosy.sales_order o on o.organization_id = s.organization_id and o.id = s.order_id
     join argosy.organization g on g.organization_id = s.organization_id
     left join argosy.invoice_settings i on i.organization_id = s.organization_id
     left join argosy.invoice_logo logo on logo.organization_id = i.organization_id and logo.id = i.logo_id
     where s.organization_id = argosy.tenant() and s.public_key = $1 and s.state = 'booked' and g.deleted_at is null`,
    [key],
  );
  if (!found) return null;
  const { logoType, logoBytes, ...rest } = found;
  const parcels = found.parcels.map((parcel) => ({ ...parcel, steps: newestFirst(parcel.steps) }));
  const logo = logoType !== null && logoBytes !== null ? { type: logoType, bytes: logoBytes } : null;
  return { ...rest, parcels, color: page.color, logo };
}
