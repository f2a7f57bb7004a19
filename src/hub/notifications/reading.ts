import type { Tx } from "../../db/database.ts";
import { COUNTED } from "../counted.ts";
import { announce } from "../events.ts";
import { type Choice, kindsOf, placedKinds } from "./topics.ts";

/** Marks alerts as read by a member, all open ones when no ids are given. Answers how many were unread. */
export async function readAlerts(
  tx: Tx,
  userId: string,
  ids: readonly string[] | undefined,
  now: Date,
): Promise<number> {
  const touched = await tx.run(
    `insert into alert_read (organization_id, user_id, alert_id, read_at)
     select argosy.tenant(), $1, id, $3 from alert
     where organization_id = argosy.tenant() and ($2::uuid[] is null and state <> 'resolved' or id = any($2))
     on conflict do nothing`,
    [userId, ids ?? null, now],
  );
  // Their other windows count again.
  if (touched > 0) await announce(tx, "alert.read", { userId });
  return touched;
}

/** Marks alerts as unread again. */
export async function unreadAlerts(tx: Tx, userId: string, ids: readonly string[]): Promise<number> {
  const touched = await tx.run(
    "delete from alert_read where organization_id = argosy.tenant() and user_id = $1 and alert_id = any($2)",
    [userId, ids],
  );
  if (touched > 0) await announce(tx, "alert.read", { userId });
  return touched;
}

/** Open alerts a member has not read, of the topics they want in the app; counted up to 10,000. */
export async function countUnread(tx: Tx, userId: string, choices: readonly Choice[], now: Date): Promise<number> {
  const { kinds, others } = kindsOf(choices.filter((choice) => choice.app).map((choice) => choice.topic));
  const { count } = await tx.one<{ count: number }>(
    `select count(*)::int as count from (
       select 1 from alert a where organization_id = argosy.tenant() and state <> 'resolved'
         and (state = 'open' or snoozed_until <= $2) and (kind = any($3) or ($4 and kind <> all($5)))
         and not exists (select from alert_read r
           where r.organization_id = a.organization_id and r.user_id = $1 and r.alert_id = a.id)
       limit ${COUNTED}) as unread`,
    [userId, now, kinds, others, placedKinds],
  );
  return count;
}
