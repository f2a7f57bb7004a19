/** Which browsers are to be notified of what now: alerts of the topics their member wants in the app, and new orders. */
import type { MessagePart } from "../../commerce/message.ts";
import { message } from "../../commerce/message.ts";
import { type Translator, translatorFor } from "../../commerce/translator.ts";
import type { Tx } from "../../db/database.ts";
import { choicesOfAll } from "./choices.ts";
import { NEWS, type Recipient } from "./mails.ts";
import type { Subscription } from "./push-devices.ts";
import { topicOf } from "./topics.ts";

/** What the browser shows. */
export interface PushMessage {
  readonly title: string;
  readonly text: string;
  /** Where a click leads, below the hub's address. */
  readonly path: string;
  /** A later message of the same subject takes its place. */
  readonly tag: string;
}

export interface DuePush {
  readonly deviceId: string;
  readonly subscription: Subscription;
  readonly message: PushMessage;
  readonly alertIds: readonly string[];
  /** The newest order it says something of; null: nothing of orders. */
  readonly ordersAfter: string | null;
}

interface DeviceRow extends Subscription {
  readonly id: string;
  readonly userId: string;
  readonly alerts: boolean;
  readonly since: Date;
  readonly sent: readonly string[];
  readonly orders: number;
  readonly newest: string | null;
  readonly number: string | null;
  readonly channel: string | null;
}

interface AlertRow {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly text: string;
  readonly said: { readonly title: readonly MessagePart[] | null; readonly text: readonly MessagePart[] | null } | null;
  readonly firstAt: Date;
}

/** More new alerts than this are one message that counts them. */
const MOST_ALONE = 3;
const MOST_COUNTED = 100;
const MOST_LETTERS = 300;

/** Messages for the browsers of these people. Browsers of others are left as they are. */
export async function pushesDue(
  tx: Tx,
  { recipients, now }: { readonly recipients: readonly Recipient[]; readonly now: Date },
): Promise<DuePush[]> {
  const devices = await devicesOf(tx, recipients, now);
  if (devices.length === 0) return [];
  const { language, zone, name } = await tx.one<{ language: string; zone: string; name: string }>(
    "select language, zone, name from argosy.organization where organization_id = argosy.tenant()",
  );
  const speaks = translatorFor(language, zone);
  const alerts = await newAlerts(tx, now);
  const choices = await choicesOfAll(tx, recipients);
  return devices.flatMap((device) => {
    const requested = new Set(choices.get(device.userId)?.flatMap(({ topic, app }) => (app ? [topic] : [])));
    const news = alerts.filter(
      ({ id, kind, firstAt }) =>
        device.alerts && firstAt > device.since && !device.sent.includes(id) && requested.has(topicOf(kind)),
    );
    const text = [...alertMessages(news, { speaks, organization: name }), ...orderMessages(device, speaks)];
    const { id: deviceId, endpoint, p256dh, auth } = device;
    return text.map((each) => ({ deviceId, subscription: { endpoint, p256dh, auth }, ...each }));
  });
}

/**
 * Orders are counted by id, their time. One whose transaction ends after that of a later order is not passed over: the
 * youngest are left for the next look.
 */
const isSettled = (order: string, now: string) => `${order}.created_at < ${now}::timestamptz - interval '10 seconds'`;

const devicesOf = (tx: Tx, recipients: readonly Recipient[], now: Date) =>
  tx.rows<DeviceRow>(
    `select d.id, d.user_id as "userId", d.endpoint, d.p256dh, d.auth, d.alerts, d.created_at as since,
       array(select p.alert_id from argosy.alert_push p
         where p.organization_id = d.organization_id and p.device_id = d.id) as sent,
       coalesce(n.orders, 0) as orders, n.newest, n.number, n.channel
     from argosy.push_device d
     left join lateral (
       select (count(*) filter (where not o.is_history))::int as orders,
         (array_agg(o.id order by o.id desc))[1] as newest,
         (array_agg(o.number order by o.id desc) filter (where not o.is_history))[1] as number,
         (array_agg(c.name order by o.id desc) filter (where not o.is_history))[1] as channel
       from (
         select s.id, s.number, s.is_history, s.connection_id
         from argosy.sales_order s
         where s.organization_id = argosy.tenant() and s.id > d.orders_after and ${isSettled("s", "$2")}
         order by s.id desc
         limit ${MOST_COUNTED}) as o
       left join argosy.connection c
         on c.organization_id = argosy.tenant() and c.id = o.connection_id
     ) as n on d.new_orders
     where d.organization_id = argosy.tenant() and d.user_id = any($1)
     order by d.created_at, d.id`,
    [recipients.map(({ userId }) => userId), now],
  );

