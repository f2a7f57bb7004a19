/** E-mails to buyers about their parcels: each event once, when it happens, and nothing of the past (decision 306). */
import type { OrganizationId } from "../../commerce/ids.ts";
import { message } from "../../commerce/message.ts";
import type { BuyerEvent } from "../../commerce/shipment.ts";
import { hasLeft } from "../../commerce/shipment-states.ts";
import type { ShipmentStatus } from "../../commerce/statuses.ts";
import { translatorFor } from "../../commerce/translator.ts";
import type { Tx } from "../../db/database.ts";
import type { Mail } from "../accounts/mail.ts";
import { trackingKey } from "./public-tracking.ts";

const HOUR_MS = 60 * 60_000;
/** What happened longer ago is no news: couriers tell old scans, and a poll may bring the whole way of a parcel at once. */
const NEWS_HOURS = 48;
const MOST_AT_ONCE = 100;
/** Minutes until a refused mail is tried again; after the last it is dropped. */
export const AGAIN_MINUTES = [1, 5, 15, 60, 240, 720];

function eventOf(status: ShipmentStatus, hadLeft: boolean): BuyerEvent | null {
  if (status === "out_for_delivery" || status === "delivered" || status === "exception") return status;
  return hasLeft(status) && !hadLeft && (status === "picked_up" || status === "in_transit") ? "shipped" : null;
}

/**
 * Has the buyer mailed where a shipment moved, in the transaction that moves it. Where the channel was asked to notify
 * the buyer, it announces the shipping itself.
 */
export async function queueMail(
  tx: Tx,
  shipmentId: string,
  moved: {
    readonly status: ShipmentStatus;
    readonly hadLeft: boolean;
    /** When the newest of what was seen happened. */
    readonly seenAt: Date | null;
    readonly now: Date;
  },
): Promise<void> {
  const event = eventOf(moved.status, moved.hadLeft);
  if (event === null || moved.seenAt === null) return;
  await tx.run(
    `insert into argosy.buyer_mail (organization_id, shipment_id, event, due_at, created_at)
     select argosy.tenant(), s.id, $2, $3, $3
     from argosy.shipment s
     join argosy.tracking_page g on g.organization_id = s.organization_id
     join argosy.sales_order o on o.organization_id = s.organization_id and o.id = s.order_id
     where s.organization_id = argosy.tenant() and s.id = $1 and $2 = any(g.mails) and $4 >= g.mails_since and $4 > $5
       and coalesce(o.contact ->> 'email', '') <> '' and not ($2 = 'shipped' and s.notify_customer)
     on conflict do nothing`,
    [shipmentId, event, moved.now, moved.seenAt, new Date(moved.now.getTime() - NEWS_HOURS * HOUR_MS)],
  );
}

export interface DueMail {
  readonly shipmentId: string;
  readonly event: BuyerEvent;
  readonly attempts: number;
  readonly mail: Mail;
}

/**
 * Takes due mails, so that nobody else sends them. A process that stops after taking a mail leaves it unsent: no mail is
 * better than two. A mail that a later event has overtaken is dropped.
 */
export async function takeDueMails(
  tx: Tx,
  of: { readonly organization: OrganizationId; readonly appUrl: string; readonly now: Date },
): Promise<readonly DueMail[]> {
  const rows = await tx.rows<{
    shipmentId: string;
    event: BuyerEvent;
    attempts: number;
    isOvertaken: boolean;
    to: string | null;
    number: string;
    seller: string;
    language: string;
    zone: string;
    carrier: string | null;
    trackingNumber: string | null;
    key: string | null;
  }>(
    `with taken as (
       update argosy.buyer_mail m set due_at = null
       where m.organization_id = argosy.tenant() and (m.shipment_id, m.event) in (
         select shipment_id, event from argosy.buyer_mail where organization_id = argosy.tenant() and due_at <= $1
         order by due_at, shipment_id, event limit ${MOST_AT_ONCE} for update skip locked)
       returning m.shipment_id, m.event, m.attempts, m.created_at)
     select t.shipment_id as "shipmentId", t.event, t.attempts,
       t.created_at < $2 or exists (select from argosy.buyer_mail l where l.organization_id = argosy.tenant()
         and l.shipment_id = t.shipment_id and l.created_at > t.created_at) as "isOvertaken",
       nullif(o.contact ->> 'email', '') as "to", o.number, g.name as seller, g.language, g.zone,
       nullif(s.carrier, '') as carrier,
       (select min(p.tracking_number) from argosy.parcel p
        where p.organization_id = argosy.tenant() and p.shipment_id = s.id and p.tracking_number <> '')
         as "trackingNumber",
       case when e.is_on then s.public_key end as key
     from taken t
     join argosy.shipment s on s.organization_id = argosy.tenant() and s.id = t.shipment_id
     join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = s.order_id
     join argosy.organization g on g.organization_id = argosy.tenant()
     left join argosy.tracking_page e on e.organization_id = argosy.tenant()`,
    [of.now, new Date(of.now.getTime() - NEWS_HOURS * HOUR_MS)],
  );
  return rows.flatMap(({ shipmentId, event, attempts, isOvertaken, to, ...row }) =>
    isOvertaken || to === null ? [] : [{ shipmentId, event, attempts, mail: { to, ...mailText(event, row, of) } }],
  );
}

function mailText(
  event: BuyerEvent,
  row: {
    readonly number: string;
    readonly seller: string;
    readonly language: string;
    readonly zone: string;
    readonly carrier: string | null;
    readonly trackingNumber: string | null;
    readonly key: string | null;
  },
  { organization, appUrl }: { readonly organization: OrganizationId; readonly appUrl: string },
): Pick<Mail, "subject" | "text"> {
  const speaks = translatorFor(row.language, row.zone);
  const { number: order, seller, carrier, trackingNumber, key } = row;
  const subject = message(`mail.parcel.${event}`, { order, seller });
  const by = carrier !== null && trackingNumber !== null;
  const lines = [
    subject,
    message(`mail.parcel.${event}.text`),
    ...(by ? [message("mail.parcel.number", { carrier, number: trackingNumber })] : []),
    ...(key === null
      ? []
      : [message("mail.parcel.page", { url: `${appUrl}/track/${trackingKey(organization, key)}` })]),
    message("mail.parcel.from", { seller }),
  ];
  const spoken = lines.map((line) => speaks.message(line, line.text));
  return { subject: spoken[0] ?? subject.text, text: `${spoken.join("\n\n")}\n` };
}

/** The mail server took it. */
export async function markMailSent(tx: Tx, { shipmentId, event }: DueMail, now: Date): Promise<void> {
  await tx.run(
    `update argosy.buyer_mail set sent_at = $3
     where organization_id = argosy.tenant() and shipment_id = $1 and event = $2`,
    [shipmentId, event, now],
  );
}

/** The mail server refused it: tried again later, at most as often as AGAIN_MINUTES says. */
export async function markMailUnsent(tx: Tx, { shipmentId, event, attempts }: DueMail, now: Date): Promise<void> {
  const minutes = AGAIN_MINUTES[attempts];
  await tx.run(
    `update argosy.buyer_mail set attempts = attempts + 1, due_at = $3
     where organization_id = argosy.tenant() and shipment_id = $1 and event = $2`,
    [shipmentId, event, minutes === undefined ? null : new Date(now.getTime() + minutes * 60_000)],
  );
}
