import { z } from "zod";
import { type Actor, actorText } from "../../commerce/actor.ts";
import { type HubText, type Message, messageParts, textOf } from "../../commerce/message.ts";
import { newId } from "../../commerce/new-id.ts";
import type { Optional } from "../../commerce/optional.ts";
import type { Json } from "../../commerce/product.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, partsSchema, time, typed } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { announce, announceAll, COUNT_NOTIFIED, endpointEventsSql } from "../events.ts";
import { jsonParameter } from "../json-column.ts";
import type { Page, PageRequest } from "../paging.ts";
import { type BothEnds, byAge, type MadeWithin, type Placed, sortedPage, timeWithin, unplaced } from "../sorting.ts";

export type AlertSeverity = "info" | "warning" | "critical";
export type AlertState = "open" | "snoozed" | "resolved";

/** What a person can be needed for; the words of each are `alert.<kind>.title` and what goes with it. */
export const alertKinds = [
  "access_ends",
  "answer_late",
  "api_ends",
  "automation_stopped",
  "automation_task",
  "card_payment_unused",
  "category_failed",
  "change_failed",
  "channel_refuses",
  "command_failed",
  "command_uncertain",
  "connection_failing",
  "connector_missing",
  "content_failed",
  "conversation_waiting",
  "customer_failed",
  "event_failed",
  "gift_card_uncertain",
  "gift_card_unused",
  "held_order_shipped",
  "invoice_failed",
  "lines_unlinked",
  "listing_refused",
  "locations_full",
  "lots_expire",
  "low_stock",
  "needs_reauth",
  "no_location",
  "order_short",
  "order_total_differs",
  "orders_at_risk",
  "orders_to_accept",
  "purchase_moved",
  "orders_gone",
  "orders_unread",
  "pack_sold_elsewhere",
  "plan_orders",
  "price_failed",
  "price_held",
  "privacy_export",
  "products_blocked",
  "products_gone",
  "reading_stopped",
  "reply_refused",
  "reply_unconfirmed",
  "requirements_changed",
  "run_failed",
  "selling_out",
  "shipment_outdated",
  "shipment_refused",
  "shipment_stale",
  "shipment_unknown",
  "sold_in_fractions",
  "status_unknown",
  "stock_contested",
  "stock_failed",
  "stock_hold",
  "stock_shared",
  "stock_undecided",
  "stock_unknown",
  "tracking_outdated",
  "webhook_delivery_failed",
  "webhook_endpoint_disabled",
  "webhooks_refused",
  "work_failed",
] as const;
export type AlertKind = (typeof alertKinds)[number];

export interface NewAlert {
  readonly kind: AlertKind;
  readonly severity: AlertSeverity;
  /** Names the problem; while an alert of this cause is open, repeats only raise its count. */
  readonly cause: string;
  readonly connectionId?: string | undefined;
  readonly subject?: { readonly kind: string; readonly id: string } | undefined;
  readonly title: Message;
  readonly text: HubText;
  /** What a person can do about it, for the dashboard: {kind, ...ids}. */
  readonly action?: Json | undefined;
  readonly now: Date;
}

export const alertSchema = z
  .object({
    id,
    kind: z.string(),
    severity: z.enum(["info", "warning", "critical"]),
    cause: z.string(),
    storeId: id.nullable(),
    subjectKind: z.string().nullable(),
    subjectId: id.nullable(),
    title: z.string(),
    text: z.string(),
    said: z
      .object({ title: partsSchema, text: partsSchema })
      .nullable()
      .describe("what title and text are made of, to be said in other languages"),
    action: typed<Json>(z.unknown()),
    count: z.int(),
    state: z.enum(["open", "snoozed", "resolved"]),
    snoozedUntil: time.nullable(),
    firstAt: time,
    lastAt: time,
    resolvedAt: time.nullable(),
    resolvedBy: z.string().nullable(),
    read: z.boolean().describe("by the member who asks"),
  })
  .meta({ id: "Alert" });

export type Alert = Answered<typeof alertSchema>;

/** Opens an alert, or raises the count of the open one with the same cause and tells its newest words. */
export async function raiseAlert(tx: Tx, alert: NewAlert): Promise<{ readonly id: string; readonly isNew: boolean }> {
  const [raised] = await raiseAlerts(tx, [alert]);
  if (!raised) throw new Error(`The alert ${alert.cause} was neither opened nor found.`);
  return raised;
}

