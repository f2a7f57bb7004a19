/** Mails buyers that their order is ready for pickup: once, where the organization has turned it on. */

import { message } from "../../commerce/message.ts";
import { formatDecimal } from "../../commerce/money.ts";
import { translatorFor } from "../../commerce/translator.ts";
import type { Tx } from "../../db/database.ts";
import type { Mail } from "../accounts/mail.ts";
import { dueInPerson } from "../orders/owed.ts";
import { AGAIN_MINUTES } from "./buyer-mails.ts";

const MOST_AT_ONCE = 100;

export interface DuePickupMail {
  readonly orderId: string;
  readonly tries: number;
  readonly mail: Mail;
}

/** Takes due mails, so that nobody else sends them; an order that is no longer ready gets none. */
export async function takeDuePickupMails(tx: Tx, now: Date): Promise<readonly DuePickupMail[]> {
  const rows = await tx.rows<{
    orderId: string;
    tries: number;
    isReady: boolean;
    to: string | null;
    number: string;
    seller: string;
    language: string;
    zone: string;
    place: string | null;
    address: Readonly<Record<string, string>> | null;
    currency: string;
  }>(
    `with taken as (
       update argosy.sales_order o set pickup_mail_at = null
       where o.organization_id = argosy.tenant() and o.id in (
         select id from argosy.sales_order
         where organization_id = argosy.tenant() and pickup_mail_at <= $1
         order by pickup_mail_at, id limit ${MOST_AT_ONCE} for update skip locked)
       returning o.*)
     select t.id as "orderId", t.pickup_mail_tries as tries,
       t.pickup = 'ready' and t.status <> 'cancelled' as "isReady",
       nullif(t.contact ->> 'email', '') as "to", t.number, g.name as seller, g.language, g.zone, l.name as place,
       l.address, t.currency
     from taken t
     join argosy.organization g on g.organization_id = argosy.tenant()
     left join argosy.location l on l.organization_id = argosy.tenant() and l.id = t.pickup_location_id`,
    [now],
  );
  const due = await dueInPerson(
    tx,
    rows.map(({ orderId }) => orderId),
  );
  return rows.flatMap(({ orderId, tries, isReady, to, ...row }) =>
    isReady && to !== null
      ? [{ orderId, tries, mail: { to, ...mailText({ ...row, dueMinor: due.get(orderId) ?? null }) } }]
      : [],
  );
}

function mailText(row: {
  readonly number: string;
  readonly seller: string;
  readonly language: string;
  readonly zone: string;
  readonly place: string | null;
  readonly address: Readonly<Record<string, string>> | null;
  readonly currency: string;
  readonly dueMinor: bigint | null;
}): Pick<Mail, "subject" | "text"> {
  const speaks = translatorFor(row.language, row.zone);
  const { number: order, seller, address, dueMinor: minor, currency } = row;
  const location = [row.place, address?.line1, address?.city].filter(Boolean).join(", ");
  const subject = message("mail.pickup.ready", { order, seller });
  const lines = [
    subject,
    message("mail.pickup.ready.text", { place: location }),
    ...(minor === null || minor <= 0n
      ? []
      : [message("mail.pickup.due", { amount: `${formatDecimal({ minor, currency })} ${currency}` })]),
    message("mail.pickup.from", { seller }),
  ];
  const spoken = lines.map((line) => speaks.message(line, line.text));
  return { subject: spoken[0] ?? subject.text, text: `${spoken.join("\n\n")}\n` };
}

/** The mail server refused it: tried again later, at most as often as AGAIN_MINUTES says. */
export async function markPickupMailUnsent(tx: Tx, { orderId, tries }: DuePickupMail, now: Date): Promise<void> {
  const minutes = AGAIN_MINUTES[tries];
  await tx.run(
    `update argosy.sales_order set pickup_mail_tries = pickup_mail_tries + 1, pickup_mail_at = $2
     where organization_id = argosy.tenant() and id = $1`,
    [orderId, minutes === undefined ? null : new Date(now.getTime() + minutes * 60_000)],
  );
}
