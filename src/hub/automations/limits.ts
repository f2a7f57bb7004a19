/** How often automations acted within 24 hours, and how they are stopped. */
import type { AutomationLimits } from "../../commerce/automations/definition.ts";
import { BOUNDS } from "../../commerce/automations/definition.ts";
import type { Tx } from "../../db/database.ts";
import type { StoppedBecause } from "./store.ts";

const DAY_MS = 24 * 60 * 60_000;

/** How often it acted, and by subject. */
export interface Acted {
  total: number;
  readonly bySubject: Map<string, number>;
}

/** Of automations, about these subjects. A total beyond every limit is not counted further. */
export async function actedWithinDay(
  tx: Tx,
  of: { readonly automationIds: readonly string[]; readonly subjectIds: readonly string[]; readonly now: Date },
): Promise<ReadonlyMap<string, Acted>> {
  const since = new Date(of.now.getTime() - DAY_MS);
  const totals = await tx.rows<{ id: string; total: number }>(
    `select a.id, (
       select count(*)::int
       from (
         select from argosy.automation_run r
         where r.organization_id = argosy.tenant() and r.automation_id = a.id and r.at > $2 and r.outcome = 'acted'
         limit least(${BOUNDS.perDay}, (a.definition #>> '{limits,perDay}')::int + 1)) s) as total
     from argosy.automation a
     where a.organization_id = argosy.tenant() and a.id = any($1::uuid[])`,
    [of.automationIds, since],
  );
  const subjects = await tx.rows<{ id: string; subject: string; count: number }>(
    `select r.automation_id as id, r.subject_id as subject, count(*)::int as count
     from argosy.automation_run r
     where r.organization_id = argosy.tenant() and r.automation_id = any($1::uuid[]) and r.at > $2
       and r.outcome = 'acted' and r.subject_id = any($3::uuid[])
     group by 1, 2`,
    [of.automationIds, since, of.subjectIds],
  );
  const acted = new Map<string, Acted>(
    of.automationIds.map((id) => [id, { total: 0, bySubject: new Map<string, number>() }]),
  );
  for (const { id, total } of totals) acted.set(id, { total, bySubject: new Map() });
  for (const { id, subject, count } of subjects) acted.get(id)?.bySubject.set(subject, count);
  return acted;
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