/** `raiseAlert` for many causes in one statement; of alerts with one cause the last is told. */
export async function raiseAlerts(
  tx: Tx,
  alerts: readonly NewAlert[],
): Promise<{ readonly id: string; readonly isNew: boolean }[]> {
  if (alerts.length === 0) return [];
  const rows = [...new Map(alerts.map((alert) => [alert.cause, alert])).values()].map((alert) => ({
    ...alert,
    id: newId(alert.now),
    connection: alert.connectionId ?? null,
    subject_kind: alert.subject?.kind ?? null,
    subject_id: alert.subject?.id ?? null,
    action: alert.action ?? null,
    title: textOf(alert.title),
    text: textOf(alert.text),
    said: { title: messageParts(alert.title), text: messageParts(alert.text) },
  }));
  const raised = await tx.rows<{ id: string; count: number }>(
    `insert into alert (organization_id, id, kind, severity, cause, connection_id, subject_kind, subject_id, title,
       text, said, action, first_at, last_at)
     select argosy.tenant(), id, kind, severity, cause, connection, subject_kind, subject_id, title, text, said,
       coalesce(action, 'null'), now, now
     from json_to_recordset($1) as n(id uuid, kind text, severity text, cause text, connection uuid, subject_kind text,
       subject_id uuid, title text, text text, said jsonb, action jsonb, now timestamptz)
     order by cause
     on conflict (organization_id, cause) where state <> 'resolved' do update set
       count = alert.count + 1, last_at = greatest(alert.last_at, excluded.last_at),
       subject_kind = excluded.subject_kind, subject_id = excluded.subject_id, severity = excluded.severity,
       title = excluded.title, text = excluded.text, said = excluded.said, action = excluded.action,
       state = case when alert.snoozed_until > excluded.last_at then alert.state else 'open' end
     returning id, count`,
    [jsonParameter(rows)],
  );
  const told = (isNew: boolean) => raised.flatMap(({ id, count }) => ((count === 1) === isNew ? [{ id }] : []));
  await announceAll(tx, "alert.raised", told(true));
  await announceAll(tx, "alert.repeated", told(false));
  return raised.map(({ id, count }) => ({ id, isNew: count === 1 }));
}

/** Gives open alerts other words where less is left of their trouble: no news, so it is neither counted nor mailed. */
export async function rewordAlerts(tx: Tx, alerts: readonly NewAlert[]): Promise<void> {
  const rows = alerts.map(({ cause, title, text }) => ({
    cause,
    title: textOf(title),
    text: textOf(text),
    said: { title: messageParts(title), text: messageParts(text) },
  }));
  const reworded = await tx.rows<{ id: string }>(
    `update argosy.alert a set title = n.title, text = n.text, said = n.said
     from json_to_recordset($1) as n(cause text, title text, text text, said jsonb)
     where a.organization_id = argosy.tenant() and a.cause = n.cause and a.state <> 'resolved'
       and (a.title, a.text) is distinct from (n.title, n.text)
     returning a.id`,
    [jsonParameter(rows)],
  );
  await announceAll(tx, "alert.repeated", reworded);
}

/** Closes the open alert of a cause; false when there is none. */
export async function resolveAlert(tx: Tx, cause: string, now: Date, by: Actor): Promise<boolean> {
  return (await resolveAlerts(tx, [cause], now, by)) > 0;
}

/** Closes the open alerts of many causes, in one statement; answers how many there were. */
export async function resolveAlerts(tx: Tx, causes: readonly string[], now: Date, by: Actor): Promise<number> {
  if (causes.length === 0) return 0;
  return tx.run(
    `with resolved as (
       update argosy.alert set state = 'resolved', resolved_at = $2, resolved_by = $3
       where organization_id = argosy.tenant() and cause = any($1) and state <> 'resolved' returning id
     ), ${endpointEventsSql("alert.resolved", "select jsonb_build_object('id', id) from resolved")}
     select ${COUNT_NOTIFIED} from resolved`,
    [causes, now, actorText(by)],
  );
}

