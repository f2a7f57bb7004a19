/** Mails of automations: taken once, sent once. */
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import type { Mail } from "../accounts/mail.ts";
import { textParameters } from "../json-column.ts";
import { AGAIN_MINUTES } from "../shipping/buyer-mails.ts";

const MOST_AT_ONCE = 100;

/** What waited longer is no news any more. */
const NEWS_HOURS = 48;

export interface DueLetter {
  readonly id: string;
  readonly runId: string;
  readonly attempts: number;
  readonly mail: Mail;
}

interface Row {
  readonly id: string;
  readonly runId: string;
  readonly isOld: boolean;
  readonly attempts: number;
  readonly memberId: string | null;
  readonly email: string | null;
  readonly subject: string;
  readonly body: string;
  readonly seller: string;
}

/**
 * Takes due mails, so that nobody else sends them. A process that stops after taking one leaves it unsent: no mail is
 * better than two. One whose buyer or member has no address any more, or that waited for two days, is dropped, and its
 * run says so.
 */
export async function takeDueLetters(
  tx: Tx,
  { members, now }: { readonly members: ReadonlyMap<string, string>; readonly now: Date },
): Promise<readonly DueLetter[]> {
  const rows = await tx.rows<Row>(
    `with taken as (
       update argosy.automation_mail m set due_at = null
       where m.organization_id = argosy.tenant() and m.id in (
         select id
         from argosy.automation_mail
         where organization_id = argosy.tenant() and due_at <= $1
         order by due_at, id
         limit ${MOST_AT_ONCE}
         for update skip locked)
       returning m.id, m.run_id, m.created_at, m.attempts, m.member_id, m.order_id, m.subject, m.body)
     select t.id, t.run_id as "runId", t.created_at < $2 as "isOld", t.attempts, t.member_id as "memberId",
       nullif(o.contact ->> 'email', '') as email, t.subject, t.body, g.name as seller
     from taken t
     join argosy.organization g on g.organization_id = argosy.tenant()
     left join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = t.order_id
     order by t.id`,
    [now, new Date(now.getTime() - NEWS_HOURS * 3_600_000)],
  );
  const dropped: string[] = [];
  const letters = rows.flatMap(({ id, runId, isOld, attempts, memberId, email, subject, body, seller }) => {
    const to = memberId === null ? email : members.get(memberId);
    if (to != null && !isOld) return [{ id, runId, attempts, mail: { to, subject, text: `${body}\n\n${seller}\n` } }];
    dropped.push(runId);
    return [];
  });
  await noteUnsent(tx, dropped);
  return letters;
}

/** The run that wanted a mail says that it was not sent. */
async function noteUnsent(tx: Tx, runIds: readonly string[]): Promise<void> {
  if (runIds.length === 0) return;
  await tx.run(
    `update argosy.automation_run
     set error = $2, error_said = $3
     where organization_id = argosy.tenant() and id = any($1::uuid[])`,
    [runIds, ...textParameters(message("automation.mailUnsent"))],
  );
}

export async function markLetterSent(tx: Tx, { id }: DueLetter, now: Date): Promise<void> {
  await tx.run("update argosy.automation_mail set sent_at = $2 where organization_id = argosy.tenant() and id = $1", [
    id,
    now,
  ]);
}

/** The mail server refused it: tried again later, at most as often as AGAIN_MINUTES says. */
export async function markLetterUnsent(tx: Tx, { id, runId, attempts }: DueLetter, now: Date): Promise<void> {
  const minutes = AGAIN_MINUTES[attempts];
  if (minutes === undefined) await noteUnsent(tx, [runId]);
  await tx.run(
    `update argosy.automation_mail set attempts = attempts + 1, due_at = $2
     where organization_id = argosy.tenant() and id = $1`,
    [id, minutes === undefined ? null : new Date(now.getTime() + minutes * 60_000)],
  );
}
