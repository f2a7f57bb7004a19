/** Sets aside what fails by itself, tries it again ever more rarely, and tells a person of what keeps failing. */

import { systemActor } from "../../commerce/actor.ts";
import { type Message, message } from "../../commerce/message.ts";
import {
  PARKED_ALERT_FROM,
  PARKED_FIRST_WAIT_MS,
  PARKED_LONGEST_WAIT_MS,
  PARKED_WAIT_FACTOR,
} from "../../commerce/retry-schedule.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert, resolveAlerts } from "../alerts/alerts.ts";
import { jsonParameter, storableText } from "../json-column.ts";
import { isMarkKind, MARKS, type Mark, type ParkedItem, type ParkedKind } from "./kinds.ts";

const MOST_ERROR = 500;

/** SQL: when something is tried again that failed `tries` times before: 5 s, four times as long each time, an hour at most. */
export const nextTry = (tries: string, now: string): string =>
  `${now}::timestamptz + least(${PARKED_FIRST_WAIT_MS} * ${PARKED_WAIT_FACTOR} ^ least(${tries}, 10), ${PARKED_LONGEST_WAIT_MS}) * interval '1 millisecond'`;

/** SQL: whether anything of a kind is set aside, for the statement that takes marks of it. */
export const isAnyParked = (kind: ParkedKind): string =>
  `exists (select from argosy.parked_work where organization_id = argosy.tenant() and kind = '${kind}')`;

/** Sets one thing aside; its marks end. */
export async function parkWork(
  tx: Tx,
  item: ParkedItem,
  { error, now }: { readonly error: unknown; readonly now: Date },
): Promise<void> {
  const { kind, subject, connectionId } = item;
  const mark = jsonParameter(item.mark);
  if (isMarkKind(kind)) await tx.run(MARKS[kind].end, [mark]);
  const why = storableText(error instanceof Error ? error.message : String(error)).slice(0, MOST_ERROR);
  const { tries } = await tx.one<{ tries: number }>(
    `insert into argosy.parked_work as p (organization_id, kind, subject, mark, connection_id, due_at, error, parked_at)
     values (argosy.tenant(), $1, $2, $3, $4, ${nextTry("0", "$5")}, $6, $5)
     on conflict (organization_id, kind, subject) do update
       set mark = excluded.mark, tries = p.tries + 1, due_at = ${nextTry("p.tries", "$5")}, error = excluded.error
     returning tries`,
    [kind, storableText(subject), mark, connectionId ?? null, now, why],
  );
  if (tries < PARKED_ALERT_FROM) return;
  // One alert of a store names them all (listings/unknown-stock.ts).
  if (kind === "unknown_stock") return;
  await alertStillFailingWork(tx, item, now);
}

async function alertStillFailingWork(tx: Tx, item: ParkedItem, now: Date): Promise<void> {
  const { kind, subject, connectionId } = item;
  await raiseAlert(tx, {
    kind: "work_failed",
    severity: "warning",
    cause: causeOf(kind, subject),
    ...(connectionId !== undefined && { connectionId }),
    title: await titleOf(tx, item),
    text: message("alert.work_failed.text"),
    now,
  });
}

/** What went through is set aside no more, and what was told of it is over. */
export async function unpark(tx: Tx, items: readonly ParkedItem[], now: Date): Promise<void> {
  const ended: string[] = [];
  for (const [kind, some] of Map.groupBy(items, (item) => item.kind)) {
    const rows = await tx.rows<{ subject: string; tries: number }>(
      `delete from argosy.parked_work
       where organization_id = argosy.tenant() and kind = $1 and subject = any($2::text[])
       returning subject, tries`,
      [kind, some.map(({ subject }) => storableText(subject))],
    );
    ended.push(...rows.flatMap(({ subject, tries }) => (tries >= PARKED_ALERT_FROM ? [causeOf(kind, subject)] : [])));
  }
  await resolveAlerts(tx, ended, now, systemActor);
}

export interface DueRecord {
  readonly kind: ParkedKind;
  readonly subject: string;
  readonly mark: Mark;
  readonly connectionId: string | null;
}

/** Marks again what is due and was set aside as marks; answers the records that are due. */
export async function markDueAgain(tx: Tx, now: Date, most: number): Promise<DueRecord[]> {
  const due = await tx.rows<DueRecord>(
    `update argosy.parked_work p set due_at = $3
     from (select kind, subject from argosy.parked_work
       where organization_id = argosy.tenant() and due_at <= $1
       order by due_at, kind, subject limit $2 for update skip locked) d
     where p.organization_id = argosy.tenant() and p.kind = d.kind and p.subject = d.subject
     returning p.kind, p.subject, p.mark, p.connection_id as "connectionId"`,
    // Also of what is lost on its way with this process.
    [now, most, new Date(now.getTime() + PARKED_LONGEST_WAIT_MS)],
  );
  for (const { kind, mark } of due) if (isMarkKind(kind)) await tx.run(MARKS[kind].again, [jsonParameter(mark)]);
  return due.filter(({ kind }) => !isMarkKind(kind));
}

/** Ends what was set aside before and never went through; answers how many, a batch at most. */
export const removeParked = (tx: Tx, before: Date, batch: number): Promise<number> =>
  tx.run(
    `delete from argosy.parked_work p using (
       select kind, subject from argosy.parked_work
       where organization_id = argosy.tenant() and parked_at < $1 order by parked_at limit $2) d
     where p.organization_id = argosy.tenant() and p.kind = d.kind and p.subject = d.subject`,
    [before, batch],
  );

const causeOf = (kind: ParkedKind, subject: string) => `work-failed:${kind}:${subject}`;

/** SQL: what the alert `a` is about is still set aside. */
export const STILL_PARKED = `select 1 from argosy.parked_work p
  where p.organization_id = a.organization_id and a.cause = 'work-failed:' || p.kind || ':' || p.subject`;

async function titleOf(tx: Tx, { kind, subject, mark, connectionId }: ParkedItem): Promise<Message> {
  const ids = [mark["id"], mark["order_id"], mark["item_id"]].filter((id) => typeof id === "string");
  const found = await tx.one<{ name: string | null; store: string | null }>(
    `select (select name from argosy.connection where organization_id = argosy.tenant() and id = $2) as store, coalesce(
       (select number from argosy.sales_order where organization_id = argosy.tenant() and id = any($1::uuid[])),
       (select title from argosy.product where organization_id = argosy.tenant() and id = any($1::uuid[])),
       (select sku from argosy.variant where organization_id = argosy.tenant() and id = any($1::uuid[]))) as name`,
    [ids, connectionId ?? null],
  );
  const item = found.name ?? String(mark["name"] ?? subject);
  if (kind === "unknown_stock") return message("alert.stock_unknown.title", { store: found.store ?? "" });
  if (kind === "fee" || kind === "settlement_record" || kind === "stock_level" || kind === "conversation")
    return message(`alert.work_failed.${kind}`, { store: found.store ?? "", item });
  return message(`alert.work_failed.${kind}`, { item });
}