/** Closes one alert by hand. Throws HubError ALERT_NOT_FOUND when there is no open one of this id. */
export async function resolveAlertById(tx: Tx, id: string, now: Date, by: Actor): Promise<void> {
  const touched = await tx.run(
    `update alert set state = 'resolved', resolved_at = $2, resolved_by = $3
     where organization_id = argosy.tenant() and id = $1 and state <> 'resolved'`,
    [id, now, actorText(by)],
  );
  if (touched === 0) throw notFound();
  await announce(tx, "alert.resolved", { id });
}

/** Hides an alert until a time; a repeat after it opens the alert again. */
export async function snoozeAlert(tx: Tx, id: string, until: Date, now: Date): Promise<void> {
  if (until <= now)
    throw new HubError("ALERT_SNOOZE_PAST", "validation", "Choose a time in the future to be reminded.", "until");
  const touched = await tx.run(
    `update alert set state = 'snoozed', snoozed_until = $2
     where organization_id = argosy.tenant() and id = $1 and state <> 'resolved'`,
    [id, until],
  );
  if (touched === 0) throw notFound();
  await announce(tx, "alert.snoozed", { id });
}

export interface AlertFilter
  extends PageRequest,
    MadeWithin,
    Optional<{
      state: AlertState;
      severity: AlertSeverity;
      kind: string;
      storeId: string;
      /** Whose reading counts; absent: nothing is read. */
      userId: string;
      sort: BothEnds;
    }> {
  readonly now: Date;
}

// A snooze ends by itself: the stored state is only as old as the last repeat.
const STATE = "case when state = 'snoozed' and snoozed_until <= $1 then 'open' else state end";
const ofState = (state: string) => (state === "resolved" ? "state = $2" : `state <> 'resolved' and ${STATE} = $2`);

const COLUMNS = `id, kind, severity, cause, connection_id as "storeId", subject_kind as "subjectKind",
  subject_id as "subjectId", title, text, said, action, count, ${STATE} as state, ${columns("", "snoozedUntil")},
    ${columns("", "firstAt lastAt resolvedAt resolvedBy")}`;
const readBy = (user: string) =>
  `exists (select from alert_read r
     where r.organization_id = argosy.tenant() and r.user_id = ${user} and r.alert_id = alert.id) as read`;

/** Alerts, the one that happened last first; `from` and `to` are of that last time. */
export async function listAlerts(tx: Tx, filter: AlertFilter): Promise<Page<Alert>> {
  const params: unknown[] = [
    filter.now,
    filter.state ?? null,
    filter.severity ?? null,
    filter.kind ?? null,
    filter.storeId ?? null,
    filter.userId ?? null,
  ];
  const happened = timeWithin("last_at", filter, params);
  const by = sortedPage(SORTS[filter.sort ?? "newest"], filter, params);
  const rows = await by.rows<Placed<Alert>>(
    tx,
    `select ${by.place}, ${COLUMNS}, ${readBy("$6")} from alert
     where organization_id = argosy.tenant()
       and ${filter.state === undefined ? "$2::text is null" : ofState(filter.state)}
       and ${filter.severity === undefined ? "$3::text is null" : "severity = $3"}
       and ($4::text is null or kind = $4) and ($5::uuid is null or connection_id = $5)
       ${happened} ${by.after} ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

const SORTS = byAge(["last_at", "timestamptz"], ["id", "uuid"]);

/** One alert. Throws HubError ALERT_NOT_FOUND. */
export async function getAlert(tx: Tx, id: string, now: Date, userId?: string): Promise<Alert> {
  const row = await tx.maybe<Alert>(
    `select ${COLUMNS}, ${readBy("$3")} from alert where organization_id = argosy.tenant() and id = $2`,
    [now, id, userId ?? null],
  );
  if (!row) throw notFound();
  return row;
}

/** Open alerts by severity, for the badge. */
export async function countOpenAlerts(tx: Tx, now: Date): Promise<Readonly<Record<AlertSeverity, number>>> {
  const rows = await tx.rows<{ severity: AlertSeverity; count: number }>(
    `select severity, count(*)::int as count from alert
     where organization_id = argosy.tenant() and state <> 'resolved' and ${STATE} = 'open' group by severity`,
    [now],
  );
  const counts = { info: 0, warning: 0, critical: 0 };
  for (const row of rows) counts[row.severity] = row.count;
  return counts;
}

function notFound(): HubError {
  return new HubError("ALERT_NOT_FOUND", "not_found", "There is no such open alert.");
}
