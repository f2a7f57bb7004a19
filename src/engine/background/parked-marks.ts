/** Change marks that fail are set aside with an alert each; the organization's others go on. */

import { systemActor } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import { PARKED_ALERT_FROM } from "../../commerce/retry-schedule.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert, resolveAlerts } from "../../hub/alerts/alerts.ts";
import { nextTry } from "../../hub/parked/parked.ts";

export interface Mark {
  readonly aspect: "stock" | "price" | "content" | "category";
  readonly subject_id: string;
}

const SUBJECTS = { stock: "variant", price: "variant", content: "product", category: "category" } as const;

/** SQL: marks that are not set aside, at the time of `now`. */
export const isDue = (now: string): string => `(due_at is null or due_at <= ${now})`;

/** Sets a mark aside: 5 s, four times as long each time, an hour at most; a new change of the same thing ends the wait. */
export async function parkMark(tx: Tx, { mark, now }: { readonly mark: Mark; readonly now: Date }): Promise<void> {
  const { aspect, subject_id: subject } = mark;
  const parked = await tx.maybe<{ tries: number }>(
    `update argosy.change_mark
     set tries = tries + 1, due_at = ${nextTry("tries", "$3")}
     where organization_id = argosy.tenant() and aspect = $1 and subject_id = $2 returning tries`,
    [aspect, subject, now],
  );
  if (parked && parked.tries >= PARKED_ALERT_FROM) await alertStillFailingMark(tx, mark, now);
}

/** Orders that hold parts of a bundle by its old recipe could not be settled by the new one. */
export async function alertRecipeFailed(tx: Tx, now: Date): Promise<void> {
  const changed = await tx.maybe<{ id: string }>(
    `select variant_id as id
     from argosy.recipe_change
     where organization_id = argosy.tenant()
     order by variant_id
     limit 1`,
  );
  if (changed) await alertStillFailingMark(tx, { aspect: "stock", subject_id: changed.id }, now);
}

/** What was told of marks that are worked out now is over. */
export async function clearMarkAlerts(
  tx: Tx,
  marks: readonly (Mark & { readonly tries: number })[],
  now: Date,
): Promise<void> {
  const causes = marks.filter((mark) => mark.tries >= PARKED_ALERT_FROM).map(causeOf);
  if (causes.length > 0) await resolveAlerts(tx, causes, now, systemActor);
}

const causeOf = ({ aspect, subject_id: subject }: Mark) => `change-failed:${aspect}:${subject}`;

async function alertStillFailingMark(tx: Tx, { aspect, subject_id: subject }: Mark, now: Date): Promise<void> {
  const { name } = await tx.one<{ name: string | null }>(
    `select coalesce((select sku from argosy.variant where organization_id = argosy.tenant() and id = $1),
       (select title from argosy.product where organization_id = argosy.tenant() and id = $1),
       (select name from argosy.category where organization_id = argosy.tenant() and id = $1)) as name`,
    [subject],
  );
  await raiseAlert(tx, {
    kind: "change_failed",
    severity: "critical",
    cause: causeOf({ aspect, subject_id: subject }),
    subject: { kind: SUBJECTS[aspect], id: subject },
    title: message("alert.change_failed.title", { item: name ?? subject }),
    text: message("alert.change_failed.text"),
    now,
  });
}
