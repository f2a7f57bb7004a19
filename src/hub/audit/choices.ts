/** What an organization's audit trail can be asked by: the acts, the people and the kinds of things it holds. */
import type { Tx } from "../../db/database.ts";

const COLUMNS = ["action", "actor", "target_kind"] as const;

/** From value to value along an index: a trail of millions of entries holds a few hundred. */
const different = (column: (typeof COLUMNS)[number]): string =>
  `with recursive held as (
     (select ${column} as value
      from argosy.audit
      where organization_id = argosy.tenant()
      order by ${column}
      limit 1)
     union all
     select (
       select a.${column}
       from argosy.audit a
       where a.organization_id = argosy.tenant() and a.${column} > h.value
       order by a.${column}
       limit 1)
     from held h
     where h.value is not null
   )
   select value
   from held
   where value is not null`;

export interface AuditChoices {
  readonly actions: readonly string[];
  readonly actors: readonly string[];
  readonly targetKinds: readonly string[];
}

export async function auditChoices(tx: Tx): Promise<AuditChoices> {
  const [actions = [], actors = [], targetKinds = []] = await Promise.all(
    COLUMNS.map(async (column) => (await tx.rows<{ value: string }>(different(column))).map(({ value }) => value)),
  );
  return { actions, actors, targetKinds };
}
