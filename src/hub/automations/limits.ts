/** How often automations acted within 24 hours, and how they are stopped. */
import type { AutomationLimits } from "../../commerce/automations/definition.ts";
import { BOUNDS } from "../../commerce/automations/definition.ts";
import { lowestId } from "../../commerce/new-id.ts";
import { type Tx, together } from "../../db/database.ts";
import type { Automation, StoppedBecause } from "./store.ts";

const DAY_MS = 24 * 60 * 60_000;

/** How often it acted, and by subject. */
export interface Acted {
  /** At least so often: exact where that matters. */
  total: number;
  readonly bySubject: Map<string, number>;
}

interface LimitQuery {
  readonly automations: readonly Pick<Automation, "id" | "limits">[];
  /** What the events are about; `others`: neither orders nor products. */
  readonly subjects: Readonly<Record<"orders" | "products" | "others", readonly string[]>>;
  /** Events: none of them acts more often. */
  readonly most: number;
  readonly now: Date;
}

/** Of automations, about these subjects. */
export async function actedWithinDay(tx: Tx, requested: LimitQuery): Promise<ReadonlyMap<string, Acted>> {
  const since = new Date(requested.now.getTime() - DAY_MS);
  const { automations, most } = requested;
  const [bounds, subjects] = await together([
    tx.rows<{ id: string; total: number }>(
      `select id, acted_at_most as total from argosy.automation
       where organization_id = argosy.tenant() and id = any($1::uuid[]) and acted_at_most is not null
         and counted_at is not distinct from last_acted_at`,
      [automations.map(({ id }) => id)],
    ),
    actedBySubject(tx, requested, since),
  ]);
  const totals = new Map(bounds.map(({ id, total }) => [id, total]));
  const close = automations.filter(({ id, limits }) => {
    const bound = totals.get(id);
    return bound === undefined || bound + most > limits.perDay;
  });
  for (const { id, total } of await exactTotals(tx, { ids: close.map((one) => one.id), since })) totals.set(id, total);
  const acted = new Map<string, Acted>(
    automations.map(({ id }) => [id, { total: totals.get(id) ?? 0, bySubject: new Map<string, number>() }]),
  );
  for (const { id, subject, count } of subjects) acted.get(id)?.bySubject.set(subject, count);
  return acted;
}

/** By the ids of runs, which begin with their time; a total beyond every limit is not counted further. */
async function exactTotals(
  tx: Tx,
  { ids, since }: { readonly ids: readonly string[]; readonly since: Date },
): Promise<readonly { readonly id: string; readonly total: number }[]> {
  if (ids.length === 0) return [];
  return tx.rows(
    `select a.id, (
       select count(*)::int
       from (
         select from argosy.automation_run r
         where r.organization_id = argosy.tenant() and r.automation_id = a.id and r.id >= $3 and r.at > $2
           and r.outcome = 'acted'
         limit least(${BOUNDS.perDay}, (a.definition #>> '{limits,perDay}')::int + 1)) s) as total
     from argosy.automation a
     where a.organization_id = argosy.tenant() and a.id = any($1::uuid[])`,
    [ids, since, lowestId(since)],
  );
}

const OF_SUBJECTS = {
  orders: "r.order_id = s.id",
  products: "r.product_id = s.id",
  others: "r.subject_id = s.id and r.order_id is null and r.product_id is null",
} as const;

/**
 * By the index of what it was about, one after the other: an automation acts on many others in a day, and while a table
 * is new its statistics would have all of them read.
 */
async function actedBySubject(tx: Tx, { automations, subjects }: LimitQuery, since: Date) {
  const ids = automations.map(({ id }) => id);
  const counted = (kind: keyof typeof OF_SUBJECTS) =>
    subjects[kind].length === 0
      ? []
      : [
          tx.rows<{ id: string; subject: string; count: number }>(
            `select d.automation_id as id, s.id as subject, count(*)::int as count
             from unnest($3::uuid[]) as s(id)
             cross join lateral (
               select r.automation_id
               from argosy.automation_run r
               where r.organization_id = argosy.tenant() and r.id >= $4 and r.at > $2 and r.outcome = 'acted'
                 and ${OF_SUBJECTS[kind]}
               offset 0) d
             where d.automation_id = any($1::uuid[])
             group by 1, 2`,
            [ids, since, subjects[kind], lowestId(since)],
          ),
        ];
  return (await together([...counted("orders"), ...counted("products"), ...counted("others")])).flat();
}

/** Why it may not act once more; undefined: it may. */
export function refusalOf(acted: Acted, limits: AutomationLimits, subjectId: string): StoppedBecause | undefined {
  if (acted.total >= limits.perDay) return "per_day";
  return (acted.bySubject.get(subjectId) ?? 0) >= limits.perSubject ? "per_subject" : undefined;
}

export function countAct(acted: Acted, subjectId: string): void {
  acted.total += 1;
  acted.bySubject.set(subjectId, (acted.bySubject.get(subjectId) ?? 0) + 1);
}
