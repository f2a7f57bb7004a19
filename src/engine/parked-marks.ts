/** Changes that cannot be carried to listings wait apart, with an alert each: the organization's others go on. */
import { systemActor } from "../commerce/actor.ts";
import { say } from "../commerce/sentence.ts";
import type { Tx } from "../db/database.ts";
import { raiseAlert, resolveAlerts } from "../hub/alerts/alerts.ts";

export interface Mark {
  readonly aspect: "stock" | "price" | "content" | "category";
  readonly subject_id: string;
}

const SUBJECTS = { stock: "variant", price: "variant", content: "product", category: "category" } as const;
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 60 * 60_000;
/** What fails this often is no passing trouble: a person is told. */
const TOLD_FROM = 3;

/** SQL: marks that are not set aside, at the time of `now`. */
export const isDue = (now: string): string => `(due_at IS NULL OR due_at <= ${now})`;

/** Sets a mark aside: 5 s, four times as long each time, an hour at most; a new change of the same thing ends the wait. */
export async function parkMark(tx: Tx, { mark, now }: { readonly mark: Mark; readonly now: Date }): Promise<void> {
  const { aspect, subject_id: subject } = mark;
  const parked = await tx.maybe<{ tries: number }>(
    `UPDATE argosy.change_mark
     SET tries = tries + 1, due_at = $3::timestamptz + least($4 * 4 ^ least(tries, 10), $5) * interval '1 millisecond'
     WHERE organization_id = argosy.tenant() AND aspect = $1 AND subject_id = $2 RETURNING tries`,
    [aspect, subject, now, FIRST_WAIT_MS, LONGEST_WAIT_MS],
  );
  if (parked && parked.tries >= TOLD_FROM) await tell(tx, mark, now);
}

/** Orders that hold parts of a bundle by its old recipe could not be settled by the new one. */
export async function tellRecipeFailed(tx: Tx, now: Date): Promise<void> {
  const changed = await tx.maybe<{ id: string }>(
    `SELECT variant_id AS id
     FROM argosy.recipe_change
     WHERE organization_id = argosy.tenant()
     ORDER BY variant_id
     LIMIT 1`,
  );
  if (changed) await tell(tx, { aspect: "stock", subject_id: changed.id }, now);
}

/** What was told of marks that are worked out now is over. */
export async function untell(tx: Tx, marks: readonly (Mark & { readonly tries: number })[], now: Date): Promise<void> {
  const causes = marks.filter((mark) => mark.tries >= TOLD_FROM).map(causeOf);
  if (causes.length > 0) await resolveAlerts(tx, causes, now, systemActor);
}

const causeOf = ({ aspect, subject_id: subject }: Mark) => `change-failed:${aspect}:${subject}`;

async function tell(tx: Tx, { aspect, subject_id: subject }: Mark, now: Date): Promise<void> {
  const { name } = await tx.one<{ name: string | null }>(
    `SELECT coalesce((SELECT sku FROM argosy.variant WHERE organization_id = argosy.tenant() AND id = $1),
       (SELECT title FROM argosy.product WHERE organization_id = argosy.tenant() AND id = $1),
       (SELECT name FROM argosy.category WHERE organization_id = argosy.tenant() AND id = $1)) AS name`,
    [subject],
  );
  await raiseAlert(tx, {
    kind: "change_failed",
    severity: "critical",
    cause: causeOf({ aspect, subject_id: subject }),
    subject: { kind: SUBJECTS[aspect], id: subject },
    title: say("alert.change_failed.title", { item: name ?? subject }),
    text: say("alert.change_failed.text"),
    now,
  });
}