const newAlerts = (tx: Tx, now: Date) =>
  tx.rows<AlertRow>(
    `select id, kind, title, text, said, first_at as "firstAt"
     from argosy.alert
     where organization_id = argosy.tenant() and state = 'open' and last_at > $1::timestamptz - interval '${NEWS}'
       and first_at > $1::timestamptz - interval '${NEWS}'
     order by last_at desc limit 500`,
    [now],
  );

type Said = Pick<DuePush, "message" | "alertIds" | "ordersAfter">;

const shortened = (text: string) => text.replace(/\s+/g, " ").slice(0, MOST_LETTERS);

function alertMessages(
  alerts: readonly AlertRow[],
  { speaks, organization }: { readonly speaks: Translator; readonly organization: string },
): Said[] {
  const worded = alerts.map(({ id, title, text, said }) => ({
    id,
    title: shortened(speaks.parts(said?.title, title)),
    text: shortened(speaks.parts(said?.text, text)),
  }));
  if (worded.length <= MOST_ALONE)
    return worded.map(({ id, title, text }) => ({
      message: { title, text, path: "/inbox", tag: `alert-${id}` },
      alertIds: [id],
      ordersAfter: null,
    }));
  const all = message("mail.alerts", { count: worded.length, organization });
  const titles = shortened(worded.map(({ title }) => title).join(" · "));
  return [
    {
      message: { title: speaks.message(all, all.text), text: titles, path: "/inbox", tag: "alerts" },
      alertIds: worded.map(({ id }) => id),
      ordersAfter: null,
    },
  ];
}

function orderMessages({ orders, newest, number, channel }: DeviceRow, speaks: Translator): Said[] {
  if (newest === null || orders === 0) return [];
  const title =
    orders === 1 ? message("push.order", { number: number ?? "" }) : message("push.orders", { count: orders });
  return [
    {
      message: { title: speaks.message(title, title.text), text: channel ?? "", path: "/orders", tag: "orders" },
      alertIds: [],
      ordersAfter: newest,
    },
  ];
}

/** Records that a message was sent, so that it is sent once. */
export async function recordPush(tx: Tx, { deviceId, alertIds, ordersAfter }: DuePush, now: Date): Promise<void> {
  await tx.run(
    `insert into argosy.alert_push (organization_id, alert_id, device_id, sent_at)
     select argosy.tenant(), a, $2, $3 from unnest($1::uuid[]) as a on conflict do nothing`,
    [alertIds, deviceId, now],
  );
  await tx.run(
    `update argosy.push_device
     set failing_since = null, orders_after = greatest(orders_after, coalesce($2, orders_after))
     where organization_id = argosy.tenant() and id = $1`,
    [deviceId, ordersAfter],
  );
}

/** Orders of an imported history are no news: the next look begins behind them. */
export const skipHistory = (tx: Tx, now: Date): Promise<number> =>
  tx.run(
    `update argosy.push_device d
     set orders_after = n.id
     from (
       select o.id
       from argosy.sales_order o
       where o.organization_id = argosy.tenant() and ${isSettled("o", "$1")}
       order by o.id desc
       limit 1) as n
     where d.organization_id = argosy.tenant() and d.new_orders and d.orders_after < n.id
       and not exists (select from argosy.sales_order o
         where o.organization_id = argosy.tenant() and o.id > d.orders_after and not o.is_history)`,
    [now],
  );

/** After so long without a message taken a browser is given up. */
const GIVEN_UP_AFTER = "14 days";

/** A message was not taken: for good where the browser has ended its subscription. */
export async function recordFailedPush(
  tx: Tx,
  { deviceId, isOver }: { readonly deviceId: string; readonly isOver: boolean },
  now: Date,
): Promise<void> {
  await tx.run(
    `delete from argosy.push_device
     where organization_id = argosy.tenant() and id = $1
       and ($2 or failing_since < $3::timestamptz - interval '${GIVEN_UP_AFTER}')`,
    [deviceId, isOver, now],
  );
  await tx.run(
    `update argosy.push_device set failing_since = coalesce(failing_since, $2)
     where organization_id = argosy.tenant() and id = $1`,
    [deviceId, now],
  );
}
