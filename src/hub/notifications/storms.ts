/** Storms of alerts: who was mailed many of a kind within a while gets what comes after it in one mail (decision 452). */
import type { Tx } from "../../db/database.ts";

/** From how many alerts of a kind mailed to one person on, within how long, it is a storm. */
export interface StormBounds {
  readonly alerts: number;
  readonly minutes: number;
}

/** Tells whether mail about alerts of a kind waits for this person until the time is over. */
export async function stormsNow(
  tx: Tx,
  { alerts, minutes }: StormBounds,
  now: Date,
): Promise<(userId: string, kind: string) => boolean> {
  const rows = await tx.rows<{ user: string; kind: string }>(
    `select m.user_id as user, a.kind
     from argosy.alert_mail m
     join argosy.alert a on a.organization_id = m.organization_id and a.id = m.alert_id
     where m.organization_id = argosy.tenant() and m.sent_at > $1
     group by m.user_id, a.kind
     having count(*) >= $2`,
    [new Date(now.getTime() - minutes * 60_000), alerts],
  );
  const storms = new Set(rows.map(({ user, kind }) => `${user} ${kind}`));
  return (userId, kind) => storms.has(`${userId} ${kind}`);
}
